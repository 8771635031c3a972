import { readSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'

/** The disk, narrow enough that a test can make any single call fail. Every call rejects with an errno error. */
export interface Files {
  read(path: string): Promise<Uint8Array>
  /** Names in a folder, sorted; `ENOENT` when there is none. */
  list(folder: string): Promise<readonly string[]>
  stat(path: string): Promise<{ readonly bytes: number; readonly isFolder: boolean }>
  makeFolder(path: string): Promise<void>
  /** A new file; `EEXIST` when there is one. */
  create(path: string): Promise<OpenFile>
  open(path: string): Promise<OpenFile>
  copy(from: string, to: string): Promise<void>
  /** Replaces the file that stands at `to`; a folder moves with all that is in it. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** With all that is in it. */
  removeFolder(path: string): Promise<void>
  syncFolder(path: string): Promise<void>
}
export interface OpenFile {
  /** All of it, at this byte offset. */
  write(bytes: Uint8Array, offset: number): Promise<void>
  readAt(offset: number, length: number): Promise<Uint8Array>
  /** For a few bytes that the system has in memory: the way to another thread and back takes twenty times as long. */
  readNow(offset: number, length: number): Uint8Array
  sync(): Promise<void>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

export type DiskFailure = Extract<Failure, { kind: 'disk' }>

export const diskFiles: Files = {
  read: (path) => readFile(path),
  list: async (folder) => (await readdir(folder)).sort(),
  stat: async (path) => {
    const found = await stat(path)
    return { bytes: found.size, isFolder: found.isDirectory() }
  },
  makeFolder: async (path) => {
    // Personal data: for this user of the machine alone.
    await mkdir(path, { recursive: true, mode: 0o700 })
  },
  create: (path) => openOnDisk(path, 'wx+'),
  open: (path) => openOnDisk(path, 'r+'),
  copy: (from, to) => copyFile(from, to),
  rename: renamePatiently,
  remove: (path) => rm(path, { force: true }),
  removeFolder: (path) => rm(path, { recursive: true, force: true }),
  syncFolder: async (path) => {
    // Windows can't flush a folder; NTFS journals its own entries.
    if (process.platform === 'win32') return
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } catch (error) {
      // Some network and memory-stick file systems have no such thing.
      if (!['EINVAL', 'ENOTSUP', 'EISDIR'].includes(errnoOf(error) ?? '')) throw error
    } finally {
      await folder.close()
    }
  },
}

async function openOnDisk(path: string, flags: 'wx+' | 'r+'): Promise<OpenFile> {
  const file = await open(path, flags, 0o600)
  return {
    write: async (bytes, offset) => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done)
        done += bytesWritten
      }
    },
    readAt: async (offset, length) => {
      const bytes = new Uint8Array(length)
      let done = 0
      while (done < length) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done)
        if (bytesRead === 0) break
        done += bytesRead
      }
      return bytes.subarray(0, done)
    },
    readNow: (offset, length) => {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(file.fd, bytes, 0, length, offset))
    },
    sync: () => file.sync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  }
}

// On Windows a virus scanner may hold a fresh file for a moment.
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await rename(from, to)
      return
    } catch (error) {
      const held = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '')
      if (!held || tries === 20) throw error
      await pause(50)
    }
  }
}

/** `ENOSPC` and the like; `null` for what is not an error of the system. */
export function errnoOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

const problems: Readonly<Record<string, DiskFailure['problem']>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOENT: 'missing',
  ENOTDIR: 'missing',
}

/** Runs something that uses the disk; an error of the system becomes a failure, any other is a bug and thrown on. */
export async function onDisk<T>(place: string, work: () => Promise<T>): Promise<Result<T, DiskFailure>> {
  try {
    return ok(await work())
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === null) throw error
    return fail({ kind: 'disk', problem: problems[errno] ?? 'other', place })
  }
}

/** Writes a whole file beside `path`, flushes it, and gives it the name once `check` had nothing against it; its folder is not flushed yet. */
export async function putFile(files: Files, path: string, bytes: Uint8Array, check?: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.part`
  // What an interrupted try left is replaced with it.
  await files.remove(temporary)
  try {
    const file = await files.create(temporary)
    try {
      await file.write(bytes, 0)
      await file.sync()
    } finally {
      await file.close()
    }
    await check?.(temporary)
    await files.rename(temporary, path)
  } catch (error) {
    await files.remove(temporary).catch(() => undefined)
    throw error
  }
}

/** What stands at `path` is afterwards either the old file whole or the new one whole. */
export async function replaceFile(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  await putFile(files, path, bytes)
  await files.syncFolder(dirname(path))
}

/** `null` when there is no such file. */
export async function findFile(files: Files, path: string): Promise<Uint8Array | null> {
  try {
    return await files.read(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}
