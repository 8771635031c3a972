import * as z from 'zod'
import { journalFormat } from './formatVersion.ts'

/** `streamKeyId` of the records that a folder of segments writes about itself. */
export const journalStream = 'journal'

/** Why an incarnation ended though its journal is whole: the records are older than they were, or someone else's as well. */
export const renewalReasons = ['put-back', 'copied', 'restored'] as const
export type RenewalReason = (typeof renewalReasons)[number]
/** `not-released`: another program may still write to the segment before. */
const reasons = ['first-start', 'full', 'disk-error', 'tail-cut', 'records-skipped', 'not-released', ...renewalReasons] as const
export type OpeningReason = (typeof reasons)[number]

/** First record of every segment: who wrote it, and what it knows of the segments before. */
export interface Opening {
  readonly kind: 'segment.opened'
  readonly format: number
  readonly station: string
  readonly incarnation: string
  readonly because: OpeningReason
  /** Where the segment before ended; whatever stands behind, or in segments between, was never acknowledged. */
  readonly previous: { readonly segment: number; readonly bytes: number } | null
  /** Numbers of records known to be lost for good: they alarm nobody again. */
  readonly missing: readonly number[]
}
export const stationId = z.string().regex(/^[0-9a-f]{16}$/)
const openingShape = z.strictObject({
  kind: z.literal('segment.opened'),
  format: z.int().min(1).max(journalFormat),
  station: stationId,
  incarnation: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6}$/),
  because: z.enum(reasons),
  previous: z.strictObject({ segment: z.int().min(1), bytes: z.int().min(0) }).nullable(),
  missing: z.array(z.int().min(1)),
})
const anyFormat = z.object({ kind: z.literal('segment.opened'), format: z.int() })

export type ReadOpening =
  | { readonly kind: 'opening'; readonly opening: Opening }
  | { readonly kind: 'newer-format'; readonly format: number }
  /** No opening, or none that this program can read. */
  | { readonly kind: 'none' }

export function readOpening(body: Uint8Array | null): ReadOpening {
  const json = body ? findJson(body) : null
  const opening = openingShape.safeParse(json)
  if (opening.success) return { kind: 'opening', opening: opening.data }
  const other = anyFormat.safeParse(json)
  return other.success && other.data.format > journalFormat ? { kind: 'newer-format', format: other.data.format } : { kind: 'none' }
}

/** `null` for bytes that are no JSON. */
export function findJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'))
  } catch {
    return null
  }
}
