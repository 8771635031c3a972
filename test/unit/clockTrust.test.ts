import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClockDoubt, type ClockEvidence, type ClockReading, type ClockSeen, doubtOf, noteMoment } from '../../shared/domain/clockTrust.ts'

const minute = 60_000
const day = 24 * 60 * minute
const start = Date.parse('2026-03-02T09:00:00+08:00')

const nothing: ClockEvidence = { seen: null, believed: null, confirmed: null, server: null }
const onRecord = (trustedMs = start, aheadFromMs: number | null = null): ClockEvidence => ({ ...nothing, seen: { trustedMs, aheadFromMs } })
/** A clock that says `ms` after the start when the computer has been running for `uptimeMs`. */
const says = (ms: number, uptimeMs = ms): ClockReading => ({ wallMs: start + ms, uptimeMs })
const doubtAt = (evidence: ClockEvidence, now: ClockReading): ClockDoubt['because'] | null => doubtOf(evidence, now)?.because ?? null

test('a station that was closed is believed for a month, and asked about after it', () => {
  expect(doubtAt(onRecord(), says(31 * day))).toBe(null)
  expect(doubtAt(onRecord(), says(31 * day + 1))).toBe('ahead')
  expect(doubtOf(onRecord(), says(90 * day))).toEqual({ because: 'ahead', latestMs: start })
})

test('a clock behind what is on record is doubted, one that is corrected by minutes is not', () => {
  expect(doubtAt(onRecord(), says(-5 * minute))).toBe(null)
  expect(doubtAt(onRecord(), says(-5 * minute - 1))).toBe('behind')
})

test('an empty battery is known as such, also where nothing is on record yet', () => {
  expect(doubtAt(nothing, { wallMs: Date.parse('1970-01-01T08:00:00+08:00'), uptimeMs: 0 })).toBe('before-program')
  expect(doubtAt(nothing, { wallMs: Date.parse('2025-12-31T23:59:59+08:00'), uptimeMs: 0 })).toBe('before-program')
  expect(doubtAt(nothing, { wallMs: Number.NaN, uptimeMs: 0 })).toBe('before-program')
  expect(doubtAt(nothing, { wallMs: Date.parse('2026-01-01T00:00:00+08:00'), uptimeMs: 0 })).toBe(null)
  // Nobody's word makes it right.
  const then = { wallMs: Date.parse('1970-01-01T08:00:00+08:00'), uptimeMs: 0 }
  expect(doubtAt({ ...nothing, confirmed: then, server: then }, then)).toBe('before-program')
})

test('a station that begins years after the program was made is asked about', () => {
  expect(doubtAt(nothing, { wallMs: Date.parse('2031-01-01T00:00:00+08:00'), uptimeMs: 0 })).toBe(null)
  expect(doubtAt(nothing, { wallMs: Date.parse('2031-01-01T00:00:01+08:00'), uptimeMs: 0 })).toBe('ahead')
})

test('while the program runs, what is further ahead than the time that has passed was set', () => {
  const running: ClockEvidence = { ...onRecord(), believed: says(0) }
  expect(doubtAt(running, says(day, 0))).toBe(null)
  expect(doubtAt(running, says(day + 1, 0))).toBe('ahead')
  expect(doubtAt(running, says(10 * day, 9 * day))).toBe(null)
  // Also where it writes nothing for longer than a month, or sleeps.
  expect(doubtAt(running, says(40 * day))).toBe(null)
})

test('a leap that is on record is no less one after a start', () => {
  expect(doubtAt(onRecord(start, start + 20 * day), says(20 * day))).toBe('ahead')
  expect(doubtAt(onRecord(start, start + 20 * day), says(20 * day - 5 * minute))).toBe('ahead')
  expect(doubtAt(onRecord(start, start + 20 * day), says(19 * day))).toBe(null)
})

test('a server that agrees ends every doubt', () => {
  const server = says(90 * day)
  expect(doubtAt({ ...onRecord(), server }, says(90 * day + 5 * minute, 90 * day))).toBe(null)
  expect(doubtAt({ ...onRecord(start + 100 * day), server }, says(90 * day))).toBe(null)
  expect(doubtAt({ ...onRecord(start, start + 50 * day), server }, says(90 * day))).toBe(null)
  // Heard an hour ago, held against what has passed since.
  expect(doubtAt({ ...onRecord(), server }, says(90 * day + 60 * minute))).toBe(null)
})

test('a server that is within a day says that it was no leap, and does not make a clock right that went back', () => {
  expect(doubtAt({ ...onRecord(), server: says(90 * day) }, says(90 * day + 3 * 60 * minute, 90 * day))).toBe(null)
  expect(doubtAt({ ...onRecord(), server: says(0) }, says(-60 * minute, 0))).toBe('behind')
})

