import type { Layer } from './layers.ts'

/**
 * A pack: one edition of the policy as data. Officers edit its files; nothing here is code.
 * `shared/contracts/pack.ts` checks the shape of a pack read from disk, `packCheck.ts` its meaning.
 */

export type FactName = string
export type RuleId = string
export type ItemId = string
export type MaterialId = string
export type FlowId = string
export type UnitId = string

/** What an applicant or clerk answered: a truth, a number in the fact's unit, an option's value, or `YYYY-MM-DD`. */
export type FactValue = boolean | number | string
/** Answers by fact name. Unanswered facts are left out. */
export type Facts = Readonly<Record<FactName, FactValue>>

interface FactBase {
  readonly name: FactName
  readonly label_zh: string
  readonly question_zh: string
  readonly group: string
  /** FEEL; the question is asked where this is true. */
  readonly askWhen: string
  readonly help_zh?: string | undefined
  /** `clerk`: looked up in a published list or judged by a standard. */
  readonly answeredBy: 'applicant' | 'clerk'
}
export interface FactOption {
  readonly value: string
  readonly label_zh: string
}
export interface BooleanFact extends FactBase {
  readonly type: 'boolean'
}
export interface NumberFact extends FactBase {
  readonly type: 'number'
  readonly unit?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Values are rounded to this many decimals before anything is evaluated. */
  readonly decimals?: number | undefined
  readonly integer?: boolean | undefined
}
export interface DateFact extends FactBase {
  readonly type: 'date'
}
export interface EnumFact extends FactBase {
  readonly type: 'enum'
  readonly options: readonly FactOption[]
}
export type Fact = BooleanFact | NumberFact | DateFact | EnumFact

/** Yes/no questions shown together as one tick list. */
export interface QuestionGroup {
  readonly id: string
  readonly question_zh: string
  readonly lines: readonly { readonly fact: FactName; readonly label_zh: string }[]
}

export interface DerivedFact {
  readonly name: FactName
  readonly label_zh: string
  readonly type: 'boolean'
  readonly order: number
  readonly expression: string
}

/** Clause of the plan: a number, or `org-3`, `other-1` for its closing parts; absent where a task has no clause in the body. */
export type Clause = number | string | null

export interface Basis {
  readonly clause?: Clause | undefined
  readonly tasks?: readonly number[] | undefined
  readonly law?: string | undefined
}

export const itemStatuses = ['exempt', 'internal', 'merged', 'filing', 'commitment', 'required'] as const
export type ItemStatus = (typeof itemStatuses)[number]

/** `item:ID`, `stage:ID`, `flow:ID`, `case:TOPIC`. */
export type EffectTarget = string

export interface RuleEffect {
  readonly kind: 'classify' | 'route' | 'advise' | 'duty' | 'commitment' | 'exempt' | 'merge' | 'simplify' | 'internalise' | 'waive-material'
  readonly target: readonly EffectTarget[]
  /** A value of `itemStatuses` sets the status of the targeted items; any other is a hint shown to the clerk. */
  readonly value: string
  readonly into?: EffectTarget | undefined
  readonly materials?:
    | {
        readonly add?: readonly MaterialId[] | undefined
        readonly waive?: readonly MaterialId[] | undefined
        readonly keepOnly?: readonly MaterialId[] | undefined
        readonly replacedBy?: MaterialId | undefined
      }
    | undefined
}

export interface Rule {
  readonly id: RuleId
  readonly title_zh: string
  readonly basis: Basis
  readonly when: string
  readonly effect: RuleEffect
  /** A sentence to read aloud to the applicant. */
  readonly explanation_zh: string
  readonly notes?: string | undefined
  readonly inForceFrom: string | null
  readonly taskDeadline: string | null
}

export interface Override {
  readonly scope: '*' | EffectTarget
  readonly higher: RuleId
  readonly lower: RuleId | '*'
  readonly reason: string
}

export interface Precedence {
  readonly statusOrder: readonly ItemStatus[]
  readonly statusOrderNote?: string | undefined
  readonly overrides: readonly Override[]
  readonly exclusive: readonly { readonly rules: readonly RuleId[]; readonly reason: string }[]
  readonly combine: readonly { readonly rules: readonly RuleId[]; readonly reason: string }[]
  readonly classificationOrder: readonly string[]
}

export interface Flow {
  readonly id: FlowId
  readonly name_zh: string
  readonly basic: boolean
}

/** A card of the first intake screen: what people call their project, and the answers that follow from the name. */
export interface Theme {
  readonly id: string
  readonly name_zh: string
  readonly description_zh: string
  readonly flow: FlowId
  readonly presets: Facts
}

