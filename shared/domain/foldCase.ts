import { canonicalJson } from './canonicalJson.ts'
import { findHeads, findHeights } from './eventGraph.ts'
import type { CaseEvent, CaseState, DrawnPaper, EventName, Field, FieldPath, Named, Note, Paper, StatusHead, StatusState } from './events.ts'

type CaseEventOf<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>
type Write = Named<CaseEventOf<'field.write'>> | Named<CaseEventOf<'status.write'>>

/**
 * The state of a case: a pure, total function of the set of its events (`docs/events.md`). Order and duplicates of
 * the input do not matter; events of another stream are not here.
 */
export function foldCase(id: string, events: readonly Named<CaseEvent>[]): CaseState {
  const here = new Map<EventName, CaseEvent>()
  for (const { name, event } of events) if (event.stream === `case:${id}`) here.set(name, event)
  const parents = new Map([...here].map(([name, event]) => [name, event.parents]))
  const ordered = inDisplayOrder(here, parents)
  const streamHeads = findHeads(parents)

  return {
    id,
    opened: findOpening(ordered),
    heads: ordered.filter(({ name }) => streamHeads.has(name)).map(({ name }) => name),
    gaps: findGaps(ordered, here),
    fields: foldFields(ordered),
    ...foldStatus(ordered),
    papers: foldPapers(ordered),
    notes: ordered.flatMap(({ name, event }): Note[] => (event.kind === 'note.added' ? [{ event: name, text: event.payload.text, operator: event.operator, at: event.at }] : [])),
    eventCount: here.size,
    updatedAt: ordered.at(-1)?.event.at ?? '',
  }
}

type Ordered = readonly Named<CaseEvent>[]

/** For display only, nothing is decided by it: height, then station, incarnation, name. */
function inDisplayOrder(here: ReadonlyMap<EventName, CaseEvent>, parents: ReadonlyMap<EventName, readonly EventName[]>): Ordered {
  const { heights } = findHeights(parents)
  return [...here]
    .map(([name, event]) => ({ name, event }))
    .sort(
      (a, b) =>
        (heights.get(a.name) ?? 0) - (heights.get(b.name) ?? 0) ||
        inByteOrder(a.event.station, b.event.station) ||
        inByteOrder(a.event.incarnation, b.event.incarnation) ||
        inByteOrder(a.name, b.name),
    )
}

// Ids and names are ASCII, so comparing code units is comparing bytes.
const inByteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function findOpening(ordered: Ordered): CaseState['opened'] {
  for (const { event } of ordered) {
    if (event.kind === 'case.opened') return { ...event.payload, operator: event.operator, at: event.at }
  }
  return null
}

/** Parents, overwritten writes and the reservations of papers (by number) that are referred to and not here. */
function findGaps(ordered: Ordered, here: ReadonlyMap<EventName, CaseEvent>): readonly EventName[] {
  const reserved = new Set(ordered.flatMap(({ event }) => (event.kind === 'paper.reserved' ? [event.payload.number] : [])))
  const gaps = new Set<string>()
  for (const { event } of ordered) {
    for (const parent of event.parents) if (!here.has(parent)) gaps.add(parent)
    if (event.kind === 'field.write' || event.kind === 'status.write') {
      for (const name of event.over) if (!here.has(name)) gaps.add(name)
    }
    if ((event.kind === 'paper.rendered' || event.kind === 'paper.delivered' || event.kind === 'paper.confirmed' || event.kind === 'paper.voided') && !reserved.has(event.payload.number)) {
      gaps.add(event.payload.number)
    }
  }
  return [...gaps].sort(inByteOrder)
}

/** A write supersedes exactly the writes to its path in its `over`, and through theirs what they superseded. */
function headsOf<W extends Write>(writes: readonly W[]): readonly W[] {
  const heads = findHeads(new Map(writes.map(({ name, event }) => [name, event.over])))
  return writes.filter(({ name }) => heads.has(name))
}

function foldFields(ordered: Ordered): CaseState['fields'] {
  const writes = new Map<FieldPath, Named<CaseEventOf<'field.write'>>[]>()
  for (const { name, event } of ordered) {
    if (event.kind !== 'field.write') continue
    const atPath = writes.get(event.payload.path)
    if (atPath) atPath.push({ name, event })
    else writes.set(event.payload.path, [{ name, event }])
  }
  const paths = [...writes.keys()].sort(inByteOrder)
  return Object.fromEntries(
    paths.map((path): [string, Field] => {
      const heads = headsOf(writes.get(path) ?? []).map(({ name, event }) => ({ event: name, value: event.payload.value, operator: event.operator, at: event.at }))
      return [path, { path, heads, conflict: new Set(heads.map(({ value }) => canonicalJson(value))).size > 1 }]
    }),
  )
}

function foldStatus(ordered: Ordered): Pick<CaseState, 'status' | 'transitions'> {
  const writes = ordered.flatMap(({ name, event }) => (event.kind === 'status.write' ? [{ name, event }] : []))
  const asHead = ({ name, event }: (typeof writes)[number]): StatusHead => ({ event: name, write: event.payload, operator: event.operator, at: event.at })
  const heads = headsOf(writes).map(asHead)
  return { status: statusOf(heads), transitions: writes.map(asHead) }
}

function statusOf(heads: readonly StatusHead[]): StatusState {
  const [first] = heads
  if (!first) return { kind: 'settled', status: 'intake', heads }
  return heads.every(({ write }) => write.to === first.write.to) ? { kind: 'settled', status: first.write.to, heads } : { kind: 'contested', heads }
}

/** By number, in the order of reservation. A number that was reserved stays, whatever comes later; voided is final. */
function foldPapers(ordered: Ordered): readonly Paper[] {
  const papers = new Map<string, Paper>()
  for (const { event } of ordered) {
    if (event.kind !== 'paper.reserved' || papers.has(event.payload.number)) continue
    const { number, paperKind } = event.payload
    papers.set(number, { number, kind: paperKind, reservedBy: event.operator, reservedAt: event.at, stage: stageOf(number, ordered) })
  }
  return [...papers.values()]
}

function stageOf(number: string, ordered: Ordered): Paper['stage'] {
  let drawn: DrawnPaper | null = null
  let printedCopies = 0
  let isConfirmed = false
  const how = new Set<'saved' | 'printed'>()
  for (const { event } of ordered) {
    if (!('number' in event.payload) || event.payload.number !== number) continue
    switch (event.kind) {
      case 'paper.voided':
        return { kind: 'voided', reason: event.payload.reason }
      case 'paper.rendered':
        drawn = { sha256: event.payload.sha256, pages: event.payload.pages, ...(event.payload.page === undefined ? {} : { page: event.payload.page }) }
        break
      case 'paper.delivered':
        how.add(event.payload.how)
        if (event.payload.how === 'printed') printedCopies += 1
        break
      case 'paper.confirmed':
        isConfirmed = true
        break
    }
  }
  if (!drawn) return { kind: 'reserved' }
  return how.size === 0 ? { kind: 'rendered', ...drawn } : { kind: 'delivered', ...drawn, how: [...how].sort(), printedCopies, isConfirmed }
}
