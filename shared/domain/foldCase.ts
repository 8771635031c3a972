import { canonicalJson } from './canonicalJson.ts'
import { findLateMarks, findPairMarks, markKey, type Placed } from './caseMarks.ts'
import { foldPapers, isPaperStep } from './casePapers.ts'
import { findHeads, findHeights } from './eventGraph.ts'
import type { CaseEvent, CaseState, CaseStanding, Erasure, EventName, Field, FieldHead, FieldPath, Named, Note, StatusHead, StatusState, WriteOff } from './events.ts'
import { findSight, type Node } from './sight.ts'

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
  const positions = new Map<EventName, number>()
  for (const [position, { name }] of ordered.entries()) positions.set(name, position)
  const { nodes, missing } = link(ordered, positions)
  const sight = findSight(nodes, !hasCycle)
  const writeOffs = ordered.flatMap(asWriteOff)
  const writtenOff = new Set(writeOffs.flatMap(({ names }) => names))
  const acknowledged = new Set(ordered.flatMap(({ event }) => (event.kind === 'marks.acknowledged' ? event.payload.marks.map(markKey) : [])))
  return {
    id,
    standing,
    opened: findOpening(ordered),
    heads: hasCycle ? headsOfCycles(ordered) : headsOf(ordered, nodes),
    missing,
    gaps: missing.filter((name) => !writtenOff.has(name)),
    writeOffs,
    marks: [...findPairMarks(ordered, nodes, sight, acknowledged), ...findLateMarks(ordered, writtenOff, acknowledged)],
    unconfirmedErasures,
    ...foldWrites(ordered, nodes),
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
  const erasures: Erasure[] = []
  for (const [name, event] of here) if (event.kind === 'case.erased') erasures.push({ event: name, ...event.payload, operator: event.operator, at: event.at })
  return erasures.sort((a, b) => inByteOrder(a.event, b.event))
}

/** For display only, nothing is decided by it: height, then station, incarnation, name. */
function inDisplayOrder(here: ReadonlyMap<EventName, CaseEvent>): { readonly ordered: Ordered; readonly hasCycle: boolean } {
  const { heights, hasCycle } = heightsOf(here)
  const placed: (Placed & { readonly height: number })[] = []
  for (const [name, event] of here) if (event.kind !== 'case.erased') placed.push({ name, event, height: heights.get(name) ?? 0 })
  placed.sort((a, b) => a.height - b.height || inByteOrder(a.event.station, b.event.station) || inByteOrder(a.event.incarnation, b.event.incarnation) || inByteOrder(a.name, b.name))
  return { ordered: placed, hasCycle }
}

/** At one go where parents come before their children, as they nearly always do on disk. */
function heightsOf(here: ReadonlyMap<EventName, CaseEvent>): { readonly heights: ReadonlyMap<EventName, number>; readonly hasCycle: boolean } {
  const heights = new Map<EventName, number>()
  for (const [name, event] of here) {
    if (event.kind === 'case.erased') continue
    let height = 1
    for (const parent of event.parents) {
      const below = heights.get(parent)
      if (below !== undefined) height = Math.max(height, below + 1)
      else if (isInGraph(here, parent)) return heightsInAnyOrder(here)
    }
    heights.set(name, height)
  }
  return { heights, hasCycle: false }
}
function heightsInAnyOrder(here: ReadonlyMap<EventName, CaseEvent>): ReturnType<typeof heightsOf> {
  const { heights, unordered } = findHeights(new Map([...here].flatMap(([name, event]) => (event.kind === 'case.erased' ? [] : [[name, event.parents] as const]))))
  return { heights, hasCycle: unordered.length > 0 }
}
function isInGraph(here: ReadonlyMap<EventName, CaseEvent>, name: EventName): boolean {
  const event = here.get(name)
  return event !== undefined && event.kind !== 'case.erased'
}

/** The place that a write is for: superseded only by others for the same. `status` is no field path. */
export function placeOf(event: Placed['event']): string | null {
  return event.kind === 'field.write' ? event.payload.path : event.kind === 'status.write' ? statusPlace : null
}
const statusPlace = 'status'
const none: readonly number[] = []

