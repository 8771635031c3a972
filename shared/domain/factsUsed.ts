import type { CompiledPack } from './compilePack.ts'
import { partsOf, type Expression } from './feel.ts'
import { getAt } from './getAt.ts'

/** The questions an expression rests on, through derived facts, in the order of the pack. */
export function factsUsed(compiled: CompiledPack, expressions: readonly Expression[]): readonly string[] {
  const facts = new Set<number>()
  const seen = new Set<number>()
  const walk = (expression: Expression): void => {
    if (expression.op === 'name' && !seen.has(expression.slot)) {
      seen.add(expression.slot)
      const owner = getAt(compiled.slotOwner, expression.slot)
      if (owner.kind === 'fact') facts.add(owner.index)
      else walk(owner.expression)
    }
    partsOf(expression).forEach(walk)
  }
  expressions.forEach(walk)
  return [...facts].sort((a, b) => a - b).map((index) => getAt(compiled.facts, index).fact.name)
}

/** The questions that decide whether a rule fires. */
export function factsOfRule(compiled: CompiledPack, rule: string): readonly string[] {
  const index = compiled.ruleIndex.get(rule)
  return index === undefined ? [] : factsUsed(compiled, [getAt(compiled.rules, index).when])
}

/** The questions that decide whether an item applies. */
export function factsOfItem(compiled: CompiledPack, item: string): readonly string[] {
  const found = compiled.items.find((entry) => entry.item.id === item)
  return found ? factsUsed(compiled, [found.applies]) : []
}
