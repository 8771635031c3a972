import type { AnswerOf, Failure, ProfileKind, RequestOf } from '../../../shared/contracts/ipc.ts'
import type { AuthorityCertificate, ServerChoice, SyncAnswers, SyncState } from '../../../shared/contracts/sync.ts'
import type { DeskEvent } from '../../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { Cases } from '../cases.ts'
import type { ContentShelf } from '../editions/stationEditions.ts'
import type { EventStore } from '../eventStore.ts'
import { type DiskFailure, type Files, onDisk } from '../files.ts'
import type { Journal } from '../journal/journal.ts'
import type { Kept } from '../kept.ts'
import type { Clock, Network } from '../ports.ts'
import { caseOfStream } from '../recordEvents.ts'
import type { FileServer } from '../scans/scans.ts'
import type { StationScans } from '../scans/stationScans.ts'
import type { Actor } from '../session.ts'
import { type Authority, findAuthority, readAuthority } from './authority.ts'
import { type Line, openLine } from './authorityLine.ts'
import { eventText, type StreamHint } from './batch.ts'
import { createCouchPeer } from './couchPeer.ts'
import { createEngine, type SyncEngine } from './engine.ts'
import type { SyncClaims } from './outbox.ts'
import { createReader } from './plainPage.ts'
import { findServer, forgetServer, isEncrypted, isSameServer, readAccount, secretFile, type ServerSettings, writeServer } from './serverSettings.ts'
import type { Step } from './steps.ts'

