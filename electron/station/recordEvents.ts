import { largestEventBytes, stationEvent } from '../../shared/contracts/events.ts'
import { readCaseEvent } from '../../shared/contracts/readCaseEvent.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseEvent, DeskEvent, Named, StationEvent } from '../../shared/domain/events.ts'
import { nameEvent } from './identity.ts'
import { findJson } from './journal/opening.ts'
import type { NotesOf } from './journal/segmentIndex.ts'

/** Between records and events: one record holds the events that one command wrote to one stream, as canonical JSON. */

const caseStream = 'case:'
/** Of what came from others: names of erasures that act. */
export const retentionStream = 'retention'
export const streamOfCase = (id: string): `case:${string}` => `case:${id}`
/** `null` for a stream that is no case. */
export const caseOfStream = (stream: string): string | null => (stream.startsWith(caseStream) ? stream.slice(caseStream.length) : null)

export const readCaseEvents = (body: Uint8Array, id: string): readonly Named<CaseEvent>[] => readEvents(body, streamOfCase(id), readCaseEvent)

export const readStationEvents = (body: Uint8Array, stream: string): readonly Named<StationEvent>[] => readEvents(body, stream, parseStationEvent)
const parseStationEvent = (json: unknown): StationEvent | undefined => stationEvent.safeParse(json).data

/** Events whose shape does not match are set aside: they count as not here, so that the fold shows a gap. */
function readEvents<E extends DeskEvent>(body: Uint8Array, stream: string, parse: Parse<E>): readonly Named<E>[] {
  const list = findJson(body)
  return Array.isArray(list) ? readList(list, stream, parse) : []
}

function readList<E extends DeskEvent>(list: readonly unknown[], stream: string, parse: (json: unknown, canonical: string) => E | undefined): readonly Named<E>[] {
  return list.flatMap((json: unknown): Named<E>[] => {
    const canonical = findCanonical(json)
    const event = canonical === null ? null : findEvent(json, canonical, stream, parse)
    // The name is the digest of what was received; an upcaster changes what is read, never the name.
    return canonical !== null && event ? [{ name: nameEvent(canonical), event }] : []
  })
}
type Parse<E extends DeskEvent> = (json: unknown, canonical: string) => E | undefined

function findEvent<E extends DeskEvent>(json: unknown, canonical: string, stream: string, parse: Parse<E>): E | null {
  if (Buffer.byteLength(canonical) > largestEventBytes) return null
  const event = parse(json, canonical)
  return event?.stream === stream ? event : null
}

/** Whether a later start takes these events, each given as its canonical JSON, for events of this stream. */
export function areReadable(texts: readonly string[], stream: string): boolean {
  const parse: Parse<DeskEvent> = caseOfStream(stream) === null ? parseStationEvent : readCaseEvent
  return texts.every((text) => findEvent(JSON.parse(text), text, stream, parse) !== null)
}

/** Every event of a record as it is named, whatever its shape. */
export function textsOf(body: Uint8Array): readonly string[] {
  const list = findJson(body)
  return Array.isArray(list) ? list.flatMap((json: unknown) => findCanonical(json) ?? []) : []
}

function findCanonical(json: unknown): string | null {
  try {
    return canonicalJson(json)
  } catch {
    // Unpaired surrogates, or nested deeper than the stack: no event of ours.
    return null
  }
}

// In canonical JSON, and in no text: there the quotes would be escaped.
const paperMark = Buffer.from('"kind":"paper.')
// A record holds one command, so that its first event has the moment of all; `at` comes first in canonical JSON.
const firstMoment = /^\[\{"at":"(\d{4}-\d{2}-\d{2}T[^"]{1,20})"/
const doubtfulMoment = /^\[\{"at":"[^"]{1,31}","clock":"doubtful"/

const isOfPaper = (json: unknown): boolean => typeof json === 'object' && json !== null && 'kind' in json && typeof json.kind === 'string' && json.kind.startsWith('paper.')

/** Reading every event of every record would make it slower year by year: only those that name papers are. */
export const notesOfRecord: NotesOf = (stream, body) => {
  const id = caseOfStream(stream)
  const keep = isKeptWhole(stream)
  if (!body) return { at: null, isDoubtful: false, reserved: [], finished: [], keep }
  const view = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const list = id !== null && view.includes(paperMark) ? findJson(body) : null
  const events = Array.isArray(list) ? readList(list.filter(isOfPaper), stream, readCaseEvent) : []
  return {
    at: momentOfRecord(view),
    isDoubtful: isMarkedDoubtful(view),
    reserved: events.flatMap(({ name, event }) => (event.kind === 'paper.reserved' ? [{ number: event.payload.number, event: name }] : [])),
    finished: events.flatMap(({ event }) => (event.kind === 'paper.rendered' || event.kind === 'paper.voided' ? [event.payload.number] : [])),
    keep,
  }
}

/** Of its first event. */
export const momentOfRecord = (body: Uint8Array): string | null => firstMoment.exec(beginningOf(body, 64))?.[1] ?? null
/** By its first event, whose mark stands right behind its moment. */
export const isMarkedDoubtful = (body: Uint8Array): boolean => doubtfulMoment.test(beginningOf(body, 96))
const beginningOf = (body: Uint8Array, bytes: number): string => Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, bytes)).toString('latin1')
/** The manifest keeps the bodies of these streams. */
export const isKeptWhole = (stream: string): boolean => stream.startsWith('station:') || stream === retentionStream
