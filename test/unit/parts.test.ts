import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fetchFile } from '../../electron/station/sync/fetchFile.ts'
import { findCover, partDocument, planParts, type StoredPart } from '../../electron/station/sync/parts.ts'
import { sha256 } from '../../electron/station/identity.ts'
import { ok } from '../../shared/domain/result.ts'
import { aLargePdf } from '../builders/scans.ts'

const stream = 'case:0000-0001'
const digest = 'ab'.repeat(32)
const file = aLargePdf(1000)
function stored(first: number, end: number, isRight: boolean): StoredPart {
  const bytes = isRight ? file.subarray(first, end) : Buffer.alloc(end - first, 'x')
  return { id: `${stream}:${digest}:${first}-${end}`, first, end, digest: `md5-${createHash('md5').update(bytes).digest('base64')}` }
}
/** Whatever stands at a server: right and wrong parts in any cut, one under each name. */
const aServer = fc
  .array(fc.record({ first: fc.nat(999), length: fc.integer({ min: 1, max: 400 }), isRight: fc.boolean() }), { maxLength: 8 })
  .map((parts) => parts.map(({ first, length, isRight }) => stored(first, Math.min(1000, first + length), isRight)))
  .map((parts) => [...new Map(parts.map((part) => [part.id, part])).values()])

test('what is sent makes the file whole, whatever stands there, and never under a name that is taken', () => {
  fc.assert(
    fc.property(aServer, fc.integer({ min: 1, max: 300 }), (there, partBytes) => {
      const plan = planParts(stream, digest, file, there, partBytes)
      const taken = new Set(there.map(({ id }) => id))
      for (const range of plan) {
        expect(range.end - range.first).toBeLessThanOrEqual(partBytes)
        if (range.end - range.first > 1) expect(taken.has(partDocument(stream, digest, range, file, 'a')._id)).toBe(false)
      }
      const right = there.filter(({ first, end }) => stored(first, end, true).digest === there.find((part) => part.first === first && part.end === end)?.digest)
      const covered = new Set([...right, ...plan].flatMap(({ first, end }) => Array.from({ length: end - first }, (_, at) => first + at)))
      expect(covered.size).toBe(1000)
    }),
  )
})

test('nothing is sent of what stands there rightly', () => {
  expect(planParts(stream, digest, file, [stored(0, 600, true), stored(500, 1000, true)], 100)).toEqual([])
  expect(planParts(stream, digest, file, [stored(0, 300, true), stored(600, 1000, true)], 200)).toEqual([{ first: 300, end: 500 }, { first: 500, end: 600 }])
  expect(planParts(stream, digest, file, [stored(0, 200, false)], 200)[0]).toEqual({ first: 0, end: 100 })
})

test('a part of another length than it says counts for nothing, and another cut makes up for it', async () => {
  const whole = new Uint8Array(file)
  const sent: Readonly<Record<string, Uint8Array>> = { long: new Uint8Array(1200), short: whole.subarray(500, 900), right: whole.subarray(500), first: whole.subarray(0, 500) }
  const part = (id: string, first: number, end: number) => ({ id, first, end, digest: 'md5-x' })
  const fetched = (ids: readonly string[]) =>
    fetchFile(
      {
        parts: () => Promise.resolve(ok([part('first', 0, 500), ...ids.map((id) => part(id, id === 'right' ? 500 : 499, 1000))])),
        readPart: (_database, id) => Promise.resolve(ok(sent[id] ?? new Uint8Array())),
      },
      'cases',
      stream,
      { digest: sha256(whole), bytes: whole.length },
      () => undefined,
      new AbortController().signal,
    )
  for (const wrong of ['long', 'short']) {
    expect(await fetched([wrong]), wrong).toEqual({ ok: false, failure: { kind: 'wrong-bytes' } })
    expect(await fetched([wrong, 'right']), wrong).toEqual({ ok: true, value: whole })
  }
})

test('a cover begins at the beginning, ends at the end, and leaves nothing out', () => {
  fc.assert(
    fc.property(aServer, fc.constantFrom('larger' as const, 'smaller' as const), (there, preferred) => {
      const cover = findCover(there, 1000, preferred)
      if (!cover) return
      expect(cover.reduce((at, { first, end }) => (first <= at && end > at ? end : -1), 0)).toBe(1000)
    }),
  )
  const parts = [stored(0, 500, true), stored(500, 1000, true), stored(0, 250, true), stored(250, 500, true)]
  expect(findCover(parts, 1000, 'larger')?.map(({ end }) => end)).toEqual([500, 1000])
  expect(findCover(parts, 1000, 'smaller')?.map(({ end }) => end)).toEqual([250, 500, 1000])
  expect(findCover(parts.slice(1), 1000, 'larger')?.map(({ end }) => end)).toEqual([250, 500, 1000])
  expect(findCover([stored(0, 999, true)], 1000, 'larger')).toBeNull()
})
