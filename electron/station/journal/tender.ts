import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { momentInChina } from '../chinaTime.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type DiskFailure, errnoOf, type Files, findFile, onDisk, replaceFile } from '../files.ts'
import type { Clock } from '../ports.ts'
import type { Sealer } from '../sealer.ts'
import { type ClosedSegment, encodeManifest, type Manifest } from './manifest.ts'
import { compressSegment, decompressSegment } from './members.ts'
import { readSegments, summarise } from './readSegments.ts'
import { asideName, compressedName, indexName, type ListedSegment, manifestName, type SegmentFolder, segmentName } from './segmentFolder.ts'
import { columnsOf, decodeIndex, emptyIndex, encodeIndex, missingFrom, type NotesOf, type SegmentIndex } from './segmentIndex.ts'

/** Looks after closed segments in the background: each is checked, indexed and compressed once, and checked again in rotation. */
export interface Tender {
  /** One piece of work; whether there is more to do now. */
  step(): Promise<Result<boolean, DiskFailure>>
  /** Reads every segment again, the open one as far as it is on disk. */
  checkNow(onProgress: (done: number, total: number) => void, signal: AbortSignal): Promise<Result<CheckReport, DiskFailure>>
  report(): CheckReport
  /** Numbers of records known to be lost. */
  missing(): readonly number[]
  /** From the segment itself, where its index file is damaged or gone. */
  remakeIndex(segment: number): Promise<SegmentIndex>
  close(): Promise<void>
}
export interface CheckReport {
  readonly segments: number
  /** That can be read. */
  readonly records: number
  /** Every closed segment was read whole since, ISO 8601; `null` when one never was. */
  readonly checkedSince: string | null
  /** Number of the last record in a closed segment; 0: none is closed. */
  readonly closedUpTo: number
  readonly missing: readonly number[]
}
export interface TenderPorts {
  readonly dir: string
  readonly place: string
  readonly files: Files
  readonly sealer: Sealer
  readonly clock: Clock
  readonly notesOf: NotesOf
  readonly folder: SegmentFolder
  readonly station: string
  readonly closedAtStart: Manifest | null
  readonly missingAtStart: readonly number[]
  readonly openSegment: () => number
  /** Of a closed segment that the manifest does not know: how much of it was acknowledged. */
  readonly countedBytes: (segment: number) => number
  /** What was read or written in this run; `null` for older segments. */
  readonly indexOf: (segment: number) => SegmentIndex | null
  readonly onReplaced: (index: SegmentIndex, lost: ReadonlySet<number>) => void
  readonly onLoss: (lost: readonly number[], missing: readonly number[]) => Promise<void>
}

/** A segment is read again after this long. */
const recheckMs = 7 * 24 * 3600_000

