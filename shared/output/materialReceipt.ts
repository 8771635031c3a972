import type { PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, letterEnd, letterStart, orDash, type PaperBasics, paperFrame } from './paperFrame.ts'
import { withUnit, writeMadeOn } from './wording.ts'

export interface MaterialReceiptInput extends PaperBasics {
  readonly materials: readonly ReceiptLine[]
  readonly departments: string
  /** `YYYY-MM-DD`. */
  readonly receivedOn: string | null
}
export interface ReceiptLine {
  readonly name: string
  readonly originals: number
  readonly copies: number
  readonly source: ReceiptSource
}
export type ReceiptSource =
  | { readonly kind: 'handed-in' }
  /** Looked at and given back. */
  | { readonly kind: 'original-seen' }
  | { readonly kind: 'shared'; readonly from: string; readonly number: string }
  | { readonly kind: 'waived'; readonly reason: string }

export const receiptPlaceholders = [...commonPlaceholders, 'receivedOn', 'handedInCount', 'sharedCount', 'waivedCount'] as const

/** 材料接收凭证: every material with how many originals and copies, where it came from and whether it was given back. */
export function materialReceipt(input: MaterialReceiptInput): PageDescription {
  const count = (...kinds: ReceiptSource['kind'][]): string => withUnit(input.materials.filter(({ source }) => kinds.includes(source.kind)).length, '种')
  const values: FillIns<(typeof receiptPlaceholders)[number]> = {
    ...commonFillIns(input),
    receivedOn: writeMadeOn(input.receivedOn),
    handedInCount: count('handed-in', 'original-seen'),
    sharedCount: count('shared'),
    waivedCount: count('waived'),
  }
  const beside = [
    { label: '接收日期', value: values.receivedOn },
    { label: '接收人', value: input.operatorName },
    { label: '提交材料', value: values.handedInCount },
  ]
  return paperFrame(input, {
    values,
    samples: ['材料清单'],
    blocks: [
      ...letterStart(input, values, beside, [{ label: '承办部门', value: orDash(input.departments) }]),
      { kind: 'space', millimetres: 3 },
      {
        kind: 'table',
        head: ['序号', '材料名称', '原件\n（份）', '复印件\n（份）', '来源', '退还情况'],
        widths: [6, 33, 8, 9, 29, 15],
        align: ['centre', 'left', 'centre', 'centre', 'left', 'left'],
        rows: input.materials.map(({ name, originals, copies, source }, index) => [String(index + 1), name, dashForNone(originals), dashForNone(copies), writeSource(source), source.kind === 'original-seen' ? '核对后当场退还' : source.kind === 'handed-in' ? '' : '—']),
      },
      ...letterEnd(input, values, values.receivedOn, '提交人签字'),
    ],
  })
}

const dashForNone = (count: number): string => (count === 0 ? '—' : String(count))

function writeSource(source: ReceiptSource): string {
  switch (source.kind) {
    case 'handed-in': return '提交'
    case 'original-seen': return '提交（原件已核）'
    case 'shared': return `共享：${source.from}${source.number.trim() === '' ? '' : `，${source.number}`}`
    case 'waived': return `免交：${source.reason}`
  }
}
