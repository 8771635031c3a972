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

// The year of the wall clock that opened it, in China: what every station reads off the same event.
function findOpening(text: string): string | null {
  if (!text.includes('"kind":"case.opened"')) return null
  const event: unknown = JSON.parse(text)
  if (typeof event !== 'object' || event === null || !('kind' in event) || event.kind !== 'case.opened') return null
  const year = 'at' in event && typeof event.at === 'string' ? /^\d{4}(?=-)/.exec(event.at)?.[0] : undefined
  const district = 'payload' in event && typeof event.payload === 'object' && event.payload !== null && 'district' in event.payload ? event.payload.district : undefined
  const word = typeof district === 'string' && Object.hasOwn(districtWords, district) ? districtWords[district] : undefined
  return word === undefined || year === undefined ? null : casesDatabase(word, Number(year))
}
