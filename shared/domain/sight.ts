import type { EventName } from './events.ts'

/** What can see and be seen: an event as a node of its case's graph. */
export interface Node {
  readonly name: EventName
  readonly parents: readonly EventName[]
  readonly lacks: readonly EventName[]
  /** Writes to the same place that it superseded directly. */
  readonly over: readonly EventName[]
  /** What it writes: only writes to one place supersede each other. */
  readonly place: string | null
}
/** Nodes are given by their position in display order. */
export interface Sight {
  /** `upper` has seen `lower`: it, or a write that supersedes it, was there when `upper` was made. */
  hasSeen(upper: number, lower: number): boolean
  /** Positions before `upper` that it has not seen, among those of `mask` (bits as in `maskOf`). */
  unseenBefore(upper: number, mask: Uint32Array): readonly number[]
}

export function maskOf(count: number, positions: Iterable<number>): Uint32Array {
  const mask = new Uint32Array((count + 31) >>> 5)
  for (const position of positions) setBit(mask, 0, position)
  return mask
}

/**
 * Who has seen whom, as one row of bits for each node. `ordered`: bases come before what stands on them, where
 * `isAcyclic`; otherwise every row is searched for by itself.
 */
export function findSight(ordered: readonly Node[], positions: ReadonlyMap<EventName, number>, isAcyclic: boolean): Sight {
  const words = (ordered.length + 31) >>> 5
  const rows = new Uint32Array(ordered.length * words)
  const here = (names: readonly EventName[]): readonly number[] => names.flatMap((name) => positions.get(name) ?? [])
  for (const [at, node] of ordered.entries()) {
    if (!isAcyclic) {
      search(ordered, positions, at, [], rows, at * words)
      continue
    }
    for (const name of node.parents) {
      const parent = positions.get(name)
      if (parent === undefined) continue
      // A parent stands before: its own row has no bits beyond it.
      const last = parent >>> 5
      for (let word = 0; word <= last; word += 1) rows[at * words + word] = (rows[at * words + word] ?? 0) | (rows[parent * words + word] ?? 0)
      setBit(rows, at * words, parent)
    }
  }
  // Ancestors through what the author did not have are no ancestors of his; those of others stay as they are.
  const blocked = ordered.flatMap(({ lacks }, at) => {
    const lacking = lacks.length === 0 ? [] : here(lacks)
    return lacking.length === 0 ? [] : [{ at, lacking }]
  })
  for (const { at, lacking } of blocked) {
    rows.fill(0, at * words, (at + 1) * words)
    search(ordered, positions, at, lacking, rows, at * words)
  }
  addSuperseded(ordered, positions, rows, words)

  return {
    hasSeen: (upper, lower) => hasBit(rows, upper * words, lower),
    unseenBefore: (upper, mask) => {
      const found: number[] = []
      for (let word = 0; word <= upper >>> 5; word += 1) {
        const before = word === upper >>> 5 ? ((1 << (upper & 31)) - 1) | 0 : -1
        let unseen = (mask[word] ?? 0) & ~(rows[upper * words + word] ?? 0) & before
        while (unseen !== 0) {
          const lowest = unseen & -unseen
          found.push((word << 5) + 31 - Math.clz32(lowest))
          unseen ^= lowest
        }
      }
      return found
    },
  }
}

function search(ordered: readonly Node[], positions: ReadonlyMap<EventName, number>, from: number, without: readonly number[], rows: Uint32Array, row: number): void {
  const closed = new Set(without)
  const next = [from]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const name of ordered[at]?.parents ?? []) {
      const parent = positions.get(name)
      if (parent === undefined || closed.has(parent)) continue
      closed.add(parent)
      setBit(rows, row, parent)
      next.push(parent)
    }
  }
}

/** Whoever has seen a write has seen what it superseded. Nearly always that is among the ancestors already. */
function addSuperseded(ordered: readonly Node[], positions: ReadonlyMap<EventName, number>, rows: Uint32Array, words: number): void {
  const isPlain = ordered.every(({ over, place }, at) =>
    over.every((name) => {
      const lower = positions.get(name)
      return lower === undefined || ordered[lower]?.place !== place || hasBit(rows, at * words, lower)
    }),
  )
  // By and by: what a write superseded, its author had, unless something came late or was lost.
  const blocksNothing = ordered.every(({ lacks }) => lacks.every((name) => !positions.has(name)))
  if (isPlain && blocksNothing) return
  const superseded = [...findSuperseded(ordered, positions)].map(([write, lower]) => ({ write, mask: maskOf(ordered.length, lower) }))
  const ancestors = rows.slice()
  for (const at of ordered.keys()) {
    for (const { write, mask } of superseded) {
      if (!hasBit(ancestors, at * words, write)) continue
      for (const [word, bits] of mask.entries()) rows[at * words + word] = (rows[at * words + word] ?? 0) | bits
    }
  }
}

/** Positions that each write supersedes, directly and through others; members of a cycle do not supersede each other. */
export function findSuperseded(ordered: readonly Node[], positions: ReadonlyMap<EventName, number>): ReadonlyMap<number, ReadonlySet<number>> {
  const below = new Map<number, Set<number>>()
  for (const [at, { place, over }] of ordered.entries()) {
    if (place === null || over.length === 0) continue
    const reached = new Set<number>()
    const next = [...over]
    for (let name = next.pop(); name !== undefined; name = next.pop()) {
      const lower = positions.get(name)
      const node = lower === undefined ? undefined : ordered[lower]
      if (lower === undefined || node?.place !== place || reached.has(lower)) continue
      reached.add(lower)
      next.push(...node.over)
    }
    if (reached.size > 0) below.set(at, reached)
  }
  return new Map([...below].map(([at, reached]) => [at, new Set([...reached].filter((lower) => below.get(lower)?.has(at) !== true))]))
}

function setBit(bits: Uint32Array, row: number, position: number): void {
  const word = row + (position >>> 5)
  bits[word] = (bits[word] ?? 0) | (1 << (position & 31))
}
function hasBit(bits: Uint32Array, row: number, position: number): boolean {
  return ((bits[row + (position >>> 5)] ?? 0) & (1 << (position & 31))) !== 0
}
