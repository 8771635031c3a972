import type { CaseEventBody, StationEventBody } from './events.ts'

/**
 * 日结: what was entered at this station on one day in China, and where each entry has got to. Pure. What was entered is
 * counted from the journal's records; where it has got to is what the exchange with the server says by its own book.
 */

/** The kinds of entries that a clerk knows, in the order of a day's work. */
export const entryKinds = ['opened', 'filled', 'materials', 'accepted', 'supplement', 'refused', 'decided', 'numbered', 'handled', 'scans', 'notes', 'sorted', 'station', 'other'] as const
export type EntryKind = (typeof entryKinds)[number]

const kindsOfEvents: Readonly<Record<Exclude<CaseEventBody['kind'] | StationEventBody['kind'], 'day.closed'>, EntryKind>> = {
  'case.opened': 'opened',
  'field.write': 'filled',
  'status.write': 'decided',
  'case.moved': 'decided',
  'paper.reserved': 'numbered',
  'paper.rendered': 'handled',
  'paper.delivered': 'handled',
  'paper.confirmed': 'handled',
  'paper.voided': 'handled',
  'scan.added': 'scans',
  'scan.retracted': 'scans',
  'note.added': 'notes',
  'note.retracted': 'notes',
  'marks.acknowledged': 'sorted',
  'gap.writtenOff': 'sorted',
  'station.setUp': 'station',
  'operator.added': 'station',
  'erasure.confirmed': 'station',
  'erasure.refused': 'station',
  'edition.chosen': 'station',
  'clock.confirmed': 'station',
}
const kindsByName: ReadonlyMap<string, EntryKind> = new Map(Object.entries(kindsOfEvents))
const kindsOfActions: ReadonlyMap<string, EntryKind> = new Map([
  ['accept', 'accepted'],
  ['supplement', 'supplement'],
  ['refuse', 'refused'],
  ['settle', 'sorted'],
])

/** An event as it stands in a record, whatever wrote it. */
export interface RawEvent {
  readonly kind: string
  readonly path: string
  readonly action: string
}

/** `null` for a close itself: it is the account, and no entry of the day. */
export function entryKindOf({ kind, path, action }: RawEvent): EntryKind | null {
  if (kind === 'day.closed') return null
  if (kind === 'field.write' && path.startsWith('materials.')) return 'materials'
  if (kind === 'status.write') return kindsOfActions.get(action) ?? 'decided'
  return kindsByName.get(kind) ?? 'other'
}

export interface DayEntry {
  readonly kind: EntryKind
  /** This program takes it for an event of its stream. */
  readonly isReadable: boolean
}
/** One command. */
export interface DayRecord {
  readonly seq: number
  readonly stream: string
  readonly entries: readonly DayEntry[]
}

/** What the exchange says of a stream. */
export interface StreamClaim {
  /** Records up to this one are confirmed by a receipt. */
  readonly confirmedUpTo: number
  /** Records on the list of what is to be sent. */
  readonly waiting: readonly number[]
  /** The server would not have the stream. */
  readonly isRefused: boolean
}

export interface DayLine {
  readonly kind: EntryKind
  readonly entered: number
  readonly confirmed: number
  readonly waiting: number
  readonly refused: number
  /** Not readable here, or of a case that was erased: never sent. */
  readonly setAside: number
}

/** Why the account does not add up. Each is an alarm. */
export type DayFault =
  /** Entered, and on no list of the exchange. */
  | { readonly kind: 'unaccounted'; readonly entries: number }
  /** On two lists at once. */
  | { readonly kind: 'doubled'; readonly entries: number }
  /** On a list of the exchange, and not in the journal: to be sent, or the last one confirmed. */
  | { readonly kind: 'unknown'; readonly records: number }
  /** Numbers of the journal that can't be read, in or beside the day's. */
  | { readonly kind: 'lost'; readonly records: number }
  /** Paper numbers left out. */
  | { readonly kind: 'number-gap'; readonly numbers: readonly string[] }
  /** Up to the head of an earlier close there are others now than were counted then. */
  | { readonly kind: 'changed'; readonly before: number; readonly after: number }
  /** The record at the head of an earlier close is another one. */
  | { readonly kind: 'another-chain'; readonly seq: number }

