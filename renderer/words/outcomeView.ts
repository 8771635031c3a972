import type { Assessment, Disposition, ItemOutcome, MaterialOutcome } from '../../shared/domain/assessment.ts'
import { changesTo } from '../../shared/domain/layers.ts'
import type { Item } from '../../shared/domain/pack.ts'
import { flowName, itemName, plainLabel, type PackLookup } from './packLookup.ts'
import { type LayerView, viewLayer } from './layerText.ts'
import { basisText, dispositionWords } from './policyText.ts'

/** The outcome laid out for the screen: lines in words, by stage, then what runs in parallel. */
export interface OutcomeView {
  readonly flow: string | null
  readonly counts: OutcomeCounts
  readonly groups: readonly { readonly title: string; readonly lines: readonly LineView[]; readonly possible: readonly LineView[] }[]
}
export interface OutcomeCounts {
  /** Items certain to apply. */
  readonly items: number
  readonly byDisposition: Readonly<Record<Disposition, number>>
  /** Items of which it is not known yet whether they apply. */
  readonly possible: number
}
export interface LineView {
  readonly id: string
  readonly tone: Disposition
  readonly word: string
  readonly name: string
  /** Common practice, not named by the plan. */
  readonly sample: boolean
  /** The overlays that changed the item or gave it a rule. */
  readonly layer: LayerView | null
  readonly note: string
  readonly basis: string
  readonly changed: boolean
}

const noChanges: ReadonlyMap<string, string> = new Map()

/** `changes`: what the last answer did, a word per item. */
export function viewOutcome(lookup: PackLookup, assessment: Assessment, changes: ReadonlyMap<string, string> = noChanges): OutcomeView {
  const lines = assessment.items.flatMap((outcome) => {
    const item = lookup.items.get(outcome.id)
    return item ? [{ item, outcome, line: lineOf(lookup, item, outcome, changes) }] : []
  })
  const groupOf = (title: string, members: typeof lines) => ({
    title,
    lines: members.filter(({ outcome }) => outcome.applies === true).map(({ line }) => line),
    possible: members.filter(({ outcome }) => outcome.applies === null).map(({ line }) => line),
  })
  const stages = [...lookup.pack.stages].sort((a, b) => a.order - b.order)
  const groups = [
    ...stages.map((stage) => groupOf(stage.name_zh, lines.filter(({ item }) => item.stage === stage.id && !item.parallel))),
    groupOf('并行推进', lines.filter(({ item }) => item.parallel)),
  ]
  return {
    flow: flowName(lookup, assessment.flow),
    counts: countOutcome(assessment.items),
    groups: groups.filter((group) => group.lines.length + group.possible.length > 0),
  }
}

function lineOf(lookup: PackLookup, item: Item, outcome: ItemOutcome, changes: ReadonlyMap<string, string>): LineView {
  const change = changes.get(outcome.id)
  const into = outcome.mergedInto === null ? '' : `与${itemName(lookup, outcome.mergedInto)}一并办理`
  const waits = outcome.disposition === 'open' ? missingText(lookup, outcome.waitsFor) : ''
  const [deciding] = outcome.reasons
  return {
    id: outcome.id,
    tone: outcome.disposition,
    word: dispositionWords[outcome.disposition],
    name: item.name_zh,
    sample: item.sample,
    layer: viewLayer(lookup, [...changesTo(lookup.pack.overlays, 'items', item.id), ...outcome.reasons.flatMap(({ rule }) => changesTo(lookup.pack.overlays, 'rules', rule))]),
    // 待定 says by itself that it has become open; what is missing is the news.
    note: waits !== '' ? waits : [into, change ?? ''].filter((part) => part !== '').join(' · '),
    basis: deciding ? basisText({ clause: deciding.clause, tasks: deciding.tasks }) : basisText(item.basis),
    changed: change !== undefined,
  }
}

/** `缺：建筑类型等 3 问` */
export function missingText(lookup: PackLookup, facts: readonly string[]): string {
  const [first] = facts
  if (first === undefined) return ''
  return `缺：${plainLabel(lookup, first)}${facts.length > 1 ? `等 ${facts.length} 问` : ''}`
}

function countOutcome(items: readonly ItemOutcome[]): OutcomeCounts {
  const certain = items.filter(({ applies }) => applies === true)
  const count = (disposition: Disposition): number => certain.filter((item) => item.disposition === disposition).length
  return {
    items: certain.length,
    byDisposition: {
      required: count('required'),
      commitment: count('commitment'),
      exempt: count('exempt'),
      merged: count('merged'),
      filing: count('filing'),
      internal: count('internal'),
      open: count('open'),
    },
    possible: items.length - certain.length,
  }
}

/** Whether the counter has to receive this material. */
export function isWanted({ disposition }: MaterialOutcome): boolean {
  return disposition.kind === 'needed' || disposition.kind === 'added'
}
