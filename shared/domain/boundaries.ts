import type { CompiledPack, FactIndex } from './compilePack.ts'
import { shiftDay } from './days.ts'
import { type Expression, type FeelValue, partsOf } from './feel.ts'
import { getAt } from './getAt.ts'
import type { FactValue } from './pack.ts'

/** Constants that the policy compares a fact with: 10000 for the floor area, 2021-04-06 for the application date. */
export function boundariesOf(compiled: CompiledPack): ReadonlyMap<FactIndex, readonly (number | string)[]> {
  const found = new Map<FactIndex, Set<number | string>>()
  const note = (side: Expression, value: FeelValue): void => {
    const name = side.op === 'day' ? side.part : side
    if (name.op !== 'name' || (typeof value !== 'number' && typeof value !== 'string')) return
    const owner = getAt(compiled.slotOwner, name.slot)
    if (owner.kind === 'fact') found.set(owner.index, (found.get(owner.index) ?? new Set()).add(value))
  }
  const visit = (expression: Expression): void => {
    if (expression.op === 'in') for (const member of expression.list) note(expression.left, member)
    if (expression.op === 'compare') {
      const { left, right } = expression
      for (const [side, other] of [
        [left, right],
        [right, left],
      ] as const) {
        const constant = other.op === 'day' ? other.part : other
        if (constant.op === 'constant') note(side, constant.value)
      }
    }
    partsOf(expression).forEach(visit)
  }
  for (const step of compiled.steps) if (step.kind === 'derived') visit(step.expression)
  for (const { askWhen } of compiled.facts) visit(askWhen)
  for (const { when } of compiled.rules) visit(when)
  for (const { applies } of compiled.items) visit(applies)
  return new Map([...found].map(([index, values]) => [index, [...values].sort((a, b) => (a < b ? -1 : 1))]))
}

/** Answers to a fact that between them reach every case the policy tells apart: both sides of each boundary, each option. */
export function representativeValues(compiled: CompiledPack, index: FactIndex, boundaries = boundariesOf(compiled)): readonly FactValue[] {
  const { fact } = getAt(compiled.facts, index)
  const bounds = boundaries.get(index) ?? []
  switch (fact.type) {
    case 'boolean':
      return [true, false]
    case 'enum':
      return fact.options.map(({ value }) => value)
    case 'date':
      return bounds.length === 0 ? ['2021-07-01'] : [...new Set(bounds.flatMap((bound) => (typeof bound === 'string' ? [shiftDay(bound, -1), bound, shiftDay(bound, 1)] : [])))]
    case 'number': {
      const decimals = fact.integer === true ? 0 : (fact.decimals ?? 6)
      const step = 10 ** -decimals
      const around = bounds.flatMap((bound) => (typeof bound === 'number' ? [bound, bound + step, bound - step] : []))
      const allowed = [...new Set(around)].filter((value) => value >= (fact.min ?? -Infinity) && value <= (fact.max ?? Infinity))
      return allowed.length === 0 ? [fact.min ?? 1] : allowed.map((value) => Number(value.toFixed(decimals)))
    }
  }
}
