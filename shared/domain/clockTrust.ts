/** What the moments on record, in their order, say about a clock. In milliseconds since 1970. */
export interface ClockSeen {
  /** The latest moment to be believed. */
  readonly trustedMs: number
  /** A step so far ahead that it may be a mistake, while the clock has not gone back behind it. */
  readonly leap: { readonly sinceMs: number; readonly latestMs: number } | null
}
export interface JudgedMoment {
  /** `null` as long as no moment could be believed. */
  readonly seen: ClockSeen | null
  /** It can't be, by what is on record. */
  readonly isDoubtful: boolean
}

// A clock set back by less is corrected, not wrong.
const toleranceMs = 5 * 60_000
// A station seldom stands still for longer; a year or a month that was set wrongly is further ahead.
const leapMs = 31 * 24 * 3600_000
/** The year of the plan that this program is about: an empty clock battery gives an earlier one. */
export const earliestMs = Date.parse('2021-01-01T00:00:00+08:00')

/**
 * A moment behind what is believed is doubtful. One that is far ahead is taken as it is, and believed only when the clock
 * has stayed there for as long; when it goes back, it was the leap that was wrong, and what comes is held against what
 * was believed before. Otherwise one evening in 2036 would leave ten years of doubt.
 */
export function judgeMoment(before: ClockSeen | null, nowMs: number): JudgedMoment {
  // The negation, so that what is no moment at all is none to be believed.
  if (!(nowMs >= earliestMs)) return { seen: before, isDoubtful: true }
  if (!before) return { seen: { trustedMs: nowMs, leap: null }, isDoubtful: false }
  const { trustedMs, leap } = before
  if (leap && nowMs >= leap.latestMs - toleranceMs && nowMs <= leap.latestMs + leapMs) {
    const latestMs = Math.max(leap.latestMs, nowMs)
    const hasStood = latestMs - leap.sinceMs > leapMs
    return { seen: hasStood ? { trustedMs: latestMs, leap: null } : { trustedMs, leap: { sinceMs: leap.sinceMs, latestMs } }, isDoubtful: false }
  }
  if (nowMs > trustedMs + leapMs) return { seen: { trustedMs, leap: { sinceMs: nowMs, latestMs: nowMs } }, isDoubtful: false }
  return { seen: { trustedMs: Math.max(trustedMs, nowMs), leap: null }, isDoubtful: nowMs < trustedMs - toleranceMs }
}
