import type { RandomBytes } from './ports.ts'

const drawnAtOnce = 4096

/** Draws many bytes at once: a draw of its own for each salt takes longer than the digest over its event. */
export function drawAhead(source: RandomBytes): RandomBytes {
  let drawn: Uint8Array = new Uint8Array(0)
  let used = 0
  return (count) => {
    if (count > drawnAtOnce) return source(count)
    if (used + count > drawn.length) {
      drawn = source(drawnAtOnce)
      used = 0
    }
    used += count
    return drawn.slice(used - count, used)
  }
}
