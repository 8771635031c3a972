import { beforeAll, expect, test } from 'vitest'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { must } from '../builders/counter.ts'
import { aClock, countedBytes, textDocuments } from '../builders/desk.ts'
import { workADay, workOn } from './day.ts'
import { readEvidence } from './journalEvidence.ts'
import { createLedger, witnessed } from './ledger.ts'
import { findBrokenOn, openMemoryDesk, openTestShelf } from './memoryDesk.ts'
import { MemoryFiles } from './memoryFiles.ts'

let shelf: PackShelf
beforeAll(async () => {
  shelf = await openTestShelf()
}, 300_000)

/** `set`: by somebody; `pass`: time goes by, asleep or awake. */
type Moment = readonly [how: 'set' | 'pass', at: string, clock: 'ok' | 'doubtful']
const jumps: readonly (readonly [what: string, moments: readonly Moment[]])[] = [
  ['F15: a day back', [['set', '2026-03-01T09:00:00+08:00', 'doubtful']]],
  ['F15: two years back', [['set', '2024-03-01T09:00:00+08:00', 'doubtful']]],
  ['F15: back to 1970, and right again', [['set', '1970-01-01T08:00:00+08:00', 'doubtful'], ['set', '2026-03-02T12:00:00+08:00', 'ok']]],
  ['F16: ten years on, and back', [['set', '2036-03-02T09:00:00+08:00', 'doubtful'], ['set', '2026-03-02T12:00:00+08:00', 'ok'], ['set', '2026-03-01T09:00:00+08:00', 'doubtful']]],
  ['F16: ten years on, further back than before, and right again', [['set', '2036-03-02T09:00:00+08:00', 'doubtful'], ['set', '2025-03-02T12:00:00+08:00', 'doubtful'], ['set', '2026-03-03T09:00:00+08:00', 'ok']]],
  ['F16: three weeks on, and back', [['set', '2026-03-23T09:00:00+08:00', 'doubtful'], ['set', '2026-03-02T12:00:00+08:00', 'ok']]],
  ['F16: ten years on, and stays', [['set', '2036-03-02T09:00:00+08:00', 'doubtful'], ['pass', '2036-05-02T09:00:00+08:00', 'doubtful']]],
  ['F17: over midnight of the year', [['pass', '2026-12-31T23:59:58+08:00', 'ok'], ['pass', '2027-01-01T00:00:02+08:00', 'ok']]],
  ['F17: over a leap day', [['pass', '2028-02-29T23:59:58+08:00', 'ok'], ['pass', '2028-03-01T00:00:02+08:00', 'ok']]],
  ['F18: over a sleep of nine hours', [['pass', '2026-03-02T18:00:00+08:00', 'ok']]],
  ['F18: over a sleep of two weeks', [['pass', '2026-03-16T18:00:00+08:00', 'ok']]],
]

async function clocksOf(files: MemoryFiles, caseId: string): Promise<readonly string[]> {
  const { records } = await readEvidence(files, '/place/office')
  return [...new Set(records.flatMap(({ stream, events }) => (stream === `case:${caseId}` ? events.map((event) => event.clock) : [])))]
}

test.each(jumps)('%s: the work goes on, papers are numbered on, nothing is lost, and a time that can not be is marked', async (_, moments) => {
  const files = new MemoryFiles()
  const clock = aClock()
  const ledger = createLedger()
  const first = witnessed(await openMemoryDesk(shelf, files, { clock }), ledger.note)
  await workADay(first)
  let mark = 10
  for (const [how, moment, expected] of moments) {
    if (how === 'set') clock.set(moment)
    else clock.passTo(moment)
    const { id } = await workOn(first, (mark += 1))
    expect(await clocksOf(files, id)).toEqual([expected])
    expect(await findBrokenOn(files, first, ledger.entries)).toEqual([])
  }
  // Pulled out and started again under the same clock: the doubt is known from the journal.
  const left = files.afterPowerCut()
  const second = witnessed(await openMemoryDesk(shelf, left, { clock, randomBytes: countedBytes('second') }), ledger.note)
  const { id } = await workOn(second, 99)
  expect(await clocksOf(left, id)).toEqual([moments.at(-1)?.[2]])
  expect(await findBrokenOn(left, second, ledger.entries)).toEqual([])
  const numbers = ledger.entries.flatMap((entry) => (entry.kind === 'paper' ? [entry.number] : []))
  expect(new Set(numbers).size).toBe(numbers.length)
  await second.close()
})

test('F17: the time zone of the computer is set to another one: moments and days stay those of China', async () => {
  const before = process.env.TZ
  try {
    const documents = textDocuments()
    // In America it is still the day before.
    const desk = await openMemoryDesk(shelf, new MemoryFiles(), { clock: aClock('2026-03-03T01:30:00+08:00'), documents })
    await workADay(desk)
    process.env.TZ = 'America/New_York'
    const { id } = await workOn(desk, 11)
    const moments = must(await desk.handle('case:timeline', { caseId: id })).map(({ at, isDoubtful }) => `${at.slice(0, 14)} ${at.slice(-6)} ${isDoubtful}`)
    expect([...new Set(moments)]).toEqual(['2026-03-03T01: +08:00 false'])
    expect(JSON.stringify(documents.pages.at(-1))).toContain('2026年3月3日')
    await desk.close()
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})
