import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { allNames, LabBrowser, type Layout, storeFolder, storeName } from './cacheLab/lab.ts'
import { damageEveryFile } from './cacheLab/storeDamage.ts'

let profile: string
test.beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'cache-'))
})
test.afterEach(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))

/** All of them with DESK_CACHE_ALL=1, as the soak runs them; here those that Chromium takes in a way of its own. */
const sample: Readonly<Record<Layout, RegExp>> = { leveldb: /^(\d+\.log flipped|\d+\.ldb (flipped|removed)|CURRENT truncated|MANIFEST-\d+ removed)$/, sqlite: /^\w+ (truncated|flipped|removed)$/ }
const rest = (page: Page) => page.evaluate(() => window.lab.rest())
const list = (page: Page) => page.evaluate(() => window.lab.list())

for (const layout of ['leveldb', 'sqlite'] as const) {
  test(`whatever happens to a file of the store (${layout}), every case is listed`, async () => {
    const outcomes = await damageEveryFile(profile, layout, (file, damage) => process.env.DESK_CACHE_ALL === '1' || sample[layout].test(`${file} ${damage}`))
    expect(outcomes.length).toBeGreaterThan(2)
    expect(outcomes.filter(({ wrong, told }) => wrong !== 0 || told === 'failed')).toEqual([])
    // What can't be read is never taken for an empty beginning. (Chromium makes a lost CURRENT again, and a lost log may have held nothing new.)
    expect(outcomes.filter(({ beganEmpty, told }) => beganEmpty && told === 'sound')).toEqual([])
  })
}

test('a store that hangs, is closed or is held is left alone within three seconds, and the list goes on from memory', async () => {
  const browser = await LabBrowser.launch(profile, 'leveldb')
  const origins = ['held', 'hanging', 'closed'] as const
  const [held, hanging, closed] = await Promise.all(origins.map((origin) => browser.page(origin)))
  if (!held || !hanging || !closed) throw new Error('no page')

  await test.step('opening it waits for an upgrade that never ends', async () => {
    await held.evaluate(hold, { name: storeName, version: 999 })
    const page = await browser.start('held')
    const startedAt = Date.now()
    expect(await rest(page)).toMatchObject({ kind: 'memory', fault: { kind: 'silent', unopened: true } })
    expect(Date.now() - startedAt).toBeLessThan(5000)
    expect(await list(page)).toEqual(allNames())
  })

  await test.step('a question waits for a transaction that never ends', async () => {
    const page = await browser.start('hanging')
    expect((await rest(page)).kind).toBe('stored')
    await hanging.evaluate(hold, { name: storeName, version: null })
    expect(await list(page)).toEqual(allNames())
    expect(await rest(page)).toMatchObject({ kind: 'memory', fault: { kind: 'silent', unopened: false } })
    await page.evaluate(() => window.lab.touch('case-7'))
    expect((await list(page))[0]).toBe('灌口厂房 case-7 @121（样例）')
  })

  await test.step('the browser closes it in the middle of work', async () => {
    const page = await browser.start('closed')
    expect((await rest(page)).kind).toBe('stored')
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'indexeddb' })
    await expect.poll(async () => (await rest(page)).kind).toBe('memory')
    expect(await list(page)).toEqual(allNames())
    // Never written again in this run.
    await page.evaluate(() => window.lab.touch('case-7'))
    expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
  })
  await browser.close()
})

test('a store without its manifest never opens again by itself; emptied it is filled anew', async () => {
  const first = await LabBrowser.launch(profile, 'leveldb')
  await rest(await first.start('lost'))
  await first.close()
  const folder = storeFolder(profile, 'lost')
  for (const file of readdirSync(folder).filter((name) => name.startsWith('MANIFEST'))) rmSync(join(folder, file))
  const second = await LabBrowser.launch(profile, 'leveldb')
  const page = await second.start('lost')
  expect(await rest(page)).toMatchObject({ kind: 'memory', fault: { kind: 'broken', unopened: true } })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'indexeddb' })
  const again = await second.start('lost')
  expect(await rest(again)).toEqual({ kind: 'stored', rebuilt: 120 })
  await second.close()
})

