import { Dexie, type Table } from 'dexie'
import type { CaseRow, ProfileKind, Watermark } from '../../shared/contracts/ipc.ts'

/** How far the cache has followed the journal; `rows` shows a table that came up short without an error. */
export interface CacheMark extends Watermark {
  readonly key: 'watermark'
  readonly rows: number
}

/** The cache: rows ready for lists. Nothing lives here alone; it may be deleted at any time. */
export class CacheDb extends Dexie {
  readonly cases: Table<CaseRow, string>
  readonly meta: Table<CacheMark, string>

  constructor(name: string) {
    super(name)
    // A row has got days it had not before: what is cached without them is filled again.
    this.version(2)
      .stores({ cases: 'id, status, updatedAt, openedAt, [status+updatedAt]', meta: 'key' })
      .upgrade(async (change) => void (await Promise.all([change.table('cases').clear(), change.table('meta').clear()])))
    this.cases = this.table('cases')
    this.meta = this.table('meta')
  }
}

/** One database per profile and station, so that practice never shows among real cases. */
export function cacheName(profile: ProfileKind, stationId: string): string {
  return `desk-${profile}-${stationId}`
}
