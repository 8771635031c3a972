import { expect } from 'vitest'
import { cases, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'

test('a case that was opened at one counter is at the other, and is confirmed where it came from', async ({ here, there }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  await here.note(id, '第一次到窗口')
  expect(await there.notesOf(id)).toBe(null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, records: 0, refused: 0, setAside: 0 } })
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  expect(await there.notesOf(id)).toEqual(['第一次到窗口'])
  await there.note(id, '第二次到窗口')
  await there.sync()
  await here.sync()
  expect(await here.notesOf(id)).toEqual(['第一次到窗口', '第二次到窗口'])
  const state = async ({ station }: OfficeStation) => station.handlers['case:state']({ caseId: id })
  expect(await state(here)).toEqual(await state(there))
})

test('syncing again sends and keeps nothing', async ({ server, here, there }) => {
  const id = await here.openCase('杏林厂房（样例）')
  await here.sync()
  await there.sync()
  const [documents, records, kept] = [server.database(cases).ids().length, here.station.journal.head().seq, there.station.journal.head().seq]
  for (const station of [here, there, here, there]) await station.sync()
  expect(server.database(cases).ids().length).toBe(documents)
  expect([here.station.journal.head().seq, there.station.journal.head().seq]).toEqual([records, kept])
  expect(server.requests.filter((request) => request.endsWith('_bulk_docs')).length).toBeLessThanOrEqual(6)
  expect(await there.notesOf(id)).toEqual([])
})
