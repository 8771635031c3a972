import { assess } from '../domain/assess.ts'
import type { Assessment, Disposition, MaterialDisposition } from '../domain/assessment.ts'
import { compare } from '../domain/compare.ts'
import type { CompiledPack } from '../domain/compilePack.ts'
import { checkFacts } from '../domain/facts.ts'
import { changesTo, type LayerChange } from '../domain/layers.ts'
import type { Facts, Item, Material, Pack, Rule } from '../domain/pack.ts'
import { fieldsText } from './overlayWords.ts'
import { dispositionWords } from './wording.ts'

const itemWords: Readonly<Record<Disposition | 'absent', string>> = { ...dispositionWords, absent: '不涉及' }
const materialWords: Readonly<Record<MaterialDisposition['kind'] | 'absent', string>> = { needed: '要交', added: '另加要交', waived: '免交', open: '待定', absent: '不要' }
const ruleWords = { fires: '命中', silent: '不命中', undecided: '未定' } as const

/** What one case gets otherwise through the uppermost overlay than on the pack below it, a line each; none: nothing. */
export function overlayEffect(below: CompiledPack, layered: CompiledPack, facts: Facts): readonly string[] {
  const [before, after] = [assess(below, answersKnownTo(below, facts)), assess(layered, answersKnownTo(layered, facts))]
  const { flow, items, materials, rules } = compare(before, after)
  const nameOf = namesIn(layered.pack, below.pack)
  return [
    ...(flow === null ? [] : [`流程：${nameOf.flow(flow.before)} → ${nameOf.flow(flow.after)}`]),
    ...items.map(({ id, ...change }) => `事项“${nameOf.item(id)}”：${itemWords[change.before]} → ${itemWords[change.after]}`),
    ...changedItems(below.pack, layered, after),
    ...materials.map(({ id, ...change }) => `材料“${nameOf.material(id)}”：${materialWords[change.before]} → ${materialWords[change.after]}`),
    ...changedMaterials(below.pack, layered, after),
    ...rules.map(({ id, ...change }) => `规则“${nameOf.rule(id)}”：${ruleWords[change.before]} → ${ruleWords[change.after]}`),
    ...changedRules(below.pack, layered, after),
  ]
}

/** Answers to questions that only the overlay asks are left out below it. */
function answersKnownTo({ pack, factIndex }: CompiledPack, facts: Facts): Facts {
  const known = Object.fromEntries(Object.entries(facts).filter(([name]) => factIndex.has(name)))
  const checked = checkFacts(pack, known)
  return checked.ok ? checked.value : known
}

function namesIn(...packs: readonly Pack[]) {
  const find = <T>(list: (pack: Pack) => T | undefined): T | undefined => packs.map(list).find((found) => found !== undefined)
  const item = (id: string): string => find(({ items }) => items.find((entry) => entry.id === id))?.name_zh ?? id
  return {
    item,
    flow: (id: string | null): string => (id === null ? '未定' : (find(({ flows }) => flows.find((entry) => entry.id === id))?.name_zh ?? id)),
    rule: (id: string): string => find(({ rules }) => rules.find((entry) => entry.id === id))?.title_zh ?? id,
    /** `item/material` */
    material: (place: string): string => {
      const [of = '', id = ''] = place.split('/')
      return `${item(of)} · ${find(({ materials }) => materials.find((entry) => entry.id === id))?.name_zh ?? id}`
    },
  }
}

function changedItems(below: Pack, { pack }: CompiledPack, { items }: Assessment): readonly string[] {
  const applying = new Set(items.map(({ id }) => id))
  return pack.items
    .filter(({ id }) => applying.has(id))
    .flatMap((item) => changedFields(below.items.find(({ id }) => id === item.id), item, changesTo(pack.overlays, 'items', item.id), itemFieldText).map((text) => `事项“${item.name_zh}”：${text}`))
}

function changedMaterials(below: Pack, { pack }: CompiledPack, { items }: Assessment): readonly string[] {
  const listed = new Set(items.flatMap(({ materials }) => materials.map(({ id }) => id)))
  return pack.materials
    .filter(({ id }) => listed.has(id))
    .flatMap((material) => changedFields(below.materials.find(({ id }) => id === material.id), material, changesTo(pack.overlays, 'materials', material.id), materialFieldText).map((text) => `材料“${material.name_zh}”：${text}`))
}

function changedRules(below: Pack, { pack }: CompiledPack, { firedRules }: Assessment): readonly string[] {
  return pack.rules
    .filter(({ id }) => firedRules.includes(id))
    .flatMap((rule) => changedFields(below.rules.find(({ id }) => id === rule.id), rule, changesTo(pack.overlays, 'rules', rule.id), ruleFieldText).map((text) => `规则“${rule.title_zh}”：${text}`))
}

/** Fields that read well are given before and after, the others only named. */
function changedFields<T extends object>(before: T | undefined, after: T, changes: readonly LayerChange[], textOf: (entry: T, field: string) => string | null): readonly string[] {
  const fields = changes.at(-1)?.fields ?? []
  if (before === undefined || before === after || fields.length === 0) return []
  const told = fields.filter((field) => textOf(after, field) !== null)
  const named = fields.filter((field) => !told.includes(field))
  return [...told.map((field) => `${fieldsText([field])} ${textOf(before, field) ?? '无'} → ${textOf(after, field)}`), ...(named.length === 0 ? [] : [`改了${fieldsText(named)}`])]
}

function itemFieldText({ name_zh, department, timeLimit }: Item, field: string): string | null {
  switch (field) {
    case 'name_zh':
      return name_zh
    case 'department':
      return department
    case 'timeLimit':
      return `${timeLimit.workingDays} 个工作日`
    default:
      return null
  }
}

function materialFieldText({ name_zh, original, copies }: Material, field: string): string | null {
  switch (field) {
    case 'name_zh':
      return name_zh
    case 'original':
      return String(original)
    case 'copies':
      return String(copies)
    default:
      return null
  }
}

function ruleFieldText({ title_zh, explanation_zh }: Rule, field: string): string | null {
  switch (field) {
    case 'title_zh':
      return title_zh
    case 'explanation_zh':
      return `“${explanation_zh}”`
    default:
      return null
  }
}