export interface DayTally {
  /** Kinds of which there is something, in their order. */
  readonly lines: readonly DayLine[]
  readonly faults: readonly DayFault[]
}
export interface DayBook {
  /** Of the day, each once. */
  readonly records: readonly DayRecord[]
  /** `null`: no server is set, and everything waits. */
  readonly claimOf: ((stream: string) => StreamClaim) | null
  /** Of cases that were erased. */
  readonly isErased: (stream: string) => boolean
  /** Every record that the journal has of a stream. */
  readonly recordsOf: (stream: string) => readonly number[]
}

export function tallyDay({ records, claimOf, isErased, recordsOf }: DayBook): DayTally {
  const counts = new Map<EntryKind, Counts>()
  const claims = new Map<string, StreamClaim | null>()
  let [unaccounted, doubled] = [0, 0]
  for (const { seq, stream, entries } of records) {
    const known = claims.get(stream)
    const claim = known === undefined ? (claimOf?.(stream) ?? null) : known
    claims.set(stream, claim)
    const isConfirmed = claim !== null && seq <= claim.confirmedUpTo
    const isListed = claimOf === null || claim?.waiting.includes(seq) === true
    for (const { kind, isReadable } of entries) {
      const count = counts.get(kind) ?? { entered: 0, confirmed: 0, waiting: 0, refused: 0, setAside: 0 }
      counts.set(kind, count)
      count.entered += 1
      if (!isReadable || isErased(stream)) {
        count.setAside += 1
        continue
      }
      if (isConfirmed) count.confirmed += 1
      if (isListed) count[claim?.isRefused === true ? 'refused' : 'waiting'] += 1
      if (!isConfirmed && !isListed) unaccounted += 1
      if (isConfirmed && isListed) doubled += 1
    }
  }
  let unknown = 0
  for (const [stream, claim] of claims) {
    const here = new Set(recordsOf(stream))
    if (claim) unknown += [...claim.waiting, ...(claim.confirmedUpTo > 0 ? [claim.confirmedUpTo] : [])].filter((seq) => !here.has(seq)).length
  }
  return {
    lines: entryKinds.flatMap((kind) => {
      const count = counts.get(kind)
      return count ? [{ kind, ...count }] : []
    }),
    faults: [
      ...(unaccounted > 0 ? [{ kind: 'unaccounted' as const, entries: unaccounted }] : []),
      ...(doubled > 0 ? [{ kind: 'doubled' as const, entries: doubled }] : []),
      ...(unknown > 0 ? [{ kind: 'unknown' as const, records: unknown }] : []),
    ],
  }
}
type Counts = { -readonly [K in Exclude<keyof DayLine, 'kind'>]: number }

export const accountedFor = ({ confirmed, waiting, refused, setAside }: Omit<DayLine, 'kind'>): number => confirmed + waiting + refused + setAside

/** All kinds together. */
export function totalOf(lines: readonly DayLine[]): Omit<DayLine, 'kind'> {
  const sum = (read: (line: DayLine) => number): number => lines.reduce((all, line) => all + read(line), 0)
  return { entered: sum(({ entered }) => entered), confirmed: sum(({ confirmed }) => confirmed), waiting: sum(({ waiting }) => waiting), refused: sum(({ refused }) => refused), setAside: sum(({ setAside }) => setAside) }
}

export interface IssuedNumber {
  readonly series: string
  readonly counter: number
}
/**
 * Counters left out before the day's last one, per series (an incarnation's numbers): behind the highest that was
 * reserved before the day's first.
 */
export function findNumberGaps(ofDay: readonly IssuedNumber[], all: readonly IssuedNumber[]): readonly IssuedNumber[] {
  const gaps: IssuedNumber[] = []
  for (const series of new Set(ofDay.map((issued) => issued.series))) {
    const counters = ofDay.flatMap((issued) => (issued.series === series ? [issued.counter] : []))
    const [first, last] = [Math.min(...counters), Math.max(...counters)]
    const reserved = new Set(all.flatMap((issued) => (issued.series === series ? [issued.counter] : [])))
    let counter = Math.max(0, ...[...reserved].filter((each) => each < first)) + 1
    for (; counter < last; counter += 1) if (!reserved.has(counter)) gaps.push({ series, counter })
  }
  return gaps
}

/** Lost numbers in a stretch of records, and in the runs of lost ones that touch it. `lost` ascends. */
export function lostWithin(lost: readonly number[], first: number, last: number): readonly number[] {
  const all = new Set(lost)
  let [from, to] = [first, last]
  while (all.has(from - 1)) from -= 1
  while (all.has(to + 1)) to += 1
  return lost.filter((seq) => seq >= from && seq <= to)
}
