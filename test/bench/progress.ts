const shortestMs = 5000

/** Says how far something is, no more often than every few seconds; on stderr, so that the figures stand alone. */
export function tellProgress(what: string): (done: number, total: number | null) => void {
  const startedAt = performance.now()
  let toldAt = startedAt
  return (done, total) => {
    const now = performance.now()
    if (now - toldAt < shortestMs) return
    toldAt = now
    process.stderr.write(`  ${what}: ${done}${total === null ? '' : ` of ${total}`} after ${Math.round((now - startedAt) / 1000)} s\n`)
  }
}
