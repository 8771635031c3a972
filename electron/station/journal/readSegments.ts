import { createHash } from 'node:crypto'
import { noteMoment } from '../../../shared/domain/clockTrust.ts'
import type { Sealer } from '../sealer.ts'
import type { ClosedSegment, KeptRecord, Manifest } from './manifest.ts'
import { memberBytes } from './members.ts'
import { journalStream, type Opening, readOpening } from './opening.ts'
import { chainOver, findNextRecord, findRecordAt, genesis, largestRecordBytes, type WholeRecord } from './record.ts'
import { compressedName, type ListedSegment, type SegmentFolder, segmentName } from './segmentFolder.ts'
import { GrowingIndex, type NotesOf } from './segmentIndex.ts'

/** Something that no accident does to a journal: files were mixed up. Nothing is changed; `file` is named to the operator. */
export interface MixedUp {
  readonly kind: 'journal-mixed-up'
  readonly file: string
  readonly problem: 'other-station' | 'numbers-go-back' | 'other-chain' | 'record-too-large' | 'foreign-file'
}

export interface ReadBack {
  /** One for every segment read, in order. */
  readonly segments: readonly ReadSegment[]
  /** The last record seen, whole or not: the next one follows it. */
  readonly last: { readonly seq: number; readonly chain: string }
  /** The newest segment and how much of it counts; `null` before the first. */
  readonly newest: { readonly segment: number; readonly bytes: number; readonly opened: boolean } | null
  /** The newest opening that could be read. */
  readonly opening: Opening | null
  /** The station as streams of its own name it, where no opening can be read. */
  readonly stationInStreams: string | null
  readonly missing: readonly number[]
  readonly newlyMissing: readonly number[]
  /** Segments with damage in the middle, to be copied aside. */
  readonly damaged: readonly number[]
  readonly tail: { readonly segment: number; readonly from: number; readonly bytes: number } | null
  readonly refusal: MixedUp | { readonly kind: 'newer-format'; readonly format: number } | null
}
/** A segment as it was read, with what a manifest will say of it once it is closed. */
export interface ReadSegment {
  readonly index: GrowingIndex
  readonly closed: Omit<ClosedSegment, 'checkedAt'>
  readonly keptRecords: readonly KeptRecord[]
  readonly moments: readonly MarkedMoment[]
}

/** Of the events of one record. */
export interface MarkedMoment {
  readonly at: string
  readonly isDoubtful: boolean
}

export interface ReadPorts {
  readonly folder: SegmentFolder
  readonly sealer: Sealer
  readonly notesOf: NotesOf
  /** Called with the segments read so far. */
  readonly onProgress?: (done: number, total: number) => void
  /** Called every few records where others must not wait. */
  readonly breathe?: () => Promise<void>
}
/** How much of a segment counts; `claimed`: those that never came to be, with the segment that says so. */
export interface Limits {
  readonly limits: ReadonlyMap<number, number>
  readonly claimed: ReadonlyMap<number, number>
}

const recordsPerBreath = 64

// More numbers than ten years of a busy counter write: a gap of this size is no loss.
const largestGap = 10_000_000

