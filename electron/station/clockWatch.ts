import { type ClockDoubt, type ClockEvidence, type ClockReading, type ClockSeen, doubtOf, noteMoment, programYear } from '../../shared/domain/clockTrust.ts'
import { momentInChina } from './chinaTime.ts'
import type { Clock } from './ports.ts'

/** Holds the computer's clock against the records, the time that the computer has been running, people and the server. */
export interface ClockWatch {
  /** Why the clock is not believed now; `null`: it is. */
  doubt(): ClockDoubt | null
  /** The moment of what is written now, with its mark. */
  stamp(): { readonly at: string; readonly clock: 'ok' | 'doubtful' }
  /** The year to file under what begins now, where that of the clock is not believed. */
  filingYear(): number | null
  /** A person says that it is right now. Returns what takes that back. */
  confirm(): () => void
  /** The server gave this time after so many milliseconds. */
  serverSaid(serverMs: number, tookMs: number): void
  /** Server's clock less ours, as it is now; `null` before it said what time it is. */
  serverAheadMs(): number | null
}

export function createClockWatch(clock: Clock, seenAtStart: ClockSeen | null): ClockWatch {
  let seen = seenAtStart
  let believed: ClockReading | null = null
  let confirmed: ClockReading | null = null
  let server: ClockReading | null = null
  const read = (): ClockReading => ({ wallMs: clock.now().getTime(), uptimeMs: clock.uptimeMs() })

  function judge(now: ClockReading): ClockDoubt | null {
    const evidence: ClockEvidence = { seen, believed, confirmed, server }
    const doubt = doubtOf(evidence, now)
    if (!doubt) believed = now
    return doubt
  }

  return {
    doubt: () => judge(read()),
    stamp: () => {
      const now = read()
      const isDoubtful = judge(now) !== null
      seen = noteMoment(seen, now.wallMs, isDoubtful)
      return { at: momentInChina(new Date(now.wallMs)), clock: isDoubtful ? 'doubtful' : 'ok' }
    },
    filingYear: () => {
      const now = read()
      if (!judge(now)) return null
      const trustedMs = server ? server.wallMs + now.uptimeMs - server.uptimeMs : seen?.trustedMs
      return trustedMs === undefined ? programYear : Math.max(programYear, Number(momentInChina(new Date(trustedMs)).slice(0, 4)))
    },
    confirm: () => {
      const before = { seen, believed, confirmed }
      confirmed = read()
      return () => {
        ;({ seen, believed, confirmed } = before)
      }
    },
    serverSaid: (serverMs, tookMs) => {
      // Said somewhere on the way, in whole seconds.
      server = { wallMs: serverMs + 500 + tookMs / 2, uptimeMs: clock.uptimeMs() }
    },
    serverAheadMs: () => {
      if (!server) return null
      const now = read()
      return server.wallMs + now.uptimeMs - server.uptimeMs - now.wallMs
    },
  }
}
