import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ParsedPage, parsePage } from '../../electron/station/sync/pageBytes.ts'
import { must } from '../builders/counter.ts'

/** An answer is read without its documents, and each of them by itself: together that is the answer. */

const odd = fc.constantFrom('doc', '"doc":{', '","doc":{"a":1}', '}{', ']', '\\', '"', '厂房', '\u0001', 'results', '__proto__')
const text = fc.oneof(odd, fc.string({ maxLength: 6 }), fc.string({ maxLength: 4, unit: 'grapheme' }))
const document = fc.dictionary(text, fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.constant(null), fc.array(text, { maxLength: 4 }), fc.dictionary(text, fc.dictionary(text, text, { maxKeys: 2 }), { maxKeys: 2 })), { maxKeys: 4 })
const change = fc.record(
  { id: text, seq: text, changes: fc.array(fc.record({ rev: text }), { minLength: 1, maxLength: 3 }), deleted: fc.boolean(), doc: fc.oneof(document, fc.constant(null)), value: document },
  { requiredKeys: ['id', 'seq', 'changes'] },
)
const spacing = fc.constantFrom(0, 1, '\t')
const page = (answer: object, space: number | string = 0): ParsedPage => must(parsePage(Buffer.from(JSON.stringify(answer, null, space))))
const decoded = (json: unknown): unknown => JSON.parse(Buffer.from(JSON.stringify(json), 'latin1').toString('utf8'))

test('of changes each row and each document is what the answer says, however it is spelt', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), text, spacing, (results, last, space) => {
      const answer = { results, last_seq: last, pending: 3 }
      const parsed = page(answer, space)
      const said: typeof answer = JSON.parse(JSON.stringify(answer))
      expect(parsed.head).toEqual({ rows: said.results.map(({ id, deleted }) => ({ id, isDeleted: deleted === true })), last: said.last_seq, pending: 3 })
      expect(parsed.rows.map(({ id, leaves }) => ({ id, leaves }))).toEqual(said.results.map(({ id, changes }) => ({ id, leaves: changes.length })))
      expect(parsed.rows.map((row) => parsed.textOf(row))).toEqual(said.results.map(({ doc }) => doc ?? null))
      for (const [at, row] of parsed.rows.entries()) {
        const bytes = parsed.bytesOf(row)
        if (bytes !== undefined) expect(decoded(bytes)).toEqual(said.results[at]?.doc)
      }
    }),
    { numRuns: 1000 },
  )
})

test('rows of a view are told apart by their place and go to the stream that their id names', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ id: text, key: text, value: document, doc: document }), { maxLength: 5 }), (rows) => {
      const parsed = page({ total_rows: 9, rows })
      expect(parsed.head.rows.map(({ id }) => id)).toEqual(rows.map((_, at) => `row:${at}`))
      expect(parsed.rows.map((row) => parsed.textOf(row))).toEqual(JSON.parse(JSON.stringify(rows.map(({ doc }) => doc))))
    }),
  )
  const doc = { _id: 'case:one-of-2026:0' }
  expect(page({ rows: [{ id: doc._id, doc }] }).rows[0]?.stream).toBe('case:one-of-2026')
})

test('texts stand as their bytes only where those can be told from characters', () => {
  const [plain, escaped] = ['{"results":[{"id":"a","changes":[],"doc":{"x":"厂"}}],"last_seq":1}', '{"results":[{"id":"a","changes":[],"doc":{"x":"\\u5382"}}],"last_seq":1}'].map((answer) => must(parsePage(Buffer.from(answer))))
  const firstOf = (parsed: ParsedPage | undefined): readonly unknown[] => (parsed?.rows ?? []).flatMap((row) => [parsed?.bytesOf(row), parsed?.textOf(row)])
  expect(firstOf(plain)).toEqual([{ x: Buffer.from('厂').toString('latin1') }, { x: '厂' }])
  expect(firstOf(escaped)).toEqual([undefined, { x: '厂' }])
})

test('a document that is no JSON is told by its id, and costs no other', () => {
  const parsed = must(parsePage(Buffer.from('{"results":[{"id":"a:b","changes":[],"doc":{"x":nul}},{"id":"c:d","changes":[],"doc":{"x":1}}],"last_seq":1}')))
  expect(parsed.rows.map((row) => parsed.bytesOf(row))).toEqual([undefined, { x: 1 }])
  expect(parsed.rows.map((row) => parsed.textOf(row))).toEqual([{ _id: 'a:b', problem: 'not-json' }, { x: 1 }])
})

test('a number in the place of a document brings in no other, and half an answer is none', () => {
  const parsed = must(parsePage(Buffer.from('{"results":[{"id":"a:b","changes":[],"doc":7},{"id":"c:d","changes":[],"doc":{"x":1}}],"last_seq":1}')))
  expect(parsed.rows.map((row) => parsed.textOf(row))).toEqual([null, { x: 1 }])
  const whole = '{"results":[{"id":"a:b","changes":[],"doc":{"x":1}}],"last_seq":1}'
  for (let length = 0; length < whole.length; length += 1) expect(parsePage(Buffer.from(whole.slice(0, length))), `${length} bytes`).toMatchObject({ ok: false, failure: { because: 'not-json' } })
  expect(parsePage(Buffer.from(`{"results":[{"id":"a","changes":[],"doc":${'['.repeat(80)}${']'.repeat(80)}}],"last_seq":1}`))).toMatchObject({ ok: false, failure: { because: 'too-deep' } })
})
