import type { StepName } from '../../../electron/station/sync/steps.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { countedBytes, type TestClock } from '../../builders/desk.ts'
import { aStation, handTimers, type OfficeStation, ProgramKilled } from '../../builders/officeServer.ts'
import { type MemoryFiles, SystemError } from '../../faults/memoryFiles.ts'
import { aMemoryPlace, type MemoryPlace } from './memoryPlace.ts'

/** Where the program of a counter ends: at a named point of the exchange, or after so many calls to its disk. */
export type Death = { readonly at: StepName; readonly nth: number } | { readonly calls: number }

/** One station of the soak, on a disk in memory: what it has acknowledged, and everything that can befall it. */
export class SoakCounter {
  readonly place: MemoryPlace
  readonly clock: TestClock
  /** Texts of notes that were acknowledged here, by case. */
  readonly promised = new Map<string, Set<string>>()
  readonly bugs: unknown[] = []
  #station: OfficeStation | null = null
  #openings = 0
  /** Of the program that runs now: once it is dead, nothing that its remains do counts. */
  #life = { isDead: false }
  #death: Death | null = null
  #left: MemoryFiles | null = null

  private constructor(place: MemoryPlace, clock: TestClock) {
    this.place = place
    this.clock = clock
  }
  static async begin(server: { readonly url: string }, account: string, name: string, clock: TestClock): Promise<SoakCounter> {
    const counter = new SoakCounter(await aMemoryPlace(name, clock), clock)
    counter.#station = await aStation(server, account, counter.#ports(), counter.place)
    return counter
  }

  get open(): OfficeStation {
    if (!this.#station) throw new Error('never begun')
    return this.#station
  }
  get handlers(): OfficeStation['station']['handlers'] {
    return this.open.station.handlers
  }
  /** The program was ended since it was opened. */
  get isDead(): boolean {
    return this.#life.isDead
  }

  #ports(): Parameters<OfficeStation['reopen']>[0] & object {
    this.#openings += 1
    const life = { isDead: false }
    this.#life = life
    const report = (error: unknown): void => void (life.isDead || error instanceof ProgramKilled || this.bugs.push(error))
    return {
      clock: this.clock,
      randomBytes: countedBytes(`${this.place.root} ${this.#openings}`),
      network: { fetch: (input, init) => (life.isDead ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)), timers: handTimers(), random: () => 0.5, report },
      syncStep: (name) => {
        const death = this.#death
        if (!death || !('at' in death) || death.at !== name) return
        this.#death = death.nth > 1 ? { at: name, nth: death.nth - 1 } : null
        if (death.nth > 1) return
        this.#end()
        throw new ProgramKilled()
      },
    }
  }
  #end(): void {
    this.#left = this.place.files.fork()
    this.#life.isDead = true
    this.place.files.onDone = null
  }

  async sync(): Promise<SyncState & { readonly kind: 'on' }> {
    const state = await this.open.station.syncNow()
    if (state.kind !== 'on') throw new Error('the server was forgotten')
    return state
  }
  /** What a command promised: nothing, where it was refused or the program died on it. */
  acknowledges<T>(done: Result<T, Failure>): done is { readonly ok: true; readonly value: T } {
    return done.ok && !this.#life.isDead
  }

  /** Ends the program at some point of what it does, or after it, and starts it on what `leave` leaves of the disk. */
  async dieDuring(death: Death, work: () => Promise<unknown>, leave: (disk: MemoryFiles) => MemoryFiles): Promise<void> {
    this.#death = death
    if ('calls' in death) {
      let { calls } = death
      this.place.files.onDone = () => {
        if ((calls -= 1) < 0) this.#end()
      }
    }
    await work()
    if (!this.#left) this.#end()
    this.#death = null
    const left = leave(this.#left ?? this.place.files)
    this.#left = null
    await this.open.close().catch(() => undefined)
    await this.startOn(left)
  }
  /** The disk refuses calls that take room, after `wait` of them, so many times. Gives whether it came to that. */
  async failDuring(code: 'ENOSPC' | 'EIO', wait: number, count: number, work: () => Promise<unknown>): Promise<boolean> {
    let [before, left, hasFailed] = [wait, count, false]
    this.place.files.onCall = (call) => {
      if (['read', 'readAt', 'list', 'open', 'close', 'stat', 'look'].includes(call)) return
      if ((before -= 1) >= 0 || left <= 0) return
      left -= 1
      hasFailed = true
      throw new SystemError(code, call)
    }
    await work()
    this.place.files.onCall = () => undefined
    return hasFailed
  }
  async restart(): Promise<void> {
    await this.open.close()
    await this.startOn(this.place.files.copyOfDisk())
  }
  async startOn(disk: MemoryFiles): Promise<void> {
    this.place.files = disk
    await this.open.reopen(this.#ports())
  }
  async close(): Promise<void> {
    await this.open.remove()
  }
}