/** The exchange of one profile with the office's server, where one is set. */
export interface StationSync {
  readonly handlers: { readonly [C in keyof SyncAnswers]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
  /** `null` where no server is set. */
  fileServer(): FileServer | null
  /** Events were flushed. */
  written(stream: string, events: readonly DeskEvent[]): void
  /** What became of the journal's records; `null` where no server is set. */
  claims(): Promise<Result<SyncClaims | null, DiskFailure>>
  /** Where things stand with the server: `null` where none is set. */
  standing(): { readonly isPaused: boolean; readonly lastContactAt: string | null } | null
  /** Sends everything, unless it is paused; waits no longer than this. */
  sendFor(ms: number): Promise<void>
  /** Something is sent or read. */
  isBusy(): boolean
  /** Records that no server has confirmed; `null` where nobody has looked. */
  unsentRecords(): number | null
  /** Resolves when everything was sent and read, or that has failed. */
  now(): Promise<SyncState>
  close(): Promise<void>
}
export interface StationSyncPorts {
  readonly profile: ProfileKind
  readonly profileDir: string
  readonly files: Files
  /** Without it no server is talked to. */
  readonly network: Network | null
  readonly journal: Journal
  readonly kept: Kept
  readonly store: EventStore
  readonly cases: Pick<Cases, 'state'>
  readonly scans: Pick<StationScans, 'own' | 'moved'>
  /** Erasures that wait for a supervisor. */
  readonly countHeld: () => Promise<Result<number, DiskFailure>>
  readonly content: ContentShelf
  /** That this station was set up for; `null` before it was. */
  readonly ownDistrict: () => string | null
  readonly clock: Clock
  readonly version: string
  /** There is room for what is not the clerk's own work. */
  readonly mayPull: () => boolean
  readonly changed: () => void
  /** Nothing is sent or read any more, for now. */
  readonly onRest: () => void
  readonly asActor: <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>
  readonly step?: Step
}

const closedStatuses: ReadonlySet<string> = new Set(['closed', 'refused', 'withdrawn'])

/** Begins at once, where a server is set. */
export async function openStationSync(ports: StationSyncPorts): Promise<Result<StationSync, DiskFailure>> {
  const { profile, profileDir, files, network, journal, kept, store, cases, clock } = ports
  const secrets = secretFile(files, profileDir)
  let engine: SyncEngine | null = null
  let settings: ServerSettings | null = null
  /** Where not everybody is believed of the server. */
  let line: Line | null = null
  let believed: readonly AuthorityCertificate[] = []

  let writing: Promise<unknown> = Promise.resolve()
  /** One after the other. Where the disk refuses it, the next start goes by the older word. */
  function note(changed: Partial<ServerSettings>): Promise<Result<unknown, DiskFailure>> {
    const written = writing.then(async () => {
      if (!settings) return ok(null)
      settings = { ...settings, ...changed }
      return writeServer(files, profileDir, settings)
    })
    writing = written.catch(() => undefined)
    return written
  }
  async function setPaused(paused: boolean): Promise<void> {
    if (settings && settings.paused !== paused) await note({ paused })
    if (paused) engine?.pause()
    else engine?.resume()
  }
  async function closeEngine(): Promise<void> {
    await engine?.close()
    line?.close()
    line = null
  }
  async function endEngine(): Promise<void> {
    await closeEngine()
    const last = engine?.lastContactAt() ?? null
    if (settings && last !== settings.lastContactAt) await note({ lastContactAt: last })
    engine = null
  }

  async function hintOf(stream: string): Promise<StreamHint> {
    const id = caseOfStream(stream)
    const found = id === null ? null : await cases.state(id)
    return found?.ok === true && found.value.status.kind === 'settled' && closedStatuses.has(found.value.status.status) ? 'closed' : 'open'
  }

  function begin(from: ServerSettings, password: string, { fetch: fetchFromAll, reader = createReader(), ...net }: Network): SyncEngine {
    const { url, account, authority, uuid, paused, lastContactAt } = from
    settings = from
    line = authority === null ? null : openLine(authority)
    // One that can't be read any more is nobody, and then nobody is believed.
    believed = authority === null ? [] : (findAuthority(authority)?.certificates ?? [])
    const ending = new AbortController()
    return createEngine({
      ...net,
      reader,
      peer: createCouchPeer({ fetch: line?.fetch ?? fetchFromAll, url, account, password, signal: ending.signal, room: reader.room, ...(network?.limits ? { limits: network.limits } : {}) }),
      abort: () => ending.abort(),
      url,
      lastUuid: uuid,
      startsPaused: paused,
      lastContactAt,
      onServer: (met) => (settings?.uuid === met ? Promise.resolve(ok(null)) : note({ uuid: met })),
      journal,
      kept,
      clock,
      ownDistrict: ports.ownDistrict,
      clockWatch: store.clockWatch,
      version: ports.version,
      changed: ports.changed,
      onRest: ports.onRest,
      mayPull: ports.mayPull,
      content: ports.content,
      findEdition: ports.content.find,
      currentEdition: ports.content.current,
      importEvents: store.importEvents,
      checkpointOf: kept.checkpointOf,
      countAside: kept.countAside,
      files: ports.scans.own,
      fileChanged: ports.scans.moved,
      countHeld: ports.countHeld,
      incarnation: () => journal.incarnation,
      readStream: async (stream) => {
        const texts = await store.readTexts(stream)
        return texts.ok ? ok(texts.value.map(eventText)) : texts
      },
      hintOf,
      erasuresOf: (stream) => {
        const erasures = store.confirmedErasures(caseOfStream(stream) ?? '')
        return erasures.size > 0 ? erasures : null
      },
      step: ports.step ?? (() => undefined),
    })
  }

  async function state(): Promise<SyncState> {
    const known = await engine?.state()
    return known ? { ...known, authority: believed } : { kind: 'off' }
  }

  /** `null`: no file. */
  function readFor(url: string, file: Uint8Array | null): Result<Authority | null, Failure> {
    if (file === null) return ok(null)
    // Where nothing is encrypted no certificate is shown.
    return isEncrypted(url) ? readAuthority(file, clock.now()) : fail({ kind: 'authority-refused', because: 'not-encrypted' })
  }

  async function setServer({ authority: file, ...typed }: ServerChoice, { operator }: Actor): Promise<Result<SyncState, Failure>> {
    const read = readAccount(typed)
    if (!read.ok) return fail({ kind: 'server-refused', because: read.failure.kind })
    if (file && operator.role !== 'supervisor') return fail({ kind: 'not-a-supervisor' })
    const { url, account, password } = read.value
    const authority = readFor(url, file ?? null)
    if (!authority.ok) return authority
    if (network === null || profile === 'practice') return ok({ kind: 'off' })
    const before = await findServer(files, profileDir)
    const known = before.ok && before.value?.url === url ? before.value : null
    // What one server may show is nothing to another.
    const stays = before.ok && before.value && isSameServer(before.value.url, url) ? before.value.authority : null
    // Whoever names a server wants to talk to it.
    const chosen = { url, account, authority: authority.value?.pem ?? stays, uuid: known?.uuid ?? null, paused: false, lastContactAt: known && (engine?.lastContactAt() ?? known.lastContactAt) }
    const written = await onDisk('server', () => secrets.write(password))
    if (!written.ok) return written
    const noted = await writeServer(files, profileDir, chosen)
    if (!noted.ok) return noted
    settings = chosen
    await closeEngine()
    engine = begin(chosen, password, network)
    ports.changed()
    return ok(await state())
  }

  /** Taken whole or refused whole: until the disk has it, the server is asked as before. */
  async function setAuthority(file: Uint8Array | null, { operator }: Actor): Promise<Result<SyncState, Failure>> {
    if (operator.role !== 'supervisor') return fail({ kind: 'not-a-supervisor' })
    const authority = readFor(settings?.url ?? '', file)
    if (!authority.ok) return authority
    if (!settings || !network) return ok(await state())
    const password = await onDisk('server', () => secrets.read())
    if (!password.ok) return password
    await endEngine()
    await writing
    const [before, chosen] = [settings, { ...settings, authority: authority.value?.pem ?? null }]
    const noted = await writeServer(files, profileDir, chosen)
    engine = begin(noted.ok ? chosen : before, password.value ?? '', network)
    ports.changed()
    return noted.ok ? ok(await state()) : noted
  }

  const found = profile === 'office' && network ? await findServer(files, profileDir) : ok(null)
  if (!found.ok) return found
  if (found.value && network) {
    const password = await onDisk('server', () => secrets.read())
    if (!password.ok) return password
    // Without its password the server refuses, which is said like any other refusal.
    engine = begin(found.value, password.value ?? '', network)
  }

  return ok({
    handlers: {
      'sync:state': state,
      // A server may take its time, and nobody should wait for it to leave: what comes of it is announced.
      'sync:now': async () => {
        if (settings?.paused === true) await note({ paused: false })
        if (engine) void engine.now().catch(network?.report)
        return state()
      },
      'sync:setServer': (choice) => ports.asActor((actor) => setServer(choice, actor)),
      'sync:readAuthority': async ({ bytes }) => {
        const read = readAuthority(bytes, clock.now())
        return read.ok ? ok(read.value.certificates) : read
      },
      'sync:setAuthority': ({ bytes }) => ports.asActor((actor) => setAuthority(bytes, actor)),
      'sync:forgetServer': () =>
        ports.asActor(async () => {
          await endEngine()
          settings = null
          const forgotten = await forgetServer(files, profileDir, secrets)
          ports.changed()
          return forgotten.ok ? ok(await state()) : forgotten
        }),
      'sync:pause': async ({ paused }) => {
        await setPaused(paused)
        return state()
      },
      'sync:setAside': async () => {
        const aside = await kept.setAside()
        return aside.ok ? ok(aside.value.map(({ name, reason }) => ({ name, reason }))) : aside
      },
    },
    fileServer: () => engine?.files ?? null,
    written: (stream, events) => engine?.written(stream, events.some(({ kind }) => kind === 'status.write' || kind === 'paper.reserved' || kind === 'day.closed')),
    claims: async () => engine?.claims() ?? ok(null),
    standing: () => engine && { isPaused: settings?.paused === true, lastContactAt: engine.lastContactAt() },
    sendFor: async (ms) => {
      if (!engine || !network || settings?.paused === true) return
      const sent = engine.now().catch(network.report)
      await new Promise<void>((resolve) => {
        const stopWaiting = network.timers.after(ms, resolve)
        void sent.then(() => {
          stopWaiting()
          resolve()
        })
      })
    },
    isBusy: () => engine?.isBusy() === true,
    unsentRecords: () => engine?.unsentRecords() ?? null,
    now: async () => {
      if (settings?.paused === true) await note({ paused: false })
      await engine?.now()
      return state()
    },
    close: async () => {
      await endEngine()
      await network?.reader?.close()
    },
  })
}