export interface Stage {
  readonly id: string
  readonly name_zh: string
  readonly order: number
  /** Begins when the works are done: its items are not taken in with the others. */
  readonly afterWorks?: boolean | undefined
}

export interface Item {
  readonly id: ItemId
  readonly name_zh: string
  readonly stage: string
  readonly department: string
  readonly nature: 'filing' | 'licence' | 'review' | 'assessment' | 'duty' | 'internal' | 'registration' | 'utility'
  /** Runs beside the main line of its stage. */
  readonly parallel: boolean
  readonly appliesWhen: string
  readonly result: { readonly certificate_zh: string }
  readonly materials: readonly MaterialId[]
  readonly timeLimit: { readonly workingDays: number; readonly source: string; readonly confidence: string }
  readonly basis: Basis
  /** Common practice, not in the plan: shown and printed with 样例. */
  readonly sample: boolean
  readonly note?: string | undefined
}

export interface Material {
  readonly id: MaterialId
  readonly name_zh: string
  readonly kind: 'certificate' | 'form' | 'report' | 'drawing' | 'commitment'
  readonly original: number
  readonly copies: number
  readonly shareableFrom?: string | undefined
  /** The item that issues it. */
  readonly resultOf?: ItemId | undefined
  readonly sample: boolean
  readonly note?: string | undefined
}

export interface PlanTask {
  readonly no: number
  readonly part: number
  readonly partTitle: string
  readonly title: string
  readonly content: string
  readonly lead: readonly string[]
  readonly leadIds: readonly UnitId[]
  readonly responsible: readonly string[]
  readonly responsibleIds: readonly UnitId[]
  /** `YYYY-MM-DD`; `null` where the plan says 持续推进. */
  readonly deadline: string | null
  readonly ongoing: boolean
  readonly clause: Clause
  readonly sources: readonly string[]
}

export interface Unit {
  readonly id: UnitId
  readonly name_zh: string
  readonly kind: string
  readonly aliases: readonly string[]
  readonly note?: string | undefined
}

export interface Source {
  readonly id: string
  readonly title: string
  readonly docNo?: string | null | undefined
  readonly issuer?: string | null | undefined
}

/** A worked case: complete facts and what must come out. */
export interface ExampleCase {
  readonly id: string
  readonly title_zh: string
  readonly facts: Facts
  readonly expect: {
    readonly classification?: string | undefined
    readonly flow?: FlowId | undefined
    readonly items?: Readonly<Record<ItemId, ItemStatus>> | undefined
    readonly ruleIds?: readonly RuleId[] | undefined
    readonly materialsWaived?: readonly string[] | undefined
  }
}
/** A half-answered case: true, false or undecided (null) per rule. */
export interface PartialCase {
  readonly id: string
  readonly note: string
  readonly facts: Facts
  readonly expect: Readonly<Record<RuleId, boolean | null>>
}

/** Wording of the printed papers; `{{name}}` is a placeholder known to `shared/output`. */
export interface PaperText {
  readonly kind: string
  readonly title_zh: string
  readonly body: readonly string[]
  readonly footer: readonly string[]
  readonly sample: boolean
}

export interface Pack {
  readonly id: string
  readonly version: string
  readonly name_zh: string
  readonly issuedBy_zh: string
  readonly docNo: string
  /** First day of application, `YYYY-MM-DD`. */
  readonly effectiveFrom: string
  readonly effectiveTo: string | null
  /** Years whose public holidays and make-up days the working-day calendar knows. */
  readonly calendarYears: { readonly from: number; readonly to: number }
  readonly districts: readonly string[]
  readonly facts: readonly Fact[]
  readonly questionGroups: readonly QuestionGroup[]
  readonly derivedFacts: readonly DerivedFact[]
  readonly themes: readonly Theme[]
  readonly flows: readonly Flow[]
  readonly rules: readonly Rule[]
  readonly precedence: Precedence
  readonly stages: readonly Stage[]
  readonly items: readonly Item[]
  readonly materials: readonly Material[]
  readonly tasks: readonly PlanTask[]
  readonly units: readonly Unit[]
  readonly sources: readonly Source[]
  readonly papers: readonly PaperText[]
  readonly examples: readonly ExampleCase[]
  readonly partialExamples: readonly PartialCase[]
  /** What lies on top of it, the lowest first; none on the city's own pack. */
  readonly overlays: readonly Layer[]
}

/** Names one pack for good. `digest`: SHA-256 (hex) over its canonical JSON (RFC 8785). */
export interface PackRef {
  readonly id: string
  readonly version: string
  readonly digest: string
}
