import { canonicalJson } from './canonicalJson.ts'
import { findLateMarks, findPairMarks, markKey, type Placed } from './caseMarks.ts'
import { foldPapers, isPaperStep } from './casePapers.ts'
import { findHeads, findHeights } from './eventGraph.ts'
import type { CaseEvent, CaseState, CaseStanding, Erasure, ErasureEvent, EventName, Field, FieldHead, FieldPath, Named, Note, StatusHead, StatusState, WriteOff } from './events.ts'
import { findSight } from './sight.ts'

type EventOf<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>
type Ordered = readonly Placed[]

/**
 * The state of a case: a pure, total function of the set of its events (`docs/events.md`) and of the erasures that
 * were confirmed at this station. Order and duplicates of the input do not matter; events of another stream are not here.
 */
export function foldCase(id: string, events: readonly Named<CaseEvent>[], confirmed: ReadonlySet<EventName> = new Set()): CaseState {
  return foldPlaced(id, events, confirmed).state
}

export interface PlacedCase {
  readonly state: CaseState
  /** What the state was folded from, in display order. */
  readonly ordered: readonly Placed[]
  readonly hasCycle: boolean
}
export function foldPlaced(id: string, events: readonly Named<CaseEvent>[], confirmed: ReadonlySet<EventName>): PlacedCase {
  const here = new Map<EventName, CaseEvent>()
  for (const { name, event } of events) if (event.stream === `case:${id}`) here.set(name, event)
  const erasures = findErasures(here)
  const acting = erasures.filter(({ event }) => confirmed.has(event))
  if (acting.length > 0) return { state: foldDeeds(id, [], { kind: 'erased', erasures: acting }, [], false), ordered: [], hasCycle: false }

  const { ordered, hasCycle } = inDisplayOrder(here)
  const newer = ordered.flatMap(({ name, event }) => (event.kind === 'newer' ? [name] : []))
  return { state: foldDeeds(id, ordered, newer.length > 0 ? { kind: 'needs-upgrade', newer } : { kind: 'writable' }, erasures, hasCycle), ordered, hasCycle }
}

function foldDeeds(id: string, ordered: Ordered, standing: CaseStanding, unconfirmedErasures: readonly Erasure[], hasCycle: boolean): CaseState {
  const positions = new Map(ordered.map(({ name }, position) => [name, position]))
  const sight = findSight(ordered.map(({ node }) => node), positions, !hasCycle)
  const missing = findMissing(ordered, positions)
  const writeOffs = ordered.flatMap(asWriteOff)
  const writtenOff = new Set(writeOffs.flatMap(({ names }) => names))
  const acknowledged = new Set(ordered.flatMap(({ event }) => (event.kind === 'marks.acknowledged' ? event.payload.marks.map(markKey) : [])))
  return {
    id,
    standing,
    opened: findOpening(ordered),
    heads: hasCycle ? headsOfCycles(ordered) : headsOf(ordered, positions),
    missing,
    gaps: missing.filter((name) => !writtenOff.has(name)),
    writeOffs,
    marks: [...findPairMarks(ordered, positions, sight, acknowledged), ...findLateMarks(ordered, writtenOff, acknowledged)],
    unconfirmedErasures,
    ...foldWrites(ordered, positions),
    papers: foldPapers(ordered, positions, sight),
    notes: foldNotes(ordered),
    eventCount: ordered.length,
    updatedAt: ordered.at(-1)?.event.at ?? '',
  }
}

export function asWriteOff({ name, event }: Pick<Placed, 'name' | 'event'>): readonly WriteOff[] {
  return event.kind === 'gap.writtenOff' ? [{ event: name, ...event.payload, operator: event.operator, at: event.at }] : []
}

function findErasures(here: ReadonlyMap<EventName, CaseEvent>): readonly Erasure[] {
  const erasures = [...here].flatMap(([name, event]): { readonly event: ErasureEvent; readonly name: EventName }[] => (event.kind === 'case.erased' ? [{ name, event }] : []))
  return erasures.map(({ name, event }) => ({ event: name, ...event.payload, operator: event.operator, at: event.at })).sort((a, b) => inByteOrder(a.event, b.event))
}

/** For display only, nothing is decided by it: height, then station, incarnation, name. */
function inDisplayOrder(here: ReadonlyMap<EventName, CaseEvent>): { readonly ordered: Ordered; readonly hasCycle: boolean } {
  const placed: (Placed & { readonly height: number })[] = []
  const graph = new Map<EventName, readonly EventName[]>()
  for (const [name, event] of here) if (event.kind !== 'case.erased') graph.set(name, event.parents)
  const { heights, unordered } = findHeights(graph)
  for (const [name, event] of here) {
    if (event.kind !== 'case.erased') placed.push({ ...place(name, event), height: heights.get(name) ?? 0 })
  }
  placed.sort((a, b) => a.height - b.height || inByteOrder(a.event.station, b.event.station) || inByteOrder(a.event.incarnation, b.event.incarnation) || inByteOrder(a.name, b.name))
  return { ordered: placed, hasCycle: unordered.length > 0 }
}

export function place(name: EventName, event: Placed['event']): Placed {
  const isWrite = event.kind === 'field.write' || event.kind === 'status.write'
  return { name, event, node: { name, parents: event.parents, lacks: event.lacks ?? noNames, over: isWrite ? event.over : noNames, place: event.kind === 'field.write' ? event.payload.path : isWrite ? statusPlace : null } }
}
const noNames: readonly EventName[] = []
/** No field path. */
const statusPlace = 'status'

