import { expect, test } from 'vitest'
import { createKnownNames } from '../../electron/station/knownNames.ts'
import { ok } from '../../shared/domain/result.ts'
import { must } from '../builders/counter.ts'

const nameOf = (number: number): string => String(number).padStart(32, '0')

/** Streams by name, each a record for every event; counts how often a stream is read. */
function records() {
  const own = new Map<string, number[]>()
  const others = new Map<string, number[]>()
  const read: string[] = []
  const namesIn = (stream: string): readonly string[] => [...(own.get(stream) ?? []), ...(others.get(stream) ?? [])].map(nameOf)
  const known = createKnownNames({
    recordsOf: (stream) => Promise.resolve(ok({ own: own.get(stream) ?? [], others: others.get(stream) ?? [] })),
    readNames: (stream) => {
      read.push(stream)
      return Promise.resolve(ok(namesIn(stream)))
    },
  })
  return { own, others, read, known, ask: async (stream: string) => [...must(await known.of(stream))] }
}

test('a stream is read once, and what was kept since is known without reading', async () => {
  const { others, read, known, ask } = records()
  expect(await ask('case:new')).toEqual([])
  others.set('case:new', [1])
  known.kept('case:new', nameOf(1), 1, 1)
  others.set('case:new', [1, 2])
  expect(await ask('case:new')).toEqual([nameOf(1), nameOf(2)])
  others.set('case:new', [1, 2, 3])
  known.kept('case:new', nameOf(3), 1, 3)
  expect(await ask('case:new')).toEqual([nameOf(1), nameOf(2), nameOf(3)])
  expect(read).toEqual(['case:new'])
})

test('a record that was written here meanwhile, or one found lost, is a reason to read again', async () => {
  const { own, others, read, known, ask } = records()
  others.set('case:one', [1, 2, 3])
  expect(await ask('case:one')).toHaveLength(3)
  own.set('case:one', [9])
  expect(await ask('case:one')).toContain(nameOf(9))
  // While something was kept a record was written here.
  own.set('case:one', [9, 10])
  others.set('case:one', [1, 2, 3, 4])
  known.kept('case:one', nameOf(4), 1, 4)
  expect(await ask('case:one')).toContain(nameOf(10))
  others.set('case:one', [1, 3, 4])
  expect(await ask('case:one')).not.toContain(nameOf(2))
  expect(read).toHaveLength(4)
})

test('what is remembered has an end: the streams asked about longest ago are read again', async () => {
  const { others, read, ask } = records()
  const many = Array.from({ length: 200_000 }, (_, number) => number + 1)
  others.set('case:large', many)
  others.set('case:larger', many)
  await ask('case:large')
  await ask('case:larger')
  await ask('case:larger')
  await ask('case:large')
  expect(read).toEqual(['case:large', 'case:larger', 'case:large'])
})
