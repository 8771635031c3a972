import * as z from 'zod'
import { type CaseDeed, caseStatuses, type ErasureEvent, type FieldPath, operatorRoles, paperKinds, type StationEvent } from '../domain/events.ts'
import { clockDoubts, programYear } from '../domain/clockTrust.ts'
import { entryKinds } from '../domain/dayAccount.ts'
import { isFieldPath } from '../domain/fieldPath.ts'
import { closedMarks, closeOutcome, day, eventName, factValue, materialState, packRef, paperNumber as number, refusal, scanDescription, sha256, supplementRequest, text, writtenOffNames } from './caseFields.ts'

/**
 * The shape of events read from a disk or a stick, checked here and nowhere else. What does not match is set aside
 * by the reader, with the reason, and counts as not here.
 */

/** Bytes of one event's canonical JSON. */
export const largestEventBytes = 32 * 1024

const names = z.array(eventName).max(200)
const id = z.string().regex(/^[0-9a-z-]{8,64}$/)
// The version of a pack with overlays names each of them.
const path = z.custom<FieldPath>((value) => typeof value === 'string' && isFieldPath(value), 'not a field path')
const status = z.enum(caseStatuses)

const acceptance = z.lazy(() =>
  z.strictObject({
    pack: packRef,
    engine: text(80),
    assessmentDigest: sha256,
    facts: z.record(z.string().max(80), factValue),
    receivedOn: day,
    acceptedOn: day,
    promisedOn: day.nullable(),
    workingDays: z.int().min(0),
    items: z.array(text(80)).max(200),
  }),
)

const ofAnyVersion = {
  v: z.int().min(1),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  parents: names,
  lacks: z.array(eventName).max(500).exactOptional(),
  operator: id,
  station: z.string().regex(/^[0-9a-f]{16}$/),
  incarnation: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6}$/),
  at: z.iso.datetime({ offset: true }),
  clock: z.enum(['ok', 'doubtful']),
}
const envelope = { ...ofAnyVersion, v: z.literal(1) }
const ofCase = { ...envelope, stream: z.templateLiteral(['case:', id]) }
const ofStation = { ...envelope, stream: z.templateLiteral(['station:', z.string().regex(/^[0-9a-f]{16}$/)]) }

const count = z.int().min(0)
const dayLine = z.strictObject({ kind: z.enum(entryKinds), entered: count, confirmed: count, waiting: count, refused: count, setAside: count })

