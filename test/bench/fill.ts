import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { createCouchPeer } from '../../electron/station/sync/couchPeer.ts'
import { aBatch } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import { changedAt } from './fill/changedAt.ts'
import { FillBrowser } from './fill/fillBrowser.ts'
import { account, connect, type Filled, fill, openFilledStation } from './fill/filledStation.ts'
import type { Listed } from './fill/fillPage.ts'
import { type RunningOffice, startOffice } from './fill/officeOfCases.ts'
import type { Figure } from './measure.ts'

/** The first fill of a station, from an office's server in another process to the lists in a browser (docs/benchmarks.md). */

const cases = 5000
const manyCases = 20_000
const changedCases = 100
const waitingEntries = 1000

interface Few {
  readonly office: Pick<RunningOffice, 'documents' | 'events' | 'bytes'>
  readonly filled: Filled
  readonly rebuiltMs: number
  readonly fromRecordsMs: number
  readonly rawMs: number
}

/** One station serves several benches. */
let few: Promise<Few> | null = null
const fillFew = (alsoThere: AlsoThere | null = null): Promise<Few> => (few ??= inFolder((folder) => measureFew(folder, alsoThere)))
/** What is measured in the same browser while the office is there. */
type AlsoThere = (browser: FillBrowser, office: RunningOffice) => Promise<void>

async function measureFew(folder: string, alsoThere: AlsoThere | null): Promise<Few> {
  const office = await startOffice(cases)
  const browser = await FillBrowser.launch(join(folder, 'browser'))
  try {
    const place = join(folder, 'station')
    const station = await openFilledStation(browser, place, 'first-3')
    const filled = await fill(station, office.url)
    mustList(filled.listed, cases)
    await station.close()
    await alsoThere?.(browser, office)
    await office.stop()
    const rebuiltMs = await rebuild(browser, place, 'second-3')
    await rm(join(place, 'office', 'rows'))
    const fromRecordsMs = await rebuild(browser, place, 'third-3')
    const page = await browser.page()
    const rawMs = await page.evaluate(() => window.fillPage.putRaw('first-3'))
    return { office, filled, rebuiltMs, fromRecordsMs, rawMs }
  } finally {
    await browser.close()
    await office.stop()
  }
}

/** An empty cache on a station that can reach nobody. */
async function rebuild(browser: FillBrowser, place: string, cache: string): Promise<number> {
  const startedAt = Date.now()
  const station = await openFilledStation(browser, place, cache)
  mustList(await station.settle(), cases)
  const ms = Date.now() - startedAt
  await station.close()
  return ms
}

