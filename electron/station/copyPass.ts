import { dirname, join } from 'node:path'
import { makeFolderFor, putVerified } from './copiedFile.ts'
import { copySegment, type CopiedSegments, newCopiedSegments, planSegments } from './copySegments.ts'
import { errnoOf, type Files, findFile } from './files.ts'

/** Called before every file; false: stop here, the rest comes with the next pass. */
export type Step = (doneFiles: number, totalFiles: number) => boolean

/** What is known of a copy between two passes, so that a pass reads only what is new. */
export interface CopyMemory {
  readonly segments: CopiedSegments
  /** Contents of the small files as last copied, by path. */
  readonly small: Map<string, Buffer>
  /** Papers and scans stored and not copied yet, by path; `null`: nobody has looked into the folders yet. */
  newFiles: Set<string> | null
}
/** `isStrange`: the copy was not left where this journal is now; nothing in it is taken for the station's own by its name. */
export const newCopyMemory = (isStrange: boolean): CopyMemory => ({ segments: newCopiedSegments(isStrange), small: new Map(), newFiles: null })

export interface PassPorts {
  readonly files: Files
  /** Root of the data. */
  readonly from: string
  /** Folder of the copy. */
  readonly to: string
  readonly memory: CopyMemory
  /** The last record to be copied; taken before the papers are looked at. */
  readonly headSeq: number
  readonly step: Step
}

/** Files that never change under their name. */
const contentFolders = ['papers', 'scans'].map((name) => join('office', name))
/** Replaced whole by the station. */
const smallFiles = ['format.json', 'draft', 'recoveries.json'].map((name) => join('office', name)).concat(join('packs', 'last-good.json'))

/**
 * Brings a copy up to `headSeq`. Papers and scans come before the records that name them and segments in their order, so that
 * what an interrupted pass leaves is a whole earlier state. Gives false when it was told to stop.
 */
export async function passCopy(ports: PassPorts): Promise<boolean> {
  const { files, from, to, memory, headSeq, step } = ports
  memory.newFiles ??= new Set(await contentMissing(ports))
  const documents = [...memory.newFiles, ...(await packFilesMissing(ports))]
  const segments = [
    ...(await planSegments({ files, from, to, known: memory.segments, headSeq }, join('office', 'journal'))),
    // What came from others is a set: a batch more of it does no harm.
    ...(await planSegments({ files, from, to, known: memory.segments, headSeq: Number.MAX_SAFE_INTEGER }, join('office', 'kept'))),
  ]
  const total = documents.length + segments.length
  let done = 0

  const touched = new Set<string>()
  for (const path of documents) {
    if (!step(done, total)) return false
    const folder = dirname(path)
    if (!touched.has(folder)) await makeFolderFor(files, to, join(to, folder))
    touched.add(folder)
    const bytes = await findFile(files, join(from, path))
    if (bytes) await putVerified(files, join(to, path), bytes)
    done += 1
  }
  for (const folder of touched) await files.syncFolder(join(to, folder))
  for (const path of documents) memory.newFiles.delete(path)

  for (const path of smallFiles) await copySmall(ports, path)
  for (const segment of segments) {
    if (!step(done, total)) return false
    await copySegment(segment)
    done += 1
  }
  return true
}

async function contentMissing(ports: PassPorts): Promise<readonly string[]> {
  const missing: string[] = []
  for (const folder of contentFolders) for (const name of await namesMissing(ports, folder)) missing.push(join(folder, name))
  return missing
}

/** Files here that the copy does not have; named by their content, so that a name is enough. */
async function namesMissing({ files, from, to }: PassPorts, folder: string): Promise<readonly string[]> {
  const there = new Set(await listIfThere(files, join(to, folder)))
  return (await listIfThere(files, join(from, folder))).filter((name) => !there.has(name) && !name.endsWith('.part'))
}

/** `packs/<digest>/…`, with the overlays in folders below. */
async function packFilesMissing(ports: PassPorts): Promise<readonly string[]> {
  const { files, from } = ports
  const missing: string[] = []
  const look = async (folder: string): Promise<void> => {
    for (const name of await listIfThere(files, join(from, folder))) {
      if ((await files.stat(join(from, folder, name))).isFolder) await look(join(folder, name))
    }
    if (folder === 'packs') return
    for (const name of await namesMissing(ports, folder)) if (!(await files.stat(join(from, folder, name))).isFolder) missing.push(join(folder, name))
  }
  await look('packs')
  return missing
}

async function copySmall({ files, from, to, memory }: PassPorts, path: string): Promise<void> {
  const found = await findFile(files, join(from, path))
  if (!found) return
  const bytes = Buffer.from(found)
  if (memory.small.get(path)?.equals(bytes) === true) return
  await makeFolderFor(files, to, dirname(join(to, path)))
  await putVerified(files, join(to, path), bytes)
  await files.syncFolder(dirname(join(to, path)))
  memory.small.set(path, bytes)
}

export async function listIfThere(files: Files, folder: string): Promise<readonly string[]> {
  try {
    return await files.list(folder)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
