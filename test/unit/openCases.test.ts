import { expect, test } from 'vitest'
import { createRowMaker } from '../../electron/station/caseRow.ts'
import { openMadeRows } from '../../electron/station/madeRows.ts'
import { plainSealer } from '../../electron/station/sealer.ts'
import { findOpen } from '../../electron/station/stick/openCases.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { fail, ok } from '../../shared/domain/result.ts'
import { must } from '../builders/counter.ts'
import { Records } from '../builders/feedRecords.ts'
import { aRow } from '../builders/rows.ts'
import { aCarriedStation } from '../builders/sticks.ts'
import { MemoryFiles } from '../faults/memoryFiles.ts'
import { openTestShelf } from '../faults/memoryDesk.ts'

test('which cases are open is known from the rows that lists show: only a case that changed since is folded, and one that can’t be read goes along', async () => {
  const made = openMadeRows({ profileDir: '/place/office', files: new MemoryFiles(), sealer: plainSealer, owner: '0.1.0 station', journal: new Records('journal'), kept: new Records('kept'), timers: null })
  for (const [id, status] of [['running', 'accepted'], ['over', 'closed'], ['changed', 'closed'], ['unreadable', 'closed'], ['contested', 'contested']] as const) made.put(id, '5/0', aRow({ id, status }))
  const folded: string[] = []
  const rows = createRowMaker(
    {
      state: (id) => {
        folded.push(id)
        return Promise.resolve(id === 'unreadable' ? fail({ kind: 'disk', problem: 'other', place: 'journal' }) : ok(foldCase(id, [])))
      },
      packOf: () => Promise.resolve(fail({ kind: 'pack-refused', problems: [] })),
      forget: () => Promise.resolve(),
    },
    made,
    () => '',
    () => false,
  )
  const streams = ['running', 'over', 'changed', 'unreadable', 'contested'].map((id) => ({ stream: `case:${id}`, journal: id === 'changed' || id === 'unreadable' ? 6 : 5, kept: 0 }))
  const told: number[] = []
  expect(await findOpen(rows, [{ stream: 'station:x', journal: 9, kept: 0 }, ...streams], () => false, (done) => told.push(done))).toEqual(['case:running', 'case:changed', 'case:unreadable', 'case:contested'])
  expect(folded).toEqual(['changed', 'unreadable'])
  expect(told).toEqual([0, 1, 2, 3, 4])
})

test('a case that is over stays at home when all open ones are taken along', async () => {
  const caravan = await aCarriedStation(new MemoryFiles(), await openTestShelf(), '/place')
  const [open, over] = [await caravan.openCase('在办（样例）'), await caravan.openCase('撤回（样例）')]
  const { heads } = must(await caravan.station.handlers['case:state']({ caseId: over }))
  must(await caravan.station.handlers['case:do']({ caseId: over, command: { kind: 'withdraw', reason: '申请人要求撤回（样例）', heads: [...heads] } }))
  expect(must(await caravan.write({ kind: 'open' }))).toMatchObject({ cases: 1 })
  expect(must(await caravan.look()).cases).toMatchObject([{ caseId: open }])
})