test('a fill that is killed goes on where it was; one that is broken off still takes in what changes', async () => {
  const first = await LabBrowser.launch(profile, 'leveldb')
  const killed = await first.page('killed')
  await killed.evaluate((options) => {
    window.lab.hold()
    window.lab.start(options)
  }, { name: storeName, cases: 120, wasUsed: true, isSealed: false, rowsPerBatch: 30 })
  await letThroughUntil(killed, 60)
  await first.kill()

  const second = await LabBrowser.launch(profile, 'leveldb')
  const page = await second.page('killed')
  // What is missing from the part that was listed is noticed when the fill ends.
  await page.evaluate(dropRow, { name: storeName, id: 'case-61' })
  await page.evaluate((options) => {
    window.lab.hold()
    window.lab.start(options)
  }, { name: storeName, cases: 120, wasUsed: true, isSealed: false, rowsPerBatch: 30 })
  await expect.poll(() => page.evaluate(() => window.lab.asked().length)).toBe(1)
  expect((await page.evaluate(() => window.lab.asked()[0]?.journal.below)) ?? 0).toBeGreaterThan(1)
  // The newest are there already, and can be opened, while the rest waits.
  expect(await page.evaluate(() => window.lab.inHand())).toBeGreaterThanOrEqual(30)
  expect((await list(page)).slice(0, 30)).toEqual(allNames().slice(0, 30))

  await page.evaluate(() => {
    window.lab.pause()
    window.lab.letThrough(Number.POSITIVE_INFINITY)
  })
  // What was on its way is still listed.
  await expect.poll(() => page.evaluate(() => window.lab.state())).toMatchObject({ kind: 'paused', total: 120 })
  await page.evaluate(() => window.lab.touch('case-1'))
  expect(await list(page)).toContain('灌口厂房 case-1 @121（样例）')
  expect((await list(page)).length).toBeLessThan(120)
  await page.evaluate(() => window.lab.resume())
  expect((await rest(page)).kind).toBe('stored')
  expect(await list(page)).toEqual(['灌口厂房 case-1 @121（样例）', ...allNames().slice(0, -1)])
  await second.close()
})

test('what changes costs as much as has changed: no case is counted or read for another, also after a rebuild', async () => {
  const browser = await LabBrowser.launch(profile, 'leveldb')
  const page = await browser.page('large')
  await page.evaluate(watchStore)
  await page.evaluate((options) => window.lab.start(options), { name: storeName, cases: 120, wasUsed: true, isSealed: false, rowsPerBatch: 50 })
  expect(await rest(page)).toEqual({ kind: 'stored', rebuilt: 120 })
  await page.evaluate(() => window.lab.touch('case-3'))
  const asked = await page.evaluate(() => window.storeAsked.length)
  await page.evaluate(() => window.lab.touch('case-7'))
  expect(await page.evaluate((from) => window.storeAsked.slice(from), asked)).toEqual([])
  expect((await list(page))[0]).toBe('灌口厂房 case-7 @122（样例）')
  // The list itself is read whole, which shows that it would have been seen.
  expect(await page.evaluate((from) => window.storeAsked.slice(from), asked)).not.toEqual([])
  await browser.close()
})

test('a disk that is short takes no fill: everything is listed from memory, and what fits into one batch is stored as always', async () => {
  const browser = await LabBrowser.launch(profile, 'leveldb')
  const short = await browser.page('short')
  await short.evaluate((options) => window.lab.start(options), { name: 'short', cases: 120, wasUsed: true, isSealed: false, rowsPerBatch: 30, isDiskShort: true })
  expect(await rest(short)).toMatchObject({ kind: 'memory', fault: { kind: 'short' }, done: 120, total: 120 })
  expect(await list(short)).toEqual(allNames())
  const small = await browser.page('small')
  await small.evaluate((options) => window.lab.start(options), { name: 'small', cases: 20, wasUsed: true, isSealed: false, rowsPerBatch: 30, isDiskShort: true })
  expect(await rest(small)).toMatchObject({ kind: 'stored' })
  await browser.close()
})

