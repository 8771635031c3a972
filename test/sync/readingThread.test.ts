import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHere } from '../../electron/station/sync/plainPage.ts'
import { startReadingThread } from '../../electron/station/sync/readingThread.ts'
import { aBatch, asRetention, erasureOf } from '../builders/batches.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caravan-reading-'))
  await build({ entryPoints: [join(import.meta.dirname, '../../electron/station/sync/readingWorker.ts')], outfile: join(folder, 'worker.cjs'), bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'silent' })
  await writeFile(join(folder, 'dying.cjs'), `require('node:worker_threads').parentPort.on('message', () => process.exit(1))`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const page: readonly unknown[] = [
  aBatch('case:good-stream', { events: 3 }),
  aBatch('case:good-stream', { events: 5 }),
  aBatch('case:torn-stream', { events: 2 }),
  { ...aBatch('case:torn-stream', { events: 4 }), hint: 'neither' },
  erasureOf('0123456789ab'),
  asRetention(aBatch('case:kept-short', { events: 2 })),
  { _id: 'case:newer-kind:x', v: 7 },
  null,
]

test('a thread reads a page as it is read here: plain batches, and the cases that are whole', async () => {
  const reader = startReadingThread(join(folder, 'worker.cjs'))
  const first = await reader.read(page)
  const [read, again] = await Promise.all([reader.read(page), reader.read(page.slice(0, 1))])
  await reader.close()
  expect([first, read]).toEqual([await readHere.read(page), await readHere.read(page)])
  expect(again.batches).toHaveLength(1)
  expect(read.batches.map((batch) => batch?.stream ?? null)).toEqual(['case:good-stream', 'case:good-stream', 'case:torn-stream', null, null, null, null, null])
  // Of the torn one a batch is looked at by itself: what this page has plain of it is not all.
  expect(read.folded.map(({ stream, events, state }) => [stream, events, state.eventCount])).toEqual([['case:good-stream', 5, 5]])
})

test('what a thread had when it died is read all the same', async () => {
  const reader = startReadingThread(join(folder, 'dying.cjs'))
  await reader.read([])
  expect(await reader.read(page)).toEqual(await readHere.read(page))
  await reader.close()
})
