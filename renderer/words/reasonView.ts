import type { Assessment, ItemOutcome, Reason } from '../../shared/domain/assessment.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Facts } from '../../shared/domain/pack.ts'
import { factsOfItem, factsOfRule } from '../../shared/domain/factsUsed.ts'
import { originText } from './layerText.ts'
import { itemName, type PackLookup } from './packLookup.ts'
import { answerText, clauseText } from './policyText.ts'

export interface FactUse {
  readonly name: string
  readonly label: string
  /** `null`: not answered yet. */
  readonly answer: string | null
}
export interface RuleReason {
  readonly id: string
  readonly title: string
  /** A sentence to read aloud. */
  readonly sentence: string
  readonly clause: string | null
  /** What it rests on beside the plan; empty where that is all. */
  readonly law: string
  /** The layer it comes from; `null` while there is only the city's pack. */
  readonly origin: string | null
  readonly tasks: readonly { readonly no: number; readonly title: string; readonly text: string }[]
  readonly facts: readonly FactUse[]
}
/** Why one item stands as it does. */
export interface ReasonView {
  readonly item: string
  readonly department: string
  readonly certificate: string
  readonly workingDays: number
  readonly note: string
  /** The item or its time limit is common practice, not in the plan. */
  readonly sampleItem: boolean
  readonly law: string
  /** The layer the item itself comes from; `null` while there is only the city's pack. */
  readonly origin: string | null
  /** No rule of the plan gave it its status. */
  readonly isOrdinary: boolean
  readonly deciding: readonly RuleReason[]
  readonly beaten: readonly string[]
  readonly waitsFor: readonly FactUse[]
  /** Why the item is there at all. */
  readonly applies: readonly FactUse[]
}

export function viewReason(lookup: PackLookup, compiled: CompiledPack, assessment: Assessment, facts: Facts, id: string): ReasonView | null {
  const outcome: ItemOutcome | undefined = assessment.items.find((item) => item.id === id)
  const item = lookup.items.get(id)
  if (!outcome || !item) return null
  const use = (name: string): FactUse => useOf(lookup, facts, name)
  const relevant = (names: readonly string[]): readonly FactUse[] => names.map(use).filter(({ answer }) => answer !== null)
  return {
    item: item.name_zh,
    department: item.department,
    certificate: item.result.certificate_zh,
    workingDays: item.timeLimit.workingDays,
    note: item.note ?? '',
    sampleItem: item.sample,
    law: item.basis.law ?? '',
    origin: originText(lookup, 'items', id),
    isOrdinary: outcome.disposition === 'required' && !outcome.reasons.some(({ rule }) => lookup.rules.get(rule)?.effect.value === 'required'),
    deciding: outcome.reasons.map((reason) => ruleReason(lookup, compiled, facts, reason)),
    beaten: outcome.beaten.map((rule) => lookup.rules.get(rule)?.title_zh ?? rule),
    waitsFor: outcome.waitsFor.map(use),
    applies: relevant(factsOfItem(compiled, id)),
  }
}

export function ruleReason(lookup: PackLookup, compiled: CompiledPack, facts: Facts, reason: Reason): RuleReason {
  return {
    id: reason.rule,
    title: reason.title,
    sentence: reason.explanation,
    clause: clauseText(reason.clause),
    law: lookup.rules.get(reason.rule)?.basis.law ?? '',
    origin: originText(lookup, 'rules', reason.rule),
    tasks: reason.tasks.flatMap((no) => {
      const task = lookup.tasks.get(no)
      return task ? [{ no, title: task.title, text: task.content }] : []
    }),
    facts: factsOfRule(compiled, reason.rule).map((name) => useOf(lookup, facts, name)).filter(({ answer }) => answer !== null),
  }
}

function useOf(lookup: PackLookup, facts: Facts, name: string): FactUse {
  const fact = lookup.facts.get(name)
  const value = facts[name]
  return { name, label: fact?.label_zh ?? name, answer: fact && value !== undefined ? answerText(fact, value) : null }
}

/** Names of the items a duty is about, in words. */
export function targetNames(lookup: PackLookup, targets: readonly string[]): string {
  return targets.flatMap((target) => (target.startsWith('item:') ? [itemName(lookup, target.slice(5))] : [])).join('、')
}
