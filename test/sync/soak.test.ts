import { expect, test } from 'vitest'
import { liveThrough } from './soak/life.ts'

// A life each; `npm run soak` lives through hundreds.
test.each([1, 2, 3, 4])('life %i of an office, faults by chance: in the end all stations and the server hold the same events, each once, and everything that was promised', async (number) => {
  expect(await liveThrough({ seed: 6, number, steps: 60 })).toMatchObject({ kind: 'held' })
})
