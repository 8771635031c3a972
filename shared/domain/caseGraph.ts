import type { Placed } from './caseMarks.ts'
import { isPaperStep } from './casePapers.ts'
import { findHeights } from './eventGraph.ts'
import type { EventName } from './events.ts'
import type { Node } from './sight.ts'

/** The events of a case in display order, and how they stand on one another. */
export interface CaseGraph {
  readonly ordered: readonly Placed[]
  readonly positions: ReadonlyMap<EventName, number>
  readonly nodes: readonly Node[]
  /** Referred to and not here: parents, overwritten writes, and reservations of papers, by number. In byte order. */
  readonly missing: readonly string[]
  readonly hasCycle: boolean
}

/** `index`: places of the names in `listed`, in which each name stands once. */
export function orderCase(listed: readonly Placed[], index: ReadonlyMap<EventName, number>): CaseGraph {
  const { nodes, missing } = link(listed, index)
  const { heights, hasCycle } = heightsOf(nodes)
  const byDisplay = (a: number, b: number): number => compare(listed[a], heights[a], listed[b], heights[b])
  let isInOrder = true
  for (let at = 1; at < listed.length && isInOrder; at += 1) isInOrder = byDisplay(at - 1, at) < 0
  if (isInOrder) return { ordered: listed, positions: index, nodes, missing, hasCycle }

  // For display only, nothing is decided by it: height, then station, incarnation, name.
  const order = listed.map((_, at) => at).sort(byDisplay)
  const newPlace = new Int32Array(order.length)
  for (const [position, at] of order.entries()) newPlace[at] = position
  const move = (places: readonly number[]): readonly number[] => (places.length === 0 ? places : places.map((at) => newPlace[at] ?? 0))
  const moved = order.flatMap((at) => {
    const [placed, node] = [listed[at], nodes[at]]
    return placed && node ? [{ placed, node: { parents: move(node.parents), lacks: move(node.lacks), over: move(node.over), place: node.place } }] : []
  })
  return { ordered: moved.map(({ placed }) => placed), positions: new Map(moved.map(({ placed }, position) => [placed.name, position])), nodes: moved.map(({ node }) => node), missing, hasCycle }
}

function compare(a: Placed | undefined, heightA: number | undefined, b: Placed | undefined, heightB: number | undefined): number {
  if (!a || !b) return 0
  return (heightA ?? 0) - (heightB ?? 0) || inByteOrder(a.event.station, b.event.station) || inByteOrder(a.event.incarnation, b.event.incarnation) || inByteOrder(a.name, b.name)
}
// Ids and names are ASCII, so comparing code units is comparing bytes.
export const inByteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The place that a write is for: superseded only by others for the same. `status` is no field path. */
export function placeOf(event: Placed['event']): string | null {
  return event.kind === 'field.write' ? event.payload.path : event.kind === 'status.write' ? statusPlace : null
}
export const statusPlace = 'status'
const none: readonly number[] = []

function link(listed: readonly Placed[], index: ReadonlyMap<EventName, number>): Pick<CaseGraph, 'nodes' | 'missing'> {
  const missing = new Set<string>()
  const [steps, reserved] = [new Set<string>(), new Set<string>()]
  const here = (names: readonly EventName[]): readonly number[] => {
    if (names.length === 0) return none
    const found: number[] = []
    for (const name of names) {
      const at = index.get(name)
      if (at === undefined) missing.add(name)
      else found.push(at)
    }
    return found
  }
  const nodes = listed.map(({ event }): Node => {
    if (event.kind === 'paper.reserved') reserved.add(event.payload.number)
    else if (isPaperStep(event)) steps.add(event.payload.number)
    const isWrite = event.kind === 'field.write' || event.kind === 'status.write'
    return {
      parents: here(event.parents),
      lacks: event.lacks ? event.lacks.flatMap((name) => index.get(name) ?? []) : none,
      over: isWrite ? here(event.over) : none,
      place: placeOf(event),
    }
  })
  for (const number of steps) if (!reserved.has(number)) missing.add(number)
  return { nodes, missing: [...missing].sort(inByteOrder) }
}

/** At one go where parents come before their children, as they nearly always do on disk. */
function heightsOf(nodes: readonly Node[]): { readonly heights: Int32Array; readonly hasCycle: boolean } {
  const heights = new Int32Array(nodes.length)
  for (let at = 0; at < nodes.length; at += 1) {
    let height = 1
    for (const parent of nodes[at]?.parents ?? none) {
      if (parent >= at) return heightsInAnyOrder(nodes)
      height = Math.max(height, (heights[parent] ?? 0) + 1)
    }
    heights[at] = height
  }
  return { heights, hasCycle: false }
}
function heightsInAnyOrder(nodes: readonly Node[]): ReturnType<typeof heightsOf> {
  const { heights, unordered } = findHeights(new Map(nodes.map(({ parents }, at) => [String(at), parents.map(String)])))
  return { heights: Int32Array.from(nodes, (_, at) => heights.get(String(at)) ?? 0), hasCycle: unordered.length > 0 }
}
