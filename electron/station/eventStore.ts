import { caseEvent, largestEventBytes, stationEvent } from '../../shared/contracts/events.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseEvent, CaseEventBody, DeskEvent, EventEnvelope, EventName, Named, OperatorId, StationEvent, StationEventBody } from '../../shared/domain/events.ts'
import { findHeads } from '../../shared/domain/eventGraph.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { momentInChina } from './chinaTime.ts'
import type { DiskFailure } from './files.ts'
import { drawSalt, nameEvent } from './identity.ts'
import type { Journal } from './journal/journal.ts'
import type { RecordHeader } from './journal/record.ts'
import { findJson } from './journal/segments.ts'
import type { Clock, RandomBytes } from './ports.ts'

/**
 * Events on top of the journal. One record holds the events that one command wrote to one stream, as canonical JSON,
 * so that a command is on disk whole or not at all.
 */
export interface EventStore {
  /** Cases by id, with the number of the last record that touched each. */
  readonly caseSeqs: ReadonlyMap<string, number>
  readonly stationEvents: readonly Named<StationEvent>[]
  /** Cases that have an event of this day in China, `YYYY-MM-DD`, in the order in which they first had one. */
  casesOn(day: string): readonly string[]
  /** Every paper number that was ever reserved here. */
  reservedNumbers(): Iterable<string>
  /** The case that a number was reserved for; `null` for a number nobody gave out here. */
  caseOfPaper(number: string): string | null
  /** Numbers that were reserved and then neither drawn nor voided, with their case. */
  unfinishedPapers(): readonly { readonly caseId: string; readonly number: string }[]
  /** ISO 8601; `null` before the first record with events. */
  lastSavedAt(): string | null
  /** The latest moment on record, while the clock is well before it; `null` while there is no doubt. */
  clockDoubt(): string | null
  /** `null` when this station has no such case. */
  readCase(id: string): Promise<Result<readonly Named<CaseEvent>[] | null, DiskFailure>>
  appendToCase(id: string, bodies: readonly CaseEventBody[], by: Author): Promise<Result<Appended<CaseEvent>, DiskFailure>>
  appendToStation(bodies: readonly StationEventBody[], by: Author): Promise<Result<Appended<StationEvent>, DiskFailure>>
}
export interface Author {
  readonly operator: OperatorId
  /** What this station has of the stream. */
  readonly heads: readonly EventName[]
  readonly gaps: readonly EventName[]
}
export interface Appended<E extends DeskEvent> {
  readonly events: readonly Named<E>[]
  readonly savedAt: string
}

/** What the journal's records say, gathered while it is read at the start. */
export interface EventIndex {
  readonly caseRecords: Map<string, number[]>
  /** Cases by day of their events. */
  readonly caseDays: Map<string, Set<string>>
  readonly stationEvents: Named<StationEvent>[]
  /** Number and case of every reservation seen. */
  readonly reserved: Map<string, string>
  /** Numbers that were rendered or voided. */
  readonly finished: Set<string>
  /** The newest record with events. */
  last: { readonly stream: string; readonly body: Uint8Array } | null
}
export const emptyIndex = (): EventIndex => ({ caseRecords: new Map(), caseDays: new Map(), stationEvents: [], reserved: new Map(), finished: new Set(), last: null })

// In canonical JSON, and in no text: there the quotes would be escaped.
const paperMark = Buffer.from('"kind":"paper.')

export function indexRecord(index: EventIndex, { seq, streamKeyId }: RecordHeader, body: Uint8Array | null): void {
  if (streamKeyId.startsWith('case:')) noteCaseRecord(index, streamKeyId.slice('case:'.length), seq)
  if (!body) return
  index.last = { stream: streamKeyId, body }
  if (streamKeyId.startsWith('station:')) index.stationEvents.push(...readStationEvents(body, streamKeyId))
  // Reading every event at every start would make it slower year by year.
  else if (Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(paperMark)) notePapers(index, readCaseEvents(body, streamKeyId.slice('case:'.length)))
  if (streamKeyId.startsWith('case:')) noteCaseDay(index, streamKeyId.slice('case:'.length), dayOf(body))
}

