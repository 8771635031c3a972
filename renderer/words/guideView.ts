import { assess } from '../../shared/domain/assess.ts'
import type { CompiledItem, CompiledPack, RuleIndex } from '../../shared/domain/compilePack.ts'
import { getAt } from '../../shared/domain/getAt.ts'
import { changesTo } from '../../shared/domain/layers.ts'
import { itemStatuses, type Basis, type ExampleCase, type ItemStatus, type Material, type Theme } from '../../shared/domain/pack.ts'
import { conditionView, type ConditionView } from './conditionText.ts'
import { factsOfItem } from '../../shared/domain/factsUsed.ts'
import { materialKindWords, natureWords, type GuideName } from './guideIndex.ts'
import { type LayerView, originText, viewLayer } from './layerText.ts'
import { viewOutcome, type OutcomeView } from './outcomeView.ts'
import { flowName, itemName, materialName, plainLabel, type PackLookup } from './packLookup.ts'
import { answerText, clauseText, dispositionWords } from './policyText.ts'

/** A page of the guides in words. Nothing on it depends on a case. */
export type GuideView = ItemGuide | ThemeGuide | MaterialGuide

export interface GuideLink {
  readonly guide: GuideName
  readonly name: string
  readonly sample: boolean
  readonly layer: LayerView | null
}
/** Where something stands: clause of the plan, tasks with their text, law. */
export interface PlaceView {
  /** The layer it comes from; `null` while there is only the city's pack. */
  readonly origin: string | null
  readonly clause: string | null
  readonly tasks: readonly { readonly no: number; readonly title: string; readonly text: string }[]
  readonly law: string
}
export interface RuleGuide {
  readonly id: string
  readonly title: string
  readonly layer: LayerView | null
  /** To read aloud. */
  readonly sentence: string
  readonly when: ConditionView
  readonly place: PlaceView
  /** The item it is done together with. */
  readonly into: GuideLink | null
  /** Rules that go before it here, by title. */
  readonly yieldsTo: readonly string[]
}
export interface ItemGuide {
  readonly kind: 'item'
  readonly name: string
  readonly layer: LayerView | null
  readonly sample: boolean
  readonly nature: string
  readonly stage: string
  readonly parallel: boolean
  readonly department: string
  readonly certificate: string
  /** `5 个工作日`; always sample content. */
  readonly timeLimit: string
  readonly note: string
  readonly place: PlaceView
  /** What is asked to find out whether it applies. */
  readonly asks: readonly string[]
  readonly applies: ConditionView
  /** What it can become, and by which rules, in the order in which a status wins. */
  readonly becomes: readonly { readonly status: ItemStatus; readonly word: string; readonly rules: readonly RuleGuide[] }[]
  /** Rules that leave its status as it is: duties, advice. */
  readonly hints: readonly RuleGuide[]
  /** Rules that go before all others. */
  readonly first: readonly string[]
  readonly materials: readonly ItemMaterial[]
  /** Items that can be done together with this one. */
  readonly takesIn: readonly GuideLink[]
  /** Materials of other items that it results in. */
  readonly resultsIn: readonly GuideLink[]
}
export interface ItemMaterial {
  readonly link: GuideLink
  readonly copies: string
  /** Rules that put it on the list; empty where it is on the list anyway. */
  readonly addedBy: readonly string[]
  readonly waivedBy: readonly string[]
}
export interface ThemeGuide {
  readonly kind: 'theme'
  readonly name: string
  readonly layer: LayerView | null
  readonly description: string
  readonly flow: string
  readonly presets: readonly { readonly label: string; readonly answer: string }[]
  readonly examples: readonly ExampleCase[]
}
export interface MaterialGuide {
  readonly kind: 'material'
  readonly name: string
  readonly layer: LayerView | null
  readonly sample: boolean
  readonly materialKind: string
  readonly copies: string
  readonly shareableFrom: string
  readonly resultOf: GuideLink | null
  readonly note: string
  readonly wantedBy: readonly { readonly link: GuideLink; readonly waivedBy: readonly string[] }[]
  readonly addedBy: readonly MaterialRule[]
  readonly waivedBy: readonly MaterialRule[]
}
export interface MaterialRule {
  readonly rule: RuleGuide
  readonly items: readonly GuideLink[]
  /** What is handed in instead, or what it stands in for. */
  readonly instead: readonly GuideLink[]
}

