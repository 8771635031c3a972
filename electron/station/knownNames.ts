import type { EventName } from '../../shared/domain/events.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import type { DiskFailure } from './files.ts'

/**
 * Names of the events that are here, remembered for the streams that were asked about last: a feed in the order of time
 * comes back to the same cases page after page, and reading a case again for every batch of it takes longer than all the rest.
 */
export interface KnownNames {
  of(stream: string): Promise<Result<ReadonlySet<EventName>, DiskFailure>>
  /** After `of` nothing of what came from others was written but these records, the last of which is `lastSeq`. */
  kept(stream: string, names: PackedNames, records: number, lastSeq: number): void
}
/** Names one behind the other: a fifth of the memory of a set. */
export type PackedNames = string
const nameLength = 32
export const nameAt = (names: PackedNames, at: number): EventName => names.slice(at * nameLength, (at + 1) * nameLength)
export const namesOf = (names: PackedNames): readonly EventName[] => Array.from({ length: countNames(names) }, (_, at) => nameAt(names, at))
export const countNames = (names: PackedNames): number => names.length / nameLength

export interface KnownNamesPorts {
  /** Numbers of the records of a stream, ascending. */
  readonly recordsOf: (stream: string) => Promise<Result<{ readonly own: readonly number[]; readonly others: readonly number[] }, DiskFailure>>
  readonly readNames: (stream: string) => Promise<Result<readonly EventName[], DiskFailure>>
}

/** What was remembered holds for the very records that it rests on: one more, or one found lost, and it is read again. */
interface RestsOn {
  readonly own: Records
  readonly others: Records
}
interface Records {
  readonly count: number
  readonly last: number
}
interface Known extends RestsOn {
  readonly names: PackedNames
}

/** In memory: some 10 MB. */
const mostNames = 300_000
const nothing: ReadonlySet<EventName> = new Set()

export function createKnownNames({ recordsOf, readNames }: KnownNamesPorts): KnownNames {
  const remembered = new Map<string, Known>()
  let total = 0

  function remember(stream: string, known: Known): void {
    forget(stream)
    remembered.set(stream, known)
    total += countNames(known.names)
    for (const [oldest] of remembered) {
      if (total <= mostNames) break
      forget(oldest)
    }
  }
  function forget(stream: string): void {
    total -= countNames(remembered.get(stream)?.names ?? '')
    remembered.delete(stream)
  }

  return {
    of: async (stream) => {
      const records = await recordsOf(stream)
      if (!records.ok) return records
      const restsOn = { own: summed(records.value.own), others: summed(records.value.others) }
      const before = remembered.get(stream)
      if (before && isSame(before.own, restsOn.own) && isSame(before.others, restsOn.others)) return ok(before.names === '' ? nothing : new Set(namesOf(before.names)))
      const names = restsOn.own.count + restsOn.others.count === 0 ? ok([]) : await readNames(stream)
      if (!names.ok) return names
      remember(stream, { ...restsOn, names: names.value.join('') })
      return ok(names.value.length === 0 ? nothing : new Set(names.value))
    },
    kept: (stream, names, records, lastSeq) => {
      const before = remembered.get(stream)
      if (before) remember(stream, { own: before.own, others: { count: before.others.count + records, last: lastSeq }, names: before.names + names })
    },
  }
}

const summed = (seqs: readonly number[]): Records => ({ count: seqs.length, last: seqs.at(-1) ?? 0 })
const isSame = (one: Records, other: Records): boolean => one.count === other.count && one.last === other.last
