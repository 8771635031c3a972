import { createHash } from 'node:crypto'
import * as z from 'zod'
import { findJson } from './opening.ts'

/** What the index keeps of a record, so that nobody has to read its body again. It stands in clear: no personal data. */
export interface RecordNotes {
  /** Moment of its events, ISO 8601 with the offset of China; `null` when they say none. */
  readonly at: string | null
  /** They were written while the clock was in doubt. */
  readonly isDoubtful: boolean
  /** Paper numbers it reserved, with the event that did. */
  readonly reserved: readonly Reservation[]
  /** Paper numbers it rendered or voided. */
  readonly finished: readonly string[]
  /** Wanted at every start: the manifest keeps the sealed body. */
  readonly keep: boolean
}
export interface Reservation {
  readonly number: string
  readonly event: string
}
/** `null` for a body that could not be opened. */
export type NotesOf = (stream: string, body: Uint8Array | null) => RecordNotes

/** Where the records of one segment stand. Columns of numbers, one entry per record, in the order of the file. */
export interface SegmentIndex {
  readonly segment: number
  readonly seqs: ArrayLike<number>
  readonly starts: ArrayLike<number>
  readonly ends: ArrayLike<number>
  /** Into `streams`. */
  readonly streamOf: ArrayLike<number>
  readonly streams: readonly string[]
  /** Streams by day in China, `YYYY-MM-DD`, in the order in which they first had a record that day. */
  readonly days: readonly (readonly [day: string, streams: readonly number[]])[]
  readonly reserved: readonly (Reservation & { readonly stream: number })[]
  readonly finished: readonly string[]
  /** Where each member begins in the compressed file; empty while it is plain. */
  readonly members: readonly number[]
}

/** Grows record by record, while a segment is written or read. */
export class GrowingIndex implements SegmentIndex {
  readonly segment: number
  readonly seqs: number[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly streamOf: number[] = []
  readonly streams: string[] = []
  readonly reserved: (Reservation & { readonly stream: number })[] = []
  readonly finished: string[] = []
  readonly members: readonly number[] = []
  readonly #ordinals = new Map<string, number>()
  readonly #days = new Map<string, Set<number>>()

  constructor(segment: number) {
    this.segment = segment
  }
  get days(): readonly (readonly [string, readonly number[]])[] {
    return [...this.#days].map(([day, streams]) => [day, [...streams]])
  }
  add({ seq, stream, start, end }: { readonly seq: number; readonly stream: string; readonly start: number; readonly end: number }, { at, reserved, finished }: RecordNotes): void {
    let ordinal = this.#ordinals.get(stream)
    if (ordinal === undefined) {
      ordinal = this.streams.length
      this.#ordinals.set(stream, ordinal)
      this.streams.push(stream)
    }
    this.seqs.push(seq)
    this.starts.push(start)
    this.ends.push(end)
    this.streamOf.push(ordinal)
    for (const reservation of reserved) this.reserved.push({ ...reservation, stream: ordinal })
    this.finished.push(...finished)
    if (at === null) return
    const day = at.slice(0, 10)
    const streams = this.#days.get(day)
    if (streams) streams.add(ordinal)
    else this.#days.set(day, new Set([ordinal]))
  }
}

/** Numbers that were expected and are not here. */
export function missingFrom(expected: ArrayLike<number>, found: ArrayLike<number>): readonly number[] {
  const here = new Set(Array.from(found))
  return Array.from(expected).filter((seq) => !here.has(seq))
}

/** The days of a growing index are made when they are asked for. */
export const columnsOf = ({ segment, seqs, starts, ends, streamOf, streams, days, reserved, finished, members }: SegmentIndex): SegmentIndex => ({ segment, seqs, starts, ends, streamOf, streams, days, reserved, finished, members })

export const emptyIndex = (segment: number): SegmentIndex => ({ segment, seqs: [], starts: [], ends: [], streamOf: [], streams: [], days: [], reserved: [], finished: [], members: [] })

/** Numbers are written as steps: mostly ones and zeros, half the size and half the time to read. */
function toSteps(index: SegmentIndex, sha256: string): object {
  const { segment, streams, days, reserved, finished, members } = index
  const count = index.seqs.length
  const step = (column: ArrayLike<number>, before: (at: number) => number): readonly number[] => Array.from({ length: count }, (_, at) => (column[at] ?? 0) - before(at))
  return {
    segment,
    sha256,
    seqSteps: step(index.seqs, (at) => index.seqs[at - 1] ?? 0),
    startSteps: step(index.starts, (at) => index.ends[at - 1] ?? 0),
    lengths: step(index.ends, (at) => index.starts[at] ?? 0),
    streamOf: Array.from(index.streamOf),
    streams,
    days,
    reserved,
    finished,
    members,
  }
}

// Checked in one pass: a shape per number would take longer than reading the file.
const counts = z.custom<readonly number[]>((value) => Array.isArray(value) && value.every((entry) => Number.isSafeInteger(entry) && entry >= 0))
const stepsShape = z.object({
  segment: z.int(),
  sha256: z.string(),
  seqSteps: counts,
  startSteps: counts,
  lengths: counts,
  streamOf: counts,
  streams: z.array(z.string()),
  days: z.array(z.tuple([z.string(), counts])),
  reserved: z.array(z.object({ number: z.string(), event: z.string(), stream: z.int() })),
  finished: z.array(z.string()),
  members: counts,
})

/** `sha256`: of the plain segment that it was made from. */
export const encodeIndex = (index: SegmentIndex, sha256: string): Uint8Array => encodeChecked(toSteps(index, sha256))

/** `null` when it is damaged, or was not made from this segment. */
export function decodeIndex(bytes: Uint8Array, segment: number, sha256: string): SegmentIndex | null {
  const read = stepsShape.safeParse(decodeChecked(bytes))
  if (!read.success || read.data.segment !== segment || read.data.sha256 !== sha256) return null
  const { seqSteps, startSteps, lengths, streamOf, streams, days, reserved, finished, members } = read.data
  const count = seqSteps.length
  const index = { seqs: new Uint32Array(count), starts: new Uint32Array(count), ends: new Uint32Array(count) }
  for (let at = 0, seq = 0, end = 0; at < count; at += 1) {
    seq += seqSteps[at] ?? 0
    const start = end + (startSteps[at] ?? 0)
    end = start + (lengths[at] ?? 0)
    index.seqs[at] = seq
    index.starts[at] = start
    index.ends[at] = end
  }
  return { segment, ...index, streamOf: Uint32Array.from(streamOf), streams, days, reserved, finished, members }
}

const prefix = '{"digest":"'
const middle = '","content":'

/** JSON that carries the digest of its content: a derived file is believed whole or made again. */
export function encodeChecked(content: object): Uint8Array {
  const text = JSON.stringify(content)
  return Buffer.from(`${prefix}${digestOf(text)}${middle}${text}}\n`)
}

/** `null` when a byte of it was changed. */
export function decodeChecked(bytes: Uint8Array): unknown {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const contentStart = prefix.length + 64 + middle.length
  if (view.length < contentStart + 2 || view.toString('latin1', 0, prefix.length) !== prefix) return null
  const content = view.subarray(contentStart, -2)
  return view.toString('latin1', prefix.length, prefix.length + 64) === digestOf(content) ? findJson(content) : null
}

const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
