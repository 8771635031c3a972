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
  /** Milliseconds for the rows of a cache, put into a bare database with as many indexes. */
  putRows(from: string): Promise<number>
  /** The same with what each case is read from beside its row: its events as bytes, as a station keeps them. `url`: of the database that they came from. */
  putAll(from: string, url: string, authorization: string): Promise<number>
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
const documentsTogether = 1000

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
  putRows: async (from) => putInto(`${from}-rows`, await rowsOf(from)),
  putAll: async (from, url, authorization) => putInto(`${from}-all`, await rowsOf(from), await bodiesOf(url, authorization)),
  remove: (name) =>
    new Promise((done, failed) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = () => done()
      request.onerror = () => failed(request.error)
    }),
}

async function rowsOf(cache: string): Promise<readonly StoredRow[]> {
  const source = new CacheDb(cache)
  const rows = await source.cases.toArray()
  source.close()
  return rows
}

interface Body {
  readonly id: string
  readonly events: Uint8Array
}

/** One for each case: fewer and larger puts than there are batches, which is as quick as a bare store gets. */
async function bodiesOf(url: string, authorization: string): Promise<readonly Body[]> {
  const events = new Map<string, string[]>()
  for (let since = '0'; ; ) {
    const answer = await fetch(`${url}/_changes?include_docs=true&limit=${documentsTogether}&since=${since}`, { headers: { authorization } })
    const page: { readonly last_seq: string; readonly results: readonly { readonly id: string; readonly doc: { readonly events?: readonly string[] } }[] } = await answer.json()
    for (const { id, doc } of page.results) {
      const stream = id.slice(0, id.lastIndexOf(':'))
      if (doc.events) events.set(stream, [...(events.get(stream) ?? []), ...doc.events])
    }
    if (page.results.length < documentsTogether) break
    since = page.last_seq
  }
  const encoder = new TextEncoder()
  return [...events].map(([id, texts]) => ({ id, events: encoder.encode(`[${texts.join(',')}]`) }))
}

/** Milliseconds. */
async function putInto(name: string, rows: readonly StoredRow[], bodies: readonly Body[] = []): Promise<number> {
  const db = await openRaw(name)
  const startedAt = performance.now()
  for (let first = 0; first < Math.max(rows.length, bodies.length); first += rowsPerTransaction) {
    await putTogether(db, rows.slice(first, first + rowsPerTransaction), bodies.slice(first, first + rowsPerTransaction))
  }
  const ms = performance.now() - startedAt
  db.close()
  await window.fillPage.remove(name)
  return ms
}

function openRaw(name: string): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore('cases', { keyPath: 'id' })
      store.createIndex('updatedAt', 'updatedAt')
      store.createIndex('[status+updatedAt]', ['status', 'updatedAt'])
      request.result.createObjectStore('bodies', { keyPath: 'id' })
    }
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
}

function putTogether(db: IDBDatabase, rows: readonly StoredRow[], bodies: readonly Body[]): Promise<void> {
  return new Promise((done, failed) => {
    const transaction = db.transaction(['cases', 'bodies'], 'readwrite')
    for (const row of rows) transaction.objectStore('cases').put(row)
    for (const body of bodies) transaction.objectStore('bodies').put(body)
    transaction.oncomplete = () => done()
    transaction.onerror = () => failed(transaction.error)
  })
}
