/** `npm run soak -- --seed 1 --steps 5000`: three stations and a server through faults by chance, replayable. See docs/faults.md. */
import { parseArgs } from 'node:util'
import { liveThrough } from './life.ts'

/** A life is short enough that a failure can be played again in seconds. */
const stepsPerLife = 50

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, steps: { type: 'string', default: '5000' }, only: { type: 'string' } } })
const seed = Number(values.seed)
const first = values.only === undefined ? 0 : Number(values.only)
const end = values.only === undefined ? Math.ceil(Number(values.steps) / stepsPerLife) : first + 1

const faults: Record<string, number> = {}
for (let number = first; number < end; number += 1) {
  const report = await liveThrough({ seed, number, steps: stepsPerLife })
  if (report.kind === 'broken') {
    process.stdout.write(`\nseed ${seed}, step ${number * stepsPerLife + report.step}:\n${report.story.join('\n')}\n\n${report.broken.join('\n')}\n\nAgain, this life only: npm run soak -- --seed ${seed} --only ${number}\n`)
    process.exit(1)
  }
  for (const [name, count] of Object.entries(report.faults)) faults[name] = (faults[name] ?? 0) + count
  if (number % 10 === 9) process.stdout.write(`${(number + 1) * stepsPerLife} steps held\n`)
}
process.stdout.write(`seed ${seed}: ${(end - first) * stepsPerLife} steps held: ${Object.entries(faults).map(([name, count]) => `${name} ${count}`).join(', ')}\n`)
