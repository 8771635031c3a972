import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Desk } from '../e2e/desk.ts'

/**
 * A cache is filled from nothing once in its life. What is left to do after it (rows kept for the next time, code and
 * typefaces read ahead) is over when the program uses next to no processor time. Linux only.
 */
export async function untilAtRest(desk: Desk): Promise<void> {
  const ticks = (): number => [...desk.pidsOf('main'), ...desk.pidsOf('renderer')].reduce((sum, pid) => sum + ticksOf(pid), 0)
  for (let [restedS, before] = [0, ticks()]; restedS < 3; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const now = ticks()
    restedS = now - before < 10 ? restedS + 1 : 0
    before = now
  }
}

/** Processor time of a process in hundredths of a second. */
function ticksOf(pid: number): number {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /u, '').split(' ').slice(11, 13).map(Number)
  return user + system
}

/** The cache is full when the browser's own store says so. */
export async function waitUntilCached(page: Page, cases: number): Promise<void> {
  // Not `waitForFunction`: it takes a promise for an answer.
  for (let rows = await countCached(page); rows < cases; rows = await countCached(page)) await new Promise((resolve) => setTimeout(resolve, 500))
}

async function countCached(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const found = (await indexedDB.databases()).find(({ name }) => name?.startsWith('desk-office-') === true)
    if (found?.name === undefined) return 0
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(found.name ?? '')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('no cache'))
    })
    try {
      return await new Promise<number>((resolve, reject) => {
        const request = db.transaction('cases').objectStore('cases').count()
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error('the cache can not be read'))
      })
    } finally {
      db.close()
    }
  })
}
