import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseEvent, CaseEventBody, DeskEvent, EventEnvelope, EventName, Named, OperatorId, StationEvent, StationEventBody } from '../../shared/domain/events.ts'
import { versionOf } from '../../shared/domain/events.ts'
import { findHeads } from '../../shared/domain/eventGraph.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { momentInChina } from './chinaTime.ts'
import { type ClockWatch, createClockWatch } from './clockWatch.ts'
import type { DiskFailure } from './files.ts'
import { counterOf, drawSalt, nameEvent } from './identity.ts'
import type { Journal } from './journal/journal.ts'
import type { StreamIndex } from './journal/streamIndex.ts'
import type { ArrivedEvent, BegunCase, ImportReport, Kept, Origin, ReceivedEvent } from './kept.ts'
import { createKnownNames } from './knownNames.ts'
import type { Clock, RandomBytes } from './ports.ts'
import { nothingPlain, type PlainPage } from './sync/plainPage.ts'
import { areReadable, caseOfStream, readCaseEvents, readStationEvents, streamOfCase, textsOf } from './recordEvents.ts'

/**
 * Events on top of the journal. What a start needs is known at once; what asks about all cases waits for the index,
 * which is read after the start.
 */
export interface EventStore {
  /** The clock that its events are marked by. */
  readonly clockWatch: ClockWatch
  readonly stationEvents: readonly Named<StationEvent>[]
  /** Of other stations, as far as they have told. */
  nameOfOther(operator: OperatorId): string | null
  /** Of this one or another. */
  nameOfStation(station: string): string | null
  /** Cases touched here after this record of the journal, each with the number of its last record; oldest change first. 0: every case. */
  changedCases(since: number): Promise<Result<readonly ChangedCase[], DiskFailure>>
  /** The same for what came from others, by records of what is kept. */
  importedCases(since: number): Promise<Result<readonly ChangedCase[], DiskFailure>>
  /** `null` before anything came. */
  keptHead(): { readonly seq: number; readonly chain: string } | null
  /** Chain value of a record of what is kept; `null` when there is none. */
  findKeptChain(seq: number): Promise<string | null>
  countCases(): Promise<Result<number, DiskFailure>>
  /** Cases that have an event of this day in China, `YYYY-MM-DD`, in the order in which they first had one. */
  casesOn(day: string): Promise<Result<readonly string[], DiskFailure>>
  countPapers(): Promise<Result<number, DiskFailure>>
  /** The highest counter ever reserved under this incarnation, 0 before any. */
  highestCounter(incarnation: string): Promise<Result<number, DiskFailure>>
  /** The case that a number was reserved for; `null` for a number nobody gave out here. */
  caseOfPaper(number: string): Promise<Result<string | null, DiskFailure>>
  /** Numbers that more than one event has reserved, here or elsewhere, with the cases of those events. */
  numbersTwice(): Promise<Result<readonly { readonly number: string; readonly cases: readonly string[] }[], DiskFailure>>
  /** Numbers that were reserved and then neither drawn nor voided, with their case. */
  unfinishedPapers(): readonly { readonly caseId: string; readonly number: string }[]
  /** Erasures of a case that were confirmed here, and all that the server's role `retention` wrote. */
  confirmedErasures(id: string): ReadonlySet<EventName>
  /** Erasures of a case that a supervisor has refused here and nobody has confirmed since. */
  refusedErasures(id: string): ReadonlySet<EventName>
  /** All of them, oldest word first. */
  refusals(): readonly Refusal[]
  /** Cases of which an erasure acts here. */
  erasedCases(): readonly string[]
  /** ISO 8601; `null` before the first record with events. */
  lastSavedAt(): string | null
  /** Idempotent by name; what does not match is set aside with its reason. */
  importEvents(received: readonly ReceivedEvent[], from: Origin, plain?: PlainPage): Promise<Result<ImportReport, DiskFailure>>
  /** Every event of a stream as it is stored, own ones first. */
  readTexts(stream: string): Promise<Result<readonly string[], DiskFailure>>
  /** Every event of a case as it is stored, for another station; of an erased case its erasures alone. */
  exportCase(id: string): Promise<Result<readonly ArrivedEvent[], DiskFailure>>
  /** Own events and those of others; `null` when this station has no such case. */
  readCase(id: string): Promise<Result<readonly Named<CaseEvent>[] | null, DiskFailure>>
  appendToCase(id: string, bodies: readonly CaseEventBody[], by: Author): Promise<Result<Appended<CaseEvent>, DiskFailure>>
  appendToStation(bodies: readonly StationEventBody[], by: Author): Promise<Result<Appended<StationEvent>, DiskFailure>>
}
/** What a supervisor refused. */
export interface Refusal {
  readonly id: string
  readonly erasure: EventName
  readonly reason: string
  /** Somebody's, not retention's. */
  readonly isWish: boolean
  readonly operator: OperatorId
  readonly at: string
  /** Number of the record that says so: one word is one record. */
  readonly seq: number
}
export interface ChangedCase {
  readonly id: string
  /** Number of its last record. */
  readonly seq: number
}
export interface Author {
  readonly operator: OperatorId
  /** What this station has of the stream. */
  readonly heads: readonly EventName[]
  /** What is referred to there and not here, written off or not. */
  readonly missing: readonly string[]
}
export interface Appended<E extends DeskEvent> {
  readonly events: readonly Named<E>[]
  readonly savedAt: string
}

