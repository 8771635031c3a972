import type { ItemStatus, PaperText } from '../domain/pack.ts'
import type { Block, FieldRow, PageDescription, Span } from './page.ts'
import { withUnit, writeDay } from './wording.ts'

/** What stands on a 受理通知书: plain data, already looked up, so that drawing it needs neither pack nor case. */
export interface AcceptanceNoticeInput {
  /** The pack's wording for this kind of paper. */
  readonly paper: PaperText
  /** `null` on a preview: a number is reserved only when the paper is issued. */
  readonly number: string | null
  readonly practice: boolean
  readonly preview: boolean
  readonly station: { readonly name: string; readonly district: string; readonly code: string }
  readonly operatorName: string
  readonly flowName: string
  /** Empty text where nothing was given. */
  readonly applicant: { readonly name: string; readonly uscc: string; readonly agent: string; readonly phone: string }
  readonly project: { readonly name: string; readonly code: string; readonly address: string }
  /** Days are `YYYY-MM-DD`; `promisedOn` is `null` where the working-day calendar does not know the year. */
  readonly acceptance: {
    readonly receivedOn: string
    readonly acceptedOn: string
    readonly promisedOn: string | null
    readonly workingDays: number
  }
  readonly items: readonly AcceptedItem[]
  readonly materials: { readonly received: number; readonly toFollow: number; readonly missing: number; readonly waived: number }
  /** ISO 8601 moment. */
  readonly createdAt: string
  /** Names the edition of the policy, such as `厦建改办〔2021〕2号 · 1.0.0`. */
  readonly packLabel: string
}

export interface AcceptedItem {
  readonly name: string
  readonly disposition: ItemStatus
  /** Runs beside the main line of its stage (并联). */
  readonly parallel: boolean
  readonly department: string
  readonly workingDays: number
  /** The time limit is a sample value, not the plan's. */
  readonly sampleLimit: boolean
  /** The item is common practice, not named by the plan. */
  readonly sampleItem: boolean
  /** Name of the item it is handled with (合并办理). */
  readonly mergedInto?: string
}

/** What `{{name}}` may stand for in the pack's wording of this paper. */
export const acceptancePlaceholders = [
  'number', 'station', 'district', 'operator', 'flow', 'applicant', 'agent', 'project', 'projectCode', 'address',
  'receivedOn', 'acceptedOn', 'promisedOn', 'workingDays', 'itemCount', 'departments',
  'materialsReceived', 'materialsToFollow', 'materialsWaived', 'pack',
] as const
export type AcceptancePlaceholder = (typeof acceptancePlaceholders)[number]

const placeholder = /\{\{([^{}]*)\}\}/g

const isPlaceholder = (name: string): name is AcceptancePlaceholder => acceptancePlaceholders.some((known) => known === name)

/** The notice of acceptance (受理通知书); fields after the reform plan's list of printed documents. */
export function acceptanceNotice(input: AcceptanceNoticeInput): PageDescription {
  const values = fillIns(input)
  const { paper, station, acceptance } = input
  const blocks: Block[] = [
    { kind: 'title', text: fill(paper.title_zh, values).map((span) => span.text).join('') },
    { kind: 'paragraph', align: 'right', size: 'small', spans: [{ text: '文书编号：' }, { text: input.number ?? '预览件，出具时编号', filled: true }] },
    { kind: 'space', millimetres: 2 },
    ...paper.body.map((text): Block => ({ kind: 'paragraph', indent: !text.endsWith('：'), spans: fill(text, values) })),
    { kind: 'space', millimetres: 1 },
    { kind: 'fields', rows: fieldRows(input, values) },
    { kind: 'space', millimetres: 3 },
    { kind: 'table', head: ['序号', '受理事项', '办理方式', '承办部门', '时限\n（工作日）'], widths: [6, 39, 19, 19, 19], align: ['centre', 'left', 'left', 'left', 'centre'], rows: input.items.map(itemRow) },
    { kind: 'space', millimetres: 2 },
    ...paper.footer.map((text): Block => ({ kind: 'paragraph', size: 'small', indent: true, spans: fill(text, values) })),
    { kind: 'seal', office: station.name, date: writeDay(acceptance.acceptedOn) },
    { kind: 'signature', label: '申请人签收' },
  ]
  return {
    size: 'A4',
    title: blocks[0]?.kind === 'title' ? blocks[0].text : paper.title_zh,
    number: input.number,
    watermark: input.practice ? '演练' : input.preview ? '预览' : null,
    head: { left: station.name, right: input.number ?? '预览件' },
    foot: { left: footLine(input) },
    blocks,
    createdAt: input.createdAt,
  }
}

