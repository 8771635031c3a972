import { canonicalJson } from './canonicalJson.ts'
import type { CaseEvent, EventName, FieldHead, FieldValue } from './events.ts'

type FieldEvent = Extract<CaseEvent, { kind: 'field.write' }>

/** Field writes of a case by name. */
export type FieldWrites = ReadonlyMap<EventName, FieldEvent>

export function fieldWritesOf(events: readonly { readonly name: EventName; readonly event: CaseEvent }[]): FieldWrites {
  return new Map(events.flatMap(({ name, event }) => (event.kind === 'field.write' ? [[name, event] as const] : [])))
}

/** A value that stood where something was written over it, and the writes that gave it. */
export interface CoveredValue {
  readonly value: FieldValue
  readonly events: readonly EventName[]
}

/** What a write was written over, as far as it is here: one value, none, or several that were in conflict. */
export function coveredBy(writes: FieldWrites, { payload: { path }, over }: FieldEvent): readonly CoveredValue[] {
  const covered = new Map<string, CoveredValue>()
  for (const name of over) {
    const lower = writes.get(name)
    if (lower?.payload.path !== path) continue
    const key = canonicalJson(lower.payload.value)
    covered.set(key, { value: lower.payload.value, events: [...(covered.get(key)?.events ?? []), name] })
  }
  return [...covered.values()]
}

/** It chose among values in conflict, or gave another one in their place. */
export const isChoice = (writes: FieldWrites, write: FieldEvent): boolean => write.over.length > 1 && coveredBy(writes, write).length > 1

/**
 * The write itself, and those that stand again through it: it gives the value that a write it took back had covered.
 * Worked out from the oldest write of the chain on, each once: a value that goes back and forth makes long chains.
 */
export function standingWith(writes: FieldWrites, name: EventName): readonly EventName[] {
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
function findFormer(writes: FieldWrites, write: FieldEvent, stood: readonly EventName[]): EventName | undefined {
  const value = canonicalJson(write.payload.value)
  for (const undone of stood) {
    const former = onlyOne(writes.get(undone)?.over)
    const below = former === undefined ? undefined : writes.get(former)
    if (below && canonicalJson(below.payload.value) === value) return former
  }
  return undefined
}

export const onlyOne = (names: readonly EventName[] = []): EventName | undefined => (names.length === 1 ? names[0] : undefined)

/**
 * Where the write is one of those that took a choice back: the writes whose value it gives again; `null` for any other.
 * They stand on one another, over the choice alone; one by itself is a person's correction.
 */
export function findReopened(writes: FieldWrites, name: EventName): readonly EventName[] | null {
  const write = writes.get(name)
  const choice = onlyOne(write?.over)
  if (!write || choice === undefined) return null
  const value = canonicalJson(write.payload.value)
  for (const stood of standingWith(writes, choice)) {
    const below = writes.get(stood)
    if (!below || !isChoice(writes, below)) continue
    const again = coveredBy(writes, below).find((covered) => canonicalJson(covered.value) === value)
    if (again && hasCompany(writes, name, write, choice)) return again.events
  }
  return null
}

function hasCompany(writes: FieldWrites, name: EventName, write: FieldEvent, choice: EventName): boolean {
  for (const [other, event] of writes) {
    const isBeside = other !== name && event.payload.path === write.payload.path && onlyOne(event.over) === choice
    if (isBeside && (event.parents.includes(name) || write.parents.includes(other))) return true
  }
  return false
}

/** Whose value it was, where a head only gives it again after a choice was taken back. */
export function withOrigin(writes: FieldWrites, head: FieldHead): FieldHead {
  const passed = new Set<EventName>()
  const origins: EventName[] = []
  const next = [...(findReopened(writes, head.event) ?? [])]
  if (next.length === 0) return head
  for (let at = next.shift(); at !== undefined; at = next.shift()) {
    if (passed.has(at)) continue
    passed.add(at)
    const earlier = findReopened(writes, at)
    if (earlier) next.push(...earlier)
    else origins.push(at)
  }
  const again = origins.flatMap((event) => {
    const write = writes.get(event)
    return write ? [{ event, operator: write.operator, at: write.at }] : []
  })
  return again.length === 0 ? head : { ...head, again }
}

/** What a write has to do with choosing: `made` among values in conflict, or `taken-back`, which lets them stand again. */
export type ChoicePart = 'made' | 'taken-back'

export function choiceParts(writes: FieldWrites): ReadonlyMap<EventName, ChoicePart> {
  const parts = new Map<EventName, ChoicePart>()
  for (const [name, write] of writes) if (isChoice(writes, write)) parts.set(name, 'made')
  if (parts.size > 0) for (const name of writes.keys()) if (findReopened(writes, name)) parts.set(name, 'taken-back')
  return parts
}
