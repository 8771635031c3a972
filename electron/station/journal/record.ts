import { hash } from 'node:crypto'
import * as z from 'zod'
import { crc32c } from './crc32c.ts'

/**
 * A record on disk, readable with a text tool:
 *
 *     LLLLLLLL CCCCCCCC {"bodyDigest":…,"chain":…,"seq":…,"streamKeyId":…}\n
 *     body\n
 *
 * L: bytes from the header to the last newline; C: CRC-32C over them; both lower-case hex. The header is canonical
 * JSON (RFC 8785) and always clear; the body is as sealed.
 */
export interface RecordHeader {
  readonly seq: number
  /** Names the key of the body: the stream, until keys are wrapped. */
  readonly streamKeyId: string
  /** SHA-256 (hex) over the body as it stands on disk. */
  readonly bodyDigest: string
  /** SHA-256 (hex) over the chain value before and this header without `chain`: survives re-keying and erasure. */
  readonly chain: string
}
export interface WholeRecord {
  readonly header: RecordHeader
  readonly body: Uint8Array
  readonly start: number
  readonly end: number
}

/** More than any command writes; what is larger was not written by this program, and is not read into memory with the rest. */
export const largestRecordBytes = 16 << 20

/** Chain value before the first record. */
export const genesis = '0'.repeat(64)

const newline = 0x0a
const prefixBytes = 18
const prefixPattern = /^([0-9a-f]{8}) ([0-9a-f]{8}) $/
const headerStart = Buffer.from('{"bodyDigest":"')
const hex = z.string().regex(/^[0-9a-f]{64}$/)
const headerShape = z.strictObject({ seq: z.int().min(1), streamKeyId: z.string(), bodyDigest: hex, chain: hex })

const digest = (bytes: string | Uint8Array): string => hash('sha256', bytes, 'hex')

/** Canonical JSON, written down: the keys are in order, hex digits need no escapes, and a string is what JSON makes of it. */
function headerText({ seq, streamKeyId, bodyDigest, chain }: Omit<RecordHeader, 'chain'> & { readonly chain?: string }): string {
  return `{"bodyDigest":"${bodyDigest}",${chain === undefined ? '' : `"chain":"${chain}",`}"seq":${seq},"streamKeyId":${JSON.stringify(streamKeyId)}}`
}

export function chainOver(before: string, { seq, streamKeyId, bodyDigest }: Omit<RecordHeader, 'chain'>): string {
  return digest(before + headerText({ seq, streamKeyId, bodyDigest }))
}

export interface UnencodedRecord {
  readonly streamKeyId: string
  readonly body: Uint8Array
}

export function encodeRecord(before: string, seq: number, streamKeyId: string, body: Uint8Array): { readonly header: RecordHeader; readonly bytes: Uint8Array } {
  const { headers, bytes } = encodeRecords(before, seq, [{ streamKeyId, body }])
  const [header] = headers
  if (!header) throw new Error('a record was encoded and is not there')
  return { header, bytes }
}

/**
 * Records that follow one another, in one piece, so that each byte of a body is copied once; `ends`: where each of them
 * ends in it. `room`: gives so many bytes to lay them down in, whatever stands there.
 */
export function encodeRecords(before: string, firstSeq: number, records: readonly UnencodedRecord[], room: (bytes: number) => Buffer = Buffer.allocUnsafe): { readonly headers: readonly RecordHeader[]; readonly ends: readonly number[]; readonly bytes: Uint8Array } {
  let chain = before
  const headers = records.map(({ streamKeyId, body }, at): RecordHeader => {
    const unchained = { seq: firstSeq + at, streamKeyId, bodyDigest: digest(body) }
    chain = chainOver(chain, unchained)
    return { ...unchained, chain }
  })
  const lines = headers.map((header) => Buffer.from(`${headerText(header)}\n`))
  const ends: number[] = []
  let length = 0
  for (const [at, { body }] of records.entries()) {
    length += prefixBytes + (lines[at]?.length ?? 0) + body.length + 1
    ends.push(length)
  }
  const bytes = room(length)
  for (const [at, { body }] of records.entries()) {
    const [start, end, line] = [ends[at - 1] ?? 0, ends[at] ?? 0, lines[at] ?? Buffer.alloc(0)]
    bytes.set(line, start + prefixBytes)
    bytes.set(body, start + prefixBytes + line.length)
    bytes[end - 1] = newline
    const content = bytes.subarray(start + prefixBytes, end)
    bytes.write(`${toHex(content.length)} ${toHex(crc32c(content))} `, start, 'latin1')
  }
  return { headers, ends, bytes }
}

const toHex = (value: number): string => value.toString(16).padStart(8, '0')

/** The record that starts exactly here, or `null` when none stands here whole. */
export function findRecordAt(bytes: Uint8Array, start: number, limit: number = bytes.length): WholeRecord | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [, length, crc] = prefixPattern.exec(view.toString('latin1', start, Math.min(start + prefixBytes, limit))) ?? []
  if (length === undefined || crc === undefined) return null
  const end = start + prefixBytes + Number.parseInt(length, 16)
  if (end > limit) return null
  const content = view.subarray(start + prefixBytes, end)
  if (crc32c(content) !== Number.parseInt(crc, 16)) return null
  const headerEnd = content.indexOf(newline)
  const header = readHeader(content.toString('utf8', 0, headerEnd))
  if (!header || headerEnd < 0 || headerEnd > content.length - 2) return null
  const body = content.subarray(headerEnd + 1, -1)
  return digest(body) === header.bodyDigest ? { header, body, start, end } : null
}

/** The first record that stands whole at or after `from`: how reading goes on behind damage. */
export function findNextRecord(bytes: Uint8Array, from: number, limit: number): WholeRecord | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = view.indexOf(headerStart, from); at >= 0; at = view.indexOf(headerStart, at + 1)) {
    const record = at - prefixBytes >= from ? findRecordAt(bytes, at - prefixBytes, limit) : null
    if (record) return record
  }
  return null
}

function readHeader(text: string): RecordHeader | null {
  try {
    const parsed = headerShape.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
