import { readdirSync, readFileSync } from 'node:fs'

export interface Process {
  readonly pid: number
  readonly parent: number
  readonly commandLine: string
  /** Together with the number it names a process for good. */
  readonly startedAt: string
}

function findProcess(pid: number): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Dead, and only waiting for its parent to notice.
    if (state === 'Z') return null
    return { pid, parent: Number(parent), startedAt: rest[17] ?? '', commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }
  } catch {
    return null
  }
}

/** Everything that process has started, and what that has started in turn. */
export function findDescendants(pid: number): Process[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => findProcess(Number(name)) ?? [])
  const below = (parent: number): Process[] => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)])
  return below(pid)
}

export function isAlive({ pid, startedAt }: Process): boolean {
  return findProcess(pid)?.startedAt === startedAt
}

/** Processes whose command line names this folder. Linux only; none elsewhere. */
export function holdersOf(folder: string): readonly number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return []
    const found = findProcess(Number(name))
    return found?.commandLine.includes(folder) === true ? [found.pid] : []
  })
}

/** Ends a process that may have ended already, with another one. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
