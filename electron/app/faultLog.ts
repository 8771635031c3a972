import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
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

/** Writes entries to the console and to `desk.log` in `folder`; keeps one older file. Never throws. */
export function openFaultLog(folder: string, now: () => Date): (entry: string) => void {
  const file = join(folder, 'desk.log')
  return (entry) => {
    const line = `${now().toISOString()} ${entry}`
    console.error(line)
    try {
      mkdirSync(folder, { recursive: true })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, join(folder, 'desk.old.log'))
      appendFileSync(file, `${line}\n`)
    } catch {
      // A log that can't be written must not stop the counter.
    }
  }
}
