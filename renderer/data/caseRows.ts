import { liveQuery } from 'dexie'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { CacheDb } from './cacheDb.ts'
import type { CacheState, CaseCache } from './caseCache.ts'

/** One question to the lists, answered by the database or, without it, from memory. Kept by the caller: a new object asks anew. */
export interface RowsQuery<T> {
  readonly fromDb: (db: CacheDb, open: CaseCache['openRows']) => Promise<T>
  readonly fromMemory: (rows: readonly CaseRow[]) => T
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
    const subscription = liveQuery(() => cache.read((db) => query.fromDb(db, cache.openRows))).subscribe({
      next: (value) => setStored({ query, value }),
      // The cache has taken note and goes on from memory.
      error: () => undefined,
    })
    return () => subscription.unsubscribe()
  }, [cache, inMemory, query])

  if (inMemory) return query.fromMemory(memory)
  return stored?.query === query ? stored.value : null
}

const newestFirst = (a: CaseRow, b: CaseRow): number => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0)

export const allRows: RowsQuery<readonly CaseRow[]> = {
  fromDb: async (db, open) => open(await db.cases.orderBy('updatedAt').reverse().toArray()),
  fromMemory: (rows) => [...rows].sort(newestFirst),
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
    fromDb: async (db, open) => count(await open(await db.cases.where('updatedAt').aboveOrEqual(start).toArray()), await ofStatus(db, 'supplementing').count(), await db.cases.count()),
    fromMemory: (rows) => count(rows.filter((row) => row.updatedAt >= start), rows.filter(({ status }) => status === 'supplementing').length, rows.length),
  }
}
