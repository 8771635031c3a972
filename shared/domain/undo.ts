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

/**
 * The write itself, and those that stand again through it: it gives the value that a write it took back had covered.
 * Worked out from the oldest write of the chain on, each once: a value that goes back and forth makes long chains.
 */
function standingWith(writes: ReadonlyMap<EventName, FieldWrite>, name: EventName): readonly EventName[] {
  const chain: EventName[] = []
  const seen = new Set<EventName>()
  for (let at: EventName | undefined = name; at !== undefined && !seen.has(at); at = onlyOne(writes.get(at)?.over)) {
    chain.push(at)
    seen.add(at)
  }
  const standing = new Map<EventName, readonly EventName[]>()
  for (const at of chain.toReversed()) {
    const write = writes.get(at)
    const covered = onlyOne(write?.over)
    const former = write && covered !== undefined ? findFormer(writes, write, standing.get(covered) ?? []) : undefined
    standing.set(at, former === undefined ? [at] : [at, ...(standing.get(former) ?? [former])])
  }
  return standing.get(name) ?? [name]
}

/** The write below one of those that stood, whose value this write gives again. */
function findFormer(writes: ReadonlyMap<EventName, FieldWrite>, write: FieldWrite, stood: readonly EventName[]): EventName | undefined {
  const value = canonicalJson(write.payload.value)
  for (const undone of stood) {
    const former = onlyOne(writes.get(undone)?.over)
    const below = former === undefined ? undefined : writes.get(former)
    if (below && canonicalJson(below.payload.value) === value) return former
  }
  return undefined
}

const onlyOne = (names: readonly EventName[] = []): EventName | undefined => (names.length === 1 ? names[0] : undefined)

/** All of the group or none: a half-undone group would be a state that nobody made. */
export function undoWrites(state: CaseState, events: readonly Named<CaseEvent>[], names: readonly EventName[]): readonly FieldWrite[] | UndoRefusal {
  const writes = new Map<string, FieldWrite>()
  for (const name of new Set(names)) {
    const write = undoWrite(state, events, name)
    if (typeof write === 'string') return write
    // Two writes over one head would be a conflict that nobody made.
    if (writes.has(write.payload.path)) return 'overtaken'
    writes.set(write.payload.path, write)
  }
  return [...writes.values()]
}

/** Names of the field writes that can be taken back now. */
export function findUndoable(state: CaseState, events: readonly Named<CaseEvent>[]): ReadonlySet<EventName> {
  return new Set(
    Object.values(state.fields).flatMap(({ heads }) => heads.flatMap(({ event }) => (typeof undoWrite(state, events, event) === 'string' ? [] : [event]))),
  )
}
