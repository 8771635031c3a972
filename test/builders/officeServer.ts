import { join } from 'node:path'
import { diskFiles } from '../../electron/station/files.ts'
import { openPackShelf, type PackShelf } from '../../electron/station/packShelf.ts'
import type { Network, Timers } from '../../electron/station/ports.ts'
import { openStation, type Station, type StationPorts } from '../../electron/station/station.ts'
import { readOnlyFiles } from '../../scripts/readOnlyFiles.ts'
import type { SyncState } from '../../shared/contracts/sync.ts'
import { must } from './counter.ts'
import { aPlace, builtInPack, countedBytes, type TestPlace } from './desk.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { password, startOfficeServer as startServer } from './preparedServer.ts'

/** Stations of an office, with real journals on a disk. */

export { admin, password } from './preparedServer.ts'
export const cases = 'cases-jimei-2026'

/** Its clock says what those of the stations say. */
export async function startOfficeServer(...prepared: Parameters<typeof startServer>): Promise<FakeCouch> {
  const server = await startServer(...prepared)
  server.now = () => new Date('2026-03-02T09:00:00+08:00')
  return server
}

/** Time that passes only when a test says so. */
export interface HandTimers extends Timers {
  /** Lets time pass; what becomes due meanwhile is done in order. */
  pass(ms: number): void
  /** How long until the next thing is due; `null` when nothing is. */
  untilNext(): number | null
}
export function handTimers(): HandTimers {
  let now = 0
  const waiting = new Set<{ readonly at: number; readonly work: () => void }>()
  const next = () => [...waiting].toSorted((one, other) => one.at - other.at)[0]
  return {
    nowMs: () => now,
    after: (ms, work) => {
      const entry = { at: now + ms, work }
      waiting.add(entry)
      return () => waiting.delete(entry)
    },
    pass: (ms) => {
      const until = now + ms
      for (let due = next(); due && due.at <= until; due = next()) {
        waiting.delete(due)
        now = due.at
        due.work()
      }
      now = until
    },
    untilNext: () => {
      const due = next()
      return due ? due.at - now : null
    },
  }
}

/** Read once: nothing of it is kept anywhere. */
let shelf: PackShelf | null = null
async function aShelf(): Promise<PackShelf> {
  if (shelf) return shelf
  const opened = await openPackShelf(readOnlyFiles, '/nowhere', { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.kind)
  shelf = opened.value
  return shelf
}

/** As `openDesk` opens it: packs can come to it, and stay. */
async function aShelfOf(place: TestPlace, packDir: string): Promise<PackShelf> {
  const opened = await openPackShelf(diskFiles, packsOf(place), { packDir, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.kind)
  return opened.value
}
export const packsOf = (place: TestPlace): string => join(place.root, 'profile', 'packs')
/** `packDir`: of a shelf of its own, beside its profile. `shelf`: one that stays open from start to start. */
export type StationChanges = Partial<StationPorts> & { readonly packDir?: string; readonly shelf?: PackShelf }

/** A test ended the program here: what its remains still say is no bug. */
export class ProgramKilled extends Error {}

interface Session {
  readonly station: Station
  readonly timers: HandTimers
  readonly announced: string[]
  readonly bugs: unknown[]
}
let openings = 0
async function openSession(place: TestPlace, { packDir, shelf: given, ...changed }: StationChanges): Promise<Session> {
  const timers = handTimers()
  const announced: string[] = []
  const bugs: unknown[] = []
  // A program that was started anew draws anew.
  openings += 1
  const network: Network = { fetch, timers, random: () => 0.5, report: (error) => void (error instanceof ProgramKilled || bugs.push(error)) }
  const opened = await openStation('office', { ...place.ports(), network, randomBytes: countedBytes(`${place.root} ${openings}`), announce: (name) => announced.push(name), ...changed }, given ?? (packDir === undefined ? await aShelf() : await aShelfOf(place, packDir)))
  if (!opened.ok) throw new Error(opened.failure.kind)
  return { station: opened.value, timers, announced, bugs }
}

/** A station of the office, its clerk, and the wire. */
export class OfficeStation {
  readonly place: TestPlace
  #session: Session
  #isOpen = true
  constructor(place: TestPlace, session: Session) {
    this.place = place
    this.#session = session
  }
  get station(): Station {
    return this.#session.station
  }
  get timers(): HandTimers {
    return this.#session.timers
  }
  get announced(): string[] {
    return this.#session.announced
  }
  /** A case of this name; gives its id. */
  async openCase(name: string): Promise<string> {
    return must(await this.station.handlers['case:open']({ fields: [{ path: 'project.name', value: name, over: [] }] })).state.id
  }
  async note(caseId: string, text: string): Promise<void> {
    must(await this.station.handlers['case:do']({ caseId, command: { kind: 'note', text } }))
  }
  async sync(): Promise<SyncState & { readonly kind: 'on' }> {
    const state = await this.station.syncNow()
    this.#complain()
    if (state.kind !== 'on') throw new Error('no server')
    return state
  }
  /** Texts of the notes of a case, in any order; `null` for a case that is not here. */
  async notesOf(caseId: string): Promise<readonly string[] | null> {
    const state = await this.station.handlers['case:state']({ caseId })
    return state.ok ? state.value.notes.map(({ text }) => text).sort() : null
  }
  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.station.close()
    this.#complain()
  }
  /** Closes it and opens it again, as a program that was started anew. */
  async reopen(changed: StationChanges = {}): Promise<OfficeStation> {
    await this.close()
    this.#session = await openSession(this.place, changed)
    this.#isOpen = true
    return this
  }
  /** Closes it and throws its records away. */
  async remove(): Promise<void> {
    await this.close()
    await this.place.remove()
  }
  #complain(): void {
    if (this.#session.bugs.length > 0) throw this.#session.bugs[0]
  }
}

export async function aStation(server: { readonly url: string } | null, account: string, changed: StationChanges = {}, place?: TestPlace): Promise<OfficeStation> {
  const open = await openAt(place ?? (await aPlace()), changed)
  must(await open.station.handlers['station:setUp']({ district: '集美区', stationName: `窗口 ${account}`, operators: [{ name: `李敏 ${account}`, role: 'supervisor' }] }))
  if (server) must(await open.station.handlers['sync:setServer']({ url: server.url, account, password }))
  return open
}

export async function openAt(place: TestPlace, changed: StationChanges = {}): Promise<OfficeStation> {
  return new OfficeStation(place, await openSession(place, changed))
}
