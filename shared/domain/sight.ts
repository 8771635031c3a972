/** What can see and be seen: an event as a node of its case's graph. Everything is given by position in display order. */
export interface Node {
  /** Those that are here. */
  readonly parents: readonly number[]
  /** Those that its author did not have and that are here now. */
  readonly lacks: readonly number[]
  /** What it was written over, as far as it is here. */
  readonly over: readonly number[]
  /** What it writes: only writes to one place supersede each other. */
  readonly place: string | null
}
export interface Sight {
  /** `upper` has seen `lower`: it, or a write that supersedes it, was there when `upper` was made. */
  hasSeen(upper: number, lower: number): boolean
  /** Positions before `upper` that it has not seen, among those of `mask` (bits as in `maskOf`). */
  unseenBefore(upper: number, mask: Uint32Array): readonly number[]
}

const none: number[] = []

export function maskOf(count: number, positions: Iterable<number>): Uint32Array {
  const mask = new Uint32Array((count + 31) >>> 5)
  for (const position of positions) setBit(mask, 0, position)
  return mask
}

/**
 * Who has seen whom, as one row of bits for each node. Where `isAcyclic`, bases come before what stands on them;
 * otherwise every row is searched for by itself.
 */
export function findSight(nodes: readonly Node[], isAcyclic: boolean): Sight {
  const words = (nodes.length + 31) >>> 5
  const rows = new Uint32Array(nodes.length * words)
  for (let at = 0; at < nodes.length; at += 1) {
    const row = at * words
    if (!isAcyclic) search(nodes, at, [], rows, row)
    else {
      for (const parent of nodes[at]?.parents ?? []) {
        // A parent stands before: its own row has no bits beyond it.
        const last = parent >>> 5
        const other = parent * words
        for (let word = 0; word <= last; word += 1) rows[row + word] = (rows[row + word] ?? 0) | (rows[other + word] ?? 0)
        setBit(rows, row, parent)
      }
    }
  }
  // Ancestors through what the author did not have are no ancestors of his; those of others stay as they are.
  for (let at = 0; at < nodes.length; at += 1) {
    const lacks = nodes[at]?.lacks ?? none
    if (lacks.length === 0) continue
    rows.fill(0, at * words, (at + 1) * words)
    search(nodes, at, lacks, rows, at * words)
  }
  addSuperseded(nodes, rows, words)

  return {
    hasSeen: (upper, lower) => hasBit(rows, upper * words, lower),
    unseenBefore: (upper, mask) => {
      let found = none
      for (let word = 0; word <= upper >>> 5; word += 1) {
        const asked = mask[word] ?? 0
        if (asked === 0) continue
        const before = word === upper >>> 5 ? ((1 << (upper & 31)) - 1) | 0 : -1
        let unseen = asked & ~(rows[upper * words + word] ?? 0) & before
        while (unseen !== 0) {
          const lowest = unseen & -unseen
          if (found === none) found = []
          found.push((word << 5) + 31 - Math.clz32(lowest))
          unseen ^= lowest
        }
      }
      return found
    },
  }
}

function search(nodes: readonly Node[], from: number, without: readonly number[], rows: Uint32Array, row: number): void {
  const closed = new Set(without)
  const next = [from]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const parent of nodes[at]?.parents ?? []) {
      if (closed.has(parent)) continue
      closed.add(parent)
      setBit(rows, row, parent)
      next.push(parent)
    }
  }
}

/** Whoever has seen a write has seen what it superseded. Nearly always that is among the ancestors already. */
function addSuperseded(nodes: readonly Node[], rows: Uint32Array, words: number): void {
  const isAncestor = (node: Node, at: number): boolean => node.over.every((lower) => nodes[lower]?.place !== node.place || hasBit(rows, at * words, lower))
  if (nodes.every((node, at) => node.lacks.length === 0 && isAncestor(node, at))) return
  const superseded = [...findSuperseded(nodes)].map(([write, lower]) => ({ write, mask: maskOf(nodes.length, lower) }))
  const ancestors = rows.slice()
  for (const at of nodes.keys()) {
    for (const { write, mask } of superseded) {
      if (!hasBit(ancestors, at * words, write)) continue
      for (const [word, bits] of mask.entries()) rows[at * words + word] = (rows[at * words + word] ?? 0) | bits
    }
  }
}

/** Positions that each write supersedes, directly and through others; members of a cycle do not supersede each other. */
function findSuperseded(nodes: readonly Node[]): ReadonlyMap<number, ReadonlySet<number>> {
  const below = new Map<number, Set<number>>()
  for (const [at, { place, over }] of nodes.entries()) {
    if (place === null || over.length === 0) continue
    const reached = new Set<number>()
    const next = [...over]
    for (let lower = next.pop(); lower !== undefined; lower = next.pop()) {
      const node = nodes[lower]
      if (node?.place !== place || reached.has(lower)) continue
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
