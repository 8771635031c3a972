/**
 * When to send and when to ask, by a clock that never goes back. Pure: whoever runs it says what happened and is told
 * when the next contact is due. All times are milliseconds.
 */
export interface Schedule {
  /** A record was flushed; `isDecision`: a transition, a settlement, a numbered paper. */
  written(stream: string, isDecision: boolean, now: number): void
  /** Someone wants it now: everything is sent, and nothing is waited for. */
  wanted(now: number): void
  /** The server is asked at this time at the latest. */
  askedFor(at: number): void
  /** Everything that was due when the contact began has been sent, or refused for good. */
  succeeded(startedAt: number, now: number): void
  /** `retryAfterMs`: the server's own wish. */
  failed(retryAfterMs: number | null, now: number): void
  /** Nothing is tried by itself until `wanted` or `resumed`. */
  stopped(): void
  resumed(now: number): void
  /** `null`: not by itself. */
  nextContactAt(): number | null
  /** A stream that nobody is writing to is always due. */
  isDue(stream: string, now: number): boolean
}

export const quietMs = 30_000
export const longestWaitMs = 5 * 60_000
/** Also without a change: what a long poll has missed. */
export const askEveryMs = 5 * 60_000
/** A start has better things to do. */
export const firstContactMs = 5000
const firstRetryMs = 1000
const longestRetryMs = 5 * 60_000

interface Waiting {
  readonly firstAt: number
  readonly lastAt: number
  /** Since when nothing is waited for any more; `null` while somebody may go on writing. */
  readonly hurriedAt: number | null
}

/** `random`: 0 up to, not including, 1. */
export function createSchedule(random: () => number, now: number): Schedule {
  const waiting = new Map<string, Waiting>()
  let failures = 0
  let notBefore = 0
  let askAt = now + firstContactMs
  let isStopped = false
  let isEverythingDue = true
  /** Written to last: another stream means that this one was left. */
  let current: string | null = null

  const dueOf = ({ firstAt, lastAt, hurriedAt }: Waiting): number => hurriedAt ?? Math.min(lastAt + quietMs, firstAt + longestWaitMs)

  return {
    written: (stream, isDecision, at) => {
      const left = current !== null && current !== stream ? waiting.get(current) : undefined
      if (left && current !== null) waiting.set(current, { ...left, hurriedAt: left.hurriedAt ?? at })
      current = stream
      const before = waiting.get(stream)
      waiting.set(stream, { firstAt: before?.firstAt ?? at, lastAt: at, hurriedAt: isDecision ? at : (before?.hurriedAt ?? null) })
    },
    wanted: (at) => {
      isEverythingDue = true
      isStopped = false
      notBefore = 0
      askAt = at
    },
    askedFor: (at) => {
      askAt = Math.min(askAt, at)
    },
    succeeded: (startedAt, at) => {
      failures = 0
      notBefore = 0
      askAt = at + askEveryMs
      for (const [stream, each] of waiting) {
        if (!isEverythingDue && dueOf(each) > startedAt) continue
        if (each.lastAt <= startedAt) waiting.delete(stream)
        // Written to while the contact went on: what came after its beginning waits anew.
        else waiting.set(stream, { firstAt: each.lastAt, lastAt: each.lastAt, hurriedAt: each.hurriedAt !== null && each.hurriedAt > startedAt ? each.hurriedAt : null })
      }
      isEverythingDue = false
    },
    failed: (retryAfterMs, at) => {
      // Full jitter: stations that lost their server together do not come back together.
      const most = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures, 20))
      failures += 1
      notBefore = at + Math.max(retryAfterMs ?? 0, 0) + random() * most
      askAt = at
    },
    stopped: () => {
      isStopped = true
    },
    resumed: (at) => {
      isStopped = false
      askAt = at
    },
    nextContactAt: () => (isStopped ? null : Math.max(notBefore, Math.min(askAt, ...[...waiting.values()].map(dueOf)))),
    isDue: (stream, at) => {
      const each = waiting.get(stream)
      return isEverythingDue || each === undefined || dueOf(each) <= at
    },
  }
}
