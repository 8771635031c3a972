import { join } from 'node:path'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type DiskFailure, type Files, onDisk, type OpenFile } from '../files.ts'
import type { Sealer } from '../sealer.ts'
import { journalFormat } from './formatVersion.ts'
import { journalStream, type Opening, type OpeningReason } from './opening.ts'
import type { Owner } from './owner.ts'
import { encodeRecord, encodeRecords, largestRecordBytes } from './record.ts'
import { segmentName } from './segmentFolder.ts'
import type { NotesOf, RecordNotes } from './segmentIndex.ts'

/** Appends records to the newest segment: what waits is written at once, flushed once, and acknowledged after that. */
export interface SegmentWriter {
  readonly incarnation: string
  head(): { readonly seq: number; readonly chain: string }
  /** The newest segment and how much of it was acknowledged. */
  newest(): { readonly segment: number; readonly bytes: number } | null
  /** All of them or none; gives the number of the first. */
  append(records: readonly Unwritten[]): Promise<Result<{ readonly seq: number }, DiskFailure>>
  /** A new segment under a new incarnation: history was lost, copied or put back. */
  renew(because: OpeningReason, incarnation: string, missing: readonly number[]): Promise<Result<null, DiskFailure>>
  close(): Promise<void>
}
export interface Unwritten {
  readonly stream: string
  readonly body: Uint8Array
  /** Throws where it must not be acknowledged. Called while the disk flushes, when there is nothing else to do; nothing of the batch counts then. */
  readonly check?: () => void
  /** What `notesOf` would find, where whoever writes has just read it. */
  readonly notes?: RecordNotes
}
/** A record as it was written. */
export interface Written extends Omit<Unwritten, 'check' | 'notes'> {
  readonly seq: number
  readonly segment: number
  readonly start: number
  readonly end: number
  readonly sealed: Uint8Array
  readonly notes: RecordNotes
}

export interface WriterPorts {
  readonly dir: string
  readonly files: Files
  readonly sealer: Sealer
  readonly owner: Owner
  readonly segmentBytes: number
  /** Names the place in a failure. */
  readonly place: string
  readonly station: string
  readonly notesOf: NotesOf
  /** Told after the flush, before the answer. */
  readonly onWritten: (records: readonly Written[]) => void
}
export interface WriterStart {
  readonly incarnation: string
  readonly missing: readonly number[]
  readonly head: { readonly seq: number; readonly chain: string }
  readonly newest: { readonly segment: number; readonly bytes: number } | null
  /** Open where the newest segment is gone on with. */
  readonly file: OpenFile | null
  readonly nextSegment: number
}

interface Encoded extends ReturnType<typeof encodeRecords> {
  readonly sealed: readonly Uint8Array[]
}
interface Bug {
  readonly kind: 'bug'
  readonly thrown: unknown
}
interface Waiting {
  readonly records: readonly Unwritten[]
  readonly settle: (outcome: Result<{ readonly seq: number }, DiskFailure>) => void
  readonly reject: (bug: unknown) => void
}

/** Bytes. */
const worthKeeping = { least: 64 << 10, most: 8 << 20 } as const