test('a server that says another day makes a doubt, until a person has looked', () => {
  const server = says(0)
  expect(doubtAt({ ...nothing, server }, says(day, 0))).toBe(null)
  expect(doubtAt({ ...nothing, server }, says(day + 1, 0))).toBe('server-differs')
  expect(doubtAt({ ...nothing, server }, says(-day - 1, 0))).toBe('server-differs')
  expect(doubtAt({ ...nothing, server, confirmed: says(2 * day, 0) }, says(2 * day, 0))).toBe(null)
})

test('a person’s word holds as long as the clock goes on steadily, and no longer', () => {
  const confirmed = says(90 * day, 0)
  expect(doubtAt({ ...onRecord(), confirmed }, says(90 * day, 0))).toBe(null)
  expect(doubtAt({ ...onRecord(), confirmed }, says(97 * day, 7 * day))).toBe(null)
  expect(doubtAt({ ...onRecord(), confirmed }, says(97 * day, 0))).toBe('ahead')
  expect(doubtAt({ ...onRecord(start + 90 * day), confirmed }, says(0, 60 * minute))).toBe('behind')
})

test('what was believed when it was written is what the next is held against', () => {
  const marked = (...moments: readonly (readonly [ms: number, isDoubtful: boolean])[]): ClockSeen | null => moments.reduce<ClockSeen | null>((seen, [ms, isDoubtful]) => noteMoment(seen, start + ms, isDoubtful), null)
  expect(marked([0, false], [day, false], [day - minute, false])).toEqual({ trustedMs: start + day, aheadFromMs: null })
  expect(marked([0, false], [90 * day, true], [80 * day, true], [95 * day, true])).toEqual({ trustedMs: start, aheadFromMs: start + 80 * day })
  // Right again: the leap is over.
  expect(marked([0, false], [90 * day, true], [day, false])).toEqual({ trustedMs: start + day, aheadFromMs: null })
  // Confirmed: it was none, or the earlier ones were wrong.
  expect(marked([0, false], [90 * day, true], [90 * day, false])).toEqual({ trustedMs: start + 90 * day, aheadFromMs: null })
  expect(marked([90 * day, false], [day, true], [day, false])).toEqual({ trustedMs: start + day, aheadFromMs: null })
  expect(marked([0, true])).toBe(null)
  expect(noteMoment(null, 0, false)).toBe(null)
  expect(noteMoment(null, Number.NaN, false)).toBe(null)
})

/** One clock over a time. */
const happenings = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('passes' as const), minutes: fc.integer({ min: 1, max: 40 * 24 * 60 }) }),
    // Up to a month ahead can't be told from a station that was closed.
    fc.record({ what: fc.constant('set' as const), days: fc.oneof(fc.constant(0), fc.integer({ min: 63, max: 5000 }), fc.integer({ min: -5000, max: -63 })) }),
    fc.record({ what: fc.constant('restart' as const), hoursOff: fc.integer({ min: 0, max: 30 * 24 }) }),
    fc.record({ what: fc.constant('write' as const) }),
  ),
  { maxLength: 30 },
)

test('however a clock leaps, what is written under a wild leap is marked, and once the clock is right and looked at, nothing is', () => {
  fc.assert(
    fc.property(happenings, (steps) => {
      let [trueMs, offMs, uptimeMs] = [start, 0, 0]
      let seen: ClockSeen | null = noteMoment(null, start, false)
      let believed: ClockReading | null = says(0, 0)
      let lastRightMs = start
      const look = (confirmed: ClockReading | null = null): boolean => {
        const now = { wallMs: trueMs + offMs, uptimeMs }
        const isDoubtful = doubtOf({ seen, believed, confirmed, server: null }, now) !== null
        if (!isDoubtful) believed = now
        return isDoubtful
      }
      for (const step of steps) {
        if (step.what === 'passes') [trueMs, uptimeMs] = [trueMs + step.minutes * minute, uptimeMs + step.minutes * minute]
        else if (step.what === 'set') offMs = step.days * day
        else if (step.what === 'restart') [trueMs, uptimeMs, believed] = [trueMs + step.hoursOff * 60 * minute, 0, null]
        else {
          const isDoubtful = look()
          if (offMs !== 0 && trueMs - lastRightMs < 31 * day && !isDoubtful) return false
          seen = noteMoment(seen, trueMs + offMs, isDoubtful)
          if (!isDoubtful && offMs === 0) lastRightMs = trueMs
        }
      }
      offMs = 0
      const confirmed = { wallMs: trueMs, uptimeMs }
      if (look(confirmed)) return false
      seen = noteMoment(seen, trueMs, false)
      // And after a start, with nobody's word.
      believed = null
      return !look()
    }),
  )
})
