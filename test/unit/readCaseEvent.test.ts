import { z } from 'zod'
import { describe, expect, test } from 'vitest'
import { readCaseEvents } from '../../electron/station/recordEvents.ts'
import { nameEvent } from '../../electron/station/identity.ts'
import type { caseDeed } from '../../shared/contracts/events.ts'
import { type EventSchema, eventSchema, readCaseEvent } from '../../shared/contracts/readCaseEvent.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aCase, caseId } from '../builders/events.ts'

const station = aCase()
const { event: note } = station.append({ kind: 'note.added', payload: { text: '来电咨询' } })
const { event: moved } = station.move('1.1.0')
const read = (json: unknown, schema?: EventSchema) => readCaseEvent(json, canonicalJson(json), schema)

test('there is an upcaster for every version but the newest', () => {
  expect(eventSchema.upcasters).toHaveLength(eventSchema.newest - 1)
})

describe('a program that knows version 2, in which a note has a language', () => {
  const noteOfTwo = z.object({ kind: z.literal('note.added'), payload: z.strictObject({ text: z.string(), language: z.string() }) })
  const schema: EventSchema = {
    newest: 2,
    upcasters: [(json) => ({ ...json, payload: { ...z.record(z.string(), z.unknown()).parse(json.payload), language: 'zh' } })],
    shape: z.custom<z.output<typeof caseDeed>>((json) => noteOfTwo.safeParse(json).success),
  }

  test('reads one of version 1 in the new shape, and keeps saying that it was written as version 1', () => {
    expect(read(note, schema)).toMatchObject({ v: 1, payload: { text: '来电咨询', language: 'zh' } })
  })

  test('reads one of version 2 as it is, and one of version 3 not', () => {
    const two = { ...note, v: 2, payload: { text: '来电咨询', language: 'en' } }
    expect(read(two, schema)).toEqual(two)
    expect(read({ ...two, v: 3 }, schema)).toMatchObject({ kind: 'newer', v: 3 })
  })
})

test('a move to another edition is written as version 2, so that an older program shows the case and writes nothing to it', () => {
  expect(moved.v).toBe(2)
  expect(read(moved)).toEqual(moved)
  const shape = z.custom<z.output<typeof caseDeed>>(() => true)
  expect(read(moved, { newest: 1, upcasters: [], shape })).toMatchObject({ kind: 'newer', v: 2 })
  expect(note.v).toBe(1)
})

describe('what this program does not know', () => {
  test('an event of a newer version has its place in the graph and its own bytes', () => {
    const newer = { ...note, v: 3, kind: 'visit.planned', payload: { on: '2026-03-02' }, weather: '晴' }
    expect(read(newer)).toMatchObject({ kind: 'newer', v: 3, parents: note.parents, payload: { text: canonicalJson(newer) } })
  })

  test('is named by what was received, not by what was understood', () => {
    const newer = { ...note, v: 3, kind: 'visit.planned', payload: { on: '2026-03-02' } }
    expect(readCaseEvents(Buffer.from(canonicalJson([newer])), caseId).map(({ name }) => name)).toEqual([nameEvent(canonicalJson(newer))])
  })

  test('an erasure of any version is understood', () => {
    const { v: _v, kind: _kind, payload: _payload, ...envelope } = note
    expect(read({ ...envelope, v: 9, kind: 'case.erased', payload: { because: 'request', reference: '申请 12' } })).toMatchObject({ kind: 'case.erased', v: 9 })
  })

  test.each([
    ['no object', []],
    ['no version', { ...note, v: '1' }],
    ['version 0', { ...note, v: 0 }],
    ['a kind that version 1 does not have', { ...note, kind: 'visit.planned' }],
    ['a move, which version 1 does not have', { ...moved, v: 1 }],
    ['a newer one of no case', { ...note, v: 3, stream: 'print:1' }],
  ])('set aside: %s', (_what, json) => {
    expect(read(json)).toBeUndefined()
  })

  test('one bad event beside good ones is set aside alone; nesting without end is no reason to stop', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const body = `[${canonicalJson(note)},{"v":3,"stream":"case:${caseId}","payload":${deep}}]`
    expect(readCaseEvents(Buffer.from(body), caseId).map(({ event }) => event.kind)).toEqual(['note.added'])
  })
})
