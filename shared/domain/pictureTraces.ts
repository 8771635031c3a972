/**
 * What a camera writes into a picture beside the picture: where it was taken, when, with whose telephone, a small copy
 * from before it was cropped. None of it is what the applicant handed in, and all of it is personal data. It is left
 * out piece by piece: no pixel is encoded anew, and how the picture is to be turned stays. Done twice it changes
 * nothing more. What can't be followed from piece to piece is left as it is from there on.
 */
export function withoutTraces(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return joined(bytes, jpegPieces(bytes))
  if (bytes[0] === 0x89 && textAt(bytes, 1, 3) === 'PNG') return joined(bytes, pngPieces(bytes))
  return bytes
}

/** Segments between markers (ITU-T T.81, annex B). What stands behind the end of the picture, films and larger copies, goes. */
function jpegPieces(bytes: Uint8Array): readonly Uint8Array[] {
  const view = viewOf(bytes)
  const pieces = [bytes.subarray(0, 2)]
  for (let at = 2; at < bytes.length; ) {
    // Markers may be filled up with FF before them.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1
    const marker = bytes[at] === 0xff ? bytes[at + 1] : undefined
    if (marker === 0xd9) return [...pieces, bytes.subarray(at, at + 2)]
    const isAlone = marker === 0x01 || (marker !== undefined && marker >= 0xd0 && marker <= 0xd7)
    const length = isAlone ? 0 : marker === undefined || at + 4 > bytes.length ? -1 : view.getUint16(at + 2)
    const end = at + 2 + length
    if (marker === undefined || end > bytes.length || (!isAlone && length < 2)) return [...pieces, bytes.subarray(at)]
    const next = marker === 0xda ? endOfScan(bytes, end) : end
    pieces.push(...(isTrace(bytes, at, marker) ? turned(bytes.subarray(at + 4, end), marker) : [bytes.subarray(at, next)]))
    at = next
  }
  return pieces
}

/** Coded data holds no marker but those of restarts. */
function endOfScan(bytes: Uint8Array, begin: number): number {
  for (let at = bytes.indexOf(0xff, begin); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

/** Everything for applications but what the colours depend on; comments. */
function isTrace(bytes: Uint8Array, at: number, marker: number): boolean {
  if (marker === 0xfe) return true
  if (marker < 0xe0 || marker > 0xef) return false
  const name = textAt(bytes, at + 4, 11)
  if (marker === 0xe0) return name.startsWith('JFXX')
  return !(marker === 0xe2 && name === 'ICC_PROFILE') && !(marker === 0xee && name.startsWith('Adobe'))
}

/** Of Exif data, how the picture is to be turned, and nothing else. */
function turned(segment: Uint8Array, marker: number): readonly Uint8Array[] {
  const orientation = marker === 0xe1 && textAt(segment, 0, 4) === 'Exif' ? orientationOf(segment.subarray(6)) : 1
  if (orientation === 1) return []
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  return [Uint8Array.from([0xff, 0xe1, 0, 8 + tiff.length, ...[...'Exif'].map((letter) => letter.charCodeAt(0)), 0, 0, ...tiff])]
}

/** From the first directory (TIFF 6.0, section 2); 1: as it is, also where that can't be read. */
function orientationOf(tiff: Uint8Array): number {
  const order = textAt(tiff, 0, 2)
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return 1
  const view = viewOf(tiff)
  const isLittle = order === 'II'
  const directory = view.getUint32(4, isLittle)
  if (directory + 2 > tiff.length) return 1
  const count = view.getUint16(directory, isLittle)
  for (let entry = directory + 2; entry < directory + 2 + count * 12 && entry + 12 <= tiff.length; entry += 12) {
    if (view.getUint16(entry, isLittle) !== 0x0112) continue
    const value = view.getUint16(entry + 8, isLittle)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

const pngTraces: ReadonlySet<string> = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'])
const pngHeadBytes = 8

/** Chunks with a checksum each (PNG, section 5.3): leaving one out changes no other. */
function pngPieces(bytes: Uint8Array): readonly Uint8Array[] {
  const view = viewOf(bytes)
  const pieces = [bytes.subarray(0, pngHeadBytes)]
  for (let at = pngHeadBytes; at < bytes.length; ) {
    const end = at + 12 > bytes.length ? Infinity : at + 12 + view.getUint32(at)
    if (end > bytes.length) return [...pieces, bytes.subarray(at)]
    const type = textAt(bytes, at + 4, 4)
    if (!pngTraces.has(type)) pieces.push(bytes.subarray(at, end))
    if (type === 'IEND') return pieces
    at = end
  }
  return pieces
}

function joined(bytes: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return length === bytes.length && whole.every((byte, index) => byte === bytes[index]) ? bytes : whole
}

const textAt = (bytes: Uint8Array, at: number, length: number): string => String.fromCharCode(...bytes.subarray(at, at + length))
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