export async function fillFiveThousand(): Promise<readonly Figure[]> {
  let pouch = { ms: Number.NaN, documents: 0 }
  const { office, filled, rawMs } = await fillFew(async (browser, { url }) => {
    const page = await browser.page()
    pouch = await page.evaluate(([address]) => window.fillPage.replicate('pouch', address), [`${url.replace('://', `://${account}:${encodeURIComponent(password)}@`)}cases-jimei-2026`] as const)
    await page.close()
  })
  if (pouch.documents < office.documents) throw new Error(`PouchDB has ${pouch.documents} of ${office.documents} documents`)
  const what = `${cases} cases, ${office.events} events in ${office.documents} batches, ${Math.round(office.bytes / 1e6)} MB, from a server in another process into an empty station and its lists`
  return [
    { id: 'fill-5k', what: `${what}; against: PouchDB 9, indexeddb adapter, batches of 1 000, the same batches into the same browser`, unit: 'ms', value: filled.ms, against: pouch.ms, ratio: filled.ms / pouch.ms, limit: 0.4, samples: 1 },
    { id: 'fill-5k-floor', what: 'the same; against: bare IndexedDB puts of the rows as they are stored', unit: 'ms', value: filled.ms, against: rawMs, ratio: filled.ms / rawMs, limit: 2, samples: 1 },
    { id: 'fill-5k-first', what: 'until the list of the home page has its first case', unit: 'ms', value: filled.firstMs, against: null, ratio: null, limit: 500, samples: 1 },
    { id: 'fill-5k-processor', what: 'processor time of the main process and its threads meanwhile', unit: 'ms', value: filled.cpuMs, against: null, ratio: null, limit: 60_000, samples: 1 },
    { id: 'fill-5k-memory', what: 'largest resident memory of the main process meanwhile', unit: 'MB', value: filled.rssBytes / 1e6, against: null, ratio: null, limit: 1000, samples: 1 },
  ]
}

export async function rebuildFiveThousand(): Promise<readonly Figure[]> {
  const { filled, rebuiltMs, fromRecordsMs } = await fillFew()
  return [
    { id: 'rebuild-5k', what: 'start and an empty cache filled from what the main process keeps, without a network; against: the first fill of the same cases', unit: 'ms', value: rebuiltMs, against: filled.ms, ratio: rebuiltMs / filled.ms, limit: 0.8, samples: 1 },
    { id: 'rebuild-5k-from-records', what: 'the same when every row has to be made from the records', unit: 'ms', value: fromRecordsMs, against: filled.ms, ratio: fromRecordsMs / filled.ms, limit: 2, samples: 1 },
  ]
}

/** Where nothing else of the small station is wanted it is filled and left. */
async function fillOnce(): Promise<Filled> {
  if (few) return (await few).filled
  return inFolder(async (folder) => {
    const office = await startOffice(cases)
    const browser = await FillBrowser.launch(join(folder, 'browser'))
    try {
      const station = await openFilledStation(browser, join(folder, 'station'), 'first-3')
      const filled = await fill(station, office.url)
      mustList(filled.listed, cases)
      await station.close()
      return filled
    } finally {
      await browser.close()
      await office.stop()
    }
  })
}

export async function fillGrowth(): Promise<readonly Figure[]> {
  const small = await fillOnce()
  return inFolder(async (folder) => {
    const office = await startOffice(manyCases)
    const browser = await FillBrowser.launch(join(folder, 'browser'))
    try {
      const station = await openFilledStation(browser, join(folder, 'station'), 'many-3')
      const filled = await fill(station, office.url)
      mustList(filled.listed, manyCases)
      const changed = await measureChange(station, office)
      await station.close()
      return [
        { id: 'fill-growth', what: `${manyCases} cases, ${office.events} events; against: ${cases} cases in the same run`, unit: 'ms', value: filled.ms, against: small.ms, ratio: filled.ms / small.ms, limit: 4.4, samples: 1 },
        { id: 'fill-growth-memory', what: `largest resident memory of the main process meanwhile; against: the same with ${cases} cases`, unit: 'MB', value: filled.rssBytes / 1e6, against: small.rssBytes / 1e6, ratio: filled.rssBytes / small.rssBytes, limit: 2, samples: 1 },
        { id: 'change-100', what: `${changedCases} changed cases on a station of ${manyCases}: from the last of them standing at the server until all are listed`, unit: 'ms', value: changed.ms, against: null, ratio: null, limit: 1000, samples: changed.rounds },
        { id: 'change-100-typing', what: 'p99 from a key in a text field of the page with the lists to its next frame, while the changes arrive', unit: 'ms', value: changed.typingP99Ms, against: null, ratio: null, limit: 50, samples: changed.keys },
      ]
    } finally {
      await browser.close()
      await office.stop()
    }
  })
}

const rounds = 3

async function measureChange({ page }: Awaited<ReturnType<typeof openFilledStation>>, office: RunningOffice): Promise<{ readonly ms: number; readonly rounds: number; readonly typingP99Ms: number; readonly keys: number }> {
  await page.evaluate(() => window.fillPage.watchKeys())
  const times: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const over = new AbortController()
    const typing = type(page, over.signal)
    const since = changedAt(round)
    const listed = page.evaluate(([day, count]) => window.fillPage.whenChanged(day, count), [since, changedCases] as const)
    await office.change(since)
    const changedMs = Date.now()
    times.push((await listed) - changedMs)
    over.abort()
    await typing
  }
  const keys = (await page.evaluate(() => window.fillPage.keys())).toSorted((one, other) => one - other)
  if (keys.length < 20) throw new Error(`only ${keys.length} keys were timed`)
  return { ms: Math.max(...times), rounds, typingP99Ms: keys[Math.ceil(keys.length * 0.99) - 1] ?? Number.NaN, keys: keys.length }
}

async function type(page: Page, until: AbortSignal): Promise<void> {
  while (!until.aborted) await page.keyboard.press('a', { delay: 20 })
}

/** What a request takes to an office across the town and back. */
const lineMs = 20

/** A thousand cases that were opened without a network, sent at once, against a request for each batch, over the same line. */
export function outbox(): Promise<readonly Figure[]> {
  return inFolder(async (folder) => {
    const server = await startOfficeServer([2026], { isZipping: false })
    const browser = await FillBrowser.launch(join(folder, 'browser'))
    try {
      const station = await openFilledStation(browser, join(folder, 'station'), 'outbox-3')
      const { desk } = station
      must(await desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'supervisor' }] }))
      for (let entry = 0; entry < waitingEntries; entry += 1) must(await desk.handle('case:open', { fields: [{ path: 'project.name', value: `样例项目 ${entry}`, over: [] }] }))
      server.fault = () => ({ kind: 'latency', ms: lineMs })
      const startedAt = performance.now()
      const confirmed = station.allConfirmed()
      const inStep = connect(station, server.url)
      await confirmed
      const value = performance.now() - startedAt
      await inStep
      const documents = server.database('cases-jimei-2026').ids().filter((id) => id.startsWith('case:')).length
      if (documents < waitingEntries) throw new Error(`${documents} of ${waitingEntries} arrived`)
      await station.close()
      const ending = new AbortController()
      const peer = createCouchPeer({ fetch, url: server.url, account, password, signal: ending.signal })
      const others = Array.from({ length: waitingEntries }, (_, entry) => aBatch(`case:outbox-${String(entry).padStart(8, '0')}`, { sender: account, events: 2 }))
      const oneByOneAt = performance.now()
      for (const batch of others) must(await peer.write('cases-jimei-2026', [batch]))
      const against = performance.now() - oneByOneAt
      return [{ id: 'outbox-1000', what: `${waitingEntries} cases opened without a network, over a line of ${lineMs} ms, until the server has confirmed them all; against: a request for each`, unit: 'ms', value, against, ratio: value / against, limit: 0.1, samples: 1 }]
    } finally {
      await browser.close()
      await server.stop()
    }
  })
}

function mustList({ byDay, byStatus, byId }: Listed, count: number): void {
  if (byDay !== count || byStatus !== count || byId !== count) throw new Error(`of ${count} cases ${byDay} are listed by day, ${byStatus} by status, ${byId} can be read`)
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
