import { parseArgs } from 'node:util'
import { type MemoryFiles, SystemError } from '../memoryFiles.ts'
import type { Chance } from '../writeback.ts'

/** What the soak of one station and that of an office have in common: lives that can be lived again. */

/** One life, from its first start to the last of what befell it, that follows from seed and number alone. */
export interface Life {
  readonly seed: number
  readonly number: number
  readonly steps: number
}
export type Counts = ReadonlyMap<string, number>
export type LifeReport =
  /** `faults`: how often each befell it. `told`: how often each thing that people can be told was told. */
  | { readonly kind: 'held'; readonly faults: Counts; readonly told: Counts }
  | { readonly kind: 'broken'; readonly step: number; readonly story: readonly string[]; readonly broken: readonly string[] }

/** A life as it goes on: what is picked from `weights` is done, and gives what does not hold after it. */
export interface Living<D extends string> {
  readonly chance: Chance
  readonly weights: Readonly<Record<D, number>>
  /** What happened, for whoever reads of a failure. */
  readonly story: string[]
  act(deed: D, step: number): Promise<readonly string[]>
  atTheEnd(): Promise<readonly string[]>
  readonly told?: Counts
}

export async function live<D extends string>(steps: number, { chance, weights, story, act, atTheEnd, told = new Map() }: Living<D>): Promise<LifeReport> {
  const faults = new Map<string, number>()
  const deeds = deedsOf(weights)
  for (let step = 0; step < steps; step += 1) {
    const deed = chance.pick(deeds)
    countOne(faults, deed)
    story.push(`${step} ${deed}`)
    const broken = await act(deed, step).catch(said)
    if (broken.length > 0) return { kind: 'broken', step, story, broken }
  }
  const broken = await atTheEnd().catch(said)
  return broken.length > 0 ? { kind: 'broken', step: steps, story, broken } : { kind: 'held', faults, told }
}
export function countOne(counts: Map<string, number>, what: string, times = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + times)
}

/** Each as often as it weighs. */
function deedsOf<D extends string>(weights: Readonly<Record<D, number>>): readonly D[] {
  const deeds: D[] = []
  for (const deed in weights) for (let time = 0; time < weights[deed]; time += 1) deeds.push(deed)
  return deeds
}

const said = (error: unknown): readonly string[] => [error instanceof Error ? (error.stack ?? error.message) : String(error)]

/** The disk refuses calls that take room, after `wait` of them, so many times; tells whether it came to that. */
export function refuseCalls(files: MemoryFiles, code: string, wait: number, count: number): { readonly hasRefused: () => boolean; readonly end: () => void } {
  let [before, left, hasRefused] = [wait, count, false]
  files.onCall = (call) => {
    if (['read', 'readAt', 'list', 'open', 'close', 'stat', 'look'].includes(call)) return
    if ((before -= 1) >= 0 || left <= 0) return
    left -= 1
    hasRefused = true
    throw new SystemError(code, call)
  }
  return {
    hasRefused: () => hasRefused,
    end: () => {
      files.onCall = () => undefined
    },
  }
}

/** Short enough that a failure can be played again in seconds. */
const stepsPerLife = 50

export interface SoakCommand {
  /** As somebody types it, but for what follows. */
  readonly command: string
  /** Unless another number is given. */
  readonly steps: number
  /** What it does, and what of it follows from the seed. */
  readonly about: string
}

/** `--seed 1 --steps 5000`, or `--only N` for one life again; says how many steps held and tells the story of a failure. */
export async function soakByCommand({ command, steps, about }: SoakCommand, liveThrough: (life: Life) => Promise<LifeReport>): Promise<void> {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, steps: { type: 'string', default: String(steps) }, only: { type: 'string' }, real: { type: 'boolean' }, help: { type: 'boolean' } } })
  if (values.help === true) {
    process.stdout.write(`npm run ${command} [--seed 1] [--steps ${steps}] [--only N]\n\n${about}\n--only N: one life of ${stepsPerLife} steps again, as a failure names it.\n`)
    return
  }
  const seed = Number(values.seed)
  const first = values.only === undefined ? 0 : Number(values.only)
  const end = values.only === undefined ? Math.ceil(Number(values.steps) / stepsPerLife) : first + 1
  const [faults, told] = [new Map<string, number>(), new Map<string, number>()]
  for (let number = first; number < end; number += 1) {
    const report = await liveThrough({ seed, number, steps: stepsPerLife })
    if (report.kind === 'broken') {
      process.stdout.write(`\nseed ${seed}, step ${number * stepsPerLife + report.step}:\n${report.story.join('\n')}\n\n${report.broken.join('\n')}\n\nAgain, this life only: npm run ${command} --seed ${seed} --only ${number}\n`)
      process.exit(1)
    }
    for (const [name, count] of report.faults) countOne(faults, name, count)
    for (const [name, count] of report.told) countOne(told, name, count)
    if (number % 10 === 9) process.stdout.write(`${(number + 1) * stepsPerLife} steps held\n`)
  }
  const list = (counts: Counts): string => [...counts].map(([name, count]) => `${name} ${count}`).join(', ')
  process.stdout.write(`seed ${seed}: ${(end - first) * stepsPerLife} steps held: ${list(faults)}\n${told.size > 0 ? `told: ${list(told)}\n` : ''}`)
}
