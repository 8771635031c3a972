import { ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import { nameEvent } from '../identity.ts'
import type { Journal } from '../journal/journal.ts'
import type { RecordLog } from '../journal/recordLog.ts'
import type { Kept } from '../kept.ts'
import { textsOf } from '../recordEvents.ts'
import type { EventText } from './batch.ts'
import type { Receipts } from './receipts.ts'

/** Records of one stream that a server has not confirmed. */
export interface UnsentRecords {
  readonly journal: readonly number[]
  /** Of what came from others: only what this server did not send itself. Records about batches are those in which something of the stream was set aside. */
  readonly kept: readonly number[]
}

/** What a server still lacks of both stores. */
export interface Unsent {
  /** Takes in what was written since the last look. */
  look(): Promise<Result<null, DiskFailure>>
  readonly streams: ReadonlyMap<string, UnsentRecords>
  /** Streams that are sent at all. */
  countStreams(): number
  /** The receipts for a stream have changed. */
  review(stream: string): void
  /** Database whose feed brought something of it: where a stream belongs whose opening is not here, as of a case that was erased before it was read. */
  feedOf(stream: string): string | null
  /** Events of these records, each once. */
  read(stream: string, records: UnsentRecords): Promise<Result<readonly EventText[], DiskFailure>>
}
export interface UnsentPorts {
  readonly journal: Pick<Journal, 'index' | 'read'>
  readonly kept: Pick<Kept, 'log' | 'origins' | 'asideRecords' | 'asideOf'>
  readonly receipts: Receipts
}

/** What is folded, keyed and exchanged; the other records are about the station's own files. */
const sentStream = /^(?:case|station|print|task):/

export const sourceOf = ({ server: { uuid, life } }: Receipts, database: string): string => `${uuid}.${life}/${database}`

/** As `sourceOf` names it; a stick has none. */
const databaseIn = (source: string | null): string | null => /^[^/]+\.\d+\/(.+)$/.exec(source ?? '')?.[1] ?? null

export function createUnsent({ journal, kept, receipts }: UnsentPorts): Unsent {
  const waiting = new Map<string, UnsentRecords>()
  const known = new Set<string>()
  const own = `${receipts.server.uuid}.${receipts.server.life}/`
  let looked = { journal: 0, kept: 0 }
  let seqsOf: (log: 'journal' | 'kept', stream: string) => readonly number[] = () => []
  let aside: ReadonlyMap<string, readonly number[]> = new Map()
  let originOf: (seq: number) => string | null = () => null

  function review(stream: string): void {
    const upTo = receipts.upTo(stream)
    const records: UnsentRecords = {
      journal: after(seqsOf('journal', stream), upTo.journal),
      kept: after(keptOf(stream), upTo.kept).filter((seq) => upTo.revoked || originOf(seq)?.startsWith(own) !== true),
    }
    if (records.journal.length + records.kept.length > 0) waiting.set(stream, records)
    else waiting.delete(stream)
  }

  /** What was set aside goes with its stream: of one that nobody here knows, it waits until something is known. */
  function keptOf(stream: string): readonly number[] {
    const [records, beside] = [seqsOf('kept', stream), aside.get(stream) ?? []]
    return beside.length === 0 ? records : [...records, ...beside].toSorted((one, other) => one - other)
  }

  return {
    streams: waiting,
    countStreams: () => known.size,
    review,
    feedOf: (stream) => keptOf(stream).reduce<string | null>((found, seq) => found ?? databaseIn(originOf(seq)), null),
    look: async () => {
      const [ours, others, origins, found] = [await journal.index(), kept.log ? await kept.log.index() : ok(null), await kept.origins(), await kept.asideRecords()]
      if (!ours.ok) return ours
      if (!others.ok) return others
      if (!origins.ok) return origins
      if (!found.ok) return found
      originOf = origins.value
      aside = found.value
      seqsOf = (log, stream) => (log === 'journal' ? ours.value : others.value)?.seqsOf(stream) ?? []
      const changed = { journal: ours.value.changedSince(looked.journal), kept: others.value?.changedSince(looked.kept) ?? [] }
      const before = looked.kept
      looked = { journal: lastOf(changed.journal, looked.journal), kept: lastOf(changed.kept, looked.kept) }
      for (const [stream] of [...changed.journal, ...changed.kept]) {
        if (!sentStream.test(stream)) continue
        known.add(stream)
        review(stream)
      }
      for (const [stream, seqs] of aside) if (known.has(stream) && (seqs.at(-1) ?? 0) > before) review(stream)
      return ok(null)
    },
    read: async (stream, records) => {
      const texts = new Map<string, EventText>()
      for (const [log, seqs] of [[journal, records.journal], [kept.log, records.kept]] satisfies [Pick<RecordLog, 'read'> | null, readonly number[]][]) {
        if (!log || seqs.length === 0) continue
        const bodies = await log.read(seqs)
        if (!bodies.ok) return bodies
        for (const body of bodies.value) {
          if (!body) continue
          for (const [at, text] of textsOf(body).entries()) {
            const name = nameEvent(text)
            if (!texts.has(name)) texts.set(name, { name, text, follows: at > 0 })
          }
        }
      }
      const beside = (aside.get(stream) ?? []).filter((seq) => records.kept.includes(seq))
      const unknown = beside.length > 0 ? await kept.asideOf(stream, beside) : ok({ texts: [] })
      if (!unknown.ok) return unknown
      for (const text of unknown.value.texts) texts.set(nameEvent(text), { name: nameEvent(text), text })
      return ok([...texts.values()])
    },
  }
}

const lastOf = (changed: readonly (readonly [string, number])[], before: number): number => changed.reduce((last, [, seq]) => Math.max(last, seq), before)

/** Numbers above one, of an ascending list: mostly its end. */
function after(seqs: readonly number[], seq: number): readonly number[] {
  let first = seqs.length
  while (first > 0 && (seqs[first - 1] ?? 0) > seq) first -= 1
  return seqs.slice(first)
}
