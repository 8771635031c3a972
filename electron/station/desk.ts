import { join } from 'node:path'
import type { AnswerOf, Channel, Failure, ProfileKind, RequestOf, StationStatus } from '../../shared/contracts/ipc.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { diskFiles } from './files.ts'
import type { JournalRefusal } from './journal/journal.ts'
import { openPackShelf, type PackShelf } from './packShelf.ts'
import type { PackRefused } from './packs.ts'
import { setUpPractice } from './practice.ts'
import { openStation, type Station, type StationPorts } from './station.ts'

export interface DeskPorts extends StationPorts {
  /** Folder of the content pack to use. */
  readonly packDir: string
  /** Folders of the overlays to lay on it, in order; none unless given. */
  readonly overlayDirs?: readonly string[]
  /** Ends the program and opens it again; does nothing unless given. */
  readonly relaunch?: (how: RequestOf<'app:relaunch'>) => Promise<void>
}

/** The station without its screen: one function for every channel of the one door. */
export interface DeskService {
  /** Requests were checked at the door. */
  handle<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>>
  close(): Promise<void>
}

/** Why the workstation can't open; nothing on disk was changed. */
export type DeskRefusal = JournalRefusal | PackRefused

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
  const shelf = await openPackShelf(ports.files ?? diskFiles, join(ports.profileRoot, 'packs'), { packDir: ports.packDir, overlayDirs: ports.overlayDirs ?? [] }, ports.version)
  if (!shelf.ok) throw new DeskRefused(shelf.failure)
  return openDeskWith(shelf.value, ports)
}

/** With packs that are open already. */
export async function openDeskWith(shelf: PackShelf, ports: DeskPorts): Promise<DeskService> {
  const station = await openStation('office', ports, shelf)
  if (!station.ok) throw new DeskRefused(station.failure)
  return runDesk(ports, shelf, station.value)
}

/** Channels that put another station in the place of the open one. */
const exchanging: ReadonlySet<Channel> = new Set<Channel>(['profile:switch', 'restore:run'])

type Handlers = { readonly [C in Channel]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }

function runDesk(ports: DeskPorts, shelf: PackShelf, first: Station): DeskService {
  let station = first
  let switching: Promise<unknown> = Promise.resolve()
  const running = new Set<Promise<unknown>>()

  const handlersOf = ({ handlers }: Station): Handlers => ({
    ...handlers,
    'profile:switch': ({ to }) => switchTo(to),
    'copy:status': () => Promise.resolve({ kind: 'off' }),
    'copy:choose': () => Promise.resolve(fail({ kind: 'cancelled' })),
    'copy:now': () => Promise.resolve(ok({ kind: 'off' })),
    'copy:stop': () => Promise.resolve(ok({ kind: 'off' })),
    'restore:check': () => Promise.resolve(fail({ kind: 'cancelled' })),
    'restore:run': () => Promise.resolve(fail({ kind: 'restore-refused', because: 'not-checked' })),
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
      // What was begun on the old profile ends there.
      await Promise.allSettled(running)
      await station.close()
      station = opened.value
      handlers = handlersOf(station)
    }
    return ok(await handlers['station:status']({}))
  }

  async function openProfile(to: ProfileKind): Promise<Result<Station, Failure>> {
    const opened = await openStation(to, ports, shelf)
    if (!opened.ok) return fail(opened.failure.kind === 'disk' ? opened.failure : { kind: 'disk', problem: opened.failure.kind === 'journal-missing' ? 'missing' : 'other', place: to })
    if (to === 'practice') {
      const ready = await setUpPractice(opened.value.handlers, ports.clock)
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
      await Promise.allSettled(running)
      await station.close()
    },
  }
}
