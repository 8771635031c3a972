import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * What V8 made of files of a program, in a folder of its own: one file each, a digest and then the code.
 * V8 looks at the length of a source only and runs whatever it is given, so everything else is looked at here: code
 * counts for the very source, for the very Node that made it, and while not one bit of it has turned.
 */
export interface KeptCode {
  /** `undefined`: nothing that can be used. */
  find(file: string, source: string): Uint8Array | undefined
  /** Where it can't be written it is not kept; nobody is told. */
  keep(file: string, source: string, code: Uint8Array): void
}

const digestLength = 32

/**
 * @param builtBy names the Node that runs, to the last library
 * @returns `null` where the folder can't be had, or others than the user may write to it: what lies there is run
 */
export function openKeptCode(folder: string, builtBy: string): KeptCode | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { uid, mode } = statSync(folder)
    if (uid !== process.getuid?.() || (mode & 0o022) !== 0) return null
  } catch {
    return null
  }
  const placeOf = (file: string): string => join(folder, `${basename(file)}-${createHash('sha256').update(file).digest('hex').slice(0, 16)}`)
  const digestOf = (source: string, code: Uint8Array): Buffer => createHash('sha256').update(`${builtBy}\0${Buffer.byteLength(source)}\0`).update(source).update(code).digest()

  return {
    find: (file, source) => {
      let bytes: Buffer
      try {
        bytes = readFileSync(placeOf(file))
      } catch {
        return undefined
      }
      const code = bytes.subarray(digestLength)
      return code.length > 0 && digestOf(source, code).equals(bytes.subarray(0, digestLength)) ? code : undefined
    },
    keep: (file, source, code) => {
      const place = placeOf(file)
      const unfinished = `${place}.part`
      try {
        writeFileSync(unfinished, Buffer.concat([digestOf(source, code), code]), { mode: 0o600 })
        renameSync(unfinished, place)
      } catch {
        rmSync(unfinished, { force: true })
      }
    },
  }
}
