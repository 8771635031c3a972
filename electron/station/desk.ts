import { join } from 'node:path'
import type { AnswerOf, Channel, Failure, ProfileKind, RequestOf, StationStatus } from '../../shared/contracts/ipc.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { createDeskGuard, type DeskGuard } from './deskGuard.ts'
import { createDialogs, type Dialogs } from './dialogs.ts'
import { type DiskFailure, diskFiles, onDisk } from './files.ts'
import type { JournalRefusal } from './journal/journal.ts'
import { openPackShelf, type PackShelf } from './packShelf.ts'
import type { PackRefused } from './packs.ts'
import { setUpPractice } from './practice.ts'
import { checkCopy, finishRestore, restoreCopy } from './restore.ts'
import { plainSealer } from './sealer.ts'
import { openStation, type Station, type StationPorts } from './station.ts'

export interface DeskPorts extends StationPorts {
  /** Folder of the content pack to use. */
  readonly packDir: string
  /** Ends the program as closing its window does. */
  readonly quit?: () => void
  /** Folders of the overlays to lay on it, in order; none unless given. */
  readonly overlayDirs?: readonly string[]
  /** Ends the program and opens it again; does nothing unless given. */
  readonly relaunch?: (how: RequestOf<'app:relaunch'>) => Promise<void>
  /** Folder of a second copy to put in the place of the office profile before it is opened. */
  readonly restoreFrom?: string | null
}

/** The station without its screen: one function for every channel of the one door. */
export interface DeskService {
  /** Requests were checked at the door. */
  handle<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>>
  close(): Promise<void>
}

/** Why the workstation can't open; nothing on disk was changed. */
export type DeskRefusal = JournalRefusal | PackRefused | Extract<Failure, { kind: 'restore-refused' }>

export class DeskRefused extends Error {
  readonly refusal: DeskRefusal
  constructor(refusal: DeskRefusal) {
    super(`the workstation can't open: ${refusal.kind}`)
    this.name = 'DeskRefused'
    this.refusal = refusal
  }
}

/** Opens on the office profile. Rejects with `DeskRefused` when the data can't be opened safely. */
export async function openDesk(ports: DeskPorts): Promise<DeskService> {
  const prepared = await prepareRoot(ports)
  if (!prepared.ok) throw new DeskRefused(prepared.failure)
  const shelf = await openPackShelf(ports.files ?? diskFiles, join(ports.profileRoot, 'packs'), { packDir: ports.packDir, overlayDirs: ports.overlayDirs ?? [] }, ports.version)
  if (!shelf.ok) throw new DeskRefused(shelf.failure)
  return openDeskWith(shelf.value, ports)
}

/** Ends what a restore had begun, and does the one that is asked for. */
async function prepareRoot({ files = diskFiles, sealer = plainSealer, profileRoot, restoreFrom = null }: DeskPorts): Promise<Result<null, DiskFailure | Extract<Failure, { kind: 'restore-refused' }>>> {
  const finished = await onDisk('restore', () => finishRestore(files, profileRoot))
  if (!finished.ok) return finished
  if (restoreFrom === null) return ok(null)
  const checked = await checkCopy(files, sealer, restoreFrom)
  return checked.ok ? restoreCopy(files, profileRoot, checked.value) : checked
}

/** With packs that are open already. */
export async function openDeskWith(shelf: PackShelf, given: DeskPorts): Promise<DeskService> {
  const dialogs = createDialogs({ chooseSavePath: given.chooseSavePath, chooseFolder: given.safety?.chooseFolder })
  const ports: DeskPorts = { ...given, chooseSavePath: dialogs.chooseSavePath, ...(given.safety && { safety: { ...given.safety, chooseFolder: dialogs.chooseFolder } }) }
  const changed = (): void => ports.announce('station:changed', null)
  const guard = ports.safety ? createDeskGuard({ files: diskFiles, sealer: plainSealer, ...ports, safety: ports.safety, changed }) : null
  const guarded: DeskPorts = guard ? { ...ports, troublesOfDesk: guard.troubles, freeBytes: guard.freeBytes, onFilesStored: guard.filesStored } : ports
  const station = await openStation('office', guarded, shelf)
  if (!station.ok) {
    await guard?.close()
    throw new DeskRefused(station.failure)
  }
  await guard?.attach(station.value)
  return runDesk(guarded, shelf, station.value, guard, dialogs)
}

