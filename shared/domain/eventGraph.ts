/**
 * A graph of names: from each name to the names it stands on (parents, or the writes it supersedes).
 * Names that are pointed at but not here are left out of account. All functions are total: a forced cycle,
 * which content naming rules out, must neither hang the fold nor make a value vanish.
 */
export type NameGraph = ReadonlyMap<string, readonly string[]>

/**
 * Names that nothing else here stands on. The members of a cycle do not supersede each other: they are heads
 * together, unless something outside the cycle stands on one of them.
 */
export function findHeads(graph: NameGraph): ReadonlySet<string> {
  const stoodOn = new Set<string>()
  for (const [name, bases] of graph) for (const base of bases) if (base !== name) stoodOn.add(base)
  const heads = new Set([...graph.keys()].filter((name) => !stoodOn.has(name)))
  const { unordered } = findHeights(graph)
  if (unordered.length === 0) return heads
  const reach = new Map([...graph.keys()].map((name) => [name, reachFrom(graph, name)]))
  const standsOn = (upper: string, lower: string): boolean => reach.get(upper)?.has(lower) === true
  for (const name of stoodOn) {
    if (graph.has(name) && ![...graph.keys()].some((other) => standsOn(other, name) && !standsOn(name, other))) heads.add(name)
  }
  return heads
}

/**
 * Height of every name: 1 + the largest height among its bases that are here. Names in a cycle, or above one, are
 * `unordered` and get one height above all others.
 */
export function findHeights(graph: NameGraph): { readonly heights: ReadonlyMap<string, number>; readonly unordered: readonly string[] } {
  const standingOn = new Map<string, string[]>()
  const waitsFor = new Map<string, number>()
  for (const [name, bases] of graph) {
    const here = [...new Set(bases)].filter((base) => graph.has(base))
    waitsFor.set(name, here.length)
    for (const base of here) {
      const above = standingOn.get(base)
      if (above) above.push(name)
      else standingOn.set(base, [name])
    }
  }
  const heights = new Map<string, number>()
  const ready: string[] = []
  for (const [name, count] of waitsFor) {
    if (count > 0) continue
    heights.set(name, 1)
    ready.push(name)
  }
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    const height = heights.get(name) ?? 1
    for (const above of standingOn.get(name) ?? []) {
      heights.set(above, Math.max(heights.get(above) ?? 0, height + 1))
      const left = (waitsFor.get(above) ?? 1) - 1
      waitsFor.set(above, left)
      if (left === 0) ready.push(above)
    }
  }
  const unordered = [...graph.keys()].filter((name) => (waitsFor.get(name) ?? 0) > 0)
  for (const name of unordered) heights.set(name, graph.size + 1)
  return { heights, unordered }
}

function reachFrom(graph: NameGraph, start: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const next = [...(graph.get(start) ?? [])]
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    if (reached.has(name) || !graph.has(name)) continue
    reached.add(name)
    next.push(...(graph.get(name) ?? []))
  }
  return reached
}