/** `null` where the pack has no such page. */
export function viewGuide(lookup: PackLookup, compiled: CompiledPack, { kind, id }: GuideName): GuideView | null {
  switch (kind) {
    case 'item': {
      const entry = compiled.items.find(({ item }) => item.id === id)
      return entry ? viewItem(lookup, compiled, entry) : null
    }
    case 'theme': {
      const theme = lookup.pack.themes.find((candidate) => candidate.id === id)
      return theme ? viewTheme(lookup, theme) : null
    }
    case 'material': {
      const material = lookup.materials.get(id)
      return material ? viewMaterial(lookup, compiled, material) : null
    }
  }
}

function viewItem(lookup: PackLookup, compiled: CompiledPack, entry: CompiledItem): ItemGuide {
  const { item } = entry
  const ruleOf = (index: RuleIndex): RuleGuide => ruleGuide(lookup, compiled, index, entry)
  const statusOf = (index: RuleIndex): ItemStatus | null => getAt(compiled.rules, index).status
  const order = lookup.pack.precedence.statusOrder
  const statuses = [...itemStatuses].sort((a, b) => order.indexOf(a) - order.indexOf(b))
  return {
    kind: 'item',
    name: item.name_zh,
    layer: layerOf(lookup, 'items', item.id),
    sample: item.sample,
    nature: natureWords[item.nature],
    stage: lookup.pack.stages.find(({ id }) => id === item.stage)?.name_zh ?? '',
    parallel: item.parallel,
    department: item.department,
    certificate: item.result.certificate_zh,
    timeLimit: item.timeLimit.workingDays === 0 ? '即办' : `${item.timeLimit.workingDays} 个工作日`,
    note: item.note ?? '',
    place: placeOf(lookup, item.basis, originText(lookup, 'items', item.id)),
    asks: factsOfItem(compiled, item.id).map((name) => plainLabel(lookup, name)),
    applies: conditionView(lookup, compiled, entry.applies),
    becomes: statuses
      .map((status) => ({ status, word: dispositionWords[status], rules: entry.namedBy.filter((index) => statusOf(index) === status).map(ruleOf) }))
      .filter(({ rules }) => rules.length > 0),
    hints: entry.namedBy.filter((index) => statusOf(index) === null).map(ruleOf),
    first: titlesOf(compiled, firstRules(compiled)),
    materials: [
      ...entry.materials.map(({ id, waivedBy }) => itemMaterial(lookup, id, [], titlesOf(compiled, waivedBy))),
      ...entry.additions.map(({ id, addedBy }) => itemMaterial(lookup, id, titlesOf(compiled, addedBy), [])),
    ],
    takesIn: compiled.items
      .filter(({ statusRules }) => statusRules.some(({ rule }) => getAt(compiled.rules, rule).rule.effect.into === `item:${item.id}`))
      .map(({ item: other }) => itemLink(lookup, other.id)),
    resultsIn: lookup.pack.materials.filter(({ resultOf }) => resultOf === item.id).map(({ id }) => materialLink(lookup, id)),
  }
}

function itemMaterial(lookup: PackLookup, id: string, addedBy: readonly string[], waivedBy: readonly string[]): ItemMaterial {
  const material = lookup.materials.get(id)
  return { link: materialLink(lookup, id), copies: material ? copiesText(material) : '', addedBy, waivedBy }
}

function viewTheme(lookup: PackLookup, theme: Theme): ThemeGuide {
  return {
    kind: 'theme',
    name: theme.name_zh,
    layer: layerOf(lookup, 'themes', theme.id),
    description: theme.description_zh,
    flow: flowName(lookup, theme.flow) ?? '',
    presets: Object.entries(theme.presets).flatMap(([name, value]) => {
      const fact = lookup.facts.get(name)
      return fact ? [{ label: plainLabel(lookup, name), answer: answerText(fact, value) }] : []
    }),
    examples: lookup.pack.examples.filter(({ facts, expect }) => expect.flow === theme.flow && Object.entries(theme.presets).every(([name, value]) => facts[name] === value)),
  }
}

/** The usual course of a theme: a worked case of the pack, assessed as any other. */
export function viewCourse(lookup: PackLookup, compiled: CompiledPack, example: ExampleCase): OutcomeView {
  return viewOutcome(lookup, assess(compiled, example.facts))
}

