import { createHash } from 'node:crypto'
import { type DeskPorts, type DeskService, openDeskWith } from '../../electron/station/desk.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { openPackShelf, type PackShelf } from '../../electron/station/packShelf.ts'
import type { ProfileKind } from '../../shared/contracts/ipc.ts'
import { must } from '../builders/counter.ts'
import { aClock, aPrinter, builtInPack, countedBytes, textDocuments } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'
import { workOn } from './day.ts'
import { readEvidence } from './journalEvidence.ts'
import { createLedger, type Promised, witnessed } from './ledger.ts'
import { type MemoryFiles, SystemError } from './memoryFiles.ts'
import { findBroken, type Recovered } from './promises.ts'

/** The built-in pack, read once for a whole file of tests: nothing of it is kept anywhere. */
export async function openTestShelf(): Promise<PackShelf> {
  const refuse = (): Promise<never> => Promise.reject(new SystemError('EROFS', 'open'))
  const opened = await openPackShelf({ ...diskFiles, create: refuse, makeFolder: refuse }, '/nowhere', { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.problems.join('\n'))
  return opened.value
}

// Small enough that a day fills several, and that closing one is among the points of a fault.
const segmentBytes = 6_000

/** What goes on beside the clerk's work: witness, reserve, compression. Goes on when a test lets time pass. */
export interface World {
  readonly ports: Pick<DeskPorts, 'safety' | 'runInBackground'>
  pass(): void
}
export function aWorld(): World {
  const safety = aSafety()
  let piece: (() => Promise<boolean>) | null = null
  let working: Promise<unknown> = Promise.resolve()
  return {
    ports: {
      safety,
      runInBackground: (work) => {
        piece = work
        return {
          stop: async () => {
            piece = null
            await working
          },
        }
      },
    },
    pass: () => {
      safety.passTime()
      if (piece) working = Promise.all([working, piece()])
    },
  }
}

/** A disk in memory, and nothing that goes on beside the clerk's work unless `changed` brings it. */
export function portsOn(files: MemoryFiles, changed: Partial<DeskPorts>): DeskPorts {
  return {
    profileRoot: '/place',
    packDir: builtInPack,
    files,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: (name) => Promise.resolve(`/stick/${name}`),
    clock: aClock(),
    randomBytes: countedBytes('first'),
    announce: () => undefined,
    version: '0.1.0',
    segmentBytes,
    ...changed,
  }
}

export const memoryPorts = (files: MemoryFiles, changed: Partial<DeskPorts> = {}): DeskPorts => portsOn(files, { ...aWorld().ports, ...changed })

export const openMemoryDesk = (shelf: PackShelf, files: MemoryFiles, changed: Partial<DeskPorts> = {}): Promise<DeskService> => openDeskWith(shelf, memoryPorts(files, changed))

/** Looks at an open desk and at its disk as somebody from outside. */
export async function findBrokenOn(files: MemoryFiles, desk: DeskService, promised: readonly Promised[], profile: ProfileKind = 'office', toldLost?: Recovered['toldLost']): Promise<readonly string[]> {
  return findBroken(promised, { profile, desk, evidence: await readEvidence(files, `/place/${profile}`), ...(toldLost ? { toldLost } : {}) })
}

/** Starts on what is left and looks; gives what does not hold. */
export type Recover = (disk: MemoryFiles, promised: readonly Promised[]) => Promise<readonly string[]>

/** Recovering is a function of disk and ledger alone: where both were met before, the answer is known. */
export function createRecover(shelf: PackShelf): Recover & { readonly tried: () => number } {
  const known = new Map<string, readonly string[]>()
  const recoverOnce: Recover = async (disk, promised) => {
    const state = createHash('sha256').update(JSON.stringify(promised)).update(disk.fingerprint()).digest('hex')
    const broken = known.get(state) ?? (await recover(shelf, disk, promised))
    known.set(state, broken)
    return broken
  }
  return Object.assign(recoverOnce, { tried: () => known.size })
}

/** Starts on what is left, holds it against the ledger, works on, and once more after an orderly close. */
async function recover(shelf: PackShelf, disk: MemoryFiles, promised: readonly Promised[]): Promise<readonly string[]> {
  const ledger = createLedger(promised)
  const first = await openMemoryDesk(shelf, disk, { randomBytes: countedBytes('second'), clock: aClock('2026-03-03T09:00:00+08:00') })
  const broken = [...(await findBrokenOn(disk, first, ledger.entries))]
  if (promised.some(({ profile }) => profile === 'practice')) {
    must(await first.handle('profile:switch', { to: 'practice' }))
    broken.push(...(await findBrokenOn(disk, first, ledger.entries, 'practice')))
    must(await first.handle('profile:switch', { to: 'office' }))
  }
  await workOn(witnessed(first, ledger.note), 100)
  await first.close()
  const second = await openMemoryDesk(shelf, disk, { randomBytes: countedBytes('third'), clock: aClock('2026-03-04T09:00:00+08:00') })
  broken.push(...(await findBrokenOn(disk, second, ledger.entries)))
  const { notices } = await second.handle('station:status', {})
  // What was told at the last start alarms nobody again.
  if (notices.some(({ kind }) => kind === 'tail-cut' || kind === 'records-skipped')) broken.push('N3: told twice')
  await second.close()
  return broken
}
