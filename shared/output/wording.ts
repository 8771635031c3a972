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
