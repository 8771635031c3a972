import * as z from 'zod'
import { largestEventBytes } from '../../../shared/contracts/events.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { nameEvent } from '../identity.ts'
import { batchId, largestBatch, type StreamHint } from './batch.ts'

/** What a document of a database of streams is to a reader. */
export type ReadBatch =
  | {
      readonly kind: 'batch'
      readonly stream: string
      readonly sender: string
      readonly hint: StreamHint
      /** Written by the server's role `retention`: only then does an erasure act. */
      readonly isRetention: boolean
      readonly events: readonly ReadEvent[]
      /** Events that are not what they say; the others of the batch count. */
      readonly setAside: readonly EventProblem[]
    }
  /** The events are gone on purpose; the stub confirms every one of them. */
  | { readonly kind: 'erased'; readonly stream: string }
  /** The events stand in another document now, which is to be read. */
  | { readonly kind: 'moved'; readonly stream: string; readonly into: string }
  | { readonly kind: 'part'; readonly part: FilePart }

export interface ReadEvent {
  readonly name: EventName
  /** As it came, to be kept and passed on byte for byte. */
  readonly text: string
  /** Its kind and shape are checked where it is kept (`kept.ts`): this version may not know them. */
  readonly json: Readonly<Record<string, unknown>>
}
export interface EventProblem {
  /** Digest of the text as it came. */
  readonly name: EventName
  readonly text: string
  readonly problem: 'not-json' | 'not-canonical' | 'too-large' | 'too-deep' | 'another-stream' | 'forbidden-key'
}
/** Bytes `first` up to, not including, `end` of a file whose digest is `sha256`; its attachment is called `part`, `md5` is of that. */
export interface FilePart {
  readonly stream: string
  readonly sha256: string
  readonly first: number
  readonly end: number
  readonly md5: string
}

/** Why a document is set aside as a whole. `place`: path of the field. */
export type BatchProblem =
  | { readonly kind: 'malformed'; readonly place: string }
  | { readonly kind: 'newer-version'; readonly v: number }
  | { readonly kind: 'too-large' }
  /** The id does not follow from the events. */
  | { readonly kind: 'forged-id' }

// What the server's role `retention` consolidates may be larger.
const largest = (isRetention: boolean): { readonly events: number; readonly bytes: number } => (isRetention ? { events: 10_000, bytes: 4 * 1024 * 1024 } : largestBatch)
/** Nesting of an event; deeper ones would exhaust the stack of whoever walks through them. */
const deepest = 32

const streamForm = '(?:case|print|task|station):[0-9a-z-]{1,64}'
const batchForm = new RegExp(`^(${streamForm}):[0-9a-f]{32}$`)
const partForm = new RegExp(`^(${streamForm}):([0-9a-f]{64}):(0|[1-9]\\d{0,8})-([1-9]\\d{0,8})$`)

const head = {
  _id: z.string(),
  _rev: z.string().exactOptional(),
  v: z.literal(1),
  sender: z.string().min(1).max(200),
  as: z.literal('retention').exactOptional(),
}
const batchShape = z.strictObject({ ...head, hint: z.enum(['open', 'closed']), events: z.array(z.string()).min(1) })
const stubShape = z.union([
  z.strictObject({ ...head, as: z.literal('retention'), erased: z.literal(true) }),
  z.strictObject({ ...head, as: z.literal('retention'), into: z.string().regex(batchForm) }),
])
const partShape = z.strictObject({ ...head, _attachments: z.strictObject({ part: z.looseObject({ length: z.int(), digest: z.string() }) }) })

