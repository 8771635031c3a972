import type { ReadingPace } from '../../../shared/contracts/sync.ts'

/** Before that the first pages, which are small, say nothing about the rest. */
const tellsAfterMs = 5000

/** How fast one reading goes on, from its first page to the newest; begins anew where it counts anew. */
export function createPace(nowMs: () => number): (done: number, total: number | null) => ReadingPace | null {
  let begun = { done: 0, atMs: 0 }
  let last = Infinity
  return (done, total) => {
    if (done < last) begun = { done, atMs: nowMs() }
    last = done
    const [elapsedMs, more] = [nowMs() - begun.atMs, done - begun.done]
    if (elapsedMs < tellsAfterMs || more <= 0) return null
    return { perMinute: Math.round((more / elapsedMs) * 60_000), leftMs: total === null ? null : Math.round((Math.max(0, total - done) * elapsedMs) / more) }
  }
}
