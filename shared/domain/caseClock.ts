import { dayInChina, shiftDay } from './days.ts'
import type { Acceptance, CaseState } from './events.ts'
import type { Pack } from './pack.ts'
import { type ClockStop, findAcceptance, findLast, findStops, statusLine } from './statusLine.ts'
import { countWorkingDays, listWorkingDays } from './workdays.ts'

/** How a case stands to its promised day. Days are `YYYY-MM-DD`. */
export type CaseClock =
  | { readonly kind: 'not-started' }
  /** 补正: nothing runs until the applicant comes back. */
  | { readonly kind: 'awaiting-supplements'; readonly since: string; readonly until: string; readonly isLate: boolean }
  /** `promisedOn` counts the stops in; `null` where the calendar does not know the years that the term runs into. */
  | { readonly kind: 'running'; readonly since: string; readonly promisedOn: string | null; readonly stoppedDays: number; readonly isLate: boolean }
  | { readonly kind: 'stopped'; readonly since: string; readonly reason: string; readonly stoppedDays: number }
  /** Refused, withdrawn or closed. */
  | { readonly kind: 'ended'; readonly on: string; readonly promisedOn: string | null; readonly isLate: boolean }

/**
 * The clock of a case on a day. It starts with the acceptance, stands still while the case is suspended, and ends
 * with it; days stopped are added to the promised day (Administrative Licensing Law art. 45).
 */
export function caseClock(state: CaseState, pack: Pack, today: string): CaseClock {
  if (state.status.kind === 'contested') return { kind: 'not-started' }
  const { status } = state.status
  if (status === 'supplementing') {
    const request = findLast(state, 'supplement')?.request
    return request ? { kind: 'awaiting-supplements', since: request.requestedOn, until: request.until, isLate: request.until < today } : { kind: 'not-started' }
  }
  const acceptance = findAcceptance(state)
  const stops = findStops(state)
  const stoppedDays = acceptance === null ? 0 : countStopped(acceptance, stops, today)
  const promisedOn = acceptance === null || acceptance.promisedOn === null ? null : (listWorkingDays(acceptance.acceptedOn, acceptance.workingDays, pack.calendarYears, stops).days[acceptance.workingDays] ?? null)
  if (status === 'refused' || status === 'withdrawn' || status === 'closed') {
    const on = endOf(state)
    return { kind: 'ended', on, promisedOn, isLate: promisedOn !== null && promisedOn < on }
  }
  if (!acceptance) return { kind: 'not-started' }
  const last = stops.at(-1)
  if (status === 'suspended' && last) return { kind: 'stopped', since: last.from, reason: last.reason, stoppedDays }
  return { kind: 'running', since: acceptance.acceptedOn, promisedOn, stoppedDays, isLate: promisedOn !== null && promisedOn < today }
}

/** Working days that the term stood still; the day of the acceptance is none of its own. */
function countStopped({ acceptedOn }: Acceptance, stops: readonly ClockStop[], today: string): number {
  const firstDay = shiftDay(acceptedOn, 1)
  return stops.reduce((sum, { from, to }) => sum + countWorkingDays(from < firstDay ? firstDay : from, to ?? today), 0)
}

/** The day that a person confirmed, or the wall day of the record where the transition carries none. */
function endOf(state: CaseState): string {
  const last = statusLine(state).at(-1)
  if (!last) return ''
  if (last.write.action === 'refuse') return last.write.refusal.refusedOn
  return last.write.action === 'close' ? last.write.on : dayInChina(new Date(last.at))
}
