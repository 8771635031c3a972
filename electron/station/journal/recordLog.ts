import { join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk, type OpenFile } from '../files.ts'
import { drawIncarnation } from '../identity.ts'
import type { Clock, RandomBytes } from '../ports.ts'
import type { Sealer } from '../sealer.ts'
import { type Found, type FoundPorts, type LogRefusal, readFolder, refuse, stationOf } from './foundFolder.ts'
import type { Manifest } from './manifest.ts'
import type { RenewalReason } from './opening.ts'
import type { Owner } from './owner.ts'
import { findRecordAt } from './record.ts'
import { summarise } from './readSegments.ts'
import { asideName, compressedName, indexName, openFolder, type SegmentFolder, segmentName } from './segmentFolder.ts'
import { decodeIndex, GrowingIndex, type SegmentIndex } from './segmentIndex.ts'
import { createWriter, cut, type SegmentWriter, type Unwritten, type Written } from './segmentWriter.ts'
import { findPlaceIn, type Place, StreamIndex } from './streamIndex.ts'
import { createTender, type Tender } from './tender.ts'

/** A folder of segments: what this station did (`journal/`), or what came from others (`kept/`). See `docs/events.md`. */
export interface RecordLog {
  readonly station: string
  /** Of what is appended from now on. */
  readonly incarnation: string
  /** What was wrong and has been dealt with, at this start or since. */
  readonly damage: Damage | null
  /** What every start wants, without reading closed segments. */
  readonly start: StartRecords
  /** The last record on disk. */
  head(): { readonly seq: number; readonly chain: string }
  /** Resolves after the flush to disk, or with a failure when nothing of it counts. */
  append(stream: string, body: Uint8Array, check?: Unwritten['check']): Promise<Result<{ readonly seq: number }, DiskFailure>>
  /** All of them or none; gives the number of the first. */
  appendTogether(records: readonly Unwritten[]): Promise<Result<{ readonly seq: number }, DiskFailure>>
  /** Read from the index files at the first call, some time after the start. */
  index(): Promise<Result<StreamIndex, DiskFailure>>
  /** Bodies in the order asked for; `null` where a record can't be read any more. */
  read(seqs: readonly number[]): Promise<Result<readonly (Uint8Array | null)[], DiskFailure>>
  /** Chain value of a record; `null` when there is none. */
  findChain(seq: number): Promise<string | null>
  /** Begins a segment under a new incarnation, once what waits is on disk. */
  renew(because: RenewalReason): Promise<Result<null, DiskFailure>>
  /** Checks, compresses and indexes closed segments. */
  readonly tender: Tender
  close(): Promise<void>
}
export interface Damage {
  readonly cutBytes: number
  readonly skipped: readonly number[]
  /** Folder with copies of the files as they were found. */
  readonly copy: string
}
export interface StartRecords {
  /** Records whose notes say `keep`, in order; `null` for a body that can't be opened. */
  readonly keptRecords: readonly { readonly seq: number; readonly stream: string; readonly body: Uint8Array | null }[]
  /** Moment of the newest record with events. */
  readonly lastAt: Manifest['lastAt']
  readonly clock: Manifest['clock']
  /** Paper numbers reserved and neither rendered nor voided. */
  readonly unfinished: Manifest['unfinished']
}
export interface RecordLogPorts extends FoundPorts {
  /** Names the place in a failure. */
  readonly place: string
  readonly randomBytes: RandomBytes
  readonly clock: Clock
  /** A segment that has reached this size is followed by a new one. */
  readonly segmentBytes?: number
  /** Told when a check finds records lost that were whole at the start. */
  readonly onDamage?: (damage: Damage, incarnation: string) => Promise<void>
  readonly firstIncarnation: () => string
  readonly drawStation: () => string
  /** Called once the folder is known to be in order; from then on it may be written to. */
  readonly own: (station: string) => Promise<{ readonly owner: Owner; readonly wasReleased: boolean }>
}

export async function openRecordLog(ports: RecordLogPorts): Promise<Result<RecordLog, LogRefusal>> {
  const opened = await onDisk(ports.place, () => open(ports))
  return opened.ok ? opened.value : opened
}

