import type { CaseAction, CaseState, CaseStatus, FieldPath, PaperKind } from './events.ts'
import { findFieldPlace, type FieldPlace } from './fieldPath.ts'

interface Allowed {
  readonly actions: Readonly<Partial<Record<CaseAction, Exclude<CaseStatus, 'intake'>>>>
  readonly writes: ReadonlySet<FieldPlace['kind']>
  readonly papers: ReadonlySet<PaperKind>
}

/**
 * The one table status → actions, used by the screen, the main process and the tests. Answers are fixed once the
 * case is accepted, because the acceptance rests on them; who the applicant is and which materials came may still
 * be put right. Notes and voiding a paper are never refused and so not listed.
 */
export const actionTable: Readonly<Record<CaseStatus, Allowed>> = {
  intake: { actions: { accept: 'accepted', withdraw: 'withdrawn' }, writes: new Set(['fact', 'theme', 'profile', 'material'] as const), papers: new Set() },
  accepted: { actions: { withdraw: 'withdrawn' }, writes: new Set(['profile', 'material'] as const), papers: new Set(['acceptance-notice'] as const) },
  withdrawn: { actions: {}, writes: new Set(), papers: new Set() },
}

/** What has to be settled before anything is decided. */
export interface Unsettled {
  readonly contested: boolean
  readonly conflicts: readonly FieldPath[]
  readonly gaps: number
}

/** `null` when decisions may be taken. */
export function findUnsettled(state: CaseState): Unsettled | null {
  const contested = state.status.kind === 'contested'
  const conflicts = Object.values(state.fields).flatMap((field) => (field.conflict ? [field.path] : []))
  return contested || conflicts.length > 0 || state.gaps.length > 0 ? { contested, conflicts, gaps: state.gaps.length } : null
}

export interface AllowedAction {
  readonly action: CaseAction
  readonly to: CaseStatus
}

/** Transitions that may be taken now; none while anything is unsettled. */
export function allowedActions(state: CaseState): readonly AllowedAction[] {
  if (state.status.kind === 'contested' || findUnsettled(state)) return []
  const { accept, withdraw } = actionTable[state.status.status].actions
  return [...(accept ? [{ action: 'accept' as const, to: accept }] : []), ...(withdraw ? [{ action: 'withdraw' as const, to: withdraw }] : [])]
}

/** Fields in conflict may be written in any status (over all their heads), so that a case can always be put in order. */
export function canWrite(state: CaseState, path: FieldPath): boolean {
  if (state.fields[path]?.conflict === true) return true
  const place = findFieldPlace(path)
  return state.status.kind === 'settled' && place !== null && actionTable[state.status.status].writes.has(place.kind)
}

/** A numbered paper is a decision: only where the table lists it, and never while anything is unsettled. */
export function canIssue(state: CaseState, kind: PaperKind): boolean {
  return state.status.kind === 'settled' && findUnsettled(state) === null && actionTable[state.status.status].papers.has(kind)
}
