import { Dexie, type Table } from 'dexie'
import type { Watermark } from '../../shared/contracts/feed.ts'
import type { ProfileKind } from '../../shared/contracts/ipc.ts'
import type { StoredRow } from './rowSealer.ts'

/** How far the cache has followed the journal. */
export interface CacheMark extends Watermark {
  readonly key: 'watermark'
  /** Shows a table that came up short without an error; `null` until a fill has come to its end, where it is counted once. */
  readonly rows: number | null
}

/**
 * Raised whenever a row, its columns or what a row says becomes another. It is part of the name: a new form is a new
 * database, filled from the records while the clerk works, so that no upgrade ever has to be waited for, and a program
 * of before finds its own or none.
 */
const cacheForm = 5

/** The cache: rows ready for lists. Nothing lives here alone; it may be deleted at any time. */
export class CacheDb extends Dexie {
  readonly cases: Table<StoredRow, string>
  readonly meta: Table<CacheMark, string>

  constructor(name: string) {
    super(name)
    // `updatedAt`: the list of all, and what was touched today. `[status+updatedAt]`: the newest in hand, and counts by status.
    this.version(1).stores({ cases: 'id, updatedAt, [status+updatedAt]', meta: 'key' })
    this.cases = this.table('cases')
    this.meta = this.table('meta')
  }
}

/** One database per profile and station, so that practice never shows among real cases. */
export function cacheName(profile: ProfileKind, stationId: string): string {
  return `desk-${profile}-${stationId}-${cacheForm}`
}

/** Deletes caches of this station in a form that this program does not use. Waits for nobody: one that is held open goes with the next start. */
export async function dropOtherForms(name: string): Promise<void> {
  const station = name.slice(0, name.lastIndexOf('-'))
  for (const known of await indexedDB.databases()) {
    if (known.name !== undefined && known.name !== name && (known.name === station || known.name.startsWith(`${station}-`))) indexedDB.deleteDatabase(known.name)
  }
}
