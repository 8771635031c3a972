import { dirname, join } from 'node:path'
import * as z from 'zod'
import type { Failure, Notice } from '../../shared/contracts/ipc.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk, replaceFile } from './files.ts'
import { findJson } from './journal/opening.ts'
import { assembleChecked, digestOfBytes, isRepeatable, type LoadedPack, overlayFileNames, type PackBytes, packFileNames, readPackBytes } from './knownPack.ts'
import type { OverlayRefused, PackRefused } from './packs.ts'
import { createTurns } from './turns.ts'

/**
 * The packs of this workstation. Every pack that was ever in use is kept under `packs/<digest>/`, its overlays in
 * `overlays/` there, so that an old case replays and a broken or half-written new pack leaves the last good one in use.
 */
export interface PackShelf {
  readonly current: LoadedPack
  readonly notices: readonly Extract<Notice, { kind: 'pack-kept' | 'overlay-refused' }>[]
  compileCurrent(): Promise<CompiledPack>
  /** An edition that is kept here; `null` when it is not. */
  find(ref: PackRef): Promise<CompiledPack | null>
  /** The same, not compiled. */
  load(digest: string): Promise<LoadedPack | null>
  /** The same at a start: one without overlays that was loaded so by this version before is known by its bytes. */
  loadAtStart(digest: string): Promise<LoadedPack | null>
  /** Digests of what is kept here, whether or not it can still be read. */
  list(): Promise<readonly string[]>
  folderOf(digest: string): Promise<PackFolders>
  /**
   * Lays files down beside the shelf, has them checked there and, where `check` agrees, puts them on the shelf as they are;
   * what it refuses leaves nothing.
   */
  keep<F extends { readonly kind: string }>(digest: string, bytes: ReadonlyMap<string, Uint8Array>, check: (folders: PackFolders) => Promise<Result<null, F>>): Promise<Result<Result<null, F>, DiskFailure>>
}

/** What is asked for is not on the shelf. */
export const notHere = ({ id, version }: PackRef): { readonly ok: false; readonly failure: Extract<Failure, { kind: 'pack-refused' }> } => fail({ kind: 'pack-refused', problems: [`${id} ${version}：本机没有这一版内容包`] })

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** The pack last in use, the version of the program that found nothing wrong with it, and the bytes that it was read from. */
const pointerShape = z.object({ digest: sha256, checkedBy: z.string().optional(), bytes: sha256.optional() })
type Pointer = z.infer<typeof pointerShape>
const overlaysFolder = 'overlays'

const packReading = () => import('./packReading.ts')

/** The folder of the city's pack, and those of the overlays to lay on it, in order. */
export interface PackFolders {
  readonly packDir: string
  readonly overlayDirs: readonly string[]
}

/**
 * An overlay that breaks the pack is left out whole and named. Where the last good pack was this city pack with these
 * very overlays, that stays in use; otherwise the counter works by the city's pack and the overlays that do fit.
 * `version`: of the program. What it has checked once it does not check at every start; the content is read all the same.
 * A city pack without overlays is then known by its bytes, and neither its shape nor its digest is worked out again.
 */
export async function openPackShelf(files: Files, shelfDir: string, folders: PackFolders, version: string): Promise<Result<PackShelf, PackRefused>> {
  const pointerPath = join(shelfDir, 'last-good.json')
  const [pointer, bytes] = await Promise.all([onDisk('packs', () => findFile(files, pointerPath)), folders.overlayDirs.length === 0 ? readPackBytes(folders.packDir) : null])
  const lastGood = pointerShape.safeParse(pointer.ok && pointer.value ? findJson(pointer.value) : null).data
  const known = bytes && findKnown(bytes, lastGood, version)
  const read = known ? ok(known) : await (await packReading()).readLayers(folders.packDir, folders.overlayDirs)
  const findLastGood = async (): Promise<LoadedPack | null> => (lastGood ? readKept(files, shelfDir, lastGood.digest) : null)
  const isChecked = read.ok && lastGood?.digest === read.value.ref.digest && lastGood.checkedBy === version

  const laid = isChecked ? ok<Laid>({ loaded: read.value, usedDirs: folders.overlayDirs, refused: [] }) : await layChecked(folders)
  if (!laid.ok) {
    const kept = await findLastGood()
    return kept ? ok(createShelf(files, shelfDir, version, kept, [{ kind: 'pack-kept', problems: laid.failure.problems, using: kept.ref }])) : laid
  }
  const { loaded, usedDirs, refused } = laid.value
  const kept = refused.length === 0 ? null : await findLastGood()
  const isSameStack = kept !== null && isStackOf(kept, loaded, refused)
  const inUse = isSameStack ? kept : loaded
  if (!isSameStack) {
    // A shelf that can't be written must not stop the counter: the pack itself is whole.
    await onDisk('packs', async () => {
      await keepPack(files, shelfDir, loaded.ref, { packDir: folders.packDir, overlayDirs: usedDirs })
      if (known || (isChecked && !bytes)) return
      const next: Pointer = { digest: loaded.ref.digest, checkedBy: version, ...(bytes && isRepeatable(bytes, loaded.ref) ? { bytes: digestOfBytes(bytes) } : {}) }
      await replaceFile(files, pointerPath, Buffer.from(JSON.stringify(next)))
    })
  }
  return ok(createShelf(files, shelfDir, version, inUse, refused.map(({ name, problems }) => ({ kind: 'overlay-refused', overlay: name, problems, using: inUse.ref, keptEarlier: isSameStack }))))
}

