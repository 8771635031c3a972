/** `npm run soak:station -- --seed 1 --steps 20000`: thousands of faults by chance, replayable. See docs/faults.md. */
import { parseArgs } from 'node:util'
import { openTestShelf } from '../memoryDesk.ts'
import { liveThrough } from './episode.ts'

/** A life is short enough that a failure can be played again in a second. */
export const stepsPerEpisode = 50

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, steps: { type: 'string', default: '20000' }, only: { type: 'string' } } })
const seed = Number(values.seed)
const steps = Number(values.steps)
const first = values.only === undefined ? 0 : Number(values.only)
const end = values.only === undefined ? Math.ceil(steps / stepsPerEpisode) : first + 1

const shelf = await openTestShelf()
const faults: Record<string, number> = {}
for (let number = first; number < end; number += 1) {
  const report = await liveThrough(shelf, { seed, number, steps: stepsPerEpisode })
  if (report.kind === 'broken') {
    process.stdout.write(`\nseed ${seed}, step ${number * stepsPerEpisode + report.step}:\n${report.story.slice(-20).join('\n')}\n\n${report.broken.join('\n')}\n\nAgain, this life only: npm run soak:station -- --seed ${seed} --only ${number}\n`)
    process.exit(1)
  }
  for (const [name, count] of Object.entries(report.faults)) faults[name] = (faults[name] ?? 0) + count
  if (number % 20 === 19) process.stdout.write(`${(number + 1) * stepsPerEpisode} steps held\n`)
}
process.stdout.write(`seed ${seed}: ${(end - first) * stepsPerEpisode} steps held: ${Object.entries(faults).map(([name, count]) => `${name} ${count}`).join(', ')}\n`)
