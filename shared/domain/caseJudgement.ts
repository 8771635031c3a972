import { isBlank } from './blank.ts'
import { canonicalJson } from './canonicalJson.ts'
import { actionTable, canCorrect, canIssue, canMove, canWrite, findUnsettled, isListed, settleChoices, type ShownStatus, shownStatus, type Unsettled } from './caseActions.ts'
import { markKey, markNames } from './caseMarks.ts'
import type { CaseAction, CaseEventBody, CaseState, CaseStatus, EventName, FieldPath, FieldValue, MarkNames, PaperKind } from './events.ts'
import { isFieldPath } from './fieldPath.ts'
import { fail, ok, type Result } from './result.ts'
import { isSameSubject, type ScanDescription } from './scans.ts'

/**
 * Whether a command may be carried out on a case, and what it writes: the same answer in the main process, on the
 * screen and in the tests. Never refused, in any status, while the case can be written at all: settling, correcting,
 * voiding, retracting, acknowledging, writing off, a note, a scan. So one person can always put a case in order.
 */
export type CaseRefusal =
  /** The case holds records of a newer program: it can be read and passed on here, not written. */
  | { readonly kind: 'needs-upgrade' }
  /** Nothing is left of the case but its erasure. */
  | { readonly kind: 'erased' }
  /** The table `status → actions` does not allow it now. */
  | { readonly kind: 'not-allowed'; readonly action: string; readonly status: ShownStatus }
  /** The screen decided on a state that is no longer the state. */
  | { readonly kind: 'stale'; readonly heads: readonly EventName[] }
  /** A conflict, a gap, a contested status or an open mark has to be settled first. */
  | ({ readonly kind: 'unsettled' } & Unsettled)
  | { readonly kind: 'missing-field'; readonly path: string }
  | { readonly kind: 'unknown-paper'; readonly number: string }
  | { readonly kind: 'malformed'; readonly path: string; readonly problem: string }

type Judged<T, R extends { readonly kind: string } = CaseRefusal> = Result<T, R | CaseRefusal>
export type FieldWrite = Extract<CaseEventBody, { kind: 'field.write' }>

/** `null` where something can be written at all. */
export function findLock({ standing }: CaseState): { readonly ok: false; readonly failure: CaseRefusal } | null {
  if (standing.kind === 'erased') return fail({ kind: 'erased' })
  return standing.kind === 'needs-upgrade' ? fail({ kind: 'needs-upgrade' }) : null
}

/** The screen showed exactly these heads of the stream. */
export function isShown(state: CaseState, heads: readonly EventName[]): boolean {
  const now = new Set(state.heads)
  return now.size === new Set(heads).size && heads.every((name) => now.has(name))
}

/** What decisions have in common: judged on the state that the screen showed, with nothing left to settle. */
function judgeDecision(state: CaseState, heads: readonly EventName[]): { readonly ok: false; readonly failure: CaseRefusal } | null {
  const lock = findLock(state)
  if (lock) return lock
  if (!isShown(state, heads)) return fail({ kind: 'stale', heads: state.heads })
  const unsettled = findUnsettled(state)
  return unsettled ? fail({ kind: 'unsettled', ...unsettled }) : null
}

/** Gives the status that the transition leaves. */
export function judgeTransition(state: CaseState, action: CaseAction, heads: readonly EventName[]): Judged<CaseStatus> {
  const lock = findLock(state)
  if (lock) return lock
  if (!isShown(state, heads)) return fail({ kind: 'stale', heads: state.heads })
  if (state.status.kind === 'contested' || actionTable[state.status.status].actions[action] === undefined) return fail({ kind: 'not-allowed', action, status: shownStatus(state) })
  return judgeDecision(state, heads) ?? ok(state.status.status)
}

/** To another edition of the pack. */
export function judgeMove(state: CaseState, heads: readonly EventName[]): Judged<null> {
  const lock = findLock(state)
  if (lock) return lock
  if (!isShown(state, heads)) return fail({ kind: 'stale', heads: state.heads })
  if (canMove(state)) return ok(null)
  const isListed = state.status.kind === 'settled' && actionTable[state.status.status].moves === true
  return (isListed ? judgeDecision(state, heads) : null) ?? fail({ kind: 'not-allowed', action: 'move', status: shownStatus(state) })
}

/** A number for a paper of this kind. */
export function judgeIssue(state: CaseState, kind: PaperKind, heads: readonly EventName[]): Judged<null> {
  return judgeDecision(state, heads) ?? (canIssue(state, kind) ? ok(null) : fail({ kind: 'not-allowed', action: 'issue', status: shownStatus(state) }))
}

/** One of the values that stand side by side, over all of them; also where the status is not contested and a settlement is taken back. */
export function judgeSettlement(state: CaseState, chosen: EventName, reason: string, heads: readonly EventName[]): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  if (!isShown(state, heads)) return fail({ kind: 'stale', heads: state.heads })
  const choice = settleChoices(state).find(({ event }) => event === chosen)
  if (!choice) return fail({ kind: 'malformed', path: 'settle.chosen', problem: 'not among the choices' })
  return ok([{ kind: 'status.write', payload: { action: 'settle', chosen, to: choice.write.to, reason }, over: state.status.heads.map(({ event }) => event) }])
}

