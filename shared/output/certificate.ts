import type { Block, FieldRow, PageDescription } from './page.ts'
import { commonFillIns, commonPlaceholders, type FillIns, orDash, type PaperBasics, paperFrame, titleOf, wording } from './paperFrame.ts'
import { writeDay } from './wording.ts'

/**
 * Print-outs of certificates, from licence data typed in or read from a file. They look like what they show and say on
 * their face that they are not it.
 */

export interface PlanningPermitInput extends PaperBasics {
  readonly licence: Readonly<Record<'certNo' | 'builder' | 'projectName' | 'location' | 'scale' | 'landAreaM2' | 'floorAreaM2' | 'heightM' | 'storeys' | 'attachments' | 'authority' | 'issuedOn', string>>
}
export interface ConstructionPermitInput extends PaperBasics {
  readonly licence: Readonly<
    Record<
      | 'certNo' | 'builder' | 'projectName' | 'address' | 'scale' | 'contractPrice' | 'contractPeriod'
      | 'surveyor' | 'surveyorLead' | 'designer' | 'designerLead' | 'contractor' | 'contractorLead' | 'supervisor' | 'supervisorLead'
      | 'authority' | 'issuedOn' | 'remark',
      string
    >
  >
}

export const certificatePlaceholders = [...commonPlaceholders, 'certNo', 'builder', 'authority', 'issuedOn'] as const

const warning = '打印件　非证照原件'

export function planningPermit(input: PlanningPermitInput): PageDescription {
  const { licence } = input
  return certificate(input, 'planning-permit', licence, [
    {
      kind: 'fields',
      rows: rows([
        ['建设单位（个人）', licence.builder],
        ['建设项目名称', licence.projectName],
        ['建设位置', licence.location],
        ['建设规模', licence.scale],
        ['用地面积', measured(licence.landAreaM2, '平方米')],
        ['建筑面积', measured(licence.floorAreaM2, '平方米')],
        ['建筑高度', measured(licence.heightM, '米')],
        ['层数', licence.storeys],
        ['附图及附件名称', licence.attachments],
      ]),
    },
  ])
}

export function constructionPermit(input: ConstructionPermitInput): PageDescription {
  const { licence } = input
  return certificate(input, 'construction-permit', licence, [
    {
      kind: 'fields',
      rows: rows([
        ['建设单位', licence.builder],
        ['工程名称', licence.projectName],
        ['建设地址', licence.address],
        ['建设规模', licence.scale],
        ['合同价格', measured(licence.contractPrice, '万元')],
        ['合同工期', licence.contractPeriod],
      ]),
    },
    { kind: 'space', millimetres: 2 },
    {
      kind: 'table',
      head: ['参建单位', '单位名称', '项目负责人'],
      widths: [20, 54, 26],
      align: ['centre', 'left', 'centre'],
      rows: [
        ['勘察单位', licence.surveyor, licence.surveyorLead],
        ['设计单位', licence.designer, licence.designerLead],
        ['施工单位', licence.contractor, licence.contractorLead],
        ['监理单位', licence.supervisor, licence.supervisorLead],
      ].map((row) => row.map(orDash)),
    },
    { kind: 'space', millimetres: 2 },
    { kind: 'fields', rows: rows([['备注', licence.remark]]) },
  ])
}

const rows = (pairs: readonly (readonly [string, string])[]): FieldRow[] => pairs.map(([label, value]) => ({ label, value: orDash(value) }))

/** A bare number gets its unit; what already says more stays as it was typed. */
const measured = (value: string, unit: string): string => (/^[\d.,\s]+$/.test(value) && value.trim() !== '' ? `${value.trim()}\u00a0${unit}` : value)

/** Like the real ones: title, number, legal sentence and seal at the left, particulars and what to observe at the right. */
function certificate(input: PaperBasics, look: 'planning-permit' | 'construction-permit', licence: Readonly<Record<'certNo' | 'builder' | 'authority' | 'issuedOn', string>>, particulars: readonly Block[]): PageDescription {
  const issuedOn = /^\d{4}-\d{2}-\d{2}$/.test(licence.issuedOn) ? writeDay(licence.issuedOn) : licence.issuedOn
  const values: FillIns<(typeof certificatePlaceholders)[number]> = { ...commonFillIns(input), certNo: licence.certNo, builder: licence.builder, authority: licence.authority, issuedOn }
  return paperFrame(input, {
    values,
    samples: [],
    look,
    orientation: 'landscape',
    watermark: '非证照原件',
    opening: [],
    blocks: [
      {
        kind: 'columns',
        left: [
          { kind: 'space', millimetres: 14 },
          { kind: 'title', over: '中华人民共和国', text: titleOf(input.paper, values), red: true },
          { kind: 'paragraph', align: 'centre', spans: [{ text: '证号：' }, { text: licence.certNo, filled: true }] },
          { kind: 'warning', text: warning },
          { kind: 'space', millimetres: 3 },
          ...wording(input.paper.body, values),
          { kind: 'space', millimetres: 10 },
          { kind: 'seal', office: licence.authority, date: issuedOn },
        ],
        right: [...particulars, { kind: 'space', millimetres: 2 }, ...wording(input.paper.footer, values, 'small')],
      },
    ],
  })
}
