import { join } from 'node:path'
import { readXiamenPack } from '../builders/pack.ts'
import { atTwoStations, meetOverCases } from '../builders/twoStations.ts'

// A program of its own: node --import tsx test/e2e/meetStations.ts FOLDER. Playwright's loader can't read the working-day calendar.
const folder = process.argv[2] ?? ''
const { pack } = await readXiamenPack()
await atTwoStations(join(folder, 'station'), join(folder, 'other'), async (here, there) => {
  await meetOverCases(here, there, pack)
})
