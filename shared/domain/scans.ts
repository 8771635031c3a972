/** A scan or a signed paper: a file of its own beside the events, named by its SHA-256. What of it stands in an event. */
export interface ScanDescription {
  /** SHA-256 of the file, 64 lower-case hex digits. */
  readonly digest: string
  readonly bytes: number
  readonly mediaType: ScanMediaType
  /** What the file was called. May name a person: it stands here and nowhere else. */
  readonly label: string
  readonly of: ScanSubject
}
export const scanMediaTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const
export type ScanMediaType = (typeof scanMediaTypes)[number]

/** What the file shows. */
export type ScanSubject =
  | { readonly kind: 'material'; readonly item: string; readonly material: string }
  /** A paper of ours that came back signed. */
  | { readonly kind: 'paper'; readonly number: string }
  | { readonly kind: 'case' }

/** A page of an office's scanner takes 0.2 to 10 MB. */
export const largestScanBytes = 10 * 1024 * 1024
/** More would exhaust whoever draws it: an A3 page at 600 dpi has 70 million points, one at 400 dpi 31 million. */
export const mostScanPixels = 50_000_000

/** Why a file was not taken; nothing of it was kept. */
export type ScanRefusal = 'empty' | 'too-large' | 'unknown-kind' | 'too-many-pixels'

export function isSameSubject(one: ScanSubject, other: ScanSubject): boolean {
  switch (one.kind) {
    case 'material':
      return other.kind === 'material' && one.item === other.item && one.material === other.material
    case 'paper':
      return other.kind === 'paper' && one.number === other.number
    case 'case':
      return other.kind === 'case'
  }
}

export type JudgedScan = { readonly kind: 'taken'; readonly mediaType: ScanMediaType } | { readonly kind: 'refused'; readonly because: ScanRefusal }

/** What a file is, by its own bytes: its name says nothing. */
export function judgeScanBytes(bytes: Uint8Array): JudgedScan {
  if (bytes.length === 0) return { kind: 'refused', because: 'empty' }
  if (bytes.length > largestScanBytes) return { kind: 'refused', because: 'too-large' }
  if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46, 0x2d])) return { kind: 'taken', mediaType: 'application/pdf' }
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return judgePicture('image/png', pixelsOfPng(bytes))
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return judgePicture('image/jpeg', pixelsOfJpeg(bytes))
  return { kind: 'refused', because: 'unknown-kind' }
}

/** `pixels`: `null` where the picture does not say how large it is, and so is none. */
function judgePicture(mediaType: ScanMediaType, pixels: number | null): JudgedScan {
  if (pixels === null || pixels === 0) return { kind: 'refused', because: 'unknown-kind' }
  return pixels > mostScanPixels ? { kind: 'refused', because: 'too-many-pixels' } : { kind: 'taken', mediaType }
}

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((value, at) => bytes[at] === value)

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Width and height stand first (PNG, section 11.2.2). */
function pixelsOfPng(bytes: Uint8Array): number | null {
  if (bytes.length < 24) return null
  const view = viewOf(bytes)
  return view.getUint32(16) * view.getUint32(20)
}

/** From marker to marker up to the frame (ITU-T T.81, B.2.2). */
function pixelsOfJpeg(bytes: Uint8Array): number | null {
  const view = viewOf(bytes)
  let at = 2
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7)
    at += 2 + view.getUint16(at + 2)
  }
  return null
}
