import { writeSync } from 'node:fs'
import { relative } from 'node:path'
import { diskFiles, type Files, type OpenFile } from '../../electron/station/files.ts'

export type KilledLine = { readonly promised: unknown } | { readonly point: string }
/** To stdout at once: the ledger is kept outside this process. */
export const tell = (line: KilledLine): void => {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

export interface KillPoints {
  /** The disk; every call that changes it passes a point. */
  readonly files: Files
  pass(point: string): void
}

/** Kills this process at the nth time that it comes to the point; with `none` it lives and tells every point that it passed. */
export function killPoints(root: string, point: string, nth: number): KillPoints {
  let left = nth

  /** Digests and numbers differ from run to run, the kind of file does not. */
  function nameOf(path: string): string {
    const name = relative(root, path)
    if (name.startsWith('profile/packs')) return 'a pack'
    if (name.startsWith('受理通知书')) return 'the saved copy'
    return name.startsWith('..') ? 'a folder above' : `/${name}`.replace(/[0-9a-f]{64}|\d+/g, '*')
  }

  function pass(name: string): void {
    if (point === 'none') return tell({ point: name })
    if (name !== point) return
    left -= 1
    if (left === 0) process.kill(process.pid, 'SIGKILL')
  }

  /** After a call is before the next: each call that changes the disk is one point, a write two. */
  async function passing<T>(call: string, path: string, work: () => Promise<T>): Promise<T> {
    const result = await work()
    pass(`after ${call} of ${nameOf(path)}`)
    return result
  }

  const watched = (path: string, file: OpenFile): OpenFile => ({
    ...file,
    write: async (bytes, offset) => {
      const half = Math.floor(bytes.length / 2)
      await passing('half of a write', path, () => file.write(bytes.subarray(0, half), offset))
      await passing('write', path, () => file.write(bytes.subarray(half), offset + half))
    },
    sync: () => passing('sync', path, () => file.sync()),
    truncate: (length) => passing('truncate', path, () => file.truncate(length)),
  })
  return {
    pass,
    files: {
      ...diskFiles,
      makeFolder: (path) => passing('makeFolder', path, () => diskFiles.makeFolder(path)),
      create: async (path) => watched(path, await passing('create', path, () => diskFiles.create(path))),
      open: async (path) => watched(path, await diskFiles.open(path)),
      copy: (from, to) => passing('copy', to, () => diskFiles.copy(from, to)),
      rename: (from, to) => passing('rename', to, () => diskFiles.rename(from, to)),
      syncFolder: (path) => passing('syncFolder', path, () => diskFiles.syncFolder(path)),
    },
  }
}
