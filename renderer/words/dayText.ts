import { isDay } from '../../shared/domain/days.ts'

/** `2021-08-03` → `2021年8月3日`; what is not a day is given back as it is. */
export function dayText(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  return match ? `${Number(match[1])}年${Number(match[2])}月${Number(match[3])}日` : day
}

/** Wall time in China, `10:42:07`. */
export function clockText(moment: string): string {
  const at = chinaTime(moment)
  return at === null ? '' : at.toISOString().slice(11, 19)
}

/** `8月3日 10:42`, with the year when it is not this one. */
export function momentText(moment: string, today: string): string {
  const at = chinaTime(moment)
  if (at === null) return ''
  const [day, time] = [at.toISOString().slice(0, 10), at.toISOString().slice(11, 16)]
  if (day === today) return `今天 ${time}`
  const full = dayText(day)
  return `${day.slice(0, 4) === today.slice(0, 4) ? full.slice(5) : full} ${time}`
}

function chinaTime(moment: string): Date | null {
  const at = Date.parse(moment)
  return Number.isNaN(at) ? null : new Date(at + 8 * 3_600_000)
}

/** A day as people type it: `2021-8-3`, `20210803`, `2021年8月3日`, `8-3` of this year, 今天; `null` for anything else. `today`: `null` where it is not known. */
export function readDay(typed: string, today: string | null): string | null {
  const text = typed.normalize('NFKC').replace(/\s/gu, '')
  if (text === '今天') return today
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text) ?? /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text)
  const year = match?.[1] ?? today?.slice(0, 4)
  if (!match || year === undefined) return null
  const day = `${year}-${(match[2] ?? '').padStart(2, '0')}-${(match[3] ?? '').padStart(2, '0')}`
  return isDay(day) ? day : null
}
