import { expect, test } from 'vitest'
import { liveThrough, weights } from './soak/life.ts'

const [befell, told] = [new Set<string>(), new Set<string>()]

// A life each, in which together everything happens; `npm run soak` lives through hundreds.
test.each([[8, 4], [16, 4], [17, 4], [18, 4]])('seed %i, life %i of an office, faults by chance: in the end all stations and the server hold the same events and files, each once, and everything that was promised', async (seed, number) => {
  const report = await liveThrough({ seed, number, steps: 50 })
  expect(report).toMatchObject({ kind: 'held' })
  if (report.kind !== 'held') return
  for (const name of report.faults.keys()) befell.add(name)
  for (const name of report.told.keys()) told.add(name)
})

test('in these lives everything befell them that can, and people were told', () => {
  expect([...befell].toSorted()).toEqual(Object.keys(weights).toSorted())
  expect([...told]).toEqual(expect.arrayContaining(['clock-doubtful', 'deleted at the server', 'disk-refused', 'edition-refused', 'edition-waiting', 'erasures held', 'forbidden', 'held erasures let act', 'not-our-server', 'offline', 'put-back', 'set aside', 'stick: damaged', 'stick: wrong-passphrase', 'unauthorised', 'unreadable', 'waits: refused']))
})
