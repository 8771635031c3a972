import type { Assessment } from '../../shared/domain/assessment.ts'
import { dispositionWords } from '../../shared/output/wording.ts'
import { flowName, itemName, type PackLookup } from './packLookup.ts'

/** How one of several outcomes stands where they are not all alike: flow and items, in the pack's order. */
export function outcomeDifferences(outcomes: readonly Assessment[], index: number, lookup: PackLookup): readonly string[] {
  const own = outcomes[index]
  if (own === undefined) return []
  const isDifferent = (read: (outcome: Assessment) => string): boolean => new Set(outcomes.map(read)).size > 1
  const lines = isDifferent(({ flow }) => flow ?? '') ? [`流程：${flowName(lookup, own.flow) ?? '还定不下来'}`] : []
  for (const { id } of lookup.pack.items) {
    const stand = (outcome: Assessment): string => {
      const item = outcome.items.find((candidate) => candidate.id === id)
      return item === undefined ? '不涉及' : dispositionWords[item.disposition]
    }
    if (isDifferent(stand)) lines.push(`${itemName(lookup, id)}：${stand(own)}`)
  }
  return lines
}
