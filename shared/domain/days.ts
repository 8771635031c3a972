/** Calendar days as `YYYY-MM-DD` text: no time zone can shift them. */

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** true for a day that exists in the Gregorian calendar, from 0001-01-01 on. */
export function isDay(text: string): boolean {
  const match = dayPattern.exec(text)
  if (!match) return false
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return year >= 1 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The day `count` days later (earlier, when negative). */
export function shiftDay(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

/** 0 is Sunday. */
export function weekdayOf(day: string): number {
  return new Date(Date.parse(`${day}T00:00:00Z`)).getUTCDay()
}

export function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}

/** The day a moment falls on in China (UTC+8 all year), whatever the machine's time zone is. */
export function dayInChina(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** A computer's day from before the plan came into force is wrong: it dates nothing, suggests no day and bounds none. */
export function isBelievable(today: string, effectiveFrom: string): boolean {
  return today >= effectiveFrom
}
