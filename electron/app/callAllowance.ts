/** How fast a page may call: `burst` calls at once, `perSecond` in the long run. */
export interface CallRate {
  readonly burst: number
  readonly perSecond: number
}

/**
 * A bucket of calls that refills with time; the function returned says whether one more is allowed.
 * @param nowMs a clock that never goes back, in milliseconds
 */
export function startAllowance(rate: CallRate, nowMs: () => number): () => boolean {
  let left = rate.burst
  let filledAtMs = nowMs()
  return () => {
    const now = nowMs()
    left = Math.min(rate.burst, left + ((now - filledAtMs) / 1000) * rate.perSecond)
    filledAtMs = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
