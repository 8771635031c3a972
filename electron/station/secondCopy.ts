import { isAbsolute, join, relative, resolve } from 'node:path'
import * as z from 'zod'
import type { CopyProblem, CopyStatus } from '../../shared/contracts/copy.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { momentInChina } from './chinaTime.ts'
import { replaceVerified, UnreliableDisk } from './copiedFile.ts'
import { copyFolderName, copyFormat, type CopyMark, copyReadme, findMark, writeMark } from './copyFolder.ts'
import { type CopyMemory, newCopyMemory, passCopy } from './copyPass.ts'
import { errnoOf, type Files, findFile, onDisk, replaceFile } from './files.ts'
import { drawId } from './identity.ts'
import { findJson } from './journal/opening.ts'
import type { ChooseFolder, Clock, Every, RandomBytes } from './ports.ts'

/** The journal that is copied. */
export interface CopySource {
  readonly station: string
  readonly incarnation: string
  head(): { readonly seq: number; readonly chain: string }
  findChain(seq: number): Promise<string | null>
}

/**
 * The second copy of the office profile on another disk or a stick, brought up to date every minute and when the
 * program ends. It reads what was flushed and never stands in the way of a command.
 */
export interface SecondCopy {
  /** The office profile is open. */
  attach(source: CopySource): Promise<void>
  /** About to be closed: a first pass, which may take long, is broken off and gone on with the next time. */
  leave(): void
  /** Resolves when nothing is read or written any more. */
  detach(): Promise<void>
  status(): CopyStatus
  choose(): Promise<Result<CopyStatus, Failure>>
  now(): Promise<Result<CopyStatus, Failure>>
  stop(): Promise<Result<CopyStatus, Failure>>
  /** Paths below the profile. */
  filesStored(paths: readonly string[]): void
  /** Copies what is new, if the copy was up to date before. */
  close(): Promise<void>
}
export interface SecondCopyPorts {
  readonly profileRoot: string
  readonly files: Files
  readonly randomBytes: RandomBytes
  readonly clock: Clock
  /** Names this computer. */
  readonly machine: string
  readonly chooseFolder: ChooseFolder
  readonly every: Every
  /** The folder lies on the disk of the data, and that is nearly full. */
  readonly isPaused: (folder: string) => Promise<boolean>
  /** Something that is shown has changed. */
  readonly changed: () => void
  /** The copy knows `behind` more records than the journal, or (0) others. */
  readonly onAhead: (behind: number) => Promise<void>
  /** An error that is no trouble of a disk: a bug, or a file here that can't be read. */
  readonly report: (error: unknown) => void
}

export const copyPeriodMs = 60_000

interface Setting {
  readonly folder: string
  /** Of the copy: a folder that is another one by now is not written to. */
  readonly id: string
  /** A profile that was carried to another computer does not take its copy along. */
  readonly machine: string
}
const settingShape = z.strictObject({ folder: z.string(), id: z.string(), machine: z.string() })

type Now = Exclude<CopyStatus, { kind: 'off' }>['now']

