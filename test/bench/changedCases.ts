import type { Page } from '@playwright/test'
import { dayText } from '../../renderer/words/dayText.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample } from '../builders/pack.ts'
import { Clerk } from '../e2e/clerk.ts'
import { Desk } from '../e2e/desk.ts'
import { untilAtRest, waitUntilCached } from './atRest.ts'
import { keepEventTimes } from './eventTimes.ts'
import { changedAt } from './fill/changedAt.ts'
import type { RunningOffice } from './fill/officeOfCases.ts'

/** What came of cases that others changed while a clerk was at work. Milliseconds. */
export interface Changed {
  /** From the last change standing at the server until the list that shows them was presented, each time. */
  readonly shown: readonly number[]
  /** The same until the lists have them, while the clerk typed into an intake. */
  readonly listed: readonly number[]
  /** From each of the clerk's keys until the next frame was presented, while the changes came. */
  readonly keys: readonly number[]
  /** The same while nothing came. */
  readonly keysAlone: readonly number[]
}

const changedCases = 100
const listRounds = 3
const typingRounds = 4
/** After they are listed: what follows from it is over. */
const afterMs = 400
const aloneMs = 3000
/** Between two keys: twenty in a second, as nobody types for long. */
const keyPauseMs = 50

/** The whole program on a station that was filled from this office, in step with it. The folder has `station` in it. */
export async function measureChanges(pack: Pack, office: RunningOffice, userData: string): Promise<Changed> {
  const desk = new Desk(userData, ['--headless'])
  try {
    const page = await desk.start()
    const clerk = new Clerk(page, pack)
    await clerk.signInIfAsked('李敏', 60_000)
    await waitUntilCached(page, office.cases)
    await inStep(page, 10 * 60_000)
    await page.evaluate(keepEventTimes)
    await page.evaluate(watchKeys)
    await page.evaluate(watchLists)
    let round = 0
    const nextRound = async (): Promise<string> => {
      // What the clerk has just written would wait half a minute.
      await page.evaluate(() => window.desk.invoke('sync:now', {}))
      await inStep(page)
      await untilAtRest(desk)
      round += 1
      return changedAt(round)
    }
    const shown: number[] = []
    for (let each = 0; each < listRounds; each += 1) {
      for (const place of ['首页', '办件']) {
        await clerk.goTo(place)
        const since = await nextRound()
        const presented = page.evaluate(([at, day, count]) => window.benchShown(at, day, count), [since, dayText(since.slice(0, 10)), changedCases] as const)
        await office.change(since)
        const standsAt = Date.now()
        shown.push((await presented) - standsAt)
      }
    }
    await clerk.openNewCase('小型厂房、仓库、办公楼')
    await clerk.answer(anExample(pack, 's01'), 'totalFloorArea')
    const listed: number[] = []
    const [keys, keysAlone]: [number[], number[]] = [[], []]
    for (let each = 0; each < typingRounds; each += 1) {
      const since = await nextRound()
      keysAlone.push(...(await typeUntil(page, () => new Promise((resolve) => setTimeout(resolve, aloneMs)))))
      keys.push(
        ...(await typeUntil(page, async () => {
          const listing = page.evaluate(([at, count]) => window.benchListed(at, count), [since, changedCases] as const)
          await office.change(since)
          const standsAt = Date.now()
          listed.push((await listing) - standsAt)
          await new Promise((resolve) => setTimeout(resolve, afterMs))
        })),
      )
    }
    return { shown, listed, keys, keysAlone }
  } finally {
    await desk.close()
  }
}

async function inStep(page: Page, timeoutMs = 60_000): Promise<void> {
  await page.locator('.foot-line').getByText('全部上传好了').waitFor({ timeout: timeoutMs })
}

/** A number into the question that stands there, again and again. What each key took, of those typed until `work` is over. */
async function typeUntil(page: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await page.locator('.question-body input').first().focus()
  const before = await page.evaluate(() => window.benchTyped().length)
  const over = new AbortController()
  const typing = (async () => {
    for (let at = 0; !over.signal.aborted; at += 1) await page.keyboard.press(['8', '0', '0', '0', 'Backspace', 'Backspace', 'Backspace', 'Backspace'][at % 8] ?? '8', { delay: keyPauseMs })
  })()
  await work()
  over.abort()
  await typing
  const times = await page.evaluate(() => window.benchTyped())
  return times.slice(before)
}

declare global {
  interface Window {
    /** What each key took, in steps of 8 ms. */
    benchTyped: () => number[]
    /** Moment, as in `Date.now()`, at which the list was presented that shows what was changed then. */
    benchShown: (since: string, day: string, count: number) => Promise<number>
    /** Moment at which the lists had so many cases that were changed then. */
    benchListed: (since: string, count: number) => Promise<number>
  }
}

/** Runs in the page. */
function watchKeys(): void {
  const typed: Event[] = []
  window.addEventListener('keydown', (event) => typed.push(event), { capture: true })
  window.benchTyped = () => typed.map((event) => window.benchEventMs?.(event) ?? Number.NaN)
}

/** Runs in the page. */
function watchLists(): void {
  async function changedRows(since: string): Promise<readonly { readonly status: string }[]> {
    const name = (await indexedDB.databases()).find((each) => each.name?.startsWith('desk-office-') === true)?.name ?? ''
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('no cache'))
    })
    try {
      return await new Promise((resolve, reject) => {
        const request = db.transaction('cases').objectStore('cases').index('updatedAt').getAll(IDBKeyRange.lowerBound(since))
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error('the cache can not be read'))
      })
    } finally {
      db.close()
    }
  }
  // Of a text that is new the browser tells when the frame that first shows it was presented.
  const presentedAts = new Map<string, number>()
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if ('identifier' in entry && 'renderTime' in entry) presentedAts.set(String(entry.identifier), Number(entry.renderTime))
  }).observe({ type: 'element' })
  const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame)
  window.benchShown = async (since, day, count) => {
    const isShown = async (): Promise<boolean> => {
      const isHome = document.querySelector('.home-rows') !== null
      // At home, those with a term show it instead of the moment of their last change.
      const rows = [...document.querySelectorAll(isHome ? '.home-row' : '.grid-row.clickable')]
      const fresh = rows.filter((row) => row.textContent?.includes(day) === true).length
      if (fresh === 0) return false
      const changed = await changedRows(since)
      return changed.length === count && fresh >= Math.min(rows.length, isHome ? changed.filter(({ status }) => status === 'intake').length : count)
    }
    while (!(await isShown())) await nextFrame()
    // Of the frame after the one that shows it, at the latest: never too short.
    const mark = Object.assign(document.createElement('span'), { textContent: '·', style: 'position: fixed; right: 0; bottom: 0' })
    mark.setAttribute('elementtiming', `shown ${since}`)
    document.body.append(mark)
    for (;;) {
      const at = presentedAts.get(`shown ${since}`)
      if (at !== undefined) {
        mark.remove()
        return performance.timeOrigin + at
      }
      await nextFrame()
    }
  }
  window.benchListed = async (since, count) => {
    while ((await changedRows(since)).length < count) await new Promise((resolve) => setTimeout(resolve, 100))
    return Date.now()
  }
}
