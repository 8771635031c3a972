import { join } from 'node:path'
import type { AnswerOf, Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import type { DiskProblem, Trouble } from '../../shared/contracts/records.ts'
import type { CopyProblem, RestoreOffer } from '../../shared/contracts/copy.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { readCopiedRecords } from './copiedRecords.ts'
import { type RoomLevel, roomPeriodMs, type RoomWatch, watchRoom } from './diskRoom.ts'
import { type Files, onDisk } from './files.ts'
import { drawId } from './identity.ts'
import type { Clock, RandomBytes, Safety } from './ports.ts'
import { type CheckedCopy, checkCopy, offerOf, restoreCopy } from './restore.ts'
import type { Sealer } from './sealer.ts'
import { createSecondCopy, type SecondCopy } from './secondCopy.ts'
import type { Station } from './station.ts'

/** What guards the data as a whole, whichever profile is open: the room on the disk, the second copy, the way back from it. */
export interface DeskGuard {
  readonly handlers: { readonly [C in 'copy:status' | 'copy:choose' | 'copy:now' | 'copy:stop' | 'restore:check']: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
  troubles(): readonly Trouble[]
  /** Room left on the disk of the data; `null`: the system does not say. */
  freeBytes(): number | null
  /** Paths below the office profile. */
  filesStored(paths: readonly string[]): void
  /** A profile has been opened; the office is the one that is copied. */
  attach(station: Station): Promise<void>
  /** It is about to be closed. */
  detach(): Promise<void>
  /** Before that: what nobody should wait for is broken off. */
  leave(): void
  /** Exchanges the office profile for the copy that was checked. Nothing may have it open. */
  restore(offer: string): Promise<Result<null, Failure>>
  /** Before the profile is closed. */
  close(): Promise<void>
}
export interface DeskGuardPorts {
  readonly profileRoot: string
  readonly files: Files
  readonly sealer: Sealer
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly safety: Safety
  /** What is wrong has changed. */
  readonly changed: () => void
}

export function createDeskGuard(ports: DeskGuardPorts): DeskGuard {
  const { profileRoot, files, sealer, randomBytes, safety, changed } = ports
  let open: Station | null = null
  let checked: { readonly id: string; readonly copy: CheckedCopy } | null = null
  let shownRoom: Trouble | null = null

  const room: RoomWatch = watchRoom({ folder: profileRoot, measure: safety.measureRoom, every: safety.every, onLevel: showRoom })
  // Not at the start: there the disk has better things to do.
  const stopRestocking = safety.every(roomPeriodMs, () => {
    if (room.level() !== 'stop') void open?.restock().catch(safety.report)
  })
  const copy: SecondCopy = createSecondCopy({
    ...ports,
    ...safety,
    isPaused: (folder) => room.isShort(folder),
    onAhead: async (behind) => open?.ahead(behind),
  })

  function showRoom(level: RoomLevel, freeBytes: number): void {
    const before = shownRoom
    // In tens of megabytes: nobody needs to be told of every file.
    shownRoom = level === 'ample' ? null : { kind: 'low-space', level, freeBytes: Math.floor(freeBytes / 10_000_000) * 10_000_000 }
    if (JSON.stringify(before) !== JSON.stringify(shownRoom)) changed()
  }

  function troubles(): readonly Trouble[] {
    const status = copy.status()
    const failed: Trouble[] = status.kind === 'on' && status.now.kind === 'failed' ? [{ kind: 'copy-failed', problem: diskProblems[status.now.problem], lastDoneAt: status.lastDoneAt }] : []
    return [...(shownRoom ? [shownRoom] : []), ...failed]
  }

  async function here(of: string): Promise<RestoreOffer['here']> {
    const read = await onDisk('office', () => readCopiedRecords(files, sealer, join(profileRoot, 'office', 'journal')))
    if (!read.ok) return { kind: 'unreadable' }
    const { records } = read.value
    if (records === 0) return { kind: 'nothing' }
    return open?.profile === 'office' && open.journal.station !== of ? { kind: 'other-station', records } : { kind: 'same-station', records }
  }

  async function check(): Promise<Result<RestoreOffer, Failure>> {
    const chosen = await safety.chooseFolder('restore')
    if (chosen === null) return fail({ kind: 'cancelled' })
    const found = await checkCopy(files, sealer, chosen)
    if (!found.ok) return found
    checked = { id: drawId(randomBytes), copy: found.value }
    return ok(offerOf(checked.id, found.value, await here(found.value.mark.station)))
  }

  return {
    handlers: {
      'copy:status': () => Promise.resolve(copy.status()),
      'copy:choose': () => copy.choose(),
      'copy:now': () => copy.now(),
      'copy:stop': () => copy.stop(),
      'restore:check': check,
    },
    troubles,
    freeBytes: room.freeBytes,
    filesStored: copy.filesStored,
    attach: async (station) => {
      open = station
      if (station.profile === 'office') await copy.attach(station.journal)
      await room.check().catch(safety.report)
    },
    detach: async () => {
      await copy.detach()
      open = null
    },
    leave: copy.leave,
    restore: async (offer) => {
      const { id, copy: found } = checked ?? { id: null, copy: null }
      if (found === null || id !== offer) return fail({ kind: 'restore-refused', because: 'not-checked' })
      checked = null
      return restoreCopy(files, profileRoot, found)
    },
    close: async () => {
      room.close()
      stopRestocking()
      await copy.close()
      open = null
    },
  }
}

const diskProblems: Readonly<Record<CopyProblem, DiskProblem | 'foreign'>> = { 'folder-missing': 'missing', full: 'full', 'not-writable': 'read-only', foreign: 'foreign', unreliable: 'other', other: 'other' }
