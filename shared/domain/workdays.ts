import calendar from 'chinese-days/dist/chinese-days.json'
import { shiftDay, weekdayOf, yearOf } from './days.ts'

/** Public holidays and make-up days of the State Council's yearly notices. */
const holidays: ReadonlySet<string> = new Set(Object.keys(calendar.holidays))
const makeUpDays: ReadonlySet<string> = new Set(Object.keys(calendar.workdays))

export function isWorkingDay(day: string): boolean {
  if (makeUpDays.has(day)) return true
  if (holidays.has(day)) return false
  const weekday = weekdayOf(day)
  return weekday !== 0 && weekday !== 6
}

/**
 * The day on which a term of `days` working days ends; the day after `from` is the first.
 * `null` when the term runs into a year whose holidays are not known: outside those years the
 * calendar would silently count every weekday.
 */
export function addWorkingDays(from: string, days: number, years: { readonly from: number; readonly to: number }): string | null {
  const known = (day: string): boolean => yearOf(day) >= years.from && yearOf(day) <= years.to
  if (!known(from)) return null
  let day = from
  for (let left = days; left > 0; ) {
    day = shiftDay(day, 1)
    if (!known(day)) return null
    if (isWorkingDay(day)) left -= 1
  }
  return day
}

/** Working days from `from` until the day before `to`; 0 when `to` is not later. */
export function countWorkingDays(from: string, to: string): number {
  let count = 0
  for (let day = from; day < to; day = shiftDay(day, 1)) if (isWorkingDay(day)) count += 1
  return count
}
