import { stat, statfs } from 'node:fs/promises'
import { errnoOf } from './files.ts'
import type { Every, MeasureRoom } from './ports.ts'

/** What is free on the disk of the data, looked at every half minute and after a refusal. */
export interface RoomWatch {
  level(): RoomLevel
  freeBytes(): number | null
  /** The folder lies on the same disk, and that has reached `stop`. */
  isShort(folder: string): Promise<boolean>
  check(): Promise<void>
  close(): void
}
/** `stop`: everything that is not the clerk's own work stops. */
export type RoomLevel = 'ample' | 'early' | 'stop'

export const roomPeriodMs = 30_000
// A day of a busy counter takes about 4 MB (docs/benchmarks.md): months remain after the first warning, and after the
// stop weeks, which a first copy or a rebuilt cache would take away at once.
export const earlyBytes = 1000 * 1_000_000
export const stopBytes = 300 * 1_000_000
/** A level is left when there is a quarter more, so that it does not come and go. */
const ease = 1.25

export interface RoomWatchPorts {
  readonly folder: string
  readonly measure: MeasureRoom
  readonly every: Every
  readonly onLevel: (level: RoomLevel, freeBytes: number) => void
}

export function watchRoom({ folder, measure, every, onLevel }: RoomWatchPorts): RoomWatch {
  let level: RoomLevel = 'ample'
  let free: number | null = null
  let volume: string | null = null
  let checking: Promise<void> | null = null

  async function look(): Promise<void> {
    const room = await measure(folder)
    if (!room) return
    free = room.freeBytes
    volume = room.volume
    level = levelAt(room.freeBytes, level)
    onLevel(level, room.freeBytes)
  }
  const check = (): Promise<void> => {
    checking ??= look().finally(() => {
      checking = null
    })
    return checking
  }
  const close = every(roomPeriodMs, () => void check())
  return { level: () => level, freeBytes: () => free, isShort: async (other) => level === 'stop' && (await measure(other))?.volume === volume, check, close }
}

export function levelAt(freeBytes: number, before: RoomLevel): RoomLevel {
  if (freeBytes < stopBytes || (before === 'stop' && freeBytes < stopBytes * ease)) return 'stop'
  if (freeBytes < earlyBytes || (before !== 'ample' && freeBytes < earlyBytes * ease)) return 'early'
  return 'ample'
}

/** Asks the system; a folder that is not there yet lies where the one above it does. */
export const measureRoom: MeasureRoom = async (folder) => {
  try {
    const [system, entry] = await Promise.all([statfs(folder), stat(folder)])
    return { freeBytes: system.bavail * system.bsize, volume: String(entry.dev) }
  } catch (error) {
    if (errnoOf(error) === null) throw error
    return null
  }
}
