import type { Reason } from './assessment.ts'
import { type Expression, type FeelProblem, type FeelType, freeNames, type Scope } from './feel.ts'
import { getAt } from './getAt.ts'
import { parseFeel } from './parseFeel.ts'
import { itemStatuses, type Fact, type Item, type ItemId, type ItemStatus, type MaterialId, type Pack, type PackRef, type Rule } from './pack.ts'
import { fail, ok, type Result } from './result.ts'

/** Position in a compiled pack's `rules`. */
export type RuleIndex = number
/** Position in a compiled pack's `facts`. */
export type FactIndex = number

export interface CompiledFact {
  readonly fact: Fact
  readonly slot: number
  readonly askWhen: Expression
}
export interface CompiledRule {
  readonly rule: Rule
  readonly when: Expression
  /** The status that the rule gives its targets; `null`: a hint. */
  readonly status: ItemStatus | null
  readonly reason: Reason
}
/** Facts and derived facts in an order in which each needs only earlier ones. */
export type Step = { readonly kind: 'fact'; readonly index: FactIndex } | { readonly kind: 'derived'; readonly slot: number; readonly expression: Expression }

export interface CompiledItem {
  readonly item: Item
  readonly applies: Expression
  /** Rules that give this item a status, with their place in the order of precedence. */
  readonly statusRules: readonly { readonly rule: RuleIndex; readonly rank: number }[]
  /** Every rule that names this item: those with a status first, in the order of precedence. */
  readonly namedBy: readonly RuleIndex[]
  /** For every rule that touches this item: the rules that beat it here. */
  readonly beatenBy: ReadonlyMap<RuleIndex, readonly RuleIndex[]>
  readonly materials: readonly {
    readonly id: MaterialId
    /** Rules that take it off this item's list. */
    readonly waivedBy: readonly RuleIndex[]
    /** The permit that this material is: when that is exempted, nobody can hand it in. */
    readonly permit: ItemId | null
  }[]
  /** Materials that rules put on the list and that are not on it anyway. */
  readonly additions: readonly { readonly id: MaterialId; readonly addedBy: readonly RuleIndex[] }[]
}

/** A pack with every expression parsed and every reference turned into an index; made once, used for every case. */
export interface CompiledPack {
  readonly pack: Pack
  readonly ref: PackRef
  readonly slotCount: number
  readonly facts: readonly CompiledFact[]
  readonly factIndex: ReadonlyMap<string, FactIndex>
  /** By slot: the fact that lives there, or the derived fact's expression. */
  readonly slotOwner: readonly ({ readonly kind: 'fact'; readonly index: FactIndex } | { readonly kind: 'derived'; readonly expression: Expression })[]
  readonly steps: readonly Step[]
  readonly rules: readonly CompiledRule[]
  readonly ruleIndex: ReadonlyMap<string, RuleIndex>
  /** In the order of stages, then of the pack. */
  readonly items: readonly CompiledItem[]
  /** Rules that decide the flow, in the order of classification. */
  readonly flowRules: readonly { readonly rule: RuleIndex; readonly flow: string }[]
}

export interface ExpressionProblem {
  readonly kind: 'expression'
  readonly part: 'facts' | 'derivedFacts' | 'rules' | 'items'
  readonly id: string
  readonly field: string
  readonly problem: FeelProblem
}
export interface CycleProblem {
  readonly kind: 'cycle'
  readonly names: readonly string[]
}
export interface UncompilablePack {
  readonly kind: 'uncompilable-pack'
  readonly problems: readonly (ExpressionProblem | CycleProblem)[]
}

/** Compiles a pack that was checked when it was read; a pack that does not compile here is a bug. */
export function compilePack(pack: Pack, ref: PackRef): CompiledPack {
  const compiled = tryCompilePack(pack, ref)
  if (!compiled.ok) throw new Error(`pack ${ref.id} does not compile: ${JSON.stringify(compiled.failure.problems[0])}`)
  return compiled.value
}

