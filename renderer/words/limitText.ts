import type { Comparison, Disposition, Limit } from '../../shared/domain/assessment.ts'
import { flowName, type PackLookup } from './packLookup.ts'
import { quantityText } from './numberText.ts'
import { dispositionWords } from './policyText.ts'

/** What a bound near an answer means: how far off, and what would follow at the bound. */
export interface LimitSentence {
  readonly fact: string
  readonly bound: number
  readonly distance: string
  readonly gain: string
}

/** `null` where there is nothing to say. */
export function limitSentence(lookup: PackLookup, limit: Limit, flowNow: string | null): LimitSentence | null {
  const fact = lookup.facts.get(limit.fact)
  if (fact?.type !== 'number' || limit.given === limit.bound) return null
  const unit = fact.unit
  const over = limit.given > limit.bound
  const difference = Math.round(Math.abs(limit.given - limit.bound) * 100) / 100
  const isSettled = limit.flowAtBound !== null && limit.flowAtBound !== flowNow
  const flow = flowName(lookup, isSettled ? limit.flowAtBound : possibleFlow(lookup, limit.comparison))
  // While other answers are missing, counts of items would promise what is not certain.
  const gains = isSettled || flow === null ? gainsOf(limit.comparison) : '还可能按这一流程办理'
  if (gains === '' && flow === null) return null
  return {
    fact: limit.fact,
    bound: limit.bound,
    distance: `${over ? '超过' : '不到'} ${quantityText(limit.bound, unit)} ${quantityText(difference, unit)}${flow === null ? '' : `，不属于${flow}`}。`,
    gain: gains === '' ? '' : `若能调整到 ${quantityText(limit.bound, unit)}${over ? '以内' : '以上'}：${gains}。`,
  }
}

/** A flow that is out of reach now and would be within reach at the bound. */
function possibleFlow(lookup: PackLookup, { rules }: Comparison): string | null {
  for (const { id, before, after } of rules) {
    const effect = lookup.rules.get(id)?.effect
    const flow = effect?.kind === 'classify' ? effect.target.find((target) => target.startsWith('flow:')) : undefined
    if (before === 'silent' && after !== 'silent' && flow !== undefined) return flow.slice('flow:'.length)
  }
  return null
}

/** The differences that people ask for first, in words; what is still open is not counted. */
export function gainsOf(comparison: Comparison): string {
  type Standing = Disposition | 'absent'
  const count = (test: (before: Standing, after: Standing) => boolean): number => comparison.items.filter(({ before, after }) => before !== 'open' && after !== 'open' && test(before, after)).length
  const become = (status: Disposition): number => count((before, after) => after === status && before !== 'absent')
  const gone = count((_, after) => after === 'absent')
  const added = count((before) => before === 'absent')
  const fewer = comparison.papers.fewer.length - comparison.papers.more.length
  return [
    ...(['exempt', 'commitment', 'merged', 'required'] as const).flatMap((status) => (become(status) > 0 ? [`${become(status)} 个事项改为${dispositionWords[status]}`] : [])),
    ...(gone > 0 ? [`少办 ${gone} 个事项`] : []),
    ...(added > 0 ? [`多办 ${added} 个事项`] : []),
    ...(fewer > 0 ? [`少 ${fewer} 份材料`] : fewer < 0 ? [`多 ${-fewer} 份材料`] : []),
  ].join('，')
}
