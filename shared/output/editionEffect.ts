import type { EffectRow } from '../contracts/editions.ts'
import { acceptanceTerm } from '../domain/acceptanceTerm.ts'
import type { Assessment, Disposition, MaterialDisposition } from '../domain/assessment.ts'
import { assess } from '../domain/assess.ts'
import { caseFacts } from '../domain/caseFacts.ts'
import { compare } from '../domain/compare.ts'
import type { CompiledPack } from '../domain/compilePack.ts'
import type { CaseState } from '../domain/events.ts'
import type { Item, Material, Pack } from '../domain/pack.ts'
import { dispositionWords } from './wording.ts'

const itemWords = { ...dispositionWords, absent: '不涉及' } as const
const materialWords: Readonly<Record<MaterialDisposition['kind'] | 'absent', string>> = { needed: '要交', added: '要交', waived: '免交', open: '待定', absent: '不要' }

/** What of a case is otherwise by another edition, on the answers that stand; none: nothing that the clerk would see. */
export function editionEffect(state: CaseState, from: CompiledPack, to: CompiledPack): readonly EffectRow[] {
  const outcomeBy = (compiled: CompiledPack): Assessment => assess(compiled, caseFacts(state, compiled.pack))
  const [before, after] = [outcomeBy(from), outcomeBy(to)]
  const { flow, items, materials } = compare(before, after)
  const nameOf = namesIn(to.pack, from.pack)
  const rows: EffectRow[] = [
    ...(flow === null ? [] : [{ what: '流程', before: nameOf.flow(flow.before), after: nameOf.flow(flow.after) }]),
    { what: '全部事项的时限', before: daysText(termOf(from.pack, before)), after: daysText(termOf(to.pack, after)) },
    ...items.map((change) => ({ what: nameOf.item(change.id), before: itemWords[change.before], after: itemWords[change.after] })),
    ...after.items.flatMap(({ id }) => itemRows(findIn(from.pack.items, id), findIn(to.pack.items, id))),
    ...materials.map((change) => ({ what: nameOf.material(change.id), before: materialWords[change.before], after: materialWords[change.after] })),
    ...[...new Set(after.items.flatMap((item) => item.materials.map(({ id }) => id)))].flatMap((id) => materialRows(findIn(from.pack.materials, id), findIn(to.pack.materials, id))),
    ...lostAnswers(state, from.pack, to.pack),
  ]
  return rows.filter((row) => row.before !== row.after)
}

const findIn = <T extends { readonly id: string }>(list: readonly T[], id: string): T | undefined => list.find((entry) => entry.id === id)
const daysText = (days: number): string => `${days} 个工作日`

const timed: ReadonlySet<Disposition> = new Set(['merged', 'filing', 'commitment', 'required'])
/** Of the items that apply for sure. */
function termOf(pack: Pack, outcome: Assessment): number {
  return acceptanceTerm(pack, outcome, outcome.items.flatMap(({ id, applies, disposition }) => (applies === true && timed.has(disposition) ? [id] : [])))
}

function itemRows(before: Item | undefined, after: Item | undefined): readonly EffectRow[] {
  if (!before || !after) return []
  return [
    { what: `${after.name_zh}的名称`, before: before.name_zh, after: after.name_zh },
    { what: `${after.name_zh}的承办部门`, before: before.department, after: after.department },
    { what: `${after.name_zh}的时限`, before: daysText(before.timeLimit.workingDays), after: daysText(after.timeLimit.workingDays) },
  ]
}

const copiesText = ({ original, copies }: Material): string => `原件 ${original} 份，复印件 ${copies} 份`
function materialRows(before: Material | undefined, after: Material | undefined): readonly EffectRow[] {
  if (!before || !after) return []
  return [
    { what: `${after.name_zh}的名称`, before: before.name_zh, after: after.name_zh },
    { what: `${after.name_zh}的份数`, before: copiesText(before), after: copiesText(after) },
  ]
}

/** Answers that stand and that only one of the editions takes. */
function lostAnswers(state: CaseState, from: Pack, to: Pack): readonly EffectRow[] {
  const [before, after] = [caseFacts(state, from), caseFacts(state, to)]
  const used = (facts: Readonly<Record<string, unknown>>, name: string): string => (Object.hasOwn(facts, name) ? '算数' : '不再用')
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((name) => ({
    what: `“${[...to.facts, ...from.facts].find((fact) => fact.name === name)?.label_zh ?? name}”的答复`,
    before: used(before, name),
    after: used(after, name),
  }))
}

function namesIn(...packs: readonly Pack[]) {
  const find = <T>(list: (pack: Pack) => T | undefined): T | undefined => packs.map(list).find((found) => found !== undefined)
  const item = (id: string): string => find(({ items }) => findIn(items, id))?.name_zh ?? id
  return {
    item,
    flow: (id: string | null): string => (id === null ? '未定' : (find(({ flows }) => findIn(flows, id))?.name_zh ?? id)),
    /** `item/material` */
    material: (place: string): string => {
      const [of = '', id = ''] = place.split('/')
      return `${item(of)} · ${find(({ materials }) => findIn(materials, id))?.name_zh ?? id}`
    },
  }
}
