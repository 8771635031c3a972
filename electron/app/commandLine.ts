import { resolve } from 'node:path'

/** What the command line asks of the program. Switches of the browser itself, such as `--user-data-dir`, are not ours. */
export interface CommandLine {
  /** Absolute folder of the content pack, `null` for the built-in one. */
  readonly packDir: string | null
  /** Absolute folders of overlays to lie on it, the lowest first. */
  readonly overlayDirs: readonly string[]
}

/** Reads `--pack DIR` or `--pack=DIR`, and `--overlay` likewise, as often as wanted; relative folders are taken from `cwd`. */
export function readCommandLine(args: readonly string[], cwd: string): CommandLine {
  const [packDir = null] = readFolders(args, '--pack', cwd)
  return { packDir, overlayDirs: readFolders(args, '--overlay', cwd) }
}

function readFolders(args: readonly string[], name: string, cwd: string): readonly string[] {
  return args.flatMap((arg, index) => {
    const given = arg === name ? args[index + 1] : arg.startsWith(`${name}=`) ? arg.slice(name.length + 1) : undefined
    return given === undefined || given === '' ? [] : [resolve(cwd, given)]
  })
}
