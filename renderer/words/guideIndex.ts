import type { Item, Material } from '../../shared/domain/pack.ts'
import { flowName, type PackLookup } from './packLookup.ts'

/** The pages of the guides: one for each item, theme and material of the pack. */
export const guideKinds = ['item', 'theme', 'material'] as const
export type GuideKind = (typeof guideKinds)[number]
/** Names one page. */
export interface GuideName {
  readonly kind: GuideKind
  readonly id: string
}
/** A page as it stands in lists and is searched. */
export interface GuideEntry {
  readonly guide: GuideName
  readonly title: string
  /** Where it belongs, in a few words. */
  readonly detail: string
  readonly sample: boolean
  /** What else it is found by. */
  readonly body: readonly string[]
}
export interface GuideGroup {
  readonly title: string
  readonly entries: readonly GuideEntry[]
}

export const guideKindWords: Readonly<Record<GuideKind, string>> = { item: '事项', theme: '主题', material: '材料' }
export const natureWords: Readonly<Record<Item['nature'], string>> = {
  filing: '备案',
  licence: '许可、审批',
  review: '审查、核实',
  assessment: '评估、评价',
  duty: '应当履行的手续',
  internal: '部门内部手续',
  registration: '登记',
  utility: '市政公用报装',
}
export const materialKindWords: Readonly<Record<Material['kind'], string>> = { certificate: '证照和批文', form: '申请表单', report: '报告和文书', drawing: '图纸', commitment: '承诺书' }

/** A page of the list: items by stage, materials by kind. Groups without pages are left out. */
export function listGuides(lookup: PackLookup, kind: GuideKind): readonly GuideGroup[] {
  return groupsOf(lookup, kind).filter(({ entries }) => entries.length > 0)
}

function groupsOf(lookup: PackLookup, kind: GuideKind): readonly GuideGroup[] {
  const { stages, items, themes, materials } = lookup.pack
  switch (kind) {
    case 'item':
      return [...stages]
        .sort((a, b) => a.order - b.order)
        .map((stage) => ({ title: stage.name_zh, entries: items.filter((item) => item.stage === stage.id).map((item) => itemEntry(stage.name_zh, item)) }))
    case 'theme':
      return [
        {
          title: '主题',
          entries: themes.map((theme) => {
            const flow = flowName(lookup, theme.flow) ?? ''
            return { guide: { kind, id: theme.id }, title: theme.name_zh, detail: flow, sample: false, body: [theme.description_zh, flow] }
          }),
        },
      ]
    case 'material':
      return Object.entries(materialKindWords).map(([id, title]) => ({ title, entries: materials.filter((material) => material.kind === id).map((material) => materialEntry(title, material)) }))
  }
}

function itemEntry(stage: string, item: Item): GuideEntry {
  return {
    guide: { kind: 'item', id: item.id },
    title: item.name_zh,
    detail: item.department === '' ? stage : `${stage} · ${item.department}`,
    sample: item.sample,
    body: [item.result.certificate_zh, item.department, stage, natureWords[item.nature], item.note ?? ''],
  }
}

function materialEntry(kind: string, material: Material): GuideEntry {
  return { guide: { kind: 'material', id: material.id }, title: material.name_zh, detail: kind, sample: material.sample, body: [kind, material.shareableFrom ?? '', material.note ?? ''] }
}

/** Every page, items first. */
export function allGuides(lookup: PackLookup): readonly GuideEntry[] {
  return guideKinds.flatMap((kind) => listGuides(lookup, kind).flatMap(({ entries }) => entries))
}
