import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const maxLogBytes = 1_000_000

/**
 * One entry of the log: what failed and where in the code. The message of an exception is left out,
 * because it may repeat what a clerk has typed.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return `thrown ${typeof error}`
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : ''
  const stack = (error.stack ?? '').replace(error.message, '')
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12)
  return [`${error.name}${code}`, ...frames].join('\n')
}

export interface FaultLog {
  /** One entry to the console and to the file. Never throws. */
  write(this: void, entry: string): void
  /** What was written, the older file first; empty where nothing can be read. */
  read(this: void): Promise<string>
}

/** `desk.log` in `folder`; one older file is kept. */
export function openFaultLog(folder: string, now: () => Date): FaultLog {
  const file = join(folder, 'desk.log')
  const older = join(folder, 'desk.old.log')
  const write = (entry: string): void => {
    const line = `${now().toISOString()} ${entry}`
    console.error(line)
    try {
      mkdirSync(folder, { recursive: true })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, older)
      appendFileSync(file, `${line}\n`)
    } catch {
      // A log that can't be written must not stop the counter.
    }
  }
  const readOne = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
  return { write, read: async () => `${await readOne(older)}${await readOne(file)}` }
}
