import { join } from 'node:path'
import * as z from 'zod'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { type AsideReason, asideReasons } from '../../shared/contracts/sync.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { EventName } from '../../shared/domain/events.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type AsideOfStream, asideOfStream, type CarriedAside, carriedAside } from './asideEvents.ts'
import { createBreath } from './breath.ts'
import { type DiskFailure, errnoOf, type Files, onDisk } from './files.ts'
import { gatherNew, type JudgedStreams } from './gatherNew.ts'
import { sha256 } from './identity.ts'
import type { LogRefusal } from './journal/foundFolder.ts'
import type { Journal } from './journal/journal.ts'
import { findJson } from './journal/opening.ts'
import { openRecordLog, type RecordLog, type RecordLogPorts } from './journal/recordLog.ts'
import type { KnownNames } from './knownNames.ts'
import { type ArrivedEvent, judge, type ReceivedEvent } from './receivedEvents.ts'
import { notesOfRecord, retentionStream } from './recordEvents.ts'
import { type AsideNote, settledBy } from './settledAside.ts'
import { type PlainPage, writerOf } from './sync/plainPage.ts'

export type { ArrivedEvent, ReceivedEvent } from './receivedEvents.ts'

/**
 * What came from others: the same files as the journal, in `<profile>/kept/`, made at the first import. A batch is one
 * flush: a record for each stream with its events byte for byte, and one on the stream `kept` that says where they came
 * from, how far that source was read, and what was set aside.
 */
export interface Kept {
  /** `null` before the first import. */
  readonly log: RecordLog | null
  /** Idempotent by name. `known`: what is here already. */
  import(received: Received, from: Origin, known: KnownNames): Promise<Result<ImportReport, DiskFailure>>
  /** How far a source was read; `null`: from the beginning, also once after records were lost here. */
  checkpointOf(source: string): Promise<Result<string | null, DiskFailure>>
  /** Where each record came from: `null` where that can't be told. */
  origins(): Promise<Result<(seq: number) => string | null, DiskFailure>>
  /** Everything that is set aside, to be shown. */
  setAside(): Promise<Result<readonly SetAside[], DiskFailure>>
  /** Records lost here that no source has been asked for since. */
  lost(): number
  countAside(): Promise<Result<number, DiskFailure>>
  /** Records about batches in which an event of a stream was set aside that is carried on beside it; ascending. */
  asideRecords(): Promise<Result<ReadonlyMap<string, readonly number[]>, DiskFailure>>
  /** What was set aside and is carried on beside a stream; of these records, or of all. */
  asideOf(stream: string, seqs?: readonly number[]): Promise<Result<AsideOfStream, DiskFailure>>
  /** Erasures that act here because the server's role `retention` wrote them, each with its stream. */
  retentionErasures(): ReadonlyMap<EventName, string>
  /** Erasures by `retention` that do not act, because too many came at once. */
  heldErasures(): Promise<Result<readonly HeldErasure[], DiskFailure>>
  close(): Promise<void>
}
export interface HeldErasure {
  readonly stream: string
  readonly name: EventName
}
export interface Origin {
  /** Names a feed, a stick, a copy: nothing personal. */
  readonly source: string
  /** `null`: the source has no place to go on from. */
  readonly checkpoint: string | null
  /** Documents that were read, and of which nothing was set aside. */
  readonly documents?: readonly string[]
}
export interface SetAside extends Pick<ArrivedEvent, 'name' | 'bytes'> {
  readonly reason: AsideReason
}
export interface ImportReport {
  /** New here. */
  readonly kept: number
  /** Here already. */
  readonly known: number
  readonly aside: readonly SetAside[]
  /** Streams that have something new. */
  readonly streams: readonly string[]
  /** Cases of which nothing was here, and whose rows were made where they were read. */
  readonly begun: readonly BegunCase[]
  /** New here, and yet written by this station under its present incarnation: the journal has been put back, or copied. */
  readonly ownUnknown: number
}

export interface Received {
  readonly events: readonly ReceivedEvent[]
  /** Read and made ready in one go; an event may stand in both. */
  readonly plain: PlainPage
}
export interface BegunCase {
  readonly listed: CaseRow
  /** Number of its last record in `kept`. */
  readonly lastSeq: number
}

