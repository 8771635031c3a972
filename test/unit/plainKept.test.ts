import { expect, test } from 'vitest'
import { cutBatches, batchDocument, eventText, type EventText } from '../../electron/station/sync/batch.ts'
import { createReader, type PageContent } from '../../electron/station/sync/plainPage.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { inStream } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { aCase, type AStation } from '../builders/events.ts'
import { markingSealer } from '../builders/markingSealer.ts'
import { openStore, type OpenStore } from '../builders/store.ts'
import { MemoryFiles } from '../faults/memoryFiles.ts'

/** What is read in one go is kept as what is looked at event by event. */

const ids = ['case-one-2026', 'case-two-2026'] as const
const number = '7KQ2M-A1B2C3-0001'

/** Every case takes the same paper number, as two copies of a station would. */
function aWorkedCase(): AStation {
  const station = aCase()
  station.append({ kind: 'paper.reserved', payload: { paperKind: 'process-guide', number } })
  station.append({ kind: 'paper.rendered', payload: { number, sha256: 'ab'.repeat(32), pages: 1 } })
  station.write('project.name', '灌口厂房（样例）')
  station.append({ kind: 'note.added', payload: { text: '第一行\n第二行' } })
  return station
}
const textsOf = (id: string): readonly EventText[] => inStream(`case:${id}`, aWorkedCase().events.map(({ event }) => eventText(canonicalJson(event))))

async function pageOf(those: readonly (readonly [id: string, texts: readonly EventText[]])[]): Promise<PageContent> {
  const documents = those.flatMap(([id, texts]) => cutBatches(`case:${id}`, texts).batches.map((batch) => batchDocument(batch, 'jimei-3', 'open')))
  const answer = { results: documents.map((doc, at) => ({ id: doc._id, seq: at, changes: [{ rev: '1-a' }], doc })), last_seq: '1' }
  const content = await must(await createReader().read(Buffer.from(JSON.stringify(answer)))).content
  expect(content.others).toEqual([])
  return content
}

async function whatStands({ store, kept }: OpenStore): Promise<unknown> {
  const index = must((await kept.log?.index()) ?? { ok: false, failure: { kind: 'nothing was kept' } })
  const events = await Promise.all(ids.map(async (id) => must(await store.readTexts(`case:${id}`)).toSorted()))
  const reserved = [...index.reservations()].map(([taken, { events: by }]) => [taken, [...by].toSorted()])
  return { events, reserved, finished: index.isFinished(number), twice: must(await store.numbersTwice()), day: index.streamsOn('2026-03-02').toSorted() }
}

test('the same events stand there, on the same day and with the same numbers, now and after a start', async () => {
  const [one, other] = [new MemoryFiles(), new MemoryFiles()]
  const [plain, piecemeal] = [await openStore(one), await openStore(other)]
  const page = await pageOf(ids.map((id) => [id, textsOf(id)]))
  const all = ids.flatMap((id) => textsOf(id))
  expect(must(await plain.store.importEvents([], { source: 'office', checkpoint: '1' }, page))).toMatchObject({ kept: all.length, known: 0, aside: [], ownUnknown: 0 })
  must(await piecemeal.store.importEvents(all.map(({ name, text }) => ({ name, bytes: Buffer.from(text) })), { source: 'office', checkpoint: '1' }))
  const stands = await whatStands(plain)
  expect(stands).toEqual(await whatStands(piecemeal))
  expect(stands).toMatchObject({ finished: true, twice: [{ number, cases: [...ids] }] })
  await plain.close()
  expect(await whatStands(await openStore(one, 'again'))).toEqual(stands)
})

test('what is sealed is summed up as it stands on disk', async () => {
  const files = new MemoryFiles()
  const sealed = await openStore(files, 'store', undefined, markingSealer)
  must(await sealed.store.importEvents([], { source: 'office', checkpoint: '1' }, await pageOf(ids.map((id) => [id, textsOf(id)]))))
  const stands = await whatStands(sealed)
  await sealed.close()
  const again = await openStore(files, 'again', undefined, markingSealer)
  expect(again.kept.log?.damage).toBeNull()
  expect(await whatStands(again)).toEqual(stands)
})

test('of a case that comes page by page each event is kept once, whatever of it was there', async () => {
  const { store, kept } = await openStore(new MemoryFiles())
  const [id] = ids
  const texts = textsOf(id)
  const from = { source: 'office', checkpoint: null }
  const pages = [texts.slice(0, 2), texts.slice(1, 4), texts.slice(0, 4), texts]
  const reports = []
  for (const some of pages) reports.push(must(await store.importEvents([], from, await pageOf([[id, some]]))))
  expect(reports.map(({ kept: fresh, known }) => [fresh, known])).toEqual([[2, 0], [2, 1], [0, 4], [texts.length - 4, 4]])
  expect(reports.map(({ streams }) => streams.length)).toEqual([1, 1, 0, 1])
  expect(must(await store.readTexts(`case:${id}`)).toSorted()).toEqual(texts.map(({ text }) => text).toSorted())
  expect((await kept.log?.index())?.ok).toBe(true)
})

test('what is looked at by itself and what is read in one go are one case', async () => {
  const { store } = await openStore(new MemoryFiles())
  const [id] = ids
  const texts = textsOf(id)
  const arrived = texts.slice(2).map(({ name, text }) => ({ name, bytes: Buffer.from(text) }))
  const page = await pageOf([[id, texts.slice(0, 3)]])
  expect(must(await store.importEvents(arrived, { source: 'office', checkpoint: null }, page))).toMatchObject({ kept: texts.length, known: 0, begun: [] })
  expect(must(await store.readTexts(`case:${id}`)).toSorted()).toEqual(texts.map(({ text }) => text).toSorted())
})

test('a document in the row of another one is looked at by itself, and goes into no case of that name', async () => {
  const [one, other] = ids.map((id) => cutBatches(`case:${id}`, textsOf(id)).batches.map((batch) => batchDocument(batch, 'jimei-3', 'open')))
  const results = [...(one ?? []), ...(other ?? []).map((doc) => ({ ...doc, row: `case:${ids[0]}:${'0'.repeat(32)}` }))].map((doc) => {
    const { row, ...document } = { row: doc._id, ...doc }
    return { id: row, seq: 1, changes: [{ rev: '1-a' }], doc: document }
  })
  const content = await must(await createReader().read(Buffer.from(JSON.stringify({ results, last_seq: '1' })))).content
  expect(content.streams.map(({ stream }) => stream)).toEqual([`case:${ids[0]}`])
  expect(content.others.map(({ document }) => document)).toEqual(other)
})
