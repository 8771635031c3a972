import type { CaseRow, Desk, FeedBatch, Watermark } from '../../shared/contracts/ipc.ts'
import type { CacheDb, CacheMark } from './cacheDb.ts'

/** Where the lists come from. `memory`: the browser's store failed, work goes on without it. */
export type CacheState =
  | { readonly kind: 'filling'; readonly done: number; readonly total: number; readonly because: 'start' | 'rebuild' }
  /** `rebuilt`: the store turned up empty or short and was filled again from the station's records. */
  | { readonly kind: 'stored'; readonly rebuilt: boolean }
  | { readonly kind: 'memory'; readonly because: string }
  | { readonly kind: 'failed'; readonly because: string }

const settleMs = 3000

/**
 * Follows the journal of the main process. One path for the first fill, live changes and a rebuild: pull a batch,
 * apply its rows and its watermark in one transaction. A store that errs or hangs is left alone from then on.
 */
export class CaseCache {
  #state: CacheState = { kind: 'filling', done: 0, total: 0, because: 'start' }
  #memory: readonly CaseRow[] = []
  #memoryMark: Watermark | null = null
  readonly #listeners = new Set<() => void>()
  #pulling: Promise<void> | null = null
  #again = false
  #closed = false
  readonly #stopListening: () => void
  readonly #desk: Desk
  readonly #wasUsed: boolean
  #isRebuild = false
  readonly db: CacheDb

  /** `wasUsed`: the station has worked before, so that an empty store with cases to show is a loss and not a beginning. */
  constructor(desk: Desk, db: CacheDb, wasUsed: boolean) {
    this.#desk = desk
    this.#wasUsed = wasUsed
    this.db = db
    this.db.on('close', () => this.#distrust('数据库连接被关闭'))
    this.#stopListening = desk.on('feed:changed', () => void this.follow())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly state = (): CacheState => this.#state
  /** Rows kept in memory; empty while the database serves. */
  readonly memoryRows = (): readonly CaseRow[] => this.#memory

  close(): void {
    this.#closed = true
    this.#stopListening()
    this.db.close({ disableAutoOpen: true })
  }

  /** Brings the cache up to the journal's head; calls that come meanwhile lead to one more round. */
  follow(): Promise<void> {
    if (this.#pulling) {
      this.#again = true
      return this.#pulling
    }
    this.#pulling = this.#rounds().finally(() => (this.#pulling = null))
    return this.#pulling
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false
      try {
        await this.#catchUp()
      } catch (error) {
        this.#set({ kind: 'failed', because: error instanceof Error ? error.message : String(error) })
      }
    } while (this.#again && !this.#closed)
  }

  async #catchUp(): Promise<void> {
    let from = this.#inMemory() ? this.#memoryMark : await this.#readMark()
    while (!this.#closed) {
      const batch: FeedBatch = await this.#desk.invoke('feed:pull', { from })
      if (batch.fresh && batch.total > 0 && (from !== null || this.#wasUsed)) this.#isRebuild = true
      if (!this.#inMemory() && (this.#state.kind === 'filling' || batch.fresh)) {
        this.#set({ kind: 'filling', done: batch.done, total: batch.total, because: this.#isRebuild ? 'rebuild' : 'start' })
      }
      const wasInMemory = this.#inMemory()
      if (wasInMemory) this.#remember(batch)
      else await this.#store(batch)
      if (!wasInMemory && this.#inMemory()) {
        // The store failed under this batch: begin again, in memory, from the first record.
        from = null
        continue
      }
      from = batch.watermark
      if (batch.done >= batch.total || (batch.rows.length === 0 && !batch.fresh)) break
    }
    if (!this.#inMemory()) this.#set({ kind: 'stored', rebuilt: this.#isRebuild })
  }

  #inMemory(): boolean {
    return this.#state.kind === 'memory'
  }

  /** `null`: nothing here yet, or what is here does not add up; both are filled from the first record. */
  async #readMark(): Promise<Watermark | null> {
    return (
      (await this.#settled(
        this.db.transaction('r', this.db.cases, this.db.meta, async () => {
          const mark = await this.db.meta.get('watermark')
          if (mark === undefined || (await this.db.cases.count()) !== mark.rows) return null
          return { journalSeq: mark.journalSeq, head: mark.head }
        }),
      )) ?? null
    )
  }

  async #store(batch: FeedBatch): Promise<void> {
    await this.#settled(
      this.db.transaction('rw', this.db.cases, this.db.meta, async () => {
        if (batch.fresh) await this.db.cases.clear()
        await this.db.cases.bulkPut([...batch.rows])
        const mark: CacheMark = { key: 'watermark', ...batch.watermark, rows: await this.db.cases.count() }
        await this.db.meta.put(mark)
      }),
    )
  }

  #remember(batch: FeedBatch): void {
    const rows = new Map((batch.fresh ? [] : this.#memory).map((row) => [row.id, row]))
    for (const row of batch.rows) rows.set(row.id, row)
    this.#memory = [...rows.values()]
    this.#memoryMark = batch.watermark
    this.#tell()
  }

  // Chromium's store can neither fulfil nor reject after a full disk; waiting for ever would freeze the lists.
  async #settled<T>(work: PromiseLike<T>): Promise<T | null> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), settleMs)))
    try {
      const done = await Promise.race([Promise.resolve(work).then((value) => ({ value })), late])
      if (done === 'late') {
        this.#distrust('数据库没有回应')
        return null
      }
      return done.value
    } catch (error) {
      this.#distrust(error instanceof Error ? error.name : '数据库出错')
      return null
    } finally {
      clearTimeout(timer)
    }
  }

  #distrust(because: string): void {
    if (this.#closed || this.#inMemory()) return
    this.#memory = []
    this.#memoryMark = null
    this.#set({ kind: 'memory', because })
    void this.follow()
  }

  /** A read of the screen failed: same rule as for a write. */
  reportReadFailure(because: string): void {
    this.#distrust(because)
  }

  #set(state: CacheState): void {
    this.#state = state
    this.#tell()
  }
  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
