import { liveQuery } from 'dexie'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { CacheDb } from './cacheDb.ts'
import type { CacheState, CaseCache } from './caseCache.ts'

/** One question to the lists, answered by the database or, without it, from memory. Kept by the caller: a new object asks anew. */
export interface RowsQuery<T> {
  readonly fromDb: (db: CacheDb) => Promise<T>
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
    const subscription = liveQuery(() => query.fromDb(cache.db)).subscribe({
      next: (value) => setStored({ query, value }),
      error: (error: unknown) => cache.reportReadFailure(error instanceof Error ? error.name : '数据库出错'),
    })
    return () => subscription.unsubscribe()
  }, [cache, inMemory, query])

  if (inMemory) return query.fromMemory(memory)
  return stored?.query === query ? stored.value : null
}

const newestFirst = (a: CaseRow, b: CaseRow): number => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0)

export const allRows: RowsQuery<readonly CaseRow[]> = {
  fromDb: (db) => db.cases.orderBy('updatedAt').reverse().toArray(),
  fromMemory: (rows) => [...rows].sort(newestFirst),
}

/** Cases still in intake, the last touched first. */
export function rowsInHand(limit: number): RowsQuery<{ readonly rows: readonly CaseRow[]; readonly total: number }> {
  return {
    fromDb: async (db) => ({
      rows: await db.cases.where('[status+updatedAt]').between(['intake', ''], ['intake', '\uffff']).reverse().limit(limit).toArray(),
      total: await db.cases.where('status').equals('intake').count(),
    }),
    fromMemory: (rows) => {
      const open = rows.filter((row) => row.status === 'intake').sort(newestFirst)
      return { rows: open.slice(0, limit), total: open.length }
    },
  }
}

export interface DayCounts {
  readonly opened: number
  readonly accepted: number
  readonly papers: number
  readonly total: number
}

/** What was done since a moment (ISO 8601, the start of the day). */
export function countsSince(start: string): RowsQuery<DayCounts> {
  const count = (touched: readonly CaseRow[], total: number): DayCounts => ({
    opened: touched.filter((row) => row.openedAt >= start).length,
    accepted: touched.filter((row) => row.status === 'accepted').length,
    papers: touched.reduce((sum, row) => sum + row.papers.filter((paper) => paper.stage === 'delivered').length, 0),
    total,
  })
  return {
    fromDb: async (db) => count(await db.cases.where('updatedAt').aboveOrEqual(start).toArray(), await db.cases.count()),
    fromMemory: (rows) => count(rows.filter((row) => row.updatedAt >= start), rows.length),
  }
}