function viewMaterial(lookup: PackLookup, compiled: CompiledPack, material: Material): MaterialGuide {
  const wanting = compiled.items.flatMap((entry) => entry.materials.filter(({ id }) => id === material.id).map(({ waivedBy }) => ({ entry, rules: waivedBy })))
  const adding = compiled.items.flatMap((entry) => entry.additions.filter(({ id }) => id === material.id).map(({ addedBy }) => ({ entry, rules: addedBy })))
  return {
    kind: 'material',
    name: material.name_zh,
    layer: layerOf(lookup, 'materials', material.id),
    sample: material.sample,
    materialKind: materialKindWords[material.kind],
    copies: copiesText(material),
    shareableFrom: material.shareableFrom ?? '',
    resultOf: material.resultOf === undefined ? null : itemLink(lookup, material.resultOf),
    note: material.note ?? '',
    wantedBy: wanting.map(({ entry, rules }) => ({ link: itemLink(lookup, entry.item.id), waivedBy: titlesOf(compiled, rules) })),
    waivedBy: materialRules(lookup, compiled, wanting, ({ replacedBy }) => (replacedBy === undefined || replacedBy === material.id ? [] : [replacedBy])),
    addedBy: materialRules(lookup, compiled, adding, ({ replacedBy, waive = [] }) => (replacedBy === material.id ? waive : [])),
  }
}

type MaterialEffect = NonNullable<CompiledPack['rules'][number]['rule']['effect']['materials']>

/** Each rule once, with the items in which it touches the material. */
function materialRules(lookup: PackLookup, compiled: CompiledPack, touched: readonly { readonly entry: CompiledItem; readonly rules: readonly RuleIndex[] }[], insteadOf: (effect: MaterialEffect) => readonly string[]): readonly MaterialRule[] {
  const entries = new Map<RuleIndex, CompiledItem[]>()
  for (const { entry, rules } of touched) for (const index of rules) entries.set(index, [...(entries.get(index) ?? []), entry])
  return [...entries].map(([index, items]) => ({
    rule: ruleGuide(lookup, compiled, index, items[0] ?? null),
    items: items.map(({ item }) => itemLink(lookup, item.id)),
    instead: insteadOf(getAt(compiled.rules, index).rule.effect.materials ?? {}).map((id) => materialLink(lookup, id)),
  }))
}

function ruleGuide(lookup: PackLookup, compiled: CompiledPack, index: RuleIndex, where: CompiledItem | null): RuleGuide {
  const { rule, when } = getAt(compiled.rules, index)
  const into = rule.effect.into
  const always = firstRules(compiled)
  return {
    id: rule.id,
    title: rule.title_zh,
    layer: layerOf(lookup, 'rules', rule.id),
    sentence: rule.explanation_zh,
    when: conditionView(lookup, compiled, when),
    place: placeOf(lookup, rule.basis, originText(lookup, 'rules', rule.id)),
    into: into?.startsWith('item:') ? itemLink(lookup, into.slice('item:'.length)) : null,
    yieldsTo: titlesOf(compiled, (where?.beatenBy.get(index) ?? []).filter((higher) => !always.includes(higher))),
  }
}

/** Rules that beat every other one everywhere, such as an application before the plan was in force. */
function firstRules(compiled: CompiledPack): readonly RuleIndex[] {
  return compiled.pack.precedence.overrides.flatMap(({ scope, higher, lower }) => (scope === '*' && lower === '*' ? (compiled.ruleIndex.get(higher) ?? []) : []))
}

function titlesOf(compiled: CompiledPack, rules: readonly RuleIndex[]): readonly string[] {
  return rules.map((index) => getAt(compiled.rules, index).rule.title_zh)
}

function placeOf(lookup: PackLookup, { clause, tasks = [], law = '' }: Basis, origin: string | null): PlaceView {
  return {
    origin,
    clause: clauseText(clause),
    tasks: tasks.flatMap((no) => {
      const task = lookup.tasks.get(no)
      return task ? [{ no, title: task.title, text: task.content }] : []
    }),
    law,
  }
}

function layerOf(lookup: PackLookup, part: 'items' | 'materials' | 'themes' | 'rules', id: string): LayerView | null {
  return viewLayer(lookup, changesTo(lookup.pack.overlays, part, id))
}

function itemLink(lookup: PackLookup, id: string): GuideLink {
  return { guide: { kind: 'item', id }, name: itemName(lookup, id), sample: lookup.items.get(id)?.sample ?? false, layer: layerOf(lookup, 'items', id) }
}
function materialLink(lookup: PackLookup, id: string): GuideLink {
  return { guide: { kind: 'material', id }, name: materialName(lookup, id), sample: lookup.materials.get(id)?.sample ?? false, layer: layerOf(lookup, 'materials', id) }
}

function copiesText({ original, copies }: Material): string {
  const parts = [original > 0 ? `原件 ${original} 份` : '', copies > 0 ? `复印件 ${copies} 份` : ''].filter((part) => part !== '')
  return parts.length === 0 ? '不收纸质' : parts.join(' · ')
}