async function open(ports: RecordLogPorts): Promise<Result<RecordLog, LogRefusal>> {
  const { dir, files, sealer, randomBytes } = ports
  const folder = openFolder(files, dir)
  let found = await readFolder(ports, folder)
  const refusal = refuse(found, ports)
  if (refusal) return fail(refusal)
  const station = stationOf(found, ports) ?? ports.drawStation()
  await files.makeFolder(dir)
  const { owner, wasReleased } = await ports.own(station)
  if (!wasReleased) {
    // Whoever wrote here until now may have written since we read; from now on it acknowledges nothing.
    found = await readFolder(ports, folder)
    const again = refuse(found, ports)
    if (again) return fail(again)
  }

  const { newest, opening, tail, newlyMissing } = found
  const isDamaged = tail !== null || newlyMissing.length > 0
  const aside = join(dir, asideName)
  if (isDamaged) await copyAside(files, dir, found, [...found.damaged, ...(tail ? [tail.segment] : [])])
  const isContinued = newest?.opened === true && !isDamaged && wasReleased
  const file = newest && !isDamaged ? await flushOnce(files, dir, newest.segment) : null
  if (file && !isContinued) await file.close()

  const live = new Live(found)
  const writer = createWriter(
    { ...ports, station, owner, segmentBytes: ports.segmentBytes ?? 4 << 20, onWritten: live.note },
    {
      incarnation: opening && !isDamaged ? opening.incarnation : opening ? drawIncarnation(randomBytes) : ports.firstIncarnation(),
      missing: found.missing,
      head: found.last,
      newest: newest && { segment: newest.segment, bytes: newest.bytes },
      file: isContinued ? file : null,
      nextSegment: (found.listing.segments.at(-1)?.segment ?? 0) + 1,
    },
  )
  if (!isContinued) {
    const reason = tail ? 'tail-cut' : isDamaged ? 'records-skipped' : newest ? 'not-released' : 'first-start'
    const begun = await writer.renew(reason, writer.incarnation, found.missing)
    if (!begun.ok) return begun
    // The new segment already says where this one ended, so a crash before the cut leaves no doubt.
    if (tail) await cut(files, join(dir, segmentName(tail.segment)), tail.from)
  }
  const damage = isDamaged ? { cutBytes: tail?.bytes ?? 0, skipped: newlyMissing, copy: aside } : null
  const start = await gatherStart(found, sealer)
  return ok(run(ports, { folder, found, live, writer, damage, start, station }))
}

