import calendar from 'chinese-days/dist/chinese-days.json'
import { shiftDay, weekdayOf, yearOf } from './days.ts'

/** Public holidays and make-up days of the State Council's yearly notices, each with its names: `National Day,国庆节,3`. */
const holidays: ReadonlyMap<string, string> = new Map(Object.entries(calendar.holidays))
const makeUpDays: ReadonlyMap<string, string> = new Map(Object.entries(calendar.workdays))

/** A day as it was worked out once, with the way to the next: terms are counted for thousands of cases over the same few years. */
interface CalendarDay {
  readonly day: string
  readonly year: number
  readonly isWorking: boolean
  next: CalendarDay | null
}
const knownDays = new Map<string, CalendarDay>()

function calendarDay(day: string): CalendarDay {
  const known = knownDays.get(day)
  if (known) return known
  const found: CalendarDay = { day, year: yearOf(day), isWorking: isWorkingDay(day), next: null }
  knownDays.set(day, found)
  return found
}
const dayAfter = (one: CalendarDay): CalendarDay => (one.next ??= calendarDay(shiftDay(one.day, 1)))

export function isWorkingDay(day: string): boolean {
  if (makeUpDays.has(day)) return true
  if (holidays.has(day)) return false
  const weekday = weekdayOf(day)
  return weekday !== 0 && weekday !== 6
}

/** Years whose holidays are known: outside them the calendar would silently count every weekday. */
export interface KnownYears {
  readonly from: number
  readonly to: number
}

/** A time in which a term stands still (时限中止): from `from` until the day before `to`; `null`: it still does. */
export interface Pause {
  readonly from: string
  readonly to: string | null
}

export interface WorkingDays {
  /** The day of the start, then the working days of the term one after another: `days[n]` is its n-th working day. */
  readonly days: readonly string[]
  /** The year whose holidays are not known, into which the term runs; the list ends before it. */
  readonly unknownYear: number | null
  /** The day from which the term stands still without an end; the list ends before it. */
  readonly stoppedSince: string | null
}

/** The working days of a term of `count` days that starts on `from`; the day after `from` is the first. */
export function listWorkingDays(from: string, count: number, years: KnownYears, pauses: readonly Pause[] = []): WorkingDays {
  const isKnown = ({ year }: CalendarDay): boolean => year >= years.from && year <= years.to
  const start = calendarDay(from)
  if (!isKnown(start)) return { days: [], unknownYear: start.year, stoppedSince: null }
  const days = [from]
  for (let at = dayAfter(start); days.length <= count; at = dayAfter(at)) {
    const { day } = at
    const pause = pauses.find((one) => one.from <= day && (one.to === null || day < one.to))
    if (pause?.to === null) return { days, unknownYear: null, stoppedSince: pause.from }
    if (!isKnown(at)) return { days, unknownYear: at.year, stoppedSince: null }
    if (!pause && at.isWorking) days.push(day)
  }
  return { days, unknownYear: null, stoppedSince: null }
}

/** The day on which a term of `days` working days ends; `null` when it runs into a year whose holidays are not known. */
export function addWorkingDays(from: string, days: number, years: KnownYears): string | null {
  return listWorkingDays(from, days, years).days[days] ?? null
}

/** A day of the yearly notices: a public holiday, or a weekend day that is worked in exchange (调休上班). `name`: 中秋, 国庆节 … */
export interface SpecialDay {
  readonly day: string
  readonly kind: 'holiday' | 'make-up'
  readonly name: string
}

/** Holidays and make-up days from `from` to `to`, both included, in the order of the calendar. */
export function specialDays(from: string, to: string): readonly SpecialDay[] {
  const special: SpecialDay[] = []
  for (let day = from; day <= to; day = shiftDay(day, 1)) {
    const makeUp = makeUpDays.get(day)
    const entry = makeUp ?? holidays.get(day)
    if (entry !== undefined) special.push({ day, kind: makeUp === undefined ? 'holiday' : 'make-up', name: entry.split(',')[1] ?? '' })
  }
  return special
}

/** Working days from `from` until the day before `to`; 0 when `to` is not later. */
export function countWorkingDays(from: string, to: string): number {
  let count = 0
  for (let at = calendarDay(from); at.day < to; at = dayAfter(at)) if (at.isWorking) count += 1
  return count
}
