import type { Timers } from './ports.ts'

/** Tells of changes: each, or, while many come in, all of some time together. */
export interface CalmBell {
  /** At once. */
  ring(): void
  /** While much comes in, at once only where nothing was told lately; else with what comes meanwhile. */
  ringSoon(): void
  /** Nothing comes in any more: what waits is told now. */
  settle(): void
}

/** Between two words of what comes in: each makes the screen ask, store and list anew. */
const spacingMs = 400

/** @param timers without them nothing comes that could be much */
export function createCalmBell(tell: () => void, isMuchComing: () => boolean, timers: Timers | null): CalmBell {
  /** What was written here holds nothing up that comes in after it: the first cases of a fill follow the station's own records. */
  let lastComingMs = Number.NEGATIVE_INFINITY
  let disarm: (() => void) | null = null
  function ring(): void {
    disarm?.()
    disarm = null
    tell()
  }
  function ringForComing(): void {
    lastComingMs = timers?.nowMs() ?? 0
    ring()
  }
  return {
    ring,
    ringSoon: () => {
      if (timers === null || !isMuchComing()) return ring()
      const leftMs = lastComingMs + spacingMs - timers.nowMs()
      if (leftMs <= 0) ringForComing()
      else disarm ??= timers.after(leftMs, ringForComing)
    },
    settle: () => {
      if (disarm !== null) ring()
    },
  }
}
