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
 * The write that takes a field write back: the former value, over what stands there. Only while that write is the
 * path's only head, or while later writes were taken back so that its value stands there again. A field that stood
 * empty before is emptied (`null`).
 */
export function undoWrite(state: CaseState, events: readonly Named<CaseEvent>[], name: EventName): FieldWrite | UndoRefusal {
  const writes = new Map(events.flatMap(({ name: known, event }) => (event.kind === 'field.write' ? [[known, event] as const] : [])))
  const undone = writes.get(name)
  if (!undone) return 'no-write'
  const { path } = undone.payload
  const [head, ...others] = state.fields[path]?.heads ?? []
  if (!head || others.length > 0 || !standingWith(writes, head.event).includes(name)) return 'overtaken'
  if (!canWrite(state, path)) return 'not-writable'
  const former = new Map<string, FieldValue>()
  for (const over of undone.over) {
    const write = writes.get(over)
    if (write) former.set(canonicalJson(write.payload.value), write.payload.value)
  }
  if (former.size > 1) return 'was-a-choice'
  const [value = null] = former.values()
  return { kind: 'field.write', payload: { path, value }, over: [head.event] }
}

/** The write itself, and those that stand again through it: it gives the value that a write it took back had covered. */
function standingWith(writes: ReadonlyMap<EventName, FieldWrite>, name: EventName): readonly EventName[] {
  const write = writes.get(name)
  const covered = onlyOne(write?.over)
  if (!write || covered === undefined) return [name]
  for (const undone of standingWith(writes, covered)) {
    const former = onlyOne(writes.get(undone)?.over)
    const value = former === undefined ? undefined : writes.get(former)?.payload.value
    if (former !== undefined && value !== undefined && canonicalJson(value) === canonicalJson(write.payload.value)) return [name, ...standingWith(writes, former)]
  }
  return [name]
}

const onlyOne = (names: readonly EventName[] = []): EventName | undefined => (names.length === 1 ? names[0] : undefined)

/** Names of the field writes that can be taken back now. */
export function findUndoable(state: CaseState, events: readonly Named<CaseEvent>[]): ReadonlySet<EventName> {
  return new Set(
    Object.values(state.fields).flatMap(({ heads }) => heads.flatMap(({ event }) => (typeof undoWrite(state, events, event) === 'string' ? [] : [event]))),
  )
}
