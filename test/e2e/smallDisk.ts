import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own in memory, small enough to be full at once. */
export interface SmallDisk {
  makeRoom(): void
  remove(): void
}

/** @param kilobytes all it holds, in pages of 4 KB */
export function mountSmallDisk(folder: string, kilobytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder])
  return {
    makeRoom: () => execFileSync('mount', ['-o', 'remount,size=4m', folder]),
    // Lazily: the program may still hold a file of it.
    remove: () => execFileSync('umount', ['-l', folder]),
  }
}

/** Mounting takes root on Linux, and a container may forbid it all the same. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'mount-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder], { stdio: 'ignore' }).status === 0
  if (mounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return mounted
}

/** Until not a byte more goes in, whatever others write meanwhile. */
export function fillUp(file: string): void {
  for (let bytes = 1 << 20; bytes >= 1; bytes = bytes > 1 ? bytes >> 4 : 0) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(bytes, 7), { flag: 'a' })
    } catch {
      // Full for pieces of this size.
    }
  }
}
