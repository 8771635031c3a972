declare global {
  interface Window {
    /** From the time stamp of an event until the next frame was presented, in steps of 8 ms. */
    benchEventMs?: (event: Event) => number
  }
}

/** Runs in the page. The browser's own account (W3C Event Timing); what it leaves out took less than the shortest that it tells of. */
export function keepEventTimes(): void {
  const shortestMs = 16
  const told = new Map<string, number>()
  window.benchEventMs = ({ type, timeStamp }) => told.get(`${type} ${timeStamp}`) ?? shortestMs
  const timing = new PerformanceObserver((list) => {
    for (const { name, startTime, duration } of list.getEntries()) told.set(`${name} ${startTime}`, duration)
  })
  // The threshold is younger than the types.
  const wanted = { type: 'event', durationThreshold: shortestMs }
  timing.observe(wanted)
}
