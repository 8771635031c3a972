import type { CompiledPack, FactIndex, RuleIndex } from './compilePack.ts'
import { evaluateFeel, type Expression, type FeelValue, visitUnknown } from './feel.ts'
import { getAt } from './getAt.ts'
import type { Facts } from './pack.ts'

/** true fires, false does not, null: an unanswered fact decides. */
export type Truth = boolean | null

/** What the answers make of every fact, derived fact and rule of a pack. */
export interface Evaluation {
  readonly slots: readonly FeelValue[]
  /** By fact: whether its question arises. */
  readonly asked: readonly Truth[]
  /** By rule. */
  readonly rules: readonly Truth[]
  isAnswered(fact: FactIndex): boolean
  truthOf(expression: Expression): Truth
  /** The unanswered facts that keep an expression undecided, including those that decide whether they are asked. */
  waitsFor(expression: Expression): readonly FactIndex[]
  ruleWaitsFor(rule: RuleIndex): readonly FactIndex[]
}

/**
 * An answer whose `askWhen` is false is kept by the case but not used here. Where it is not yet known whether the
 * question arises, the answer counts: a height of 30 m rules low risk out before anything else is answered
 * (partial cases p02, p06 and p10 of the pack).
 */
export function evaluatePack(compiled: CompiledPack, facts: Facts): Evaluation {
  const slots: FeelValue[] = Array.from({ length: compiled.slotCount }, () => null)
  const asked: Truth[] = compiled.facts.map(() => null)
  const truthOf = (expression: Expression): Truth => {
    const value = evaluateFeel(expression, slots)
    return typeof value === 'boolean' ? value : null
  }
  for (const step of compiled.steps) {
    if (step.kind === 'derived') {
      slots[step.slot] = evaluateFeel(step.expression, slots)
      continue
    }
    const { fact, slot, askWhen } = getAt(compiled.facts, step.index)
    const arises = truthOf(askWhen)
    asked[step.index] = arises
    slots[slot] = arises !== false && Object.hasOwn(facts, fact.name) ? (facts[fact.name] ?? null) : null
  }
  const rules = compiled.rules.map((rule) => truthOf(rule.when))

  const bySlot = new Map<number, readonly FactIndex[]>()
  const waitsForSlot = (slot: number): readonly FactIndex[] => {
    const known = bySlot.get(slot)
    if (known) return known
    const owner = getAt(compiled.slotOwner, slot)
    let waiting: readonly FactIndex[]
    if (owner.kind === 'derived') waiting = waitsFor(owner.expression)
    else if (asked[owner.index] === false) waiting = []
    else if (asked[owner.index] === true) waiting = [owner.index]
    else waiting = uniteFacts([waitsFor(getAt(compiled.facts, owner.index).askWhen), [owner.index]])
    bySlot.set(slot, waiting)
    return waiting
  }
  const waitsFor = (expression: Expression): readonly FactIndex[] => {
    const waiting: (readonly FactIndex[])[] = []
    visitUnknown(expression, slots, (slot) => waiting.push(waitsForSlot(slot)))
    return uniteFacts(waiting)
  }
  const byRule = new Map<RuleIndex, readonly FactIndex[]>()
  return {
    slots,
    asked,
    rules,
    isAnswered: (fact) => slots[getAt(compiled.facts, fact).slot] !== null,
    truthOf,
    waitsFor,
    ruleWaitsFor: (rule) => {
      const known = byRule.get(rule)
      if (known) return known
      const waiting = rules[rule] === null ? waitsFor(getAt(compiled.rules, rule).when) : []
      byRule.set(rule, waiting)
      return waiting
    },
  }
}

/** Each fact once. The lists are short and mostly the same few, so no Set is built. */
export function uniteFacts(lists: readonly (readonly FactIndex[])[]): readonly FactIndex[] {
  const [first, ...more] = lists
  if (first === undefined) return []
  const united: FactIndex[] = [...first]
  for (const list of new Set(more)) {
    if (list === first) continue
    for (const fact of list) if (!united.includes(fact)) united.push(fact)
  }
  return united
}
