import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type DeskPorts, type DeskService, openDesk } from '../../../electron/station/desk.ts'
import { startReadingThread } from '../../../electron/station/sync/readingThread.ts'
import { must } from '../../builders/counter.ts'
import { password } from '../../builders/preparedServer.ts'
import { tellProgress } from '../progress.ts'
import { stationPorts } from '../seeded.ts'
import type { FillBrowser } from './fillBrowser.ts'
import type { Listed } from './fillPage.ts'
import type { RunningOffice } from './officeOfCases.ts'

export const account = 'jimei-1'

export interface Filled {
  readonly ms: number
  /** From the word to begin until the list of the home page has its first case. */
  readonly firstMs: number
  /** Processor time of this process, all its threads. */
  readonly cpuMs: number
  /** Of this process, at its largest. */
  readonly rssBytes: number
}

export interface FilledStation {
  readonly desk: DeskService
  readonly page: Page
  /** Resolves at the next moment at which the station is in step with its server. */
  inStep(): Promise<void>
  /** Resolves at the next moment at which a server has confirmed everything that is here. */
  allConfirmed(): Promise<void>
  /** Resolves once the cache of the page has followed and stored everything. */
  settle(): Promise<void>
  /** What the cache then answers. */
  list(): Promise<Listed>
  close(): Promise<void>
}

/** A station in a folder, with a page that follows it as the program's does and asks for the state of the exchange whenever it is told of a change. */
export async function openFilledStation(browser: FillBrowser, folder: string, cache: string, changed: Partial<DeskPorts> = {}): Promise<FilledStation> {
  const page = await browser.page()
  let opened: DeskService | null = null
  let hasComeInStep = (): void => undefined
  let hasConfirmed = (): void => undefined
  let hasFailed = (_problem: Error): void => undefined
  const told = tellProgress('documents read')
  const tell = oneAtATime(() => page.evaluate(() => window.fillPage.hear()))
  const look = oneAtATime(async () => {
    const state = await opened?.handle('sync:state', {})
    if (state?.kind !== 'on') return
    if (state.contact.kind === 'reading') told(state.contact.done, state.contact.total)
    if (state.contact.kind === 'in-step') hasComeInStep()
    if (state.counts.waiting === 0) hasConfirmed()
    if (state.contact.kind === 'out-of-contact') hasFailed(new Error(`out of contact: ${JSON.stringify(state.contact)}`))
  })
  const desk = await openDesk({
    ...stationPorts(folder),
    ...changed,
    clock: { now: () => new Date(), uptimeMs: () => performance.now() },
    announce: (name) => {
      if (name === 'feed:changed') tell()
      if (name === 'sync:changed') look()
    },
    network: {
      fetch,
      timers: {
        nowMs: () => performance.now(),
        after: (ms, work) => {
          const timer = setTimeout(work, ms)
          return () => clearTimeout(timer)
        },
      },
      random: Math.random,
      report: (error) => {
        throw error
      },
      reader: startReadingThread(join(process.cwd(), 'out', 'bench', 'readingWorker.cjs')),
    },
  })
  opened = desk
  browser.desk = desk
  await page.evaluate((name) => window.fillPage.open(name), cache)
  return {
    desk,
    page,
    inStep: () =>
      new Promise((done, failed) => {
        hasComeInStep = done
        hasFailed = failed
      }),
    allConfirmed: () => new Promise((done) => (hasConfirmed = done)),
    settle: () => page.evaluate(() => window.fillPage.settle()),
    list: () => page.evaluate(() => window.fillPage.list()),
    close: async () => {
      opened = null
      await page.evaluate(() => window.fillPage.close())
      await page.close()
      await desk.close()
      browser.desk = null
    },
  }
}

/** What is asked for meanwhile leads to one more. */
function oneAtATime(work: () => Promise<unknown>): () => void {
  let isRunning = false
  let isAsked = false
  const run = async (): Promise<void> => {
    isRunning = true
    while (isAsked) {
      isAsked = false
      // A page that is closing hears nothing any more.
      await work().catch(() => undefined)
    }
    isRunning = false
  }
  return () => {
    isAsked = true
    if (!isRunning) void run()
  }
}

/** Resolves when everything was sent and read. */
export async function connect({ desk, inStep }: FilledStation, url: string): Promise<void> {
  const arrived = inStep()
  must(await desk.handle('sync:setServer', { url, account, password }))
  await desk.handle('sync:now', {})
  await arrived
}

/** From the moment that a station without a case is told of its server, until every case is listed. */
export async function fill(station: FilledStation, { url, cases }: RunningOffice): Promise<Filled> {
  const { desk, page } = station
  must(await desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'supervisor' }] }))
  let rssBytes = 0
  const watching = setInterval(() => {
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss())
  }, 200)
  const startedAt = Date.now()
  const before = process.cpuUsage()
  await connect(station, url)
  await station.settle()
  const ms = Date.now() - startedAt
  const { user, system } = process.cpuUsage(before)
  clearInterval(watching)
  mustList(await station.list(), cases)
  const firstAt = await page.evaluate(() => window.fillPage.firstAt())
  return { ms, firstMs: (firstAt ?? Number.NaN) - startedAt, cpuMs: (user + system) / 1000, rssBytes }
}

export function mustList({ byDay, byStatus, byId }: Listed, count: number): void {
  if (byDay !== count || byStatus !== count || byId !== count) throw new Error(`of ${count} cases ${byDay} are listed by day, ${byStatus} by status, ${byId} can be read`)
}