export interface EventStorePorts {
  readonly journal: Journal
  readonly kept: Kept
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  /** Called after every flush of the journal. */
  readonly announce: () => void
  /** Called after every flush of events, before it is announced. */
  readonly onWritten?: (stream: string, events: readonly DeskEvent[]) => void
  /** Called when events of others came in, with the cases that they touch, and with those that began with a row. */
  readonly onImported: (caseIds: readonly string[], begun: readonly BegunCase[]) => Promise<void>
  /** Events of this station's present incarnation came in that it does not have. */
  readonly onOwnUnknown?: (events: number) => Promise<void>
}

export function createEventStore({ journal, kept, clock, randomBytes, announce, onWritten, onImported, onOwnUnknown }: EventStorePorts): EventStore {
  const { keptRecords, lastAt, clock: clockSeen, unfinished } = journal.start
  const clockWatch = createClockWatch(clock, clockSeen)
  const stationEvents: Named<StationEvent>[] = []
  /** By whom is in the event; a supervisor's word is a change of its case as well. */
  const erased: { readonly id: string; readonly erasure: EventName; readonly seq: number }[] = []
  const refused = new Map<EventName, Refusal>()
  const noteStationEvents = (events: readonly Named<StationEvent>[], seq: number): void => {
    stationEvents.push(...events)
    for (const { event } of events) {
      if (event.kind === 'erasure.confirmed') erased.push({ id: caseOfStream(event.payload.stream) ?? '', erasure: event.payload.erasure, seq })
      if (event.kind === 'erasure.refused') refused.set(event.payload.erasure, { id: caseOfStream(event.payload.stream) ?? '', erasure: event.payload.erasure, reason: event.payload.reason, isWish: event.payload.wished === true, operator: event.operator, at: event.at, seq })
    }
  }
  for (const { seq, stream, body } of keptRecords) if (body) noteStationEvents(readStationEvents(body, stream), seq)
  const otherOperators = new Map<OperatorId, string>()
  const otherStations = new Map<string, string>()
  const noteOthers = (body: Uint8Array | null, stream: string): void => {
    if (!body || !stream.startsWith('station:')) return
    for (const { event } of readStationEvents(body, stream)) {
      if (event.kind === 'operator.added') otherOperators.set(event.payload.id, event.payload.name)
      if (event.kind === 'station.setUp') otherStations.set(stream.slice('station:'.length), event.payload.name)
    }
  }
  for (const { stream, body } of kept.log?.start.keptRecords ?? []) noteOthers(body, stream)
  const unfinishedPapers = new Map(unfinished.map(({ number, stream }) => [number, caseOfStream(stream) ?? '']))
  const foundTwice = new Map<string, readonly string[]>()
  let lookedForTwice = { own: 0, others: 0 }
  let lastSavedAt = lastAt

  async function asked<T>(question: (index: StreamIndex) => T): Promise<Result<T, DiskFailure>> {
    const index = await journal.index()
    return index.ok ? ok(question(index.value)) : index
  }

  async function keptIndex(): Promise<Result<StreamIndex | null, DiskFailure>> {
    return kept.log ? kept.log.index() : ok(null)
  }

  /** Records of a stream, own ones first; `null` for one that can't be read any more. */
  async function bodiesOf(stream: string): Promise<Result<readonly (Uint8Array | null)[], DiskFailure>> {
    const bodies: (Uint8Array | null)[] = []
    for (const log of kept.log ? [journal, kept.log] : [journal]) {
      const index = await log.index()
      if (!index.ok) return index
      const read = await log.read(index.value.seqsOf(stream))
      if (!read.ok) return read
      bodies.push(...read.value)
    }
    return ok(bodies)
  }

  function confirmedErasures(id: string): ReadonlySet<EventName> {
    const byRetention = [...kept.retentionErasures()].flatMap(([name, stream]) => (stream === streamOfCase(id) ? [name] : []))
    return new Set([...byRetention, ...erased.flatMap((one) => (one.id === id ? [one.erasure] : []))])
  }

  /** What acts can't be refused any more. */
  function refusals(): readonly Refusal[] {
    if (refused.size === 0) return []
    const acting = new Set([...kept.retentionErasures().keys(), ...erased.map(({ erasure }) => erasure)])
    return [...refused.values()].filter(({ erasure }) => !acting.has(erasure))
  }
  /** Read again from a server, what was refused is anyone's wish; whoever refused a wish has said nothing of what retention says. */
  function heedRefusal(event: ReceivedEvent): ReceivedEvent {
    if (event.byRetention === undefined || refused.get(event.name)?.isWish !== false) return event
    const { byRetention: _, ...wished } = event
    return wished
  }

  async function readTexts(stream: string): Promise<Result<readonly string[], DiskFailure>> {
    const bodies = await bodiesOf(stream)
    return bodies.ok ? ok([...new Set(bodies.value.flatMap((body) => (body ? textsOf(body) : [])))]) : bodies
  }

  const known = createKnownNames({
    recordsOf: async (stream) => {
      const [own, others] = [await journal.index(), await keptIndex()]
      if (!own.ok) return own
      if (!others.ok) return others
      return ok({ own: own.value.seqsOf(stream), others: others.value?.seqsOf(stream) ?? [] })
    },
    readNames: async (stream) => {
      const texts = await readTexts(stream)
      return texts.ok ? ok(texts.value.map(nameEvent)) : texts
    },
  })

  function envelope(by: Author): Omit<EventEnvelope, 'stream' | 'parents' | 'salt'> {
    const lacks = by.missing.filter(isEventName)
    return {
      v: 1,
      // A paper whose reservation is lost is a gap of the case, and no event that could be named here.
      ...(lacks.length > 0 ? { lacks } : {}),
      operator: by.operator,
      station: journal.station,
      incarnation: journal.incarnation,
      ...clockWatch.stamp(),
    }
  }

  /** Events of one command, each standing on the one before. */
  function nameInTurn<B, E extends DeskEvent>(heads: readonly EventName[], bodies: readonly B[], make: (body: B, parents: readonly EventName[], salt: string) => E): NamedInTurn<E> {
    const [events, texts]: [Named<E>[], string[]] = [[], []]
    for (const body of bodies) {
      const last = events.at(-1)
      const event = make(body, last ? [last.name] : heads, drawSalt(randomBytes))
      const text = canonicalJson(event)
      events.push({ name: nameEvent(text), event })
      texts.push(text)
    }
    return { events, texts }
  }

  async function append<E extends DeskEvent>(stream: string, { events, texts }: NamedInTurn<E>): Promise<Result<{ readonly seq: number; readonly savedAt: string }, DiskFailure>> {
    // Acknowledging what a later start would set aside is losing it.
    const check = (): void => {
      if (!areReadable(texts, stream)) throw new Error(`events of ${events.map(({ event }) => event.kind).join(', ')} do not have the shape of the contract`)
    }
    const appended = await journal.append(stream, Buffer.from(`[${texts.join(',')}]`), check)
    if (!appended.ok) return appended
    const savedAt = momentInChina(clock.now())
    lastSavedAt = savedAt
    onWritten?.(stream, events.map(({ event }) => event))
    return ok({ seq: appended.value.seq, savedAt })
  }

  return {
    clockWatch,
    stationEvents,
    nameOfOther: (operator) => otherOperators.get(operator) ?? null,
    nameOfStation: (station) => (station === journal.station ? stationEvents : []).reduce<string | null>((name, { event }) => (event.kind === 'station.setUp' ? event.payload.name : name), otherStations.get(station) ?? null),
    changedCases: (since) => asked((index) => withWords(casesAmong(index.changedSince(since)), [...erased, ...refused.values()].filter(({ seq }) => seq > since))),
    importedCases: async (since) => {
      const index = await keptIndex()
      return index.ok ? ok(casesAmong(index.value?.changedSince(since) ?? [])) : index
    },
    keptHead: () => kept.log?.head() ?? null,
    findKeptChain: async (seq) => (await kept.log?.findChain(seq)) ?? null,
    countCases: async () => {
      const [own, others] = [await journal.index(), await keptIndex()]
      if (!own.ok) return own
      if (!others.ok) return others
      return ok(new Set([...own.value.streams(), ...(others.value?.streams() ?? [])].filter((stream) => caseOfStream(stream) !== null)).size)
    },
    casesOn: (day) => asked((index) => index.streamsOn(day).flatMap((stream) => caseOfStream(stream) ?? [])),
    countPapers: () => asked((index) => index.reservations().size),
    highestCounter: (incarnation) => asked((index) => [...index.reservations().keys()].reduce((most, number) => Math.max(most, counterOf(number, incarnation)), 0)),
    caseOfPaper: (number) => asked((index) => caseOfStream(index.reservations().get(number)?.stream ?? '')),
    numbersTwice: async () => {
      const [own, others] = [await journal.index(), await keptIndex()]
      if (!own.ok) return own
      if (!others.ok) return others
      const [ofOwn, ofOthers] = [own.value.reservations(), others.value?.reservations() ?? null]
      // A number that was noted in neither since the last look is what it was.
      for (const number of [...own.value.reservedFrom(lookedForTwice.own), ...(others.value?.reservedFrom(lookedForTwice.others) ?? [])]) {
        const events = new Map([...(ofOwn.get(number)?.events ?? []), ...(ofOthers?.get(number)?.events ?? [])])
        if (events.size > 1) foundTwice.set(number, [...events.values()].flatMap((stream) => caseOfStream(stream) ?? []))
      }
      lookedForTwice = { own: own.value.countReserved(), others: others.value?.countReserved() ?? 0 }
      return ok([...foundTwice].map(([number, cases]) => ({ number, cases })))
    },
    unfinishedPapers: () => [...unfinishedPapers].map(([number, caseId]) => ({ caseId, number })),
    confirmedErasures,
    refusedErasures: (id) => new Set(refusals().flatMap((one) => (one.id === id ? [one.erasure] : []))),
    refusals,
    erasedCases: () => [...new Set([...erased.map(({ id }) => id), ...[...kept.retentionErasures().values()].flatMap((stream) => caseOfStream(stream) ?? [])])],
    lastSavedAt: () => lastSavedAt,
    readCase: async (id) => {
      const bodies = await bodiesOf(streamOfCase(id))
      if (!bodies.ok) return bodies
      if (bodies.value.length === 0) return ok(null)
      const events = new Map(bodies.value.flatMap((body) => (body ? readCaseEvents(body, id) : [])).map((named) => [named.name, named]))
      return ok([...events.values()])
    },
    importEvents: async (events, from, plain = nothingPlain) => {
      const imported = await kept.import({ events: refused.size === 0 ? events : events.map(heedRefusal), plain }, from, known)
      for (const stream of imported.ok ? imported.value.streams : []) {
        const bodies = stream.startsWith('station:') ? await bodiesOf(stream) : ok([])
        if (bodies.ok) for (const body of bodies.value) noteOthers(body, stream)
      }
      if (imported.ok && imported.value.streams.length > 0) await onImported(imported.value.streams.flatMap((stream) => caseOfStream(stream) ?? []), imported.value.begun)
      if (imported.ok && imported.value.ownUnknown > 0) await onOwnUnknown?.(imported.value.ownUnknown)
      return imported
    },
    readTexts,
    exportCase: async (id) => {
      const texts = await readTexts(streamOfCase(id))
      if (!texts.ok) return texts
      const all = texts.value.map((text) => ({ name: nameEvent(text), bytes: Buffer.from(text) }))
      const erasures = confirmedErasures(id)
      return ok(erasures.size === 0 ? all : all.filter(({ name }) => erasures.has(name)))
    },
    appendToCase: async (id, bodies, by) => {
      const shared = envelope(by)
      const named = nameInTurn(by.heads, bodies, (body, parents, salt): CaseEvent => ({ ...shared, v: versionOf(body), salt, stream: streamOfCase(id), parents, ...body }))
      const saved = await append(streamOfCase(id), named)
      if (!saved.ok) return saved
      for (const { event } of named.events) {
        if (event.kind === 'paper.reserved') unfinishedPapers.set(event.payload.number, id)
        if (event.kind === 'paper.rendered' || event.kind === 'paper.voided') unfinishedPapers.delete(event.payload.number)
      }
      announce()
      return ok({ events: named.events, savedAt: saved.value.savedAt })
    },
    appendToStation: async (bodies, by) => {
      const shared = envelope(by)
      const stream = `station:${journal.station}` as const
      const named = nameInTurn(by.heads, bodies, (body, parents, salt): StationEvent => ({ ...shared, salt, stream, parents, ...body }))
      const saved = await append(stream, named)
      if (!saved.ok) return saved
      noteStationEvents(named.events, saved.value.seq)
      announce()
      return ok({ events: named.events, savedAt: saved.value.savedAt })
    },
  }
}

interface NamedInTurn<E extends DeskEvent> {
  readonly events: readonly Named<E>[]
  /** Canonical JSON of each. */
  readonly texts: readonly string[]
}

function casesAmong(changed: readonly (readonly [stream: string, seq: number])[]): readonly ChangedCase[] {
  return changed.flatMap(([stream, seq]) => {
    const id = caseOfStream(stream)
    return id === null ? [] : [{ id, seq }]
  })
}

/** Still each case once and the oldest change first. */
function withWords(changed: readonly ChangedCase[], words: readonly ChangedCase[]): readonly ChangedCase[] {
  if (words.length === 0) return changed
  const last = new Map(changed.map(({ id, seq }) => [id, seq]))
  for (const { id, seq } of words) last.set(id, Math.max(seq, last.get(id) ?? 0))
  return [...last].map(([id, seq]) => ({ id, seq })).sort((one, other) => one.seq - other.seq)
}

/** Heads of a stream that is small enough to be held whole. */
export function headsOf(events: readonly Named<DeskEvent>[]): readonly EventName[] {
  return [...findHeads(new Map(events.map(({ name, event }) => [name, event.parents])))]
}

function isEventName(name: string): name is EventName {
  return /^[0-9a-f]{32}$/.test(name)
}
