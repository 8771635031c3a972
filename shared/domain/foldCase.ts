import { canonicalJson } from './canonicalJson.ts'
import { type CaseGraph, inByteOrder, orderCase } from './caseGraph.ts'
import { findLateMarks, findPairMarks, markKey, type Placed } from './caseMarks.ts'
import { foldPapers } from './casePapers.ts'
import { foldScans } from './caseScans.ts'
import { findHeads } from './eventGraph.ts'
import type { CaseEvent, CaseState, CaseStanding, EditionHead, Erasure, EventName, Field, FieldHead, FieldPath, FieldValue, Named, Note, StatusHead, StatusState, WriteOff } from './events.ts'
import { fieldWritesOf, withOrigin } from './fieldWrites.ts'
import { findSight, type Node } from './sight.ts'

type EventOf<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>
type Ordered = readonly Placed[]

/**
 * The state of a case: a pure, total function of the set of its events (`docs/events.md`) and of the erasures that
 * were confirmed, or refused, at this station. Order and duplicates of the input do not matter; events of another stream are not here.
 */
export function foldCase(id: string, events: readonly Named<CaseEvent>[], confirmed: ReadonlySet<EventName> = new Set(), refused: ReadonlySet<EventName> = new Set()): CaseState {
  return foldPlaced(id, events, confirmed, refused).state
}

export interface PlacedCase {
  readonly state: CaseState
  /** What the state was folded from, in display order. */
  readonly ordered: readonly Placed[]
  readonly hasCycle: boolean
}
export function foldPlaced(id: string, events: readonly Named<CaseEvent>[], confirmed: ReadonlySet<EventName>, refused: ReadonlySet<EventName>): PlacedCase {
  const stream = `case:${id}`
  const index = new Map<EventName, number>()
  const listed: Placed[] = []
  const newer: EventName[] = []
  const erasures = new Map<EventName, Erasure>()
  for (const one of events) {
    const { name, event } = one
    if (event.stream !== stream || index.has(name)) continue
    if (event.kind === 'case.erased') {
      erasures.set(name, { event: name, ...event.payload, operator: event.operator, at: event.at })
      continue
    }
    index.set(name, listed.length)
    if (isPlaced(one)) listed.push(one)
    if (event.kind === 'newer') newer.push(name)
  }
  const known = [...erasures.values()].sort((a, b) => inByteOrder(a.event, b.event))
  const acting = known.filter(({ event }) => confirmed.has(event))
  const nothing = orderCase([], new Map())
  if (acting.length > 0) return { state: foldDeeds(id, nothing, { kind: 'erased', erasures: acting }, []), ordered: [], hasCycle: false }
  const graph = orderCase(listed, index)
  const standing: CaseStanding = newer.length > 0 ? { kind: 'needs-upgrade', newer: newer.sort((a, b) => (graph.positionOf(a) ?? 0) - (graph.positionOf(b) ?? 0)) } : { kind: 'writable' }
  return { state: foldDeeds(id, graph, standing, known.filter(({ event }) => !refused.has(event))), ordered: graph.ordered, hasCycle: graph.hasCycle }
}

const isPlaced = (one: Named<CaseEvent>): one is Placed => one.event.kind !== 'case.erased'

function foldDeeds(id: string, graph: CaseGraph, standing: CaseStanding, unconfirmedErasures: readonly Erasure[]): CaseState {
  const { ordered, nodes, missing, hasCycle } = graph
  const sight = findSight(nodes, !hasCycle)
  const { opened, writeOffs, acknowledged, notes } = gather(ordered)
  const writtenOff = new Set(writeOffs.flatMap(({ names }) => names))
  return {
    id,
    standing,
    opened,
    heads: hasCycle ? headsOfCycles(ordered) : headsOf(ordered, nodes),
    missing,
    gaps: missing.filter((name) => !writtenOff.has(name)),
    writeOffs,
    marks: [...findPairMarks(ordered, nodes, sight, acknowledged), ...findLateMarks(ordered, writtenOff, acknowledged)],
    unconfirmedErasures,
    ...foldWrites(ordered, nodes),
    papers: foldPapers(ordered, graph.positionOf, sight),
    notes,
    scans: foldScans(ordered),
    eventCount: ordered.length,
    updatedAt: ordered.at(-1)?.event.at ?? '',
  }
}

/** What is only collected, in display order. */
function gather(ordered: Ordered): Pick<CaseState, 'opened' | 'writeOffs' | 'notes'> & { readonly acknowledged: ReadonlySet<string> } {
  let opened: CaseState['opened'] = null
  const writeOffs: WriteOff[] = []
  const acknowledged = new Set<string>()
  const written: { readonly name: EventName; readonly event: EventOf<'note.added'> }[] = []
  const retracted = new Map<EventName, NonNullable<Note['retracted']>>()
  for (const placed of ordered) {
    const { name, event } = placed
    if (event.kind === 'case.opened') opened ??= { ...event.payload, operator: event.operator, at: event.at }
    else if (event.kind === 'gap.writtenOff') writeOffs.push(...asWriteOff(placed))
    else if (event.kind === 'marks.acknowledged') for (const names of event.payload.marks) acknowledged.add(markKey(names))
    else if (event.kind === 'note.added') written.push({ name, event })
    else if (event.kind === 'note.retracted' && !retracted.has(event.payload.note)) retracted.set(event.payload.note, { operator: event.operator, at: event.at })
  }
  const notes = written.map(({ name, event }): Note => ({ event: name, text: event.payload.text, operator: event.operator, at: event.at, retracted: retracted.get(name) ?? null }))
  return { opened, writeOffs, acknowledged, notes }
}

