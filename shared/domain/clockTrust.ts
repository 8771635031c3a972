/** What the records say about a clock, by the moments and marks of their events. In milliseconds since 1970. */
export interface ClockSeen {
  /** The latest moment that was believed when it was written. */
  readonly trustedMs: number
  /** From here on it was too far ahead, and nobody has said since that it was right. `null`: it was not. */
  readonly aheadFromMs: number | null
}
/** A moment, and how long the computer had been running then, sleep included: nobody sets that. */
export interface ClockReading {
  readonly wallMs: number
  readonly uptimeMs: number
}
/** What a clock is held against. */
export interface ClockEvidence {
  readonly seen: ClockSeen | null
  /** The last reading of this run that was believed. */
  readonly believed: ClockReading | null
  /** A person of this run has said that it was right. */
  readonly confirmed: ClockReading | null
  /** What time the server took it to be. */
  readonly server: ClockReading | null
}
export const clockDoubts = ['before-program', 'behind', 'ahead', 'server-differs'] as const
/** Why a clock is not believed. `latestMs`: the moment that it is held against. */
export interface ClockDoubt {
  readonly because: (typeof clockDoubts)[number]
  readonly latestMs: number
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
// A clock set back by less is corrected, not wrong.
const toleranceMs = 5 * minuteMs
// A station seldom stands still for longer; a year or a month that was set wrongly is further ahead.
const longestPauseMs = 31 * dayMs
// While the computer runs it is known how much time has passed: what is further ahead was set.
const longestStepMs = dayMs
/** The year in which this program was made: an empty clock battery gives an earlier one. */
export const programYear = 2026
const earliestMs = Date.parse(`${programYear}-01-01T00:00:00+08:00`)
// Nobody begins with a program that is so old: where nothing else is known, the clock is ahead.
const latestBeginningMs = Date.parse(`${programYear + 5}-01-01T00:00:00+08:00`)

/** What a clock should say now that said that then. */
const carriedOn = (then: ClockReading, now: ClockReading): number => then.wallMs + now.uptimeMs - then.uptimeMs

/** `null`: nothing speaks against it. The words of people and of the server end a doubt; so does a clock that is put right. */
export function doubtOf({ seen, believed, confirmed, server }: ClockEvidence, now: ClockReading): ClockDoubt | null {
  // The negation, so that what is no moment at all is none to be believed.
  if (!(now.wallMs >= earliestMs)) return { because: 'before-program', latestMs: seen?.trustedMs ?? earliestMs }
  // As long as it goes on steadily from where a person has looked at it.
  if (confirmed && Math.abs(now.wallMs - carriedOn(confirmed, now)) <= toleranceMs) return null
  const serverMs = server && carriedOn(server, now)
  const offMs = serverMs === null ? Infinity : Math.abs(now.wallMs - serverMs)
  if (offMs <= toleranceMs) return null
  if (serverMs !== null && offMs > longestStepMs) return { because: 'server-differs', latestMs: serverMs }
  if (seen && now.wallMs < seen.trustedMs - toleranceMs) return { because: 'behind', latestMs: seen.trustedMs }
  // Within a day of the server's it is no leap.
  const isAhead = serverMs === null && (isPastLeap(seen, now) || isBeyond(seen, believed, now))
  return isAhead ? { because: 'ahead', latestMs: seen?.trustedMs ?? believed?.wallMs ?? earliestMs } : null
}

const isPastLeap = (seen: ClockSeen | null, { wallMs }: ClockReading): boolean => seen !== null && seen.aheadFromMs !== null && wallMs >= seen.aheadFromMs - toleranceMs

function isBeyond(seen: ClockSeen | null, believed: ClockReading | null, now: ClockReading): boolean {
  if (believed) return now.wallMs > carriedOn(believed, now) + longestStepMs
  return now.wallMs > (seen === null ? latestBeginningMs : seen.trustedMs + longestPauseMs)
}

/**
 * What one more event on record says. The mark was given when it was written, by all that was known then, and stands
 * for good: an event that is believed and lies behind earlier ones says that those were wrong.
 */
export function noteMoment(seen: ClockSeen | null, atMs: number, isDoubtful: boolean): ClockSeen | null {
  if (!(atMs >= earliestMs)) return seen
  if (!isDoubtful) return { trustedMs: seen && atMs >= seen.trustedMs - toleranceMs ? Math.max(seen.trustedMs, atMs) : atMs, aheadFromMs: null }
  if (!seen || atMs <= seen.trustedMs + toleranceMs) return seen
  return { trustedMs: seen.trustedMs, aheadFromMs: Math.min(seen.aheadFromMs ?? atMs, atMs) }
}
