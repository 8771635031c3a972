import { expect } from 'vitest'
import { nameEvent } from '../../electron/station/identity.ts'
import { databaseOf } from '../../electron/station/sync/databaseOf.ts'
import { eventText } from '../../electron/station/sync/batch.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { must } from '../builders/counter.ts'
import { aClock } from '../builders/desk.ts'
import { aStation, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'

const inStep = { contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } }
const doubtOf = async ({ station }: OfficeStation) => (await station.handlers['station:status']({})).troubles.find(({ kind }) => kind === 'clock-doubtful')
/** Marks of the last event of a case. */
async function lastMark({ station }: OfficeStation, id: string): Promise<boolean | undefined> {
  return must(await station.handlers['case:timeline']({ caseId: id })).at(-1)?.isDoubtful
}
const now = () => new Date('2026-03-02T09:00:00+08:00')
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

test('the clock of one counter set back a year in the middle of the work: all goes on, the difference is said, and both have the same', async ({ server, there }) => {
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
  expect(Math.round((state.clockAheadMs ?? 0) / dayMs)).toBe(365)
  expect(await doubtOf(here)).toMatchObject({ because: 'before-program', today: '2025-03-02' })
  clock.set('2026-03-02T10:00:00+08:00')
  await here.note(id, '之后')
  expect(await here.sync()).toMatchObject(inStep)
  expect(await there.sync()).toMatchObject(inStep)
  expect(await there.notesOf(id)).toEqual(['一年以前', '之前', '之后', '同时'].toSorted())
  await expectSameEverywhere(server, [here, there], [id])
  await here.remove()
})

test.for(['1970-01-01T08:00:00+08:00', '2036-03-02T09:00:00+08:00', '2099-03-02T09:00:00+08:00'])('a clock that says %s hides no colleague’s case of this year', async (moment, { server, there }) => {
  const id = await there.openCase('对方的办件')
  await there.sync()
  const here = await aStation(server, 'jimei-1', { clock: aClock(moment) })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await here.notesOf(id)).toEqual([])
  await here.remove()
})

// Records say the year, or nothing does.
test.for([
  ['1970-01-01T08:00:00+08:00', true],
  ['1970-01-01T08:00:00+08:00', false],
  ['2036-03-02T09:00:00+08:00', true],
  ['2036-03-02T09:00:00+08:00', false],
  ['2099-03-02T09:00:00+08:00', true],
] as const)('a case that is opened while the clock says %s (known before: %s) is filed under a year that is believed, and arrives', async ([moment, isKnown], { server, there }) => {
  const clock = aClock(isKnown ? undefined : moment)
  const here = await aStation(server, 'jimei-1', { clock })
  clock.set(moment)
  const id = await here.openCase('时间不对时开的件')
  await here.note(id, '之后')
  expect(await here.sync()).toMatchObject(inStep)
  expect(await there.sync()).toMatchObject(inStep)
  expect(await there.notesOf(id)).toEqual(['之后'])
  // Both find the same place for what they add, whatever their clocks say then.
  clock.set('2026-03-02T12:00:00+08:00')
  await there.note(id, '对方')
  await here.note(id, '改好以后')
  expect(await there.sync()).toMatchObject(inStep)
  expect(await here.sync()).toMatchObject(inStep)
  expect(await there.sync()).toMatchObject(inStep)
  await expectSameEverywhere(server, [here, there], [id])
  await here.remove()
})

test('an opening of 1970 that says no year, as they were written before, has the place that everybody finds', () => {
  const opening = (at: string, more: object = {}) => [eventText(JSON.stringify({ at, kind: 'case.opened', payload: { district: '集美区', ...more } }))]
  expect(databaseOf('case:1', opening('1970-01-01T08:00:00.000+08:00'))).toBe('cases-jimei-2026')
  expect(databaseOf('case:1', opening('2027-01-01T08:00:00.000+08:00'))).toBe('cases-jimei-2027')
  expect(databaseOf('case:1', opening('2099-01-01T08:00:00.000+08:00', { year: 2028 }))).toBe('cases-jimei-2028')
})

