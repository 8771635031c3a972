import type { Comparison, Limit } from '../../shared/domain/assessment.ts'
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

export function limitSentence(lookup: PackLookup, limit: Limit, flowNow: string | null): LimitSentence | null {
  const fact = lookup.facts.get(limit.fact)
  if (fact?.type !== 'number' || limit.given === limit.bound) return null
  const unit = fact.unit
  const over = limit.given > limit.bound
  const difference = Math.round(Math.abs(limit.given - limit.bound) * 100) / 100
  const flow = limit.flowAtBound === flowNow ? null : flowName(lookup, limit.flowAtBound)
  const distance = `${over ? '超过' : '不到'} ${quantityText(limit.bound, unit)} ${quantityText(difference, unit)}${flow === null ? '' : `，不属于${flow}`}。`
  const gains = gainsOf(limit.comparison)
  return {
    fact: limit.fact,
    bound: limit.bound,
    distance,
    gain: gains === '' ? '' : `若能调整到 ${quantityText(limit.bound, unit)}${over ? '以内' : '以上'}：${gains}。`,
  }
}

/** The differences that people ask for first, in words. */
export function gainsOf(comparison: Comparison): string {
  const become = (status: 'exempt' | 'commitment' | 'merged'): number => comparison.items.filter(({ before, after }) => after === status && before !== status).length
  const gone = comparison.items.filter(({ before, after }) => after === 'absent' && before !== 'absent').length
  const added = comparison.items.filter(({ before, after }) => before === 'absent' && after !== 'absent').length
  const onList = (kind: string): boolean => kind === 'needed' || kind === 'added'
  const fewer = comparison.materials.filter(({ before, after }) => onList(before) && !onList(after)).length
  const more = comparison.materials.filter(({ before, after }) => !onList(before) && onList(after)).length
  const count = fewer - more
  return [
    ...(['exempt', 'commitment', 'merged'] as const).flatMap((status) => (become(status) > 0 ? [`${become(status)} 个事项改为${dispositionWords[status]}`] : [])),
    ...(gone > 0 ? [`少办 ${gone} 个事项`] : []),
    ...(added > 0 ? [`多办 ${added} 个事项`] : []),
    ...(count > 0 ? [`少 ${count} 份材料`] : count < 0 ? [`多 ${-count} 份材料`] : []),
  ].join('，')
}
