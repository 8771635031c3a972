import { boundariesOf, representativeValues } from './boundaries.ts'
import { type CompiledPack, coversItem, type FactIndex, type RuleIndex } from './compilePack.ts'
import { evaluatePack, type Truth } from './evaluation.ts'
import { getAt } from './getAt.ts'
import type { Facts } from './pack.ts'
import type { PackProblem } from './packCheck.ts'

/** Beyond this many tries a question about rules is given up; `pack:check` says so. */
const mostTries = 50_000

type Search = { readonly kind: 'found'; readonly facts: Facts } | { readonly kind: 'impossible' } | { readonly kind: 'given-up' }

/**
 * Rules that no answers can make fire, and pairs that contradict each other though the same answers fire both.
 * Answers are tried only where the intake would ask for them, one value on each side of every boundary.
 */
export function findRuleProblems(compiled: CompiledPack): readonly PackProblem[] {
  const { rules } = compiled
  const search = searcher(compiled)
  const problem = (id: string, text: string): PackProblem => ({ file: 'policy-rules.json', id, problem: text })
  const problems: PackProblem[] = []

  rules.forEach(({ rule, when }, index) => {
    // Written so outright, it is switched off on purpose.
    if (when.op === 'constant' && when.value === false) return
    const found = search([index])
    if (found.kind === 'impossible') problems.push(problem(rule.id, '没有任何回答能使这条规则命中'))
    if (found.kind === 'given-up') problems.push(problem(rule.id, '条件太复杂，无法判断是否可能命中'))
  })
  for (const { a, b, why } of contradictions(compiled)) {
    const found = search([a, b])
    const [idA, idB] = [getAt(rules, a).rule.id, getAt(rules, b).rule.id]
    if (found.kind === 'found') problems.push(problem(idA, `与 ${idB} 矛盾（${why}），却能同时命中，例如 ${JSON.stringify(found.facts)}`))
    if (found.kind === 'given-up') problems.push(problem(idA, `条件太复杂，无法判断是否与 ${idB} 矛盾`))
  }
  return problems
}

interface Pair {
  readonly a: RuleIndex
  readonly b: RuleIndex
  readonly why: string
}

/** Pairs that must not fire together. */
function contradictions({ pack, rules, ruleIndex, items, flowRules }: CompiledPack): Pair[] {
  const pairs: Pair[] = []
  const every = (indices: readonly RuleIndex[], why: string): void => {
    indices.forEach((a, at) => indices.slice(at + 1).forEach((b) => pairs.push({ a, b, why })))
  }
  for (const { rules: ids } of pack.precedence.exclusive) every(ids.flatMap((id) => ruleIndex.get(id) ?? []), '互斥')
  every(flowRules.map(({ rule }) => rule), '两个流程')
  const combined = (a: RuleIndex, b: RuleIndex): boolean =>
    pack.precedence.combine.some(({ rules: ids }) => ids.includes(getAt(rules, a).rule.id) && ids.includes(getAt(rules, b).rule.id))
  for (const { item, statusRules, beatenBy } of items) {
    const settled = (a: RuleIndex, b: RuleIndex): boolean => beatenBy.get(a)?.includes(b) === true || beatenBy.get(b)?.includes(a) === true
    const strict = statusRules.filter(({ rule }) => getAt(rules, rule).status === 'required')
    const lenient = statusRules.filter(({ rule }) => getAt(rules, rule).status !== 'required')
    for (const { rule: a } of strict) {
      for (const { rule: b } of lenient) if (!settled(a, b) && !combined(a, b)) pairs.push({ a, b, why: `事项 ${item.id} 既要办又放宽，没有优先关系` })
    }
    // The same paper asked for and waived on the same item.
    const onItem = rules.flatMap(({ rule }, index) => (rule.effect.materials !== undefined && rule.effect.target.some((target) => coversItem(target, item)) ? [{ index, effect: rule.effect.materials }] : []))
    for (const { index: a, effect: adds } of onItem) {
      const wanted = [...(adds.add ?? []), ...(adds.replacedBy === undefined ? [] : [adds.replacedBy])]
      for (const { index: b, effect: drops } of onItem) {
        const paper = wanted.find((id) => drops.waive?.includes(id))
        if (paper !== undefined && !settled(a, b) && !combined(a, b)) pairs.push({ a, b, why: `事项 ${item.id} 的材料 ${paper} 既要交又免交` })
      }
    }
  }
  return pairs
}

/** Depth-first over answers, asking only for what the rules in question wait for; three-valued logic prunes. */
function searcher(compiled: CompiledPack): (rules: readonly RuleIndex[]) => Search {
  const boundaries = boundariesOf(compiled)
  const values = compiled.facts.map((_, index) => representativeValues(compiled, index, boundaries))
  return (rules) => {
    let tries = 0
    const visit = (facts: Facts): Search => {
      tries += 1
      if (tries > mostTries) return { kind: 'given-up' }
      const evaluation = evaluatePack(compiled, facts)
      const truths = rules.map((rule): Truth => evaluation.rules[rule] ?? null)
      if (truths.includes(false)) return { kind: 'impossible' }
      const undecided = rules.find((_, at) => truths[at] === null)
      if (undecided === undefined) return { kind: 'found', facts }
      const next: FactIndex | undefined = evaluation.ruleWaitsFor(undecided).find((fact) => evaluation.asked[fact] === true)
      if (next === undefined) return { kind: 'impossible' }
      const { name } = getAt(compiled.facts, next).fact
      for (const value of values[next] ?? []) {
        const found = visit({ ...facts, [name]: value })
        if (found.kind !== 'impossible') return found
      }
      return { kind: 'impossible' }
    }
    return visit({})
  }
}
