import { checkHere, type CheckEdition } from '../../../electron/station/editions/checkEdition.ts'
import type { StepName } from '../../../electron/station/sync/steps.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { countedBytes, type TestClock } from '../../builders/desk.ts'
import { aStation, handTimers, type OfficeStation, openAt, ProgramKilled } from '../../builders/officeServer.ts'
import { aSafety, type TestSafety } from '../../builders/safety.ts'
import { quickCipher } from '../../builders/sticks.ts'
import type { MemoryFiles } from '../../faults/memoryFiles.ts'
import { refuseCalls } from '../../faults/soak/lives.ts'
import { aMemoryPlace, type MemoryPlace } from './memoryPlace.ts'

/** Where the program of a counter ends: at a named point of the exchange, or after so many calls to its disk. */
export type Death = { readonly at: StepName; readonly nth: number } | { readonly calls: number }

/** Half a second for each edition, and the same answer every time. */
const checked = new Map<string, ReturnType<CheckEdition>>()
const checkOnce: CheckEdition = (folders, digest) => {
  const known = checked.get(digest) ?? checkHere(folders, digest)
  checked.set(digest, known)
  return known
}

/** One station of the soak, on a disk in memory: what it has acknowledged, and everything that can befall it. */
export class SoakCounter {
  readonly account: string
  readonly place: MemoryPlace
  readonly clock: TestClock
  /** Texts of notes that were acknowledged here, by case. */
  readonly promised = new Map<string, Set<string>>()
  /** Cases whose erasure was seen to act here: from then on for good. */
  readonly erased = new Set<string>()
  /** Cases whose erasure a supervisor has confirmed here. */
  readonly confirmed = new Set<string>()
  /** Cases whose erasure a supervisor has refused here: it does not act while that stands. */
  readonly refused = new Set<string>()
  /** Digest of the edition that was chosen here last; `null`: nobody has chosen. */
  chosen: string | null = null
  /** Room on its disk, as far as it is told. */
  room: 'ample' | 'stop' = 'ample'
  readonly bugs: unknown[] = []
  #station: OfficeStation | null = null
  #openings = 0
  /** Of the program that runs now: once it is dead, nothing that its remains do counts. */
  #life = { isDead: false }
  #death: Death | null = null
  #left: MemoryFiles | null = null
  #safety: TestSafety = aSafety()
  #piece: () => Promise<boolean> = () => Promise.resolve(false)

  private constructor(account: string, place: MemoryPlace, clock: TestClock) {
    this.account = account
    this.place = place
    this.clock = clock
  }
  static async begin(server: { readonly url: string }, account: string, name: string, clock: TestClock): Promise<SoakCounter> {
    const counter = new SoakCounter(account, await aMemoryPlace(name, clock), clock)
    counter.#station = await aStation(server, account, counter.#ports(), counter.place)
    return counter
  }
  /** A copy of the disk in another computer, whose program takes itself for this station. */
  async twin(): Promise<SoakCounter> {
    this.#openings += 1
    const place = await aMemoryPlace(`${this.place.root} twin ${this.#openings}`, this.clock)
    place.files = this.place.files.copyOfDisk()
    const twin = new SoakCounter(this.account, place, this.clock)
    for (const id of this.confirmed) twin.confirmed.add(id)
    for (const id of this.refused) twin.refused.add(id)
    twin.#station = await openAt(place, twin.#ports())
    return twin
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
    this.#safety = aSafety({ chooseFolder: () => Promise.resolve('/stick'), report })
    return {
      clock: this.clock,
      shelf: this.place.shelf,
      checkEdition: checkOnce,
      safety: this.#safety,
      stickCipher: quickCipher,
      troublesOfDesk: () => (this.room === 'stop' ? [{ kind: 'low-space', level: 'stop', freeBytes: 0 }] : []),
      runInBackground: (work) => {
        this.#piece = work
        return { stop: () => Promise.resolve() }
      },
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
  /** What goes on while nobody waits: witnesses are written, the reserve is made, closed segments compressed, files of nobody removed. */
  async tend(): Promise<void> {
    this.#safety.passTime()
    await this.open.station.restock()
    while (await this.#piece()) continue
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
    const refusing = refuseCalls(this.place.files, code, wait, count)
    await work()
    refusing.end()
    return refusing.hasRefused()
  }
  async restart(): Promise<void> {
    await this.open.close()
    await this.startOn(this.place.files.copyOfDisk())
  }
  async startOn(disk: MemoryFiles): Promise<void> {
    this.place.files = disk
    await this.open.reopen(this.#ports())
    // As a desk does it at its start.
    await this.open.station.restock()
  }
  async close(): Promise<void> {
    await this.open.remove()
  }
}
