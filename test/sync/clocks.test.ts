import { expect } from 'vitest'
import { aClock } from '../builders/desk.ts'
import { aStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'

const inStep = { contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } }
const now = () => new Date('2026-03-02T09:00:00+08:00')

test('the clock of one counter set back a year in the middle of the work: all goes on, the difference is said, and both have the same', async ({ server, there }) => {
  server.now = now
  const clock = aClock()
  const here = await aStation(server, 'jimei-1', { clock })
  const id = await here.openCase('一')
  await here.note(id, '之前')
  await here.sync()
  await there.sync()
  clock.set('2025-03-02T09:00:00+08:00')
  await here.note(id, '一年以前')
  await there.note(id, '同时')
  await there.sync()
  const state = await here.sync()
  expect(state).toMatchObject(inStep)
  // Said to the second, and kept apart from the order of what was written.
  expect(Math.round((state.clockAheadMs ?? 0) / 86_400_000)).toBe(365)
  expect((await here.station.handlers['station:status']({})).troubles).toContainEqual(expect.objectContaining({ kind: 'clock-back' }))
  clock.set('2026-03-02T10:00:00+08:00')
  await here.note(id, '之后')
  expect(await here.sync()).toMatchObject(inStep)
  expect(await there.sync()).toMatchObject(inStep)
  expect(await there.notesOf(id)).toEqual(['一年以前', '之前', '之后', '同时'].toSorted())
  await expectSameEverywhere(server, [here, there], [id])
  await here.remove()
})

test.for(['1970-01-01T08:00:00+08:00', '2036-03-02T09:00:00+08:00', '2099-03-02T09:00:00+08:00'])('a clock that says %s hides no colleague’s case of this year', async (moment, { server, there }) => {
  server.now = now
  const id = await there.openCase('对方的办件')
  await there.sync()
  const here = await aStation(server, 'jimei-1', { clock: aClock(moment) })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await here.notesOf(id)).toEqual([])
  await here.remove()
})
