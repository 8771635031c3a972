import serialize from 'canonicalize'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'

describe('canonical JSON', () => {
  test('is what the package of an author of RFC 8785 makes of it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium', stringUnit: 'grapheme' }), (value) => {
        expect(canonicalJson(value)).toBe(serialize(value))
      }),
      { numRuns: 500 },
    )
  })

  test('keys stand in the order of their code units, numbers and reached-for names among them', () => {
    const hostile: unknown = JSON.parse('{"b":1,"10":2,"9":3,"__proto__":{"constructor":4},"\\ud83d\\ude00":6,"\\ufb33":7,"a":{"toString":null}}')
    expect(canonicalJson(hostile)).toBe('{"10":2,"9":3,"__proto__":{"constructor":4},"a":{"toString":null},"b":1,"\ud83d\ude00":6,"\ufb33":7}')
  })

  test('what is undefined is not there, and null in a list', () => {
    expect(canonicalJson({ a: undefined, b: [undefined, -0, 1e21] })).toBe('{"b":[null,0,1e+21]}')
  })

  test.each([['a function', () => 1], ['nothing', undefined], ['not a number', Number.NaN], ['a big integer', 1n], ['half a character', { text: '\ud800' }], ['half a character in a key', { '\udc00': 1 }]])('%s is not JSON', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})
