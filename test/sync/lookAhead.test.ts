import { basename } from 'node:path'
import { expect } from 'vitest'
import { diskFiles, type Files } from '../../electron/station/files.ts'
import { batchDocument, cutBatches, eventText } from '../../electron/station/sync/batch.ts'
import { createCouchPeer } from '../../electron/station/sync/couchPeer.ts'
import { createReader } from '../../electron/station/sync/plainPage.ts'
import { pullDatabase, type PullPorts } from '../../electron/station/sync/pull.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { ok } from '../../shared/domain/result.ts'
import { aBatch, caseTexts, inStream } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { aStation, cases, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'

const documents = 400
const eventsEach = 30

test('of many large pages the next two are asked for while one is read: each once, and all arrives', async ({ server, colleague }) => {
  await colleague('POST', `${cases}/_bulk_docs`, { docs: Array.from({ length: documents }, (_, number) => aBatch(`case:large-${String(number).padStart(6, '0')}`, { sender: 'jimei-2', events: eventsEach })) })
  const told: string[] = []
  const asked: string[] = []
  server.fault = ({ path, query }) => {
    if (path === `/${cases}/_changes`) asked.push(query.get('since') ?? '')
    return null
  }
  const ending = new AbortController()
  let kept = 0
  const reader = createReader()
  const peer = createCouchPeer({ fetch, url: server.url, account: 'jimei-1', password, signal: ending.signal })
  const ports: PullPorts = {
    peer: {
      ...peer,
      page: async (...page) => {
        const bytes = await peer.page(...page)
        told.push('came')
        return bytes
      },
    },
    reader: {
      ...reader,
      read: async (bytes) => {
        // The first one is slow.
        if (!told.includes('read')) await expect.poll(() => told.filter((what) => what === 'came').length).toBe(3)
        told.push('read')
        return reader.read(bytes)
      },
    },
    findEdition: () => Promise.resolve(null),
    currentEdition: () => {
      throw new Error('nobody asks for it')
    },
    importEvents: (_events, _from, { streams }) => {
      kept += streams.length
      return Promise.resolve(ok({ kept: streams.length * eventsEach, known: 0, aside: [], streams: [], begun: [], ownUnknown: 0 }))
    },
    checkpointOf: () => Promise.resolve(ok(null)),
    incarnation: () => 'A1B2C3',
    version: '0.1.0',
    countAside: () => Promise.resolve(ok(0)),
    onDeleted: () => Promise.resolve(ok(null)),
    onProgress: () => undefined,
    isStopped: () => false,
    step: (name) => void (name === 'pull: before a page is asked for' && told.push('asked')),
  }
  must(await pullDatabase(ports, cases, 'office'))
  expect(kept).toBe(documents)
  expect(asked.length).toBe(4)
  expect(new Set(asked).size).toBe(4)
  const steps = told.filter((what) => what === 'asked' || what === 'read')
  expect(steps.slice(0, 4)).toEqual(['asked', 'asked', 'asked', 'read'])
  // Of four pages there is none behind the last, and never do more than two wait for the one that is read.
  expect(steps.filter((what) => what === 'asked')).toHaveLength(4)
  const onTheirWay = steps.map((_, at) => steps.slice(0, at + 1).filter((what) => what === 'asked').length - steps.slice(0, at + 1).filter((what) => what === 'read').length)
  expect(Math.max(...onTheirWay)).toBe(3)
})

test('rows of what came are on disk once nothing comes any more, and are not written page by page before', async ({ server, colleague }) => {
  let written = 0
  const files: Files = {
    ...diskFiles,
    rename: (from, to) => {
      if (basename(to) === 'rows') written += 1
      return diskFiles.rename(from, to)
    },
  }
  const here = await aStation(server, 'jimei-1', { files })
  const { ref } = await here.station.handlers['pack:get']({})
  const openings = Array.from({ length: 700 }, (_, number) => inStream(`case:small-${String(number).padStart(6, '0')}`, caseTexts(1).map(({ text }) => eventText(canonicalJson({ ...JSON.parse(text), payload: { pack: ref, district: '集美区' } })))))
  await colleague('POST', `${cases}/_bulk_docs`, { docs: openings.flatMap((texts, number) => cutBatches(`case:small-${String(number).padStart(6, '0')}`, texts).batches.map((batch) => batchDocument(batch, 'jimei-2', 'closed'))) })
  // The screen follows every page.
  server.fault = () => {
    void here.station.handlers['feed:pull']({ from: null, scope: 'all' })
    return null
  }
  await here.sync()
  const first = await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
  expect([first.total, first.more, written]).toEqual([700, true, 0])
  // A screen that asks on has been answered first; one that does not leaves it to the clock.
  here.timers.pass(1000)
  await expect.poll(() => written).toBe(1)
  await here.remove()
})
