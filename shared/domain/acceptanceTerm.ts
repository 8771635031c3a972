import type { Assessment } from './assessment.ts'
import type { ItemId, Pack } from './pack.ts'

/**
 * Working days promised for the accepted items: within a stage the main line runs one after another and parallel
 * items beside it, so the longer of the two counts; stages follow each other. An item merged into another accepted
 * one takes no time of its own.
 */
export function acceptanceTerm(pack: Pack, assessment: Assessment, accepted: readonly ItemId[]): number {
  const ids = new Set(accepted)
  const outcomes = new Map(assessment.items.map((item) => [item.id, item]))
  const timed = pack.items.filter(({ id }) => {
    const mergedInto = outcomes.get(id)?.mergedInto ?? null
    return ids.has(id) && (mergedInto === null || !ids.has(mergedInto))
  })
  return pack.stages.reduce((total, stage) => {
    const inStage = timed.filter((item) => item.stage === stage.id)
    const mainLine = inStage.reduce((sum, item) => sum + (item.parallel ? 0 : item.timeLimit.workingDays), 0)
    const beside = inStage.reduce((longest, item) => (item.parallel ? Math.max(longest, item.timeLimit.workingDays) : longest), 0)
    return total + Math.max(mainLine, beside)
  }, 0)
}
