import type { RecordNotes, SegmentIndex } from './segmentIndex.ts'

/** Where a record stands. */
export interface Place {
  readonly segment: number
  readonly start: number
  readonly end: number
  readonly members: readonly number[]
}

/** `stream → records`, over all segments, in memory: a few numbers per record, no bodies. */
export class StreamIndex {
  /** By segment, ascending. */
  readonly #segments: SegmentIndex[] = []
  readonly #streams = new Map<string, number[]>()
  readonly #days = new Map<string, Set<string>>()
  readonly #reserved = new Map<string, { readonly stream: string; readonly events: Map<string, string> }>()
  readonly #reservedInTurn: string[] = []
  readonly #finished = new Set<string>()

  /** Segments come in order. The last one may still grow: what is added to it is told to `noteRecord`. */
  addSegment(index: SegmentIndex): void {
    this.#segments.push(index)
    const { seqs, streamOf, streams, days, reserved, finished } = index
    for (let at = 0; at < seqs.length; at += 1) this.#noteStream(streams[streamOf[at] ?? 0] ?? '', seqs[at] ?? 0)
    for (const [day, ordinals] of days) for (const ordinal of ordinals) this.#noteDay(day, streams[ordinal] ?? '')
    for (const { number, event, stream } of reserved) this.#noteReserved(number, event, streams[stream] ?? '')
    for (const number of finished) this.#finished.add(number)
  }
  noteRecord(seq: number, stream: string, { at, reserved, finished }: RecordNotes): void {
    this.#noteStream(stream, seq)
    if (at !== null) this.#noteDay(at.slice(0, 10), stream)
    for (const { number, event } of reserved) this.#noteReserved(number, event, stream)
    for (const number of finished) this.#finished.add(number)
  }
  /** The same records, or fewer: compressed, or with some found lost. */
  replaceSegment(index: SegmentIndex, lost: ReadonlySet<number>): void {
    const at = this.#segments.findIndex(({ segment }) => segment === index.segment)
    if (at >= 0) this.#segments[at] = index
    if (lost.size === 0) return
    for (const [stream, seqs] of this.#streams) if (seqs.some((seq) => lost.has(seq))) this.#streams.set(stream, seqs.filter((seq) => !lost.has(seq)))
  }

  /** Numbers of the records of a stream, ascending. */
  seqsOf(stream: string): readonly number[] {
    return this.#streams.get(stream) ?? []
  }
  streams(): Iterable<string> {
    return this.#streams.keys()
  }
  /** Streams touched after this record, each with the number of its last record; oldest change first. */
  changedSince(since: number): readonly (readonly [stream: string, seq: number])[] {
    const changed = new Map<string, number>()
    for (let segment = this.#segments.length - 1; segment >= 0; segment -= 1) {
      const index = this.#segments[segment]
      if (!index || (index.seqs[index.seqs.length - 1] ?? 0) <= since) continue
      for (let at = index.seqs.length - 1; at >= 0 && (index.seqs[at] ?? 0) > since; at -= 1) {
        const stream = index.streams[index.streamOf[at] ?? 0] ?? ''
        if (!changed.has(stream)) changed.set(stream, index.seqs[at] ?? 0)
      }
    }
    return [...changed].reverse()
  }
  /** Streams with events of this day in China, in the order in which they first had one. */
  streamsOn(day: string): readonly string[] {
    return [...(this.#days.get(day) ?? [])]
  }
  /** Every paper number ever reserved, with the events that did, each with its stream: more than one is a number given out twice. */
  reservations(): ReadonlyMap<string, { readonly stream: string; readonly events: ReadonlyMap<string, string> }> {
    return this.#reserved
  }
  /** Numbers as they were reserved, one for each reservation, without the first `count`. */
  reservedFrom(count: number): readonly string[] {
    return this.#reservedInTurn.slice(count)
  }
  countReserved(): number {
    return this.#reservedInTurn.length
  }
  isFinished(number: string): boolean {
    return this.#finished.has(number)
  }
  findPlace(seq: number): Place | null {
    return findPlaceIn(this.#segments, seq)
  }

  #noteStream(stream: string, seq: number): void {
    const seqs = this.#streams.get(stream)
    if (seqs) seqs.push(seq)
    else this.#streams.set(stream, [seq])
  }
  #noteDay(day: string, stream: string): void {
    const streams = this.#days.get(day)
    if (streams) streams.add(stream)
    else this.#days.set(day, new Set([stream]))
  }
  #noteReserved(number: string, event: string, stream: string): void {
    this.#reservedInTurn.push(number)
    const known = this.#reserved.get(number)
    if (known) known.events.set(event, stream)
    else this.#reserved.set(number, { stream, events: new Map([[event, stream]]) })
  }
}

/** Where a record stands, by the indexes of some segments in their order. */
export function findPlaceIn(segments: readonly SegmentIndex[], seq: number): Place | null {
  const index = segments.findLast(({ seqs }) => seqs.length > 0 && (seqs[0] ?? 0) <= seq)
  if (!index) return null
  let low = 0
  for (let high = index.seqs.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1
    if ((index.seqs[middle] ?? 0) <= seq) low = middle
    else high = middle - 1
  }
  const { segment, seqs, starts, ends, members } = index
  return seqs[low] === seq ? { segment, start: starts[low] ?? 0, end: ends[low] ?? 0, members } : null
}
