import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClockSeen, judgeMoment } from '../../shared/domain/clockTrust.ts'

const day = 24 * 3600_000
const start = Date.parse('2026-03-02T09:00:00+08:00')

/** Judges one after the other: which of them are doubtful, and what is believed in the end. */
function judgeAll(moments: readonly number[]): { readonly doubts: readonly boolean[]; readonly seen: ClockSeen | null } {
  let seen: ClockSeen | null = null
  const doubts: boolean[] = []
  for (const moment of moments) {
    const judged = judgeMoment(seen, moment)
    doubts.push(judged.isDoubtful)
    seen = judged.seen
  }
  return { doubts, seen }
}
const inYears = (years: number): number => start + years * 365 * day

test('a clock that was ten years ahead for an evening leaves no doubt behind', () => {
  expect(judgeAll([start, inYears(10), inYears(10) + 3600_000, start + day, start + 2 * day]).doubts).toEqual([false, false, false, false, false])
})

test('nor does a second leap, or one that is corrected in two steps', () => {
  expect(judgeAll([start, inYears(10), inYears(2), start + day, inYears(10), start + 2 * day, start + day]).doubts).toEqual([false, false, false, false, false, false, true])
})

test('a leap that lasts is believed: a station that stood in a garage for two years', () => {
  const back = Array.from({ length: 40 }, (_, days) => inYears(2) + days * day)
  const { doubts, seen } = judgeAll([start, ...back, start + day])
  expect(doubts).toEqual([false, ...back.map(() => false), true])
  expect(seen).toEqual({ trustedMs: inYears(2) + 39 * day, leap: null })
})

test('a few days ahead and back is doubted until they have passed', () => {
  expect(judgeAll([start, start + 3 * day, start + day, start + 2 * day, start + 4 * day]).doubts).toEqual([false, false, true, true, false])
})

test('a clock that is corrected by minutes is not doubted', () => {
  expect(judgeAll([start, start - 4 * 60_000, start - 6 * 60_000]).doubts).toEqual([false, false, true])
})

test('an empty battery is known as such, also where nothing is on record yet', () => {
  expect(judgeAll([Date.parse('1970-01-01T08:00:00+08:00'), start, Date.parse('2020-01-01T00:00:00+08:00')]).doubts).toEqual([true, false, true])
  expect(judgeMoment(null, Number.NaN)).toEqual({ seen: null, isDoubtful: true })
})

test('however often and wherever a clock leaps, once it goes right nothing is doubted', () => {
  const wild = fc.integer({ min: -20, max: 60 }).map((steps) => start + steps * 200 * day)
  fc.assert(fc.property(fc.array(wild, { maxLength: 12 }), (leaps) => judgeAll([start, ...leaps, start + day]).doubts.at(-1) === false))
})
