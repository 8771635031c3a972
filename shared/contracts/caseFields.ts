import * as z from 'zod'
import { closeOutcomes } from '../domain/events.ts'
import { largestScanBytes, scanMediaTypes } from '../domain/scans.ts'

/** Pieces that stand in records and in requests alike. */

// zod's compiled parsers need `new Function`, which a page's Content-Security-Policy forbids.
z.config({ jitless: true })

/** Kept byte for byte as typed; only unpaired surrogates are not text. */
export const text = (max: number) => z.string().max(max).refine((value) => value.isWellFormed(), 'not well-formed Unicode')
export const day = z.iso.date()
export const factValue = z.union([z.boolean(), z.number(), text(400)])

/** 32 lower-case hex digits. */
export const eventName = z.string().regex(/^[0-9a-f]{32}$/)
export const paperNumber = z.string().regex(/^(演练-)?[0-9A-HJKMNP-TV-Z]{1,12}-[0-9A-HJKMNP-TV-Z]{6}-\d{4,8}$/)
/** In byte order, so that one mark has one spelling. */
const markNames = z.union([z.tuple([eventName]), z.tuple([eventName, eventName]).refine(([a, b]) => a < b, 'not in byte order')])
export const closedMarks = z.array(markNames).min(1).max(200)
export const writtenOffNames = z.array(z.union([eventName, paperNumber])).min(1).max(200)

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const packRef = z.strictObject({ id: text(80), version: text(400), digest: sha256 })

export const materialState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('received'), originals: z.int().min(0).max(99), copies: z.int().min(0).max(99) }),
  z.strictObject({ kind: z.literal('to-follow'), by: day }),
  z.strictObject({ kind: z.literal('original-seen') }),
  z.strictObject({ kind: z.literal('shared'), from: z.enum(['earlier-stage', 'department']), source: text(100), number: text(100) }),
  z.strictObject({ kind: z.literal('waived'), reason: text(300) }),
])

// Sizes keep the record of the request below the largest event, in Chinese throughout.
export const supplementRequest = z.strictObject({
  lacks: z.array(z.strictObject({ item: z.string().max(80), material: z.string().max(80), problem: z.enum(['missing', 'unfit']), requirement: text(100) })).max(50),
  other: text(600),
  requestedOn: day,
  until: day,
})
export const refusal = z.strictObject({ reason: text(1000), basis: text(500), properWay: text(500), refusedOn: day })
export const scanSubject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('material'), item: text(80), material: text(80) }),
  z.strictObject({ kind: z.literal('paper'), number: paperNumber }),
  z.strictObject({ kind: z.literal('case') }),
])
export const scanDescription = z.strictObject({ digest: sha256, bytes: z.int().min(1).max(largestScanBytes), mediaType: z.enum(scanMediaTypes), label: text(200), of: scanSubject })
export const closeOutcome = z.enum(closeOutcomes)