/** Reads a document of `cases-…`, `ledger` or `stations` as it came from a server or from a stick. Pure; never throws. */
export function readBatch(document: unknown): Result<ReadBatch, BatchProblem> {
  if (typeof document !== 'object' || document === null) return malformed('')
  if (Object.hasOwn(document, '__proto__')) return malformed('__proto__')
  if ('v' in document && typeof document.v === 'number' && Number.isSafeInteger(document.v) && document.v > 1) return fail({ kind: 'newer-version', v: document.v })
  const id = '_id' in document && typeof document._id === 'string' ? document._id : ''
  const part = partForm.exec(id)
  if (part) return readPart(document, part)
  const stream = batchForm.exec(id)?.[1]
  if (stream === undefined) return malformed('_id')
  if ('erased' in document || 'into' in document) return readStub(document, stream)
  const parsed = batchShape.safeParse(document)
  if (!parsed.success) return malformed(placeOf(parsed.error))
  const { sender, hint, as, events } = parsed.data
  const isRetention = as === 'retention'
  const limit = largest(isRetention)
  if (events.length > limit.events || events.reduce((sum, text) => sum + Buffer.byteLength(text), 0) > limit.bytes) return fail({ kind: 'too-large' })
  const named = new Map(events.map((text) => [nameEvent(text), text]))
  // An event stands once in a batch, and the id follows from the names alone.
  if (named.size !== events.length || batchId(stream, [...named.keys()]) !== id) return fail({ kind: 'forged-id' })
  const read: ReadEvent[] = []
  const setAside: EventProblem[] = []
  for (const [name, text] of named) {
    const event = readEvent(stream, text)
    if (event.ok) read.push({ name, text, json: event.value })
    else setAside.push({ name, text, problem: event.failure.kind })
  }
  return ok({ kind: 'batch', stream, sender, hint, isRetention, events: read, setAside })
}

function readStub(document: object, stream: string): Result<ReadBatch, BatchProblem> {
  const parsed = stubShape.safeParse(document)
  if (!parsed.success) return malformed(placeOf(parsed.error))
  if (!('into' in parsed.data)) return ok({ kind: 'erased', stream })
  // A stub that leads to another stream would take events out of this one.
  return batchForm.exec(parsed.data.into)?.[1] === stream ? ok({ kind: 'moved', stream, into: parsed.data.into }) : malformed('into')
}

function readPart(document: object, [, stream = '', sha256 = '', first = '', end = '']: RegExpExecArray): Result<ReadBatch, BatchProblem> {
  const parsed = partShape.safeParse(document)
  if (!parsed.success) return malformed(placeOf(parsed.error))
  const part = { stream, sha256, first: Number(first), end: Number(end), md5: parsed.data._attachments.part.digest }
  return parsed.data._attachments.part.length === part.end - part.first ? ok({ kind: 'part', part }) : malformed('_attachments.part.length')
}

/** An event of a document as text: small enough, JSON without anything odd in it, canonical, and of this stream. */
export function readEvent(stream: string, text: string): Result<Readonly<Record<string, unknown>>, { readonly kind: EventProblem['problem'] }> {
  if (Buffer.byteLength(text) > largestEventBytes) return fail({ kind: 'too-large' })
  const json = parseObject(text)
  if (!json) return fail({ kind: 'not-json' })
  const fault = findFault(json, deepest)
  if (fault) return fail({ kind: fault })
  if (!isCanonical(text, json)) return fail({ kind: 'not-canonical' })
  return json['stream'] === stream ? ok(json) : fail({ kind: 'another-stream' })
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const json: unknown = JSON.parse(text)
    return isRecord(json) ? json : null
  } catch {
    return null
  }
}
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCanonical(text: string, json: Record<string, unknown>): boolean {
  try {
    return canonicalJson(json) === text
  } catch {
    // Escaped unpaired surrogates are JSON and no text.
    return false
  }
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])
/** Goes no deeper than it may: what is nested deeper is never walked through. */
function findFault(value: unknown, room: number): 'too-deep' | 'forbidden-key' | null {
  if (typeof value !== 'object' || value === null) return null
  if (room === 0) return 'too-deep'
  if (Array.isArray(value)) {
    for (const entry of value) {
      const fault = findFault(entry, room - 1)
      if (fault) return fault
    }
    return null
  }
  for (const [key, entry] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) return 'forbidden-key'
    if (typeof entry !== 'object') continue
    const fault = findFault(entry, room - 1)
    if (fault) return fault
  }
  return null
}

const malformed = (place: string): Result<never, BatchProblem> => fail({ kind: 'malformed', place })
const placeOf = (error: z.ZodError): string => error.issues[0]?.path.join('.') ?? ''