// A record holds one command, so that its first event has the day of all; `at` comes first in canonical JSON.
const firstMoment = /^\[\{"at":"(\d{4}-\d{2}-\d{2})T/

function dayOf(body: Uint8Array): string | null {
  return firstMoment.exec(Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 32)).toString('latin1'))?.[1] ?? null
}

function noteCaseDay(index: EventIndex, id: string, day: string | null): void {
  if (day === null) return
  const cases = index.caseDays.get(day)
  if (cases) cases.add(id)
  else index.caseDays.set(day, new Set([id]))
}

function findLastMoment({ last }: EventIndex): string | null {
  if (!last) return null
  const events = last.stream.startsWith('case:') ? readCaseEvents(last.body, last.stream.slice('case:'.length)) : readStationEvents(last.body, last.stream)
  return events.at(-1)?.event.at ?? null
}

function noteCaseRecord(index: EventIndex, id: string, seq: number): void {
  const records = index.caseRecords.get(id)
  if (records) records.push(seq)
  else index.caseRecords.set(id, [seq])
}

function notePapers(index: EventIndex, events: readonly Named<CaseEvent>[]): void {
  for (const { event } of events) {
    if (event.kind === 'paper.reserved') index.reserved.set(event.payload.number, event.stream.slice('case:'.length))
    if (event.kind === 'paper.rendered' || event.kind === 'paper.voided') index.finished.add(event.payload.number)
  }
}

const readCaseEvents = (body: Uint8Array, id: string): readonly Named<CaseEvent>[] => readEvents(body, `case:${id}`, (json) => caseEvent.safeParse(json).data)

const readStationEvents = (body: Uint8Array, stream: string): readonly Named<StationEvent>[] => readEvents(body, stream, (json) => stationEvent.safeParse(json).data)

/** Events whose shape does not match are set aside: they count as not here, so that the fold shows a gap. */
function readEvents<E extends DeskEvent>(body: Uint8Array, stream: string, parse: (json: unknown) => E | undefined): readonly Named<E>[] {
  const list = findJson(body)
  if (!Array.isArray(list)) return []
  return list.flatMap((json: unknown): Named<E>[] => {
    const event = parse(json)
    if (event?.stream !== stream) return []
    const canonical = canonicalJson(event)
    return Buffer.byteLength(canonical) > largestEventBytes ? [] : [{ name: nameEvent(canonical), event }]
  })
}

export interface EventStorePorts {
  readonly journal: Journal
  readonly index: EventIndex
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  /** Called after every flush. */
  readonly announce: (journalSeq: number) => void
}

// A clock set back by less than this is a correction, not a doubt.
const clockToleranceMs = 5 * 60_000

