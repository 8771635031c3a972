import { expect, test } from 'vitest'
import { StoredIds } from '../../../renderer/data/storedIds.ts'

/** A store that notes what it is asked. */
function storeOf(...there: readonly string[]) {
  const asked: string[] = []
  const has = new Set(there)
  const all = () => {
    asked.push('all')
    return Promise.resolve([...has])
  }
  const count = (ids: readonly string[]) => {
    asked.push(`${ids.length} ids`)
    return Promise.resolve(ids.filter((id) => has.has(id)).length)
  }
  return { asked, all, count }
}

test('a store that was emptied is asked nothing while it is filled', async () => {
  const ids = new StoredIds()
  const store = storeOf()
  ids.clear()
  expect(await ids.countNew(store, ['a', 'b'], 0)).toBe(2)
  ids.add(['a', 'b'])
  expect(await ids.countNew(store, ['b', 'c'], 2)).toBe(1)
  expect(store.asked).toEqual([])
})

test('a few among many are looked for, no others are read', async () => {
  const ids = new StoredIds()
  const store = storeOf('a', 'b')
  expect(await ids.countNew(store, ['b', 'c'], 5000)).toBe(1)
  ids.add(['b', 'c'])
  expect(await ids.countNew(store, ['c'], 5001)).toBe(1)
  expect(store.asked).toEqual(['2 ids', '1 ids'])
})

test('many among few are told by what is there, which is read once', async () => {
  const ids = new StoredIds()
  const store = storeOf('a', 'b')
  expect(await ids.countNew(store, ['b', 'c'], 2)).toBe(1)
  ids.add(['b', 'c'])
  expect(await ids.countNew(store, ['c', 'd'], 3)).toBe(1)
  expect(store.asked).toEqual(['all'])
})