export function asWriteOff({ name, event }: Pick<Placed, 'name' | 'event'>): readonly WriteOff[] {
  return event.kind === 'gap.writtenOff' ? [{ event: name, ...event.payload, operator: event.operator, at: event.at }] : []
}

/** Names that nothing else here stands on, in display order. */
function headsOf(ordered: Ordered, nodes: readonly Node[]): readonly EventName[] {
  const stoodOn = new Uint8Array(ordered.length)
  for (const { parents } of nodes) for (const parent of parents) stoodOn[parent] = 1
  return ordered.filter((_, position) => stoodOn[position] === 0).map(({ name }) => name)
}

function headsOfCycles(ordered: Ordered): readonly EventName[] {
  const heads = findHeads(new Map(ordered.map(({ name, event }) => [name, event.parents])))
  return ordered.flatMap(({ name }) => (heads.has(name) ? [name] : []))
}

/** A write supersedes exactly the writes to its path in its `over`, and through theirs what they superseded. */
function foldWrites(ordered: Ordered, nodes: readonly Node[]): Pick<CaseState, 'fields' | 'status' | 'transitions' | 'edition'> {
  const superseded = findSupersededDirectly(nodes)
  const heads = new Map<FieldPath, FieldHead[]>()
  const statusHeads: StatusHead[] = []
  const transitions: StatusHead[] = []
  const editionHeads: EditionHead[] = []
  const moves: EditionHead[] = []
  for (let position = 0; position < ordered.length; position += 1) {
    const placed = ordered[position]
    if (placed?.event.kind === 'status.write') {
      const written = asStatusHead(placed)
      transitions.push(...written)
      if (superseded[position] === 0) statusHeads.push(...written)
    } else if (placed?.event.kind === 'case.moved') {
      const moved = asEditionHead(placed)
      moves.push(...moved)
      if (superseded[position] === 0) editionHeads.push(...moved)
    } else if (placed?.event.kind === 'field.write' && superseded[position] === 0) {
      const { path } = placed.event.payload
      const atPath = heads.get(path)
      if (atPath) atPath.push(asFieldHead(placed.name, placed.event))
      else heads.set(path, [asFieldHead(placed.name, placed.event)])
    }
  }
  const fields: Record<string, Field> = {}
  const conflicts: Field[] = []
  // Paths are ASCII: the order of code units is that of bytes.
  for (const path of [...heads.keys()].sort()) {
    const field = makeField(path, heads.get(path) ?? [])
    fields[path] = field
    if (field.conflict) conflicts.push(field)
  }
  if (conflicts.length > 0) {
    const writes = fieldWritesOf(ordered)
    for (const field of conflicts) fields[field.path] = { ...field, heads: field.heads.map((head) => withOrigin(writes, head)) }
  }
  return { fields, status: statusOf(statusHeads), edition: makeEdition(editionHeads, moves), transitions }
}

/** 1 where another write for the same place stands over it. */
function findSupersededDirectly(nodes: readonly Node[]): Uint8Array {
  const superseded = new Uint8Array(nodes.length)
  let isForced = false
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at]
    for (const lower of node?.over ?? []) {
      if (lower === at || nodes[lower]?.place !== node?.place) continue
      superseded[lower] = 1
      // Backwards only, there is no cycle.
      if (lower > at) isForced = true
    }
  }
  if (!isForced) return superseded
  const heads = findHeads(new Map(nodes.flatMap(({ over, place }, at) => (place === null ? [] : [[String(at), over.filter((lower) => nodes[lower]?.place === place).map(String)] as const]))))
  return superseded.map((_, at) => (heads.has(String(at)) ? 0 : 1))
}

export function asFieldHead(name: EventName, event: EventOf<'field.write'>): FieldHead {
  return { event: name, value: event.payload.value, operator: event.operator, at: event.at }
}
export function makeField(path: FieldPath, heads: readonly FieldHead[]): Field {
  return { path, heads, conflict: heads.length > 1 && heads.some(({ value }) => !isSameValue(value, heads[0]?.value ?? null)) }
}
/** By canonical bytes. */
function isSameValue(one: FieldValue, other: FieldValue): boolean {
  if (one === other) return true
  return typeof one === 'object' && typeof other === 'object' && canonicalJson(one) === canonicalJson(other)
}

export function asStatusHead({ name, event }: Pick<Placed, 'name' | 'event'>): readonly StatusHead[] {
  return event.kind === 'status.write' ? [{ event: name, write: event.payload, over: event.over, operator: event.operator, at: event.at }] : []
}
export function statusOf(heads: readonly StatusHead[]): StatusState {
  const [first] = heads
  if (!first) return { kind: 'settled', status: 'intake', heads }
  return heads.every(({ write }) => write.to === first.write.to) ? { kind: 'settled', status: first.write.to, heads } : { kind: 'contested', heads }
}

export function asEditionHead({ name, event }: Pick<Placed, 'name' | 'event'>): readonly EditionHead[] {
  return event.kind === 'case.moved' ? [{ event: name, move: event.payload, over: event.over, operator: event.operator, at: event.at }] : []
}
/** Where the same edition was chosen twice there is nothing to settle. */
export function makeEdition(heads: readonly EditionHead[], moves: readonly EditionHead[]): CaseState['edition'] {
  return { heads, conflict: heads.some(({ move }) => move.to.digest !== heads[0]?.move.to.digest), moves }
}
