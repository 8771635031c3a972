import { assess } from './assess.ts'
import type { Limit } from './assessment.ts'
import { boundariesOf } from './boundaries.ts'
import { compare, isSame } from './compare.ts'
import type { CompiledPack } from './compilePack.ts'
import { getAt } from './getAt.ts'
import type { Facts } from './pack.ts'

/** A bound further away than this share of itself is not worth suggesting: nobody halves a building. */
const nearShare = 0.5

/**
 * Numbers that stand just beyond a bound of the policy, with what would follow at the bound
 * ("10 200 m² → 10 000 m²: low-risk, one form, both certificates at once"). Nearest first.
 */
export function findLimits(compiled: CompiledPack, facts: Facts): readonly Limit[] {
  const now = assess(compiled, facts)
  const limits: Limit[] = []
  for (const [index, bounds] of boundariesOf(compiled)) {
    const { fact } = getAt(compiled.facts, index)
    const given = facts[fact.name]
    if (typeof given !== 'number' || now.notApplicable.includes(fact.name)) continue
    for (const bound of bounds) {
      if (typeof bound !== 'number' || bound === given || Math.abs(given - bound) > nearShare * Math.max(bound, 1)) continue
      const atBound = assess(compiled, { ...facts, [fact.name]: bound })
      const comparison = compare(now, atBound)
      if (!isSame(comparison)) limits.push({ fact: fact.name, given, bound, flowAtBound: atBound.flow, comparison })
    }
  }
  return limits.sort((a, b) => Math.abs(a.given - a.bound) / Math.max(a.bound, 1) - Math.abs(b.given - b.bound) / Math.max(b.bound, 1))
}