function findKnown(bytes: PackBytes, lastGood: Pointer | undefined, version: string): LoadedPack | null {
  return lastGood?.bytes !== undefined && lastGood.checkedBy === version ? assembleChecked(bytes, { bytes: lastGood.bytes, digest: lastGood.digest }) : null
}

interface Laid {
  readonly loaded: LoadedPack
  readonly usedDirs: readonly string[]
  readonly refused: readonly OverlayRefused[]
}

/** Overlays in the order given; one that does not fit is left out, the next is laid on what stands. */
async function layChecked({ packDir, overlayDirs }: PackFolders): Promise<Result<Laid, PackRefused>> {
  const { loadOverlay, loadPack } = await packReading()
  const city = await loadPack(packDir)
  if (!city.ok) return city
  let laid: Laid = { loaded: city.value, usedDirs: [], refused: [] }
  for (const dir of overlayDirs) {
    const { loaded, usedDirs, refused } = laid
    const next = await loadOverlay(loaded, dir)
    // One that is given twice is laid once.
    if (!next.ok) laid = { loaded, usedDirs, refused: [...refused, next.failure] }
    else if (next.value.ref.digest !== loaded.ref.digest) laid = { loaded: next.value, usedDirs: [...usedDirs, dir], refused }
  }
  return ok(laid)
}

/** The kept pack is this city pack with the overlays that fit and an earlier state of those that do not. */
function isStackOf(kept: LoadedPack, { base, pack }: LoadedPack, refused: readonly OverlayRefused[]): boolean {
  const { overlays } = kept.pack
  return (
    kept.base.digest === base.digest &&
    overlays.length === pack.overlays.length + refused.length &&
    pack.overlays.every(({ digest }) => overlays.some((overlay) => overlay.digest === digest)) &&
    refused.every(({ id }) => id === null || overlays.some((overlay) => overlay.id === id))
  )
}

function createShelf(files: Files, shelfDir: string, version: string, loaded: LoadedPack, notices: PackShelf['notices']): PackShelf {
  const inTurn = createTurns()
  const others = new Map<string, Promise<CompiledPack | null>>()
  let current: Promise<CompiledPack> | null = null
  const compileCurrent = (): Promise<CompiledPack> => (current ??= compile(loaded))
  return {
    current: loaded,
    notices,
    compileCurrent,
    find: ({ digest }) => {
      if (digest === loaded.ref.digest) return compileCurrent()
      const known = others.get(digest)
      if (known) return known
      const read = readKept(files, shelfDir, digest).then((kept) => kept && compile(kept))
      others.set(digest, read)
      // It may still come.
      void read.then((found) => found ?? others.delete(digest))
      return read
    },
    load: (digest) => (digest === loaded.ref.digest ? Promise.resolve(loaded) : readKept(files, shelfDir, digest)),
    loadAtStart: (digest) => (digest === loaded.ref.digest ? Promise.resolve(loaded) : readKnown(files, shelfDir, version, digest)),
    list: async () => {
      const names = await onDisk('packs', () => files.list(shelfDir))
      return names.ok ? names.value.filter((name) => /^[0-9a-f]{64}$/.test(name)) : []
    },
    folderOf: (digest) => findFolders(files, join(shelfDir, digest)),
    // One that comes by stick while the server sends it is one.
    keep: (digest, bytes, check) => inTurn(digest, () =>
      onDisk('packs', async () => {
        if (await readKept(files, shelfDir, digest)) return ok(null)
        // Beside it, so that nothing that is not whole is ever copied or read as a pack.
        const folder = join(`${shelfDir}.arriving`, digest)
        await files.removeFolder(folder)
        for (const [name, content] of bytes) {
          const path = join(folder, name)
          await files.makeFolder(dirname(path))
          await replaceFile(files, path, content)
        }
        const layers = [...new Set([...bytes.keys()].flatMap((name) => (name.startsWith(`${overlaysFolder}/`) ? [dirname(name)] : [])))].sort()
        const checked = await check(foldersIn(folder, layers))
        if (checked.ok) {
          await files.makeFolder(shelfDir)
          // What stood there under this name can't have been read.
          await files.removeFolder(join(shelfDir, digest))
          await files.rename(folder, join(shelfDir, digest))
          await files.syncFolder(shelfDir)
          others.delete(digest)
        } else await files.removeFolder(folder)
        return checked
      })),
  }
}

