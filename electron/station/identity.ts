import { hash } from 'node:crypto'
import type { RandomBytes } from './ports.ts'

/** Crockford's base 32: no I, L, O, U, so that a number can be read out on the telephone. */
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function drawCrockford(randomBytes: RandomBytes, count: number): string {
  return Array.from(randomBytes(count), (byte) => crockford.charAt(byte & 31)).join('')
}

const drawHex = (randomBytes: RandomBytes, bytes: number): string => Buffer.from(randomBytes(bytes)).toString('hex')

/** 64 random bits, hex. */
export const drawStationId = (randomBytes: RandomBytes): string => drawHex(randomBytes, 8)
/** 30 random bits, drawn anew at first start and whenever the journal was cut or a record skipped. */
export const drawIncarnation = (randomBytes: RandomBytes): string => drawCrockford(randomBytes, 6)
/** Until the office assigns one. */
export const drawStationCode = (randomBytes: RandomBytes): string => drawCrockford(randomBytes, 5)
export const drawSalt = (randomBytes: RandomBytes): string => drawHex(randomBytes, 16)
/** Of a running program, 128 random bits, hex. */
export const drawOwner = (randomBytes: RandomBytes): string => drawHex(randomBytes, 16)
/** Nothing that a hand writes alike: neither zero nor O, neither one nor I nor L. */
const handwritten = '23456789abcdefghjkmnpqrstuvwxyz'
/** Sixteen characters, 79 random bits, in groups that can be read out and written down. */
export function drawPassphrase(randomBytes: RandomBytes): string {
  let drawn = ''
  while (drawn.length < 16) {
    const [byte = 255] = randomBytes(1)
    // Each character as likely as any other: 31 goes eight times into 248.
    if (byte < 248) drawn += handwritten.charAt(byte % 31)
  }
  return drawn.replace(/.{4}(?=.)/g, '$&-')
}
/** Of a case or an operator: 96 random bits, hex. */
export const drawId = (randomBytes: RandomBytes): string => drawHex(randomBytes, 12)

/** First 128 bits of SHA-256 over an event's canonical bytes, hex. */
export const nameEvent = (canonical: string): string => sha256(canonical).slice(0, 32)

export const sha256 = (bytes: string | Uint8Array): string => hash('sha256', bytes, 'hex')

/** `7KQ2M-A1B2C3-0001`; numbers of the practice profile can't be taken for real ones. */
export function paperNumber(code: string, incarnation: string, counter: number, practice: boolean): string {
  return `${practice ? '演练-' : ''}${code}-${incarnation}-${String(counter).padStart(4, '0')}`
}

/** Counter of a number of this incarnation, 0 for any other number. */
export function counterOf(number: string, incarnation: string): number {
  const parts = number.split('-')
  return parts.at(-2) === incarnation ? Number(parts.at(-1)) : 0
}

/** Version 4 (RFC 9562). */
export function drawUuid(randomBytes: RandomBytes): string {
  const bytes = Buffer.from(randomBytes(16))
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
