import type { Contact, ServerFailure, SyncState } from '../../../shared/contracts/sync.ts'
import { districtWords } from '../../../shared/domain/databases.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { momentInChina } from '../chinaTime.ts'
import type { ClockWatch } from '../clockWatch.ts'
import type { DiskFailure } from '../files.ts'
import type { Journal } from '../journal/journal.ts'
import type { Kept } from '../kept.ts'
import type { Clock, Timers } from '../ports.ts'
import { type ContactPorts, type ContactReport, isPutBack, keepInStep, shutOutBy, wordsOf } from './contact.ts'
import { databaseOf } from './databaseOf.ts'
import { createFileExchange, type FileExchange, type OwnFiles } from './fileExchange.ts'
import { createOutbox, isRefusal, type SyncClaims } from './outbox.ts'
import { createPace } from './pace.ts'
import { createSchedule } from './schedule.ts'

/** Keeps one profile in step with one server: when to talk to it, what came of it, what still waits. */
export interface SyncEngine {
  state(): Promise<EngineState>
  /** The last answer that was one, ISO 8601. */
  lastContactAt(): string | null
  /** Records that are not confirmed; `null` before the first look. */
  unsentRecords(): number | null
  /** By its own book: receipts, and the list of what is to be sent. */
  claims(): Promise<Result<SyncClaims, DiskFailure>>
  /** Sends and reads everything; resolves when that is done, or has failed. */
  now(): Promise<void>
  written(stream: string, isDecision: boolean): void
  /** Something is sent or read. */
  isBusy(): boolean
  readonly files: FileExchange
  pause(): void
  resume(): void
  /** Sends what waits if the server was there until now, and not for long. Resolves when nothing is sent, read or kept any more. */
  close(): Promise<void>
}

/** Whose certificates are believed is settled before there is an engine. */
export type EngineState = Omit<Extract<SyncState, { kind: 'on' }>, 'authority'>

export interface EnginePorts extends Omit<ContactPorts, 'noted' | 'receipts' | 'unsent' | 'roles' | 'isDue' | 'years' | 'onSending' | 'onReading' | 'onDeleted' | 'isStopped'> {
  readonly url: string
  readonly journal: Pick<Journal, 'append' | 'index' | 'read'>
  readonly kept: Pick<Kept, 'log' | 'origins' | 'asideRecords' | 'asideOf'>
  readonly files: OwnFiles
  /** Where a file of this stream is has changed. */
  readonly fileChanged: (stream: string) => void
  /** Erasures that wait for a supervisor. */
  readonly countHeld: () => Promise<Result<number, DiskFailure>>
  /** Server of the last contact; `null` before the first. */
  readonly lastUuid: string | null
  /** It was paused when the program ended. */
  readonly startsPaused: boolean
  /** Before this start; ISO 8601. */
  readonly lastContactAt: string | null
  /** Said at every contact. */
  readonly onServer: (uuid: string) => Promise<Result<unknown, DiskFailure>>
  /** That this station was set up for; `null` before it was. */
  readonly ownDistrict: () => string | null
  readonly clock: Clock
  readonly clockWatch: Pick<ClockWatch, 'serverSaid' | 'serverAheadMs'>
  readonly timers: Timers
  /** 0 up to, not including, 1. */
  readonly random: () => number
  readonly changed: () => void
  /** Nothing is sent or read any more, for now. */
  readonly onRest: () => void
  /** Ends every request that is under way. */
  readonly abort: () => void
  /** An error that is a bug. */
  readonly report: (error: unknown) => void
}

type Broken = ServerFailure | DiskFailure

const shownStreams = 200
/** A server that ends a wait at once is asked now and then. */
const shortestPollMs = 5000
const askInsteadMs = 60_000
/** Nobody waits longer for a server before going home; what was not sent is sent at the next start. */
const longestFarewellMs = 3000