/** What a killed process had written and not flushed was read; it counts only once it is on disk. */
async function flushOnce(files: Files, dir: string, segment: number): Promise<OpenFile> {
  const file = await files.open(join(dir, segmentName(segment)))
  try {
    await file.sync()
    return file
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
}

async function copyAside(files: Files, dir: string, { listing, last }: Found, segments: readonly number[]): Promise<void> {
  await files.makeFolder(join(dir, asideName))
  for (const segment of new Set(segments)) {
    const isPlain = listing.segments.find((listed) => listed.segment === segment)?.isPlain === true
    const name = isPlain ? segmentName(segment) : compressedName(segment)
    await files.copy(join(dir, name), join(dir, asideName, `${name}.found-at-${last.seq}`))
  }
}

async function gatherStart({ manifest, segments }: Found, sealer: Sealer): Promise<StartRecords> {
  const kept = [...(manifest?.keptRecords ?? []), ...segments.flatMap(({ keptRecords }) => keptRecords)]
  const keptRecords: StartRecords['keptRecords'][number][] = []
  for (const { seq, stream, body } of kept) keptRecords.push({ seq, stream, body: await sealer.open(Buffer.from(body, 'base64'), { stream, purpose: 'journal' }) })
  const { lastAt, clock, unfinished } = summarise(manifest, segments)
  return { keptRecords, lastAt, clock, unfinished }
}

/** The segments that no index file is read for: those read at the start, and those begun since. */
class Live {
  readonly indexes: GrowingIndex[]
  whole: StreamIndex | null = null
  /** Some of them have been compressed since, and are read by their members. */
  readonly #tended = new Map<number, SegmentIndex>()
  constructor({ segments }: Found) {
    this.indexes = segments.map(({ index }) => index)
  }
  readonly indexOf = (segment: number): GrowingIndex | null => this.indexes.find((index) => index.segment === segment) ?? null
  /** As they lie on the disk now. */
  standing(): readonly SegmentIndex[] {
    return this.indexes.map((index) => this.#tended.get(index.segment) ?? index)
  }
  readonly replace = (index: SegmentIndex, lost: ReadonlySet<number>): void => {
    this.#tended.set(index.segment, index)
    this.whole?.replaceSegment(index, lost)
  }
  readonly note = (records: readonly Written[]): void => {
    for (const { seq, stream, segment, start, end, notes } of records) {
      let index = this.indexes.at(-1)
      if (index?.segment !== segment) {
        index = new GrowingIndex(segment)
        this.indexes.push(index)
        this.whole?.addSegment(index)
      }
      index.add({ seq, stream, start, end }, notes)
      this.whole?.noteRecord(seq, stream, notes)
    }
  }
}

interface Opened {
  readonly folder: SegmentFolder
  readonly found: Found
  readonly live: Live
  readonly writer: SegmentWriter
  readonly damage: Damage | null
  readonly start: StartRecords
  readonly station: string
}

function run(ports: RecordLogPorts, { folder, found, live, writer, damage, start, station }: Opened): RecordLog {
  const { dir, place, files, sealer, randomBytes } = ports
  let suffered = damage
  let loading: Promise<Result<StreamIndex, DiskFailure>> | null = null

  /** The index files of the segments that the manifest knows, then what is in memory. */
  async function load(): Promise<StreamIndex> {
    const whole = new StreamIndex()
    for (const closed of found.manifest?.segments ?? []) {
      if (closed.bytes === 0) continue
      const bytes = await findFile(files, join(dir, indexName(closed.segment)))
      const index = bytes && decodeIndex(bytes, closed.segment, closed.sha256)
      whole.addSegment(index ?? (await tender.remakeIndex(closed.segment)))
    }
    for (const index of live.standing()) whole.addSegment(index)
    live.whole = whole
    return whole
  }
  const index: RecordLog['index'] = async () => {
    loading ??= onDisk(place, load)
    const loaded = await loading
    // A disk that refused once is asked again.
    if (!loaded.ok) loading = null
    return loaded
  }

  const tender = createTender({
    ...ports,
    folder,
    station,
    closedAtStart: found.manifest,
    openSegment: () => writer.newest()?.segment ?? 0,
    missingAtStart: found.missing,
    // A segment that nobody read or wrote never came to be.
    countedBytes: (segment) => found.segments.find(({ closed }) => closed.segment === segment && segment !== found.newest?.segment)?.closed.bytes ?? live.indexOf(segment)?.ends.at(-1) ?? 0,
    indexOf: live.indexOf,
    onReplaced: live.replace,
    onLoss: async (lost, missing) => {
      suffered = { cutBytes: suffered?.cutBytes ?? 0, skipped: [...new Set([...(suffered?.skipped ?? []), ...lost])], copy: join(dir, asideName) }
      await writer.renew('records-skipped', drawIncarnation(randomBytes), missing)
      await ports.onDamage?.({ cutBytes: 0, skipped: lost, copy: join(dir, asideName) }, writer.incarnation)
    },
  })

  async function recordsAt(seqs: readonly number[]): Promise<readonly ReturnType<typeof findRecordAt>[]> {
    const loaded = await index()
    if (!loaded.ok) throw new Error('no index')
    const wanted = new Map<number, { readonly at: number; readonly where: Place }[]>()
    for (const [at, seq] of seqs.entries()) {
      const where = loaded.value.findPlace(seq)
      if (where) wanted.set(where.segment, [...(wanted.get(where.segment) ?? []), { at, where }])
    }
    const records: ReturnType<typeof findRecordAt>[] = seqs.map(() => null)
    for (const [segment, places] of wanted) {
      const slices = await folder.readRanges(segment, places[0]?.where.members ?? [], places.map(({ where }) => where))
      for (const [offset, { at }] of places.entries()) {
        const record = findRecordAt(slices[offset] ?? new Uint8Array(0), 0)
        records[at] = record?.header.seq === seqs[at] ? record : null
      }
    }
    return records
  }

  /** Of a segment that was read at the start or begun since: without the indexes of all others. */
  async function readRecent(seq: number, place: Place): Promise<ReturnType<typeof findRecordAt>> {
    const slices = await folder.readRanges(place.segment, place.members, [place]).catch(() => [])
    const record = findRecordAt(slices[0] ?? new Uint8Array(0), 0)
    return record?.header.seq === seq ? record : null
  }

  return {
    station,
    get incarnation() {
      return writer.incarnation
    },
    get damage() {
      return suffered
    },
    start,
    head: writer.head,
    append: (stream, body, check) => writer.append([check ? { stream, body, check } : { stream, body }]),
    appendTogether: writer.append,
    index,
    read: async (seqs) => {
      const loaded = await index()
      if (!loaded.ok) return loaded
      return onDisk(place, async () => {
        const bodies: (Uint8Array | null)[] = []
        for (const record of await recordsAt(seqs)) bodies.push(record && (await sealer.open(record.body, { stream: record.header.streamKeyId, purpose: 'journal' })))
        return bodies
      })
    },
    findChain: async (seq) => {
      if (seq === writer.head().seq) return writer.head().chain
      const closed = found.manifest?.segments.find(({ head }) => head.seq === seq)
      if (closed) return closed.head.chain
      const recent = findPlaceIn(live.standing(), seq)
      const record = recent && (await readRecent(seq, recent))
      return record?.header.chain ?? (await recordsAt([seq]))[0]?.header.chain ?? null
    },
    renew: (because) => writer.renew(because, drawIncarnation(randomBytes), tender.missing()),
    tender,
    close: async () => {
      await tender.close()
      await writer.close()
    },
  }
}