export function tryCompilePack(pack: Pack, ref: PackRef): Result<CompiledPack, UncompilablePack> {
  const problems: (ExpressionProblem | CycleProblem)[] = []
  const scope = scopeOf(pack)
  const parse = (part: ExpressionProblem['part'], id: string, field: string, source: string): Expression => {
    const parsed = parseFeel(source, scope)
    if (parsed.ok) return parsed.value
    problems.push({ kind: 'expression', part, id, field, problem: parsed.failure })
    return { op: 'constant', value: null, type: 'null' }
  }
  const slotOf = (name: string): number => scope.get(name)?.slot ?? 0

  const facts = pack.facts.map((fact): CompiledFact => ({ fact, slot: slotOf(fact.name), askWhen: parse('facts', fact.name, 'askWhen', fact.askWhen) }))
  const derived = [...pack.derivedFacts]
    .sort((a, b) => a.order - b.order)
    .map(({ name, expression }) => ({ name, slot: slotOf(name), expression: parse('derivedFacts', name, 'expression', expression) }))
  const rules = pack.rules.map((rule): CompiledRule => ({
    rule,
    when: parse('rules', rule.id, 'when', rule.when),
    status: asStatus(rule.effect.value),
    reason: { rule: rule.id, title: rule.title_zh, clause: rule.basis.clause ?? null, tasks: rule.basis.tasks ?? [], explanation: rule.explanation_zh },
  }))
  const ruleIndex = new Map(pack.rules.map((rule, index) => [rule.id, index]))
  const items = compileItems(pack, rules, ruleIndex, (item) => parse('items', item.id, 'appliesWhen', item.appliesWhen))

  const ordered = orderSteps(facts, derived)
  if (!ordered.ok) problems.push(ordered.failure)
  if (problems.length > 0 || !ordered.ok) return fail({ kind: 'uncompilable-pack', problems })

  const slotOwner: CompiledPack['slotOwner'][number][] = []
  facts.forEach((fact, index) => (slotOwner[fact.slot] = { kind: 'fact', index }))
  for (const { slot, expression } of derived) slotOwner[slot] = { kind: 'derived', expression }
  return ok({
    pack,
    ref,
    slotCount: scope.size,
    facts,
    factIndex: new Map(pack.facts.map((fact, index) => [fact.name, index])),
    slotOwner,
    steps: ordered.value,
    rules,
    ruleIndex,
    items,
    flowRules: flowRulesOf(pack),
  })
}

function scopeOf(pack: Pack): Scope {
  const types: Readonly<Record<Fact['type'], FeelType>> = { boolean: 'boolean', number: 'number', enum: 'text', date: 'text' }
  const scope = new Map<string, { slot: number; type: FeelType; options?: readonly string[] }>()
  for (const fact of pack.facts) {
    const entry = { slot: scope.size, type: types[fact.type] }
    scope.set(fact.name, fact.type === 'enum' ? { ...entry, options: fact.options.map((option) => option.value) } : entry)
  }
  for (const { name, type } of pack.derivedFacts) scope.set(name, { slot: scope.size, type })
  return scope
}

function asStatus(value: string): ItemStatus | null {
  return itemStatuses.find((status) => status === value) ?? null
}

/** Depth-first, in the pack's own order, so that the order of files decides nothing. */
function orderSteps(
  facts: readonly CompiledFact[],
  derived: readonly { readonly name: string; readonly slot: number; readonly expression: Expression }[],
): Result<readonly Step[], CycleProblem> {
  const nodes = new Map<string, { readonly needs: ReadonlySet<string>; readonly step: Step }>()
  facts.forEach(({ fact, askWhen }, index) => nodes.set(fact.name, { needs: freeNames(askWhen), step: { kind: 'fact', index } }))
  for (const { name, slot, expression } of derived) nodes.set(name, { needs: freeNames(expression), step: { kind: 'derived', slot, expression } })

  const steps: Step[] = []
  const done = new Set<string>()
  const path: string[] = []
  const visit = (name: string): CycleProblem | null => {
    if (done.has(name)) return null
    if (path.includes(name)) return { kind: 'cycle', names: [...path.slice(path.indexOf(name)), name] }
    const node = nodes.get(name)
    if (!node) return null
    path.push(name)
    for (const need of node.needs) {
      const cycle = visit(need)
      if (cycle) return cycle
    }
    path.pop()
    done.add(name)
    steps.push(node.step)
    return null
  }
  for (const name of nodes.keys()) {
    const cycle = visit(name)
    if (cycle) return fail(cycle)
  }
  return ok(steps)
}

