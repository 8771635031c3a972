import { expect } from 'vitest'
import { batchDocument, cutBatches, eventText } from '../../electron/station/sync/batch.ts'
import { connect } from '../../scripts/server/couch.ts'
import { prepareServer } from '../../scripts/server/prepare.ts'
import { must } from '../builders/counter.ts'
import { aClock } from '../builders/desk.ts'
import { aStation, admin, cases, type OfficeStation, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { callAs, documentAt } from '../contract/server/call.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'

const sendsTo = (server: FakeCouch): number => server.requests.filter((request) => request === `POST /${cases}/_bulk_docs`).length
/** The documents that a station would send of a case. */
async function documentsOf(station: OfficeStation, id: string, sender: string) {
  const texts = must(await station.station.exportCase(id)).map(({ bytes }) => eventText(Buffer.from(bytes).toString()))
  return cutBatches(`case:${id}`, texts).batches.map((batch) => batchDocument(batch, sender, 'open'))
}

test('a request that is too large is sent in smaller ones', async ({ server, here, there }) => {
  const ids: string[] = []
  for (let count = 0; count < 9; count += 1) ids.push(await here.openCase(`第 ${count} 件`))
  let refused = 0
  server.fault = ({ path }) => (path === `/${cases}/_bulk_docs` && (refused += 1) <= 2 ? { kind: 'status', status: 413 } : null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0 } })
  // Nine, five, then in threes.
  expect(sendsTo(server)).toBe(5)
  await there.sync()
  await expectSameEverywhere(server, [here, there], ids)
})

test('one case that no request is small enough for is parked with its reason, and the others go', async ({ server, here, there }) => {
  const large = await here.openCase('大')
  for (let count = 0; count < 40; count += 1) await here.note(large, '很长的备注'.repeat(150))
  await here.openCase('小')
  // Every request that names it.
  server.fault = ({ path, body }) => (path === `/${cases}/_bulk_docs` && body.includes(large) ? { kind: 'status', status: 413 } : null)
  const state = await here.sync()
  expect(state).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 1, refused: 1 }, waiting: [{ caseId: large, because: { kind: 'refused', reason: 'too large' } }] })
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  await there.sync()
  await expectSameEverywhere(server, [here, there], [large])
})

test('a case of which one event is refused is not confirmed, though all the rest of it is there', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  for (let count = 0; count < 40; count += 1) await here.note(id, '很长的备注'.repeat(150))
  await here.note(id, '这一条不收')
  server.fault = ({ path, body }) => (path === `/${cases}/_bulk_docs` && body.includes('这一条不收') ? { kind: 'status', status: 413 } : null)
  expect(await here.sync()).toMatchObject({ counts: { waiting: 1, refused: 1 }, waiting: [{ caseId: id }] })
  await there.sync()
  expect((await there.notesOf(id))?.length).toBe(40)
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  await there.sync()
  expect(await there.notesOf(id)).toContain('这一条不收')
  await expectSameEverywhere(server, [here, there], [id])
})

test('a storm of conflicts ends after a few rounds, and what stands at the server is confirmed', async ({ server, here, there, colleague }) => {
  const ids = await Promise.all(['一', '二', '三'].map((name) => here.openCase(name)))
  server.fault = ({ path }) => (path === `/${cases}/_bulk_docs` ? { kind: 'status', status: 409 } : null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 3, refused: 3 } })
  expect(sendsTo(server)).toBeLessThanOrEqual(4)
  server.fault = () => null
  await colleague('POST', `${cases}/_bulk_docs`, { docs: (await Promise.all(ids.map((id) => documentsOf(here, id, 'jimei-2')))).flat() })
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  await there.sync()
  await expectSameEverywhere(server, [here, there], ids)
})

test('another batch with some of the events stands there already: they are confirmed, the rest goes in another cut', async ({ server, here, there, colleague }) => {
  const id = await here.openCase('一')
  await here.note(id, '第一次')
  const earlier = await documentsOf(here, id, 'jimei-2')
  await colleague('POST', `${cases}/_bulk_docs`, { docs: earlier })
  await here.note(id, '第二次')
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0, refused: 0, setAside: 0 } })
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['第一次', '第二次'])
  await expectSameEverywhere(server, [here, there], [id])
})

test('somebody has put something else where a batch belongs: it goes under another id, and readers set the other aside', async ({ here, there, colleague }) => {
  const id = await here.openCase('一')
  await here.note(id, '第一次')
  const [document] = await documentsOf(here, id, 'jimei-2')
  await colleague('POST', `${cases}/_bulk_docs`, { docs: [{ ...document, events: ['{"forged":true}'] }] })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 1 } })
  expect(await there.sync()).toMatchObject({ counts: { setAside: 1 } })
  expect(await there.notesOf(id)).toEqual(['第一次'])
  expect(must(await there.station.handlers['sync:setAside']({}))).toEqual([{ name: document?._id, reason: 'forged-id' }])
})

