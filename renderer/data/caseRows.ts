import { liveQuery } from 'dexie'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { CacheDb } from './cacheDb.ts'
import type { CacheState, CaseCache } from './caseCache.ts'

/** One question to the lists, answered by the database or, without it, from memory. Kept by the caller: a new object asks anew. */
export interface RowsQuery<T> {
  readonly fromDb: (db: CacheDb, open: CaseCache['openRows']) => Promise<T>
  readonly fromMemory: (rows: readonly CaseRow[]) => T
  /**
   * The answer after these cases came in or changed, from the answer before: what changes costs as much as has changed,
   * however many cases there are. Without it the database is asked again.
   */
  readonly grow?: (before: T, rows: readonly CaseRow[]) => T
}

export function useCacheState(cache: CaseCache): CacheState {
  return useSyncExternalStore(cache.subscribe, cache.state)
}

/** `null` while the first answer is not there. */
export function useRows<T>(cache: CaseCache, query: RowsQuery<T>): T | null {
  const state = useCacheState(cache)
  const memory = useSyncExternalStore(cache.subscribe, cache.memoryRows)
  const [stored, setStored] = useState<{ readonly query: RowsQuery<T>; readonly value: T } | null>(null)
  const inMemory = state.kind === 'memory'

  useEffect(() => {
    if (inMemory) return undefined
    const show = (value: T): void => setStored({ query, value })
    return query.grow ? followGrowing(cache, query, query.grow, show) : followLive(cache, query, show)
  }, [cache, inMemory, query])

  if (inMemory) return query.fromMemory(memory)
  return stored?.query === query ? stored.value : null
}

function followLive<T>(cache: CaseCache, query: RowsQuery<T>, show: (value: T) => void): () => void {
  const subscription = liveQuery(() => cache.read((db) => query.fromDb(db, cache.openRows))).subscribe({
    next: show,
    // The cache has taken note and goes on from memory.
    error: () => undefined,
  })
  return () => subscription.unsubscribe()
}

/** Asks the database once, and again only where it was emptied. */
export function followGrowing<T>(cache: Pick<CaseCache, 'read' | 'openRows' | 'onStored'>, query: RowsQuery<T>, grow: (before: T, rows: readonly CaseRow[]) => T, show: (value: T) => void): () => void {
  let answer: { readonly value: T } | null = null
  /** Stored while the database was being asked, which may have answered without them. */
  let meanwhile: (readonly CaseRow[])[] = []
  let round = 0
  async function ask(): Promise<void> {
    round += 1
    const asked = round
    answer = null
    meanwhile = []
    // Where it fails the cache has taken note, and goes on from memory.
    const read = await cache.read(async (db) => ({ value: await query.fromDb(db, cache.openRows) })).catch(() => null)
    // Asked again since, or stopped.
    if (asked !== round || read === null) return
    answer = { value: meanwhile.reduce(grow, read.value) }
    show(answer.value)
  }
  const stop = cache.onStored(({ fresh, rows }) => {
    if (fresh) return void ask()
    if (answer === null) return void meanwhile.push(rows)
    if (rows.length === 0) return undefined
    answer = { value: grow(answer.value, rows) }
    return show(answer.value)
  })
  void ask()
  return () => {
    stop()
    round += 1
  }
}

const newestFirst = (a: CaseRow, b: CaseRow): number => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0)

export const allRows: RowsQuery<readonly CaseRow[]> = {
  fromDb: async (db, open) => open(await db.cases.orderBy('updatedAt').reverse().toArray()),
  fromMemory: (rows) => [...rows].sort(newestFirst),
  grow: (before, rows) => {
    const changed = new Map(rows.map((row) => [row.id, row]))
    return merge(before.filter(({ id }) => !changed.has(id)), [...changed.values()].sort(newestFirst))
  },
}

/** Of two lists in order, one; the second is short. */
function merge(long: readonly CaseRow[], short: readonly CaseRow[]): readonly CaseRow[] {
  const pieces: (readonly CaseRow[])[] = []
  let from = 0
  for (const row of short) {
    let low = from
    for (let high = long.length; low < high; ) {
      const middle = (low + high) >> 1
      const there = long[middle]
      if (there !== undefined && newestFirst(there, row) < 0) low = middle + 1
      else high = middle
    }
    pieces.push(long.slice(from, low), [row])
    from = low
  }
  return [...pieces, long.slice(from)].flat()
}

/** What waits for the clerk or comes back to the counter. */
const statusesInHand = ['intake', 'resubmitted', 'supplementing'] as const

const ofStatus = (db: CacheDb, status: CaseRow['status']) => db.cases.where('[status+updatedAt]').between([status, ''], [status, '\uffff'])

/** Cases in hand, the last touched first. */
export function rowsInHand(limit: number): RowsQuery<{ readonly rows: readonly CaseRow[]; readonly total: number }> {
  return {
    fromDb: async (db, open) => {
      const newest = await Promise.all(statusesInHand.map((status) => ofStatus(db, status).reverse().limit(limit).toArray()))
      const counts = await Promise.all(statusesInHand.map((status) => ofStatus(db, status).count()))
      return { rows: (await open(newest.flat())).toSorted(newestFirst).slice(0, limit), total: counts.reduce((sum, count) => sum + count, 0) }
    },
    fromMemory: (rows) => {
      const inHand = rows.filter(({ status }) => statusesInHand.some((known) => known === status)).sort(newestFirst)
      return { rows: inHand.slice(0, limit), total: inHand.length }
    },
  }
}

export interface DayCounts {
  readonly opened: number
  readonly accepted: number
  readonly papers: number
  /** Not of the day: all that wait for their applicants now. */
  readonly supplementing: number
  readonly total: number
}

/** What was done on a day in China, `YYYY-MM-DD`. */
export function countsOf(day: string): RowsQuery<DayCounts> {
  const start = `${day}T00:00:00.000+08:00`
  const count = (touched: readonly CaseRow[], supplementing: number, total: number): DayCounts => ({
    opened: touched.filter((row) => row.openedAt.startsWith(day)).length,
    accepted: touched.filter((row) => row.acceptedOn === day).length,
    papers: touched.reduce((sum, row) => sum + row.papers.filter((paper) => paper.stage === 'delivered').length, 0),
    supplementing,
    total,
  })
  return {
    fromDb: async (db, open) => count(await open(await db.cases.where('updatedAt').aboveOrEqual(start).toArray()), await ofStatus(db, 'supplementing').count(), (await db.meta.get('watermark'))?.rows ?? (await db.cases.count())),
    fromMemory: (rows) => count(rows.filter((row) => row.updatedAt >= start), rows.filter(({ status }) => status === 'supplementing').length, rows.length),
  }
}
