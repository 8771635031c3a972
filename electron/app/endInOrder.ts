import type { Timers } from '../station/ports.ts'
import { describeError } from './faultLog.ts'

/** For what a slow disk still has to flush, and a last word to the server; whoever waits longer would take it for hung. */
export const longestEndMs = 120_000

export interface Ending {
  /** What is closed, by names for the log. */
  readonly parts: Readonly<Record<string, () => Promise<unknown>>>
  readonly after: Timers['after']
  readonly log: (entry: string) => void
  readonly exit: (code: number) => void
}

/**
 * Closes all parts at once, each only once however often it is asked for, and ends the program: with 1 where a part
 * failed, or was not closed in time. Nothing acknowledged is lost by that: a command is answered when its record has
 * been flushed to the journal, and what stands half written there is recognised at the next start.
 */
export function endInOrder({ parts, after, log, exit }: Ending): () => void {
  let isEnding = false
  const open = new Set<string>()

  async function close(name: string, part: () => Promise<unknown>): Promise<boolean> {
    try {
      await part()
      return true
    } catch (error) {
      log(`close failed: ${describeError(error)}`)
      return false
    } finally {
      open.delete(name)
    }
  }

  return () => {
    if (isEnding) return
    isEnding = true
    for (const name in parts) open.add(name)
    const closed = Promise.all(Object.entries(parts).map(([name, part]) => close(name, part))).then((ends) => (ends.every(Boolean) ? 0 : 1))
    const late = new Promise<1>((resolve) => {
      const stopWaiting = after(longestEndMs, () => {
        log(`not closed after ${longestEndMs / 1000} s: ${[...open].join(', ')}`)
        resolve(1)
      })
      void closed.then(stopWaiting)
    })
    void Promise.race([closed, late]).then(exit)
  }
}
