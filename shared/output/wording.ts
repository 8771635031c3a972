import type { PaperKind } from '../domain/events.ts'

/** How papers, days and quantities are named on papers, sheets and screens. */

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

/** `2021-08-03` → `2021年8月3日`. */
export function writeDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(year)}年${Number(month)}月${Number(date)}日`
}

/** `20`, `个工作日` → `20 个工作日`; the blank is a no-break one, so that number and unit stay on one line. */
export function withUnit(value: number, unit: string): string {
  return `${value}\u00a0${unit}`
}