/** Names turned into positions, and what is referred to and not here: parents, overwritten writes, and reservations of papers, by number. */
function link(ordered: Ordered, positions: ReadonlyMap<EventName, number>): { readonly nodes: readonly Node[]; readonly missing: readonly string[] } {
  const missing = new Set<string>()
  const steps = new Set<string>()
  const reserved = new Set<string>()
  const here = (names: readonly EventName[]): readonly number[] => {
    const found: number[] = []
    for (const name of names) {
      const position = positions.get(name)
      if (position === undefined) missing.add(name)
      else found.push(position)
    }
    return found
  }
  const nodes = ordered.map(({ event }): Node => {
    if (event.kind === 'paper.reserved') reserved.add(event.payload.number)
    else if (isPaperStep(event)) steps.add(event.payload.number)
    const isWrite = event.kind === 'field.write' || event.kind === 'status.write'
    return {
      parents: here(event.parents),
      lacks: event.lacks ? event.lacks.flatMap((name) => positions.get(name) ?? []) : none,
      over: isWrite ? here(event.over) : none,
      place: placeOf(event),
    }
  })
  for (const number of steps) if (!reserved.has(number)) missing.add(number)
  return { nodes, missing: [...missing].sort(inByteOrder) }
}

// Ids and names are ASCII, so comparing code units is comparing bytes.
export const inByteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function findOpening(ordered: Ordered): CaseState['opened'] {
  for (const { event } of ordered) {
    if (event.kind === 'case.opened') return { ...event.payload, operator: event.operator, at: event.at }
  }
  return null
}

/** Names that nothing else here stands on, in display order. */
function headsOf(ordered: Ordered, nodes: readonly Node[]): readonly EventName[] {
  const stoodOn = new Uint8Array(ordered.length)
  for (const { parents } of nodes) for (const parent of parents) stoodOn[parent] = 1
  return ordered.flatMap(({ name }, position) => (stoodOn[position] === 1 ? [] : [name]))
}

function headsOfCycles(ordered: Ordered): readonly EventName[] {
  const heads = findHeads(new Map(ordered.map(({ name, event }) => [name, event.parents])))
  return ordered.flatMap(({ name }) => (heads.has(name) ? [name] : []))
}

/** A write supersedes exactly the writes to its path in its `over`, and through theirs what they superseded. */
function foldWrites(ordered: Ordered, nodes: readonly Node[]): Pick<CaseState, 'fields' | 'status' | 'transitions'> {
  const superseded = findSupersededDirectly(nodes)
  const heads = new Map<string, Placed[]>()
  const transitions: StatusHead[] = []
  for (const [position, placed] of ordered.entries()) {
    const place = nodes[position]?.place
    if (place === null || place === undefined) continue
    if (place === statusPlace) transitions.push(...asStatusHead(placed))
    if (superseded[position] === 1) continue
    const atPlace = heads.get(place)
    if (atPlace) atPlace.push(placed)
    else heads.set(place, [placed])
  }
  const fields: Record<string, Field> = {}
  for (const path of [...heads.keys()].sort(inByteOrder)) {
    const field = fieldOf(heads.get(path) ?? [])
    if (field) fields[field.path] = field
  }
  return { fields, status: statusOf((heads.get(statusPlace) ?? []).flatMap(asStatusHead)), transitions }
}

/** 1 where another write for the same place stands over it. */
function findSupersededDirectly(nodes: readonly Node[]): Uint8Array {
  const superseded = new Uint8Array(nodes.length)
  let isForced = false
  for (const [at, { over, place }] of nodes.entries()) {
    for (const lower of over) {
      if (lower === at || nodes[lower]?.place !== place) continue
      superseded[lower] = 1
      // Backwards only, there is no cycle.
      if (lower > at) isForced = true
    }
  }
  if (!isForced) return superseded
  const heads = findHeads(new Map(nodes.flatMap(({ over, place }, at) => (place === null ? [] : [[String(at), over.filter((lower) => nodes[lower]?.place === place).map(String)] as const]))))
  return superseded.map((_, at) => (heads.has(String(at)) ? 0 : 1))
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
