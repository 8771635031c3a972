import type { PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterEnd, letterStart, orDash, type PaperBasics, paperFrame } from './paperFrame.ts'
import { withUnit, writeDay } from './wording.ts'

export interface SupplementNoticeInput extends PaperBasics {
  readonly lacks: readonly SupplementLine[]
  /** What is no material, in the clerk's words; may be empty. */
  readonly other: string
  /** `YYYY-MM-DD`. */
  readonly requestedOn: string
  readonly until: string
  readonly departments: string
}
export interface SupplementLine {
  readonly item: string
  readonly material: string
  readonly problem: 'missing' | 'unfit'
  /** What would be right; may be empty where it is simply missing. */
  readonly requirement: string
}

export const supplementPlaceholders = [...commonPlaceholders, 'requestedOn', 'until', 'lackCount'] as const

/** 一次性告知书: everything that is missing or unfit, asked for once, with the day and what follows when it passes. */
export function supplementNotice(input: SupplementNoticeInput): PageDescription {
  const { lacks, other, requestedOn, until } = input
  const values: FillIns<(typeof supplementPlaceholders)[number]> = {
    ...commonFillIns(input),
    requestedOn: writeDay(requestedOn),
    until: writeDay(until),
    lackCount: withUnit(lacks.length + (other.trim() === '' ? 0 : 1), '项'),
  }
  const contact = [
    { label: '告知日期', value: values.requestedOn },
    { label: '补正期限', value: `${values.until}前` },
    { label: '联系人', value: input.operatorName },
  ]
  return paperFrame(input, {
    values,
    samples: [],
    blocks: [
      ...letterStart(input, values, contact, [{ label: '承办部门', value: orDash(input.departments) }]),
      { kind: 'space', millimetres: 3 },
      ...(lacks.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              head: ['序号', '申请事项', '材料名称', '情况', '要求'],
              widths: [6, 25, 29, 9, 31],
              align: ['centre', 'left', 'left', 'centre', 'left'] as const,
              rows: lacks.map((lack, index) => [String(index + 1), lack.item, lack.material, lack.problem === 'missing' ? '缺少' : '不合格', lack.requirement.trim() === '' ? '补交' : lack.requirement]),
            },
          ]),
      ...(other.trim() === '' ? [] : [...(lacks.length === 0 ? [] : [{ kind: 'space' as const, millimetres: 3 }]), { kind: 'fields' as const, rows: [{ label: '其他需要\n补正的内容', value: other }] }]),
      ...letterEnd(input, values, values.requestedOn),
    ],
  })
}
