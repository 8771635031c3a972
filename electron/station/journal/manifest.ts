import * as z from 'zod'
import type { ClockSeen } from '../../../shared/domain/clockTrust.ts'
import { stationId } from './opening.ts'
import { decodeChecked, encodeChecked } from './segmentIndex.ts'

/** What a start has to know of the closed segments, so that it reads none of them. Derived: made again from the segments when it is gone. */
export interface Manifest {
  readonly station: string
  /** In order; without gaps up to the open one. */
  readonly segments: readonly ClosedSegment[]
  /** Numbers lost for good in these segments. */
  readonly missing: readonly number[]
  /** Records that every start wants, with their sealed bodies. */
  readonly keptRecords: readonly KeptRecord[]
  /** Moment of the newest record with events; `null` before any. */
  readonly lastAt: string | null
  /** What the moments of all records, and their marks, say about the clock. */
  readonly clock: ClockSeen | null
  /** Paper numbers reserved and neither rendered nor voided by the end of these segments. */
  readonly unfinished: readonly { readonly number: string; readonly stream: string }[]
}
export interface ClosedSegment {
  readonly segment: number
  /** How much of the plain file counts; 0 for what was never acknowledged. */
  readonly bytes: number
  /** SHA-256 (hex) over those bytes, as they can be read. */
  readonly sha256: string
  /** Numbers of its first and last whole record; 0 when it holds none. */
  readonly first: number
  readonly last: number
  /** Number and chain value that the next segment follows. */
  readonly head: { readonly seq: number; readonly chain: string }
  /** Last time it was read whole, ISO 8601; `null`: since it was closed nobody has. */
  readonly checkedAt: string | null
}
export interface KeptRecord {
  readonly seq: number
  readonly stream: string
  /** As on disk, base64. */
  readonly body: string
}

const hex = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)
const manifestShape = z.object({
  station: stationId,
  segments: z.array(z.object({ segment: z.int().min(1), bytes: count, sha256: hex, first: count, last: count, head: z.object({ seq: count, chain: hex }), checkedAt: z.string().nullable() })),
  missing: z.array(z.int().min(1)),
  keptRecords: z.array(z.object({ seq: z.int().min(1), stream: z.string(), body: z.string() })),
  lastAt: z.string().nullable(),
  clock: z.object({ trustedMs: z.int(), aheadFromMs: z.int().nullable() }).nullable(),
  unfinished: z.array(z.object({ number: z.string(), stream: z.string() })),
})

export const encodeManifest = (manifest: Manifest): Uint8Array => encodeChecked(manifest)
/** `null` when it is damaged or of another form. */
export const decodeManifest = (bytes: Uint8Array): Manifest | null => manifestShape.safeParse(decodeChecked(bytes)).data ?? null
