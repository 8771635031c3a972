import type { FeedBatch, FeedScope, Watermark } from '../../shared/contracts/feed.ts'
import type { CaseRow, Desk } from '../../shared/contracts/ipc.ts'
import { type CacheDb, type CacheMark, dropOtherForms } from './cacheDb.ts'
import { RowOpener, type RowSealer, type StoredRow, sealRows } from './rowSealer.ts'
import { StoredIds } from './storedIds.ts'
import { whenQuiet } from './whenQuiet.ts'

/** What the browser's store did; `short`: nothing, but the disk has no room for a fill. `unopened`: it was so from the start of the page. */
export type CacheFault = { readonly kind: 'full' | 'short' | 'silent' | 'closed' | 'damaged' | 'broken'; readonly unopened: boolean }

/** Where the lists come from. */
export type CacheState =
  | { readonly kind: 'filling'; readonly done: number; readonly total: number; readonly because: 'start' | 'rebuild' }
  /** The clerk broke the fill off: what is changed comes in all the same, the rest is left for later. */
  | { readonly kind: 'paused'; readonly done: number; readonly total: number; readonly because: 'start' | 'rebuild' }
  /** `rebuilt`: so many cases were listed anew from the station's records, because the store had turned up empty, short or damaged. */
  | { readonly kind: 'stored'; readonly rebuilt: number | null }
  /** The browser's store failed, or the disk is too short for it, and it is not used again in this run; work goes on without it. */
  | { readonly kind: 'memory'; readonly fault: CacheFault; readonly done: number; readonly total: number }
  /** The main process did not give the rows. */
  | { readonly kind: 'failed'; readonly because: string }

/** What was taken over; `fresh`: nothing else is there any more. */
export type StoredBatch = Pick<FeedBatch, 'fresh' | 'rows'>

/** The main process, as far as the cache follows it. */
export interface FeedLine {
  pull(request: { readonly from: Watermark | null; readonly scope: FeedScope }): Promise<FeedBatch>
  /** Returns what ends the listening. */
  onChanged(hear: () => void): () => void
}
export const feedOf = (desk: Desk): FeedLine => ({ pull: (request) => desk.invoke('feed:pull', request), onChanged: (hear) => desk.on('feed:changed', whenQuiet(hear)) })

export interface CaseCacheOptions {
  /** The station has worked before, so that an empty store with cases to show is a loss and not a beginning. */
  readonly wasUsed: boolean
  readonly sealer: RowSealer
  /** What is left of the disk is for the clerk's own work: a fill of more than a batch is not stored. */
  readonly isDiskShort?: () => Promise<boolean>
  /** A store that has not answered by then never will. */
  readonly settleMs?: number
}

/**
 * Follows the journal of the main process. One path for the first fill, live changes and a rebuild: pull a batch,
 * apply its rows and its watermark in one transaction. A store that errs or hangs is left alone from then on.
 */
export class CaseCache {
  #state: CacheState = { kind: 'filling', done: 0, total: 0, because: 'start' }
  #memory: ReadonlyMap<string, CaseRow> = new Map()
  #memoryRows: readonly CaseRow[] = []
  #memoryMark: Watermark | null = null
  readonly #listeners = new Set<() => void>()
  readonly #storeListeners = new Set<(batch: StoredBatch) => void>()
  #pulling: Promise<void> | null = null
  #again = false
  #closed = false
  #isPaused = false
  #isRebuild = false
  /** The store has answered at least once. */
  #wasOpened = false
  /** Rows that came up short without an error were looked for; an open store loses none. */
  #isCounted = false
  /** Begin from the first record, whatever the watermark says. */
  #startOver = false
  #wasDamaged = false
  readonly #stopListening: () => void
  readonly #feed: FeedLine
  readonly #options: CaseCacheOptions
  readonly #opener: RowOpener
  readonly #ids = new StoredIds()
  readonly #db: CacheDb

