import type { RunInBackground } from '../station/ports.ts'

const firstAfterMs = 10_000
const againAfterMs = 300
const laterMs = 60_000

/** In small pieces with pauses: the clerk's own work comes first. */
export const runInBackground: RunInBackground = (work) => {
  let isStopped = false
  let running: Promise<void> = Promise.resolve()
  let timer = plan(firstAfterMs)

  function plan(ms: number): NodeJS.Timeout {
    const planned = setTimeout(() => {
      running = work().then(
        (more) => goOn(more ? againAfterMs : laterMs),
        // A piece that failed is tried again later; what it found out was told by whoever did it.
        () => goOn(laterMs),
      )
    }, ms)
    // It keeps no program alive.
    planned.unref()
    return planned
  }
  function goOn(ms: number): void {
    if (!isStopped) timer = plan(ms)
  }

  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
