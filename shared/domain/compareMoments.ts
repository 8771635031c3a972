import { canonicalJson } from './canonicalJson.ts'
import { type ShownStatus, shownStatus } from './caseActions.ts'
import { editionOf } from './caseEdition.ts'
import type { CaseEvent, CaseState, EventName, FieldPath, FieldValue, Named, Paper } from './events.ts'
import { findFieldPlace } from './fieldPath.ts'
import { foldCase } from './foldCase.ts'
import type { PackRef } from './pack.ts'

/** Values that stood in a field: none, one, or several in conflict. */
export interface FieldDifference {
  readonly path: FieldPath
  readonly before: readonly FieldValue[]
  readonly after: readonly FieldValue[]
}
/** What differs between two moments of a case; what is the same is left out. */
export interface MomentDifference {
  readonly status: { readonly before: ShownStatus; readonly after: ShownStatus } | null
  /** The edition that it went by. */
  readonly edition: { readonly before: PackRef | null; readonly after: PackRef | null } | null
  /** Answers and theme: what the assessment goes by. */
  readonly answers: readonly FieldDifference[]
  readonly materials: readonly FieldDifference[]
  /** Project, applicant and data of licences. */
  readonly particulars: readonly FieldDifference[]
  /** By number; `null` where there was none yet. */
  readonly papers: readonly { readonly number: string; readonly kind: Paper['kind']; readonly before: Paper['stage']['kind'] | null; readonly after: Paper['stage']['kind'] | null }[]
}
/** What a change that a decision had not seen altered in its field. */
export interface UnseenChange extends FieldDifference {
  /** What the change itself put there. */
  readonly written: FieldValue
}

/** The case as it was when these events had just been written: they and what their authors had. */
export function foldMoment(id: string, events: readonly Named<CaseEvent>[], heads: readonly EventName[]): CaseState {
  return foldCase(id, pick(events, findPast(events, heads, true)))
}

/** The case as it was when the decision was taken: what its author had, without the decision. */
export function foldBefore(id: string, events: readonly Named<CaseEvent>[], decision: EventName): CaseState {
  return foldCase(id, pick(events, findPast(events, [decision], false)))
}

export function compareMoments(before: CaseState, after: CaseState): MomentDifference {
  const paths = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])].sort()
  const differences = paths.flatMap((path): FieldDifference[] => {
    const known = before.fields[path]?.path ?? after.fields[path]?.path
    const [was, is] = [valuesAt(before, path), valuesAt(after, path)]
    return known === undefined || canonicalJson(was) === canonicalJson(is) ? [] : [{ path: known, before: was, after: is }]
  })
  const ofKind = (...kinds: string[]): readonly FieldDifference[] => differences.filter(({ path }) => kinds.includes(findFieldPlace(path)?.kind ?? ''))
  const [statusBefore, statusAfter] = [shownStatus(before), shownStatus(after)]
  const [editionBefore, editionAfter] = [editionOf(before), editionOf(after)]
  return {
    status: statusBefore === statusAfter ? null : { before: statusBefore, after: statusAfter },
    edition: editionBefore?.digest === editionAfter?.digest ? null : { before: editionBefore, after: editionAfter },
    answers: ofKind('fact', 'theme'),
    materials: ofKind('material'),
    particulars: ofKind('profile', 'licence'),
    papers: comparePapers(before.papers, after.papers),
  }
}

/** `null` where the two are not a field write and something that had not seen it. */
export function findUnseenChange(id: string, events: readonly Named<CaseEvent>[], state: CaseState, change: EventName, decision: EventName): UnseenChange | null {
  const write = events.find(({ name }) => name === change)?.event
  const isMarked = state.marks.some((mark) => mark.kind === 'out-of-order' && mark.change === change && mark.decision === decision)
  if (write?.kind !== 'field.write' || !isMarked) return null
  const { path, value } = write.payload
  return { path, before: valuesAt(foldBefore(id, events, decision), path), after: valuesAt(state, path), written: value }
}

/** Different values, each once, in byte order: the order of heads means nothing. */
function valuesAt({ fields }: CaseState, path: string): readonly FieldValue[] {
  const values = new Map((fields[path]?.heads ?? []).map(({ value }) => [canonicalJson(value), value]))
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}

function comparePapers(papersBefore: readonly Paper[], papersAfter: readonly Paper[]): MomentDifference['papers'] {
  const before = new Map(papersBefore.map((paper) => [paper.reservation, paper]))
  const after = new Map(papersAfter.map((paper) => [paper.reservation, paper]))
  return [...new Map([...before, ...after]).values()].flatMap(({ reservation, number, kind }) => {
    const [was, is] = [before.get(reservation)?.stage.kind ?? null, after.get(reservation)?.stage.kind ?? null]
    return was === is ? [] : [{ number, kind, before: was, after: is }]
  })
}

/** Ancestors, not passing what the author of each named event did not have. */
function findPast(events: readonly Named<CaseEvent>[], heads: readonly EventName[], withHeads: boolean): ReadonlySet<EventName> {
  const here = new Map(events.map(({ name, event }) => [name, event]))
  const past = new Set<EventName>()
  for (const head of heads) {
    if (withHeads && here.has(head)) past.add(head)
    const closed = new Set(here.get(head)?.lacks)
    const next = [...(here.get(head)?.parents ?? [])]
    for (let name = next.pop(); name !== undefined; name = next.pop()) {
      const event = here.get(name)
      if (!event || closed.has(name)) continue
      closed.add(name)
      past.add(name)
      next.push(...event.parents)
    }
  }
  return past
}

function pick(events: readonly Named<CaseEvent>[], names: ReadonlySet<EventName>): readonly Named<CaseEvent>[] {
  return events.filter(({ name }) => names.has(name))
}
