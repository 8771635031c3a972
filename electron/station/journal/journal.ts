import { dirname, join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk, type OpenFile, replaceFile } from '../files.ts'
import { drawIncarnation, drawStationId } from '../identity.ts'
import type { RandomBytes } from '../ports.ts'
import type { Sealer } from '../sealer.ts'
import { encodeRecord, findRecordAt, type RecordHeader } from './record.ts'
import { findJson, findSegments, journalFormat, journalStream, type Opening, type Place, readSegments, type RenewalReason, segmentName, type Visit } from './segments.ts'

/** The records of this station, each on disk before it counts. See `docs/events.md`. */
export interface Journal {
  readonly station: string
  /** Of what is appended from now on. */
  readonly incarnation: string
  readonly damage: Damage | null
  /** The last record on disk. */
  head(): { readonly seq: number; readonly chain: string }
  /** Resolves after the flush to disk, or with a failure when nothing of it counts. */
  append(stream: string, body: Uint8Array): Promise<Result<{ readonly seq: number }, DiskFailure>>
  /** Bodies in the order asked for; `null` where a record can't be read any more. */
  read(seqs: readonly number[]): Promise<Result<readonly (Uint8Array | null)[], DiskFailure>>
  /** Chain value of a record; `null` when there is none. */
  findChain(seq: number): Promise<string | null>
  /** Begins a segment under a new incarnation, once what waits is on disk. */
  renew(because: RenewalReason): Promise<Result<null, DiskFailure>>
  close(): Promise<void>
}
/** What was wrong at this start and has been dealt with. */
export interface Damage {
  readonly cutBytes: number
  readonly skipped: readonly number[]
  /** Folder with copies of the files as they were found. */
  readonly copy: string
}
export type JournalRefusal =
  /** Written by a newer program. */
  | { readonly kind: 'newer-format'; readonly format: number }
  /** The place has been used, and its journal is gone: never a fresh start. */
  | { readonly kind: 'journal-missing' }
  | DiskFailure

export interface JournalPorts {
  /** Folder of the profile; the journal is `journal/` in it. */
  readonly profileDir: string
  readonly files: Files
  readonly sealer: Sealer
  readonly randomBytes: RandomBytes
  /** A segment that has reached this size is followed by a new one. */
  readonly segmentBytes?: number
  /** Sees every record once, in order, at the start. */
  readonly visit: Visit
}

const formatShape = z.looseObject({ format: z.int() })

export async function openJournal(ports: JournalPorts): Promise<Result<Journal, JournalRefusal>> {
  const opened = await onDisk('journal', () => openOnDisk(ports))
  return opened.ok ? opened.value : opened
}

async function openOnDisk(ports: JournalPorts): Promise<Result<Journal, JournalRefusal>> {
  const { profileDir, files, sealer, randomBytes, visit } = ports
  const formatPath = join(profileDir, 'format.json')
  const dir = join(profileDir, 'journal')

  const formatBytes = await findFile(files, formatPath)
  const format = formatShape.safeParse(formatBytes && findJson(formatBytes))
  if (format.success && format.data.format > journalFormat) return fail({ kind: 'newer-format', format: format.data.format })
  await files.makeFolder(dir)
  const segments = await findSegments(files, dir)
  if (formatBytes && segments.length === 0) return fail({ kind: 'journal-missing' })
  // A new folder is on disk only when the folders above it are.
  if (segments.length === 0) for (const folder of [profileDir, dirname(profileDir), dirname(dirname(profileDir))]) await files.syncFolder(folder)

  const found = await readSegments(files, sealer, dir, segments, visit)
  if (found.newerFormat !== null) return fail({ kind: 'newer-format', format: found.newerFormat })
  const { newest, opening, tail, newlyMissing } = found
  const isDamaged = tail !== null || newlyMissing.length > 0
  const aside = join(dir, 'aside')
  if (isDamaged) {
    await files.makeFolder(aside)
    const copied = new Set([...found.damaged, ...(tail ? [tail.segment] : [])])
    for (const segment of copied) await files.copy(join(dir, segmentName(segment)), join(aside, `${segmentName(segment)}.found-at-${found.last.seq}`))
  }

  const writer: Writer = {
    ...ports,
    dir,
    station: opening?.station ?? drawStationId(randomBytes),
    incarnation: isDamaged || !opening ? drawIncarnation(randomBytes) : opening.incarnation,
    missing: found.missing,
    head: found.last,
    newest: newest && { segment: newest.segment, bytes: newest.bytes },
    places: new Map(found.places),
    file: null,
    nextSegment: (segments.at(-1) ?? 0) + 1,
  }
  if (newest?.opened === true && !isDamaged) {
    const file = await files.open(join(dir, segmentName(newest.segment)))
    try {
      // What a killed process had written and not flushed was read above; it counts only once it is on disk.
      await file.sync()
    } catch (error) {
      await file.close().catch(() => undefined)
      throw error
    }
    writer.file = { handle: file, segment: newest.segment, bytes: newest.bytes }
  } else {
    await beginSegment(writer, isDamaged ? (tail ? 'tail-cut' : 'records-skipped') : 'first-start')
    // The new segment already says where this one ended, so a crash before the cut leaves no doubt.
    if (tail) await cut(files, join(dir, segmentName(tail.segment)), tail.from)
  }
  if (!format.success) await replaceFile(files, formatPath, Buffer.from(`${canonicalJson({ format: journalFormat })}\n`))
  const damage = isDamaged ? { cutBytes: tail?.bytes ?? 0, skipped: newlyMissing, copy: aside } : null
  return ok(runJournal(writer, damage))
}