/** README of the domain, step 3: `stage:x` covers the licences and reviews on the main line of that stage. */
export function coversItem(target: string, item: Item): boolean {
  if (target === `item:${item.id}`) return true
  return target === `stage:${item.stage}` && !item.parallel && (item.nature === 'licence' || item.nature === 'review')
}

function compileItems(pack: Pack, rules: readonly CompiledRule[], ruleIndex: ReadonlyMap<string, RuleIndex>, parseApplies: (item: Item) => Expression): CompiledItem[] {
  const stageOrder = new Map(pack.stages.map((stage) => [stage.id, stage.order]))
  const permitOf = new Map(pack.materials.map((material) => [material.id, material.resultOf ?? null]))
  const rankOf = (status: ItemStatus): number => pack.precedence.statusOrder.indexOf(status)
  const indices = rules.map((_, index) => index)
  const byRule = (index: RuleIndex): CompiledRule => getAt(rules, index)

  return [...pack.items]
    .sort((a, b) => (stageOrder.get(a.stage) ?? 0) - (stageOrder.get(b.stage) ?? 0))
    .map((item): CompiledItem => {
      const naming = indices.filter((index) => byRule(index).rule.effect.target.some((target) => coversItem(target, item)))
      const statusRules = naming
        .flatMap((rule) => {
          const { status } = byRule(rule)
          return status === null ? [] : [{ rule, rank: rankOf(status) }]
        })
        .sort((a, b) => a.rank - b.rank)
      const withStatus = statusRules.map(({ rule }) => rule)
      // A material rule also reaches every item when it is aimed at the case.
      const onMaterials = indices.filter((index) => {
        const { effect } = byRule(index).rule
        return effect.materials !== undefined && effect.target.some((target) => coversItem(target, item) || target.startsWith('case:'))
      })
      const materialsOf = (index: RuleIndex): NonNullable<Rule['effect']['materials']> => byRule(index).rule.effect.materials ?? {}
      const added = onMaterials.flatMap((index) => {
        const { add = [], replacedBy } = materialsOf(index)
        return [...add, ...(replacedBy === undefined ? [] : [replacedBy])].map((id) => ({ id, index }))
      })
      return {
        item,
        applies: parseApplies(item),
        statusRules,
        namedBy: [...withStatus, ...naming.filter((index) => !withStatus.includes(index))],
        beatenBy: new Map(
          [...new Set([...naming, ...onMaterials])].map((index) => {
            const { id } = byRule(index).rule
            const highers = pack.precedence.overrides
              .filter(({ scope, higher, lower }) => (scope === '*' || coversItem(scope, item)) && higher !== id && (lower === '*' || lower === id))
              .flatMap(({ higher }) => ruleIndex.get(higher) ?? [])
            return [index, [...new Set(highers)]] as const
          }),
        ),
        materials: item.materials.map((id) => ({
          id,
          waivedBy: onMaterials.filter((index) => {
            const { waive = [], keepOnly } = materialsOf(index)
            return waive.includes(id) || (keepOnly !== undefined && !keepOnly.includes(id))
          }),
          permit: permitOf.get(id) ?? null,
        })),
        additions: [...new Set(added.map(({ id }) => id))]
          .filter((id) => !item.materials.includes(id))
          .map((id) => ({ id, addedBy: added.filter((entry) => entry.id === id).map(({ index }) => index) })),
      }
    })
}

function flowRulesOf(pack: Pack): CompiledPack['flowRules'] {
  const order = pack.precedence.classificationOrder
  return pack.rules
    .flatMap((rule, index) => {
      const target = rule.effect.target.find((entry) => entry.startsWith('flow:'))
      return target === undefined ? [] : [{ rule: index, flow: target.slice('flow:'.length), place: order.indexOf(rule.effect.value) }]
    })
    .sort((a, b) => a.place - b.place)
    .map(({ rule, flow }) => ({ rule, flow }))
}
