import type { Assessment, Disposition, ItemOutcome, MaterialDisposition, MaterialOutcome, Reason } from './assessment.ts'
import type { CompiledItem, CompiledPack, FactIndex, RuleIndex } from './compilePack.ts'
import { evaluatePack, type Evaluation, type Truth, uniteFacts } from './evaluation.ts'
import { getAt } from './getAt.ts'
import type { Facts, ItemStatus } from './pack.ts'

/**
 * Facts in, plan out: for every approval item and material what happens to it, which rules of the plan decided it,
 * and which answers could still change it. Pure, total and deterministic; the same facts and pack give the same
 * assessment byte for byte, years later.
 */
export function assess(compiled: CompiledPack, facts: Facts): Assessment {
  return assessWithOutlook(compiled, facts).assessment
}

/** The flow that an assessment names, for lists that want nothing else of it. */
export function assessFlow(compiled: CompiledPack, facts: Facts): string | null {
  return findFlow(compiled, evaluatePack(compiled, facts)).flow
}

/** Something that is not settled, and the unanswered facts that it waits for. */
export interface Unsettled {
  readonly kind: 'flow' | 'item' | 'material' | 'rule'
  readonly id: string
  readonly waitsFor: readonly FactIndex[]
}

/** An assessment with what `nextQuestions` needs to choose from. */
export function assessWithOutlook(
  compiled: CompiledPack,
  facts: Facts,
): { readonly assessment: Assessment; readonly evaluation: Evaluation; readonly unsettled: readonly Unsettled[] } {
  const evaluation = evaluatePack(compiled, facts)
  const names = (waiting: readonly FactIndex[]): string[] => waiting.map((index) => getAt(compiled.facts, index).fact.name)
  const unsettled: Unsettled[] = []

  const { flow, classification, waitsFor: flowWaits } = findFlow(compiled, evaluation)
  if (flowWaits.length > 0) unsettled.push({ kind: 'flow', id: 'flow', waitsFor: flowWaits })

  const standings = compiled.items.flatMap((item) => findStanding(compiled, item, evaluation) ?? [])
  const permits = new Map(standings.map((standing) => [standing.item.item.id, standing]))
  const items = standings.map((standing): ItemOutcome => {
    const { item, disposition, waitsFor } = standing
    if (disposition === 'open') unsettled.push({ kind: 'item', id: item.item.id, waitsFor })
    const materials = findMaterials(compiled, standing, permits, evaluation)
    for (const { id, waitsFor: waiting } of materials) {
      if (waiting.length > 0 && !standing.mayVanish) unsettled.push({ kind: 'material', id: `${item.item.id}/${id}`, waitsFor: waiting })
    }
    return {
      id: item.item.id,
      disposition,
      applies: standing.applies,
      reasons: reasonsFor(compiled, standing, evaluation),
      beaten: item.namedBy.filter((rule) => evaluation.rules[rule] === true && standing.isBeaten(rule)).map((rule) => getAt(compiled.rules, rule).rule.id),
      mergedInto: disposition === 'merged' ? findMergeTarget(compiled, standing, evaluation) : null,
      waitsFor: names(waitsFor),
      materials: materials.map(({ id, disposition: kind, waitsFor: waiting }): MaterialOutcome => ({ id, disposition: kind ?? { kind: 'open', waitsFor: names(waiting) } })),
    }
  })

  compiled.rules.forEach(({ rule }, index) => {
    const waiting = evaluation.ruleWaitsFor(index)
    if (waiting.length > 0) unsettled.push({ kind: 'rule', id: rule.id, waitsFor: waiting })
  })
  const idsWhere = (truth: Truth): string[] => compiled.rules.flatMap(({ rule }, index) => (evaluation.rules[index] === truth ? [rule.id] : []))

  return {
    evaluation,
    unsettled,
    assessment: {
      pack: compiled.ref,
      classification,
      flow,
      items,
      firedRules: idsWhere(true),
      undecidedRules: idsWhere(null),
      duties: compiled.rules.flatMap(({ rule, status }, index) =>
        evaluation.rules[index] === true && status === null && rule.effect.kind !== 'classify'
          ? [{ ...getAt(compiled.rules, index).reason, value: rule.effect.value, targets: rule.effect.target }]
          : [],
      ),
      materialsWaived: items.flatMap(({ id, materials }) => materials.flatMap((material) => (isWaived(material.disposition) ? [`${id}/${material.id}`] : []))),
      notApplicable: compiled.facts.flatMap(({ fact }, index) => (evaluation.asked[index] === false && Object.hasOwn(facts, fact.name) ? [fact.name] : [])),
      open: names(rankOpenFacts(evaluation, unsettled)),
    },
  }
}

function isWaived(disposition: MaterialDisposition): boolean {
  return disposition.kind === 'waived'
}

