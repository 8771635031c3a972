import { expect, test } from 'vitest'
import { liveThrough, weights } from './soak/life.ts'

const [befell, told] = [new Set<string>(), new Set<string>()]

// A life each; `npm run soak` lives through hundreds.
test.each([1, 2, 3, 4])('life %i of an office, faults by chance: in the end all stations and the server hold the same events and files, each once, and everything that was promised', async (number) => {
  const report = await liveThrough({ seed: 6, number, steps: 60 })
  expect(report).toMatchObject({ kind: 'held' })
  if (report.kind !== 'held') return
  for (const name of report.faults.keys()) befell.add(name)
  for (const name of report.told.keys()) told.add(name)
})

test('in these lives everything befell them that can, and people were told', () => {
  expect([...befell].toSorted()).toEqual(Object.keys(weights).toSorted())
  expect([...told]).toEqual(expect.arrayContaining(['clock-doubtful', 'disk-refused', 'edition-refused', 'edition-waiting', 'forbidden', 'not-our-server', 'offline', 'put-back', 'set aside', 'stick: damaged', 'stick: wrong-passphrase', 'unauthorised', 'unreadable', 'waits: refused']))
})
