import type { MaterialCounts } from '../domain/materialCount.ts'
import { type ItemLine, samplesIn, writeDepartments, writeLimit, writeName, writeWay } from './itemWords.ts'
import type { PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterEnd, letterStart, orDash, type PaperBasics, paperFrame } from './paperFrame.ts'
import { withUnit, writeDay } from './wording.ts'

/** What stands on a 受理通知书: plain data, already looked up, so that drawing it needs neither pack nor case. */
export interface AcceptanceNoticeInput extends PaperBasics {
  /** Days are `YYYY-MM-DD`; `promisedOn` is `null` where the working-day calendar does not know the year. */
  readonly acceptance: {
    readonly receivedOn: string
    readonly acceptedOn: string
    readonly promisedOn: string | null
    readonly workingDays: number
  }
  readonly items: readonly ItemLine[]
  readonly materials: Pick<MaterialCounts, 'received' | 'shared' | 'waivedHere' | 'toFollow' | 'missing' | 'waived'>
}

/** What `{{name}}` may stand for in the pack's wording of this paper. */
export const acceptancePlaceholders = [
  ...commonPlaceholders,
  'receivedOn', 'acceptedOn', 'promisedOn', 'workingDays', 'itemCount', 'departments', 'materialsReceived', 'materialsToFollow', 'materialsWaived',
] as const

/** The notice of acceptance (受理通知书); fields after the reform plan's list of printed documents. */
export function acceptanceNotice(input: AcceptanceNoticeInput): PageDescription {
  const values = fillIns(input)
  const { materials, items } = input
  const isSample = items.some((item) => item.sampleLimit)
  const counts = [
    `已收 ${values.materialsReceived}`,
    ...(materials.shared > 0 ? [`共享 ${withUnit(materials.shared, '份')}`] : []),
    ...(materials.waivedHere > 0 ? [`窗口免收 ${withUnit(materials.waivedHere, '份')}`] : []),
    ...(materials.toFollow > 0 ? [`容缺待补 ${values.materialsToFollow}`] : []),
    ...(materials.missing > 0 ? [`尚缺 ${withUnit(materials.missing, '份')}`] : []),
    ...(materials.waived > 0 ? [`免交 ${values.materialsWaived}`] : []),
  ]
  const dates = [
    { label: '收到日期', value: values.receivedOn },
    { label: '受理日期', value: values.acceptedOn },
    { label: isSample ? '承诺办结日期\n（时限为样例）' : '承诺办结日期', value: values.promisedOn },
  ]
  return paperFrame(input, {
    values,
    samples: samplesIn(items),
    blocks: [
      ...letterStart(input, values, dates, [{ label: '承办部门', value: orDash(values.departments) }, { label: isSample ? '材料份数\n（清单为样例）' : '材料份数', value: counts.join('，') }]),
      { kind: 'space', millimetres: 3 },
      {
        kind: 'table',
        head: ['序号', '受理事项', '办理方式', '承办部门', '时限\n（工作日）'],
        widths: [6, 39, 19, 19, 19],
        align: ['centre', 'left', 'left', 'left', 'centre'],
        rows: items.map((item, index) => [String(index + 1), writeName(item), writeWay(item), item.department, writeLimit(item)]),
      },
      ...letterEnd(input, values, writeDay(input.acceptance.acceptedOn)),
    ],
  })
}

function fillIns(input: AcceptanceNoticeInput): FillIns<(typeof acceptancePlaceholders)[number]> {
  const { acceptance, materials, items } = input
  return {
    ...commonFillIns(input),
    receivedOn: writeDay(acceptance.receivedOn),
    acceptedOn: writeDay(acceptance.acceptedOn),
    promisedOn: acceptance.promisedOn === null ? '以承办部门通知为准（日历未收录该年度）' : writeDay(acceptance.promisedOn),
    workingDays: withUnit(acceptance.workingDays, '个工作日'),
    itemCount: withUnit(items.length, '项'),
    departments: writeDepartments(items),
    materialsReceived: withUnit(materials.received, '份'),
    materialsToFollow: withUnit(materials.toFollow, '份'),
    materialsWaived: withUnit(materials.waived, '份'),
  }
}