  constructor(feed: FeedLine, db: CacheDb, options: CaseCacheOptions) {
    this.#feed = feed
    this.#db = db
    this.#options = options
    this.#opener = new RowOpener(options.sealer)
    // Dexie would quietly open another one, and that may be empty.
    db.on('close', () => this.#distrust('closed'))
    db.on('versionchange', () => this.#distrust('closed'))
    this.#stopListening = feed.onChanged(() => void this.follow())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly state = (): CacheState => this.#state
  /** Tells of every batch once it is in the database. Returns what ends the listening. */
  readonly onStored = (listener: (batch: StoredBatch) => void): (() => void) => {
    this.#storeListeners.add(listener)
    return () => this.#storeListeners.delete(listener)
  }
  /** Rows kept in memory; empty while the database serves. */
  readonly memoryRows = (): readonly CaseRow[] => this.#memoryRows

  close(): void {
    this.#closed = true
    this.#stopListening()
    this.#db.close({ disableAutoOpen: true })
  }

  /** Brings the cache up to the journal's head; calls that come meanwhile lead to one more round. */
  follow(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    if (this.#pulling) {
      this.#again = true
      return this.#pulling
    }
    this.#pulling = this.#rounds().finally(() => (this.#pulling = null))
    return this.#pulling
  }

  /** Leaves the rest of a fill for later: changes go on coming in. */
  pause(): void {
    if (this.#state.kind !== 'filling') return
    this.#isPaused = true
    this.#set({ ...this.#state, kind: 'paused' })
  }

  resume(): void {
    if (this.#state.kind !== 'paused') return
    this.#isPaused = false
    this.#set({ ...this.#state, kind: 'filling' })
    void this.follow()
  }

  /** A question of the screen to the store, under the same watch as everything else. Rejects with what made it fail. */
  async read<T>(question: (db: CacheDb) => Promise<T>): Promise<T> {
    return await this.#watched(() => question(this.#db))
  }

  /** Opens rows after the transaction that read them; a damaged one is left out, and all are listed anew. */
  readonly openRows = async (stored: readonly StoredRow[]): Promise<readonly CaseRow[]> => {
    const rows = await this.#opener.open(stored)
    if (rows.includes(null)) this.#mend()
    return rows.filter((row) => row !== null)
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false
      try {
        await this.#catchUp()
      } catch (error) {
        if (!this.#closed) this.#set({ kind: 'failed', because: error instanceof Error ? error.message : String(error) })
      }
    } while (this.#again && !this.#closed)
  }

  async #catchUp(): Promise<void> {
    const inMemory = this.#inMemory()
    const from = inMemory ? this.#memoryMark : await this.#readMark()
    let next: Promise<FeedBatch> | null = this.#pull(from)
    while (next !== null && !this.#closed) {
      const batch: FeedBatch = await next
      // The next batch is made while this one is stored.
      next = batch.more ? this.#pull(batch.watermark) : null
      next?.catch(() => undefined)
      if (batch.more && !inMemory && (await this.#isDiskShort())) return this.#distrust('short')
      if (batch.fresh && batch.total > 0 && (from !== null || this.#options.wasUsed)) this.#isRebuild = true
      if (inMemory) this.#remember(batch)
      else if (await this.#store(batch)) for (const listener of this.#storeListeners) listener(batch)
      else return
      this.#showProgress(batch)
    }
  }

  #pull(from: Watermark | null): Promise<FeedBatch> {
    return this.#feed.pull({ from, scope: this.#isPaused ? 'changes' : 'all' })
  }

  async #isDiskShort(): Promise<boolean> {
    return (await this.#options.isDiskShort?.().catch(() => false)) ?? false
  }

  #showProgress({ fresh, done, total, more, watermark }: FeedBatch): void {
    if (this.#state.kind === 'memory') return this.#set({ ...this.#state, done, total })
    if (this.#startOver) return
    if (!isWhole(watermark) || more) return this.#set({ kind: this.#isPaused ? 'paused' : 'filling', done, total, because: this.#isRebuild ? 'rebuild' : 'start' })
    this.#isPaused = false
    if (this.#state.kind === 'stored' && !fresh) return
    this.#set({ kind: 'stored', rebuilt: this.#isRebuild ? total : null })
    void dropOtherForms(this.#db.name).catch(() => undefined)
  }

  #inMemory(): boolean {
    return this.#state.kind === 'memory'
  }

  /** `null`: nothing here yet, or what is here does not add up; both are filled from the first record. */
  async #readMark(): Promise<Watermark | null> {
    const read = await this.#orDistrust(() =>
      this.#db.transaction('r', this.#db.cases, this.#db.meta, async () => {
        const mark = await this.#db.meta.get('watermark')
        // Counting takes as long as there are cases.
        return { mark, rows: this.#isCounted || mark === undefined || mark.rows === null ? null : await this.#db.cases.count() }
      }),
    )
    if (read?.mark === undefined || this.#startOver || (read.rows !== null && read.rows !== read.mark.rows)) return null
    this.#isCounted = true
    return { journal: read.mark.journal, kept: read.mark.kept }
  }

  /** `false` when the store failed under it. */
  async #store(batch: FeedBatch): Promise<boolean> {
    const rows = await sealRows(this.#options.sealer, batch.rows)
    if (this.#inMemory()) return false
    const stored = await this.#orDistrust(() =>
      this.#db.transaction('rw', this.#db.cases, this.#db.meta, async () => {
        if (batch.fresh) {
          await this.#db.cases.clear()
          this.#ids.clear()
        }
        const counted = await this.#count(batch)
        await this.#db.cases.bulkPut(rows)
        this.#ids.add(rows.map(({ id }) => id))
        const mark: CacheMark = { key: 'watermark', ...batch.watermark, rows: counted ?? (endsFill(batch) ? await this.#db.cases.count() : null) }
        await this.#db.meta.put(mark)
        return mark
      }),
    )
    // A damaged file can count its rows and yet not list them: after a rebuild they are read as the lists read them.
    const listed = stored !== null && endsFill(batch) && this.#isRebuild && this.#state.kind !== 'stored' ? await this.#orDistrust(async () => (await this.#db.cases.orderBy('updatedAt').toArray()).length) : (stored?.rows ?? null)
    if (stored === null || this.#inMemory()) return false
    if (batch.fresh) this.#startOver = false
    // What was listed in an earlier run is not there any more.
    if (endsFill(batch) && (stored.rows !== batch.total || listed !== batch.total)) this.#mend()
    return true
  }

  /** Rows after this batch; `null` where that is not known from what is asked quickly. */
  async #count({ fresh, rows }: FeedBatch): Promise<number | null> {
    const before = fresh ? null : ((await this.#db.meta.get('watermark'))?.rows ?? null)
    if (before === null) return null
    const store = { all: () => this.#db.cases.toCollection().primaryKeys(), count: (ids: readonly string[]) => this.#db.cases.where('id').anyOf(ids).count() }
    return before + (await this.#ids.countNew(store, rows.map(({ id }) => id), before))
  }

  #remember(batch: FeedBatch): void {
    const rows = new Map(batch.fresh ? [] : this.#memory)
    for (const row of batch.rows) rows.set(row.id, row)
    this.#memory = rows
    this.#memoryRows = [...rows.values()]
    this.#memoryMark = batch.watermark
  }

  /** Rows that were changed on disk under a sound store: listed anew, once. */
  #mend(): void {
    if (this.#inMemory() || this.#startOver) return
    if (this.#wasDamaged) return this.#distrust('damaged')
    this.#wasDamaged = true
    this.#startOver = true
    this.#isRebuild = true
    this.#set({ kind: 'filling', done: 0, total: 0, because: 'rebuild' })
    void this.follow()
  }

  async #orDistrust<T>(work: () => PromiseLike<T>): Promise<T | null> {
    try {
      return await this.#watched(work)
    } catch {
      return null
    }
  }

  // Chromium's store can neither fulfil nor reject after a full disk; waiting for ever would freeze the lists.
  async #watched<T>(work: () => PromiseLike<T>): Promise<T> {
    let timer: ReturnType<typeof setInterval> | undefined
    // In steps, so that a computer that slept has waited for one of them and not for all.
    let left = patienceSteps
    const late = new Promise<never>((_resolve, reject) => {
      timer = setInterval(() => {
        left -= 1
        if (left === 0) reject(new StoreSilent())
      }, (this.#options.settleMs ?? 3000) / patienceSteps)
    })
    try {
      const value = await Promise.race([Promise.resolve(work()), late])
      this.#wasOpened = true
      return value
    } catch (error) {
      this.#distrust(faultOf(error))
      throw error
    } finally {
      clearInterval(timer)
    }
  }

  #distrust(kind: CacheFault['kind']): void {
    if (this.#closed || this.#inMemory()) return
    // Of an opening that failed Dexie only says that the database is closed.
    this.#set({ kind: 'memory', fault: { kind: kind === 'closed' && !this.#wasOpened ? 'broken' : kind, unopened: !this.#wasOpened }, done: 0, total: 0 })
    this.#isPaused = false
    // Nothing is written to it any more, not even what is under way if that can be helped.
    this.#db.close({ disableAutoOpen: true })
    void this.follow()
  }

  #set(state: CacheState): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

class StoreSilent extends Error {}
const patienceSteps = 6

const isWhole = ({ journal, kept }: Watermark): boolean => journal.below === 0 && kept.below === 0

const endsFill = ({ watermark, more }: FeedBatch): boolean => isWhole(watermark) && !more

/** Chromium names a full disk in three ways, by layout and moment. */
function faultOf(error: unknown): CacheFault['kind'] {
  if (error instanceof StoreSilent) return 'silent'
  const text = error instanceof Error ? `${error.name} ${error.message}` : String(error)
  if (/QuotaExceeded|NO_SPACE|full disk/i.test(text)) return 'full'
  // Dexie wraps what made an opening fail into a closed database.
  if (/UnknownError|Internal error/i.test(text)) return 'broken'
  return /InvalidState|DatabaseClosed|closing/i.test(text) ? 'closed' : 'broken'
}
