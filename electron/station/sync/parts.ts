import { createHash } from 'node:crypto'

/**
 * A file on the wire (docs/events.md): documents of one attachment each, named by what they hold. Which parts a sender
 * cuts is its own affair; whoever reads takes any that make up the whole, and looks at the digest of that.
 */
export interface PartRange {
  readonly first: number
  /** Not included. */
  readonly end: number
}
/** A part that stands at a server. */
export interface StoredPart extends PartRange {
  readonly id: string
  /** `md5-…`, of the bytes as the server has them. */
  readonly digest: string
}
export interface PartDocument {
  readonly _id: string
  readonly v: 1
  readonly sender: string
  readonly _attachments: { readonly part: { readonly content_type: 'application/octet-stream'; readonly data: string } }
}

/** Half of what a server takes: what a kill or a bad line costs. */
export const usualPartBytes = 512 << 10
/** A server that refuses these takes no files. */
export const leastPartBytes = 16 << 10

const partId = (stream: string, sha256: string, { first, end }: PartRange): string => `${stream}:${sha256}:${first}-${end}`

export function partDocument(stream: string, sha256: string, range: PartRange, file: Uint8Array, sender: string): PartDocument {
  const data = Buffer.from(file.subarray(range.first, range.end)).toString('base64')
  return { _id: partId(stream, sha256, range), v: 1, sender, _attachments: { part: { content_type: 'application/octet-stream', data } } }
}

/** What a server still lacks of a file: bytes that stand there wrongly are sent in another cut. */
export function planParts(stream: string, sha256: string, file: Uint8Array, there: readonly StoredPart[], partBytes: number): readonly PartRange[] {
  const right = there.filter(({ first, end, digest }) => end <= file.length && digest === md5Of(file.subarray(first, end)))
  const taken = new Set(there.map(({ id }) => id))
  return findGaps(right, file.length).flatMap((gap) => cut(gap, partBytes, (range) => taken.has(partId(stream, sha256, range))))
}

const md5Of = (bytes: Uint8Array): string => `md5-${createHash('md5').update(bytes).digest('base64')}`

function findGaps(parts: readonly PartRange[], total: number): readonly PartRange[] {
  const gaps: PartRange[] = []
  let at = 0
  for (const { first, end } of parts.toSorted((one, other) => one.first - other.first)) {
    if (first > at) gaps.push({ first: at, end: first })
    at = Math.max(at, end)
  }
  return at < total ? [...gaps, { first: at, end: total }] : gaps
}

function cut({ first, end }: PartRange, partBytes: number, isTaken: (range: PartRange) => boolean): readonly PartRange[] {
  const ranges: PartRange[] = []
  for (let at = first; at < end; at += partBytes) ranges.push(...halveTaken({ first: at, end: Math.min(end, at + partBytes) }, isTaken))
  return ranges
}
function halveTaken(range: PartRange, isTaken: (range: PartRange) => boolean): readonly PartRange[] {
  const middle = Math.ceil((range.first + range.end) / 2)
  if (!isTaken(range) || middle === range.end) return [range]
  return [...halveTaken({ first: range.first, end: middle }, isTaken), ...halveTaken({ first: middle, end: range.end }, isTaken)]
}

/** Parts that make up the whole, in order; `null` where some of it is not there. `preferred`: among those that go on from a place. */
export function findCover(parts: readonly StoredPart[], total: number, preferred: 'larger' | 'smaller'): readonly StoredPart[] | null {
  const cover: StoredPart[] = []
  for (let at = 0; at < total; ) {
    const fitting = parts.filter(({ first, end }) => first <= at && end > at && end <= total)
    const [best] = fitting.toSorted((one, other) => (preferred === 'larger' ? other.end - one.end : one.end - one.first - (other.end - other.first)))
    if (!best) return null
    cover.push(best)
    at = best.end
  }
  return cover
}
