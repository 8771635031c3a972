import { type CaseAction, caseActions, type CaseState, type CaseStatus, type EventName, type EventVersion, type FieldPath, type PaperKind, type StatusHead } from './events.ts'
import { findFieldPlace, type FieldPlace } from './fieldPath.ts'

interface Allowed {
  readonly actions: Readonly<Partial<Record<CaseAction, Exclude<CaseStatus, 'intake'>>>>
  readonly writes: ReadonlySet<FieldPlace['kind']>
  readonly papers: ReadonlySet<PaperKind>
  /** The case may be put under another edition of the pack. */
  readonly moves?: true
}

const writes = (...kinds: FieldPlace['kind'][]): ReadonlySet<FieldPlace['kind']> => new Set(kinds)
const papers = (...kinds: PaperKind[]): ReadonlySet<PaperKind> => new Set(kinds)
const allAnswers = writes('fact', 'theme', 'profile', 'material')

/**
 * The one table status → actions, used by the screen, the main process and the tests. Answers are fixed once the
 * case is accepted, because the acceptance rests on them; who the applicant is and which materials came may still
 * be put right. Supplements are asked for once (一次性告知, Administrative Licensing Law art. 32): the status after
 * them has no second request. A case is moved to another edition only while its answers can be given: before, the
 * applicant waits for what they were told to bring, and afterwards the acceptance rests on its edition. Notes and voiding a paper are never refused and so not listed.
 */
export const actionTable: Readonly<Record<CaseStatus, Allowed>> = {
  intake: {
    actions: { accept: 'accepted', supplement: 'supplementing', refuse: 'refused', withdraw: 'withdrawn' },
    writes: allAnswers,
    papers: papers('process-guide', 'material-receipt', 'commitment-letter', 'exemption-slip'),
    moves: true,
  },
  supplementing: {
    actions: { resubmit: 'resubmitted', refuse: 'refused', withdraw: 'withdrawn' },
    writes: writes('profile', 'material'),
    papers: papers('supplement-notice', 'process-guide', 'material-receipt'),
  },
  resubmitted: {
    actions: { accept: 'accepted', refuse: 'refused', withdraw: 'withdrawn' },
    writes: allAnswers,
    papers: papers('supplement-notice', 'process-guide', 'material-receipt', 'commitment-letter', 'exemption-slip'),
    moves: true,
  },
  accepted: {
    actions: { suspend: 'suspended', 'hand-over': 'handed-over', close: 'closed', withdraw: 'withdrawn' },
    writes: writes('profile', 'material', 'licence'),
    papers: papers('acceptance-notice', 'process-guide', 'material-receipt', 'commitment-letter', 'exemption-slip', 'planning-permit', 'construction-permit'),
  },
  suspended: {
    actions: { resume: 'accepted', withdraw: 'withdrawn' },
    writes: writes('profile', 'material'),
    papers: papers('acceptance-notice', 'material-receipt'),
  },
  'handed-over': {
    actions: { 'take-back': 'accepted', close: 'closed' },
    writes: writes('profile', 'licence'),
    papers: papers('acceptance-notice', 'material-receipt', 'planning-permit', 'construction-permit'),
  },
  refused: { actions: {}, writes: writes(), papers: papers('refusal-notice', 'material-receipt') },
  withdrawn: { actions: {}, writes: writes(), papers: papers('material-receipt') },
  closed: { actions: {}, writes: writes('licence'), papers: papers('acceptance-notice', 'material-receipt', 'planning-permit', 'construction-permit') },
}

/** The table by which a write of this version was judged. */
export function tableOf(version: EventVersion): typeof actionTable {
  return tables[version]
}
const tables: Readonly<Record<EventVersion, typeof actionTable>> = { 1: actionTable, 2: actionTable }

/** A status as it is shown in lists. */
export type ShownStatus = CaseStatus | 'contested' | 'erased'
export function shownStatus({ standing, status }: CaseState): ShownStatus {
  if (standing.kind === 'erased') return 'erased'
  return status.kind === 'settled' ? status.status : 'contested'
}

/** Handed out each time something is handed in; of every other kind one paper lives at a time. */
export const repeatablePapers: ReadonlySet<PaperKind> = papers('material-receipt')

/** What has to be settled before anything is decided. */
export interface Unsettled {
  readonly contested: boolean
  readonly conflicts: readonly FieldPath[]
  /** Moved to different editions, by people who had not seen each other. */
  readonly edition: boolean
  readonly gaps: number
  /** Open marks. */
  readonly marks: number
}

