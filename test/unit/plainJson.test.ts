import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlainObject } from '../../electron/station/sync/plainJson.ts'
import { scanJson } from '../../electron/station/sync/scanJson.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')
const word = fc.oneof(fc.string({ maxLength: 4 }), fc.string({ maxLength: 4, unit: 'grapheme' }), fc.constantFrom('10', '9', '__proto__', 'kind', '厂房'))
const plain = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 8 }, fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), word, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(word, tie('value'), { maxKeys: 3 }),
}))
const canonical = plain.object.map(canonicalJson)
const piece = fc.constantFrom('"', '\\', ',', ' ', '{', '}', '[', ']', '0', '-0', '1e3', '\n', '\u0001', 'é', ':', 'tru', 'null', '"a":1,')
const spoiled = fc.tuple(canonical, fc.nat(), fc.nat(3), piece).map(([whole, place, length, other]) => (whole.slice(0, place % whole.length) + other + whole.slice((place % whole.length) + length)).toWellFormed())

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

test('what is read in one pass is what the text says, and canonical', () => {
  fc.assert(
    fc.property(fc.oneof(canonical, spoiled), (text) => {
      const read = readPlainObject(bytesOf(text))
      if (read === null) return
      expect(read).toEqual(JSON.parse(text))
      expect(canonicalJson(read)).toBe(text)
    }),
    { numRuns: 4000 },
  )
})

test('of canonical objects only what is escaped, deep or oddly named is left', () => {
  const texts = fc.sample(canonical, { numRuns: 600, seed: 1 })
  const isOdd = (text: string): boolean => text.includes('\\') || /__proto__"|[{,]"":/.test(text) || scanJson(Buffer.from(text)).depth > 6
  for (const text of texts.filter((each) => !isOdd(each))) expect(readPlainObject(bytesOf(text)), text).toEqual(JSON.parse(text))
})

test('a name that stands there twice, or in another order, or would be no name, is not taken', () => {
  for (const text of ['{"a":1,"a":1}', '{"b":1,"a":1}', '{"9":1,"10":1}', '{"__proto__":{}}', '{"":1}', '{"a":1,}', '{"a":1}}', '{"a":1', '{"a" :1}', '{"a":01}', '{"a":1.0}', '{"a":-0}', '{"a":"\u0007"}', '{"a":"\\u0007"}', '[]', '']) expect(readPlainObject(text), text).toBeNull()
  expect(readPlainObject(bytesOf('{"10":1,"9":[true,false,null,"厂房",-1.5,{}]}'))).toEqual({ '10': 1, '9': [true, false, null, '厂房', -1.5, {}] })
})

function depthOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0
  return 1 + Math.max(0, ...Object.values(json).map(depthOf))
}

test('nesting is counted outside of texts, whatever stands in them, and escapes by number are found', () => {
  fc.assert(
    fc.property(fc.oneof(plain.object, fc.dictionary(fc.constantFrom('"', '\\', '{[', ']}', '\\"', '\\\\u0041'), plain.value)), (json) => {
      const text = JSON.stringify(json)
      const { ranges, ...found } = scanJson(Buffer.from(text), 1)
      expect(found).toEqual({ depth: depthOf(parsed(text)), hasUnicodeEscapes: /^(?:[^\\]|\\[^u])*\\u/.test(text) })
      expect(ranges).toEqual([0, Buffer.byteLength(text)])
    }),
    { numRuns: 1000 },
  )
  expect(scanJson(Buffer.from('["\\u0041"]'))).toEqual({ depth: 1, hasUnicodeEscapes: true, ranges: [] })
  expect(scanJson(Buffer.from('["\\\\u0041"]'))).toEqual({ depth: 1, hasUnicodeEscapes: false, ranges: [] })
  expect(scanJson(Buffer.from('[["'))).toEqual({ depth: 2, hasUnicodeEscapes: false, ranges: [] })
  expect(scanJson(Buffer.from('[{"厂":[1]},["]"]]'), 2).ranges).toEqual([1, 12, 13, 18])
  expect(scanJson(Buffer.from('"\\'))).toEqual({ depth: 0, hasUnicodeEscapes: false, ranges: [] })
})
