import { liveQuery } from 'dexie'
import { CacheDb } from '../../../renderer/data/cacheDb.ts'
import { CaseCache, type FeedLine } from '../../../renderer/data/caseCache.ts'
import { rowsInHand } from '../../../renderer/data/caseRows.ts'
import { plainRowSealer, type StoredRow } from '../../../renderer/data/rowSealer.ts'

/** What a filled cache answers: cases by the order of the lists, by status, by id. */
export interface Listed {
  readonly byDay: number
  readonly byStatus: number
  readonly byId: number
}
/** Runs in the browser: the program's own cache with the list that the home page shows, PouchDB, and the bare store. */
export interface FillPage {
  /** `station`: where it listens. */
  open(name: string, station: string): void
  /** Moment, as in `Date.now()`, at which the list had its first case; `null` before. */
  firstAt(): number | null
  /** Resolves once the cache has followed everything and stored it. */
  settle(): Promise<void>
  /** What the cache answers, counted and read. */
  list(): Promise<Listed>
  close(): Promise<void>
  replicate(name: string, url: string): Promise<{ readonly ms: number; readonly documents: number }>
  /** Milliseconds for rows as they are stored in one database, put into a bare one with as many indexes. */
  putRaw(from: string): Promise<number>
  remove(name: string): Promise<void>
}
interface Pouch {
  readonly replicate: { from(source: Pouch, options: object): Promise<{ readonly docs_written: number }> }
  destroy(): Promise<void>
}
declare global {
  interface Window {
    fillPage: FillPage
  }
  const PouchDB: new (name: string, options: object) => Pouch
}

/** As the program's door does: asked, and told when there is more. */
const lineTo = (station: string): FeedLine => ({
  pull: async (request) => {
    const answer = await fetch(station, { method: 'POST', body: JSON.stringify(request) })
    return answer.json()
  },
  onChanged: (hear) => {
    const told = new EventSource(station)
    told.onmessage = hear
    return () => told.close()
  },
})

let open: { readonly db: CacheDb; readonly cache: CaseCache; readonly stop: () => void } | null = null
let firstAt: number | null = null
const onHomePage = rowsInHand(20)
const rowsPerTransaction = 500

window.fillPage = {
  open: (name, station) => {
    const db = new CacheDb(name)
    const cache = new CaseCache(lineTo(station), db, { wasUsed: false, sealer: plainRowSealer })
    firstAt = null
    const watching = liveQuery(() => cache.read((read) => onHomePage.fromDb(read, cache.openRows))).subscribe(({ rows }) => {
      if (rows.length > 0) firstAt ??= Date.now()
    })
    open = { db, cache, stop: () => watching.unsubscribe() }
    void cache.follow()
  },
  firstAt: () => firstAt,
  settle: async () => {
    if (!open) throw new Error('no cache is open')
    const { cache } = open
    await cache.follow()
    if (cache.state().kind !== 'stored') throw new Error(`not stored: ${JSON.stringify(cache.state())}`)
  },
  list: async () => {
    if (!open) throw new Error('no cache is open')
    const { db } = open
    const ids = await db.cases.toCollection().primaryKeys()
    return {
      byDay: await db.cases.orderBy('updatedAt').count(),
      byStatus: await db.cases.orderBy('[status+updatedAt]').count(),
      byId: (await db.cases.bulkGet(ids)).filter((row) => row !== undefined).length,
    }
  },
  close: async () => {
    open?.stop()
    open?.cache.close()
    open = null
    await Promise.resolve()
  },
  replicate: async (name, url) => {
    const startedAt = performance.now()
    const here = new PouchDB(name, { adapter: 'indexeddb' })
    const there = new PouchDB(url, { skip_setup: true })
    const { docs_written: documents } = await here.replicate.from(there, { batch_size: 1000 })
    const ms = performance.now() - startedAt
    await here.destroy()
    return { ms, documents }
  },
  putRaw: async (from) => {
    const source = new CacheDb(from)
    const rows: readonly StoredRow[] = await source.cases.toArray()
    source.close()
    const name = `${from}-raw`
    const db = await openRaw(name)
    const startedAt = performance.now()
    for (let first = 0; first < rows.length; first += rowsPerTransaction) await putAll(db, rows.slice(first, first + rowsPerTransaction))
    const ms = performance.now() - startedAt
    db.close()
    await window.fillPage.remove(name)
    return ms
  },
  remove: (name) =>
    new Promise((done, failed) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = () => done()
      request.onerror = () => failed(request.error)
    }),
}

function openRaw(name: string): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore('cases', { keyPath: 'id' })
      store.createIndex('updatedAt', 'updatedAt')
      store.createIndex('[status+updatedAt]', ['status', 'updatedAt'])
    }
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
}

function putAll(db: IDBDatabase, rows: readonly StoredRow[]): Promise<void> {
  return new Promise((done, failed) => {
    const transaction = db.transaction('cases', 'readwrite')
    for (const row of rows) transaction.objectStore('cases').put(row)
    transaction.oncomplete = () => done()
    transaction.onerror = () => failed(transaction.error)
  })
}
