import type { Block, PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterStart, type PaperBasics, paperFrame, wording } from './paperFrame.ts'
import { writeMadeOn } from './wording.ts'

export interface ComparisonSheetInput extends PaperBasics {
  /** Answers that differ; `null`: not answered. */
  readonly facts: readonly Compared<string | null>[]
  /** Empty where the answers do not settle it yet. */
  readonly flow: { readonly before: string; readonly after: string }
  /** Items of either outcome, with how each is handled; `null`: does not apply. */
  readonly items: readonly Compared<string | null>[]
  /** Materials that only one of the outcomes wants; `open`: how many more there are of which that can't be said yet. */
  readonly materials: { readonly more: readonly string[]; readonly fewer: readonly string[]; readonly open: number }
  /** Working days promised; `null` where it can't be said yet. */
  readonly workingDays: { readonly before: number | null; readonly after: number | null }
  /** `YYYY-MM-DD`. */
  readonly preparedOn: string | null
}
export interface Compared<T> {
  readonly name: string
  readonly before: T
  readonly after: T
}

export const comparisonPlaceholders = [...commonPlaceholders, 'preparedOn'] as const

/** 假设对照单: both outcomes side by side. Unnumbered: it informs, nobody decides anything by it. */
export function comparisonSheet(input: ComparisonSheetInput): PageDescription {
  const { facts, flow, items, materials, workingDays } = input
  const values: FillIns<(typeof comparisonPlaceholders)[number]> = { ...commonFillIns(input), preparedOn: writeMadeOn(input.preparedOn) }
  const changed = items.filter(({ before, after }) => before !== after)
  const days = (count: number | null): string => (count === null ? '待定' : `${count}\u00a0个工作日`)
  const named = (flowName: string): string => (flowName === '' ? '待定' : flowName)
  return paperFrame(input, {
    values,
    samples: ['办理时限', '材料清单'],
    isUnnumbered: true,
    blocks: [
      ...letterStart(input, values, [{ label: '出具日期', value: values.preparedOn }]),
      { kind: 'heading', text: '一、改变的回答' },
      compared('问题', facts, '未回答'),
      { kind: 'heading', text: '二、两种结果' },
      compared('', [{ name: '流程', before: named(flow.before), after: named(flow.after) }, { name: '承诺时限', before: days(workingDays.before), after: days(workingDays.after) }, ...changed], '不涉及'),
      ...(changed.length === 0 ? [{ kind: 'space', millimetres: 1 } as const, note('各事项的办理方式没有变化。')] : []),
      { kind: 'heading', text: '三、材料的增减' },
      note(materials.more.length === 0 ? '不增加材料。' : `增加：${materials.more.join('、')}。`),
      note(materials.fewer.length === 0 ? '不减少材料。' : `减少：${materials.fewer.join('、')}。`),
      ...(materials.open === 0 ? [] : [note(`另有 ${materials.open} 种材料待定，答完相关问题才知道。`)]),
      { kind: 'space', millimetres: 3 },
      ...wording(input.paper.footer, values, 'small'),
    ],
  })
}

function compared(subject: string, lines: readonly Compared<string | null>[], none: string): Block {
  return {
    kind: 'table',
    head: [subject === '' ? '事项' : subject, '现在的情况', '假设的情况'],
    widths: [40, 30, 30],
    align: ['left', 'left', 'left'],
    rows: lines.map(({ name, before, after }) => [name, before ?? none, after ?? none]),
  }
}

const note = (text: string): Block => ({ kind: 'paragraph', indent: true, spans: [{ text }] })