async function cut(files: Files, path: string, length: number): Promise<void> {
  const file = await files.open(path)
  try {
    await file.truncate(length)
    await file.sync()
  } finally {
    await file.close()
  }
}

interface Writer extends JournalPorts {
  readonly dir: string
  readonly station: string
  incarnation: string
  readonly missing: readonly number[]
  readonly places: Map<number, Place>
  head: { readonly seq: number; readonly chain: string }
  newest: { readonly segment: number; readonly bytes: number } | null
  /** `null` when the next record needs a new segment. */
  file: { readonly handle: OpenFile; readonly segment: number; readonly bytes: number } | null
  nextSegment: number
}

/** Creates a segment with its opening record, flushed; leaves the writer as it was when the disk refuses. */
async function beginSegment(writer: Writer, because: Opening['because']): Promise<void> {
  const { dir, files, sealer, station, incarnation, missing } = writer
  const segment = writer.nextSegment
  const path = join(dir, segmentName(segment))
  // Taken even when creating fails: the next try must not meet this one's remains.
  writer.nextSegment = segment + 1
  const opening: Opening = { kind: 'segment.opened', format: journalFormat, station, incarnation, because, previous: writer.newest, missing }
  const body = await sealer.seal(Buffer.from(canonicalJson(opening)), { stream: journalStream, purpose: 'journal' })
  const { header, bytes } = encodeRecord(writer.head.chain, writer.head.seq + 1, journalStream, body)
  const handle = await files.create(path)
  try {
    await handle.write(bytes, 0)
    await handle.sync()
    await files.syncFolder(dir)
  } catch (error) {
    await handle.close().catch(() => undefined)
    await files.remove(path).catch(() => undefined)
    throw error
  }
  if (writer.file) await writer.file.handle.close().catch(() => undefined)
  writer.file = { handle, segment, bytes: bytes.length }
  writer.newest = { segment, bytes: bytes.length }
  writer.head = { seq: header.seq, chain: header.chain }
  writer.places.set(header.seq, { segment, start: 0, end: bytes.length })
}

interface Waiting {
  readonly stream: string
  readonly body: Uint8Array
  readonly settle: (outcome: Result<{ readonly seq: number }, DiskFailure>) => void
  readonly reject: (bug: unknown) => void
}

