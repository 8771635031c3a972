import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { appendVerified, makeFolderFor, replaceVerified } from './copiedFile.ts'
import { errnoOf, type Files, findFile } from './files.ts'
import { findNextRecord, findRecordAt } from './journal/record.ts'

/** What is known of the segments in a copy since the program was started. */
export interface CopiedSegments {
  readonly isStrange: boolean
  /** Closed ones that are in the copy for good. */
  readonly done: Set<string>
  /** Plain ones: bytes in the copy, compared or written here. */
  readonly lengths: Map<string, number>
  /** Folders in which what the station does not have was put aside. */
  readonly swept: Set<string>
}
export const newCopiedSegments = (isStrange: boolean): CopiedSegments => ({ isStrange, done: new Set(), lengths: new Map(), swept: new Set() })

interface Ports {
  readonly files: Files
  readonly from: string
  readonly to: string
  readonly known: CopiedSegments
  readonly headSeq: number
}
export interface SegmentPlan extends Ports {
  /** Below both roots. */
  readonly path: string
  /** Segments after this one, below both roots. */
  readonly later: readonly string[]
}

const segmentPattern = /^segment-(\d{6})\.log(\.gz)?$/
const plainOf = (path: string): string => path.replace(/\.gz$/, '')

/** The segments of one journal that may have something the copy lacks, in order. */
export async function planSegments(ports: Ports, folder: string): Promise<readonly SegmentPlan[]> {
  const { files, from, to, known } = ports
  const here = new Map<string, string>()
  for (const name of await listSegments(files, join(from, folder))) here.set(plainOf(name), name)
  const paths = [...here.values()].map((name) => join(folder, name))
  const there = await listSegments(files, join(to, folder))
  if (known.isStrange && !known.swept.has(folder)) {
    for (const name of there) if (!here.has(plainOf(name))) await putAside(ports, join(folder, name))
    known.swept.add(folder)
  }
  if (!known.isStrange) for (const name of there) if (name.endsWith('.gz') && !there.includes(plainOf(name))) known.done.add(join(folder, name))
  return paths.flatMap((path, at) => (known.done.has(path) ? [] : [{ ...ports, path, later: paths.slice(at + 1) }]))
}

/** Sorted; the compressed file after the plain one of the same number. */
async function listSegments(files: Files, folder: string): Promise<readonly string[]> {
  try {
    return (await files.list(folder)).filter((name) => segmentPattern.test(name)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

export async function copySegment(plan: SegmentPlan): Promise<void> {
  const bytes = await findFile(plan.files, join(plan.from, plan.path))
  // Compressed between the look into the folder and now: the next pass has it.
  if (!bytes) return
  await makeFolderFor(plan.files, plan.to, dirname(join(plan.to, plan.path)))
  if (plan.path.endsWith('.gz')) await copyCompressed(plan, bytes)
  else await copyPlain(plan, Buffer.from(bytes))
}

async function copyCompressed(plan: SegmentPlan, bytes: Uint8Array): Promise<void> {
  const { files, to, path, known } = plan
  const there = await findFile(files, join(to, path))
  if (there && !Buffer.from(there).equals(bytes)) await putAside(plan, path)
  if (!there || !Buffer.from(there).equals(bytes)) await replaceVerified(files, join(to, path), bytes)
  const plain = await findFile(files, join(to, plainOf(path)))
  if (plain) {
    // The copy's plain segment is the beginning of what is now in the compressed one, unless the copy had more.
    if (gunzipSync(bytes).subarray(0, plain.length).equals(plain)) await files.remove(join(to, plainOf(path)))
    else await putAside(plan, plainOf(path))
    await files.syncFolder(dirname(join(to, path)))
  }
  known.lengths.delete(plainOf(path))
  known.done.add(path)
}

async function copyPlain(plan: SegmentPlan, bytes: Buffer): Promise<void> {
  const { files, from, to, path, later, known, headSeq } = plan
  const firstLater = await Promise.all(later.map((name) => findFirstSeq(files, join(from, name))))
  // What a later segment numbers again was never acknowledged in this one.
  const limit = Math.min(headSeq, ...firstLater.flatMap((seq) => (seq === null ? [] : [seq - 1])))
  const end = wholeLength(bytes, limit)
  const target = join(to, path)
  const held = known.lengths.get(path) ?? (await findHeld(plan, bytes.subarray(0, end)))
  if (held === null || held > end) await replaceVerified(files, target, bytes.subarray(0, end))
  else if (held < end) await appendVerified(files, target, bytes.subarray(0, end), held)
  known.lengths.set(path, end)
  if (later.length > 0) known.done.add(path)
}

/** Bytes of the segment that the copy has; `null` when it is to be written whole. */
async function findHeld(plan: SegmentPlan, whole: Buffer): Promise<number | null> {
  const found = await findFile(plan.files, join(plan.to, plan.path))
  if (!found) return null
  const there = Buffer.from(found)
  const held = wholeLength(there, Number.MAX_SAFE_INTEGER)
  // What stands behind the last whole record is an append that was interrupted.
  if (held <= whole.length && whole.subarray(0, held).equals(there.subarray(0, held))) return held
  await putAside(plan, plan.path)
  return null
}

/** Bytes up to the end of the last whole record numbered at most `limit`. */
export function wholeLength(bytes: Uint8Array, limit: number): number {
  let end = 0
  for (;;) {
    const record = findRecordAt(bytes, end) ?? findNextRecord(bytes, end + 1, bytes.length)
    if (!record || record.header.seq > limit) return end
    end = record.end
  }
}

async function findFirstSeq(files: Files, path: string): Promise<number | null> {
  const bytes = await findFile(files, path)
  if (!bytes) return null
  return findRecordAt(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, 0)?.header.seq ?? null
}

/** Out of the way, never gone: it may be the only place where those records are. */
async function putAside({ files, to }: Ports, path: string): Promise<void> {
  const aside = join(to, 'aside')
  await makeFolderFor(files, to, aside)
  const taken = new Set(await files.list(aside))
  const name = `${dirname(path).replaceAll(/[\\/]/g, '-')}-${basename(path)}`
  let number = 1
  while (taken.has(`${name}.${number}`)) number += 1
  await files.rename(join(to, path), join(aside, `${name}.${number}`))
  await files.syncFolder(aside)
  await files.syncFolder(dirname(join(to, path)))
}