export function createSecondCopy(ports: SecondCopyPorts): SecondCopy {
  const { profileRoot, files, randomBytes, clock, machine, chooseFolder, every, isPaused, changed, onAhead, report } = ports
  const settingPath = join(profileRoot, 'second-copy.json')
  let setting: Setting | null = null
  let source: CopySource | null = null
  let station: string | null = null
  let memory: CopyMemory | null = null
  let lastMark: CopyMark | null = null
  let lastDoneAt: string | null = null
  let state: Now = { kind: 'waiting' }
  let running: Promise<void> | null = null
  let isHalted = false
  /** Of this folder a pass has been done to its end. */
  let hasCaughtUp = false
  const stopTicking = every(copyPeriodMs, () => void run())

  function show(next: Now): void {
    const isNews = canonicalJson(next) !== canonicalJson(state)
    state = next
    if (isNews) changed()
  }

  /** One pass at a time; whoever asks meanwhile waits for the one that runs. */
  function run(): Promise<void> {
    const from = source
    const into = setting
    if (!from || !into || isHalted) return Promise.resolve()
    running ??= pass(from, into).finally(() => {
      running = null
    })
    return running
  }

  async function pass(from: CopySource, into: Setting): Promise<void> {
    if (await isPaused(into.folder)) return show({ kind: 'paused' })
    try {
      const problem = await recognize(from, into)
      if (problem) return show({ kind: 'failed', problem })
      const head = from.head()
      memory ??= newCopyMemory(false)
      const step = (doneFiles: number, totalFiles: number): boolean => {
        if (totalFiles > 1) show({ kind: 'running', doneFiles, totalFiles })
        return !isHalted && setting === into
      }
      if (!(await passCopy({ files, from: profileRoot, to: into.folder, memory, headSeq: head.seq, step }))) return show({ kind: 'waiting' })
      hasCaughtUp = true
      lastDoneAt = momentInChina(clock.now())
      if (lastMark?.seq !== head.seq) await mark(into.folder, { format: copyFormat, id: into.id, station: from.station, incarnation: from.incarnation, ...head, doneAt: lastDoneAt })
      show({ kind: from.head().seq === head.seq ? 'up-to-date' : 'waiting' })
    } catch (error) {
      // Looked at afresh: the folder may be another one by now, and the mark the old or the new one.
      memory = null
      lastMark = null
      show({ kind: 'failed', problem: problemOf(error) })
    }
  }

  function problemOf(error: unknown): CopyProblem {
    if (error instanceof UnreliableDisk) return 'unreliable'
    const errno = errnoOf(error)
    if (errno === null) report(error)
    return problems[errno ?? ''] ?? 'other'
  }

  async function mark(folder: string, next: CopyMark): Promise<void> {
    await writeMark(files, folder, next)
    lastMark = next
  }

  /** Whether the folder holds the copy that was begun here, and how far that goes. */
  async function recognize(from: CopySource, into: Setting): Promise<CopyProblem | null> {
    const found = await findMark(files, into.folder)
    if (!found) return 'folder-missing'
    const isOurs = found.id === into.id && found.station === from.station && found.format <= copyFormat
    if (!isOurs || (lastMark !== null && canonicalJson({ ...lastMark }) !== canonicalJson({ ...found }))) return 'foreign'
    lastDoneAt ??= found.doneAt
    if (memory) return null
    const isBehind = found.seq > from.head().seq
    const chain = isBehind ? null : await from.findChain(found.seq)
    const isStrange = found.seq > 0 && chain !== found.chain
    if (isBehind || (isStrange && chain !== null)) await onAhead(Math.max(0, found.seq - from.head().seq))
    memory = newCopyMemory(isStrange)
    lastMark = found
    return null
  }

  async function begin(chosen: string, of: string): Promise<Result<Setting, Failure>> {
    const isChosenCopy = (await findMark(files, chosen))?.station === of
    const folder = isChosenCopy ? chosen : join(chosen, copyFolderName(of))
    if (isInside(profileRoot, folder)) return fail({ kind: 'copy-refused', because: 'inside-data' })
    const there = await findMark(files, folder)
    if (there && there.station !== of) return fail({ kind: 'copy-refused', because: 'foreign' })
    const next: Setting = { folder, id: drawId(randomBytes), machine }
    await files.list(chosen)
    await files.makeFolder(folder)
    await files.syncFolder(chosen)
    await replaceVerified(files, join(folder, 'README.txt'), Buffer.from(copyReadme))
    await writeMark(files, folder, there ? { ...there, id: next.id } : { format: copyFormat, id: next.id, station: of, incarnation: source?.incarnation ?? '', seq: 0, chain: '', doneAt: null })
    return ok(next)
  }

  /** Stops what runs; nothing of the folder is remembered. */
  async function forget(): Promise<void> {
    setting = null
    await running
    hasCaughtUp = false
    memory = null
    lastMark = null
    lastDoneAt = null
    state = { kind: 'waiting' }
  }

  return {
    attach: async (next) => {
      source = next
      station = next.station
      isHalted = false
      if (setting) return
      const found = await onDisk('second-copy', () => findFile(files, settingPath))
      const parsed = settingShape.safeParse(found.ok && found.value ? findJson(found.value) : null)
      setting = parsed.success && parsed.data.machine === machine ? parsed.data : null
    },
    leave: () => {
      if (!hasCaughtUp) isHalted = true
    },
    detach: async () => {
      isHalted = true
      await running
      source = null
      memory = null
      lastMark = null
    },
    status: current,
    choose: async () => {
      const chosen = await chooseFolder('second-copy')
      const of = station
      if (chosen === null || of === null) return fail({ kind: 'cancelled' })
      try {
        const begun = await begin(chosen, of)
        if (!begun.ok) return begun
        await forget()
        setting = begun.value
      } catch (error) {
        return fail({ kind: 'copy-refused', because: problemOf(error) })
      }
      const chosenSetting = setting
      const kept = await onDisk('second-copy', () => replaceFile(files, settingPath, Buffer.from(`${canonicalJson({ ...chosenSetting })}\n`)))
      void run()
      changed()
      return kept.ok ? ok(current()) : kept
    },
    now: async () => {
      await run()
      return ok(current())
    },
    stop: async () => {
      await forget()
      const removed = await onDisk('second-copy', async () => {
        await files.remove(settingPath)
        await files.syncFolder(profileRoot)
      })
      changed()
      return removed.ok ? ok(current()) : removed
    },
    filesStored: (paths) => {
      for (const path of paths) memory?.newFiles?.add(join('office', path))
    },
    close: async () => {
      stopTicking()
      await running
      // Without a look into every folder: a first copy is no reason to keep someone from going home.
      if (memory?.newFiles) await run()
      isHalted = true
      await running
      source = null
    },
  }

  function statusNow(): Now {
    return state.kind === 'up-to-date' && source !== null && source.head().seq !== lastMark?.seq ? { kind: 'waiting' } : state
  }
  function current(): CopyStatus {
    return setting ? { kind: 'on', folder: setting.folder, lastDoneAt, now: statusNow() } : { kind: 'off' }
  }
}

function isInside(outer: string, inner: string): boolean {
  const way = relative(resolve(outer), resolve(inner))
  return !way.startsWith('..') && !isAbsolute(way)
}

const problems: Readonly<Record<string, CopyProblem>> = {
  ENOENT: 'folder-missing',
  ENOTDIR: 'folder-missing',
  ENODEV: 'folder-missing',
  ENXIO: 'folder-missing',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'not-writable',
  EACCES: 'not-writable',
  EPERM: 'not-writable',
}

