import type { Block, PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterEnd, letterStart, type PaperBasics, paperFrame } from './paperFrame.ts'
import { withUnit, writeMadeOn } from './wording.ts'

export interface ExemptionSlipInput extends PaperBasics {
  readonly items: readonly ExemptItem[]
  /** What still has to be done, in sentences to read aloud, with where each stands. */
  readonly duties: readonly { readonly sentence: string; readonly basis: string }[]
  /** `YYYY-MM-DD`. */
  readonly preparedOn: string | null
}
export interface ExemptItem {
  readonly name: string
  /** Why, in a sentence. */
  readonly reason: string
  readonly basis: string
  /** The answers that it rests on. */
  readonly facts: readonly { readonly label: string; readonly answer: string }[]
}

export const exemptionPlaceholders = [...commonPlaceholders, 'preparedOn', 'items', 'itemCount'] as const

/** 免办告知单: what need not be applied for, on which clause and which facts, what still has to be done, and when it holds. */
export function exemptionSlip(input: ExemptionSlipInput): PageDescription {
  const { items, duties, preparedOn } = input
  const values: FillIns<(typeof exemptionPlaceholders)[number]> = {
    ...commonFillIns(input),
    preparedOn: writeMadeOn(preparedOn),
    items: items.map(({ name }) => name).join('、'),
    itemCount: withUnit(items.length, '项'),
  }
  const beside = [{ label: '告知日期', value: values.preparedOn }, { label: '告知人', value: input.operatorName }, { label: '免办事项', value: values.itemCount }]
  return paperFrame(input, {
    values,
    samples: [],
    blocks: [
      ...letterStart(input, values, beside),
      { kind: 'space', millimetres: 3 },
      {
        kind: 'table',
        head: ['序号', '免办事项', '理由和依据', '适用事实'],
        widths: [6, 22, 36, 36],
        align: ['centre', 'left', 'left', 'left'],
        rows: items.map(({ name, reason, basis, facts }, index) => [String(index + 1), name, [reason, `（${basis}）`].filter((part) => part !== '').join('\n'), facts.map(({ label, answer }) => `${label}：${answer}`).join('\n')]),
      },
      { kind: 'heading', text: '仍须履行的义务' },
      ...(duties.length === 0 ? [plain('没有需要另行履行的义务。')] : duties.map(({ sentence, basis }, index) => plain(`${index + 1}．${sentence}（${basis}）`))),
      ...letterEnd(input, values, values.preparedOn),
    ],
  })
}

const plain = (text: string): Block => ({ kind: 'paragraph', indent: true, size: 'small', spans: [{ text }] })
