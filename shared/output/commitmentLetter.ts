import type { PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, headRows, orDash, type PaperBasics, paperFrame, wording } from './paperFrame.ts'
import { withUnit, writeDay, writeMadeOn } from './wording.ts'

export interface CommitmentLetterInput extends PaperBasics {
  readonly items: readonly { readonly name: string; readonly department: string; readonly basis: string; readonly certificate: string }[]
  readonly materials: readonly CommitmentMaterial[]
  readonly departments: string
  /** `YYYY-MM-DD`. */
  readonly preparedOn: string | null
}
export interface CommitmentMaterial {
  readonly name: string
  /** The day by which it follows, `YYYY-MM-DD`. */
  readonly due: { readonly kind: 'handed-in' } | { readonly kind: 'to-follow'; readonly by: string } | { readonly kind: 'not-yet' }
}

export const commitmentPlaceholders = [...commonPlaceholders, 'preparedOn', 'items', 'itemCount', 'dueOn', 'departments'] as const

/**
 * 告知承诺书. The wording's `body` is the 告知部分 (conditions, supervision, what a broken promise brings), its `footer` the
 * promises of the 承诺部分.
 */
export function commitmentLetter(input: CommitmentLetterInput): PageDescription {
  const { items, materials, preparedOn } = input
  const last = materials.flatMap(({ due }) => (due.kind === 'to-follow' ? [due.by] : [])).sort().at(-1)
  const values: FillIns<(typeof commitmentPlaceholders)[number]> = {
    ...commonFillIns(input),
    preparedOn: writeMadeOn(preparedOn),
    items: items.map(({ name }) => name).join('、'),
    itemCount: withUnit(items.length, '项'),
    dueOn: last === undefined ? '事项办结前' : `${writeDay(last)}前`,
    departments: input.departments,
  }
  const beside = [{ label: '告知日期', value: values.preparedOn }, { label: '承诺期限', value: values.dueOn }]
  return paperFrame(input, {
    values,
    samples: ['材料清单'],
    blocks: [
      { kind: 'fields', rows: headRows(input, beside, [{ label: '承办部门', value: orDash(input.departments) }]) },
      { kind: 'heading', text: '一、告知部分' },
      ...wording(input.paper.body, values),
      { kind: 'space', millimetres: 2 },
      {
        kind: 'table',
        head: ['序号', '告知承诺事项', '依据', '承办部门', '办理结果'],
        widths: [6, 30, 22, 18, 24],
        align: ['centre', 'left', 'left', 'left', 'left'],
        rows: items.map(({ name, basis, department, certificate }, index) => [String(index + 1), name, basis, department, orDash(certificate)]),
      },
      { kind: 'space', millimetres: 3 },
      ...(materials.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              head: ['序号', '应当提交的材料', '提交情况和后补期限'],
              widths: [6, 54, 40],
              align: ['centre', 'left', 'left'] as const,
              rows: materials.map(({ name, due }, index) => [String(index + 1), name, due.kind === 'handed-in' ? '已提交' : due.kind === 'to-follow' ? `承诺于 ${writeDay(due.by)}前补交` : '承诺在承诺期限内补交']),
            },
          ]),
      { kind: 'heading', text: '二、承诺部分' },
      ...wording(input.paper.footer, values),
      { kind: 'choice', label: '本承诺书的公开意见', options: ['同意公开', '不同意公开，理由：'] },
      { kind: 'space', millimetres: 4 },
      { kind: 'signature', label: '申请人（盖章）', dated: false },
      { kind: 'space', millimetres: 4 },
      { kind: 'signature', label: '法定代表人或者授权代理人（签字）' },
      { kind: 'space', millimetres: 8 },
      { kind: 'seal', office: input.station.name, date: values.preparedOn },
    ],
  })
}
