import { promisify } from 'node:util'
import { crc32, deflateRaw, inflateRawSync } from 'node:zlib'

/**
 * A closed segment, compressed: a gzip file (RFC 1952) of many members, so that a damaged byte costs one member and a
 * record is read by opening one or two. Each member's comment says where its bytes stand in the plain segment.
 * `zcat` gives the plain segment back.
 */

// On Node's own threads: the clerk's commands go on between two members.
const deflate: (bytes: Uint8Array) => Promise<Uint8Array> = promisify(deflateRaw)

/** Plain bytes in a member: smaller ones compress worse, larger ones lose more to a damaged byte. */
export const memberBytes = 32 << 10

// Flags: a comment, and a checksum over the head, because the place in the comment counts.
const magic = Buffer.from([0x1f, 0x8b, 8, 0x12])
const commentPattern = /^at=([0-9a-f]{8}) deflated=([0-9a-f]{8})$/
// Fixed head, the comment with its zero, its checksum; CRC-32 and length at the end.
const fixedHead = 10
const commentBytes = 'at=00000000 deflated=00000000'.length
const checkedBytes = fixedHead + commentBytes + 1
const headBytes = checkedBytes + 2
const footBytes = 8

export interface Member {
  /** Where its bytes stand in the plain segment. */
  readonly at: number
  readonly plain: Uint8Array
  /** Offset behind it in the file. */
  readonly end: number
}

const hex = (value: number): string => value.toString(16).padStart(8, '0')

const checkOf = (head: Uint8Array): number => crc32(head) & 0xffff

/** `starts`: where each member begins in the file. */
export async function compressSegment(plain: Uint8Array): Promise<{ readonly bytes: Uint8Array; readonly starts: readonly number[] }> {
  const parts: Uint8Array[] = []
  const starts: number[] = []
  let length = 0
  for (let at = 0; at === 0 || at < plain.length; at += memberBytes) {
    const piece = plain.subarray(at, at + memberBytes)
    const deflated = await deflate(piece)
    const checked = Buffer.concat([magic, Buffer.from([0, 0, 0, 0, 0, 255]), Buffer.from(`at=${hex(at)} deflated=${hex(deflated.length)}\0`, 'latin1')])
    const head = Buffer.alloc(headBytes)
    checked.copy(head)
    head.writeUInt16LE(checkOf(checked), checkedBytes)
    const foot = Buffer.alloc(footBytes)
    foot.writeUInt32LE(crc32(piece), 0)
    foot.writeUInt32LE(piece.length, 4)
    starts.push(length)
    parts.push(head, deflated, foot)
    length += head.length + deflated.length + foot.length
  }
  return { bytes: Buffer.concat(parts), starts }
}

/** The member that stands whole at this offset of the file, or `null`. */
export function findMemberAt(bytes: Uint8Array, start: number): Member | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.compare(magic, 0, magic.length, start, Math.min(start + magic.length, view.length)) !== 0) return null
  const [, at, deflated] = commentPattern.exec(view.toString('latin1', start + fixedHead, start + fixedHead + commentBytes)) ?? []
  if (at === undefined || deflated === undefined || start + headBytes > view.length) return null
  if (view.readUInt16LE(start + checkedBytes) !== checkOf(view.subarray(start, start + checkedBytes))) return null
  const body = start + headBytes
  const foot = body + Number.parseInt(deflated, 16)
  if (foot + footBytes > view.length) return null
  const plain = inflate(view.subarray(body, foot))
  if (plain?.length !== view.readUInt32LE(foot + 4) || crc32(plain) !== view.readUInt32LE(foot)) return null
  return { at: Number.parseInt(at, 16), plain, end: foot + footBytes }
}

function inflate(deflated: Uint8Array): Uint8Array | null {
  try {
    return inflateRawSync(deflated, { maxOutputLength: memberBytes })
  } catch {
    return null
  }
}

export interface Decompressed {
  /** Zeros where a member could not be read. */
  readonly plain: Uint8Array
  readonly isWhole: boolean
}

/** Everything that can be read; never throws on content. */
export function decompressSegment(bytes: Uint8Array): Decompressed {
  const members: Member[] = []
  let isWhole = true
  for (let offset = 0; offset < bytes.length; ) {
    const member = findMemberAt(bytes, offset)
    if (member) {
      isWhole &&= member.at === (members.at(-1)?.at ?? -memberBytes) + memberBytes
      members.push(member)
      offset = member.end
      continue
    }
    isWhole = false
    const next = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(magic, offset + 1)
    if (next < 0) break
    offset = next
  }
  const length = members.reduce((most, { at, plain }) => Math.max(most, at + plain.length), 0)
  // A forged offset must not ask for memory without end: no honest segment is that sparse.
  if (length > largestPlainBytes) return { plain: new Uint8Array(0), isWhole: false }
  const plain = new Uint8Array(length)
  for (const member of members) plain.set(member.plain, member.at)
  return { plain, isWhole: isWhole && members.length > 0 }
}

const largestPlainBytes = 256 << 20
