import type { Assessment } from './assessment.ts'
import type { Item, ItemId, Pack } from './pack.ts'

/** Working days of a term, counted from its start: 1 is the first. An item done at once (即办) has `last` = `first` − 1: the day reached before it. */
export interface Span {
  readonly first: number
  readonly last: number
}

/** When each item is worked on, in working days of one term. */
export interface Term {
  readonly workingDays: number
  /** Items that take no time of their own are absent. */
  readonly spans: ReadonlyMap<ItemId, Span>
}

/**
 * Lays the items out in time: within a stage the main line runs one after another and parallel items beside it, so
 * the longer of the two counts; stages follow each other. An item merged into another of these takes no time of its own.
 */
export function layOutTerm(pack: Pack, assessment: Assessment, items: readonly ItemId[]): Term {
  const ids = new Set(items)
  const outcomes = new Map(assessment.items.map((item) => [item.id, item]))
  const isTimed = ({ id }: Item): boolean => {
    const mergedInto = outcomes.get(id)?.mergedInto ?? null
    return ids.has(id) && (mergedInto === null || !ids.has(mergedInto))
  }
  const spans = new Map<ItemId, Span>()
  let stageStart = 0
  for (const stage of stagesInOrder(pack)) {
    let lineEnd = stageStart
    let stageEnd = stageStart
    for (const item of pack.items.filter((candidate) => candidate.stage === stage.id && isTimed(candidate))) {
      const start = item.parallel ? stageStart : lineEnd
      const last = start + item.timeLimit.workingDays
      spans.set(item.id, { first: start + 1, last })
      if (!item.parallel) lineEnd = last
      stageEnd = Math.max(stageEnd, last)
    }
    stageStart = stageEnd
  }
  return { workingDays: stageStart, spans }
}

/** Working days promised for the accepted items. */
export function acceptanceTerm(pack: Pack, assessment: Assessment, accepted: readonly ItemId[]): number {
  return layOutTerm(pack, assessment, accepted).workingDays
}

export function stagesInOrder({ stages }: Pack): Pack['stages'] {
  return stages.toSorted((a, b) => a.order - b.order)
}
