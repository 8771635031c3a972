import type { Disposition } from '../domain/assessment.ts'
import type { ShownStatus } from '../domain/caseActions.ts'
import type { PaperKind } from '../domain/events.ts'
import type { Clause, Fact, FactValue } from '../domain/pack.ts'

/** How papers, statuses, days and quantities are named on papers, sheets and screens. */

export const paperTitles: Readonly<Record<PaperKind, string>> = {
  'acceptance-notice': '受理通知书',
  'supplement-notice': '一次性告知书',
  'refusal-notice': '不予受理通知书',
  'material-receipt': '材料接收凭证',
  'commitment-letter': '告知承诺书',
  'exemption-slip': '免办告知单',
  'process-guide': '办事流程与材料清单',
  'planning-permit': '建设工程规划许可证（打印件）',
  'construction-permit': '建筑工程施工许可证（打印件）',
}

export const statusWords: Readonly<Record<ShownStatus, string>> = {
  intake: '受理中',
  supplementing: '待补正',
  resubmitted: '补正待受理',
  accepted: '已受理',
  suspended: '时限中止',
  'handed-over': '已移交',
  refused: '不予受理',
  withdrawn: '已撤回',
  closed: '已办结',
  contested: '状态待定',
  erased: '已删除',
}

/** The word comes first, then colour, then shape; the same on every screen and paper. */
export const dispositionWords: Readonly<Record<Disposition, string>> = {
  required: '需办理',
  commitment: '告知承诺',
  exempt: '免办',
  merged: '合并办理',
  filing: '备案',
  internal: '部门内部',
  open: '待定',
}

/** `2021-08-03` → `2021年8月3日`. */
export function writeDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(year)}年${Number(month)}月${Number(date)}日`
}

/** `2021年8月3日 10:42`, wall time in China; `moment` is ISO 8601. */
export function writeMoment(moment: string): string {
  const at = new Date(Date.parse(moment) + 8 * 3_600_000).toISOString()
  return `${writeDay(at.slice(0, 10))} ${at.slice(11, 16)}`
}

/** The day on which a paper is made; `null` leaves it open for a pen. */
export function writeMadeOn(day: string | null): string {
  return day === null ? '　　　　年　　月　　日' : writeDay(day)
}

/** `20`, `个工作日` → `20 个工作日`; the blank is a no-break one, so that number and unit stay on one line. */
export function withUnit(value: number, unit: string): string {
  return `${value}\u00a0${unit}`
}

const closingParts: Readonly<Record<string, string>> = { org: '组织实施', other: '其他' }

/** `5` → `第5条`; the closing parts of the plan are named by their heading. */
export function writeClause(clause: Clause | undefined): string | null {
  if (clause === null || clause === undefined) return null
  if (typeof clause === 'number') return `第${clause}条`
  const [part = '', no] = clause.split('-')
  const heading = closingParts[part]
  return heading === undefined ? clause : `${heading}${no === undefined ? '' : `（${no}）`}`
}

/** An answer as it stands on papers: in full, with its unit. */
export function writeAnswer(fact: Fact, value: FactValue): string {
  switch (fact.type) {
    case 'boolean': return value === true ? '是' : '否'
    case 'enum': return fact.options.find((option) => option.value === value)?.label_zh ?? String(value)
    case 'number': return `${String(value)}${fact.unit === undefined ? '' : `\u00a0${fact.unit}`}`
    case 'date': return writeDay(String(value))
  }
}
