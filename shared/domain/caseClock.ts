import { dayInChina, shiftDay } from './days.ts'
import type { Acceptance, CaseState, StatusHead, StatusWrite } from './events.ts'
import type { Pack } from './pack.ts'
import { countWorkingDays, listWorkingDays, type Pause } from './workdays.ts'

export interface ClockStop extends Pause {
  readonly reason: string
}

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
 * The transitions that the case stands on, oldest first: back from the head (the last of equal ones), through a
 * settlement only to what it chose. While the status is contested, all of them.
 */
export function statusLine({ status, transitions }: CaseState): readonly StatusHead[] {
  if (status.kind === 'contested') return transitions
  const known = new Map(transitions.map((transition, position) => [transition.event, { transition, position }]))
  const line: StatusHead[] = []
  let at = status.heads.at(-1)
  for (let last = transitions.length; at !== undefined; ) {
    const { write, over } = at
    if (write.action !== 'settle') line.push(at)
    const bases = (write.action === 'settle' ? [write.chosen] : over).flatMap((name) => known.get(name) ?? [])
    const below = bases.filter(({ position }) => position < last).sort((a, b) => b.position - a.position)[0]
    last = below?.position ?? 0
    at = below?.transition
  }
  return line.reverse()
}

/** The acceptance that the case stands on; `null` before there is one. It stays on record, whatever comes later. */
export function findAcceptance(state: CaseState): Acceptance | null {
  const write = findLast(state, 'accept')
  return write ? write.acceptance : null
}

/** The newest transition of a kind, in display order. */
export function findLast<A extends StatusWrite['action']>(state: CaseState, action: A): Extract<StatusWrite, { action: A }> | null {
  const isOfKind = (write: StatusWrite): write is Extract<StatusWrite, { action: A }> => write.action === action
  for (const { write } of statusLine(state).toReversed()) if (isOfKind(write)) return write
  return null
}

/** 时限中止 of the case, oldest first. */
export function findStops(state: CaseState): readonly ClockStop[] {
  const stops: ClockStop[] = []
  for (const { write } of statusLine(state)) {
    const last = stops.at(-1)
    if (write.action === 'suspend') stops.push({ from: write.on, to: null, reason: write.reason })
    else if (write.action === 'resume' && last?.to === null) stops[stops.length - 1] = { ...last, to: write.on }
  }
  return stops
}

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
