import { basename, join } from 'node:path'
import * as z from 'zod'
import type { RestoreOffer, RestoreRefusal } from '../../shared/contracts/copy.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { type CopiedRecords, copiedSegments, readCopiedRecords, readCopiedSegment } from './copiedRecords.ts'
import { putVerified, UnreliableDisk } from './copiedFile.ts'
import { type CopyMark, copyFormat, findCopies, findMark } from './copyFolder.ts'
import { listIfThere } from './copyPass.ts'
import { type DiskFailure, errnoOf, type Files, findFile, onDisk, replaceFile } from './files.ts'
import { journalFormat } from './journal/formatVersion.ts'
import { findJson } from './journal/opening.ts'
import type { Sealer } from './sealer.ts'

/**
 * From a second copy back to a profile, all or nothing: read and checked first, written beside what stands here, then
 * exchanged with it by two renames that the next start finishes where they were interrupted. What stood here is kept.
 */
export interface CheckedCopy {
  readonly folder: string
  readonly mark: CopyMark
  readonly records: CopiedRecords
  readonly papers: number
  readonly bytes: number
}
type Refused = { readonly kind: 'restore-refused'; readonly because: RestoreRefusal }
const refuse = (because: RestoreRefusal): { readonly ok: false; readonly failure: Refused } => fail({ kind: 'restore-refused', because })

const officeName = 'office'
const stagedName = 'office.restoring'
const pendingName = 'restore.json'
/** In a profile that was restored and not opened since. */
export const restoredName = 'restored.json'
const wholeFiles = ['format.json', 'draft', 'recoveries.json'] as const
const formatShape = z.looseObject({ format: z.int() })

/** Reads a copy whole; `chosen` is its folder, or the one that it lies in. */
export async function checkCopy(files: Files, sealer: Sealer, chosen: string): Promise<Result<CheckedCopy, Refused | DiskFailure>> {
  const checked = await onDisk(chosen, async () => {
    const [found] = await findCopies(files, chosen)
    if (!found) return refuse('no-copy')
    const office = join(found.folder, officeName)
    const formatBytes = await findFile(files, join(office, 'format.json'))
    const format = formatShape.safeParse(formatBytes && findJson(formatBytes)).data?.format ?? 0
    if (found.mark.format > copyFormat || format > journalFormat) return refuse('newer-format')
    const records = await readCopiedRecords(files, sealer, join(office, 'journal'))
    if (records.records === 0) return refuse('unreadable')
    const sizes = await sizesIn(files, found.folder)
    return ok({ ...found, records, papers: sizes.filter(({ path }) => path.endsWith('.pdf')).length, bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0) })
  })
  return checked.ok ? checked.value : checked
}

async function sizesIn(files: Files, folder: string): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
  const sizes: { readonly path: string; readonly bytes: number }[] = []
  for (const name of await listIfThere(files, folder)) {
    const path = join(folder, name)
    const { isFolder, bytes } = await files.stat(path)
    if (isFolder) sizes.push(...(await sizesIn(files, path)))
    else sizes.push({ path, bytes })
  }
  return sizes
}

export function offerOf(id: string, { folder, mark, records, papers, bytes }: CheckedCopy, here: RestoreOffer['here']): RestoreOffer {
  const { records: count, cases, missing, named } = records
  return { id, folder, station: mark.station, named, lastDoneAt: mark.doneAt, records: count, cases, papers, bytes, missing, here }
}

/** Puts the copy in the place of the office profile below `root`. Nothing may have that open. */
export async function restoreCopy(files: Files, root: string, checked: CheckedCopy): Promise<Result<null, Refused | DiskFailure>> {
  const done = await onDisk('restore', async () => {
    const mark = await findMark(files, checked.folder)
    if (!mark || mark.id !== checked.mark.id || mark.seq < checked.mark.seq) return refuse('not-checked')
    await files.makeFolder(root)
    const aside = (await listIfThere(files, join(root, officeName))).length > 0 ? await freeName(files, root) : null
    try {
      await stage(files, root, checked, aside)
    } catch (error) {
      await files.removeFolder(join(root, stagedName)).catch(() => undefined)
      if (error instanceof UnreliableDisk) return fail<DiskFailure>({ kind: 'disk', problem: 'other', place: 'restore' })
      throw error
    }
    await replaceFile(files, join(root, pendingName), Buffer.from(`${canonicalJson({ aside })}\n`))
    await finishRestore(files, root)
    return ok(null)
  })
  return done.ok ? done.value : done
}

async function freeName(files: Files, root: string): Promise<string> {
  const taken = new Set(await files.list(root))
  let number = 1
  while (taken.has(`${officeName}.before-restore-${number}`)) number += 1
  return `${officeName}.before-restore-${number}`
}

async function stage(files: Files, root: string, { folder, records }: CheckedCopy, aside: string | null): Promise<void> {
  const staged = join(root, stagedName)
  const office = join(folder, officeName)
  await files.removeFolder(staged)
  await files.makeFolder(staged)
  for (const name of wholeFiles) {
    const bytes = await findFile(files, join(office, name))
    if (bytes) await putVerified(files, join(staged, name), bytes)
  }
  for (const name of ['journal', 'kept']) {
    const segments = await copiedSegments(files, join(office, name))
    if (segments.length === 0) continue
    await files.makeFolder(join(staged, name))
    for (const segment of segments) await putVerified(files, join(staged, name, segment), await readCopiedSegment(files, join(office, name), segment))
    await files.syncFolder(join(staged, name))
  }
  for (const name of ['papers', 'scans']) await copyFolder(files, join(office, name), join(staged, name))
  await copyFolder(files, join(folder, 'packs'), join(root, 'packs'))
  const note = { records: records.records, aside: aside === null ? null : join(root, aside) }
  await putVerified(files, join(staged, restoredName), Buffer.from(`${canonicalJson(note)}\n`))
  await files.syncFolder(staged)
  await files.syncFolder(root)
}

/** Files that are named by their content, and folders of them; what is there already is left. */
async function copyFolder(files: Files, from: string, to: string): Promise<void> {
  const names = await listIfThere(files, from)
  if (names.length === 0) return
  await files.makeFolder(to)
  const there = new Set(await files.list(to))
  for (const name of names) {
    if (name.endsWith('.part')) continue
    if ((await files.stat(join(from, name))).isFolder) await copyFolder(files, join(from, name), join(to, name))
    else if (!there.has(name)) await putVerified(files, join(to, name), await files.read(join(from, name)))
  }
  await files.syncFolder(to)
}

const pendingShape = z.strictObject({ aside: z.string().nullable() })

/** Ends a restore that was interrupted after everything was written; otherwise does nothing. Before any profile is opened. */
export async function finishRestore(files: Files, root: string): Promise<void> {
  const bytes = await findFile(files, join(root, pendingName))
  const pending = pendingShape.safeParse(bytes && findJson(bytes)).data
  if (!pending) return
  if (await isThere(files, join(root, stagedName))) {
    if ((await listIfThere(files, join(root, officeName))).length > 0) {
      await files.rename(join(root, officeName), join(root, basename(pending.aside ?? (await freeName(files, root)))))
      await files.syncFolder(root)
    }
    // An empty folder that a refused start has left.
    else await files.removeFolder(join(root, officeName))
    await files.rename(join(root, stagedName), join(root, officeName))
    await files.syncFolder(root)
  }
  await files.remove(join(root, pendingName))
  await files.syncFolder(root)
}

async function isThere(files: Files, path: string): Promise<boolean> {
  try {
    await files.stat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
