import type { Placed } from './caseMarks.ts'
import { isPaperStep } from './casePapers.ts'
import type { EventName } from './events.ts'
import type { Node } from './sight.ts'

/** The events of a case in display order, and how they stand on one another. */
export interface CaseGraph {
  readonly ordered: readonly Placed[]
  /** `undefined` for a name that is not here. */
  positionOf(name: EventName): number | undefined
  readonly nodes: readonly Node[]
  /** Referred to and not here: parents, overwritten writes, and reservations of papers, by number. In byte order. */
  readonly missing: readonly string[]
  readonly hasCycle: boolean
}

/** `index`: places of the names in `listed`, in which each name stands once. */
export function orderCase(listed: readonly Placed[], index: ReadonlyMap<EventName, number>): CaseGraph {
  const { nodes, missing } = link(listed, index)
  const { heights, hasCycle } = heightsOf(nodes)
  const order = displayOrder(listed, heights)
  if (order.every((at, position) => at === position)) return { ordered: listed, positionOf: (name) => index.get(name), nodes, missing, hasCycle }

  const moved = new Int32Array(order.length)
  for (let position = 0; position < order.length; position += 1) moved[order[position] ?? 0] = position
  const move = (places: number[]): void => {
    for (let at = 0; at < places.length; at += 1) places[at] = moved[places[at] ?? 0] ?? 0
  }
  const ordered: Placed[] = []
  const movedNodes: Node[] = []
  for (const at of order) {
    const [placed, node] = [listed[at], nodes[at]]
    if (!placed || !node) continue
    move(node.parents)
    move(node.lacks)
    move(node.over)
    ordered.push(placed)
    movedNodes.push(node)
  }
  const positionOf = (name: EventName): number | undefined => {
    const at = index.get(name)
    return at === undefined ? undefined : moved[at]
  }
  return { ordered, positionOf, nodes: movedNodes, missing, hasCycle }
}

/** For display only, nothing is decided by it: height, then station, incarnation, name. Places in `listed`. */
function displayOrder(listed: readonly Placed[], heights: Int32Array): Int32Array {
  // Heights are dense: counted, not compared.
  const from = new Int32Array(listed.length + 3)
  for (const height of heights) from[height + 1] = (from[height + 1] ?? 0) + 1
  for (let height = 1; height < from.length; height += 1) from[height] = (from[height] ?? 0) + (from[height - 1] ?? 0)
  const order = new Int32Array(listed.length)
  const next = from.slice()
  for (let at = 0; at < order.length; at += 1) {
    const height = heights[at] ?? 0
    const position = next[height] ?? 0
    order[position] = at
    next[height] = position + 1
  }
  for (let height = 0; height + 1 < from.length; height += 1) {
    const [first, end] = [from[height] ?? 0, from[height + 1] ?? 0]
    if (end - first > 1) order.subarray(first, end).sort((a, b) => compare(listed[a], listed[b]))
  }
  return order
}

function compare(a: Placed | undefined, b: Placed | undefined): number {
  if (!a || !b) return 0
  return inByteOrder(a.event.station, b.event.station) || inByteOrder(a.event.incarnation, b.event.incarnation) || inByteOrder(a.name, b.name)
}
// Ids and names are ASCII, so comparing code units is comparing bytes.
export const inByteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The place that a write is for: superseded only by others for the same. `status` and `edition` are no field paths. */
export function placeOf(event: Placed['event']): string | null {
  switch (event.kind) {
    case 'field.write':
      return event.payload.path
    case 'status.write':
      return statusPlace
    case 'case.moved':
      return editionPlace
    default:
      return null
  }
}
export const statusPlace = 'status'
const editionPlace = 'edition'

/** A node that may still be moved. */
type LooseNode = { readonly [K in keyof Node]: Node[K] extends readonly number[] ? number[] : Node[K] }
const none: number[] = []

function link(listed: readonly Placed[], index: ReadonlyMap<EventName, number>): { readonly nodes: readonly LooseNode[]; readonly missing: readonly string[] } {
  const missing = new Set<string>()
  const [steps, reserved] = [new Set<string>(), new Set<string>()]
  const here = (names: readonly EventName[]): number[] => {
    let found = none
    for (const name of names) {
      const at = index.get(name)
      if (at === undefined) missing.add(name)
      // One name is the rule, and a list that begins with it stays small.
      else if (found === none) found = [at]
      else found.push(at)
    }
    return found
  }
  const nodes = listed.map(({ event }): LooseNode => {
    if (event.kind === 'paper.reserved') reserved.add(event.payload.number)
    else if (isPaperStep(event)) steps.add(event.payload.number)
    const isWrite = event.kind === 'field.write' || event.kind === 'status.write' || event.kind === 'case.moved'
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
/** The same as `findHeights` of names, by places: a batch has its events in the order of their names. */
function heightsInAnyOrder(nodes: readonly Node[]): ReturnType<typeof heightsOf> {
  const count = nodes.length
  const edges = nodes.reduce((sum, { parents }) => sum + parents.length, 0)
  // Of each parent the last child, and of each child the one before it.
  const [lastOf, before, child] = [new Int32Array(count).fill(-1), new Int32Array(edges), new Int32Array(edges)]
  const waitsFor = new Int32Array(count)
  let edge = 0
  for (const [at, { parents }] of nodes.entries()) {
    waitsFor[at] = parents.length
    for (const parent of parents) {
      child[edge] = at
      before[edge] = lastOf[parent] ?? -1
      lastOf[parent] = edge
      edge += 1
    }
  }
  const heights = new Int32Array(count).fill(1)
  const ready: number[] = []
  for (let at = 0; at < count; at += 1) if (waitsFor[at] === 0) ready.push(at)
  let ordered = 0
  for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
    ordered += 1
    for (let one = lastOf[at] ?? -1; one >= 0; one = before[one] ?? -1) {
      const above = child[one] ?? 0
      heights[above] = Math.max(heights[above] ?? 1, (heights[at] ?? 1) + 1)
      waitsFor[above] = (waitsFor[above] ?? 1) - 1
      if (waitsFor[above] === 0) ready.push(above)
    }
  }
  if (ordered === count) return { heights, hasCycle: false }
  for (let at = 0; at < count; at += 1) if ((waitsFor[at] ?? 0) > 0) heights[at] = count + 1
  return { heights, hasCycle: true }
}
