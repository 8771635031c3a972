import { beforeAll, expect, test } from 'vitest'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { aClock, countedBytes } from '../builders/desk.ts'
import { workADay, workOn } from './day.ts'
import { readEvidence } from './journalEvidence.ts'
import { createLedger, witnessed } from './ledger.ts'
import { findBrokenOn, openMemoryDesk, openTestShelf } from './memoryDesk.ts'
import { MemoryFiles } from './memoryFiles.ts'

let shelf: PackShelf
beforeAll(async () => {
  shelf = await openTestShelf()
}, 300_000)

type Moment = readonly [at: string, clock: 'ok' | 'doubtful']
const jumps: readonly (readonly [what: string, moments: readonly Moment[]])[] = [
  ['a day back', [['2026-03-01T09:00:00+08:00', 'doubtful']]],
  ['two years back', [['2024-03-01T09:00:00+08:00', 'doubtful']]],
  ['back to 1970', [['1970-01-01T08:00:00+08:00', 'doubtful']]],
  ['ten years on, and back', [['2036-03-02T09:00:00+08:00', 'ok'], ['2026-03-02T12:00:00+08:00', 'ok'], ['2026-03-01T09:00:00+08:00', 'doubtful']]],
  ['ten years on, and further back than before', [['2036-03-02T09:00:00+08:00', 'ok'], ['2025-03-02T12:00:00+08:00', 'doubtful'], ['2026-03-03T09:00:00+08:00', 'ok']]],
  ['over midnight of the year', [['2026-12-31T23:59:58+08:00', 'ok']]],
  ['to a leap day', [['2028-02-29T23:59:58+08:00', 'ok']]],
  ['a sleep of nine hours', [['2026-03-02T18:00:00+08:00', 'ok']]],
]

async function clocksOf(files: MemoryFiles, caseId: string): Promise<readonly string[]> {
  const { records } = await readEvidence(files, '/place/office')
  return [...new Set(records.flatMap(({ stream, events }) => (stream === `case:${caseId}` ? events.map((event) => event.clock) : [])))]
}

test.each(jumps)('the clock goes %s: the work goes on, papers are numbered on, nothing is lost, and a time that can not be is marked', async (_, moments) => {
  const files = new MemoryFiles()
  const clock = aClock()
  const ledger = createLedger()
  const first = witnessed(await openMemoryDesk(shelf, files, { clock }), ledger.note)
  await workADay(first)
  let mark = 10
  for (const [moment, expected] of moments) {
    clock.set(moment)
    const { id } = await workOn(first, (mark += 1))
    expect(await clocksOf(files, id)).toEqual([expected])
    expect(await findBrokenOn(files, first, ledger.entries)).toEqual([])
  }
  // Pulled out and started again under the same clock: the doubt is known from the journal.
  const left = files.afterPowerCut()
  const second = witnessed(await openMemoryDesk(shelf, left, { clock, randomBytes: countedBytes('second') }), ledger.note)
  const { id } = await workOn(second, 99)
  expect(await clocksOf(left, id)).toEqual([moments.at(-1)?.[1]])
  expect(await findBrokenOn(left, second, ledger.entries)).toEqual([])
  const numbers = ledger.entries.flatMap((entry) => (entry.kind === 'paper' ? [entry.number] : []))
  expect(new Set(numbers).size).toBe(numbers.length)
  await second.close()
})
