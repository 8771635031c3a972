import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SealedUse, Sealer } from '../../electron/station/sealer.ts'

const markOf = ({ stream, purpose }: SealedUse): Buffer => Buffer.concat([Buffer.from('sealed:'), createHash('sha256').update(`${purpose} ${stream}`).digest().subarray(0, 8)])
const turn = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a)

/** Marks what it sealed and for which use, and gives it back for no other: no encryption, but nothing reads as it was. */
export const markingSealer: Sealer = {
  seal: (bytes, use) => Promise.resolve(Buffer.concat([markOf(use), turn(bytes)])),
  open: (bytes, use) => {
    const mark = markOf(use)
    return Promise.resolve(Buffer.from(bytes.subarray(0, mark.length)).equals(mark) ? turn(bytes.subarray(mark.length)) : null)
  },
}

// Who and what the builders name: operators, applicants, projects, notes.
export const personal = /李敏|陈刚|王芳|样例置业|样例公司|（样例）|来电/

/** Files below a folder that name somebody readably, by path; the packs name nobody and say 样例 of themselves. */
export async function findReadableNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || path.slice(folder.length).startsWith('/packs/')) continue
    if (personal.test(path.slice(folder.length)) || personal.test(await readFile(path, 'utf8'))) found.push(path.slice(folder.length))
  }
  return found
}
