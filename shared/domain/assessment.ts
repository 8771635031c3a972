import type { Clause, FactName, FlowId, ItemId, ItemStatus, MaterialId, PackRef, RuleId } from './pack.ts'

/** `open`: an unanswered fact could change it, or decide whether the item applies. Never silently `required`. */
export type Disposition = ItemStatus | 'open'

/** Why something is as it is: one rule that fired, with the sentence to read aloud and where it stands in the plan. */
export interface Reason {
  readonly rule: RuleId
  readonly title: string
  readonly clause: Clause
  readonly tasks: readonly number[]
  readonly explanation: string
}

export type MaterialDisposition =
  /** On the item's own list. */
  | { readonly kind: 'needed' }
  /** Put on the list by a rule. */
  | { readonly kind: 'added'; readonly because: readonly Reason[] }
  /** By rules, or (`permit`) because the permit that it is was itself exempted in this case, or both. */
  | { readonly kind: 'waived'; readonly because: readonly Reason[]; readonly permit: ItemId | null }
  | { readonly kind: 'open'; readonly waitsFor: readonly FactName[] }

export interface MaterialOutcome {
  readonly id: MaterialId
  readonly disposition: MaterialDisposition
}

export interface ItemOutcome {
  readonly id: ItemId
  readonly disposition: Disposition
  /** `null`: an unanswered fact decides whether the item applies at all. */
  readonly applies: true | null
  /** Fired rules that name this item, the deciding one first, in the order of precedence; hints follow. */
  readonly reasons: readonly Reason[]
  /** Rules beaten here by a rule of higher precedence. */
  readonly beaten: readonly RuleId[]
  readonly mergedInto: ItemId | null
  /** Unanswered facts that this item waits for; empty unless it is open. */
  readonly waitsFor: readonly FactName[]
  /** Empty for exempt and internal items. */
  readonly materials: readonly MaterialOutcome[]
}

export interface Assessment {
  readonly pack: PackRef
  readonly classification: string | null
  readonly flow: FlowId | null
  /** Applicable and open items, in the order of the pack's stages and items. Items that do not apply are absent. */
  readonly items: readonly ItemOutcome[]
  readonly firedRules: readonly RuleId[]
  readonly undecidedRules: readonly RuleId[]
  /** What the clerk reads out or writes down beside the items: duties, advice, routes. */
  readonly duties: readonly (Reason & { readonly value: string; readonly targets: readonly string[] })[]
  /** `item/material`. */
  readonly materialsWaived: readonly string[]
  /** Answers that were given but whose question does not arise (不再适用); not used. */
  readonly notApplicable: readonly FactName[]
  /** Unanswered facts that can still change anything, the most useful to ask first. */
  readonly open: readonly FactName[]
}

/** What an answer would settle. */
export interface Settles {
  readonly items: readonly ItemId[]
  /** `item/material`. */
  readonly materials: readonly string[]
  readonly rules: readonly RuleId[]
}

/** One question as the clerk asks it: a single fact, or a tick list of facts that belong together. */
export type Question = {
  readonly id: string
  /** false: only hints and duties hang on it; everything about items and materials is settled without it. */
  readonly needed: boolean
  readonly settles: Settles
} & ({ readonly kind: 'fact'; readonly fact: FactName } | { readonly kind: 'group'; readonly group: string; readonly lines: readonly FactName[] })

export interface Change<T> {
  readonly id: string
  readonly before: T
  readonly after: T
}

/** Two outcomes held against each other (what-if). */
export interface Comparison {
  readonly flow: { readonly before: FlowId | null; readonly after: FlowId | null } | null
  readonly items: readonly Change<Disposition | 'absent'>[]
  /** `item/material`. */
  readonly materials: readonly Change<MaterialDisposition['kind'] | 'absent'>[]
  readonly rules: readonly Change<'fires' | 'silent' | 'undecided'>[]
  /** Papers to hand in, each once however many items want it: only in the second outcome, only in the first, open in one. */
  readonly papers: { readonly more: readonly MaterialId[]; readonly fewer: readonly MaterialId[]; readonly unsure: readonly MaterialId[] }
}

/** A bound of the policy near an answer: what would follow at the bound. */
export interface Limit {
  readonly fact: FactName
  readonly given: number
  readonly bound: number
  readonly flowAtBound: FlowId | null
  readonly comparison: Comparison
}
