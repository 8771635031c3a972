import { dirname, join, relative, sep } from 'node:path'
import { type Files, putFile } from './files.ts'

/** What was read back from a disk is not what was written to it. */
export class UnreliableDisk extends Error {
  constructor() {
    super('what was read back is not what was written')
    this.name = 'UnreliableDisk'
  }
}

/** Makes a folder below `root`, with those between; on the disk for sure. */
export async function makeFolderFor(files: Files, root: string, folder: string): Promise<void> {
  let parent = root
  for (const name of relative(root, folder).split(sep)) {
    if (name === '') continue
    await files.makeFolder(join(parent, name))
    await files.syncFolder(parent)
    parent = join(parent, name)
  }
}

/** A final name only ever stands for a whole file that was read back; its folder is not flushed yet. */
export function putVerified(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  return putFile(files, path, bytes, async (temporary) => {
    if (!Buffer.from(await files.read(temporary)).equals(bytes)) throw new UnreliableDisk()
  })
}

export async function replaceVerified(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  await putVerified(files, path, bytes)
  await files.syncFolder(dirname(path))
}

/** Writes what `bytes` has beyond `length` to a file that holds the part before, and reads it back. */
export async function appendVerified(files: Files, path: string, bytes: Uint8Array, length: number): Promise<void> {
  const added = bytes.subarray(length)
  const file = await files.open(path)
  try {
    await file.write(added, length)
    // What an interrupted try left behind the end.
    await file.truncate(bytes.length)
    await file.sync()
    if (!Buffer.from(await file.readAt(length, added.length)).equals(added)) throw new UnreliableDisk()
  } finally {
    await file.close()
  }
}
