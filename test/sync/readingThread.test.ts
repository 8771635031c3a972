import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createReader, type PageContent, type PageReader } from '../../electron/station/sync/plainPage.ts'
import { startReadingThread } from '../../electron/station/sync/readingThread.ts'
import { aBatch, asRetention, erasureOf } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { aPackRef } from '../builders/events.ts'
import { readXiamenPack } from '../builders/pack.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caravan-reading-'))
  await build({ entryPoints: [join(import.meta.dirname, '../../electron/station/sync/readingWorker.ts')], outfile: join(folder, 'worker.cjs'), bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' })
  await writeFile(join(folder, 'dying.cjs'), `const port = require('node:worker_threads').parentPort; port.on('message', () => process.exit(1)); port.postMessage({ kind: 'ready' })`)
  await writeFile(join(folder, 'learning.cjs'), `const port = require('node:worker_threads').parentPort; port.on('message', () => undefined); port.postMessage({ kind: 'ready' })`)
  // Deeper than the thread of the test can read: that of a worker has four times the stack.
  await writeFile(join(folder, 'unreadable.cjs'), `let deep = []; for (let at = 0; at < 10_000; at += 1) deep = [deep]; const port = require('node:worker_threads').parentPort; port.on('message', () => port.postMessage(deep)); port.postMessage({ kind: 'ready' })`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const documents: readonly object[] = [
  aBatch('case:good-stream', { events: 3 }),
  aBatch('case:good-stream', { events: 5 }),
  aBatch('case:torn-stream', { events: 2 }),
  { ...aBatch('case:torn-stream', { events: 4 }), hint: 'neither' },
  erasureOf('0123456789ab'),
  asRetention(aBatch('case:kept-short', { events: 2 })),
  { _id: 'case:newer-kind:x', v: 7 },
]
const rowsOf = (those: readonly object[]): readonly object[] => those.map((doc, at) => ({ seq: at + 1, id: '_id' in doc ? doc._id : 'none', changes: [{ rev: '1-a' }], doc }))
const changes = (those: readonly object[]): object => ({ results: [...rowsOf(those), { seq: 9, id: 'case:gone-stream:x', changes: [{ rev: '2-a' }], deleted: true }, { seq: 10, id: '_design/desk', changes: [{ rev: '1-a' }], doc: {} }], last_seq: '10-abc', pending: 4 })
const page = Buffer.from(JSON.stringify(changes(documents)))

async function read(reader: PageReader, bytes: Uint8Array): Promise<PageContent & { readonly last: string }> {
  const found = must(await reader.read(bytes))
  const content = await found.content
  // A buffer and an array of bytes are told apart by who compares them, and by nobody else.
  return { ...content, bodies: Uint8Array.from(content.bodies), last: found.head.last }
}
const summary = ({ streams, bodies, others, documents: count, last }: PageContent & { readonly last: string }) => ({
  last,
  count,
  streams: streams.map(({ stream, names, start, end, listed }) => [stream, names.length / 32, JSON.parse(Buffer.from(bodies.subarray(start, end)).toString()).length, listed?.id ?? null]),
  others,
})

/** Begun, and ready to read. */
async function begun(worker: string): Promise<PageReader> {
  const reader = startReadingThread(join(folder, worker))
  await reader.prepare()
  return reader
}

test('a thread reads a page as it is read here: batches ready to be kept, rows of the cases that are whole, and what is odd as it came', async () => {
  const { pack } = await readXiamenPack()
  const edition = { pack, ref: aPackRef }
  const here = createReader()
  const there = await begun('worker.cjs')
  expect(summary(await read(here, page))).toMatchObject({ streams: [['case:good-stream', 5, 5, null], ['case:torn-stream', 2, 2, null]] })
  expect((await read(here, page)).lacking).toEqual([aPackRef])
  for (const reader of [here, there]) reader.learn(edition)
  await there.prepare()
  const [one, two, again] = await Promise.all([read(here, page), read(there, page), read(there, page)])
  await there.close()
  expect(two).toEqual(one)
  expect(again).toEqual(one)
  // Of the torn one a batch is looked at by itself: what this page has plain of it is not all.
  expect(summary(one)).toEqual({
    last: '10-abc',
    count: 8,
    streams: [['case:good-stream', 5, 5, 'good-stream'], ['case:torn-stream', 2, 2, null]],
    others: [...documents.slice(3).map((document) => ({ id: '_id' in document ? document._id : '', leaves: 1, isDeleted: false, document })), { id: 'case:gone-stream:x', leaves: 1, isDeleted: true, document: null }],
  })
})

test('a page in other spellings says the same, but is looked at document by document', async () => {
  const escaped = Buffer.from(page.toString().replaceAll(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`))
  const here = createReader()
  const usual = await read(here, page)
  const other = await read(here, escaped)
  expect(other).toMatchObject({ last: usual.last, documents: usual.documents, streams: [] })
  expect(other.others.filter(({ id }) => usual.others.some((row) => row.id === id))).toEqual(usual.others)
  expect(other.others.map(({ document }) => document)).toEqual([...documents, null])
  // A byte that is no text stands for a character of its own, here as everywhere.
  const torn = Buffer.from(page)
  torn[torn.indexOf('窗口')] = 0xff
  expect((await read(here, torn)).streams).toEqual([])
})

test('an answer that is no page is refused as what it is', async () => {
  const there = await begun('worker.cjs')
  for (const reader of [createReader(), there]) {
    const refused = async (text: string): Promise<unknown> => reader.read(Buffer.from(text))
    expect(await refused('{"results":[')).toMatchObject({ ok: false, failure: { because: 'not-json' } })
    expect(await refused(`{"results":${'['.repeat(200)}${']'.repeat(200)}}`)).toMatchObject({ ok: false, failure: { because: 'too-deep' } })
    for (const text of ['[]', 'null', '{}', '{"results":[]}', '{"results":[1],"last_seq":"1"}', '{"results":[{"id":1,"changes":[]}],"last_seq":"1"}', '{"rows":{}}']) expect(await refused(text)).toMatchObject({ ok: false, failure: { kind: 'unreadable', because: 'shape' } })
    expect(must(await reader.read(Buffer.from('{"results":[],"last_seq":7,"pending":-1}'))).head).toEqual({ rows: [], last: '7', pending: null })
  }
  await there.close()
})

test.each(['dying.cjs', 'unreadable.cjs'])('what a thread had when it died, or said what nobody can read, is read all the same: %s', async (worker) => {
  const reader = await begun(worker)
  expect(await read(reader, page)).toEqual(await read(createReader(), page))
  await reader.close()
})

test('a thread that is told what it can’t read ends', async () => {
  let deep: unknown[] = []
  for (let at = 0; at < 2700; at += 1) deep = [deep]
  const thread = new Worker(join(folder, 'worker.cjs'), { resourceLimits: { stackSizeMb: 0.5 } })
  const ended = once(thread, 'error')
  await once(thread, 'message')
  thread.postMessage(deep)
  expect(await ended).toEqual([expect.any(RangeError)])
})

test('a small page does not wait until a thread has learned an edition', async () => {
  const reader = await begun('learning.cjs')
  const { pack } = await readXiamenPack()
  reader.learn({ pack, ref: aPackRef })
  // This one never has.
  expect(summary(await read(reader, page)).streams).toEqual([['case:good-stream', 5, 5, 'good-stream'], ['case:torn-stream', 2, 2, null]])
  await reader.close()
})

test('pages stand where both threads see them, and a place is used again only when its page was read', async () => {
  const reader = await begun('worker.cjs')
  const padded = (mark: string): Buffer => Buffer.concat([page.subarray(0, -1), Buffer.from(`,"padding":"${mark.repeat(200_000)}"}`)])
  const laid = (bytes: Buffer): Buffer => {
    const room = reader.room(bytes.length)
    room.set(bytes)
    return room.subarray(0, bytes.length)
  }
  const first = laid(padded('x'))
  const reading = read(reader, first)
  const second = laid(padded('y'))
  expect(second.buffer).not.toBe(first.buffer)
  const expected = await read(createReader(), page)
  expect([await reading, await read(reader, second)]).toEqual([expected, expected])
  const third = laid(padded('z'))
  expect([first.buffer, second.buffer]).toContain(third.buffer)
  expect(await read(reader, third)).toEqual(expected)
  await reader.close()
  // Nobody else sees what is small, or what is read here.
  for (const room of [reader.room(300_000), createReader().room(300_000)]) expect(room.buffer).toBeInstanceOf(ArrayBuffer)
})
