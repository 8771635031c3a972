import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { connect } from '../../scripts/server/couch.ts'
import { prepareServer } from '../../scripts/server/prepare.ts'
import { must } from '../builders/counter.ts'
import { aClock } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'
import { aStation, admin, cases, type OfficeStation, startOfficeServer } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { callAs } from '../contract/server/call.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { SoakCounter } from './soak/counter.ts'

/** The server was away for a moment. */
async function interrupt(server: FakeCouch, ...stations: readonly OfficeStation[]): Promise<void> {
  server.fault = () => ({ kind: 'reset', when: 'before' })
  for (const station of stations) expect((await station.sync()).contact.kind).toBe('out-of-contact')
  server.fault = () => null
}
const inStep = { contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } }

test.for(['new', 'same'] as const)('a server that was restored, under a %s identity, gets everything again: what a station did, and what it has of others', async (identity, { server, here, there }) => {
  const early = await here.openCase('早')
  await here.sync()
  await there.sync()
  const backup = server.backUp()
  const mine = await here.openCase('后来')
  await there.note(early, '后来的备注')
  for (const station of [here, there, here]) await station.sync()
  // What the third station did is only here and there any more.
  const third = await aStation(server, 'jimei-3')
  const theirs = await third.openCase('第三站')
  await third.sync()
  for (const station of [here, there]) await station.sync()
  await third.remove()
  const before = server.database(cases).ids()
  await interrupt(server, here, there)
  server.restore(backup, identity)
  expect(server.database(cases).ids().length).toBeLessThan(before.length)
  for (const station of [here, there, here]) expect(await station.sync()).toMatchObject(inStep)
  const fresh = await aStation(server, 'jimei-3')
  await fresh.sync()
  for (const [id, notes] of [[early, ['后来的备注']], [mine, []], [theirs, []]] as const) expect(await fresh.notesOf(id)).toEqual(notes)
  await expectSameEverywhere(server, [here, there, fresh], [early, mine, theirs])
  await fresh.remove()
})

test('a database that was dropped and made anew is filled again', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  await here.note(id, '备注')
  await here.sync()
  await interrupt(server, here, there)
  await callAs(server.url, admin)('DELETE', cases)
  await prepareServer(connect(server.url, admin), { districts: ['jimei'], years: [2026] })
  expect(await here.sync()).toMatchObject(inStep)
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['备注'])
  await expectSameEverywhere(server, [here, there], [id])
})

test('receipts outlive a start: nothing is sent again', async ({ server, here }) => {
  await here.openCase('一')
  await here.sync()
  const sent = server.requests.filter((request) => request.endsWith('_bulk_docs')).length
  await here.reopen()
  // Before the server was asked anything.
  expect(await here.station.handlers['sync:state']({})).toMatchObject({ kind: 'on', contact: { kind: 'beginning' }, counts: { waiting: 0, confirmed: 2 } })
  expect(must({ ok: true, value: (await here.station.handlers['station:status']({})).unsent })).toBe(0)
  expect(await here.sync()).toMatchObject(inStep)
  expect(server.requests.filter((request) => request.endsWith('_bulk_docs')).length).toBe(sent)
})

test('another server gets everything, and going back to the first sends only what is new', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  await here.sync()
  const other = await startOfficeServer()
  must(await here.station.handlers['sync:setServer']({ url: other.url, account: 'jimei-1', password: 'for the tests only' }))
  expect(await here.sync()).toMatchObject(inStep)
  expect(other.database(cases).ids().filter((each) => each.startsWith('case:')).length).toBe(1)
  await here.note(id, '之后')
  must(await here.station.handlers['sync:setServer']({ url: server.url, account: 'jimei-1', password: 'for the tests only' }))
  expect(await here.sync()).toMatchObject(inStep)
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['之后'])
  await other.stop()
})

test('a whole disk that was put back, or started twice: what the other one did comes from the server, a new incarnation begins, and the clerk is told once', async ({ here, there }) => {
  const { root } = here.place
  const safety = () => aSafety({ witnessDir: join(root, 'profile', 'witness') })
  await here.reopen({ safety: safety() })
  const id = await here.openCase('一')
  await here.sync()
  await here.close()
  await cp(join(root, 'profile'), join(root, 'image'), { recursive: true })
  await here.reopen({ safety: safety() })
  await here.note(id, '另一台')
  await here.sync()
  await here.close()
  await rm(join(root, 'profile'), { recursive: true })
  await cp(join(root, 'image'), join(root, 'profile'), { recursive: true })
  await here.reopen({ safety: safety() })
  const before = here.station.journal.incarnation
  expect((await here.station.handlers['station:status']({})).notices).toEqual([])
  await here.note(id, '这一台')
  await here.sync()
  expect(await here.notesOf(id)).toEqual(['另一台', '这一台'])
  const { incarnation } = here.station.journal
  expect(incarnation).not.toBe(before)
  expect((await here.station.handlers['station:status']({})).notices).toEqual([{ kind: 'put-back', behind: 0 }])
  await here.note(id, '之后')
  expect(await here.sync()).toMatchObject(inStep)
  expect(here.station.journal.incarnation).toBe(incarnation)
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['之后', '另一台', '这一台'])
})

test('copied twice while it runs: each time it meets the other one a new incarnation begins, and it stays said', async ({ server, there }) => {
  const here = await SoakCounter.begin(server, 'jimei-3', 'copied', aClock())
  const id = await here.open.openCase('一')
  await here.sync()
  const incarnations = new Set([here.open.station.journal.incarnation])
  for (const time of ['第一次', '第二次']) {
    const twin = await here.twin()
    await twin.open.note(id, time)
    await twin.sync()
    await twin.close()
    expect(await here.sync(), time).toMatchObject(inStep)
    incarnations.add(here.open.station.journal.incarnation)
    expect((await here.handlers['station:status']({})).notices, time).toEqual([{ kind: 'put-back', behind: 0 }])
  }
  expect(incarnations.size).toBe(3)
  await here.close()
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['第一次', '第二次'])
})

test('what came by stick is sent on, and records that were put back take no receipt for others over', async ({ here, there }) => {
  const alone = await aStation(null, 'jimei-3')
  const [first, second] = [await alone.openCase('一'), await alone.openCase('二')]
  const bring = async (id: string): Promise<void> => {
    must(await here.station.importEvents(must(await alone.station.exportCase(id)), { source: 'stick', checkpoint: null }))
  }
  await bring(first)
  expect(await here.sync()).toMatchObject(inStep)
  await here.close()
  // The folder is lost, and begun anew with other records under the same numbers.
  await rm(join(here.place.root, 'profile', 'office', 'kept'), { recursive: true })
  await here.reopen()
  await alone.note(first, '之后')
  for (const id of [first, second]) await bring(id)
  expect(await here.sync()).toMatchObject(inStep)
  await there.sync()
  expect([await there.notesOf(first), await there.notesOf(second)]).toEqual([['之后'], []])
  await alone.remove()
})
