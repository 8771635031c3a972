import { largestEventBytes, stationEvent } from '../../shared/contracts/events.ts'
import { readCaseEvent } from '../../shared/contracts/readCaseEvent.ts'
import type { AsideReason } from '../../shared/contracts/sync.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { EventName } from '../../shared/domain/events.ts'
import { nameEvent } from './identity.ts'
import { findJson } from './journal/opening.ts'
import { countNames, nameAt } from './knownNames.ts'
import type { RecordNotes } from './journal/segmentIndex.ts'
import { isKeptWhole, isMarkedDoubtful, momentOfRecord, textsOf } from './recordEvents.ts'
import { paperStepOf, type PlainStream, writerOf } from './sync/plainPage.ts'

/** What came from elsewhere, before it is kept: by whom it was looked at, and the look that is still due. */
export type ReceivedEvent = (ArrivedEvent | CheckedEvent) & {
  /** In a document of `retention`: an erasure acts, or is held for a supervisor. */
  readonly byRetention?: 'acts' | 'held'
}
/** An event as it arrived. */
export interface ArrivedEvent {
  readonly name: EventName
  readonly bytes: Uint8Array
  /** Why whoever read the document it came in does not let it count. */
  readonly problem?: AsideReason
}
/** Whoever read it has seen that it is canonical, small enough and rightly named (`readBatch.ts`). */
export interface CheckedEvent {
  readonly name: EventName
  readonly text: string
  /** What the text says. */
  readonly json: Readonly<Record<string, unknown>>
}
/** An event that may be kept. */
export interface Judged {
  readonly text: string
  readonly stream: string
  readonly writer: string
  /** Paper numbers that it reserves, and finishes. */
  readonly reserved: string | null
  readonly finished: string | null
  readonly isErasure: boolean
}

/** The one door for events from elsewhere: size, form, name, shape. */
export function judge(received: ReceivedEvent): Judged | { readonly reason: AsideReason } {
  if ('json' in received) return judgeShape(received.json, received.text)
  if (received.problem !== undefined) return { reason: received.problem }
  const text = Buffer.from(received.bytes).toString('utf8')
  const json = readJson(received, text)
  return typeof json === 'string' ? { reason: json } : judgeShape(json, text)
}

function judgeShape(json: object, text: string): Judged | { readonly reason: AsideReason } {
  const ofCase = readCaseEvent(json, text)
  const event = ofCase ?? stationEvent.safeParse(json).data
  if (event === undefined) return { reason: 'unknown-shape' }
  // A station alone says who works there and what it is called.
  if (!ofCase && event.stream !== `station:${event.station}`) return { reason: 'another-station' }
  return { text, stream: event.stream, writer: writerOf(event), isErasure: event.kind === 'case.erased', ...(ofCase ? paperStepOf(ofCase) : { reserved: null, finished: null }) }
}

/** As `notesOfRecord` would find them. */
export function notesOfJudged(stream: string, body: Uint8Array, events: readonly JudgedEntry[]): RecordNotes {
  return {
    at: momentOfRecord(body),
    isDoubtful: isMarkedDoubtful(body),
    reserved: events.flatMap(([name, { reserved }]) => (reserved === null ? [] : [{ number: reserved, event: name }])),
    finished: events.flatMap(([, { finished }]) => finished ?? []),
    keep: isKeptWhole(stream),
  }
}

/** Of each event. */
const writersOf = ({ names, writers }: PlainStream): readonly string[] => Array.from({ length: countNames(names) }, (_, at) => writers[at] ?? writers[0] ?? '')
export const countWrittenBy = (one: PlainStream, writer: string): number => (one.writers.includes(writer) ? writersOf(one).filter((by) => by === writer).length : 0)

/** What was read in one go, event by event. */
export function judgedOf(one: PlainStream, body: Uint8Array): readonly JudgedEntry[] {
  const writers = writersOf(one)
  const steps = new Map(one.papers.map((step) => [step.at, step]))
  return textsOf(body).map((text, at): JudgedEntry => [nameAt(one.names, at), { text, stream: one.stream, writer: writers[at] ?? '', reserved: steps.get(at)?.reserved ?? null, finished: steps.get(at)?.finished ?? null, isErasure: false }])
}

export function notesOfPlain({ stream, names, papers }: PlainStream, body: Uint8Array): RecordNotes {
  return {
    at: momentOfRecord(body),
    isDoubtful: isMarkedDoubtful(body),
    reserved: papers.flatMap(({ at, reserved }) => (reserved === null ? [] : [{ number: reserved, event: nameAt(names, at) }])),
    finished: papers.flatMap(({ finished }) => finished ?? []),
    keep: isKeptWhole(stream),
  }
}

function readJson({ name, bytes }: ArrivedEvent, text: string): object | AsideReason {
  if (bytes.length > largestEventBytes) return 'too-large'
  const json = findJson(bytes)
  if (typeof json !== 'object' || json === null || !isCanonical(json, text) || !Buffer.from(text).equals(bytes)) return 'not-canonical'
  return nameEvent(text) === name ? json : 'wrong-name'
}

function isCanonical(json: unknown, text: string): boolean {
  try {
    return canonicalJson(json) === text
  } catch {
    // Unpaired surrogates, or nested deeper than the stack.
    return false
  }
}

/** As much as a record may hold, with room to spare. */
const largestPartBytes = 1 << 20

export const isOnePart = (body: Uint8Array): boolean => body.length <= largestPartBytes

export function partsOf(events: readonly JudgedEntry[]): readonly (readonly JudgedEntry[])[] {
  const parts: JudgedEntry[][] = []
  let bytes = Infinity
  for (const event of events) {
    const [, { text }] = event
    bytes += Buffer.byteLength(text)
    if (bytes > largestPartBytes) {
      parts.push([])
      bytes = Buffer.byteLength(text)
    }
    parts.at(-1)?.push(event)
  }
  return parts
}
export type JudgedEntry = readonly [EventName, Judged]
