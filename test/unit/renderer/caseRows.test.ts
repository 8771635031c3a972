import { expect, test } from 'vitest'
import { CacheDb } from '../../../renderer/data/cacheDb.ts'
import type { StoredBatch } from '../../../renderer/data/caseCache.ts'
import { allRows, followGrowing, type RowsQuery } from '../../../renderer/data/caseRows.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { aRow } from '../../builders/rows.ts'

const touchedAt = (minute: number): string => `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000+08:00`
const row = (id: string, minute: number): CaseRow => aRow({ id, updatedAt: touchedAt(minute) })
const idsOf = (rows: readonly CaseRow[]): string => rows.map(({ id }) => id).join(' ')

/** A store that answers when it is let, and counts how often it was asked. */
function aStore(...answers: readonly (readonly CaseRow[] | 'refuses')[]) {
  const waiting: (() => void)[] = []
  const hearers = new Set<(batch: StoredBatch) => void>()
  let asked = 0
  const list: RowsQuery<readonly CaseRow[]> = {
    ...allRows,
    fromDb: async () => {
      const answer = answers[asked] ?? []
      asked += 1
      await new Promise<void>((resolve) => waiting.push(resolve))
      if (answer === 'refuses') throw new Error('the store is gone')
      return answer
    },
  }
  const db = new CacheDb('desk-office-0123456789abcdef-5')
  const cache: Parameters<typeof followGrowing>[0] = {
    read: (question) => question(db),
    openRows: () => Promise.resolve([]),
    onStored: (hear) => {
      hearers.add(hear)
      return () => hearers.delete(hear)
    },
  }
  const shown: string[] = []
  if (!list.grow) throw new Error('the list of all cases does not grow')
  const stop = followGrowing(cache, list, list.grow, (rows) => shown.push(idsOf(rows)))
  const answer = async (): Promise<void> => {
    waiting.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { shown, answer, stop, asked: () => asked, store: (rows: readonly CaseRow[], fresh = false) => hearers.forEach((hear) => hear({ fresh, rows })) }
}

test('what others change moves up in the list that is there, and the store is not read for it', async () => {
  const store = aStore([row('d', 40), row('c', 30), row('b', 20), row('a', 10)])
  await store.answer()
  store.store([row('b', 50), row('e', 35)])
  store.store([row('a', 60)])
  expect(store.shown).toEqual(['d c b a', 'b d e c a', 'a b d e c'])
  expect(store.asked()).toBe(1)
})

test('a record that brings no case draws nothing anew', async () => {
  const store = aStore([row('a', 10)])
  await store.answer()
  store.store([])
  expect(store.shown).toEqual(['a'])
})

test('what is stored while the list is being read is in it, whether the reading saw it or not', async () => {
  const store = aStore([row('c', 30), row('b', 20), row('a', 10)])
  store.store([row('a', 40)])
  store.store([row('c', 50)])
  expect(store.shown).toEqual([])
  await store.answer()
  expect(store.shown).toEqual(['c a b'])
})

test('a store that was emptied is read again, and an answer from before counts no more', async () => {
  const store = aStore([row('a', 10)], [row('z', 10)])
  store.store([row('z', 10)], true)
  await store.answer()
  expect(store.shown).toEqual([])
  await store.answer()
  store.store([row('y', 20)])
  expect(store.shown).toEqual(['z', 'y z'])
})

test('a store that refuses shows nothing, and nothing is shown to a screen that was left', async () => {
  const refusing = aStore('refuses')
  await refusing.answer()
  expect(refusing.shown).toEqual([])
  const left = aStore([row('a', 10)])
  left.stop()
  await left.answer()
  left.store([row('b', 20)])
  expect(left.shown).toEqual([])
})

test('a list that grew is the list as it is read, whatever came in which order', () => {
  let grown: readonly CaseRow[] = []
  const last = new Map<string, CaseRow>()
  for (let round = 1; round <= 200; round += 1) {
    const rows = Array.from({ length: 1 + (round % 7) }, (_, at) => aRow({ id: `case-${(round * 31 + at * 17) % 53}`, updatedAt: new Date(Date.UTC(2026, 0, 1) + ((round * 7919 + at * 104_729) % 1_000_000) * 1000).toISOString() }))
    const each = new Map(rows.map((changed) => [changed.id, changed]))
    for (const changed of each.values()) last.set(changed.id, changed)
    grown = allRows.grow?.(grown, [...each.values()]) ?? []
  }
  expect(grown).toEqual(allRows.fromMemory([...last.values()]))
})
