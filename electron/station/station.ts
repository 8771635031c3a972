import { join } from 'node:path'
import type { Channel, AnswerOf, Failure, Notice, ProfileKind, RequestOf, StationStatus } from '../../shared/contracts/ipc.ts'
import { isRecoveryFinding, type Trouble } from '../../shared/contracts/records.ts'
import type { SyncState } from '../../shared/contracts/sync.ts'
import { packText } from '../../shared/domain/packText.ts'
import { fail, ok, type Result, valueOr } from '../../shared/domain/result.ts'
import { createCalmBell } from './calmBell.ts'
import { createCases } from './cases.ts'
import { createClockDesk } from './clockDesk.ts'
import { momentInChina } from './chinaTime.ts'
import { keepDiagnostics, type MachineFacts } from './diagnostics.ts'
import { createDayHandlers } from './dayClose.ts'
import { createDrafts } from './drafts.ts'
import { createErasures } from './erasures.ts'
import { createEventStore } from './eventStore.ts'
import { openFeed, othersIn, touched } from './feed.ts'
import { createRowMaker } from './caseRow.ts'
import { notesOfRecord } from './recordEvents.ts'
import { diskFiles, type Files, onDisk } from './files.ts'
import { openMadeRows } from './madeRows.ts'
import { openPrinting } from './printing.ts'
import { type ArrivedEvent, openKept, type ImportReport, type Origin, type ReceivedEvent, type SetAside } from './kept.ts'
import { type Journal, type JournalRefusal, openJournal } from './journal/journal.ts'
import type { Damage } from './journal/recordLog.ts'
import { createNotices, damageNotices } from './notices.ts'
import type { PackShelf } from './packShelf.ts'
import { paperHandlers } from './paperHandlers.ts'
import { createPapers } from './papers.ts'
import type { Announcer, ChooseSavePath, Clock, Documents, Network, Printers, RandomBytes, RunInBackground, Safety } from './ports.ts'
import { guardProfile, hasVanished, type ProfileGuard } from './profileGuard.ts'
import { createRecords } from './records.ts'
import { createRecoveryDesk } from './recovery.ts'
import { openRecoveries } from './recoveries.ts'
import { plainSealer, type Sealer } from './sealer.ts'
import { type Actor, createSession } from './session.ts'
import { mostScanBytes } from './scans/ownFiles.ts'
import type { ScanCarrier } from './scans/scanCarrier.ts'
import { openStationScans } from './scans/stationScans.ts'
import { createSheets } from './sheets.ts'
import { checkHere, type CheckEdition } from './editions/checkEdition.ts'
import { openStationEditions } from './editions/stationEditions.ts'
import { openStationSync, type StationSync } from './sync/stationSync.ts'
import type { Step } from './sync/steps.ts'
import type { StickCipher } from './stick/cipher.ts'
import { openStationStick } from './stick/stationStick.ts'
import { createStatus } from './status.ts'
import { createTroubles, roomLevel } from './troubles.ts'
import { tend } from './tend.ts'
import { createTurns } from './turns.ts'
import { watchAppends } from './watchedJournal.ts'

/** What a station needs from the world. */
export interface StationPorts {
  /** Folder of this workstation's data: `office/`, `practice/` and `packs/` are made in it. */
  readonly profileRoot: string
  readonly documents: Documents
  readonly printers: Printers
  readonly chooseSavePath: ChooseSavePath
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly announce: Announcer['announce']
  readonly version: string
  /** Looks after closed segments; not at all unless given. */
  readonly runInBackground?: RunInBackground
  /** For the diagnostics file. */
  readonly machine?: MachineFacts
  /** The real disk, unless a test makes it fail. */
  readonly files?: Files
  /** Plain, until keys come. */
  readonly sealer?: Sealer
  /** A segment of the journal that has reached this size is followed by a new one; small in tests. */
  readonly segmentBytes?: number
  /** Without it there is no witness, no reserve and no second copy. */
  readonly safety?: Safety
  /** Without it no server is talked to. */
  readonly network?: Network
  /** Without it nothing is exchanged by hand. */
  readonly stickCipher?: StickCipher
  /** In this very thread, unless given. */
  readonly checkEdition?: CheckEdition
  /** Told at named points of the exchange with a server. */
  readonly syncStep?: Step
  /** What the desk knows to be wrong, beside what this profile does. */
  readonly troublesOfDesk?: () => readonly Trouble[]
  /** Room left on the disk of the data; `null`: the system does not say. */
  readonly freeBytes?: () => number | null
  /** Papers and scans as they are stored, by their path below the profile. */
  readonly onFilesStored?: (paths: readonly string[]) => void
}