/** Exactly one flow rule fires per complete case; while an earlier one is undecided, so is the flow. */
function findFlow(compiled: CompiledPack, evaluation: Evaluation): { flow: string | null; classification: string | null; waitsFor: readonly FactIndex[] } {
  for (const { rule, flow } of compiled.flowRules) {
    const truth = evaluation.rules[rule]
    if (truth === true) return { flow, classification: getAt(compiled.rules, rule).rule.effect.value, waitsFor: [] }
    const waitsFor = truth === null ? evaluation.ruleWaitsFor(rule) : []
    if (waitsFor.length > 0) {
      return { flow: null, classification: null, waitsFor: uniteFacts([waitsFor, ...compiled.flowRules.map((other) => evaluation.ruleWaitsFor(other.rule))]) }
    }
  }
  return { flow: null, classification: null, waitsFor: [] }
}

/** Where an item stands after precedence, and what could still move it. */
interface Standing {
  readonly item: CompiledItem
  readonly applies: true | null
  readonly status: ItemStatus
  readonly disposition: Disposition
  readonly waitsFor: readonly FactIndex[]
  /** It may yet turn out not to apply, or to need no materials. */
  readonly mayVanish: boolean
  /** A fired rule of higher precedence takes this one out on this item. */
  isBeaten(rule: RuleIndex): boolean
}

function findStanding(compiled: CompiledPack, item: CompiledItem, evaluation: Evaluation): Standing | null {
  const applies = evaluation.truthOf(item.applies)
  if (applies === false) return null
  const { rules } = evaluation
  const isBeaten = (rule: RuleIndex): boolean => beatersOf(item, rule).some((higher) => rules[higher] === true)
  const required = compiled.pack.precedence.statusOrder.indexOf('required')
  const standing = item.statusRules.filter(({ rule }) => rules[rule] === true && !isBeaten(rule))
  const rank = standing[0]?.rank ?? required
  const status = compiled.pack.precedence.statusOrder[rank] ?? 'required'

  const waiting: (readonly FactIndex[])[] = []
  if (applies === null) waiting.push(evaluation.waitsFor(item.applies))
  // It could move up: an undecided rule with an earlier status.
  for (const entry of item.statusRules) {
    if (entry.rank < rank && rules[entry.rule] === null && !isBeaten(entry.rule)) waiting.push(evaluation.ruleWaitsFor(entry.rule))
  }
  // It could fall back: every rule that holds it here might yet be beaten, by one that does not hold it here itself.
  if (rank < required) {
    const holding = standing.filter((entry) => entry.rank === rank)
    const threats = holding.map(({ rule }) =>
      beatersOf(item, rule).filter((higher) => rules[higher] === null && !item.statusRules.some((entry) => entry.rule === higher && entry.rank <= rank)),
    )
    if (threats.every((against) => against.length > 0)) for (const higher of threats.flat()) waiting.push(evaluation.ruleWaitsFor(higher))
  }
  const waitsFor = uniteFacts(waiting)
  const isOpen = applies === null || waitsFor.length > 0
  const needsNone = (candidate: ItemStatus | null): boolean => candidate === 'exempt' || candidate === 'internal'
  const mayVanish =
    isOpen && (applies === null || needsNone(status) || item.statusRules.some(({ rule }) => needsNone(getAt(compiled.rules, rule).status) && rules[rule] === null && !isBeaten(rule)))
  return { item, applies, status, disposition: isOpen ? 'open' : status, waitsFor, mayVanish, isBeaten }
}

interface MaterialStanding {
  readonly id: string
  /** `null`: open. */
  readonly disposition: MaterialDisposition | null
  readonly waitsFor: readonly FactIndex[]
}

