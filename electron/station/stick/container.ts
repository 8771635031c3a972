import { createHash } from 'node:crypto'
import * as z from 'zod'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'

/**
 * The plain form inside the encryption: lines of JSON. A header, entries, and an end that holds the digest of every
 * byte before it (docs/events.md). Nothing of it counts before the end was seen and found right.
 */
export const stickForm = 'caravan-desk-stick'
export const stickVersion = 1

const headerShape = z.strictObject({
  form: z.literal(stickForm),
  v: z.literal(stickVersion),
  /** Counted by the incarnation that wrote it, from 1. */
  number: z.int().min(1),
  station: z.string().regex(/^[0-9a-f]{16}$/),
  incarnation: z.string().regex(/^[0-9A-Z]{6}$/),
  code: z.string().min(1).max(20),
  stationName: z.string().max(60),
  district: z.string().max(40),
  madeAt: z.iso.datetime({ offset: true }),
  content: z.enum(['unconfirmed', 'open', 'chosen']),
})
export type StickHeader = z.infer<typeof headerShape>

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const entryShape = z.discriminatedUnion('kind', [
  /** A document as it would be sent to a server; read by `readBatch.ts`. */
  z.strictObject({ kind: z.literal('batch'), document: z.unknown() }),
  /** An edition of a pack, with its overlays, as files by path; known by the digest of what they say together. */
  z.strictObject({ kind: z.literal('pack'), digest: sha256, files: z.array(z.strictObject({ path: z.string().max(100), bytes: z.base64() })).max(60) }),
  /** A scan or a signed paper, whole: at most 10 MB. Behind the events that name it. */
  z.strictObject({ kind: z.literal('scan'), stream: z.string().max(80), digest: sha256, bytes: z.base64() }),
])
export type StickEntry = z.infer<typeof entryShape>
const endShape = z.strictObject({ kind: z.literal('end'), entries: z.int().min(0), digest: sha256 })

/** A scan of 10 MB takes 14: nothing that is written comes near. */
const longestLineBytes = 32 << 20

export interface Framing {
  /** Of every byte before the end; known once all lines were made. */
  digest(): string
  entries(): number
}

/** Pieces of the plain form, in order. `framing`: what was written, to be compared with what is read back. */
export function frame(header: Omit<StickHeader, 'form' | 'v'>, entries: AsyncIterable<StickEntry>): { readonly pieces: AsyncIterable<Uint8Array>; readonly framing: Framing } {
  const hash = createHash('sha256')
  let count = 0
  let digest = ''
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const line = (content: object): Uint8Array => {
      const bytes = Buffer.from(`${JSON.stringify(content)}\n`)
      hash.update(bytes)
      return bytes
    }
    yield line({ form: stickForm, v: stickVersion, ...header })
    for await (const entry of entries) {
      count += 1
      yield line(entry)
    }
    digest = hash.digest('hex')
    yield Buffer.from(`${JSON.stringify({ kind: 'end', entries: count, digest })}\n`)
  }
  return { pieces: pieces(), framing: { digest: () => digest, entries: () => count } }
}

export interface FormProblem {
  readonly kind: 'damaged' | 'not-ours' | 'newer-format'
}
export interface ReadForm {
  readonly header: StickHeader
  readonly digest: string
  readonly entries: number
}

/**
 * Reads the plain form to its end, entry by entry; `take` sees entries before the whole is known to be right, and may
 * end it by returning `stop`. Rejects where reading the pieces does.
 */
export async function readForm(pieces: AsyncIterable<Uint8Array>, take: (entry: StickEntry, header: StickHeader) => Promise<'on' | 'stop'>): Promise<Result<ReadForm | 'stopped', FormProblem>> {
  const hash = createHash('sha256')
  let header: StickHeader | null = null
  let end: z.infer<typeof endShape> | null = null
  let count = 0
  for await (const line of linesOf(pieces)) {
    // Behind the end, or longer than anything of ours.
    if (line === null || end) return fail({ kind: 'damaged' })
    const json = parse(line)
    if (!header) {
      const read = readHeader(json)
      if (!read.ok) return read
      header = read.value
      hash.update(line)
      continue
    }
    const ending = endShape.safeParse(json)
    if (ending.success) {
      end = ending.data
      continue
    }
    hash.update(line)
    const entry = entryShape.safeParse(json)
    // Authentic, as the encryption says, and yet unknown: a newer program wrote it.
    if (!entry.success) return fail({ kind: json === undefined ? 'damaged' : 'newer-format' })
    count += 1
    if ((await take(entry.data, header)) === 'stop') return ok('stopped')
  }
  const digest = hash.digest('hex')
  return header && end?.digest === digest && end.entries === count ? ok({ header, digest, entries: count }) : fail({ kind: 'damaged' })
}

function readHeader(json: unknown): Result<StickHeader, FormProblem> {
  const parsed = headerShape.safeParse(json)
  if (parsed.success) return ok(parsed.data)
  const newer = z.looseObject({ form: z.literal(stickForm), v: z.number().gt(stickVersion) }).safeParse(json)
  return fail({ kind: newer.success ? 'newer-format' : 'not-ours' })
}

function parse(line: Uint8Array): unknown {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
    return json
  } catch {
    return undefined
  }
}

const newline = 0x0a

/** Each with its newline; `null` for one that is too long. What stands behind the last newline is a line as well. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  let begun: Uint8Array[] = []
  let bytes = 0
  for await (const piece of pieces) {
    let rest = piece
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline)) {
      yield Buffer.concat([...begun, rest.subarray(0, at + 1)])
      begun = []
      bytes = 0
      rest = rest.subarray(at + 1)
    }
    if (rest.length === 0) continue
    begun.push(rest)
    bytes += rest.length
    if (bytes > longestLineBytes) {
      yield null
      return
    }
  }
  if (begun.length > 0) yield Buffer.concat(begun)
}
