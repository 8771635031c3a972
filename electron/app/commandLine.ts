import { resolve } from 'node:path'

/** What the command line asks of the program. Switches of the browser itself, such as `--user-data-dir`, are not ours. */
export interface CommandLine {
  /** Absolute folder of the content pack, `null` for the built-in one. */
  readonly packDir: string | null
}

/** Reads `--pack DIR` or `--pack=DIR`; a relative folder is taken from `cwd`. */
export function readCommandLine(args: readonly string[], cwd: string): CommandLine {
  const at = args.findIndex((arg) => arg === '--pack' || arg.startsWith('--pack='))
  const given = at < 0 ? undefined : args[at] === '--pack' ? args[at + 1] : args[at]?.slice('--pack='.length)
  return { packDir: given === undefined || given === '' ? null : resolve(cwd, given) }
}
