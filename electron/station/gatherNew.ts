import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { EventName } from '../../shared/domain/events.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import type { DiskFailure } from './files.ts'
import type { Unwritten } from './journal/segmentWriter.ts'
import { countNames, type KnownNames, namesOf, type PackedNames } from './knownNames.ts'
import { countWrittenBy, isOnePart, type Judged, type JudgedEntry, judgedOf, notesOfJudged, notesOfPlain, partsOf } from './receivedEvents.ts'
import type { PlainPage } from './sync/plainPage.ts'

/** What of a batch is not here yet, as records to be written in this order. */
export interface Gathered {
  readonly records: Unwritten[]
  /** Streams that have something new, or something that begins to act. */
  readonly changed: string[]
  /** Cases of which nothing was here, with their row and the place of their record. */
  readonly begun: { readonly listed: CaseRow; readonly record: number }[]
  /** Names that are known once the records are written; `lastRecord` is a place among them. */
  readonly fresh: { readonly stream: string; readonly names: PackedNames; readonly records: number; readonly lastRecord: number }[]
  /** Events. */
  arrived: number
  alreadyHere: number
  /** Written by this station itself, and not here. */
  ownUnknown: number
}
/** Events that were looked at by themselves, by their streams. */
export type JudgedStreams = Map<string, Map<EventName, Judged>>

/** `beginning`: erasures that begin to act. `own`: this station as a writer. */
export async function gatherNew(plain: PlainPage, streams: JudgedStreams, beginning: ReadonlyMap<EventName, string>, known: KnownNames, own: string, breathe: () => Promise<void> | null): Promise<Result<Gathered, DiskFailure>> {
  const gathered: Gathered = { records: [], changed: [], begun: [], fresh: [], arrived: 0, alreadyHere: 0, ownUnknown: 0 }
  const taken = await gatherPlain(plain, streams, gathered, known, own, breathe)
  return taken.ok ? gatherJudged(streams, beginning, gathered, known, own) : taken
}

/** Streams of which nothing is here are taken as they were laid down; the others are looked at event by event. */
async function gatherPlain(plain: PlainPage, streams: JudgedStreams, gathered: Gathered, known: KnownNames, own: string, breathe: () => Promise<void> | null): Promise<Result<null, DiskFailure>> {
  for (const one of plain.streams) {
    await breathe()
    const { stream, listed, names } = one
    const body = plain.bodies.subarray(one.start, one.end)
    const ofStream = streams.get(stream)
    const here = ofStream || !isOnePart(body) ? null : await known.of(stream)
    if (here?.ok === false) return here
    const events = countNames(names)
    if (here && here.value.size > 0 && namesOf(names).every((name) => here.value.has(name))) {
      gathered.arrived += events
      gathered.alreadyHere += events
      continue
    }
    if (here?.value.size !== 0) {
      // Some of it may be here: looked at event by event, with what else there is of the stream.
      streams.set(stream, new Map([...judgedOf(one, body), ...(ofStream ?? [])]))
      continue
    }
    const record = gathered.records.length
    gathered.arrived += events
    gathered.fresh.push({ stream, names, records: 1, lastRecord: record })
    gathered.ownUnknown += countWrittenBy(one, own)
    gathered.changed.push(stream)
    if (listed) gathered.begun.push({ listed, record })
    gathered.records.push({ stream, body, notes: notesOfPlain(one, body) })
  }
  return ok(null)
}

async function gatherJudged(streams: JudgedStreams, beginning: ReadonlyMap<EventName, string>, gathered: Gathered, known: KnownNames, own: string): Promise<Result<Gathered, DiskFailure>> {
  const { records, changed, fresh } = gathered
  for (const [stream, events] of streams) {
    const here = await known.of(stream)
    if (!here.ok) return here
    gathered.arrived += events.size
    const isNew = here.value.size === 0 ? [...events] : [...events].filter(([name]) => !here.value.has(name))
    gathered.alreadyHere += events.size - isNew.length
    gathered.ownUnknown += isNew.filter(([, { writer }]) => writer === own).length
    // An erasure that was here and begins to act is a change of its case, and is told like one.
    const telling: readonly JudgedEntry[] = beginning.size === 0 ? isNew : [...isNew, ...[...events].filter(([name]) => here.value.has(name) && beginning.has(name))]
    if (telling.length === 0) continue
    changed.push(stream)
    const parts = partsOf(telling)
    fresh.push({ stream, names: isNew.map(([name]) => name).join(''), records: parts.length, lastRecord: records.length + parts.length - 1 })
    for (const part of parts) {
      const body = Buffer.from(`[${part.map(([, { text }]) => text).join(',')}]`)
      records.push({ stream, body, notes: notesOfJudged(stream, body, part) })
    }
  }
  return ok(gathered)
}
