import { type DayEntry, type DayRecord, entryKindOf, type IssuedNumber, type RawEvent } from '../../shared/domain/dayAccount.ts'
import type { DayNumber } from '../../shared/contracts/dayClose.ts'
import { type PaperKind, paperKinds } from '../../shared/domain/events.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import type { DiskFailure } from './files.ts'
import type { Journal } from './journal/journal.ts'
import { areReadable, caseOfStream, textsOf } from './recordEvents.ts'

/** What the journal has of one day. */
export interface GatheredDay {
  /** In order, without the closes of days. */
  readonly records: readonly DayRecord[]
  /** Of the day's streams. */
  readonly recordsOf: (stream: string) => readonly number[]
  /** Records between the day's first and last that are indexed and can't be read. */
  readonly unreadable: number
  /** Entries whose moment is not to be believed. */
  readonly doubtful: number
  readonly numbers: readonly DayNumber[]
  readonly voidedEarlier: readonly string[]
  /** Every number that was ever taken here. */
  readonly reserved: readonly (IssuedNumber & { readonly incarnation: string })[]
}

/** `演练-7KQ2M-A1B2C3-0007` → series `演练-7KQ2M-A1B2C3`, counter 7. */
export function seriesOf(number: string): IssuedNumber & { readonly incarnation: string } {
  const parts = number.split('-')
  return { series: parts.slice(0, -1).join('-'), incarnation: parts.at(-2) ?? '', counter: Number(parts.at(-1)) }
}

/**
 * Reads the streams that have events of this day, and no others. An event counts on the day that its moment names, as
 * it was written, also where the clock was wrong: so the same day gives the same count for ever.
 */
export async function gatherDay(journal: Pick<Journal, 'index' | 'read'>, day: string, upTo: number): Promise<Result<GatheredDay, DiskFailure>> {
  const index = await journal.index()
  if (!index.ok) return index
  const places = index.value.streamsOn(day).flatMap((stream) => index.value.seqsOf(stream).filter((seq) => seq <= upTo).map((seq) => ({ seq, stream })))
  places.sort((one, other) => one.seq - other.seq)
  const bodies = await journal.read(places.map(({ seq }) => seq))
  if (!bodies.ok) return bodies
  const records: DayRecord[] = []
  const unread: number[] = []
  const taken = new Map<string, Omit<DayNumber, 'stage'>>()
  const [made, voided] = [new Set<string>(), new Set<string>()]
  const voidedEarlier: string[] = []
  let doubtful = 0
  for (const [at, { seq, stream }] of places.entries()) {
    const body = bodies.value[at]
    if (!body) {
      unread.push(seq)
      continue
    }
    const entries: DayEntry[] = []
    for (const text of textsOf(body)) {
      const event = readRaw(text)
      if (event.kind === 'paper.rendered') made.add(event.number)
      if (event.kind === 'paper.voided') voided.add(event.number)
      if (event.at.slice(0, 10) !== day) continue
      const kind = entryKindOf(event)
      if (kind === null) continue
      entries.push({ kind, isReadable: areReadable([text], stream) })
      if (event.isDoubtful) doubtful += 1
      if (event.kind === 'paper.reserved' && event.paper) taken.set(event.number, { number: event.number, paper: event.paper, caseId: caseOfStream(stream) ?? '' })
      if (event.kind === 'paper.voided' && !taken.has(event.number)) voidedEarlier.push(event.number)
    }
    if (entries.length > 0) records.push({ seq, stream, entries })
  }
  const [first, last] = [records[0]?.seq ?? Infinity, records.at(-1)?.seq ?? 0]
  return ok({
    records,
    recordsOf: (stream) => index.value.seqsOf(stream),
    unreadable: unread.filter((seq) => seq > first && seq < last).length,
    doubtful,
    numbers: [...taken.values()].map((each) => ({ ...each, stage: voided.has(each.number) ? 'voided' : made.has(each.number) ? 'made' : 'reserved' })),
    voidedEarlier,
    reserved: [...index.value.reservations().keys()].map(seriesOf),
  })
}

/** The day that the first event of a record names; `null` where it can't be read. */
export async function dayOfRecord(journal: Pick<Journal, 'read'>, seq: number): Promise<Result<string | null, DiskFailure>> {
  const bodies = await journal.read([seq])
  if (!bodies.ok) return bodies
  const [text] = textsOf(bodies.value[0] ?? new Uint8Array())
  return ok(text === undefined ? null : readRaw(text).at.slice(0, 10))
}

interface Raw extends RawEvent {
  readonly at: string
  readonly isDoubtful: boolean
  readonly number: string
  readonly paper: PaperKind | null
}

/** Whatever its shape: what was written is counted, also what this program can't read. */
function readRaw(text: string): Raw {
  const event: unknown = JSON.parse(text)
  const payload = at(event, 'payload')
  return {
    kind: textAt(event, 'kind'),
    at: textAt(event, 'at'),
    isDoubtful: textAt(event, 'clock') === 'doubtful',
    path: textAt(payload, 'path'),
    action: textAt(payload, 'action'),
    number: textAt(payload, 'number'),
    paper: paperKinds.find((kind) => kind === textAt(payload, 'paperKind')) ?? null,
  }
}
const at = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(key) : undefined)
function textAt(value: unknown, key: string): string {
  const found = at(value, key)
  return typeof found === 'string' ? found : ''
}