/** Channels that put another station in the place of the open one. */
const exchanging: ReadonlySet<Channel> = new Set<Channel>(['profile:switch', 'restore:run'])

type Handlers = { readonly [C in Channel]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }

/** Where nothing guards the data, as in tests of other things. */
const withoutGuard: DeskGuard['handlers'] = {
  'copy:status': () => Promise.resolve({ kind: 'off' }),
  'copy:choose': () => Promise.resolve(fail({ kind: 'cancelled' })),
  'copy:now': () => Promise.resolve(ok({ kind: 'off' })),
  'copy:stop': () => Promise.resolve(ok({ kind: 'off' })),
  'restore:check': () => Promise.resolve(fail({ kind: 'cancelled' })),
}

function runDesk(ports: DeskPorts, shelf: PackShelf, first: Station, guard: DeskGuard | null, dialogs: Dialogs): DeskService {
  let station = first
  let switching: Promise<unknown> = Promise.resolve()
  const running = new Set<Promise<unknown>>()

  const handlersOf = ({ handlers }: Station): Handlers => ({
    ...handlers,
    'profile:switch': ({ to }) => switchTo(to),
    ...(guard?.handlers ?? withoutGuard),
    'restore:run': ({ offer }) => restore(offer),
    'app:quit': () => {
      ports.quit?.()
      return Promise.resolve(null)
    },
    'app:relaunch': async (how) => {
      await ports.relaunch?.(how)
      return null
    },
  })
  let handlers = handlersOf(first)

  async function switchTo(to: ProfileKind): Promise<Result<StationStatus, Failure>> {
    if (station.profile !== to) {
      const opened = await openProfile(to)
      if (!opened.ok) return opened
      await endRunning()
      await guard?.detach()
      await station.close()
      await adopt(opened.value)
    }
    return ok(await handlers['station:status']({}))
  }

  /** What was begun ends on the profile that is open, and at once where it can: nobody has to find out what was left behind. */
  async function endRunning(): Promise<void> {
    dialogs.withdraw()
    station.leave()
    guard?.leave()
    await Promise.allSettled(running)
    dialogs.allow()
  }

  async function adopt(opened: Station): Promise<void> {
    station = opened
    handlers = handlersOf(station)
    await guard?.attach(station)
  }

  /** Back from the second copy; where that fails, the profile that was open is opened again. */
  async function restore(offer: string): Promise<Result<StationStatus, Failure>> {
    if (!guard) return fail({ kind: 'restore-refused', because: 'not-checked' })
    await endRunning()
    await guard.detach()
    await station.close()
    const restored = await guard.restore(offer)
    const opened = await openProfile(restored.ok ? 'office' : station.profile)
    if (!opened.ok) return opened
    await adopt(opened.value)
    return restored.ok ? ok(await handlers['station:status']({})) : restored
  }

  async function openProfile(to: ProfileKind): Promise<Result<Station, Failure>> {
    const opened = await openStation(to, ports, shelf)
    if (!opened.ok) return fail(opened.failure.kind === 'disk' ? opened.failure : { kind: 'disk', problem: opened.failure.kind === 'journal-missing' ? 'missing' : 'other', place: to })
    if (to === 'practice') {
      const ready = await setUpPractice(opened.value.handlers, shelf, ports.clock)
      if (!ready.ok) {
        await opened.value.close()
        return ready
      }
    }
    return opened
  }

  function ask<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>> {
    const handler: Handlers[C] = handlers[channel]
    return handler(request)
  }

  function start<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>> {
    const answer = ask(channel, request)
    const forget = (): void => {
      running.delete(answer)
    }
    running.add(answer)
    answer.then(forget, forget)
    return answer
  }

  async function exchange<T>(before: Promise<unknown>, work: () => Promise<T>): Promise<T> {
    await before
    return work()
  }

  /** What comes after a switch is answered by the new profile. */
  async function handle<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>> {
    if (!exchanging.has(channel)) {
      await switching
      return start(channel, request)
    }
    const answer = exchange(switching, () => ask(channel, request))
    switching = answer.catch(() => undefined)
    return answer
  }

  return {
    handle,
    close: async () => {
      await switching
      await endRunning()
      await guard?.close()
      await station.close()
    },
  }
}
