import { resolve } from 'node:path'

/** What the command line asks of the program. Switches of the browser itself, such as `--user-data-dir`, are not ours. */
export interface CommandLine {
  /** Absolute folder of the content pack, `null` for the built-in one. */
  readonly packDir: string | null
  /** Absolute folders of the overlays to lay on it, in order. */
  readonly overlayDirs: readonly string[]
  /** Absolute folder of a second copy to put in the place of the data, before they are opened. */
  readonly restoreFrom: string | null
}

/** Reads `--pack DIR`, any number of `--overlay DIR` and `--restore DIR`, or with `=`; a relative folder is taken from `cwd`. */
export function readCommandLine(args: readonly string[], cwd: string): CommandLine {
  return { packDir: foldersGiven(args, '--pack', cwd)[0] ?? null, overlayDirs: foldersGiven(args, '--overlay', cwd), restoreFrom: foldersGiven(args, '--restore', cwd)[0] ?? null }
}

function foldersGiven(args: readonly string[], option: string, cwd: string): readonly string[] {
  return args.flatMap((arg, at) => {
    const given = arg === option ? args[at + 1] : arg.startsWith(`${option}=`) ? arg.slice(option.length + 1) : undefined
    return given === undefined || given === '' ? [] : [resolve(cwd, given)]
  })
}
