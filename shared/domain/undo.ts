import { canWrite, isLocked } from './caseActions.ts'
import type { CaseEvent, CaseEventBody, CaseState, EventName, FieldPath, FieldValue, Named } from './events.ts'
import { coveredBy, fieldWritesOf, type FieldWrites, findReopened, onlyOne, standingWith } from './fieldWrites.ts'

type FieldWrite = Extract<CaseEventBody, { kind: 'field.write' }>
type Undone = readonly FieldWrite[] | UndoRefusal

/** Why a write can't be undone. */
export type UndoRefusal =
  /** It is no field write of this case. */
  | 'no-write'
  /** Something newer stands at its place, or beside it. */
  | 'overtaken'
  /** What stood there before is not at this station. */
  | 'not-here'
  /** The status does not let the field be written any more. */
  | 'not-writable'

interface Seen {
  readonly state: CaseState
  readonly events: readonly Named<CaseEvent>[]
  readonly writes: FieldWrites
}

/**
 * The writes that take field writes back: the former value, over what stands there; where that was a choice among
 * values in conflict, each of them, so that the conflict stands again. Only while a write is the path's only head, or
 * while later writes were taken back so that its value stands there again. A field that stood empty before is emptied
 * (`null`). The writes that took a choice back are taken back together: the choice stands again.
 *
 * All of the group or none: a half-undone group would be a state that nobody made.
 */
export function undoWrites(state: CaseState, events: readonly Named<CaseEvent>[], names: readonly EventName[]): Undone {
  return undoGroup({ state, events, writes: fieldWritesOf(events) }, names)
}

/** Names of the field writes that can be taken back now, each by itself. */
export function findUndoable(state: CaseState, events: readonly Named<CaseEvent>[]): ReadonlySet<EventName> {
  const seen = { state, events, writes: fieldWritesOf(events) }
  return new Set(Object.values(state.fields).flatMap(({ heads }) => heads.flatMap(({ event }) => (typeof undoGroup(seen, [event]) === 'string' ? [] : [event]))))
}

function undoGroup(seen: Seen, names: readonly EventName[]): Undone {
  const groups = new Map<FieldPath, readonly EventName[]>()
  for (const name of new Set(names)) {
    const path = seen.writes.get(name)?.payload.path
    if (path === undefined) return 'no-write'
    groups.set(path, [...(groups.get(path) ?? []), name])
  }
  const made: FieldWrite[] = []
  for (const [path, [first, ...others]] of groups) {
    if (first === undefined) continue
    const undone = others.length === 0 ? undoOne(seen, path, first) : chooseAgain(seen, path, [first, ...others])
    if (typeof undone === 'string') return undone
    made.push(...undone)
  }
  return made
}

function undoOne({ state, events, writes }: Seen, path: FieldPath, name: EventName): Undone {
  const undone = writes.get(name)
  const [head, ...others] = state.fields[path]?.heads ?? []
  if (!undone) return 'no-write'
  if (!head || others.length > 0 || !standingWith(writes, head.event).includes(name)) return 'overtaken'
  // Another value than all that stood there would come back.
  if (!undone.over.every((over) => writes.has(over))) return 'not-here'
  const former = coveredBy(writes, undone)
  const isTakenBackChoice = former.length > 1 && !isLocked(state) && !isDecidedOn(events, name)
  if (!canWrite(state, path) && !isTakenBackChoice) return 'not-writable'
  const values: readonly FieldValue[] = former.length === 0 ? [null] : former.map(({ value }) => value)
  return values.map((value) => ({ kind: 'field.write', payload: { path, value }, over: [head.event] }))
}

/** Everything that stands at the path stands over one write and no other: that one stands again. */
function chooseAgain({ state, writes }: Seen, path: FieldPath, names: readonly EventName[]): Undone {
  const heads = (state.fields[path]?.heads ?? []).map(({ event }) => event)
  const [below, ...others] = new Set(heads.map((event) => onlyOne(writes.get(event)?.over)))
  const choice = below === undefined ? undefined : writes.get(below)
  // Two writes over one head would be a conflict that nobody made.
  if (!choice || others.length > 0 || heads.length !== names.length || !heads.every((event) => names.includes(event) && findReopened(writes, event))) return 'overtaken'
  if (!canWrite(state, path)) return 'not-writable'
  return [{ kind: 'field.write', payload: { path, value: choice.payload.value }, over: heads }]
}

/** A transition, a settlement or a numbered paper stands on it: by then it is part of what was decided. */
function isDecidedOn(events: readonly Named<CaseEvent>[], name: EventName): boolean {
  const parentsOf = new Map(events.map(({ name: known, event }) => [known, event.parents]))
  const reached = new Set<EventName>()
  const next = events.flatMap(({ event }) => (event.kind === 'status.write' || event.kind === 'paper.reserved' ? event.parents : []))
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (reached.has(at)) continue
    reached.add(at)
    next.push(...(parentsOf.get(at) ?? []))
  }
  return reached.has(name)
}
