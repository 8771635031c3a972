import { programYear } from '../../../shared/domain/clockTrust.ts'
import { casesDatabase, districtWords } from '../../../shared/domain/databases.ts'
import type { EventText } from './batch.ts'

/** The database that a stream belongs to; `null` where only its opening says so, and that is not among these events. */
export function databaseOf(stream: string, events: readonly EventText[]): string | null {
  if (stream.startsWith('station:')) return 'stations'
  if (stream.startsWith('task:')) return 'ledger'
  for (const { text } of events) {
    const found = findOpening(text)
    if (found) return found
  }
  return null
}

/** By the opening alone, which never changes: every station finds the same, whenever and with whatever clock. */
function findOpening(text: string): string | null {
  if (!text.includes('"kind":"case.opened"')) return null
  const event: unknown = JSON.parse(text)
  if (typeof event !== 'object' || event === null || !('kind' in event) || event.kind !== 'case.opened') return null
  const payload = 'payload' in event && typeof event.payload === 'object' && event.payload !== null ? event.payload : {}
  const district = 'district' in payload ? payload.district : undefined
  const year = 'year' in payload && typeof payload.year === 'number' ? payload.year : yearOfMoment('at' in event ? event.at : undefined)
  const word = typeof district === 'string' && Object.hasOwn(districtWords, district) ? districtWords[district] : undefined
  return word === undefined || year === null ? null : casesDatabase(word, year)
}

/** In China. No case was opened before there was a program to open it with: the clock was wrong, and nobody had said the year. */
function yearOfMoment(at: unknown): number | null {
  const year = typeof at === 'string' ? /^\d{4}(?=-)/.exec(at)?.[0] : undefined
  return year === undefined ? null : Math.max(programYear, Number(year))
}
