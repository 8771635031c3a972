import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutTraces } from '../../shared/domain/pictureTraces.ts'
import { judgeScanBytes } from '../../shared/domain/scans.ts'
import { aDrawnPng, aPdf, asPhotograph, exif, segment } from '../builders/scans.ts'

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

/** Everything a picture is drawn from: colours, tables, frame, two scans with stuffed bytes and restarts. */
const head = join(segment(0xe0, 'JFIF\0', [1, 1, 0, 0, 1, 0, 1, 0, 0]), segment(0xe2, 'ICC_PROFILE\0', [1, 1, 9, 9]), segment(0xee, 'Adobe\0', [100, 0, 0, 0, 0, 0]))
const drawn = join(segment(0xdb, [0, 1, 2]), segment(0xc2, [8, 0, 64, 0, 48, 1, 1, 0x11, 0]), segment(0xda, [1, 1, 0, 0, 0, 0]), Uint8Array.from([1, 0xff, 0, 2, 0xff, 0xd0, 3, 0xff, 0xff, 0, 4]), segment(0xc4, [7, 7]), segment(0xda, [1, 1, 0, 0, 0, 0]), Uint8Array.from([5, 0xff, 0, 6]))
const soi = Uint8Array.from([0xff, 0xd8])
const eoi = Uint8Array.from([0xff, 0xd9])
const plain = join(soi, head, drawn, eoi)

test('of a photograph nothing is left that says where, when, by whom or with what it was taken; not a byte of the picture changes', () => {
  const photograph = asPhotograph(plain, 1)
  for (const trace of ['24.4798N', 'HUAWEI', '118.0894E', 'Xiamen', 'Li Min']) expect(latin(photograph)).toContain(trace)
  expect(hex(withoutTraces(photograph))).toBe(hex(plain))
  expect(judgeScanBytes(withoutTraces(photograph))).toEqual({ kind: 'taken', mediaType: 'image/jpeg' })
})

test.each([['MM', 6], ['II', 8], ['II', 3]] as const)('how it is to be turned stays (%s, %i), and is all that stays', (order, orientation) => {
  const bare = withoutTraces(asPhotograph(plain, orientation, order))
  const only = segment(0xe1, 'Exif\0\0', [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0])
  expect(hex(bare)).toBe(hex(join(soi, only, head, drawn, eoi)))
  expect(hex(withoutTraces(bare))).toBe(hex(bare))
})

test('a second small picture for old viewers goes as well; one that is cut off keeps what is there', () => {
  expect(hex(withoutTraces(join(soi, segment(0xe0, 'JFXX\0', [0x10, 1, 2]), head, drawn, eoi)))).toBe(hex(plain))
  const cut = join(soi, segment(0xfe, 'Li Min'), head, drawn)
  expect(hex(withoutTraces(cut))).toBe(hex(join(soi, head, drawn)))
})

test('of a PNG, texts, moments and Exif data go, and its other chunks stay as they are', () => {
  const png = aDrawnPng(8, 8)
  const chunk = (type: string, text: string): Buffer => Buffer.concat([Buffer.from([0, 0, 0, text.length]), Buffer.from(type + text + 'crc4', 'latin1')])
  const traced = join(png.subarray(0, 33), chunk('eXIf', latin(exif(1)).slice(0, 60)), chunk('tEXt', 'Author\0Li Min'), chunk('tIME', '1234567'), chunk('iTXt', 'XML:com.adobe.xmp'), png.subarray(33), Buffer.from('behind'))
  expect(hex(withoutTraces(traced))).toBe(hex(png))
  expect(withoutTraces(png)).toBe(png)
})

test('a PDF is left as it is, and so is what is no picture', () => {
  for (const bytes of [aPdf(), new Uint8Array(), Uint8Array.from([0xff])]) expect(withoutTraces(bytes)).toBe(bytes)
})

test('whatever the bytes are, it ends, makes nothing longer than it was by more than the turning, and done twice is done once', () => {
  const some = fc.uint8Array({ maxLength: 120 })
  const anything = fc.tuple(fc.constantFrom(soi, Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa]), plain.subarray(0, 90), asPhotograph(plain, 6).subarray(0, 150), asPhotograph(plain, 8, 'II')), some).map(([begin, rest]) => join(begin, rest))
  fc.assert(
    fc.property(anything, (bytes) => {
      const once = withoutTraces(bytes)
      expect(once.length).toBeLessThanOrEqual(bytes.length)
      expect(hex(withoutTraces(once))).toBe(hex(once))
    }),
  )
})