/** `null` when decisions may be taken. */
export function findUnsettled(state: CaseState): Unsettled | null {
  const contested = state.status.kind === 'contested'
  const conflicts = Object.values(state.fields).filter(({ conflict }) => conflict).map(({ path }) => path)
  const marks = state.marks.filter(({ isAcknowledged }) => !isAcknowledged).length
  const gaps = state.gaps.length
  const edition = state.edition.conflict
  return contested || edition || conflicts.length > 0 || gaps > 0 || marks > 0 ? { contested, conflicts, edition, gaps, marks } : null
}

/** Nothing can be written: the case holds records of a newer program, or was erased. */
export const isLocked = ({ standing }: CaseState): boolean => standing.kind !== 'writable'

export interface AllowedAction {
  readonly action: CaseAction
  readonly to: CaseStatus
}

/** Transitions that may be taken now, in the order of `caseActions`; none while anything is unsettled. */
export function allowedActions(state: CaseState): readonly AllowedAction[] {
  if (isLocked(state) || state.status.kind === 'contested' || findUnsettled(state)) return []
  const { actions } = actionTable[state.status.status]
  return caseActions.flatMap((action): AllowedAction[] => {
    const to = actions[action]
    return to === undefined ? [] : [{ action, to }]
  })
}

/** The case may be put under another edition now; two editions side by side can be put in order in any status. */
export function canMove(state: CaseState): boolean {
  if (isLocked(state)) return false
  if (state.edition.conflict) return true
  return state.status.kind === 'settled' && actionTable[state.status.status].moves === true && findUnsettled(state) === null
}

/** The status lists the field. */
export function isListed(state: CaseState, path: FieldPath): boolean {
  const place = findFieldPlace(path)
  return state.status.kind === 'settled' && place !== null && actionTable[state.status.status].writes.has(place.kind)
}

/**
 * A field in conflict, or with a value that is in a mark (acknowledged or not), may be written over in any status:
 * so a case can always be put in order.
 */
export function canCorrect(state: CaseState, path: FieldPath): boolean {
  const field = state.fields[path]
  if (isLocked(state) || !field) return false
  if (field.conflict) return true
  const marked = new Set<EventName>(state.marks.flatMap((mark) => (mark.kind === 'late' ? [mark.event] : [mark.change, mark.decision])))
  return field.heads.some(({ event }) => marked.has(event))
}

export function canWrite(state: CaseState, path: FieldPath): boolean {
  return !isLocked(state) && (isListed(state, path) || canCorrect(state, path))
}

/**
 * What a settlement may choose among: the heads that stand side by side; or, where a settlement stands alone, the
 * others it could have chosen, so that it can be taken back. Empty: there is nothing to settle.
 */
export function settleChoices({ standing, status, transitions }: CaseState): readonly StatusHead[] {
  if (standing.kind !== 'writable') return []
  const [only, second] = status.heads
  if (second) return status.heads
  if (only?.write.action !== 'settle') return []
  const { chosen } = only.write
  return transitions.filter(({ event }) => event !== chosen && choicesOf(only, transitions).includes(event))
}

/** A settlement that takes another back chooses among the same as that one. */
function choicesOf(settlement: StatusHead, transitions: readonly StatusHead[]): readonly EventName[] {
  const passed = new Set<EventName>()
  for (let at = settlement; ; ) {
    const [below, second] = at.over
    const earlier = second === undefined ? transitions.find(({ event, write }) => event === below && write.action === 'settle') : undefined
    if (!earlier || passed.has(earlier.event) || (at.write.action === 'settle' && at.write.chosen === earlier.event)) return at.over
    passed.add(earlier.event)
    at = earlier
  }
}

/** Answers can still be given: such a case is opened on its intake. */
export function isInIntake(status: ShownStatus): boolean {
  return status !== 'contested' && status !== 'erased' && actionTable[status].writes.has('fact')
}

/** The table lists the paper for this status; it may be looked at. */
export function hasPaper(state: CaseState, kind: PaperKind): boolean {
  return state.standing.kind !== 'erased' && state.status.kind === 'settled' && actionTable[state.status.status].papers.has(kind)
}

/** A numbered paper is a decision: only where the table lists it, and never while anything is unsettled. */
export function canIssue(state: CaseState, kind: PaperKind): boolean {
  return !isLocked(state) && hasPaper(state, kind) && findUnsettled(state) === null
}
