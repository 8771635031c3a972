import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Notice } from '../../shared/contracts/ipc.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { findJson } from './journal/segments.ts'
import { checkPack, isOverlayFile, type LoadedPack, loadPack, packFileNames, type PackRefused, readPack } from './packs.ts'

/**
 * The packs of this workstation. Every pack that was ever in use is kept under `packs/<digest>/`, so that an old case
 * replays and a broken or half-written new pack leaves the last good one in use.
 */
export interface PackShelf {
  readonly current: LoadedPack
  readonly notices: readonly Extract<Notice, { kind: 'pack-kept' | 'overlays-refused' }>[]
  /** The pack that a case was opened with; `null` when it is not here. */
  find(ref: PackRef): Promise<CompiledPack | null>
}

/** The pack last in use, and the version of the program that found nothing wrong with it. */
const pointerShape = z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/), checkedBy: z.string().optional() })

/** A folder of the city's pack, and those of the overlays to lie on it, the lowest first. */
export interface PackFolders {
  readonly packDir: string
  readonly overlayDirs: readonly string[]
}

/** `version`: of the program. What it has checked once it does not check at every start; the content is read all the same. */
export async function openPackShelf(files: Files, shelfDir: string, folders: PackFolders, version: string): Promise<Result<PackShelf, PackRefused>> {
  const pointerPath = join(shelfDir, 'last-good.json')
  const [pointer, read] = await Promise.all([onDisk('packs', () => findFile(files, pointerPath)), readPack(folders.packDir, folders.overlayDirs)])
  const lastGood = pointerShape.safeParse(pointer.ok && pointer.value ? findJson(pointer.value) : null).data
  const isChecked = read.ok && lastGood?.digest === read.value.ref.digest && lastGood.checkedBy === version
  const found = read.ok && !isChecked ? checkPack(read.value) : read
  if (found.ok) {
    // A shelf that can't be written must not stop the counter: the pack itself is whole.
    await onDisk('packs', async () => {
      await keepPack(files, shelfDir, folders, found.value)
      if (!isChecked) await replaceFile(files, pointerPath, Buffer.from(JSON.stringify({ digest: found.value.ref.digest, checkedBy: version })))
    })
    return ok(createShelf(shelfDir, found.value, []))
  }
  // An overlay that breaks the pack is left off whole; the city's rules hold.
  const bare = folders.overlayDirs.length > 0 ? await loadPack(folders.packDir) : found
  if (bare.ok) {
    await onDisk('packs', () => keepPack(files, shelfDir, { packDir: folders.packDir, overlayDirs: [] }, bare.value))
    return ok(createShelf(shelfDir, bare.value, [{ kind: 'overlays-refused', folders: folders.overlayDirs.map((dir) => basename(dir)), problems: found.failure.problems }]))
  }
  const kept = lastGood && (await readKept(shelfDir, lastGood.digest))
  if (!kept) return found
  return ok(createShelf(shelfDir, kept, [{ kind: 'pack-kept', problems: found.failure.problems, using: kept.ref }]))
}

function createShelf(shelfDir: string, loaded: LoadedPack, notices: PackShelf['notices']): PackShelf {
  const compiled = new Map<string, Promise<CompiledPack | null>>()
  return {
    current: loaded,
    notices,
    find: ({ digest }) => {
      const known = compiled.get(digest)
      if (known) return known
      const whole = digest === loaded.ref.digest ? Promise.resolve(loaded) : readKept(shelfDir, digest)
      const read = whole.then((kept) => kept && compilePack(kept.pack, kept.ref))
      compiled.set(digest, read)
      return read
    },
  }
}

/** A kept pack counts only when its content still has the digest that it is filed under. */
async function readKept(shelfDir: string, digest: string): Promise<LoadedPack | null> {
  const folder = join(shelfDir, digest)
  const read = await readPack(folder, await findKeptOverlays(folder))
  return read.ok && read.value.ref.digest === digest ? read.value : null
}

/** Overlays are kept below their pack, numbered from the lowest. */
const keptOverlay = /^overlay-\d\d$/

async function findKeptOverlays(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  return names.filter((name) => keptOverlay.test(name)).sort().map((name) => join(folder, name))
}

async function keepPack(files: Files, shelfDir: string, { packDir, overlayDirs }: PackFolders, { ref }: LoadedPack): Promise<void> {
  const folder = join(shelfDir, ref.digest)
  if ((overlayDirs.length === 0 && (await isSameFolder(files, packDir, folder))) || (await readKept(shelfDir, ref.digest))) return
  await files.makeFolder(folder)
  for (const name of packFileNames) await replaceFile(files, join(folder, name), await files.read(join(packDir, name)))
  for (const [index, overlayDir] of overlayDirs.entries()) {
    const place = join(folder, `overlay-${String(index).padStart(2, '0')}`)
    await files.makeFolder(place)
    for (const name of await readdir(overlayDir)) if (isOverlayFile(name)) await replaceFile(files, join(place, name), await files.read(join(overlayDir, name)))
  }
}

/** Byte for byte: far cheaper than reading a pack, and what is the same has the same digest. */
async function isSameFolder(files: Files, one: string, other: string): Promise<boolean> {
  const same = await Promise.all(
    packFileNames.map(async (name) => {
      const [here, there] = await Promise.all([files.read(join(one, name)), findFile(files, join(other, name))])
      return there !== null && Buffer.compare(here, there) === 0
    }),
  )
  return same.every(Boolean)
}