/** `streamKeyId` of the records about batches. */
const keptStream = 'kept'
const erasureShape = z.array(z.object({ stream: z.string(), name: z.string() }))
const batchShape = z.object({
  source: z.string(),
  checkpoint: z.string().nullable(),
  aside: z.array(z.object({ name: z.string(), reason: z.enum(asideReasons), bytes: z.base64() })),
  held: z.array(z.object({ stream: z.string(), name: z.string() })).default([]),
  /** Records known to be lost when it was written: a checkpoint from before a loss does not bring back what is gone. */
  lost: z.int().min(0).default(0),
  /** Keys of what was set aside before and counts now. */
  settled: z.array(z.string()).default([]),
})
type Batch = z.infer<typeof batchShape>
/** What the records about batches say, but for the bytes that were set aside; read once. */
interface Memory {
  readonly batches: { readonly seq: number; readonly source: string }[]
  readonly checkpoints: Map<string, { readonly checkpoint: string; readonly lost: number }>
  readonly aside: Map<string, AsideNote>
  /** What is carried on by its key, with the number of the record about its batch. */
  readonly carried: Map<string, CarriedAside & { readonly seq: number }>
  readonly held: Map<EventName, HeldErasure>
}

export interface KeptPorts extends Pick<RecordLogPorts, 'files' | 'sealer' | 'randomBytes' | 'clock' | 'segmentBytes' | 'onProgress'> {
  readonly profileDir: string
  readonly journal: Journal
  /** What is lost is more than before, or has been asked for. */
  readonly changed: () => void
}

export async function openKept(ports: KeptPorts): Promise<Result<Kept, LogRefusal>> {
  const dir = join(ports.profileDir, 'kept')
  const found = await onDisk(keptStream, () => isThere(ports.files, dir))
  if (!found.ok) return found
  if (!found.value) return ok(createKept(ports, dir, null))
  const log = await openLog(ports, dir)
  if (!log.ok) return log
  const kept = createKept(ports, dir, log.value)
  // Which sources were read since a loss is in the records about batches; without a loss nobody asks for them at a start.
  if (log.value.tender.missing().length > 0) await kept.origins()
  return ok(kept)
}

const openLog = ({ journal, changed, ...ports }: KeptPorts, dir: string): Promise<Result<RecordLog, LogRefusal>> =>
  openRecordLog({
    ...ports,
    dir,
    place: keptStream,
    notesOf: notesOfRecord,
    onDamage: () => Promise.resolve(changed()),
    isUsed: false,
    station: journal.station,
    firstIncarnation: () => journal.incarnation,
    drawStation: () => journal.station,
    own: () => Promise.resolve({ owner: journal.owner, wasReleased: journal.wasReleased }),
  })