export function createEngine(ports: EnginePorts): SyncEngine {
  const { peer, clock, clockWatch, timers, changed } = ports
  const schedule = createSchedule(ports.random, timers.nowMs())
  const outbox = createOutbox({ ...ports, isDue: (stream) => schedule.isDue(stream, timers.nowMs()) })
  const pace = createPace(() => timers.nowMs())
  let contact: Contact = { kind: ports.startsPaused ? 'paused' : 'beginning' }
  let lastContactAt = ports.lastContactAt
  let deletedDocuments = 0
  /** Roles of the account. `null` after a failure: nothing is taken for granted, the server may be another one. */
  let roles: readonly string[] | null = null
  let isPaused = ports.startsPaused
  let isClosed = false
  let running: Promise<void> | null = null
  let disarm: () => void = () => undefined
  let polls = new AbortController()
  const polling = new Set<Promise<void>>()

  const files = createFileExchange({
    ...ports,
    receipts: () => outbox.held()?.receipts ?? null,
    databaseOf: async (stream) => {
      const whole = await ports.readStream(stream)
      return whole.ok ? databaseOf(stream, whole.value) : null
    },
    changed: ports.fileChanged,
  })

  function show(next: Contact): void {
    contact = next
    changed()
  }

  async function talk(startedAt: number): Promise<Result<ContactReport, Broken>> {
    // A first fill: what reads it begins, and learns by what rows are made, while the server is asked who it is.
    if (ports.lastUuid === null && lastContactAt === null) {
      void ports.reader.prepare()
      ports.reader.learn(ports.currentEdition())
    }
    const askedAt = timers.nowMs()
    // Together with the other question, as each is a wait; a server that was in trouble is asked one.
    const asking = roles === null && contact.kind === 'beginning' ? peer.roles() : null
    asking?.catch(() => undefined)
    const identity = await peer.identify()
    if (!identity.ok) return identity
    const { uuid, dateMs } = identity.value
    if (dateMs !== null) clockWatch.serverSaid(dateMs, timers.nowMs() - askedAt)
    // On disk before anything of it is kept; until then the questions go on.
    const noting = ports.onServer(uuid)
    const outcome = await greet(uuid, startedAt, noting, asking)
    const noted = await noting
    return noted.ok ? outcome : noted
  }

  /** A server that has said who it is. */
  async function greet(uuid: string, startedAt: number, noted: ContactPorts['noted'], asking: ReturnType<ContactPorts['peer']['roles']> | null): Promise<Result<ContactReport, Broken>> {
    let held = await outbox.openFor(uuid)
    if (!held.ok) return held
    const asked = roles ? ok(roles) : await (asking ?? peer.roles())
    if (!asked.ok) return asked
    if (!roles) {
      const putBack = await isPutBack({ ...ports, receipts: held.value.receipts, roles: asked.value, years })
      if (!putBack.ok) return putBack
      if (putBack.value) {
        const ready = await noted
        if (!ready.ok) return ready
        held = await outbox.renew()
        if (!held.ok) return held
      }
    }
    roles = asked.value
    lastContactAt = momentInChina(clock.now())
    return keepInStep({
      ...ports,
      ...held.value,
      roles: asked.value,
      noted,
      years,
      isStopped: () => isPaused || isClosed,
      isDue: (stream) => schedule.isDue(stream, startedAt) && outbox.mayGo(stream, startedAt),
      onSending: (done, total) => show({ kind: 'sending', done, total }),
      onReading: (done, total) => show({ kind: 'reading', done, total, pace: pace(done, total) }),
      onDeleted: (documents) => {
        deletedDocuments += documents
      },
    })
  }

  async function meet(): Promise<void> {
    polls.abort()
    await Promise.all(polling)
    const startedAt = timers.nowMs()
    // Before anyone answers: what waits is known without a server.
    const looked = await outbox.look()
    const outcome = looked.ok ? await talk(startedAt) : looked
    const endedAt = timers.nowMs()
    if (!outcome.ok) return fall(outcome.failure, endedAt)
    outbox.noteRefusals(outcome.value.refusals, startedAt)
    schedule.succeeded(startedAt, endedAt)
    const moved = isPaused || isClosed ? ok(null) : await moveFiles()
    if (!moved.ok) return fall(moved.failure, timers.nowMs())
    if (isPaused) return show({ kind: 'paused' })
    show(outcome.value.hasPulled ? { kind: 'in-step', ...(lacksDistrict() ? { lacksDistrict: true } : {}) } : { kind: 'disk-refused', problem: 'full', tryAgainAt: momentAfter((schedule.nextContactAt() ?? endedAt) - endedAt) })
    if (isClosed) return
    polls = new AbortController()
    for (const [database, since] of outcome.value.live) follow(database, since, polls.signal)
  }

  /** What is done here can't go, and what colleagues do can't come. A district that no server has a word for is not the account's fault. */
  function lacksDistrict(): boolean {
    const word = districtWords[ports.ownDistrict() ?? '']
    return word !== undefined && roles !== null && !wordsOf(roles).includes(word)
  }

  /** After everything else, and until something else is due. */
  async function moveFiles(): Promise<Result<null, Broken>> {
    const sent = await files.send({
      isWaiting: outbox.isWaiting,
      isShutOut: shutOutBy(peer),
      isStopped: () => isPaused || isClosed || (schedule.nextContactAt() ?? Infinity) <= timers.nowMs(),
      onProgress: (doneBytes, totalBytes) => show({ kind: 'sending-files', doneBytes, totalBytes }),
    })
    if (!sent.ok) return sent
    if (sent.value) schedule.askedFor(timers.nowMs())
    return files.makeRoom()
  }

  function fall(failure: Broken, at: number): void {
    roles = null
    const needsSomeone = failure.kind === 'unauthorised' || failure.kind === 'forbidden'
    if (needsSomeone) schedule.stopped()
    else schedule.failed(failure.kind === 'busy' ? failure.retryAfterMs : null, at)
    if (isPaused) return show({ kind: 'paused' })
    const next = schedule.nextContactAt()
    const tryAgainAt = next === null ? null : momentAfter(next - at)
    show(failure.kind === 'disk' ? { kind: 'disk-refused', problem: failure.problem, tryAgainAt } : { kind: 'out-of-contact', because: failure, tryAgainAt })
  }
  const momentAfter = (ms: number): string => momentInChina(new Date(clock.now().getTime() + Math.max(0, ms)))

  /** Waits until the server tells of a change. */
  function follow(database: string, since: string, signal: AbortSignal): void {
    const watch = async (): Promise<void> => {
      const startedAt = timers.nowMs()
      const waited = await peer.waitForChange(database, since, signal)
      if (signal.aborted) return
      const at = timers.nowMs()
      if (!waited.ok) fall(waited.failure, at)
      else if (waited.value) schedule.askedFor(at)
      else if (at - startedAt < shortestPollMs) schedule.askedFor(at + askInsteadMs)
      else return watch()
      arm()
    }
    const watched = watch().catch(ports.report).finally(() => polling.delete(watched))
    polling.add(watched)
  }

  function run(): Promise<void> {
    running ??= meet()
      .catch((error: unknown) => {
        ports.report(error)
        fall({ kind: 'offline' }, timers.nowMs())
      })
      .finally(() => {
        running = null
        ports.onRest()
        arm()
      })
    return running
  }

  function arm(): void {
    disarm()
    disarm = () => undefined
    if (isClosed || isPaused || running) return
    const next = schedule.nextContactAt()
    if (next !== null) disarm = timers.after(Math.max(0, next - timers.nowMs()), () => void run())
  }

  function years(): readonly number[] {
    const now = clock.now().getTime()
    return [...new Set([now, now + (clockWatch.serverAheadMs() ?? 0)])].map((moment) => Number(momentInChina(new Date(moment)).slice(0, 4)))
  }

  arm()
  return {
    files,
    state: async () => {
      const looked = await outbox.look()
      const [aside, held] = [await ports.countAside(), await ports.countHeld()]
      const waiting = looked.ok ? outbox.waiting() : []
      return {
        kind: 'on',
        url: ports.url,
        account: peer.account,
        contact,
        lastContactAt,
        clockAheadMs: clockWatch.serverAheadMs(),
        waiting: waiting.slice(0, shownStreams),
        files: await files.state(),
        counts: {
          confirmed: outbox.countConfirmed(),
          waiting: waiting.length,
          refused: waiting.filter(({ because }) => isRefusal(because)).length,
          records: waiting.reduce((sum, { records }) => sum + records, 0),
          setAside: aside.ok ? aside.value : 0,
          held: held.ok ? held.value : 0,
          deleted: deletedDocuments,
        },
      }
    },
    claims: async () => {
      const looked = await outbox.look()
      return looked.ok ? ok(outbox.claims()) : looked
    },
    lastContactAt: () => lastContactAt,
    unsentRecords: outbox.unsentRecords,
    now: async () => {
      // What runs may have begun before what is to be sent was written.
      await running
      if (isClosed) return
      isPaused = false
      outbox.tryAgain()
      files.tryAgain()
      schedule.wanted(timers.nowMs())
      await run()
    },
    isBusy: () => running !== null,
    written: (stream, isDecision) => {
      outbox.written(stream)
      schedule.written(stream, isDecision, timers.nowMs())
      arm()
    },
    pause: () => {
      isPaused = true
      polls.abort()
      disarm()
      if (!running) show({ kind: 'paused' })
    },
    resume: () => {
      isPaused = false
      schedule.resumed(timers.nowMs())
      show({ kind: 'beginning' })
      arm()
    },
    close: async () => {
      isClosed = true
      disarm()
      polls.abort()
      const stopWaiting = timers.after(longestFarewellMs, ports.abort)
      // Reading and files end where they are; what was written meanwhile is not in what runs.
      await running
      const looked = contact.kind === 'in-step' ? await outbox.look() : null
      if (looked?.ok === true && outbox.hasMore()) {
        schedule.wanted(timers.nowMs())
        await run()
      }
      stopWaiting()
      await Promise.all(polling)
    },
  }
}