/** Reads segments behind those that the manifest knows: lengths, checksums, chain. Never throws on content. */
export async function readSegments(ports: ReadPorts, listed: readonly ListedSegment[], manifest: Manifest | null, known?: Limits): Promise<ReadBack> {
  const { folder, sealer, notesOf, onProgress, breathe } = ports
  const { limits, claimed } = known ?? (await findLimits(folder, sealer, listed))
  const before = manifest?.segments.at(-1)
  const missing = [...(manifest?.missing ?? [])]
  const damaged = new Set<number>()
  const segments: ReadSegment[] = []
  let last: { seq: number; chain: string | null } = before?.head ?? { seq: 0, chain: genesis }
  let opening: Opening | null = null
  let stationInStreams: string | null = null
  let newest: ReadBack['newest'] = null
  let tail: ReadBack['tail'] = null
  let refusal: ReadBack['refusal'] = null

  const plain = new Set(listed.flatMap(({ segment, isPlain }) => (isPlain ? [segment] : [])))
  const fileOf = (segment: number): string => (plain.has(segment) ? segmentName(segment) : compressedName(segment))
  for (const [done, { segment }] of listed.entries()) {
    const file = fileOf(segment)
    const { plain: bytes, isWhole } = await folder.readPlain(segment)
    const limit = Math.min(limits.get(segment) ?? bytes.length, bytes.length)
    const index = new GrowingIndex(segment)
    const keptRecords: KeptRecord[] = []
    const moments: MarkedMoment[] = []
    let at = 0
    let opened = false
    tail = null
    if (!isWhole) damaged.add(segment)
    // What never came to be holds its opening at most: an old segment under a new name must not hide what came after it.
    const claimer = claimed.get(segment)
    const remains = claimer === undefined ? null : findRecordAt(bytes, 0)
    if (claimer !== undefined && remains && findNextRecord(bytes, remains.end, bytes.length)) refusal ??= { kind: 'journal-mixed-up', file: fileOf(claimer), problem: 'numbers-go-back' }
    while (at < limit) {
      const here = findRecordAt(bytes, at, limit)
      const record: WholeRecord | null = here ?? findNextRecord(bytes, at + 1, limit)
      if (!record) {
        if (done === listed.length - 1) tail = { segment, from: at, bytes: limit - at }
        else damaged.add(segment)
        break
      }
      if (!here) {
        damaged.add(segment)
        last = { ...last, chain: null }
      }
      const isFirst = at === 0 && here !== null
      if (breathe && index.seqs.length % recordsPerBreath === 0) await breathe()
      at = record.end
      const { header } = record
      if (record.end - record.start > largestRecordBytes) refusal ??= { kind: 'journal-mixed-up', file, problem: 'record-too-large' }
      if (header.seq - last.seq > largestGap) refusal ??= { kind: 'journal-mixed-up', file, problem: 'numbers-go-back' }
      if (refusal) break
      if (header.seq <= last.seq) {
        // Records that were refused and could not be cut off stand there twice when the opening that says so is damaged.
        if (isFirst || opened) refusal = { kind: 'journal-mixed-up', file, problem: 'numbers-go-back' }
        continue
      }
      const follows = header.seq === last.seq + 1 && last.chain !== null
      const isTrue = !follows || chainOver(last.chain ?? '', header) === header.chain
      for (let lost = last.seq + 1; lost < header.seq; lost += 1) missing.push(lost)
      last = { seq: header.seq, chain: header.chain }
      const body = await sealer.open(record.body, { stream: header.streamKeyId, purpose: 'journal' })
      if (!isTrue) {
        // An opening is whole or not: one of another history was not put here by an accident.
        if (isFirst && header.streamKeyId === journalStream) refusal ??= { kind: 'journal-mixed-up', file, problem: 'other-chain' }
        damaged.add(segment)
        missing.push(header.seq)
        continue
      }
      const notes = notesOf(header.streamKeyId, header.streamKeyId === journalStream ? null : body)
      index.add({ seq: header.seq, stream: header.streamKeyId, start: record.start, end: record.end }, notes)
      if (notes.at !== null) moments.push({ at: notes.at, isDoubtful: notes.isDoubtful })
      if (notes.keep) keptRecords.push({ seq: header.seq, stream: header.streamKeyId, body: Buffer.from(record.body).toString('base64') })
      if (header.streamKeyId.startsWith('station:')) stationInStreams ??= header.streamKeyId.slice('station:'.length)
      if (header.streamKeyId !== journalStream) continue
      const read = readOpening(body)
      if (read.kind === 'newer-format') refusal ??= { kind: 'newer-format', format: read.format }
      if (read.kind !== 'opening') continue
      const station: string | undefined = opening?.station ?? manifest?.station
      if (station !== undefined && station !== read.opening.station) refusal ??= { kind: 'journal-mixed-up', file, problem: 'other-station' }
      opening = read.opening
      opened = true
    }
    newest = { segment, bytes: tail?.from ?? limit, opened }
    segments.push({ index, keptRecords, moments, closed: closedAs(segment, bytes.subarray(0, newest.bytes), index, { seq: last.seq, chain: last.chain ?? genesis }) })
    if (refusal) break
    onProgress?.(done + 1, listed.length)
  }

  const told = new Set([...(opening?.missing ?? []), ...(manifest?.missing ?? [])])
  return {
    segments,
    last: { seq: last.seq, chain: last.chain ?? genesis },
    newest,
    opening,
    stationInStreams,
    missing,
    newlyMissing: missing.filter((seq) => !told.has(seq)),
    damaged: [...damaged],
    tail,
    refusal,
  }
}

function closedAs(segment: number, counted: Uint8Array, { seqs }: GrowingIndex, head: ClosedSegment['head']): ReadSegment['closed'] {
  return { segment, bytes: counted.length, sha256: createHash('sha256').update(counted).digest('hex'), first: seqs[0] ?? 0, last: seqs.at(-1) ?? 0, head }
}

/** What later segments say about where earlier ones ended. */
async function findLimits(folder: SegmentFolder, sealer: Sealer, listed: readonly ListedSegment[]): Promise<Limits> {
  const limits = new Map<number, number>()
  const claimed = new Map<number, number>()
  for (const { segment } of listed) {
    const previous = (await readFirstRecord(folder, sealer, segment))?.previous
    if (!previous) continue
    limits.set(previous.segment, previous.bytes)
    for (const { segment: between } of listed) {
      if (between <= previous.segment || between >= segment) continue
      limits.set(between, 0)
      claimed.set(between, segment)
    }
  }
  return { limits, claimed }
}

// An opening lists the missing numbers; beyond this many bytes it would only be missed as a limit.
const largestOpeningBytes = 1 << 20

async function readFirstRecord(folder: SegmentFolder, sealer: Sealer, segment: number): Promise<Opening | null> {
  const short = findRecordAt(await folder.readStart(segment, memberBytes), 0)
  const record = short ?? findRecordAt(await folder.readStart(segment, largestOpeningBytes), 0)
  if (record?.header.streamKeyId !== journalStream) return null
  const read = readOpening(await sealer.open(record.body, { stream: journalStream, purpose: 'journal' }))
  return read.kind === 'opening' ? read.opening : null
}

/** What the records of these segments add to what a manifest says of those before. */
export function summarise(before: Manifest | null, segments: readonly ReadSegment[]): Pick<Manifest, 'lastAt' | 'clock' | 'unfinished'> {
  const moments = segments.flatMap((segment) => segment.moments)
  const open = new Map((before?.unfinished ?? []).map(({ number, stream }) => [number, stream]))
  for (const { index } of segments) for (const { number, stream } of index.reserved) open.set(number, index.streams[stream] ?? '')
  for (const { index } of segments) for (const number of index.finished) open.delete(number)
  return {
    lastAt: moments.at(-1)?.at ?? before?.lastAt ?? null,
    clock: moments.reduce<Manifest['clock']>((seen, { at, isDoubtful }) => noteMoment(seen, Date.parse(at), isDoubtful), before?.clock ?? null),
    unfinished: [...open].map(([number, stream]) => ({ number, stream })),
  }
}