export function createWriter(ports: WriterPorts, start: WriterStart): SegmentWriter {
  const { dir, files, sealer, owner, segmentBytes, place, station, notesOf, onWritten } = ports
  let { incarnation, missing, head, newest, nextSegment } = start
  /** `null` when the next record needs a new segment. */
  let file = start.file && newest && { handle: start.file, segment: newest.segment, bytes: newest.bytes }
  /** Behind what was acknowledged in the newest segment may stand what was refused; the opening of another one voids it. */
  let hasRemains = false
  let because: OpeningReason = 'disk-error'
  let queue: Waiting[] = []
  let working: Promise<unknown> = Promise.resolve()
  let isFlushing = false
  let isClosed = false

  /** Used for one write after the other: megabytes that are new for each page of a first fill keep the collector busy. */
  let room = Buffer.alloc(0)
  function roomFor(bytes: number): Buffer {
    if (bytes < worthKeeping.least || bytes > worthKeeping.most) return Buffer.allocUnsafe(bytes)
    if (room.length < bytes) room = Buffer.allocUnsafeSlow(Math.min(worthKeeping.most, bytes * 2))
    return room.subarray(0, bytes)
  }

  async function leaveSegment(): Promise<void> {
    const left = file
    file = null
    await left?.handle.close().catch(() => undefined)
  }

  async function leaveRemains(): Promise<void> {
    hasRemains = true
    await leaveSegment()
  }

  /** Where no segment was begun behind them: a disk that refused and is well again must not bring them back at the next start, nor alarm anybody. */
  async function cutRemains(): Promise<void> {
    if (!hasRemains || newest === null) return
    try {
      // Who has come since may have read them.
      if (owner.isStill()) await cut(files, join(dir, segmentName(newest.segment)), newest.bytes)
    } catch {
      // The next start sees what stands there.
    }
  }

  /** Creates a segment with its opening record, flushed; leaves everything as it was when the disk refuses. */
  async function beginSegment(reason: OpeningReason): Promise<void> {
    const segment = nextSegment
    const path = join(dir, segmentName(segment))
    // Taken even when creating fails: the next try must not meet this one's remains.
    nextSegment = segment + 1
    const opening: Opening = { kind: 'segment.opened', format: journalFormat, station, incarnation, because: reason, previous: newest, missing }
    const body = Buffer.from(canonicalJson(opening))
    const sealed = await sealer.seal(body, { stream: journalStream, purpose: 'journal' })
    const { header, bytes } = encodeRecord(head.chain, head.seq + 1, journalStream, sealed)
    const handle = await files.create(path)
    try {
      await handle.write(bytes, 0)
      await handle.sync()
      await files.syncFolder(dir)
      if (!owner.isStill()) throw new TakenOver()
    } catch (error) {
      await handle.close().catch(() => undefined)
      await files.remove(path).catch(() => undefined)
      throw error
    }
    await leaveSegment()
    hasRemains = false
    file = { handle, segment, bytes: bytes.length }
    newest = { segment, bytes: bytes.length }
    head = { seq: header.seq, chain: header.chain }
    because = 'disk-error'
    onWritten([{ seq: header.seq, stream: journalStream, body, sealed, segment, start: 0, end: bytes.length, notes: notesOf(journalStream, null) }])
  }

  async function flushAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      try {
        const outcome = await toDisk(() => flush(batch.flatMap(({ records }) => records)))
        let seq = outcome.ok ? outcome.value : 0
        for (const { records, settle } of batch) {
          settle(outcome.ok ? ok({ seq }) : outcome)
          seq += records.length
        }
      } catch (bug) {
        for (const { reject } of batch) reject(bug)
      }
    }
    isFlushing = false
  }

  async function toDisk<T>(work: () => Promise<T>): Promise<Result<T, DiskFailure>> {
    try {
      return await onDisk(place, work)
    } catch (error) {
      if (error instanceof TakenOver) return fail({ kind: 'disk', problem: 'taken-over', place })
      throw error
    }
  }

  /** One write and one flush for the whole batch; gives the number of its first record. */
  async function flush(batch: readonly Unwritten[]): Promise<number> {
    if (!file) await beginSegment(because)
    else if (file.bytes >= segmentBytes) await beginSegment('full')
    const now = file
    if (!now) throw new Error('a segment was begun and is not there')
    const sealed: Uint8Array[] = []
    for (const { stream, body } of batch) sealed.push(await sealer.seal(body, { stream, purpose: 'journal' }))
    const encoded: Encoded = { ...encodeRecords(head.chain, head.seq + 1, batch.map(({ stream }, at) => ({ streamKeyId: stream, body: sealed[at] ?? nothing })), roomFor), sealed }
    const last = encoded.headers.at(-1)
    const after = last ? { seq: last.seq, chain: last.chain } : head
    try {
      await now.handle.write(encoded.bytes, now.bytes)
    } catch (error) {
      await now.handle.truncate(now.bytes).catch(leaveRemains)
      throw error
    }
    const flushing = now.handle.sync()
    const prepared = prepare(batch, encoded, now)
    try {
      await flushing
    } catch (error) {
      // After a failed flush the system may have dropped the pages and say yes the next time: this file is done.
      await now.handle.truncate(now.bytes).catch(() => undefined)
      await leaveRemains()
      throw error
    }
    if (!prepared.ok) {
      await takeBack(now)
      throw prepared.failure.thrown
    }
    await checkOwner(now)
    const first = head.seq + 1
    const bytes = prepared.value.at(-1)?.end ?? now.bytes
    head = after
    file = { ...now, bytes }
    newest = { segment: now.segment, bytes }
    onWritten(prepared.value)
    return first
  }

  /** All that a record needs besides the disk: done while the disk is at work, it keeps nobody waiting. */
  function prepare(batch: readonly Unwritten[], { headers, ends, sealed }: Encoded, { segment, bytes }: { readonly segment: number; readonly bytes: number }): Result<readonly Written[], Bug> {
    try {
      return ok(
        batch.flatMap(({ stream, body, check, notes }, at): Written[] => {
          const header = headers[at]
          if (!header) return []
          check?.()
          return [{ stream, body, seq: header.seq, sealed: sealed[at] ?? nothing, segment, start: bytes + (ends[at - 1] ?? 0), end: bytes + (ends[at] ?? 0), notes: notes ?? notesOf(stream, body) }]
        }),
      )
    } catch (thrown) {
      return fail({ kind: 'bug', thrown })
    }
  }

  /** Whoever has come since has read this file before our record or after it: only a look behind the flush tells. */
  async function checkOwner(now: { readonly handle: OpenFile; readonly bytes: number }): Promise<void> {
    let isOurs: boolean
    try {
      isOurs = owner.isStill()
    } catch (error) {
      await takeBack(now)
      throw error
    }
    if (isOurs) return
    await leaveSegment()
    throw new TakenOver()
  }

  /** Flushed and refused all the same: it must not come back. */
  async function takeBack({ handle, bytes }: { readonly handle: OpenFile; readonly bytes: number }): Promise<void> {
    await handle.truncate(bytes).catch(() => undefined)
    await handle.sync().catch(() => undefined)
    await leaveRemains()
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = working.then(work, work)
    working = done.catch(() => undefined)
    return done
  }

  return {
    get incarnation() {
      return incarnation
    },
    head: () => head,
    newest: () => newest,
    append: (records) =>
      new Promise((settle, reject) => {
        if (isClosed) throw new Error('the journal is closed')
        if (records.some(({ body }) => body.length > largestRecordBytes / 2)) throw new Error('a record larger than any command writes')
        queue.push({ records, settle, reject })
        if (isFlushing) return
        isFlushing = true
        void inTurn(flushAll)
      }),
    renew: (reason, next, lost) =>
      inTurn(async () => {
        const before = { incarnation, missing }
        incarnation = next
        missing = lost
        const begun = await toDisk(async () => {
          await beginSegment(reason)
          return null
        })
        // What was lost stays lost: then the next record begins the segment. Otherwise all stays as it was.
        if (!begun.ok && reason === 'records-skipped') {
          because = reason
          await leaveSegment()
        } else if (!begun.ok) ({ incarnation, missing } = before)
        return begun
      }),
    close: () => {
      isClosed = true
      return inTurn(async () => {
        await leaveSegment()
        await cutRemains()
      })
    },
  }
}

const nothing = new Uint8Array(0)

/** Flushed. */
export async function cut(files: Files, path: string, length: number): Promise<void> {
  const file = await files.open(path)
  try {
    await file.truncate(length)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Another program has come to this profile. */
class TakenOver extends Error {}
