import { join } from 'node:path'
import { z } from 'zod'
import type { Files } from '../files.ts'
import type { Sealer } from '../sealer.ts'
import { chainOver, findNextRecord, findRecordAt, genesis, type RecordHeader, type WholeRecord } from './record.ts'

/** Version of the journal's format; a program that knows only lower ones refuses to open the profile. */
export const journalFormat = 1
/** `streamKeyId` of the records that the journal writes about itself. */
export const journalStream = 'journal'

/** Why an incarnation ended though its journal is whole: the records are older than they were, or someone else's as well. */
export const renewalReasons = ['put-back', 'copied', 'restored'] as const
export type RenewalReason = (typeof renewalReasons)[number]

/** First record of every segment: who wrote it, and what it knows of the segments before. */
export interface Opening {
  readonly kind: 'segment.opened'
  readonly format: number
  readonly station: string
  readonly incarnation: string
  readonly because: 'first-start' | 'full' | 'disk-error' | 'tail-cut' | 'records-skipped' | RenewalReason
  /** Where the segment before ended; whatever stands behind, or in segments between, was never acknowledged. */
  readonly previous: { readonly segment: number; readonly bytes: number } | null
  /** Numbers of records known to be lost for good: they alarm nobody again. */
  readonly missing: readonly number[]
}
const openingShape = z.strictObject({
  kind: z.literal('segment.opened'),
  format: z.literal(journalFormat),
  station: z.string().regex(/^[0-9a-f]{16}$/),
  incarnation: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6}$/),
  because: z.enum(['first-start', 'full', 'disk-error', 'tail-cut', 'records-skipped', ...renewalReasons]),
  previous: z.strictObject({ segment: z.int().min(1), bytes: z.int().min(0) }).nullable(),
  missing: z.array(z.int().min(1)),
})
const anyFormat = z.object({ kind: z.literal('segment.opened'), format: z.int() })

export const segmentName = (segment: number): string => `segment-${String(segment).padStart(6, '0')}.log`
const segmentPattern = /^segment-(\d{6})\.log$/

/** Where a record stands. */
export interface Place {
  readonly segment: number
  readonly start: number
  readonly end: number
}
export interface ReadBack {
  /** By sequence number. */
  readonly places: ReadonlyMap<number, Place>
  /** The last record seen, whole or not: the next one follows it. */
  readonly last: { readonly seq: number; readonly chain: string }
  /** The newest segment and how much of it counts; `null` before the first. */
  readonly newest: { readonly segment: number; readonly bytes: number; readonly opened: boolean } | null
  /** The newest opening that could be read. */
  readonly opening: Opening | null
  readonly missing: readonly number[]
  readonly newlyMissing: readonly number[]
  /** Segments with damage in the middle, to be copied aside. */
  readonly damaged: readonly number[]
  readonly tail: { readonly segment: number; readonly from: number; readonly bytes: number } | null
  readonly newerFormat: number | null
}
/** Called once per whole record, in order; `body` is `null` when it can't be opened. */
export type Visit = (header: RecordHeader, body: Uint8Array | null) => void

export async function findSegments(files: Files, dir: string): Promise<readonly number[]> {
  return (await files.list(dir)).flatMap((name) => {
    const segment = segmentPattern.exec(name)?.[1]
    return segment === undefined ? [] : [Number(segment)]
  })
}

/** Reads every segment: lengths, checksums, chain. Never throws on content, whatever stands in the files. */
export async function readSegments(files: Files, sealer: Sealer, dir: string, segments: readonly number[], visit: Visit): Promise<ReadBack> {
  const limits = await findLimits(files, sealer, dir, segments)
  const places = new Map<number, Place>()
  const damaged = new Set<number>()
  let last: { seq: number; chain: string | null } = { seq: 0, chain: genesis }
  let opening: Opening | null = null
  let newerFormat: number | null = null
  let newest: ReadBack['newest'] = null
  let tail: ReadBack['tail'] = null

  for (const segment of segments) {
    const bytes = await files.read(join(dir, segmentName(segment)))
    const limit = Math.min(limits.get(segment) ?? bytes.length, bytes.length)
    let at = 0
    let opened = false
    tail = null
    while (at < limit) {
      const here = findRecordAt(bytes, at, limit)
      const record: WholeRecord | null = here ?? findNextRecord(bytes, at + 1, limit)
      if (!record) {
        if (segment === segments.at(-1)) tail = { segment, from: at, bytes: limit - at }
        else damaged.add(segment)
        break
      }
      if (!here) {
        damaged.add(segment)
        last = { ...last, chain: null }
      }
      at = record.end
      const { header } = record
      if (header.seq <= last.seq) continue
      const follows = header.seq === last.seq + 1 && last.chain !== null
      const isTrue = !follows || chainOver(last.chain ?? '', header) === header.chain
      last = { seq: header.seq, chain: header.chain }
      if (!isTrue) {
        damaged.add(segment)
        continue
      }
      places.set(header.seq, { segment, start: record.start, end: record.end })
      const body = await sealer.open(record.body, { stream: header.streamKeyId, purpose: 'journal' })
      if (header.streamKeyId !== journalStream) {
        visit(header, body)
        continue
      }
      const read = readOpening(body)
      opening = read.opening ?? opening
      newerFormat = read.newerFormat ?? newerFormat
      opened ||= read.opening !== null
    }
    newest = { segment, bytes: tail?.from ?? limit, opened }
  }

  const known = new Set(opening?.missing ?? [])
  const missing = Array.from({ length: last.seq }, (_, index) => index + 1).filter((seq) => !places.has(seq))
  return {
    places,
    last: { seq: last.seq, chain: last.chain ?? genesis },
    newest,
    opening,
    missing,
    newlyMissing: missing.filter((seq) => !known.has(seq)),
    damaged: [...damaged],
    tail,
    newerFormat,
  }
}

/** What later segments say about where earlier ones ended. */
async function findLimits(files: Files, sealer: Sealer, dir: string, segments: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const limits = new Map<number, number>()
  for (const segment of segments) {
    const opening = await readFirstRecord(files, sealer, join(dir, segmentName(segment)))
    const previous = opening?.previous
    if (!previous) continue
    limits.set(previous.segment, previous.bytes)
    for (const between of segments) if (between > previous.segment && between < segment) limits.set(between, 0)
  }
  return limits
}

// An opening lists the missing numbers; beyond this many bytes it would only be missed as a limit.
const largestOpeningBytes = 1 << 20

async function readFirstRecord(files: Files, sealer: Sealer, path: string): Promise<Opening | null> {
  const file = await files.open(path)
  try {
    const record = findRecordAt(await file.readAt(0, largestOpeningBytes), 0)
    if (record?.header.streamKeyId !== journalStream) return null
    return readOpening(await sealer.open(record.body, { stream: journalStream, purpose: 'journal' })).opening
  } finally {
    await file.close()
  }
}

function readOpening(body: Uint8Array | null): { readonly opening: Opening | null; readonly newerFormat: number | null } {
  const json = body ? findJson(body) : null
  const opening = openingShape.safeParse(json)
  if (opening.success) return { opening: opening.data, newerFormat: null }
  const other = anyFormat.safeParse(json)
  return { opening: null, newerFormat: other.success && other.data.format > journalFormat ? other.data.format : null }
}

/** `null` for bytes that are no JSON. */
export function findJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return null
  }
}
