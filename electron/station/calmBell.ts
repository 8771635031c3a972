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

/** Each makes the screen ask, store and list anew. */
const spacingMs = 400

/** @param timers without them nothing comes that could be much */
export function createCalmBell(tell: () => void, isMuchComing: () => boolean, timers: Timers | null): CalmBell {
  let lastMs = Number.NEGATIVE_INFINITY
  let disarm: (() => void) | null = null
  function ring(): void {
    disarm?.()
    disarm = null
    lastMs = timers?.nowMs() ?? 0
    tell()
  }
  return {
    ring,
    ringSoon: () => {
      if (timers === null || !isMuchComing()) return ring()
      const leftMs = lastMs + spacingMs - timers.nowMs()
      if (leftMs <= 0) ring()
      else disarm ??= timers.after(leftMs, ring)
    },
    settle: () => {
      if (disarm !== null) ring()
    },
  }
}
