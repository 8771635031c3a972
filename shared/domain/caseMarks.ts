import { tableOf } from './caseActions.ts'
import type { CaseDeed, EventName, Mark, MarkNames, NewerEvent, PairMark } from './events.ts'
import { findFieldPlace } from './fieldPath.ts'
import { maskOf, type Node, type Sight } from './sight.ts'

/** An event of a case at its place in display order. */
export interface Placed {
  readonly name: EventName
  readonly event: CaseDeed | NewerEvent
}

/** In byte order: one mark has one spelling. */
export function markNames(mark: Mark): MarkNames {
  return mark.kind === 'late' ? [mark.event] : mark.change < mark.decision ? [mark.change, mark.decision] : [mark.decision, mark.change]
}
export const markKey = (names: MarkNames): string => names.join(' ')

/** Transitions, settlements and numbered papers. */
export function isDecision(event: Placed['event']): boolean {
  return event.kind === 'status.write' || event.kind === 'paper.reserved'
}
const canBeMarked = (event: Placed['event']): boolean => isDecision(event) || event.kind === 'field.write' || event.kind === 'case.moved' || event.kind === 'paper.voided'

/**
 * Marks of pairs: two commands that have not seen each other, one of them a decision. Left out is a pair that
 * something newer stands for.
 */
export function findPairMarks(ordered: readonly Placed[], nodes: readonly Node[], sight: Sight, acknowledged: ReadonlySet<string>): readonly PairMark[] {
  const [decided, marked]: [number[], number[]] = [[], []]
  for (let position = 0; position < ordered.length; position += 1) {
    const event = ordered[position]?.event
    if (!event || !canBeMarked(event)) continue
    marked.push(position)
    if (isDecision(event)) decided.push(position)
  }
  if (decided.length === 0) return []
  const decisions = maskOf(ordered.length, decided)
  const all = maskOf(ordered.length, marked)
  const pairs: (readonly [number, number])[] = []
  for (const upper of marked) {
    const event = ordered[upper]?.event
    for (const lower of sight.unseenBefore(upper, event && isDecision(event) ? all : decisions)) {
      if (isPair(ordered, sight, lower, upper)) pairs.push([lower, upper])
    }
  }
  if (pairs.length === 0) return []

  const supersedersOf = startSuperseders(nodes)
  const isReplaced = (one: number, other: number): boolean => supersedersOf(one).some((newer) => newer === other || sight.hasSeen(newer, other) || isPair(ordered, sight, newer, other))
  const marks: PairMark[] = []
  for (const [lower, upper] of pairs) {
    const [first, second] = [ordered[lower], ordered[upper]]
    if (!first || !second || isReplaced(lower, upper) || isReplaced(upper, lower)) continue
    // Where both decide, the later in display order is called the decision.
    const [change, decision] = isDecision(second.event) ? [first, second] : [second, first]
    const mark = { kind: pairKind(change.event, decision.event), change: change.name, decision: decision.name, isAcknowledged: false }
    marks.push(acknowledged.size > 0 && acknowledged.has(markKey(markNames(mark))) ? { ...mark, isAcknowledged: true } : mark)
  }
  return marks
}

/** Two that have not seen each other and that a person should look at. */
function isPair(ordered: readonly Placed[], sight: Sight, one: number, other: number): boolean {
  const [a, b] = [ordered[one]?.event, ordered[other]?.event]
  if (!a || !b || one === other || sight.hasSeen(one, other) || sight.hasSeen(other, one)) return false
  return (isDecision(b) && canBeMarked(a) && !areAtPeace(a, b)) || (isDecision(a) && canBeMarked(b) && !areAtPeace(b, a))
}

/** A field write or a move that the new status allows, and papers of different kinds, do not disturb each other. */
function areAtPeace(change: Placed['event'], decision: Placed['event']): boolean {
  if (change.kind === 'field.write' && decision.kind === 'status.write') {
    const place = findFieldPlace(change.payload.path)
    return place !== null && tableOf(change.v)[decision.payload.to].writes.has(place.kind)
  }
  if (change.kind === 'case.moved' && decision.kind === 'status.write') return tableOf(change.v)[decision.payload.to].moves === true
  return change.kind === 'paper.reserved' && decision.kind === 'paper.reserved' && change.payload.paperKind !== decision.payload.paperKind
}

function pairKind(change: Placed['event'], decision: Placed['event']): PairMark['kind'] {
  if (change.kind === 'field.write' || change.kind === 'case.moved') return 'out-of-order'
  if (change.kind === 'paper.reserved' && decision.kind === 'paper.reserved') return 'duplicate'
  const isSame = change.kind === 'status.write' && decision.kind === 'status.write' && change.payload.action === decision.payload.action && change.payload.action !== 'settle'
  return isSame ? 'duplicate' : 'unseen'
}

/** Finds the writes that supersede one, directly and through others; members of a cycle do not supersede each other. */
function startSuperseders(nodes: readonly Node[]): (position: number) => readonly number[] {
  const directly = nodes.map(() => none)
  for (let upper = 0; upper < nodes.length; upper += 1) {
    const node = nodes[upper]
    for (const lower of node?.over ?? none) {
      if (nodes[lower]?.place !== node?.place) continue
      const known = directly[lower] ?? none
      if (known === none) directly[lower] = [upper]
      else known.push(upper)
    }
  }
  const above = (from: number): ReadonlySet<number> => {
    const reached = new Set<number>()
    const next = [...(directly[from] ?? none)]
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      if (reached.has(at)) continue
      reached.add(at)
      next.push(...(directly[at] ?? none))
    }
    return reached
  }
  const found = new Map<number, readonly number[]>()
  return (position) => {
    if (directly[position] === none) return none
    const known = found.get(position)
    if (known) return known
    const reached = above(position)
    const superseders = reached.has(position) ? [...reached].filter((upper) => !above(upper).has(position)) : [...reached]
    found.set(position, superseders)
    return superseders
  }
}
const none: number[] = []

/** 迟到: whatever is here and was written off, by name or, a paper, by number. */
export function findLateMarks(ordered: readonly Placed[], writtenOff: ReadonlySet<string>, acknowledged: ReadonlySet<string>): readonly Mark[] {
  if (writtenOff.size === 0) return []
  return ordered.flatMap(({ name, event }): Mark[] => {
    const isLate = writtenOff.has(name) || (event.kind === 'paper.reserved' && writtenOff.has(event.payload.number))
    return isLate ? [{ kind: 'late', event: name, to: event.kind === 'status.write' ? event.payload.to : null, isAcknowledged: acknowledged.has(name) }] : []
  })
}