// A start reads its own station's events only: the other shapes are made at the first case.
export const caseDeed: z.ZodType<CaseDeed> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.discriminatedUnion('v', [
      z.strictObject({ ...ofCase, kind: z.literal('case.opened'), payload: z.strictObject({ pack: packRef, district: text(40) }) }),
      z.strictObject({ ...ofCase, v: z.literal(2), kind: z.literal('case.opened'), payload: z.strictObject({ pack: packRef, district: text(40), year: z.int().min(programYear).max(9999) }) }),
    ]),
    z.strictObject({
      ...ofCase,
      kind: z.literal('field.write'),
      payload: z.strictObject({ path, value: z.union([factValue, materialState, z.null()]) }),
      over: names,
    }),
    z.strictObject({
      ...ofCase,
      kind: z.literal('status.write'),
      payload: z.discriminatedUnion('action', [
        z.strictObject({ action: z.literal('accept'), from: status, to: z.literal('accepted'), acceptance }),
        z.strictObject({ action: z.literal('supplement'), from: status, to: z.literal('supplementing'), request: supplementRequest }),
        z.strictObject({ action: z.literal('resubmit'), from: status, to: z.literal('resubmitted'), receivedOn: day }),
        z.strictObject({ action: z.literal('refuse'), from: status, to: z.literal('refused'), refusal }),
        z.strictObject({ action: z.literal('withdraw'), from: status, to: z.literal('withdrawn'), reason: text(500) }),
        z.strictObject({ action: z.literal('suspend'), from: status, to: z.literal('suspended'), reason: text(500), on: day }),
        z.strictObject({ action: z.literal('resume'), from: status, to: z.literal('accepted'), on: day }),
        z.strictObject({ action: z.literal('hand-over'), from: status, to: z.literal('handed-over'), unit: text(100), reason: text(500), on: day }),
        z.strictObject({ action: z.literal('take-back'), from: status, to: z.literal('accepted'), reason: text(500), on: day }),
        z.strictObject({ action: z.literal('close'), from: status, to: z.literal('closed'), outcome: closeOutcome, remark: text(500), on: day }),
        z.strictObject({ action: z.literal('settle'), chosen: eventName, to: status, reason: text(500) }),
      ]),
      over: names,
    }),
    z.strictObject({
      ...ofCase,
      v: z.literal(2),
      kind: z.literal('case.moved'),
      payload: z.strictObject({
        from: packRef,
        to: packRef,
        before: sha256,
        after: sha256,
        differs: z.strictObject({
          flow: z.strictObject({ before: text(80).nullable(), after: text(80).nullable() }).nullable(),
          items: z.array(z.strictObject({ id: text(80), before: text(20), after: text(20) })).max(200),
          materials: z.int().min(0),
        }),
      }),
      over: names,
    }),
    z.strictObject({ ...ofCase, kind: z.literal('note.added'), payload: z.strictObject({ text: text(2000) }) }),
    z.strictObject({ ...ofCase, kind: z.literal('note.retracted'), payload: z.strictObject({ note: eventName }) }),
    z.strictObject({ ...ofCase, kind: z.literal('marks.acknowledged'), payload: z.strictObject({ marks: closedMarks }) }),
    z.strictObject({ ...ofCase, kind: z.literal('gap.writtenOff'), payload: z.strictObject({ names: writtenOffNames, reason: text(500) }) }),
    z.strictObject({ ...ofCase, kind: z.literal('paper.reserved'), payload: z.strictObject({ paperKind: z.enum(paperKinds), number }) }),
    z.strictObject({ ...ofCase, kind: z.literal('paper.rendered'), payload: z.strictObject({ number, sha256, page: sha256.exactOptional(), pages: z.int().min(1) }) }),
    z.strictObject({ ...ofCase, kind: z.literal('paper.delivered'), payload: z.strictObject({ number, how: z.enum(['saved', 'printed']) }) }),
    z.strictObject({ ...ofCase, kind: z.literal('paper.confirmed'), payload: z.strictObject({ number }) }),
    z.strictObject({ ...ofCase, kind: z.literal('paper.voided'), payload: z.strictObject({ number, reason: text(500) }) }),
    z.strictObject({ ...ofCase, v: z.literal(2), kind: z.literal('scan.added'), payload: scanDescription }),
    z.strictObject({ ...ofCase, v: z.literal(2), kind: z.literal('scan.retracted'), payload: z.strictObject({ scan: eventName }) }),
  ]),
)

/** The same in every version, so that a lawful deletion is understood by the oldest program. */
export const erasureEvent: z.ZodType<ErasureEvent> = z.lazy(() =>
  z.strictObject({
    ...ofAnyVersion,
    stream: ofCase.stream,
    kind: z.literal('case.erased'),
    payload: z.strictObject({ because: z.enum(['retention', 'request']), reference: text(200) }),
  }),
)

/** What can be made out of an event of a newer version; everything but its stream may have changed. */
export const newerEnvelope = z.lazy(() =>
  z.looseObject({
    v: z.int().min(2),
    stream: ofCase.stream,
    salt: z.string().catch(''),
    parents: z.array(eventName).catch([]),
    lacks: z.array(eventName).exactOptional().catch([]),
    operator: z.string().catch(''),
    station: z.string().catch(''),
    incarnation: z.string().catch(''),
    at: z.string().catch(''),
    clock: z.enum(['ok', 'doubtful']).catch('ok'),
  }),
)

export const stationEvent: z.ZodType<StationEvent> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...ofStation,
    kind: z.literal('station.setUp'),
    payload: z.strictObject({ district: text(40), name: text(60), code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{1,12}$/) }),
  }),
  z.strictObject({ ...ofStation, kind: z.literal('operator.added'), payload: z.strictObject({ id, name: text(40), role: z.enum(operatorRoles) }) }),
  z.strictObject({ ...ofStation, kind: z.literal('erasure.confirmed'), payload: z.strictObject({ stream: ofCase.stream, erasure: eventName }) }),
  z.strictObject({ ...ofStation, kind: z.literal('erasure.refused'), payload: z.strictObject({ stream: ofCase.stream, erasure: eventName, reason: text(500), wished: z.literal(true).exactOptional() }) }),
  z.strictObject({ ...ofStation, kind: z.literal('edition.chosen'), payload: z.strictObject({ pack: packRef, from: packRef }) }),
  z.strictObject({ ...ofStation, kind: z.literal('clock.confirmed'), payload: z.strictObject({ day, because: z.enum(clockDoubts) }) }),
  z.strictObject({
    ...ofStation,
    kind: z.literal('day.closed'),
    payload: z.strictObject({ day, head: z.strictObject({ seq: count, chain: sha256 }), lines: z.array(dayLine).max(entryKinds.length), isBalanced: z.boolean() }),
  }),
])
