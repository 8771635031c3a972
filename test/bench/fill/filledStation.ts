import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { FillBrowser } from './fillBrowser.ts'
import type { Listed } from './fillPage.ts'
import type { RunningOffice } from './officeOfCases.ts'
import type { Asked, Said, Spent } from './stationProcess.ts'

export interface Filled extends Spent {
  readonly ms: number
  /** From the word to begin until the list of the home page has its first case. */
  readonly firstMs: number
}

/** A station in a process of its own, not yet open, and a page for it. */
export interface ReadyStation {
  open(cache: string): Promise<OpenStation>
}
/** With a page that follows it as the program's does. */
export interface OpenStation {
  readonly page: Page
  setUp(): Promise<void>
  /** Without a network. */
  openCases(count: number): Promise<void>
  /** Resolves when everything was sent and read, as far as the station itself. */
  connect(url: string): Promise<Spent>
  /** Resolves at the next moment at which a server has confirmed everything that is here. */
  allConfirmed(): Promise<void>
  /** Resolves once the cache of the page has followed and stored everything. */
  settle(): Promise<void>
  /** What the cache then answers. */
  list(): Promise<Listed>
  close(): Promise<void>
}

/** What the program's own launcher gives Node. */
const options = (/exec node (.*) "\$run"/.exec(readFileSync(join(process.cwd(), 'runtime', 'bin', 'electron'), 'utf8'))?.[1] ?? '').split(' ')

/** `userData`: of the program that is to open the folder afterwards. */
export async function readyStation(browser: FillBrowser, folder: string, userData?: string): Promise<ReadyStation> {
  const child = fork(join(process.cwd(), 'out', 'bench', 'stationProcess.mjs'), userData === undefined ? [folder] : [folder, userData], { execArgv: options })
  const hearing = new Set<(said: Said) => void>()
  child.on('message', (said: Said) => {
    for (const hear of hearing) hear(said)
  })
  const hear = <T>(wanted: (said: Said) => T | null): Promise<T> =>
    new Promise((heard, failed) => {
      const ended = (): void => failed(new Error('the station has ended'))
      const listen = (said: Said): void => {
        const found = wanted(said)
        if (found === null && said.kind !== 'failed') return
        hearing.delete(listen)
        child.off('exit', ended)
        if (found !== null) heard(found)
        else if (said.kind === 'failed') failed(new Error(said.problem))
      }
      child.once('exit', ended)
      hearing.add(listen)
    })
  const ask = (asked: Asked): Promise<Spent> => {
    const done = hear((said) => (said.kind === 'done' ? said.spent : null))
    child.send(asked)
    return done
  }
  const url = await hear((said) => (said.kind === 'listening' ? said.url : null))
  const page = await browser.page()
  return {
    open: async (cache) => {
      await ask({ kind: 'open' })
      await page.evaluate(([name, station]) => window.fillPage.open(name, station), [cache, url] as const)
      return {
        page,
        setUp: async () => void (await ask({ kind: 'set-up' })),
        openCases: async (count) => void (await ask({ kind: 'open-cases', count })),
        connect: (server) => ask({ kind: 'connect', url: server }),
        allConfirmed: () => hear((said) => (said.kind === 'all-confirmed' ? true : null)).then(() => undefined),
        settle: () => page.evaluate(() => window.fillPage.settle()),
        list: () => page.evaluate(() => window.fillPage.list()),
        close: async () => {
          await page.evaluate(() => window.fillPage.close())
          await page.close()
          await ask({ kind: 'close' })
          const gone = new Promise((ended) => child.once('exit', ended))
          child.disconnect()
          await gone
        },
      }
    },
  }
}

export const openFilledStation = async (browser: FillBrowser, folder: string, cache: string, userData?: string): Promise<OpenStation> => (await readyStation(browser, folder, userData)).open(cache)

/** From the moment that a station without a case is told of its server, until every case is listed. */
export async function fill(station: OpenStation, { url, cases }: RunningOffice): Promise<Filled> {
  await station.setUp()
  const startedAt = Date.now()
  const spent = await station.connect(url)
  await station.settle()
  const ms = Date.now() - startedAt
  mustList(await station.list(), cases)
  const firstAt = await station.page.evaluate(() => window.fillPage.firstAt())
  return { ms, firstMs: (firstAt ?? Number.NaN) - startedAt, ...spent }
}

export function mustList({ byDay, byStatus, byId }: Listed, count: number): void {
  if (byDay !== count || byStatus !== count || byId !== count) throw new Error(`of ${count} cases ${byDay} are listed by day, ${byStatus} by status, ${byId} can be read`)
}
