import { canonicalJson } from './canonicalJson.ts'
import { canWrite } from './caseActions.ts'
import type { CaseEvent, CaseEventBody, CaseState, EventName, FieldValue, Named } from './events.ts'

type FieldWrite = Extract<CaseEventBody, { kind: 'field.write' }>

/** Why a write can't be undone. */
export type UndoRefusal =
  /** It is no field write of this case. */
  | 'no-write'
  /** Something newer stands at its place, or beside it. */
  | 'overtaken'
  /** It put a conflict in order: the values that stood there have to be chosen among again. */
  | 'was-a-choice'
  /** The status does not let the field be written any more. */
  | 'not-writable'

/**
 * The write that takes a field write back: the former value, over the undone write. Only while that write is the
 * path's only head. A field that stood empty before is emptied (`null`).
 */
export function undoWrite(state: CaseState, events: readonly Named<CaseEvent>[], name: EventName): FieldWrite | UndoRefusal {
  const undone = events.find((known) => known.name === name)?.event
  if (undone?.kind !== 'field.write') return 'no-write'
  const { path } = undone.payload
  const heads = state.fields[path]?.heads ?? []
  if (heads.length !== 1 || heads[0]?.event !== name) return 'overtaken'
  if (!canWrite(state, path)) return 'not-writable'
  const former = new Map<string, FieldValue>()
  for (const { name: known, event } of events) {
    if (undone.over.includes(known) && event.kind === 'field.write') former.set(canonicalJson(event.payload.value), event.payload.value)
  }
  if (former.size > 1) return 'was-a-choice'
  const [value = null] = former.values()
  return { kind: 'field.write', payload: { path, value }, over: [name] }
}

/** Names of the field writes that can be taken back now. */
export function findUndoable(state: CaseState, events: readonly Named<CaseEvent>[]): ReadonlySet<EventName> {
  return new Set(
    Object.values(state.fields).flatMap(({ heads }) => heads.flatMap(({ event }) => (typeof undoWrite(state, events, event) === 'string' ? [] : [event]))),
  )
}
