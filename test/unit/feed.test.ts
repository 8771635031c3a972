import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openFeed } from '../../electron/station/feed.ts'
import type { FeedScope, Watermark } from '../../shared/contracts/feed.ts'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { Records } from '../builders/feedRecords.ts'
import { aRow } from '../builders/rows.ts'

/** The same feed as a cache would drink from it. */
class Drinker {
  readonly rows = new Map<string, CaseRow>()
  mark: Watermark | null = null
  alarms = 0
  readonly #pull

  constructor(journal: Records, kept: Records, rowsPerBatch: number) {
    const version = (id: string) => `${journal.caseSeqs.get(id) ?? 0}/${kept.caseSeqs.get(id) ?? 0}`
    this.#pull = openFeed({ journal, kept, rowsPerBatch, makeRow: (id) => Promise.resolve(aRow({ id, projectName: version(id) })), onWatermarkAhead: () => (this.alarms += 1) })
  }
  async pull(scope: FeedScope) {
    const batch = await this.#pull(this.mark, scope)
    if (batch.fresh) this.rows.clear()
    for (const row of batch.rows) this.rows.set(row.id, row)
    this.mark = batch.watermark
    return batch
  }
  async pullAll(scope: FeedScope) {
    for (let pulls = 0; pulls < 200; pulls += 1) {
      const batch = await this.pull(scope)
      if (!batch.more) return batch
    }
    throw new Error('the feed has no end')
  }
  versions = () => new Map([...this.rows].map(([id, { projectName }]) => [id, projectName]))
}
const versionsIn = (journal: Records, kept: Records): Map<string, string> =>
  new Map([...new Set([...journal.caseSeqs.keys(), ...kept.caseSeqs.keys()])].map((id) => [id, `${journal.caseSeqs.get(id) ?? 0}/${kept.caseSeqs.get(id) ?? 0}`]))

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('touch' as const), store: fc.constantFrom('journal' as const, 'kept' as const), caseId: fc.integer({ min: 0, max: 12 }).map((n) => `case-${n}`) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pull' as const), scope: fc.constantFrom<FeedScope>('all', 'changes') }) },
)

test('however pulls, changes and broken-off fills fall, the cache ends up with every case as it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 5 }), async (steps, rowsPerBatch) => {
      const [journal, kept] = [new Records('journal'), new Records('kept')]
      const cache = new Drinker(journal, kept, rowsPerBatch)
      for (const one of steps) {
        if (one.kind === 'touch') (one.store === 'journal' ? journal : kept).touch(one.caseId)
        else {
          const { done } = await cache.pull(one.scope)
          expect(done).toBeLessThanOrEqual(new Set([...cache.rows.keys()]).size)
        }
      }
      const { done, total } = await cache.pullAll('all')
      expect(cache.versions()).toEqual(versionsIn(journal, kept))
      expect([done, total]).toEqual([cache.rows.size, cache.rows.size])
      expect((await cache.pull('all')).rows).toEqual([])
      expect(cache.alarms).toBe(0)
    }),
    { numRuns: 300 },
  )
})

test('a fill begins with what was touched last; changes come before the rest of it', async () => {
  const journal = new Records('journal')
  for (let n = 0; n < 7; n += 1) journal.touch(`case-${n}`)
  const cache = new Drinker(journal, new Records('kept'), 3)
  const idsOf = ({ rows, done }: Awaited<ReturnType<Drinker['pull']>>) => [...rows.map(({ id }) => id), done]
  expect(idsOf(await cache.pull('all'))).toEqual(['case-6', 'case-5', 'case-4', 3])
  journal.touch('case-1')
  expect(idsOf(await cache.pull('all'))).toEqual(['case-1', 4])
  expect(idsOf(await cache.pull('changes'))).toEqual([4])
  expect(idsOf(await cache.pullAll('all'))).toEqual(['case-3', 'case-2', 'case-0', 7])
})

test('a cache that knows records which the journal does not have is reported, and filled anew', async () => {
  const journal = new Records('journal')
  for (let n = 0; n < 4; n += 1) journal.touch('case-1')
  const cache = new Drinker(journal, new Records('kept'), 9)
  await cache.pull('all')
  // Put back to an earlier state: the last two records never happened.
  journal.chains.length = 3
  expect(await cache.pull('all')).toMatchObject({ fresh: true })
  expect(cache.alarms).toBe(1)
  // Put back, and then gone on with.
  journal.chains.length = 2
  journal.touch('case-2')
  expect(await cache.pull('all')).toMatchObject({ fresh: true })
  expect(cache.alarms).toBe(2)
})

test('a record that can be read no more proves no other journal', async () => {
  const journal = new Records('journal')
  journal.touch('case-1')
  const cache = new Drinker(journal, new Records('kept'), 9)
  await cache.pull('all')
  journal.chains[1] = null
  journal.touch('case-2')
  expect(await cache.pull('all')).toMatchObject({ fresh: true })
  expect(cache.alarms).toBe(0)
})

test('once every case is known, what a pull asks for is what has changed', async () => {
  const journal = new Records('journal')
  for (let n = 0; n < 40; n += 1) journal.touch(`case-${n}`)
  const cache = new Drinker(journal, new Records('kept'), 9)
  await cache.pull('all')
  journal.asked.length = 0
  await cache.pullAll('all')
  expect(journal.asked).toEqual([])
  journal.touch('case-7')
  expect((await cache.pullAll('all')).rows.map(({ id }) => id)).toEqual(['case-7'])
  expect(new Set(journal.asked)).toEqual(new Set([40]))
})