export interface FieldInput {
  readonly path: string
  readonly value: unknown
  /** The writes to the path that the screen showed when the field was opened. */
  readonly over: readonly EventName[]
}

/**
 * The writes that a group of inputs amounts to: one per changed path, none for what stays as it is; all or none.
 * `known`: names of the case's events; a screen can't have shown others. `check` gives the value as it is recorded.
 */
export function judgeWrites<V, F extends { readonly kind: string }>(
  state: CaseState,
  known: ReadonlySet<EventName>,
  inputs: readonly (FieldInput & { readonly value: V })[],
  check: (path: FieldPath, value: V) => Result<FieldValue, F>,
): Judged<readonly FieldWrite[], F> {
  const lock = findLock(state)
  if (lock) return lock
  const writes = new Map<FieldPath, FieldWrite>()
  for (const { path, value, over } of inputs) {
    if (!isFieldPath(path) || writes.has(path)) return fail({ kind: 'malformed', path, problem: 'unknown or repeated field' })
    if (!over.every((name) => known.has(name))) return fail({ kind: 'stale', heads: state.heads })
    if (!canWrite(state, path)) return fail({ kind: 'not-allowed', action: 'write', status: shownStatus(state) })
    const checked = check(path, value)
    if (!checked.ok) return checked
    const field = state.fields[path]
    // Putting a field in order needs every value on the screen; a value that nobody saw must not be written over.
    const isCorrection = !isListed(state, path) && canCorrect(state, path)
    if (isCorrection && !(field?.heads ?? []).every(({ event }) => over.includes(event))) return fail({ kind: 'stale', heads: state.heads })
    // To a question that was never answered, null is an answer of its own: 暂不清楚.
    const isUnchanged = field ? !field.conflict && field.heads.every((head) => canonicalJson(head.value) === canonicalJson(checked.value)) : checked.value === null && !path.startsWith('facts.')
    if (isUnchanged) continue
    writes.set(path, { kind: 'field.write', payload: { path, value: checked.value }, over })
  }
  return ok([...writes.values()])
}

export function judgeNote(state: CaseState, text: string): Judged<readonly CaseEventBody[]> {
  return findLock(state) ?? ok([{ kind: 'note.added', payload: { text } }])
}

export function judgeRetraction(state: CaseState, note: EventName): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  const found = state.notes.find(({ event }) => event === note)
  if (!found) return fail({ kind: 'malformed', path: 'retract.note', problem: 'no note of this case' })
  return ok(found.retracted ? [] : [{ kind: 'note.retracted', payload: { note } }])
}

/** A file that is here for the same already is not written down twice. */
export function judgeScan(state: CaseState, scan: ScanDescription): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  const { of } = scan
  if (of.kind === 'paper' && !state.papers.some(({ number }) => number === of.number)) return fail({ kind: 'malformed', path: 'scan.of', problem: 'no paper of this case' })
  const isThere = state.scans.some((known) => !known.retracted && known.digest === scan.digest && isSameSubject(known.of, of))
  return ok(isThere ? [] : [{ kind: 'scan.added', payload: scan }])
}

export function judgeScanRetraction(state: CaseState, scan: EventName): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  const found = state.scans.find(({ event }) => event === scan)
  if (!found) return fail({ kind: 'malformed', path: 'scan', problem: 'no scan of this case' })
  return ok(found.retracted ? [] : [{ kind: 'scan.retracted', payload: { scan } }])
}

/** What is no open mark any more is left out. */
export function judgeAcknowledgement(state: CaseState, marks: readonly MarkNames[]): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  const open = new Map(state.marks.flatMap((mark) => (mark.isAcknowledged ? [] : [[markKey(markNames(mark)), markNames(mark)] as const])))
  const closed = [...new Set(marks.map(markKey))].flatMap((key): MarkNames[] => {
    const names = open.get(key)
    return names ? [names] : []
  })
  return ok(closed.length === 0 ? [] : [{ kind: 'marks.acknowledged', payload: { marks: closed } }])
}

/** What is no gap any more is left out. */
export function judgeWriteOff(state: CaseState, names: readonly string[], reason: string): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  if (isBlank(reason)) return fail({ kind: 'missing-field', path: 'write-off.reason' })
  const given = new Set(names)
  const written = state.gaps.filter((name) => given.has(name))
  return ok(written.length === 0 ? [] : [{ kind: 'gap.writtenOff', payload: { names: written, reason } }])
}

export function judgeVoiding(state: CaseState, number: string, reason: string): Judged<readonly CaseEventBody[]> {
  const lock = findLock(state)
  if (lock) return lock
  const papers = state.papers.filter((paper) => paper.number === number)
  if (papers.length === 0) return fail({ kind: 'unknown-paper', number })
  if (isBlank(reason)) return fail({ kind: 'missing-field', path: 'void.reason' })
  return ok(papers.every(({ stage }) => stage.kind === 'voided') ? [] : [{ kind: 'paper.voided', payload: { number, reason } }])
}