export function createTender(ports: TenderPorts): Tender {
  const { dir, place, files, clock, folder, station, openSegment } = ports
  let manifest = ports.closedAtStart
  const missing = new Set(ports.missingAtStart)
  let working: Promise<unknown> = Promise.resolve()
  let isClosed = false

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = working.then(work, work)
    working = done.catch(() => undefined)
    return done
  }
  const now = (): string => momentInChina(clock.now())

  async function writeManifest(next: Manifest): Promise<void> {
    await replaceFile(files, join(dir, manifestName), encodeManifest(next))
    manifest = next
  }

  /** The manifest as it was before a segment. */
  function upTo(segment: number): Manifest | null {
    const before = manifest?.segments.filter((closed) => closed.segment < segment) ?? []
    return manifest && before.length > 0 ? { ...manifest, segments: before } : null
  }

  /** Reads a closed segment as a start would, its counted bytes only. */
  async function scan(listed: ListedSegment, counted: number, before: Manifest | null) {
    const found = await readSegments({ ...ports, breathe }, [listed], before, { limits: new Map([[listed.segment, counted]]), claimed: new Map() })
    const [read] = found.segments
    if (!read) throw new Error('a segment was read and is not there')
    return { read, missing: found.missing }
  }

  async function compress(segment: number, counted: Uint8Array): Promise<readonly number[]> {
    const { bytes, starts } = await compressSegment(counted)
    // What takes the place of the plain file is read back first.
    if (!Buffer.from(decompressSegment(bytes).plain).equals(counted)) throw new Error('a compressed segment does not give its bytes back')
    await replaceFile(files, join(dir, compressedName(segment)), bytes)
    return starts
  }

  async function removePlain(segment: number): Promise<void> {
    await files.remove(join(dir, segmentName(segment)))
    await files.syncFolder(dir)
  }

  /** A segment closed since the manifest was written: checked, indexed, compressed, entered. */
  async function closeOut(listed: ListedSegment): Promise<void> {
    const { segment } = listed
    const counted = ports.countedBytes(segment)
    const head = manifest?.segments.at(-1)?.head ?? { seq: 0, chain: '0'.repeat(64) }
    const base = manifest ?? { station, segments: [], missing: [], keptRecords: [], lastAt: null, clock: null, unfinished: [] }
    if (counted === 0) {
      await writeManifest({ ...base, segments: [...base.segments, { segment, bytes: 0, sha256: sha256(new Uint8Array(0)), first: 0, last: 0, head, checkedAt: now() }] })
      return
    }
    const { read, missing: lostBefore } = await scan(listed, counted, manifest)
    const expected = ports.indexOf(segment)
    const lost = missingFrom(expected?.seqs ?? read.index.seqs, read.index.seqs).filter((seq) => !missing.has(seq))
    if (lost.length > 0) await copyAside(listed)
    const { plain } = await folder.readPlain(segment)
    const members = await compress(segment, plain.subarray(0, read.closed.bytes))
    const index: SegmentIndex = { ...columnsOf(read.index), members }
    await replaceFile(files, join(dir, indexName(segment)), encodeIndex(index, read.closed.sha256))
    await writeManifest({
      station,
      segments: [...base.segments, { ...read.closed, checkedAt: now() }],
      missing: [...new Set([...base.missing, ...lostBefore, ...lost])],
      keptRecords: [...base.keptRecords, ...read.keptRecords],
      ...summarise(manifest, [read]),
    })
    ports.onReplaced(index, new Set(lost))
    if (listed.isPlain) await removePlain(segment)
    await tell(lost)
  }

  /** Interrupted between the manifest and the removal of the plain file, or a compressed file that was taken away. */
  async function compressAgain(closed: ClosedSegment): Promise<void> {
    const bytes = await files.read(join(dir, segmentName(closed.segment)))
    const counted = bytes.subarray(0, closed.bytes)
    const compressed = await findFile(files, join(dir, compressedName(closed.segment)))
    const isThere = compressed !== null && sha256(decompressSegment(compressed).plain) === closed.sha256
    if (!isThere && sha256(counted) !== closed.sha256) {
      await recheck(closed)
      return
    }
    if (!isThere) {
      const members = await compress(closed.segment, counted)
      const index: SegmentIndex = { ...columnsOf(await indexOf(closed)), members }
      await replaceFile(files, join(dir, indexName(closed.segment)), encodeIndex(index, closed.sha256))
      ports.onReplaced(index, new Set())
    }
    await removePlain(closed.segment)
  }

  /** Reads a segment of the manifest again; what is lost is said. */
  async function recheck(closed: ClosedSegment): Promise<void> {
    const { plain, isWhole } = await readOrNothing(closed.segment)
    const entries = (changed: ClosedSegment): readonly ClosedSegment[] => (manifest?.segments ?? []).map((entry) => (entry.segment === closed.segment ? changed : entry))
    if (!manifest) return
    if (isWhole && sha256(plain.subarray(0, closed.bytes)) === closed.sha256) {
      await writeManifest({ ...manifest, segments: entries({ ...closed, checkedAt: now() }) })
      return
    }
    const listed = (await folder.list()).segments.find(({ segment }) => segment === closed.segment)
    const old = await findIndex(closed)
    const expected = old?.seqs ?? ports.indexOf(closed.segment)?.seqs ?? numbersOf(closed)
    const found = listed ? (await scan(listed, closed.bytes, upTo(closed.segment))).read : null
    const lost = missingFrom(expected, found?.index.seqs ?? []).filter((seq) => !missing.has(seq))
    if (listed && lost.length > 0) await copyAside(listed)
    const digest = sha256(plain.subarray(0, closed.bytes))
    const index: SegmentIndex = { ...(found ? columnsOf(found.index) : emptyIndex(closed.segment)), members: old?.members ?? [] }
    await replaceFile(files, join(dir, indexName(closed.segment)), encodeIndex(index, digest))
    await writeManifest({ ...manifest, segments: entries({ ...closed, sha256: digest, checkedAt: now() }), missing: [...new Set([...manifest.missing, ...lost])] })
    ports.onReplaced(index, new Set(lost))
    await tell(lost)
  }

  /** What was read or written in this run of the open segment must still be there; gives how many records are. */
  async function checkOpen(): Promise<number> {
    const segment = openSegment()
    const counted = ports.countedBytes(segment)
    const expected = Array.from(ports.indexOf(segment)?.seqs ?? [])
    const listed = (await folder.list()).segments.find((known) => known.segment === segment)
    const found = listed ? (await scan(listed, counted, manifest)).read.index : emptyIndex(segment)
    const lost = missingFrom(expected, found.seqs).filter((seq) => !missing.has(seq))
    if (listed && lost.length > 0) await copyAside(listed)
    if (lost.length > 0) ports.onReplaced(columnsOf(found), new Set(lost))
    await tell(lost)
    return found.seqs.length
  }

  async function tell(lost: readonly number[]): Promise<void> {
    for (const seq of lost) missing.add(seq)
    if (lost.length > 0) await ports.onLoss(lost, [...missing])
  }

  async function copyAside({ segment, isPlain }: ListedSegment): Promise<void> {
    const name = isPlain ? segmentName(segment) : compressedName(segment)
    await files.makeFolder(join(dir, asideName))
    await files.copy(join(dir, name), join(dir, asideName, `${name}.found-at-${clock.now().getTime()}`))
  }

  async function readOrNothing(segment: number): ReturnType<SegmentFolder['readPlain']> {
    try {
      return await folder.readPlain(segment)
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      return { plain: new Uint8Array(0), isWhole: false }
    }
  }

  async function findIndex({ segment, sha256: digest }: ClosedSegment): Promise<SegmentIndex | null> {
    const bytes = await findFile(files, join(dir, indexName(segment)))
    return bytes && decodeIndex(bytes, segment, digest)
  }

  async function indexOf(closed: ClosedSegment): Promise<SegmentIndex> {
    const known = await findIndex(closed)
    if (known) return known
    const listed = (await folder.list()).segments.find(({ segment }) => segment === closed.segment)
    if (!listed) return emptyIndex(closed.segment)
    const { read } = await scan(listed, closed.bytes, upTo(closed.segment))
    // Another digest than the manifest's is damage; the next check says which records it cost.
    if (read.closed.sha256 === closed.sha256) await replaceFile(files, join(dir, indexName(closed.segment)), encodeIndex(read.index, closed.sha256))
    return columnsOf(read.index)
  }

  /** What is to be done next; `null`: nothing. */
  async function findWork(): Promise<(() => Promise<void>) | null> {
    const { segments } = await folder.list()
    const known = new Map((manifest?.segments ?? []).map((closed) => [closed.segment, closed]))
    const last = manifest?.segments.at(-1)?.segment ?? 0
    const fresh = segments.find(({ segment }) => segment > last && segment < openSegment())
    if (fresh) return () => closeOut(fresh)
    for (const { segment, isPlain } of segments) {
      const closed = known.get(segment)
      if (closed && isPlain && closed.bytes > 0) return () => compressAgain(closed)
    }
    const oldest = [...known.values()].filter(({ bytes }) => bytes > 0).reduce<ClosedSegment | null>((before, closed) => (before === null || ageOf(closed) > ageOf(before) ? closed : before), null)
    return oldest && ageOf(oldest) > recheckMs ? () => recheck(oldest) : null
  }
  const ageOf = ({ checkedAt }: ClosedSegment): number => (checkedAt === null ? Infinity : clock.now().getTime() - Date.parse(checkedAt))

  const step: Tender['step'] = () =>
    inTurn(() =>
      onDisk(place, async () => {
        const work = isClosed ? null : await findWork()
        await work?.()
        return work !== null
      }),
    )

  function report(): CheckReport {
    const closed = (manifest?.segments ?? []).filter(({ bytes }) => bytes > 0)
    const times = closed.map(({ checkedAt }) => checkedAt)
    return {
      segments: closed.length,
      records: closed.reduce((sum, entry) => sum + numbersOf(entry).length, 0) - [...missing].filter((seq) => closed.some(({ first, last }) => first <= seq && seq <= last)).length,
      checkedSince: times.includes(null) || times.length === 0 ? null : times.reduce((earliest, time) => ((time ?? '') < (earliest ?? '') ? time : earliest)),
      closedUpTo: closed.at(-1)?.head.seq ?? 0,
      missing: [...missing],
    }
  }

  return {
    step,
    checkNow: async (onProgress, signal) => {
      for (let more = true; more && !signal.aborted; ) {
        const done = await step()
        if (!done.ok) return done
        more = done.value
      }
      const closed = (manifest?.segments ?? []).filter(({ bytes }) => bytes > 0)
      for (const [done, { segment }] of closed.entries()) {
        if (signal.aborted || isClosed) break
        const checked = await inTurn(() =>
          onDisk(place, async () => {
            const entry = manifest?.segments.find((known) => known.segment === segment)
            if (entry) await recheck(entry)
          }),
        )
        if (!checked.ok) return fail(checked.failure)
        onProgress(done + 1, closed.length + 1)
      }
      const open = await inTurn(() => onDisk(place, async () => (signal.aborted || isClosed ? 0 : checkOpen())))
      return open.ok ? ok({ ...report(), records: report().records + open.value }) : open
    },
    report,
    missing: () => [...missing],
    remakeIndex: (segment) =>
      inTurn(async () => {
        const closed = manifest?.segments.find((known) => known.segment === segment)
        return closed ? indexOf(closed) : emptyIndex(segment)
      }),
    close: async () => {
      isClosed = true
      await inTurn(() => Promise.resolve())
    },
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function numbersOf({ first, last }: ClosedSegment): readonly number[] {
  return last === 0 ? [] : Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
}
