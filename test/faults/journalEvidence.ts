import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import type { Files } from '../../electron/station/files.ts'

/**
 * A second reader of the journal, written from docs/events.md and sharing no code with the program: what it finds is
 * evidence. Bodies must be plain.
 */
export interface JournalEvidence {
  readonly records: readonly RecordEvidence[]
  readonly incarnations: readonly string[]
  /** Numbers that the newest segment knows to be lost. */
  readonly knownMissing: readonly number[]
  /** Where chain, digest or numbering breaks, one line each, damage that is known included. */
  readonly problems: readonly string[]
}
export interface RecordEvidence {
  readonly seq: number
  readonly stream: string
  readonly events: readonly EventEvidence[]
}
export interface EventEvidence {
  readonly name: string
  readonly kind: string
  readonly clock: string
  readonly payload: Readonly<Record<string, unknown>>
}

type Reader = Pick<Files, 'read' | 'list'>

const headerShape = z.object({ seq: z.int(), streamKeyId: z.string(), bodyDigest: z.string(), chain: z.string() })
const openingShape = z.object({ kind: z.literal('segment.opened'), incarnation: z.string(), previous: z.object({ segment: z.int(), bytes: z.int() }).nullable(), missing: z.array(z.int()) })
const eventShape = z.object({ kind: z.string(), clock: z.string(), payload: z.record(z.string(), z.unknown()) })
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

interface Found {
  readonly header: z.infer<typeof headerShape>
  readonly body: Uint8Array
  readonly end: number
  /** Nothing unreadable stood before it. */
  readonly adjoins: boolean
}

/** `folder`: what came from others lies in files of the same form. */
export async function readEvidence(files: Reader, profileDir: string, folder: 'journal' | 'kept' = 'journal'): Promise<JournalEvidence> {
  const dir = join(profileDir, folder)
  const segments = await readSegments(files, dir)
  const openings = new Map([...segments].map(([segment, bytes]) => [segment, openingOf(findRecord(bytes, 0, bytes.length)?.body)]))
  const limits = new Map<number, number>()
  for (const [segment, opening] of openings) {
    if (!opening?.previous) continue
    limits.set(opening.previous.segment, opening.previous.bytes)
    for (const between of segments.keys()) if (between > opening.previous.segment && between < segment) limits.set(between, 0)
  }

  const records: RecordEvidence[] = []
  const problems: string[] = []
  let before = { seq: 0, chain: '0'.repeat(64) }
  for (const [segment, bytes] of segments) {
    const limit = Math.min(limits.get(segment) ?? bytes.length, bytes.length)
    for (let at = 0; at < limit; ) {
      const found = findRecord(bytes, at, limit)
      if (!found) {
        problems.push(`segment ${segment}: nothing whole from byte ${at}`)
        break
      }
      const { seq, streamKeyId, bodyDigest, chain } = found.header
      if (!found.adjoins || seq !== before.seq + 1) problems.push(`segment ${segment}: record ${seq} follows ${before.seq}`)
      else if (chain !== sha256(`${before.chain}{"bodyDigest":"${bodyDigest}","seq":${seq},"streamKeyId":${JSON.stringify(streamKeyId)}}`)) problems.push(`record ${seq} breaks the chain`)
      if (seq > before.seq) records.push({ seq, stream: streamKeyId, events: streamKeyId === 'journal' ? [] : eventsOf(found.body) })
      before = { seq, chain }
      at = found.end
    }
  }
  const known = [...openings.values()].filter((opening) => opening !== null)
  return { records, incarnations: [...new Set(known.map(({ incarnation }) => incarnation))], knownMissing: known.at(-1)?.missing ?? [], problems }
}

/** Plain or compressed; where a kill left both, they hold the same. */
async function readSegments(files: Reader, dir: string): Promise<ReadonlyMap<number, Uint8Array>> {
  const segments = new Map<number, Uint8Array>()
  for (const name of await files.list(dir)) {
    const [, number, packed] = /^segment-(\d{6})\.log(\.gz)?$/.exec(name) ?? []
    if (number === undefined || segments.has(Number(number))) continue
    const bytes = await files.read(join(dir, name))
    segments.set(Number(number), packed === undefined ? bytes : unpack(bytes))
  }
  return new Map([...segments].sort(([a], [b]) => a - b))
}

/** Gzip members that say where they stand; zeros where one can't be read, and nothing behind the last that can. */
function unpack(bytes: Uint8Array): Uint8Array {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = view.toString('latin1')
  let plain = Buffer.alloc(0)
  for (const { index, 0: head, 1: at, 2: length } of text.matchAll(/\x1f\x8b\x08\x12[^]{6}at=([0-9a-f]{8}) deflated=([0-9a-f]{8})\0[^]{2}/g)) {
    const start = index + head.length
    const end = start + Number.parseInt(length ?? '', 16)
    const piece = inflate(view.subarray(start, end))
    // Checksums are the program's business; here the digests of the records judge.
    if (!piece || end > view.length) continue
    const place = Number.parseInt(at ?? '', 16)
    const grown = Buffer.alloc(Math.max(plain.length, place + piece.length))
    plain.copy(grown)
    piece.copy(grown, place)
    plain = grown
  }
  return plain
}

function inflate(bytes: Uint8Array): Buffer | null {
  try {
    return inflateRawSync(bytes, { maxOutputLength: 1 << 20 })
  } catch {
    return null
  }
}

/** The first record that stands whole at or after a byte. */
function findRecord(bytes: Uint8Array, from: number, limit: number): Found | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const starts = /([0-9a-f]{8}) [0-9a-f]{8} \{"bodyDigest"/g
  starts.lastIndex = from
  for (let match = starts.exec(text); match; match = starts.exec(text)) {
    const start = match.index + 18
    const end = start + Number.parseInt(match[1] ?? '', 16)
    const bodyStart = text.indexOf('\n', start) + 1
    const header = end <= limit && bodyStart > 0 ? headerShape.safeParse(jsonOf(textOf(bytes.subarray(start, bodyStart)))) : null
    const body = bytes.subarray(bodyStart, end - 1)
    if (header?.success === true && sha256(body) === header.data.bodyDigest) return { header: header.data, body, end, adjoins: match.index === from }
    starts.lastIndex = match.index + 1
  }
  return null
}

function openingOf(body: Uint8Array | undefined): z.infer<typeof openingShape> | null {
  return openingShape.safeParse(body && jsonOf(textOf(body))).data ?? null
}

/** The canonical bytes of an event are those that stand in its record: it is named by them, in the order of their keys. */
function eventsOf(body: Uint8Array): readonly EventEvidence[] {
  const list = z.array(z.unknown()).safeParse(jsonOf(textOf(body)))
  return (list.data ?? []).flatMap((json) => {
    const event = eventShape.safeParse(json)
    return event.success ? [{ name: sha256(JSON.stringify(json)).slice(0, 32), kind: event.data.kind, clock: event.data.clock, payload: event.data.payload }] : []
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