test('with a sealer, no name stands readable in the browser\'s files; caches of another form make room', async () => {
  const browser = await LabBrowser.launch(profile, 'leveldb')
  const sealed = await browser.page('sealed')
  for (const name of [storeName.replace(/-\d$/, ''), storeName.replace(/-\d$/, '-2')]) {
    await sealed.evaluate((old) => new Promise<void>((resolve) => {
      const opening = indexedDB.open(old, 20)
      opening.onupgradeneeded = () => opening.result.createObjectStore('cases')
      opening.onsuccess = () => {
        opening.result.close()
        resolve()
      }
    }), name)
  }
  const page = await browser.start('sealed', { isSealed: true })
  expect((await rest(page)).kind).toBe('stored')
  expect(await list(page)).toEqual(allNames())
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([storeName])
  await browser.close()
  expect(filesWith(profile, '灌口厂房')).toEqual([])

  // What is searched for would be found.
  const open = await LabBrowser.launch(profile, 'leveldb')
  expect((await rest(await open.start('plain'))).kind).toBe('stored')
  await open.close()
  expect(filesWith(profile, '灌口厂房')).not.toEqual([])
})

declare global {
  interface Window {
    /** Questions to the browser's store that go over all cases. */
    storeAsked: string[]
  }
}

/** Runs in the page. */
function watchStore(): void {
  window.storeAsked = []
  const watch = (store: IDBObjectStore | IDBIndex, what: string, range: unknown): void => {
    // Newer browsers take a range with other wishes.
    const wanted = typeof range === 'object' && range !== null && 'query' in range ? range.query : range
    if (store.name !== 'meta' && (wanted === undefined || wanted === null)) window.storeAsked.push(`${store.name} ${what}`)
  }
  for (const kind of [IDBObjectStore.prototype, IDBIndex.prototype]) {
    const { count, getAll, openCursor } = kind
    kind.count = function (range) {
      watch(this, 'count', range)
      return count.call(this, range)
    }
    kind.getAll = function (range, most) {
      watch(this, 'getAll', range)
      return getAll.call(this, range, most)
    }
    kind.openCursor = function (range, direction) {
      watch(this, 'openCursor', range)
      return openCursor.call(this, range, direction)
    }
  }
}

/** Runs in the page: keeps the store busy for ever, by an upgrade or by a transaction. */
async function hold({ name, version }: { readonly name: string; readonly version: number | null }): Promise<void> {
  await new Promise<void>((resolve) => {
    const busy = (store: IDBObjectStore): void => {
      store.count().onsuccess = () => busy(store)
    }
    const opening = version === null ? indexedDB.open(name) : indexedDB.open(name, version)
    opening.onupgradeneeded = () => {
      busy(opening.result.createObjectStore('other'))
      resolve()
    }
    opening.onsuccess = () => {
      busy(opening.result.transaction(['cases', 'meta'], 'readwrite').objectStore('cases'))
      resolve()
    }
  })
}

/** Runs in the page: a row that the store loses without saying so. */
async function dropRow({ name, id }: { readonly name: string; readonly id: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open(name)
    opening.onerror = () => reject(new Error('the store does not open'))
    opening.onsuccess = () => {
      const dropping = opening.result.transaction('cases', 'readwrite')
      dropping.objectStore('cases').delete(id)
      dropping.oncomplete = () => {
        opening.result.close()
        resolve()
      }
    }
  })
}

async function letThroughUntil(page: Page, done: number): Promise<void> {
  await expect.poll(async () => {
    await page.evaluate(() => window.lab.letThrough(1))
    const state = await page.evaluate(() => window.lab.state())
    return state.kind === 'filling' ? state.done : 0
  }, { intervals: [20] }).toBeGreaterThanOrEqual(done)
}

/** Files below a folder that hold a text, as UTF-8 or as the two bytes a character that the browser likes. */
function filesWith(folder: string, text: string): readonly string[] {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(folder, name)
    return statSync(path).isFile() && forms.some((form) => readFileSync(path).includes(form))
  })
}
