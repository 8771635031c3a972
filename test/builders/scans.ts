import { createCipheriv, createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import type { AnswerOf, RequestOf } from '../../shared/contracts/ipc.ts'
import type { ScanSubject } from '../../shared/domain/scans.ts'

/** Files as they come from a scanner, as far as anyone looks at their bytes. */

export const aPdf = (text = '授权委托书'): Uint8Array => new Uint8Array(Buffer.from(`%PDF-1.4\n% ${text}\n`))
/** Noise that no disk and no wire makes smaller, the same in every run. */
export function aLargePdf(bytes: number, seed = 'scan'): Uint8Array {
  const whole = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16)).update(Buffer.alloc(bytes))
  whole.write('%PDF-1.4\n', 0)
  return new Uint8Array(whole)
}
export function aPng(width: number, height: number): Uint8Array {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000000000000000', 'hex')
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return new Uint8Array(head)
}
/** With a comment before its frame, as scanners write one. */
export function aJpeg(width: number, height: number): Uint8Array {
  const frame = Buffer.from('ffd8fffe000661626364ffc0000b080000000001011100ffd9', 'hex')
  frame.writeUInt16BE(height, 15)
  frame.writeUInt16BE(width, 17)
  return new Uint8Array(frame)
}
type Pieces = readonly (string | readonly number[] | Uint8Array)[]
const bytesOf = (...pieces: Pieces): Buffer => Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : Buffer.from(piece))))
/** One segment of a JPEG. */
export function segment(marker: number, ...pieces: Pieces): Buffer {
  const body = bytesOf(...pieces)
  return bytesOf([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255], body)
}
/** What a telephone writes about a picture: how it is to be turned, by whom and where it was taken. */
export function exif(orientation: number, order: 'II' | 'MM' = 'MM'): Buffer {
  const number = (value: number, bytes: 2 | 4): readonly number[] => {
    const big = Array.from({ length: bytes }, (_, at) => (value >> (8 * (bytes - 1 - at))) & 255)
    return order === 'MM' ? big : big.toReversed()
  }
  const entry = (tag: number, kind: number, value: readonly number[]): Buffer => bytesOf(number(tag, 2), number(kind, 2), number(1, 4), value, Array.from({ length: 4 - value.length }, () => 0))
  return bytesOf(order, number(42, 2), number(8, 4), number(3, 2), entry(0x010f, 2, number(50, 4)), entry(0x0112, 3, number(orientation, 2)), entry(0x8825, 4, number(60, 4)), number(0, 4), 'HUAWEI 24.4798N 118.0894E')
}
/** A JPEG with all of that put in behind its first marker, and a film behind its end. */
export function asPhotograph(jpeg: Uint8Array, orientation: number, order?: 'II' | 'MM'): Uint8Array {
  const traces = [segment(0xe1, 'Exif\0\0', exif(orientation, order)), segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>118.0894E</x:xmpmeta>'), segment(0xed, 'Photoshop 3.0\0Xiamen'), segment(0xfe, 'taken by Li Min')]
  return new Uint8Array(bytesOf(jpeg.subarray(0, 2), ...traces, jpeg.subarray(2), 'film 24.4798N'))
}
/** A page with a line of text on it. */
export function aDrawnPdf(text = 'Scan of a commission'): Uint8Array {
  const content = `BT /F1 24 Tf 72 720 Td (${text}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const whole = `${body}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return new Uint8Array(Buffer.from(whole, 'latin1'))
}
/** A page in shades of grey, as a scanner gives it. */
export function aDrawnPng(width: number, height: number): Uint8Array {
  const chunk = (type: string, data: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    crc.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, crc])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, (_unused, x) => ((x >> 5) + (y >> 5)) % 2 === 0 ? 238 : 250)])))
  return new Uint8Array(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]))
}
/** As PNG has it (ISO 3309). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1))
  }
  return (crc ^ 0xffffffff) >>> 0
}
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

type Add = (request: RequestOf<'scan:add'>) => Promise<AnswerOf<'scan:add'>>

/** Adds a scan to a case; gives the name of its event and its digest. */
export async function addScan(add: Add, caseId: string, bytes: Uint8Array, of: ScanSubject = { kind: 'case' }): Promise<{ readonly event: string; readonly digest: string }> {
  const added = await add({ caseId, label: '张三身份证.pdf', of, bytes })
  if (!added.ok) throw new Error(JSON.stringify(added.failure))
  const digest = digestOf(bytes)
  const scan = added.value.state.scans.findLast((known) => known.digest === digest)
  if (!scan) throw new Error('the scan is not in the state')
  return { event: scan.event, digest }
}
