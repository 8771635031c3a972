import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DayAccount, DayAnswers, DayClosing, DayWaiting } from '../../shared/contracts/dayClose.ts'
import type { AnswerOf, Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import { type DayFault, type DayTally, findNumberGaps, lostWithin, tallyDay, totalOf } from '../../shared/domain/dayAccount.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { isBalanced } from '../../shared/output/dayWords.ts'
import { dayCloseSheet } from '../../shared/output/dayCloseSheet.ts'
import { textOf } from './accept.ts'
import type { Cases } from './cases.ts'
import { momentInChina } from './chinaTime.ts'
import { gatherDay, type GatheredDay, seriesOf } from './dayRecords.ts'
import { type EventStore, headsOf } from './eventStore.ts'
import { type DiskFailure, type Files, onDisk, replaceFile } from './files.ts'
import { paperNumber } from './identity.ts'
import type { Journal } from './journal/journal.ts'
import type { ChooseSavePath, Clock, Documents, Printers } from './ports.ts'
import { caseOfStream } from './recordEvents.ts'
import { accountRecent } from './recentDays.ts'
import type { Actor, Session } from './session.ts'
import type { StationSync } from './sync/stationSync.ts'
import type { InTurn } from './turns.ts'

export interface DayPorts {
  readonly files: Files
  readonly journal: Pick<Journal, 'index' | 'read' | 'head' | 'findChain' | 'tender' | 'incarnation'>
  readonly store: EventStore
  readonly cases: Pick<Cases, 'state'>
  readonly sync: Pick<StationSync, 'claims' | 'standing' | 'sendFor'>
  readonly session: Pick<Session, 'nameOf' | 'settings'>
  readonly documents: Documents
  readonly printers: Printers
  readonly chooseSavePath: ChooseSavePath
  readonly clock: Clock
  readonly inTurn: InTurn
  readonly practice: boolean
  readonly version: string
  readonly asActor: <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>
}
type DayHandlers = { readonly [C in keyof DayAnswers]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }

/** Nobody waits longer at the end of a day: what is not sent by then counts as waiting, and is sent all the same. */
const longestSendMs = 15_000
const shownWaiting = 200
const shownClosings = 100

/** 日结: the account of a day, its close on record, its sheet. */
export function createDayHandlers(ports: DayPorts): DayHandlers {
  const { asActor, files, journal, store, cases, sync, session, documents, printers, chooseSavePath, clock, inTurn, practice, version } = ports

  function closings(): readonly DayClosing[] {
    return store.stationEvents.flatMap(({ name, event }) =>
      event.kind === 'day.closed' ? [{ event: name, at: event.at, operatorName: session.nameOf(event.operator), ...event.payload }] : [],
    )
  }

  const bookOf = (gathered: GatheredDay) => ({
    records: gathered.records,
    isErased: (stream: string) => store.confirmedErasures(caseOfStream(stream) ?? '').size > 0,
    recordsOf: gathered.recordsOf,
  })

  async function tally(gathered: GatheredDay): Promise<Result<{ readonly tally: DayTally; readonly waiting: readonly DayWaiting[] }, DiskFailure>> {
    const book = bookOf(gathered)
    const claims = await sync.claims()
    if (!claims.ok) return claims
    const tallied = tallyDay({ ...book, claimOf: claims.value && claims.value.of })
    const waiting = new Map<string, number>()
    for (const { seq, stream, entries } of gathered.records) {
      const isWaiting = claims.value === null || claims.value.of(stream).waiting.includes(seq)
      if (isWaiting && !book.isErased(stream)) waiting.set(stream, (waiting.get(stream) ?? 0) + entries.filter(({ isReadable }) => isReadable).length)
    }
    return ok({
      tally: tallied,
      waiting: [...waiting].flatMap(([stream, entries]) => (entries > 0 ? [{ caseId: caseOfStream(stream), entries, because: claims.value?.reasonOf(stream) ?? { kind: 'due' as const } }] : [])),
    })
  }

  /** Earlier closes of the day, held against the journal as it is now. */
  async function checkClosings(gathered: GatheredDay, made: readonly DayClosing[]): Promise<readonly DayFault[]> {
    const faults: DayFault[] = []
    for (const { head, lines } of made) {
      const chain = await journal.findChain(head.seq)
      if (chain !== head.chain) faults.push({ kind: 'another-chain', seq: head.seq })
      const [before, after] = [totalOf(lines).entered, countEntries(gathered.records.filter(({ seq }) => seq <= head.seq))]
      if (before !== after) faults.push({ kind: 'changed', before, after })
    }
    return faults
  }

  function nextNumber(gathered: GatheredDay): string | null {
    const settings = session.settings()
    if (!settings) return null
    const highest = gathered.reserved.reduce((most, { incarnation, counter }) => (incarnation === journal.incarnation ? Math.max(most, counter) : most), 0)
    return paperNumber(settings.code, journal.incarnation, highest + 1, practice)
  }

  async function account(day: string): Promise<Result<DayAccount, Failure>> {
    const head = journal.head()
    const found = await gatherDay(journal, day, head.seq)
    if (!found.ok) return found
    const gathered = found.value
    let tallied = await tally(gathered)
    if (tallied.ok && tallied.value.tally.faults.length > 0) {
      // A receipt that is just being written stands on one list already and on the other one still.
      await nextTurn()
      tallied = await tally(gathered)
    }
    if (!tallied.ok) return tallied
    const ofDay = closings().filter((closing) => closing.day === day)
    const last = ofDay.at(-1)
    const gaps = findNumberGaps(gathered.numbers.map(({ number }) => seriesOf(number)), gathered.reserved)
    const seqs = gathered.records.map(({ seq }) => seq)
    const lost = seqs.length === 0 ? [] : lostWithin(journal.tender.missing(), Math.min(...seqs), Math.max(...seqs))
    const unread = lost.length + gathered.unreadable
    const isRefused = ({ because }: DayWaiting): boolean => because.kind !== 'due' && because.kind !== 'not-due'
    return ok({
      day,
      head,
      lines: tallied.value.tally.lines,
      faults: [
        ...tallied.value.tally.faults,
        ...(unread > 0 ? [{ kind: 'lost' as const, records: unread }] : []),
        ...(gaps.length > 0 ? [{ kind: 'number-gap' as const, numbers: gaps.slice(0, 50).map(({ series, counter }) => `${series}-${String(counter).padStart(4, '0')}`) }] : []),
        ...(await checkClosings(gathered, ofDay)),
      ],
      doubtful: gathered.doubtful,
      server: serverOf(),
      waiting: tallied.value.waiting.toSorted((one, other) => Number(isRefused(other)) - Number(isRefused(one))).slice(0, shownWaiting),
      numbers: gathered.numbers,
      voidedEarlier: gathered.voidedEarlier,
      nextNumber: nextNumber(gathered),
      closings: ofDay,
      since: last ? countEntries(gathered.records.filter(({ seq }) => seq > last.head.seq)) : 0,
    })
  }

  function serverOf(): DayAccount['server'] {
    if (practice) return { kind: 'practice' }
    const standing = sync.standing()
    return standing ? { kind: 'set', ...standing } : { kind: 'none' }
  }

  async function close(day: string, { operator }: Actor): Promise<Result<DayAccount, Failure>> {
    await sync.sendFor(longestSendMs)
    const closed = await inTurn('station', async (): Promise<Result<null, Failure>> => {
      const counted = await account(day)
      if (!counted.ok) return counted
      const { head, lines } = counted.value
      // A clock that was ahead has entries of days to come.
      if (day > dayInChina(clock.now()) && lines.length === 0) return fail({ kind: 'malformed', path: 'day', problem: 'has not begun' })
      const written = await store.appendToStation([{ kind: 'day.closed', payload: { day, head: { seq: head.seq, chain: head.chain }, lines, isBalanced: isBalanced(counted.value) } }], { operator: operator.id, heads: headsOf(store.stationEvents), missing: [] })
      return written.ok ? ok(null) : written
    })
    return closed.ok ? account(day) : closed
  }

  async function deliver({ day, how }: RequestOf<'day:deliver'>, { settings, operator }: Actor): Promise<Result<{ readonly where: string }, Failure>> {
    const counted = await account(day)
    if (!counted.ok) return counted
    const names = new Map<string, string>()
    for (const caseId of new Set([...counted.value.waiting.flatMap((entry) => entry.caseId ?? []), ...counted.value.numbers.map((entry) => entry.caseId)])) {
      const state = await cases.state(caseId)
      names.set(caseId, (state.ok ? textOf(state.value, 'project.name') : '') || `办件 ${caseId.slice(0, 8)}`)
    }
    const page = dayCloseSheet({ account: counted.value, nameOf: (caseId) => names.get(caseId) ?? '', station: settings, operatorName: operator.name, programVersion: version, createdAt: momentInChina(clock.now()) })
    const drawn = await documents.renderPdf(page)
    if (!drawn.ok) return drawn
    if (how.kind === 'print') {
      const printed = await printers.print(drawn.value.pdf, page.title, how.printer)
      return printed.ok ? ok({ where: printed.value.printer }) : printed
    }
    const path = await chooseSavePath(`${practice ? '演练-' : ''}${page.title}-${day}.pdf`, 'pdf')
    if (path === null) return fail({ kind: 'cancelled' })
    const written = await onDisk(path, () => replaceFile(files, path, drawn.value.pdf))
    return written.ok ? ok({ where: path }) : written
  }

  return {
    'day:account': ({ day }) => asActor(() => account(day)),
    'day:recent': () => asActor(() => accountRecent(ports)),
    'day:close': ({ day }) => asActor((actor) => close(day, actor)),
    'day:closings': () => Promise.resolve(closings().toReversed().slice(0, shownClosings)),
    'day:deliver': (request) => asActor((actor) => deliver(request, actor)),
  }
}

const countEntries = (records: GatheredDay['records']): number => records.reduce((sum, { entries }) => sum + entries.length, 0)