function runJournal(writer: Writer, damage: Damage | null): Journal {
  const { files, sealer, randomBytes, dir, segmentBytes = 4 << 20 } = writer
  const readers = new Map<number, OpenFile>()
  let queue: Waiting[] = []
  let flushing: Promise<void> | null = null
  let isClosed = false

  async function flushAll(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue
      queue = []
      try {
        const outcome = await onDisk('journal', () => flush(batch))
        batch.forEach(({ settle }, index) => settle(outcome.ok ? ok({ seq: outcome.value + index }) : outcome))
      } catch (bug) {
        for (const { reject } of batch) reject(bug)
      }
    }
    flushing = null
  }

  /** One write and one flush for the whole batch; gives the number of its first record. */
  async function flush(batch: readonly Waiting[]): Promise<number> {
    if (!writer.file) await beginSegment(writer, 'disk-error')
    else if (writer.file.bytes >= segmentBytes) await beginSegment(writer, 'full')
    const { file } = writer
    if (!file) throw new Error('a segment was begun and is not there')
    const encoded: { readonly header: RecordHeader; readonly bytes: Uint8Array }[] = []
    let head = writer.head
    for (const { stream, body } of batch) {
      const record = encodeRecord(head.chain, head.seq + 1, stream, await sealer.seal(body, { stream, purpose: 'journal' }))
      encoded.push(record)
      head = record.header
    }
    const bytes = Buffer.concat(encoded.map((record) => record.bytes))
    try {
      await file.handle.write(bytes, file.bytes)
    } catch (error) {
      await file.handle.truncate(file.bytes).catch(() => leaveSegment(file.handle))
      throw error
    }
    try {
      await file.handle.sync()
    } catch (error) {
      // After a failed flush the system may have dropped the pages and say yes the next time: this file is done.
      await file.handle.truncate(file.bytes).catch(() => undefined)
      await leaveSegment(file.handle)
      throw error
    }
    let start = file.bytes
    for (const record of encoded) {
      writer.places.set(record.header.seq, { segment: file.segment, start, end: start + record.bytes.length })
      start += record.bytes.length
    }
    const first = writer.head.seq + 1
    writer.head = { seq: head.seq, chain: head.chain }
    writer.file = { ...file, bytes: start }
    writer.newest = { segment: file.segment, bytes: start }
    return first
  }

  async function leaveSegment(handle: OpenFile): Promise<void> {
    writer.file = null
    await handle.close().catch(() => undefined)
  }

  async function renew(because: RenewalReason): Promise<Result<null, DiskFailure>> {
    if (flushing) {
      await flushing
      return renew(because)
    }
    const before = writer.incarnation
    const renewed = onDisk('journal', async () => {
      writer.incarnation = drawIncarnation(randomBytes)
      try {
        await beginSegment(writer, because)
      } catch (error) {
        writer.incarnation = before
        throw error
      }
      return null
    })
    // In the place of a flush, so that none runs meanwhile.
    flushing = renewed.then(flushAll, flushAll)
    return renewed
  }

  async function readerOf(segment: number): Promise<OpenFile> {
    const known = readers.get(segment)
    if (known) return known
    const file = await files.open(join(dir, segmentName(segment)))
    const raced = readers.get(segment)
    if (raced) {
      await file.close()
      return raced
    }
    readers.set(segment, file)
    return file
  }

  async function findRecord(seq: number): Promise<ReturnType<typeof findRecordAt>> {
    const place = writer.places.get(seq)
    if (!place) return null
    const file = await readerOf(place.segment)
    const record = findRecordAt(await file.readAt(place.start, place.end - place.start), 0)
    return record?.header.seq === seq ? record : null
  }

  return {
    station: writer.station,
    get incarnation() {
      return writer.incarnation
    },
    damage,
    head: () => writer.head,
    append: (stream, body) =>
      new Promise((settle, reject) => {
        if (isClosed) throw new Error('the journal is closed')
        queue.push({ stream, body, settle, reject })
        flushing ??= flushAll()
      }),
    read: (seqs) =>
      onDisk('journal', async () => {
        const bodies: (Uint8Array | null)[] = []
        for (const seq of seqs) {
          const record = await findRecord(seq)
          bodies.push(record && (await sealer.open(record.body, { stream: record.header.streamKeyId, purpose: 'journal' })))
        }
        return bodies
      }),
    findChain: async (seq) => (await findRecord(seq))?.header.chain ?? null,
    renew,
    close: async () => {
      isClosed = true
      await flushing
      for (const file of readers.values()) await file.close()
      readers.clear()
      if (writer.file) await leaveSegment(writer.file.handle)
    },
  }
}