function fillIns(input: AcceptanceNoticeInput): Readonly<Record<AcceptancePlaceholder, string>> {
  const { acceptance, materials } = input
  return {
    number: input.number ?? '（预览件未编号）',
    station: input.station.name,
    district: input.station.district,
    operator: input.operatorName,
    flow: input.flowName,
    applicant: input.applicant.name,
    agent: input.applicant.agent,
    project: input.project.name,
    projectCode: input.project.code,
    address: input.project.address,
    receivedOn: writeDay(acceptance.receivedOn),
    acceptedOn: writeDay(acceptance.acceptedOn),
    promisedOn: acceptance.promisedOn === null ? '以承办部门通知为准（日历未收录该年度）' : writeDay(acceptance.promisedOn),
    workingDays: withUnit(acceptance.workingDays, '个工作日'),
    itemCount: withUnit(input.items.length, '项'),
    departments: [...new Set(input.items.filter((item) => item.disposition !== 'exempt' && item.department !== '—').map((item) => item.department))].join('、'),
    materialsReceived: withUnit(materials.received, '份'),
    materialsToFollow: withUnit(materials.toFollow, '份'),
    materialsWaived: withUnit(materials.waived, '份'),
    pack: input.packLabel,
  }
}

/** Printed wording and filled-in values as separate spans. A name nobody knows stays as it is: the pack check refuses it. */
function fill(text: string, values: Readonly<Record<AcceptancePlaceholder, string>>): Span[] {
  const spans: Span[] = []
  let last = 0
  for (const match of text.matchAll(placeholder)) {
    const name = match[1] ?? ''
    if (!isPlaceholder(name)) continue
    if (match.index > last) spans.push({ text: text.slice(last, match.index) })
    spans.push({ text: values[name], filled: true })
    last = match.index + match[0].length
  }
  if (last < text.length) spans.push({ text: text.slice(last) })
  return spans
}

function fieldRows(input: AcceptanceNoticeInput, values: Readonly<Record<AcceptancePlaceholder, string>>): FieldRow[] {
  const { applicant, project, materials } = input
  const orDash = (text: string): string => (text.trim() === '' ? '—' : text)
  const counts = [
    `已收 ${values.materialsReceived}`,
    ...(materials.toFollow > 0 ? [`容缺待补 ${values.materialsToFollow}`] : []),
    ...(materials.missing > 0 ? [`尚缺 ${withUnit(materials.missing, '份')}`] : []),
    ...(materials.waived > 0 ? [`免交 ${values.materialsWaived}`] : []),
  ]
  return [
    { label: '项目名称', value: orDash(project.name) },
    { label: '建设地点', value: orDash(project.address) },
    { label: '项目代码', value: orDash(project.code), half: true },
    { label: '流程类型', value: orDash(input.flowName), half: true },
    { label: '申请人\n（建设单位）', value: orDash(applicant.name) },
    { label: '统一社会信用代码', value: orDash(applicant.uscc), half: true },
    { label: '收到日期', value: values.receivedOn, half: true },
    { label: '经办人及电话', value: orDash([applicant.agent, applicant.phone].filter((text) => text.trim() !== '').join(' ')), half: true },
    { label: '受理日期', value: values.acceptedOn, half: true },
    { label: '受理窗口', value: input.station.name, half: true },
    { label: hasSample(input) ? '承诺办结日期\n（时限为样例）' : '承诺办结日期', value: values.promisedOn, half: true },
    { label: '承办部门', value: orDash(values.departments) },
    { label: hasSample(input) ? '材料份数\n（清单为样例）' : '材料份数', value: counts.join('，') },
  ]
}

function itemRow(item: AcceptedItem, index: number): readonly string[] {
  return [String(index + 1), item.sampleItem ? `${item.name}（样例）` : item.name, writeWay(item), item.department, writeLimit(item)]
}

function writeWay(item: AcceptedItem): string {
  switch (item.disposition) {
    case 'required': return item.parallel ? '并联办理' : '一般'
    case 'commitment': return item.parallel ? '告知承诺（并联）' : '告知承诺'
    case 'filing': return '备案'
    case 'merged': return item.mergedInto === undefined ? '合并办理' : `与“${item.mergedInto}”合并办理`
    case 'internal': return '部门内部办理'
    case 'exempt': return '免予办理'
  }
}

function writeLimit(item: AcceptedItem): string {
  if (item.disposition === 'exempt' || item.disposition === 'internal' || item.disposition === 'merged') return '—'
  const limit = item.workingDays === 0 ? '即办' : String(item.workingDays)
  return item.sampleLimit ? `${limit}（样例）` : limit
}

function hasSample(input: AcceptanceNoticeInput): boolean {
  return input.items.some((item) => item.sampleLimit)
}

function footLine(input: AcceptanceNoticeInput): string {
  const samples = [...(input.paper.sample ? ['文书格式与用语'] : []), ...(hasSample(input) ? ['办理时限'] : []), ...(input.items.some((item) => item.sampleItem) ? ['标明的事项'] : [])]
  const note = samples.length > 0 ? `；${samples.join('、')}为样例，正式使用前由主管部门核定` : ''
  return `依据：${input.packLabel}${note}`
}
