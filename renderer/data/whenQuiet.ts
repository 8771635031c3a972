/** However busy the screen is, what others wrote is shown. */
const latestMs = 500

/** What makes `work` run once the screen has painted what is new and has nothing else to do; until then, calls are one. */
export function whenQuiet(work: () => void): () => void {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    requestIdleCallback(
      () => {
        isWaiting = false
        work()
      },
      { timeout: latestMs },
    )
  }
}