function findMaterials(compiled: CompiledPack, standing: Standing, standings: ReadonlyMap<string, Standing>, evaluation: Evaluation): MaterialStanding[] {
  const { item, isBeaten } = standing
  // Exempt and internal items need no materials; while that is undecided the list is shown as it would be.
  if (standing.disposition === 'exempt' || standing.disposition === 'internal') return []
  // Of an item that may vanish or be exempted, nothing is settled; the item itself is what is asked about.
  if (standing.mayVanish) return [...item.materials, ...item.additions.filter(({ addedBy }) => addedBy.some((rule) => evaluation.rules[rule] !== false))].map(({ id }) => ({ id, disposition: null, waitsFor: standing.waitsFor }))
  const { rules } = evaluation
  const effective = (among: readonly RuleIndex[]): RuleIndex[] => among.filter((rule) => rules[rule] === true && !isBeaten(rule))
  const possible = (among: readonly RuleIndex[]): (readonly FactIndex[])[] =>
    among.filter((rule) => rules[rule] === null && !isBeaten(rule)).map((rule) => evaluation.ruleWaitsFor(rule))
  /** Facts that could take away every one of the rules that now have an effect. */
  const undoing = (fired: readonly RuleIndex[]): (readonly FactIndex[])[] => {
    const threats = fired.map((rule) => beatersOf(item, rule).map((higher) => evaluation.ruleWaitsFor(higher)))
    return threats.every((against) => against.some((facts) => facts.length > 0)) ? threats.flat() : []
  }
  const settle = (id: string, disposition: MaterialDisposition, waiting: readonly (readonly FactIndex[])[]): MaterialStanding => {
    const waitsFor = uniteFacts(waiting)
    return { id, disposition: waitsFor.length > 0 ? null : disposition, waitsFor }
  }
  const because = (fired: readonly RuleIndex[]): Reason[] => fired.map((rule) => getAt(compiled.rules, rule).reason)

  const listed = item.materials.map(({ id, waivedBy, permit }): MaterialStanding => {
    const waiving = effective(waivedBy)
    const issuer = permit === null || permit === item.item.id ? undefined : standings.get(permit)
    const permitExempt = issuer?.disposition === 'exempt'
    if (permitExempt) return settle(id, { kind: 'waived', because: because(waiving), permit }, [])
    // A permit that might yet be exempted, or for now looks exempt, leaves the copy of it undecided.
    const permitOpen = issuer?.disposition === 'open' && canBeExempt(compiled, issuer, evaluation) ? [issuer.waitsFor] : []
    if (waiving.length > 0) return settle(id, { kind: 'waived', because: because(waiving), permit: null }, undoing(waiving))
    return settle(id, { kind: 'needed' }, [...possible(waivedBy), ...permitOpen])
  })
  const added = item.additions.flatMap(({ id, addedBy }): MaterialStanding[] => {
    const adding = effective(addedBy)
    if (adding.length > 0) return [settle(id, { kind: 'added', because: because(adding) }, undoing(adding))]
    const waitsFor = uniteFacts(possible(addedBy))
    return waitsFor.length > 0 ? [{ id, disposition: null, waitsFor }] : []
  })
  return [...listed, ...added]
}

function canBeExempt(compiled: CompiledPack, { item, isBeaten, status }: Standing, evaluation: Evaluation): boolean {
  const exempting = (rule: RuleIndex): boolean => getAt(compiled.rules, rule).status === 'exempt'
  return status === 'exempt' || item.statusRules.some(({ rule }) => exempting(rule) && evaluation.rules[rule] === null && !isBeaten(rule))
}

function findMergeTarget(compiled: CompiledPack, { item, isBeaten }: Standing, evaluation: Evaluation): string | null {
  for (const { rule } of item.statusRules) {
    const { into } = getAt(compiled.rules, rule).rule.effect
    if (evaluation.rules[rule] === true && !isBeaten(rule) && into?.startsWith('item:')) return into.slice('item:'.length)
  }
  return null
}

/** The deciding rules first, in the order of precedence; a rule that overrides the others here stands before them. */
function reasonsFor(compiled: CompiledPack, { item, isBeaten }: Standing, evaluation: Evaluation): Reason[] {
  const fired = item.namedBy.filter((rule) => evaluation.rules[rule] === true)
  const overriding = fired.flatMap((rule) => beatersOf(item, rule).filter((higher) => evaluation.rules[higher] === true && !item.namedBy.includes(higher)))
  return [...new Set([...overriding, ...fired.filter((rule) => !isBeaten(rule))])].map((rule) => getAt(compiled.rules, rule).reason)
}

/** Rules that take this one out on this item when they fire. */
function beatersOf(item: CompiledItem, rule: RuleIndex): readonly RuleIndex[] {
  return item.beatenBy.get(rule) ?? none
}
const none: readonly RuleIndex[] = []

/** How much an unsettled thing weighs when choosing what to ask: the clerk first needs the flow, then items, then papers. */
export const weightOf: Readonly<Record<Unsettled['kind'], number>> = { flow: 8, item: 4, material: 1, rule: 0.05 }

/** Unanswered facts that can still change anything: askable ones first, then by what hangs on them, then in the pack's order. */
function rankOpenFacts(evaluation: Evaluation, unsettled: readonly Unsettled[]): FactIndex[] {
  const weights: number[] = evaluation.asked.map(() => 0)
  for (const { kind, waitsFor } of unsettled) for (const fact of waitsFor) weights[fact] = (weights[fact] ?? 0) + weightOf[kind]
  const askable = (fact: FactIndex): number => (evaluation.asked[fact] === true ? 0 : 1)
  return weights
    .flatMap((weight, fact) => (weight > 0 ? [fact] : []))
    .sort((a, b) => askable(a) - askable(b) || (weights[b] ?? 0) - (weights[a] ?? 0) || a - b)
}