async function isThere(files: Files, dir: string): Promise<boolean> {
  try {
    return (await files.list(dir)).length > 0
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

function createKept(ports: KeptPorts, dir: string, opened: RecordLog | null): Kept {
  let log = opened
  let working: Promise<unknown> = Promise.resolve()

  const acting = new Map((log?.start.keptRecords ?? []).flatMap(({ stream, body }) => (stream === retentionStream && body ? (erasureShape.safeParse(findJson(body)).data ?? []) : [])).map(({ stream, name }) => [name, stream]))

  async function batches(some?: readonly number[]): Promise<Result<readonly { readonly seq: number; readonly batch: Batch }[], DiskFailure>> {
    if (!log) return ok([])
    const index = await log.index()
    if (!index.ok) return index
    const seqs = some ?? index.value.seqsOf(keptStream)
    const bodies = await log.read(seqs)
    if (!bodies.ok) return bodies
    return ok(
      bodies.value.flatMap((body, at) => {
        const batch = batchShape.safeParse(body && findJson(body)).data
        return batch ? [{ seq: seqs[at] ?? 0, batch }] : []
      }),
    )
  }

  let memory: Memory | null = null
  const missing = (): readonly number[] => log?.tender.missing() ?? []
  /** Losses that the newest batch knew of. */
  let lostBefore = 0
  const lost = (): number => (missing().length > lostBefore ? missing().length : 0)
  async function remember(): Promise<Result<Memory, DiskFailure>> {
    if (memory) return ok(memory)
    const found = await batches()
    if (!found.ok) return found
    const fresh: Memory = { batches: [], checkpoints: new Map(), aside: new Map(), carried: new Map(), held: new Map() }
    for (const { seq, batch } of found.value) note(fresh, seq, batch, asideOf(batch))
    memory ??= fresh
    return ok(memory)
  }
  function note({ batches: read, checkpoints, aside, carried, held }: Memory, seq: number, { source, checkpoint, held: heldNow, lost: lostThen, settled }: Omit<Batch, 'aside'>, asideNow: readonly SetAside[]): void {
    read.push({ seq, source })
    lostBefore = Math.max(lostBefore, lostThen)
    if (checkpoint !== null) checkpoints.set(source, { checkpoint, lost: lostThen })
    for (const key of settled) {
      aside.delete(key)
      carried.delete(key)
    }
    for (const one of asideNow) {
      aside.set(keyOf(one), { name: one.name, reason: one.reason })
      const carriedOn = carriedAside(one)
      if (carriedOn) carried.set(keyOf(one), { ...carriedOn, seq })
    }
    for (const erasure of heldNow) held.set(erasure.name, erasure)
  }

  const setAside: Kept['setAside'] = async () => {
    const found = await stillAside()
    return found.ok ? ok([...found.value.values()]) : found
  }
  /** Of these records, or of all. */
  async function stillAside(seqs?: readonly number[]): Promise<Result<ReadonlyMap<string, SetAside>, DiskFailure>> {
    const [noted, found] = [await remember(), await batches(seqs)]
    if (!noted.ok) return noted
    if (!found.ok) return found
    return ok(new Map(found.value.flatMap(({ batch }) => asideOf(batch).flatMap((one) => (noted.value.aside.has(keyOf(one)) ? [[keyOf(one), one]] : [])))))
  }

  async function importBatch({ events: received, plain }: Received, { source, checkpoint, documents = [] }: Origin, known: KnownNames): Promise<Result<ImportReport, DiskFailure>> {
    const remembered = await remember()
    if (!remembered.ok) return remembered
    const streams: JudgedStreams = new Map()
    const refused = new Map<string, SetAside>()
    const beginning = new Map<EventName, string>()
    const held: HeldErasure[] = []
    const breathe = createBreath()
    for (const event of received) {
      await breathe()
      const judged = judge(event)
      if ('reason' in judged) {
        const aside = { name: event.name, bytes: 'bytes' in event ? event.bytes : Buffer.from(event.text), reason: judged.reason }
        if (!remembered.value.aside.has(keyOf(aside))) refused.set(keyOf(aside), aside)
        continue
      }
      const { stream } = judged
      const ofStream = streams.get(stream)
      if (ofStream) ofStream.set(event.name, judged)
      else streams.set(stream, new Map([[event.name, judged]]))
      // What was held once stays so until a supervisor has spoken, also when its feed is read again in other pages.
      if (judged.isErasure !== true || acting.has(event.name) || remembered.value.held.has(event.name)) continue
      if (event.byRetention === 'acts') beginning.set(event.name, stream)
      else if (event.byRetention === 'held') held.push({ stream, name: event.name })
    }
    const gathered = await gatherNew(plain, streams, beginning, known, writerOf(ports.journal), breathe)
    if (!gathered.ok) return gathered
    const { records, fresh, begun, arrived, alreadyHere, ownUnknown } = gathered.value
    if (beginning.size > 0) records.push({ stream: retentionStream, body: Buffer.from(canonicalJson([...beginning].map(([name, stream]) => ({ stream, name })))) })
    const aside = [...refused.values()]
    const lostNow = missing().length
    const settled = settledBy(remembered.value.aside, { streams, plain, documents })
    const about = { source, checkpoint, held, lost: lostNow, settled }
    records.push({ stream: keptStream, body: Buffer.from(canonicalJson({ source, checkpoint, held, ...(lostNow > 0 ? { lost: lostNow } : {}), ...(settled.length > 0 ? { settled } : {}), aside: aside.map(({ name, reason, bytes }) => ({ name, reason, bytes: Buffer.from(bytes).toString('base64') })) })) })
    const report = { kept: arrived - alreadyHere, known: alreadyHere, aside, streams: gathered.value.changed, ownUnknown }
    if (records.length === 1 && aside.length + settled.length === 0 && held.length === 0 && checkpoint === null) return ok({ ...report, begun: [] })
    if (!log) {
      const first = await openLog(ports, dir)
      if (!first.ok) return first.failure.kind === 'disk' ? { ok: false, failure: first.failure } : { ok: false, failure: { kind: 'disk', problem: 'other', place: keptStream } }
      log = first.value
    }
    const written = await log.appendTogether(records)
    if (!written.ok) return written
    const wasLost = lost()
    note(remembered.value, written.value.seq + records.length - 1, about, aside)
    if (wasLost > 0) ports.changed()
    for (const [name, stream] of beginning) acting.set(name, stream)
    for (const one of fresh) known.kept(one.stream, one.names, one.records, written.value.seq + one.lastRecord)
    return ok({ ...report, begun: begun.map(({ listed, record }) => ({ listed, lastSeq: written.value.seq + record })) })
  }

  return {
    get log() {
      return log
    },
    // One batch after the other: what the second knows includes the first.
    import: (received, from, known) => {
      const done = working.then(() => importBatch(received, from, known))
      working = done.catch(() => undefined)
      return done
    },
    checkpointOf: async (source) => {
      const found = await remember()
      if (!found.ok) return found
      const last = found.value.checkpoints.get(source)
      return ok(last && last.lost >= missing().length ? last.checkpoint : null)
    },
    origins: async () => {
      const found = await remember()
      return found.ok ? ok((seq) => sourceOf(found.value.batches, seq, missing())) : found
    },
    lost,
    setAside,
    countAside: async () => {
      const found = await remember()
      return found.ok ? ok(found.value.aside.size) : found
    },
    asideRecords: async () => {
      const found = await remember()
      return found.ok ? ok(recordsByStream([...found.value.carried.values()].filter(({ kind }) => kind === 'event'))) : found
    },
    asideOf: async (stream, seqs) => {
      const found = await remember()
      if (!found.ok) return found
      const all = await stillAside(seqs ?? recordsByStream([...found.value.carried.values()]).get(stream) ?? [])
      return all.ok ? ok(asideOfStream([...all.value.values()], stream)) : all
    },
    retentionErasures: () => acting,
    heldErasures: async () => {
      const found = await remember()
      return found.ok ? ok([...found.value.held.values()].filter(({ name }) => !acting.has(name))) : found
    },
    close: async () => {
      await working
      await log?.close()
    },
  }
}

const asideOf = ({ aside }: Batch): readonly SetAside[] => aside.map(({ name, reason, bytes }) => ({ name, reason, bytes: Buffer.from(bytes, 'base64') }))

function recordsByStream(carried: readonly (CarriedAside & { readonly seq: number })[]): ReadonlyMap<string, readonly number[]> {
  const records = new Map<string, number[]>()
  for (const { stream, seq } of carried) {
    const known = records.get(stream)
    if (!known) records.set(stream, [seq])
    else if (known.at(-1) !== seq) known.push(seq)
  }
  return records
}

const keyOf = ({ name, reason, bytes }: SetAside): string => `${reason} ${name} ${sha256(bytes)}`

/** The first record about a batch at or behind a record is of the same flush, unless one between them was lost: that may have been about its batch. */
function sourceOf(batches: Memory['batches'], seq: number, missing: readonly number[]): string | null {
  let low = 0
  for (let high = batches.length; low < high; ) {
    const middle = (low + high) >> 1
    if ((batches[middle]?.seq ?? 0) >= seq) high = middle
    else low = middle + 1
  }
  const batch = batches[low]
  return batch === undefined || missing.some((gone) => gone >= seq && gone <= batch.seq) ? null : batch.source
}
