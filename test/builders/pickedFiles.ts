import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files as they lie on a disk, by their paths: a large one takes its time on any other way into the browser. */
export function pickedFiles(folder: string, files: readonly (readonly [name: string, bytes: Uint8Array])[]): string[] {
  mkdirSync(folder, { recursive: true })
  return files.map(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  })
}
