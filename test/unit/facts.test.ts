import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { dayInChina, isDay, shiftDay } from '../../shared/domain/days.ts'
import { checkFacts } from '../../shared/domain/facts.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { addWorkingDays, isWorkingDay } from '../../shared/domain/workdays.ts'
import { readXiamenPack } from '../builders/pack.ts'

let pack: Pack
beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

describe('answers as they come', () => {
  const problemsOf = (json: unknown): string[] => {
    const checked = checkFacts(pack, json)
    return checked.ok ? [] : checked.failure.problems.map(({ path, problem }) => `${path} ${problem.kind}`)
  }

  test.each<[unknown, string]>([
    [{ totalFloorArea: '10000' }, '$.totalFloorArea wrong-type'],
    [{ totalFloorArea: -0.01 }, '$.totalFloorArea out-of-range'],
    [{ totalFloorArea: 1e300 }, '$.totalFloorArea out-of-range'],
    [{ totalFloorArea: Number.POSITIVE_INFINITY }, '$.totalFloorArea wrong-type'],
    [{ undergroundFloors: 1.5 }, '$.undergroundFloors not-an-integer'],
    [{ isMajorProject: 'true' }, '$.isMajorProject wrong-type'],
    [{ isMajorProject: null }, '$.isMajorProject wrong-type'],
    [{ projectKind: 'castle' }, '$.projectKind not-an-option'],
    [{ applicationDate: '2021-02-30' }, '$.applicationDate not-a-day'],
    [{ applicationDate: '2021-4-6' }, '$.applicationDate not-a-day'],
    [{ lowRisk: true }, '$.lowRisk unknown-fact'],
    [{ 'a b': 1 }, '$["a b"] unknown-fact'],
    [JSON.parse('{"__proto__": 1}'), '$.__proto__ unknown-fact'],
    [[], '$ not-an-object'],
    [null, '$ not-an-object'],
    ['x', '$ not-an-object'],
  ])('%j: %s', (json, expected) => {
    expect(problemsOf(json)).toEqual([expected])
  })

  test('every problem is named, and nothing is taken', () => {
    expect(problemsOf({ projectKind: 1, maxHeight: 'x', isMajorProject: true })).toHaveLength(2)
  })

  test('areas and heights are rounded to two decimals, half up', () => {
    const rounded = (value: number): unknown => {
      const checked = checkFacts(pack, { maxHeight: value })
      return checked.ok ? checked.value.maxHeight : checked.failure
    }
    expect([0.1 + 0.2, 24.004, 24.005, 1.005, 0, 1e-7, 23.999999].map(rounded)).toEqual([0.3, 24, 24.01, 1.01, 0, 0, 24])
  })

  test('rounding changes a number by half a hundredth at most, and twice is once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (value) => {
        const once = checkFacts(pack, { maxHeight: value })
        if (!once.ok) throw new Error('refused')
        const rounded = Number(once.value.maxHeight)
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.005 + value * 1e-12)
        const twice = checkFacts(pack, once.value)
        expect(twice.ok && twice.value.maxHeight).toBe(rounded)
      }),
    )
  })
})

describe('days', () => {
  test.each([
    ['2020-02-29', true],
    ['2021-02-29', false],
    ['1900-02-29', false],
    ['2000-02-29', true],
    ['2021-04-31', false],
    ['2021-13-01', false],
    ['2021-00-10', false],
    ['0000-01-01', false],
    ['2021-1-1', false],
    ['２０２１-01-01', false],
    ['2021-01-01 ', false],
  ])('%s is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected)
  })

  test('the day in China does not depend on where the machine thinks it is', () => {
    expect(dayInChina(new Date('2021-08-02T15:59:59Z'))).toBe('2021-08-02')
    expect(dayInChina(new Date('2021-08-02T16:00:00Z'))).toBe('2021-08-03')
    expect(shiftDay('2020-02-28', 2)).toBe('2020-03-01')
  })
})

describe('working days', () => {
  const known = { from: 2004, to: 2026 }

  // State Council notice on the holidays of 2021 (国办发明电〔2020〕27号).
  test.each(['2021-02-07', '2021-02-20', '2021-04-25', '2021-05-08', '2021-09-18', '2021-09-26', '2021-10-09'])('%s, a weekend day, is made up for', (day) => {
    expect(isWorkingDay(day)).toBe(true)
  })

  test('the day after acceptance is the first of the term', () => {
    expect(addWorkingDays('2021-08-03', 1, known)).toBe('2021-08-04')
    expect(addWorkingDays('2021-08-06', 1, known)).toBe('2021-08-09')
    expect(addWorkingDays('2021-08-03', 0, known)).toBe('2021-08-03')
  })

  test('a term over the National Day holiday counts the make-up days', () => {
    // 18 and 26 September and 9 October worked, 19–21 and 25 September and 1–7 October off.
    expect(addWorkingDays('2021-09-17', 9, known)).toBe('2021-09-30')
    expect(addWorkingDays('2021-09-30', 2, known)).toBe('2021-10-09')
  })

  test('a term into a year whose holidays are not known has no end', () => {
    expect(addWorkingDays('2026-12-30', 5, known)).toBeNull()
    expect(addWorkingDays('2003-12-30', 1, known)).toBeNull()
  })
})

describe('canonical JSON', () => {
  test('the example of RFC 8785 §3.2.2', () => {
    const value = JSON.parse('{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}')
    expect(canonicalJson(value)).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
  })

  test('the order of keys does not count, and it is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test.each<[string, unknown]>([
    ['an unpaired surrogate', '\ud800'],
    ['an unpaired surrogate as key', { '\udfff': 1 }],
    ['a number that is not finite', [Number.NaN]],
    ['a function', { a: () => 1 }],
    ['nothing', undefined],
  ])('%s is not JSON', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})