test('events that retention has moved or erased are confirmed where they went', async ({ here, there, retention }) => {
  const [moved, erased] = [await here.openCase('一'), await here.openCase('二')]
  const stub = { v: 1, sender: 'retention', as: 'retention' }
  const [first] = await documentsOf(here, moved, 'retention')
  const [second] = await documentsOf(here, erased, 'retention')
  await here.note(moved, '之后')
  const [whole] = await documentsOf(here, moved, 'retention')
  const elsewhere = cutBatches(`case:${moved}`, (first?.events ?? []).slice(0, 1).map(eventText)).batches[0]
  await retention('POST', `${cases}/_bulk_docs`, {
    docs: [{ _id: whole?._id, ...stub, into: elsewhere?.id }, { ...batchDocument({ id: elsewhere?.id ?? '', events: (first?.events ?? []).slice(0, 1).map(eventText) }, 'retention', 'open'), as: 'retention' }, { _id: second?._id, ...stub, erased: true }],
  })
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  await there.sync()
  expect(await there.notesOf(moved)).toEqual(['之后'])
  expect(await there.notesOf(erased)).toBe(null)
})

test('a case of another district waits with its reason; no other waits with it', async ({ server }) => {
  const stranger = await aStation(server, 'huli-1')
  // Before there is a case nothing waits; it is told all the same.
  expect(await stranger.sync()).toMatchObject({ contact: { kind: 'in-step', lacksDistrict: true }, counts: { refused: 0, waiting: 0 } })
  const id = await stranger.openCase('湖里')
  // Its database is one that the account may not write to.
  const state = await stranger.sync()
  expect(state).toMatchObject({ contact: { kind: 'in-step' }, counts: { refused: 1, confirmed: 1 }, waiting: [{ caseId: id, because: { kind: 'no-access', database: cases } }] })
  await stranger.remove()
})

test('a database of its own district that the account may not read any more: said, and never called in step', async ({ server, here, there }) => {
  const id = await there.openCase('一')
  await there.sync()
  server.fault = ({ path }) => (path === `/${cases}/_changes` ? { kind: 'status', status: 403 } : null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'forbidden' }, tryAgainAt: null } })
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await here.notesOf(id)).toEqual([])
})

test('the same with a clock that is a year ahead of the server’s', async ({ server }) => {
  server.now = () => new Date('2026-06-01T09:00:00+08:00')
  const ahead = await aStation(server, 'jimei-3', { clock: aClock('2027-03-02T09:00:00+08:00') })
  server.fault = ({ path }) => (path === `/${cases}/_changes` ? { kind: 'status', status: 403 } : null)
  expect(await ahead.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'forbidden' } } })
  await ahead.remove()
})

test('an account that has no district any more: said, and never called in step, also after a start; what is done meanwhile waits', async ({ server, here, there }) => {
  const id = await there.openCase('一')
  for (const station of [there, here]) await station.sync()
  server.accounts.keep({ name: 'jimei-1', password, roles: ['station'] })
  await there.note(id, '别处')
  await there.sync()
  await here.note(id, '这里')
  for (const time of ['at once', 'after a start']) {
    if (time === 'after a start') await here.reopen()
    expect(await here.sync(), time).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'forbidden' }, tryAgainAt: null }, counts: { waiting: 1 } })
  }
  server.accounts.keep({ name: 'jimei-1', password, roles: ['station', 'district:jimei'] })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  expect(await here.notesOf(id)).toEqual(['别处', '这里'].toSorted())
})

test('a year that is not prepared yet: its cases wait and say why, until it is', async ({ server }) => {
  const clock = aClock('2027-01-02T09:00:00+08:00')
  const later = await aStation(server, 'jimei-3', { clock })
  const id = await later.openCase('新年第一件')
  expect(await later.sync()).toMatchObject({ contact: { kind: 'in-step' }, waiting: [{ caseId: id, because: { kind: 'no-database', database: 'cases-jimei-2027' } }] })
  await prepareServer(connect(server.url, admin), { districts: ['jimei'], years: [2027] })
  expect(await later.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  await later.remove()
})

test('a password that is not valid any more stops the exchange until there is another; the work goes on', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  await here.sync()
  await here.note(id, '之后')
  let asked = 0
  // In mid-run: the welcome still went well.
  server.fault = () => ((asked += 1) > 1 ? { kind: 'status', status: 401 } : null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'unauthorised' }, tryAgainAt: null }, counts: { waiting: 1 } })
  expect(here.timers.untilNext()).toBe(null)
  await here.note(id, '再之后')
  expect(here.timers.untilNext()).toBe(null)
  server.fault = () => null
  must(await here.station.handlers['sync:setServer']({ url: server.url, account: 'jimei-1', password }))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await there.sync()
  await expectSameEverywhere(server, [here, there], [id])
  expect((await callAs(server.url, admin)('GET', documentAt(cases, (await documentsOf(here, id, 'x'))[0]?._id ?? ''))).status).toBe(404)
})
