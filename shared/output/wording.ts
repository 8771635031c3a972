import type { Clause } from '../domain/pack.ts'

/** How days and quantities are written on papers and sheets. */

/** `2021-08-03` → `2021年8月3日`. */
export function writeDay(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(year)}年${Number(month)}月${Number(date)}日`
}

/** `20`, `个工作日` → `20 个工作日`; the blank is a no-break one, so that number and unit stay on one line. */
export function withUnit(value: number, unit: string): string {
  return `${value}\u00a0${unit}`
}

const closingParts: Readonly<Record<string, string>> = { org: '组织实施', other: '其他' }

/** `4` → 第4条; the plan's closing parts are numbered apart. */
export function writeClause(clause: Clause): string {
  if (clause === null) return '—'
  if (typeof clause === 'number') return `第${clause}条`
  const [part = '', item = ''] = clause.split('-')
  const heading = closingParts[part]
  return heading === undefined ? clause : `${heading}（${item}）`
}
