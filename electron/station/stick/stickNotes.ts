import * as z from 'zod'
import type { StickState } from '../../../shared/contracts/stick.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import type { Journal } from '../journal/journal.ts'
import { findJson } from '../journal/opening.ts'
import type { StreamIndex } from '../journal/streamIndex.ts'
import type { Kept } from '../kept.ts'
import { caseOfStream } from '../recordEvents.ts'

/** What was carried out of here, as records of the journal. It confirms nothing: a stick can be lost on the way. */

export const sticksStream = 'sticks'
const seq = z.int().min(0)
const noteShape = z.object({
  kind: z.literal('written'),
  at: z.string(),
  incarnation: z.string(),
  number: z.int().min(1),
  name: z.string(),
  digest: z.string(),
  /** The last records of each stream when it was collected. */
  streams: z.array(z.object({ stream: z.string(), journal: seq, kept: seq })),
})
export type StickWritten = z.infer<typeof noteShape>

export interface NotesPorts {
  readonly journal: Pick<Journal, 'append' | 'index' | 'read'>
  readonly kept: Pick<Kept, 'log'>
}

export async function readNotes({ journal }: NotesPorts): Promise<Result<readonly StickWritten[], DiskFailure>> {
  const index = await journal.index()
  if (!index.ok) return index
  const bodies = await journal.read(index.value.seqsOf(sticksStream))
  if (!bodies.ok) return bodies
  return ok(bodies.value.flatMap((body) => noteShape.safeParse(body && findJson(body)).data ?? []))
}

export const noteWritten = ({ journal }: NotesPorts, written: StickWritten): Promise<Result<unknown, DiskFailure>> => journal.append(sticksStream, Buffer.from(canonicalJson(written)))

/** Both folders, as they are now. */
export interface Indexes {
  readonly journal: StreamIndex
  readonly kept: StreamIndex | null
}
export async function readIndexes({ journal, kept }: NotesPorts): Promise<Result<Indexes, DiskFailure>> {
  const own = await journal.index()
  if (!own.ok) return own
  const others = kept.log ? await kept.log.index() : ok(null)
  return others.ok ? ok({ journal: own.value, kept: others.value }) : others
}

export const lastRecords = ({ journal, kept }: Indexes, stream: string): { readonly stream: string; readonly journal: number; readonly kept: number } => ({
  stream,
  journal: journal.seqsOf(stream).at(-1) ?? 0,
  kept: kept?.seqsOf(stream).at(-1) ?? 0,
})

export async function describeNotes(ports: NotesPorts): Promise<Result<Omit<StickState, 'incoming'>, DiskFailure>> {
  const [notes, indexes] = [await readNotes(ports), await readIndexes(ports)]
  if (!notes.ok) return notes
  if (!indexes.ok) return indexes
  const cases = new Map<string, StickState['cases'][number]>()
  for (const { at, streams } of notes.value) {
    for (const { stream, journal, kept } of streams) {
      const caseId = caseOfStream(stream)
      if (caseId === null) continue
      const now = lastRecords(indexes.value, stream)
      cases.set(caseId, { caseId, at, isWhole: journal >= now.journal && kept >= now.kept })
    }
  }
  const last = notes.value.at(-1)
  return ok({ last: last ? { at: last.at, number: last.number, name: last.name } : null, cases: [...cases.values()] })
}
