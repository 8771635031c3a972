import { expect, test } from 'vitest'
import type { EventStore } from '../../electron/station/eventStore.ts'
import { nameEvent } from '../../electron/station/identity.ts'
import { erasureOf } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { caseId } from '../builders/events.ts'
import { openStore } from '../builders/store.ts'
import { bodyOf } from '../faults/journalRun.ts'
import { MemoryFiles } from '../faults/memoryFiles.ts'

const by = { operator: 'operator-1', heads: [], missing: [] }

const open = (files = new MemoryFiles()) => openStore(files)
const namesIn = async (store: EventStore): Promise<readonly string[] | null> => {
  const read = await store.readCase(caseId)
  return read.ok && read.value ? read.value.map(({ name }) => name) : null
}

test('an event comes back under its name, from memory and from disk', async () => {
  const files = new MemoryFiles()
  const { store } = await open(files)
  const written = await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: '第一条' } }, { kind: 'note.added', payload: { text: '第二条' } }], by)
  const names = written.ok ? written.value.events.map(({ name }) => name) : []
  expect(names).toHaveLength(2)
  expect(await namesIn(store)).toEqual(names)
  expect(await namesIn((await open(files)).store)).toEqual(names)
})

test('an event says which of those it refers to were not here; a number is no event', async () => {
  const files = new MemoryFiles()
  const { store } = await open(files)
  const missing = ['a'.repeat(32), 'AAAAA-AAAAAA-0001']
  await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: '缺' } }], { ...by, missing })
  await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: '不缺' } }], by)
  const read = must(await (await open(files)).store.readCase(caseId)) ?? []
  expect(read.map(({ event }) => event.lacks)).toEqual([['a'.repeat(32)], undefined])
})

test('what a later start would set aside is never acknowledged', async () => {
  const { store, journal } = await open()
  const before = journal.head()
  await expect(store.appendToCase(caseId, [{ kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number: 'no number' } }], by)).rejects.toThrow('shape')
  expect(journal.head()).toEqual(before)
  expect(await namesIn(store)).toBeNull()
})

test('events that do not match, or belong to another case, are set aside; the rest of the record counts', async () => {
  const files = new MemoryFiles()
  const { store, journal } = await open(files)
  const written = await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: '真' } }], by)
  const event = written.ok ? written.value.events[0]?.event : undefined
  const others = [{ ...event, stream: `case:${caseId.replace('1', '2')}` }, { ...event, v: 0 }, { ...event, payload: { text: '真', more: true } }, { ...event, payload: { text: '字'.repeat(2001) } }, 'no event', null]
  await journal.append(`case:${caseId}`, bodyOf(JSON.stringify([...others, { ...event, payload: { text: '又' } }])))
  await journal.append(`case:${caseId}`, bodyOf('no JSON'))
  const again = await open(files)
  expect(await namesIn(again.store)).toHaveLength(2)
})

test('confirming an erasure is a change of that case, after this start and after the next', async () => {
  const files = new MemoryFiles()
  const { store, journal } = await open(files)
  const other = caseId.replace('1', '2')
  for (const id of [caseId, other]) await store.appendToCase(id, [{ kind: 'note.added', payload: { text: '一' } }], by)
  const { seq } = journal.head()
  await store.appendToStation([{ kind: 'erasure.confirmed', payload: { stream: `case:${caseId}`, erasure: 'e'.repeat(32) } }], by)
  for (const seen of [store, (await open(files)).store]) {
    expect(seen.confirmedErasures(caseId)).toEqual(new Set(['e'.repeat(32)]))
    expect(seen.confirmedErasures(other)).toEqual(new Set())
    expect(await seen.changedCases(seq)).toEqual({ ok: true, value: [{ id: caseId, seq: seq + 1 }] })
    expect(await seen.changedCases(0)).toEqual({ ok: true, value: [{ id: other, seq }, { id: caseId, seq: seq + 1 }] })
  }
})

test('refusing an erasure is a change of its case; from then on it does not act, whoever sends it again, until it is confirmed after all', async () => {
  const files = new MemoryFiles()
  const { store, journal } = await open(files)
  await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: '一' } }], by)
  const [text = ''] = erasureOf(caseId).events
  const [erasure, stream] = [nameEvent(text), `case:${caseId}` as const]
  const { seq } = journal.head()
  await store.appendToStation([{ kind: 'erasure.refused', payload: { stream, erasure, reason: '误删' } }], by)
  for (const seen of [store, (await open(files)).store]) {
    expect(seen.refusals()).toMatchObject([{ id: caseId, erasure, reason: '误删', operator: by.operator, seq: seq + 1 }])
    expect(await seen.changedCases(seq)).toEqual({ ok: true, value: [{ id: caseId, seq: seq + 1 }] })
  }
  const { store: again } = await open(files)
  await again.importEvents([{ name: erasure, bytes: Buffer.from(text), byRetention: 'acts' }], { source: 'feed', checkpoint: null })
  expect([...again.refusedErasures(caseId)]).toEqual([erasure])
  expect([...again.confirmedErasures(caseId)]).toEqual([])
  expect(await again.readTexts(stream)).toMatchObject({ ok: true, value: [expect.any(String), text] })
  await again.appendToStation([{ kind: 'erasure.confirmed', payload: { stream, erasure } }], by)
  for (const seen of [again, (await open(files)).store]) {
    expect([...seen.confirmedErasures(caseId)]).toEqual([erasure])
    expect([seen.refusals(), seen.refusedErasures(caseId).size]).toEqual([[], 0])
  }
})

test('of an erased case nothing is passed on but its erasure', async () => {
  const { store } = await open()
  await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: '一' } }, { kind: 'note.added', payload: { text: '二' } }], by)
  const names = (await namesIn(store)) ?? []
  await store.appendToStation([{ kind: 'erasure.confirmed', payload: { stream: `case:${caseId}`, erasure: names[1] ?? '' } }], by)
  const exported = await store.exportCase(caseId)
  expect(exported.ok && exported.value.map(({ name }) => name)).toEqual([names[1]])
})
