import { beforeAll, expect, test } from 'vitest'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { openTestShelf } from './memoryDesk.ts'
import { liveThrough } from './soak/episode.ts'

let shelf: PackShelf
beforeAll(async () => {
  shelf = await openTestShelf()
}, 300_000)

// A life each; `npm run soak:station` lives through hundreds.
test.each([1, 2, 3, 4, 5, 6])('life %i of a station, faults by chance: nothing promised is lost', async (number) => {
  const report = await liveThrough(shelf, { seed: 1, number, steps: 50 })
  expect(report).toMatchObject({ kind: 'held' })
}, 120_000)
