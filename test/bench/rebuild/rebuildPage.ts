import { CacheDb } from '../../../renderer/data/cacheDb.ts'
import { CaseCache, type FeedLine } from '../../../renderer/data/caseCache.ts'
import { plainRowSealer, type StoredRow } from '../../../renderer/data/rowSealer.ts'

/** Runs in the browser: fills an empty cache from the station, and puts the rows that came of it with Dexie alone. */
declare global {
  interface Window {
    rebuild(name: string): Promise<{ readonly ms: number; readonly rows: number }>
    putRows(from: string, to: string): Promise<number>
  }
}

const rowsPerTransaction = 500

/** The station's own feed, on the other side of the DevTools pipe. */
const feed: FeedLine = {
  pull: async (request) => {
    const answer = await fetch('/pull', { method: 'POST', body: JSON.stringify(request) })
    return answer.json()
  },
  onChanged: () => () => undefined,
}

window.rebuild = async (name) => {
  const db = new CacheDb(name)
  const cache = new CaseCache(feed, db, { wasUsed: true, sealer: plainRowSealer })
  const startedAt = performance.now()
  await cache.follow()
  const ms = performance.now() - startedAt
  if (cache.state().kind !== 'stored') throw new Error(`not stored: ${JSON.stringify(cache.state())}`)
  const rows = await db.cases.count()
  cache.close()
  return { ms, rows }
}

window.putRows = async (from, to) => {
  const source = new CacheDb(from)
  const rows: readonly StoredRow[] = await source.cases.toArray()
  source.close()
  const db = new CacheDb(to)
  const startedAt = performance.now()
  for (let first = 0; first < rows.length; first += rowsPerTransaction) await db.cases.bulkPut(rows.slice(first, first + rowsPerTransaction))
  const ms = performance.now() - startedAt
  await db.delete()
  return ms
}
