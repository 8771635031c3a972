import { join } from 'node:path'
import { aClock } from '../builders/desk.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { atTwoStations, meetOverCases } from '../builders/twoStations.ts'

// A program of its own: node --import tsx test/e2e/meetStations.ts FOLDER [MOMENT]. Playwright's loader can't read the working-day calendar.
const [folder = '', moment] = process.argv.slice(2)
const { pack } = await readXiamenPack()
await atTwoStations(join(folder, 'station'), join(folder, 'other'), async (here, there) => {
  await meetOverCases(here, there, pack)
}, moment === undefined ? aClock() : aClock(moment))