async function findFolders(files: Files, packDir: string): Promise<PackFolders> {
  const overlays = await onDisk('packs', () => files.list(join(packDir, overlaysFolder)))
  return foldersIn(packDir, (overlays.ok ? overlays.value : []).map((name) => join(overlaysFolder, name)))
}
const foldersIn = (packDir: string, layers: readonly string[]): PackFolders => ({ packDir, overlayDirs: layers.map((layer) => join(packDir, layer)) })

async function compile({ pack, ref }: LoadedPack): Promise<CompiledPack> {
  const { compilePack } = await packReading()
  return compilePack(pack, ref)
}

/** A kept pack counts only when its content still has the digest that it is filed under. */
async function readKept(files: Files, shelfDir: string, digest: string): Promise<LoadedPack | null> {
  const { packDir, overlayDirs } = await findFolders(files, join(shelfDir, digest))
  const { readLayers } = await packReading()
  const read = await readLayers(packDir, overlayDirs)
  return read.ok && read.value.ref.digest === digest ? read.value : null
}

/** As `readKept`, at a fraction of the time where `chosen.json` says what these bytes were found to be. */
async function readKnown(files: Files, shelfDir: string, version: string, digest: string): Promise<LoadedPack | null> {
  const folder = join(shelfDir, digest)
  const pointerPath = join(shelfDir, 'chosen.json')
  const { overlayDirs } = await findFolders(files, folder)
  const [pointer, bytes] = await Promise.all([onDisk('packs', () => findFile(files, pointerPath)), overlayDirs.length === 0 ? readPackBytes(folder, (path) => files.read(path)) : null])
  const chosen = pointerShape.safeParse(pointer.ok && pointer.value ? findJson(pointer.value) : null).data
  const known = bytes && chosen?.digest === digest ? findKnown(bytes, chosen, version) : null
  if (known) return known
  const read = await readKept(files, shelfDir, digest)
  // Where it can't be noted, the next start reads it whole again.
  if (read && bytes && isRepeatable(bytes, read.ref)) await onDisk('packs', () => replaceFile(files, pointerPath, Buffer.from(JSON.stringify({ digest, checkedBy: version, bytes: digestOfBytes(bytes) } satisfies Pointer))))
  return read
}

async function keepPack(files: Files, shelfDir: string, ref: PackRef, { packDir, overlayDirs }: PackFolders): Promise<void> {
  const folder = join(shelfDir, ref.digest)
  if ((overlayDirs.length === 0 && (await isSameFolder(files, packDir, folder))) || (await readKept(files, shelfDir, ref.digest))) return
  await files.makeFolder(folder)
  for (const name of packFileNames) await replaceFile(files, join(folder, name), await files.read(join(packDir, name)))
  for (const [index, dir] of overlayDirs.entries()) {
    // Two digits, so that the order of the names is the order of the layers.
    const layer = join(folder, overlaysFolder, String(index + 1).padStart(2, '0'))
    await files.makeFolder(layer)
    for (const name of overlayFileNames) {
      const bytes = await findFile(files, join(dir, name))
      if (bytes) await replaceFile(files, join(layer, name), bytes)
    }
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