// Ids and names are ASCII, so comparing code units is comparing bytes.
export const inByteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function findOpening(ordered: Ordered): CaseState['opened'] {
  for (const { event } of ordered) {
    if (event.kind === 'case.opened') return { ...event.payload, operator: event.operator, at: event.at }
  }
  return null
}

/** Parents, overwritten writes and the reservations of papers (by number) that are referred to and not here. */
function findMissing(ordered: Ordered, positions: ReadonlyMap<EventName, number>): readonly string[] {
  const missing = new Set<string>()
  let reserved: ReadonlySet<string> | null = null
  for (const { event, node } of ordered) {
    for (const name of node.parents) if (!positions.has(name)) missing.add(name)
    for (const name of node.over) if (!positions.has(name)) missing.add(name)
    if (!isPaperStep(event)) continue
    reserved ??= new Set(ordered.flatMap((one) => (one.event.kind === 'paper.reserved' ? [one.event.payload.number] : [])))
    if (!reserved.has(event.payload.number)) missing.add(event.payload.number)
  }
  return [...missing].sort(inByteOrder)
}

/** Names that nothing else here stands on, in display order. */
function headsOf(ordered: Ordered, positions: ReadonlyMap<EventName, number>): readonly EventName[] {
  const stoodOn = new Uint8Array(ordered.length)
  for (const { node } of ordered) {
    for (const base of node.parents) {
      const position = positions.get(base)
      if (position !== undefined) stoodOn[position] = 1
    }
  }
  return ordered.flatMap(({ name }, position) => (stoodOn[position] === 1 ? [] : [name]))
}

function headsOfCycles(ordered: Ordered): readonly EventName[] {
  const heads = findHeads(new Map(ordered.map(({ name, node }) => [name, node.parents])))
  return ordered.flatMap(({ name }) => (heads.has(name) ? [name] : []))
}

/** A write supersedes exactly the writes to its path in its `over`, and through theirs what they superseded. */
function foldWrites(ordered: Ordered, positions: ReadonlyMap<EventName, number>): Pick<CaseState, 'fields' | 'status' | 'transitions'> {
  const writes = new Map<string, Placed[]>()
  for (const placed of ordered) {
    if (placed.node.place === null) continue
    const atPlace = writes.get(placed.node.place)
    if (atPlace) atPlace.push(placed)
    else writes.set(placed.node.place, [placed])
  }
  const fields: Record<string, Field> = {}
  for (const path of [...writes.keys()].sort(inByteOrder)) {
    const field = fieldOf(standing(writes.get(path) ?? [], positions))
    if (field) fields[field.path] = field
  }
  const transitions = (writes.get(statusPlace) ?? []).flatMap(asStatusHead)
  const heads = standing(writes.get(statusPlace) ?? [], positions).flatMap(asStatusHead)
  return { fields, status: statusOf(heads), transitions }
}

function standing(writes: readonly Placed[], positions: ReadonlyMap<EventName, number>): readonly Placed[] {
  const [only, second] = writes
  if (!second) return only ? [only] : []
  const superseded = new Set<EventName>()
  let isPlain = true
  for (const { name, node } of writes) {
    const at = positions.get(name) ?? 0
    for (const over of node.over) {
      if (over !== name) superseded.add(over)
      // Backwards only, there is no cycle.
      if ((positions.get(over) ?? -1) >= at) isPlain = false
    }
  }
  if (isPlain) return writes.filter(({ name }) => !superseded.has(name))
  const heads = findHeads(new Map(writes.map(({ name, node }) => [name, node.over])))
  return writes.filter(({ name }) => heads.has(name))
}

function fieldOf(placed: readonly Placed[]): Field | null {
  const writes = placed.flatMap(({ name, event }) => (event.kind === 'field.write' ? [{ name, event }] : []))
  const [first] = writes
  return first ? makeField(first.event.payload.path, writes.map(({ name, event }) => asFieldHead(name, event))) : null
}
export function asFieldHead(name: EventName, event: EventOf<'field.write'>): FieldHead {
  return { event: name, value: event.payload.value, operator: event.operator, at: event.at }
}
export function makeField(path: FieldPath, heads: readonly FieldHead[]): Field {
  return { path, heads, conflict: heads.length > 1 && new Set(heads.map(({ value }) => canonicalJson(value))).size > 1 }
}

export function asStatusHead({ name, event }: Pick<Placed, 'name' | 'event'>): readonly StatusHead[] {
  return event.kind === 'status.write' ? [{ event: name, write: event.payload, over: event.over, operator: event.operator, at: event.at }] : []
}
export function statusOf(heads: readonly StatusHead[]): StatusState {
  const [first] = heads
  if (!first) return { kind: 'settled', status: 'intake', heads }
  return heads.every(({ write }) => write.to === first.write.to) ? { kind: 'settled', status: first.write.to, heads } : { kind: 'contested', heads }
}

function foldNotes(ordered: Ordered): readonly Note[] {
  const retracted = new Map<EventName, NonNullable<Note['retracted']>>()
  for (const { event } of ordered) {
    if (event.kind === 'note.retracted' && !retracted.has(event.payload.note)) retracted.set(event.payload.note, { operator: event.operator, at: event.at })
  }
  return ordered.flatMap(({ name, event }): Note[] => (event.kind === 'note.added' ? [{ event: name, text: event.payload.text, operator: event.operator, at: event.at, retracted: retracted.get(name) ?? null }] : []))
}