/** What is the desk's, whichever profile is open. */
export type DeskChannel = 'profile:switch' | 'app:relaunch' | 'app:quit' | 'copy:status' | 'copy:choose' | 'copy:now' | 'copy:stop' | 'restore:check' | 'restore:run'

/** What one profile answers. */
export type StationHandlers = { readonly [C in Exclude<Channel, DeskChannel>]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
export interface Station {
  readonly profile: ProfileKind
  readonly handlers: StationHandlers
  /** What came from others: a stick, a copy, an office. */
  importEvents(received: readonly ReceivedEvent[], from: Origin): Promise<Result<ImportReport, Failure>>
  /** Every event of a stream as it is stored. */
  readStream(stream: string): Promise<Result<readonly string[], Failure>>
  exportCase(caseId: string): Promise<Result<readonly ArrivedEvent[], Failure>>
  /** Arrived and not counted, with the reason. */
  setAside(): Promise<Result<readonly SetAside[], Failure>>
  /** How far a source was read; `null`: to be read from the beginning. */
  checkpointOf(source: string): Promise<Result<string | null, Failure>>
  /** Files beside the events. */
  readonly scans: ScanCarrier
  /** Sends and reads everything; resolves when that is done, or has failed. */
  syncNow(): Promise<SyncState>
  readonly journal: Journal
  /** A witness knows `behind` more records, or (0) others. */
  ahead(behind: number): Promise<void>
  /** After there is room again. */
  restock(): Promise<void>
  /** It is about to be closed: what may take long and can be broken off ends, and nothing of the kind is begun. */
  leave(): void
  close(): Promise<void>
}

/** Opens one profile: its own journal, its own station id, nothing shared with the other but the packs. */
export async function openStation(profile: ProfileKind, ports: StationPorts, packs: PackShelf): Promise<Result<Station, JournalRefusal>> {
  const { files = diskFiles, sealer = plainSealer, clock, randomBytes, announce, documents, printers, chooseSavePath, version } = ports
  const profileDir = join(ports.profileRoot, profile)
  const guardPorts = ports.safety && { profile, profileDir, files, randomBytes, clock, safety: ports.safety }
  if (guardPorts) {
    const vanished = await onDisk(profile, () => hasVanished(guardPorts))
    if (!vanished.ok) return vanished
    if (vanished.value) return fail({ kind: 'journal-missing' })
  }
  // A usual start reads one file or two.
  const onProgress = (done: number, total: number): void => {
    if (total > 3) announce('station:opening', { done, total })
  }
  const opened = await openJournal({ onProgress, profileDir, files, sealer, randomBytes, clock, notesOf: notesOfRecord, onDamage: (damage, incarnation) => noteDamage(damage, incarnation), ...(ports.segmentBytes === undefined ? {} : { segmentBytes: ports.segmentBytes }) })
  if (!opened.ok) return opened
  const troubles = createTroubles(() => announce('station:changed', null))
  const guarded = guardPorts ? await guardProfile(guardPorts, opened.value, troubles, () => announce('station:changed', null)) : null
  if (guarded?.ok === false) {
    // A disk that refuses this as well has refused enough.
    await opened.value.close().catch(() => undefined)
    return guarded
  }
  const guard: ProfileGuard | null = guarded?.value ?? null
  const journal = watchAppends(guard?.journal ?? opened.value, troubles, clock)
  const keeping = await openKept({ onProgress, profileDir, files, sealer, randomBytes, clock, journal, changed: () => announce('station:changed', null), ...(ports.segmentBytes === undefined ? {} : { segmentBytes: ports.segmentBytes }) })
  if (!keeping.ok) {
    await guard?.close().catch(() => undefined)
    await journal.close().catch(() => undefined)
    return keeping
  }
  const kept = keeping.value
  const inTurn = createTurns()
  // Later than the store that tells it what was written.
  let sync: StationSync | null = null
  const bell = createCalmBell(() => announce('feed:changed', { journalSeq: journal.head().seq }), () => sync?.isBusy() === true, ports.network?.timers ?? null)
  const store = createEventStore({
    journal,
    kept,
    clock,
    randomBytes,
    announce: bell.ring,
    onWritten: (stream, events) => sync?.written(stream, events),
    onOwnUnknown: () => ahead('met-itself'),
    onImported: async (caseIds, begun) => {
      await changedCases(caseIds, begun)
      await notices.findTwice()
      if (caseIds.length > 0) bell.ringSoon()
      else announce('station:changed', null)
    },
  })
  async function changedCases(caseIds: readonly string[], begun: Parameters<typeof rows.changed>[1] = []): Promise<void> {
    await rows.changed(caseIds, begun)
    await scans.changed(caseIds)
  }
  const isErased = (caseId: string): boolean => store.confirmedErasures(caseId).size > 0
  const session = createSession(profile, store, randomBytes, inTurn)
  const editions = await openStationEditions({ profileDir, files, shelf: packs, store, session, clock, inTurn, version, check: ports.checkEdition ?? checkHere, changed: () => announce('station:changed', null) })
  const { shelf } = editions
  const cases = createCases({ store, shelf, randomBytes, inTurn, engine: `caravan-desk ${version}` })
  const practice = profile === 'practice'
  const printing = await openPrinting(files, profileDir, inTurn)
  const papers = createPapers({ dir: join(profileDir, 'papers'), files, sealer, store, cases, shelf, documents, printers, chooseSavePath, clock, inTurn, incarnation: () => journal.incarnation, practice, printing, onStored: (names) => ports.onFilesStored?.(names.map((name) => join('papers', name))) })
  const scans = openStationScans({
    profileDir,
    files,
    sealer,
    cases,
    inTurn,
    asActor,
    server: () => sync?.fileServer() ?? null,
    mostBytes: () => mostScanBytes[roomLevel(allTroubles())],
    hasLostRecords: () => recoveries.list().length > 0,
    isErased,
    onStored: (paths) => ports.onFilesStored?.(paths),
    changed: (caseId) => announce('scans:changed', { caseId }),
  })
  const sheets = createSheets({ files, store, cases, shelf, documents, chooseSavePath, clock, session, practice })
  const clockDesk = createClockDesk({ store, clock, inTurn, every: ports.safety?.every ?? null, changed: () => announce('station:changed', null) })
  const drafts = createDrafts(files, sealer, profileDir, inTurn)
  const recoveries = await openRecoveries(files, profileDir)
  const recordNotices = (): readonly Notice[] => [...damageNotices(journal.damage), ...(guard?.notices() ?? [])]
  async function noteRecovery(findings: readonly Notice[], incarnation: string, lost: number): Promise<void> {
    if (findings.some(isRecoveryFinding)) await recoveries.note({ id: incarnation, at: momentInChina(clock.now()), findings: findings.filter(isRecoveryFinding), records: journal.head().seq - lost })
  }
  async function noteDamage(damage: Damage, incarnation: string): Promise<void> {
    await noteRecovery(damageNotices(damage), incarnation, damage.skipped.length)
    announce('station:changed', null)
  }
  await noteRecovery(recordNotices(), journal.incarnation, journal.damage?.skipped.length ?? 0)
  async function ahead(behind: number | 'met-itself'): Promise<void> {
    await (behind === 'met-itself' ? guard?.metItself() : guard?.ahead(behind))
    await noteRecovery(guard?.notices() ?? [], journal.incarnation, 0)
  }
  const records = createRecords({ freeBytes: ports.freeBytes ?? (() => null), profileDir, files, journal, kept, recoveries, clock, firstMoment: () => store.stationEvents[0]?.event.at ?? null, announce: (progress) => announce('records:checking', progress) })
  const recoveryDesk = createRecoveryDesk({ files, store, cases, recoveries, documents, printers, chooseSavePath, clock, practice, version })
  const others = othersIn(store)
  const madeRows = openMadeRows({ profileDir, files, sealer, owner: `${version} ${journal.station}`, journal, kept: others, timers: ports.network?.timers ?? null })
  const rows = createRowMaker(cases, madeRows, session.nameOf, isErased)
  const pullFeed = openFeed({
    ...rows,
    journal: { head: journal.head, findChain: journal.findChain, touchedSince: touched(store.changedCases) },
    kept: others,
    // While much is coming in every page would write all of them again.
    onFilled: () => void (sync?.isBusy() === true || madeRows.save().finally(madeRows.forget)),
    // The screen's cache was filled from records that are not here: the journal has been put back.
    onWatermarkAhead: (mark) => void ahead(Math.max(0, mark.journal.seq - journal.head().seq)).catch(ports.safety?.report),
  })
  const notices = createNotices({ store, cases, printing, shelf, session, clock, ofEditions: editions.notices, ofRecords: recordNotices, changed: () => announce('station:changed', null) })
  if (kept.log) void notices.findTwice()
  void notices.findInterrupted()

  const allTroubles = (): readonly Trouble[] => [...troubles.list(), ...(ports.troublesOfDesk?.() ?? [])]

  const unsent = (): number | null => sync?.unsentRecords() ?? null
  const troublesNow = (): readonly Trouble[] => [...allTroubles(), ...clockDesk.troubles(), ...(kept.lost() > 0 ? [{ kind: 'others-lost' as const, records: kept.lost() }] : [])]
  const status = createStatus({ session, journal, shelf, store, notices, recoveries, unsent, troubles: troublesNow, version })
  const thenStatus = <T>(done: Result<T, Failure>): Result<StationStatus, Failure> => (done.ok ? ok(status()) : done)
  async function saveDiagnostics(): Promise<Result<{ readonly path: string }, Failure>> {
    const now = clock.now()
    return keepDiagnostics(files, chooseSavePath, now, {
      status: status(),
      records: await records.status(),
      recoveries: recoveries.list(),
      head: journal.head(),
      counts: { cases: valueOr(await store.countCases(), 0), operators: session.operators().length, reservedPapers: valueOr(await store.countPapers(), 0) },
      versions: ports.machine?.versions ?? {},
      faultLog: (await ports.machine?.readFaultLog()) ?? '',
      madeAt: momentInChina(now),
    })
  }

  async function asActor<T>(work: (actor: Actor) => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    const actor = session.getActor()
    return actor.ok ? work(actor.value) : actor
  }

  const isShort = (): boolean => roomLevel(allTroubles()) === 'stop'
  const erasures = createErasures({ kept, store, cases, session, inTurn, asActor, forgetCases: changedCases, changed: () => announce('sync:changed', null) })
  const syncing = await openStationSync({
    profile,
    profileDir,
    files,
    network: ports.network ?? null,
    // A receipt is no work of the clerk: it never takes the reserve, and being refused it is no lost record.
    journal: opened.value,
    kept,
    store,
    cases,
    scans,
    countHeld: erasures.countHeld,
    content: editions.content,
    ownDistrict: () => session.settings()?.district ?? null,
    clock,
    version,
    mayPull: () => !isShort(),
    changed: () => announce('sync:changed', null),
    onRest: () => {
      bell.settle()
      madeRows.saveSoon()
    },
    asActor,
    ...(ports.syncStep === undefined ? {} : { step: ports.syncStep }),
  })
  if (!syncing.ok) {
    await kept.close().catch(() => undefined)
    await guard?.close().catch(() => undefined)
    await journal.close().catch(() => undefined)
    return syncing
  }
  sync = syncing.value

  const stick = openStationStick({ profile, profileRoot: ports.profileRoot, profileDir, files, cipher: ports.stickCipher ?? null, chooseFolder: ports.safety?.chooseFolder ?? null, journal: opened.value, kept, store, cases, rows, scans: scans.carrier, shelf, keepPack: editions.keep, session, clock, randomBytes, mayTake: () => !isShort(), announce: (progress) => announce('stick:progress', progress), asActor })
  const handlers: StationHandlers = {
    ...sync.handlers,
    ...erasures.handlers,
    ...createDayHandlers({ files, journal, store, cases, sync, session, documents, printers, chooseSavePath, clock, inTurn, practice, version, asActor }),
    ...stick.handlers,
    ...editions.handlersFor(asActor, cases),
    ...scans.handlers,
    'station:status': () => Promise.resolve(status()),
    'station:setUp': async ({ district, stationName, operators }) => thenStatus(await session.setUp(district, stationName, operators)),
    'station:addOperator': async (operator) => thenStatus(await session.addOperator(operator)),
    'station:signIn': ({ operatorId }) => Promise.resolve(thenStatus(session.signIn(operatorId))),
    'station:confirmClock': async ({ day }) => thenStatus(await asActor((actor) => clockDesk.confirm(day, actor))),
    'pack:get': () => Promise.resolve({ text: packText(shelf.current.pack), ref: shelf.current.ref }),
    'pack:find': async ({ pack: wanted }) => {
      const found = await shelf.find(wanted)
      return found ? ok({ pack: found.pack, ref: found.ref }) : fail({ kind: 'pack-refused', problems: [`${wanted.id} ${wanted.version}：本机没有这一版内容包`] })
    },
    'case:open': ({ fields }) => asActor((actor) => cases.open(fields, actor)),
    'case:do': ({ caseId, command }) => asActor((actor) => cases.do(caseId, command, actor)),
    'case:state': ({ caseId }) => cases.state(caseId),
    'case:timeline': ({ caseId }) => cases.timeline(caseId, session),
    'case:compare': ({ caseId, before, after }) => cases.compare(caseId, before, after),
    'case:unseenChange': ({ caseId, change, decision }) => cases.unseenChange(caseId, change, decision),
    'feed:pull': ({ from, scope }) => pullFeed(from, scope),
    'draft:put': ({ draft }) => drafts.put(draft),
    'draft:get': () => drafts.get(),
    ...paperHandlers(papers, asActor),
    'printer:list': () => printers.list(),
    'records:status': () => records.status(),
    'records:check': () => records.check(),
    'records:stopCheck': () => Promise.resolve(records.stopCheck()),
    'recovery:list': () => Promise.resolve(recoveries.list()),
    'recovery:dismiss': ({ id }) => asActor(async (actor) => thenStatus(ok(await recoveryDesk.dismiss(id, actor)))),
    'recovery:cases': () => recoveryDesk.findTouchedCases(),
    'recovery:deliver': (request) => asActor((actor) => recoveryDesk.deliver(request, actor)),
    'diagnostics:save': saveDiagnostics,
    'sheet:export': (request) => (request.kind === 'plan-ledger' ? sheets.export(request) : asActor(() => sheets.export(request))),
  }
  const tending = ports.runInBackground?.(tend({ journal, kept, scans, tidyRows: () => madeRows.tidy(store.erasedCases()), isShort }))
  return ok({
    profile,
    handlers,
    importEvents: store.importEvents,
    readStream: store.readTexts,
    exportCase: store.exportCase,
    setAside: kept.setAside,
    checkpointOf: kept.checkpointOf,
    scans: scans.carrier,
    syncNow: syncing.value.now,
    journal,
    ahead,
    restock: async () => guard?.restock(),
    leave: () => {
      scans.leave()
      stick.leave()
      records.stopCheck()
    },
    close: async () => {
      await syncing.value.close()
      await tending?.stop()
      clockDesk.close()
      await madeRows.save()
      await kept.close()
      await guard?.close()
      await journal.close()
    },
  })
}