export function createEventStore({ journal, index, clock, randomBytes, announce }: EventStorePorts): EventStore {
  const caseSeqs = new Map([...index.caseRecords].map(([id, records]) => [id, records.at(-1) ?? 0]))
  const stationEvents = [...index.stationEvents]
  let lastSavedAt = findLastMoment(index)
  // The latest time ever seen here, never lowered: a clock set back stays doubtful until it has caught up.
  let latestMs = lastSavedAt === null ? 0 : Date.parse(lastSavedAt)

  function envelope(by: Author): Omit<EventEnvelope, 'stream' | 'parents' | 'salt'> {
    const now = clock.now()
    const lacks = by.gaps.filter(isEventName)
    const isBack = now.getTime() < latestMs - clockToleranceMs
    latestMs = Math.max(latestMs, now.getTime())
    return {
      v: 1,
      // A paper whose reservation is lost is a gap of the case, and no event that could be named here.
      ...(lacks.length > 0 ? { lacks } : {}),
      operator: by.operator,
      station: journal.station,
      incarnation: journal.incarnation,
      at: momentInChina(now),
      clock: isBack ? 'doubtful' : 'ok',
    }
  }

  /** Events of one command, each standing on the one before. */
  function nameInTurn<B, E extends DeskEvent>(heads: readonly EventName[], bodies: readonly B[], make: (body: B, parents: readonly EventName[], salt: string) => E): readonly Named<E>[] {
    const named: Named<E>[] = []
    for (const body of bodies) {
      const last = named.at(-1)
      const event = make(body, last ? [last.name] : heads, drawSalt(randomBytes))
      named.push({ name: nameEvent(canonicalJson(event)), event })
    }
    return named
  }

  async function append<E extends DeskEvent>(stream: string, events: readonly Named<E>[]): Promise<Result<{ readonly seq: number; readonly savedAt: string }, DiskFailure>> {
    const body = Buffer.from(canonicalJson(events.map(({ event }) => event)))
    // Acknowledging what a later start would set aside is losing it.
    const isReadable = (stream.startsWith('case:') ? readCaseEvents(body, stream.slice('case:'.length)) : readStationEvents(body, stream)).length === events.length
    if (!isReadable) throw new Error(`events of ${events.map(({ event }) => event.kind).join(', ')} do not have the shape of the contract`)
    const appended = await journal.append(stream, body)
    if (!appended.ok) return appended
    const savedAt = momentInChina(clock.now())
    lastSavedAt = savedAt
    return ok({ seq: appended.value.seq, savedAt })
  }

  return {
    caseSeqs,
    stationEvents,
    casesOn: (day) => [...(index.caseDays.get(day) ?? [])],
    reservedNumbers: () => index.reserved.keys(),
    caseOfPaper: (number) => index.reserved.get(number) ?? null,
    unfinishedPapers: () => [...index.reserved].flatMap(([number, caseId]) => (index.finished.has(number) ? [] : [{ caseId, number }])),
    lastSavedAt: () => lastSavedAt,
    clockDoubt: () => (clock.now().getTime() < latestMs - clockToleranceMs ? momentInChina(new Date(latestMs)) : null),
    readCase: async (id) => {
      const records = index.caseRecords.get(id)
      if (!records) return ok(null)
      const bodies = await journal.read(records)
      return bodies.ok ? ok(bodies.value.flatMap((body) => (body ? readCaseEvents(body, id) : []))) : bodies
    },
    appendToCase: async (id, bodies, by) => {
      const shared = envelope(by)
      const events = nameInTurn(by.heads, bodies, (body, parents, salt): CaseEvent => ({ ...shared, salt, stream: `case:${id}`, parents, ...body }))
      const saved = await append(`case:${id}`, events)
      if (!saved.ok) return saved
      noteCaseRecord(index, id, saved.value.seq)
      noteCaseDay(index, id, shared.at.slice(0, 10))
      notePapers(index, events)
      caseSeqs.set(id, saved.value.seq)
      announce(journal.head().seq)
      return ok({ events, savedAt: saved.value.savedAt })
    },
    appendToStation: async (bodies, by) => {
      const shared = envelope(by)
      const stream = `station:${journal.station}` as const
      const events = nameInTurn(by.heads, bodies, (body, parents, salt): StationEvent => ({ ...shared, salt, stream, parents, ...body }))
      const saved = await append(stream, events)
      if (!saved.ok) return saved
      stationEvents.push(...events)
      announce(journal.head().seq)
      return ok({ events, savedAt: saved.value.savedAt })
    },
  }
}

/** Heads of a stream that is small enough to be held whole. */
export function headsOf(events: readonly Named<DeskEvent>[]): readonly EventName[] {
  return [...findHeads(new Map(events.map(({ name, event }) => [name, event.parents])))]
}

function isEventName(name: string): name is EventName {
  return /^[0-9a-f]{32}$/.test(name)
}
