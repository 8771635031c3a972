import { join } from 'node:path'
import { diskFiles } from '../../electron/station/files.ts'
import { openPackShelf, type PackShelf } from '../../electron/station/packShelf.ts'
import type { Network, Timers } from '../../electron/station/ports.ts'
import { openStation, type Station, type StationPorts } from '../../electron/station/station.ts'
import type { SyncState } from '../../shared/contracts/sync.ts'
import { must } from './counter.ts'
import { aPlace, builtInPack, countedBytes, type TestPlace } from './desk.ts'
import { password } from './preparedServer.ts'

/** Stations of an office, with real journals on a disk. */

export { admin, password, startOfficeServer } from './preparedServer.ts'
export const cases = 'cases-jimei-2026'

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

let shelf: PackShelf | null = null
async function aShelf(root: string): Promise<PackShelf> {
  if (shelf) return shelf
  const opened = await openPackShelf(diskFiles, join(root, 'packs'), { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.kind)
  shelf = opened.value
  return shelf
}

/** A station of the office, its clerk, and the wire. */
export interface OfficeStation {
  readonly place: TestPlace
  readonly timers: HandTimers
  readonly station: Station
  readonly announced: string[]
  /** A case of this name; gives its id. */
  openCase(name: string): Promise<string>
  note(caseId: string, text: string): Promise<void>
  sync(): Promise<SyncState & { readonly kind: 'on' }>
  /** Texts of the notes of a case, in any order; `null` for a case that is not here. */
  notesOf(caseId: string): Promise<readonly string[] | null>
  close(): Promise<void>
  /** Closes it and opens it again, as a program that was started anew. */
  reopen(changed?: Partial<StationPorts>): Promise<OfficeStation>
}

export async function aStation(server: { readonly url: string } | null, account: string, changed: Partial<StationPorts> = {}): Promise<OfficeStation> {
  const place = await aPlace()
  const open = await openAt(place, changed)
  must(await open.station.handlers['station:setUp']({ district: '集美区', stationName: `窗口 ${account}`, operators: [{ name: `李敏 ${account}`, role: 'supervisor' }] }))
  if (server) must(await open.station.handlers['sync:setServer']({ url: server.url, account, password }))
  return open
}

let openings = 0
export async function openAt(place: TestPlace, changed: Partial<StationPorts> = {}): Promise<OfficeStation> {
  const timers = handTimers()
  const announced: string[] = []
  const bugs: unknown[] = []
  // A program that was started anew draws anew.
  openings += 1
  const network: Network = { fetch, timers, random: () => 0.5, report: (error) => bugs.push(error) }
  const opened = await openStation('office', { ...place.ports(), network, randomBytes: countedBytes(`${place.root} ${openings}`), announce: (name) => announced.push(name), ...changed }, await aShelf(place.root))
  if (!opened.ok) throw new Error(opened.failure.kind)
  const station = opened.value
  const close = async (): Promise<void> => {
    await station.close()
    if (bugs.length > 0) throw bugs[0]
  }
  return {
    place,
    timers,
    station,
    announced,
    openCase: async (name) => must(await station.handlers['case:open']({ fields: [{ path: 'project.name', value: name, over: [] }] })).state.id,
    note: async (caseId, text) => {
      must(await station.handlers['case:do']({ caseId, command: { kind: 'note', text } }))
    },
    sync: async () => {
      const state = await station.syncNow()
      if (bugs.length > 0) throw bugs[0]
      if (state.kind !== 'on') throw new Error('no server')
      return state
    },
    notesOf: async (caseId) => {
      const state = await station.handlers['case:state']({ caseId })
      return state.ok ? state.value.notes.map(({ text }) => text).sort() : null
    },
    close,
    reopen: async (again = {}) => {
      await close()
      return openAt(place, again)
    },
  }
}