test('a case of 1970 that waited for a database nobody prepares, its opening by an older program, is sent and found', async ({ server, here, there }) => {
  const [id, pack] = ['0f6b2c1e-1970', { id: 'xiamen-2021', version: '1.0.0', digest: 'ab'.repeat(32) }]
  const text = canonicalJson({ v: 1, salt: 'cd'.repeat(16), stream: `case:${id}`, parents: [], operator: 'operator-1', station: '0'.repeat(16), incarnation: 'AAAAAA', at: '1970-01-01T08:00:00.000+08:00', clock: 'doubtful', kind: 'case.opened', payload: { pack, district: '集美区' } })
  must(await here.station.importEvents([{ name: nameEvent(text), bytes: Buffer.from(text) }], { source: 'stick', checkpoint: null }))
  await here.note(id, '补记')
  expect(await here.sync()).toMatchObject(inStep)
  expect(await there.sync()).toMatchObject(inStep)
  expect(await there.notesOf(id)).toEqual(['补记'])
  await expectSameEverywhere(server, [here, there], [id])
})

test('a laptop that lay in a drawer for three months: the server’s word ends the doubt, and stays on record', async ({ server }) => {
  const here = await aStation(server, 'jimei-1')
  const id = await here.openCase('一')
  await here.reopen({ clock: aClock('2026-06-02T09:00:00+08:00') })
  await here.note(id, '还没有联系')
  expect(await lastMark(here, id)).toBe(true)
  server.now = () => new Date('2026-06-02T09:01:00+08:00')
  expect(await here.sync()).toMatchObject(inStep)
  expect(await doubtOf(here)).toBeUndefined()
  await here.note(id, '联系以后')
  expect(await lastMark(here, id)).toBe(false)
  // Without the server, by what was written since.
  await here.reopen({ clock: aClock('2026-06-03T09:00:00+08:00') })
  expect(await doubtOf(here)).toBeUndefined()
})

test('a server that says another day: what is written is marked, until a person has looked at the computer', async ({ server, here }) => {
  const id = await here.openCase('一')
  server.now = () => new Date('2026-03-05T09:00:00+08:00')
  await here.sync()
  expect(await doubtOf(here)).toMatchObject({ because: 'server-differs', today: '2026-03-02', latest: expect.stringMatching(/^2026-03-05T09:/) })
  await here.note(id, '不一样')
  expect(await lastMark(here, id)).toBe(true)
  must(await here.station.handlers['station:confirmClock']({ day: '2026-03-02' }))
  await here.note(id, '看过了')
  expect(await lastMark(here, id)).toBe(false)
  // It says so again, and nothing has changed.
  await here.sync()
  expect(await doubtOf(here)).toBeUndefined()
})

test('a clock that is three minutes slow: said to the second, and nothing is doubted', async ({ server, here }) => {
  const id = await here.openCase('一')
  server.now = () => new Date('2026-03-02T09:03:10+08:00')
  const state = await here.sync()
  expect(Math.round((state.clockAheadMs ?? 0) / minuteMs)).toBe(3)
  expect(await doubtOf(here)).toBeUndefined()
  await here.note(id, '照常')
  expect(await lastMark(here, id)).toBe(false)
})

test('an answer that a proxy kept for two days, and one that took 40 seconds, are reckoned with', async ({ server }) => {
  const clock = aClock()
  const here = await aStation(server, 'jimei-1', { clock })
  server.now = () => clock.now()
  server.fault = ({ path }) => (path === '/' ? { kind: 'aged', seconds: 2 * 24 * 3600 } : null)
  expect(Math.abs((await here.sync()).clockAheadMs ?? Infinity)).toBeLessThan(5000)
  expect(await doubtOf(here)).toBeUndefined()
  // Said after half of the way.
  server.now = now
  clock.set('2026-03-02T08:59:40+08:00')
  server.fault = ({ path }) => {
    if (path === '/') {
      here.timers.pass(40_000)
      clock.passTo('2026-03-02T09:00:20+08:00')
    }
    return null
  }
  expect(Math.abs((await here.sync()).clockAheadMs ?? Infinity)).toBeLessThan(5000)
  await here.remove()
})

test('the difference is shown as it is now, not as it was at the last contact', async ({ server }) => {
  const clock = aClock()
  const here = await aStation(server, 'jimei-1', { clock })
  await here.sync()
  clock.set('2026-03-02T10:00:00+08:00')
  const state = await here.station.handlers['sync:state']({})
  expect(Math.round((state.kind === 'on' ? (state.clockAheadMs ?? 0) : 0) / minuteMs)).toBe(-60)
  // Time that passes is no difference.
  clock.passTo('2026-03-02T19:00:00+08:00')
  const later = await here.station.handlers['sync:state']({})
  expect(Math.round((later.kind === 'on' ? (later.clockAheadMs ?? 0) : 0) / minuteMs)).toBe(-60)
  await here.remove()
})
