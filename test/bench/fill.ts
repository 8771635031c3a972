import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { password } from '../builders/preparedServer.ts'
import { FillBrowser } from './fill/fillBrowser.ts'
import { type Filled, fill, mustList, openFilledStation, readyStation } from './fill/filledStation.ts'
import { inFolder } from './fill/inFolder.ts'
import { type RunningOffice, startOffice } from './fill/officeOfCases.ts'
import { readFloorMs } from './fill/readFloor.ts'
import { account } from './fill/stationAccount.ts'
import type { Figure } from './measure.ts'

/** The first fill of a station, from an office's server in another process to the lists in a browser (docs/benchmarks.md). */

const cases = 5000
const database = 'cases-jimei-2026'
const firstCache = 'first-3'

interface Few {
  readonly office: Pick<RunningOffice, 'documents' | 'events' | 'bytes'>
  readonly filled: Filled
  readonly rebuiltMs: number
  readonly fromRecordsMs: number
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
    const station = await openFilledStation(browser, place, firstCache)
    const filled = await fill(station, office)
    await station.close()
    await alsoThere?.(browser, office)
    await office.stop()
    const rebuiltMs = await rebuild(browser, place, 'second-3')
    await rm(join(place, 'office', 'rows'))
    const fromRecordsMs = await rebuild(browser, place, 'third-3')
    return { office, filled, rebuiltMs, fromRecordsMs }
  } finally {
    await browser.close()
    await office.stop()
  }
}

/** An empty cache on a station that can reach nobody. */
async function rebuild(browser: FillBrowser, place: string, cache: string): Promise<number> {
  const ready = await readyStation(browser, place)
  const startedAt = Date.now()
  const station = await ready.open(cache)
  await station.settle()
  const ms = Date.now() - startedAt
  mustList(await station.list(), cases)
  await station.close()
  return ms
}

export async function fillFiveThousand(): Promise<readonly Figure[]> {
  let pouch = { ms: Number.NaN, documents: 0 }
  let [readMs, rowsMs, allMs] = [Number.NaN, Number.NaN, Number.NaN]
  const { office, filled } = await fillFew(async (browser, { url }) => {
    const page = await browser.page()
    // Before the disk is busy with what PouchDB leaves behind.
    rowsMs = await page.evaluate(([from]) => window.fillPage.putRows(from), [firstCache] as const)
    pouch = await page.evaluate(([address]) => window.fillPage.replicate('pouch', address), [`${url.replace('://', `://${account}:${encodeURIComponent(password)}@`)}${database}`] as const)
    allMs = await page.evaluate(([from, address, authorization]) => window.fillPage.putAll(from, address, authorization), [firstCache, `${url}${database}`, `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`] as const)
    await page.close()
    readMs = await readFloorMs(url, database)
  })
  if (pouch.documents < office.documents) throw new Error(`PouchDB has ${pouch.documents} of ${office.documents} documents`)
  const what = `${cases} cases, ${office.events} events in ${office.documents} batches, ${Math.round(office.bytes / 1e6)} MB, from a server in another process into an empty station and its lists`
  return [
    { id: 'fill-5k', what: `${what}; against: PouchDB 9, indexeddb adapter, batches of 1 000, the same batches into the same browser`, unit: 'ms', value: filled.ms, against: pouch.ms, ratio: filled.ms / pouch.ms, limit: 0.4, samples: 1 },
    { id: 'fill-5k-floor', what: 'the same; against: bare IndexedDB puts of what the station then has, as it is stored: the events of each case and its row with the indexes', unit: 'ms', value: filled.ms, against: allMs, ratio: filled.ms / allMs, limit: 2, samples: 1 },
    { id: 'fill-5k-rows-floor', what: 'the same; against: bare IndexedDB puts of the rows of the lists alone, a hundredth of what is stored', unit: 'ms', value: filled.ms, against: rowsMs, ratio: filled.ms / rowsMs, limit: 20, samples: 1 },
    { id: 'fill-5k-read-floor', what: 'the same; against: parsing the same answers and each event in them and hashing it, on one thread, nothing kept', unit: 'ms', value: filled.ms, against: readMs, ratio: filled.ms / readMs, limit: 5, samples: 1 },
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
export async function fillOnce(): Promise<Filled> {
  if (few) return (await few).filled
  return inFolder(async (folder) => {
    const office = await startOffice(cases)
    const browser = await FillBrowser.launch(join(folder, 'browser'))
    try {
      const station = await openFilledStation(browser, join(folder, 'station'), firstCache)
      const filled = await fill(station, office)
      await station.close()
      return filled
    } finally {
      await browser.close()
      await office.stop()
    }
  })
}
