import { transform } from 'esbuild'
import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type BatchDocument, batchDocument, batchId, cutBatches, eventText } from '../../electron/station/sync/batch.ts'
import { readBatch } from '../../electron/station/sync/readBatch.ts'
import { type DatabaseSetUp, readSetUps } from '../../scripts/server/designs.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aBatch } from '../builders/batches.ts'
import { Refusal } from '../fakes/couch/document.ts'
import { compileValidator } from '../fakes/couch/functions.ts'

/** The functions alone, without a server around them. */
let setUps: ReadonlyMap<string, DatabaseSetUp>
beforeAll(async () => {
  setUps = new Map((await readSetUps({ districts: ['jimei'], years: [2026] })).map((setUp) => [setUp.name, setUp]))
})

/** `null` when it is let in. */
function judge(database: string, document: object, roles: readonly string[] = ['station']): string | null {
  const code = setUps.get(database)?.design.validate_doc_update ?? ''
  try {
    compileValidator(code)(JSON.parse(JSON.stringify(document)), null, { name: 'jimei-3', roles, db: database }, {})
    return null
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.message
    throw refusal
  }
}
const stream = 'case:at-the-limit'
function batchOf(texts: readonly string[]): BatchDocument {
  const events = texts.map(eventText)
  return batchDocument({ id: batchId(stream, events.map(({ name }) => name)), events }, 'jimei-3', 'open')
}
/** Canonical text of exactly so many bytes, in characters of three or four bytes each. */
function textOfBytes(bytes: number, salt: number, letter = '字'): string {
  const empty = canonicalJson({ salt: String(salt).padStart(4, '0'), stream, text: '' })
  const room = bytes - Buffer.byteLength(empty)
  const width = Buffer.byteLength(letter)
  return canonicalJson({ salt: String(salt).padStart(4, '0'), stream, text: letter.repeat(Math.floor(room / width)) + 'x'.repeat(room % width) })
}

test('whatever is cut is let in, and is read', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ salt: fc.nat(9999), bytes: fc.integer({ min: 100, max: 32_768 }), letter: fc.constantFrom('字', '𠮷', 'é', 'a') }), { minLength: 1, maxLength: 8 }), (drawn) => {
      const { batches, tooLarge } = cutBatches(stream, drawn.map(({ salt, bytes, letter }) => eventText(textOfBytes(bytes, salt, letter))))
      expect(tooLarge).toEqual([])
      for (const batch of batches) {
        const document = batchDocument(batch, 'jimei-3', 'closed')
        expect([judge('cases-jimei-2026', document), readBatch(document).ok]).toEqual([null, true])
      }
    }),
    { numRuns: 30, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
  )
})

test.each(['字', '𠮷', 'é', 'x'])('limits are bytes of UTF-8, inclusive: %s', (letter) => {
  expect(judge('cases-jimei-2026', batchOf([textOfBytes(32_768, 1, letter)]))).toBeNull()
  expect(judge('cases-jimei-2026', batchOf([textOfBytes(32_769, 1, letter)]))).toBe('event too large')
  expect(judge('cases-jimei-2026', batchOf([textOfBytes(32_768, 1, letter), textOfBytes(32_768, 2, letter)]))).toBeNull()
  expect(judge('cases-jimei-2026', batchOf([textOfBytes(32_768, 1, letter), textOfBytes(32_667, 2, letter), textOfBytes(102, 3, letter)]))).toBe('batch too large')
  expect(judge('cases-jimei-2026', batchOf(Array.from({ length: 200 }, (_, index) => textOfBytes(100, index, letter))))).toBeNull()
})

test('each kind of stream has its database', () => {
  const homes = { 'cases-jimei-2026': ['case', 'print'], ledger: ['task'], stations: ['station'] }
  for (const [database, kinds] of Object.entries(homes)) {
    for (const kind of ['case', 'print', 'task', 'station']) expect([kind, judge(database, aBatch(`${kind}:17`))]).toEqual([kind, kinds.includes(kind) ? null : 'not an id of a batch or of a part of a file'])
  }
})

test('what retention consolidates may be large, and no larger', () => {
  const texts = Array.from({ length: 128 }, (_, index) => textOfBytes(32_768, index))
  const document = { ...batchOf(texts), as: 'retention' }
  expect([judge('cases-jimei-2026', document, ['retention']), readBatch(document).ok]).toEqual([null, true])
  expect(judge('cases-jimei-2026', { ...batchOf([...texts, textOfBytes(100, 999)]), as: 'retention' }, ['retention'])).toBe('batch too large')
})

test('nobody signed in writes nothing', () => {
  for (const { name, design } of setUps.values()) {
    expect(() => compileValidator(design.validate_doc_update)({ _id: 'x' }, null, { name: null, roles: [], db: name }, {})).toThrow('who is writing?')
  }
})

test('every function is one expression in the language of 2009, which every CouchDB 3 runs', async () => {
  for (const { design } of setUps.values()) {
    for (const code of [design.validate_doc_update, ...(design.views ? [design.views.streams.map] : [])]) {
      const expression = `(${code})`
      const [old, current] = await Promise.all([transform(expression, { target: 'es5' }), transform(expression, { target: 'esnext' })])
      expect(old.code).toBe(current.code)
      expect(code).not.toMatch(/STREAM_KINDS|WRITER|\/ID\/|\.includes\(|\.startsWith\(/)
    }
  }
})
