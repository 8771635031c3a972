import type { PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterEnd, letterStart, orDash, type PaperBasics, paperFrame } from './paperFrame.ts'
import { writeDay } from './wording.ts'

export interface RefusalNoticeInput extends PaperBasics {
  /** Names of the items applied for. */
  readonly items: readonly string[]
  readonly departments: string
  readonly reason: string
  readonly basis: string
  readonly properWay: string
  /** `YYYY-MM-DD`. */
  readonly refusedOn: string
}

export const refusalPlaceholders = [...commonPlaceholders, 'refusedOn', 'items', 'reason', 'basis', 'properWay'] as const

/** 不予受理通知书: what for, why, on which clause, where to go instead; the remedies are the wording's. */
export function refusalNotice(input: RefusalNoticeInput): PageDescription {
  const values: FillIns<(typeof refusalPlaceholders)[number]> = {
    ...commonFillIns(input),
    refusedOn: writeDay(input.refusedOn),
    items: input.items.join('、'),
    reason: input.reason,
    basis: input.basis,
    properWay: input.properWay,
  }
  const beside = [{ label: '决定日期', value: values.refusedOn }, { label: '联系人', value: input.operatorName }]
  return paperFrame(input, {
    values,
    samples: [],
    blocks: [
      ...letterStart(input, values, beside, [{ label: '承办部门', value: orDash(input.departments) }]),
      { kind: 'space', millimetres: 3 },
      {
        kind: 'fields',
        rows: [
          { label: '申请事项', value: orDash(values.items) },
          { label: '不予受理理由', value: orDash(input.reason) },
          { label: '依据条款', value: orDash(input.basis) },
          { label: '正确办理途径', value: orDash(input.properWay) },
        ],
      },
      ...letterEnd(input, values, values.refusedOn),
    ],
  })
}
