import type { Acceptance, CaseState, StatusHead, StatusWrite } from './events.ts'
import type { Pause } from './workdays.ts'

/** What a case's transitions say, without a calendar: a start needs the one and not the other. */

export interface ClockStop extends Pause {
  readonly reason: string
}

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
