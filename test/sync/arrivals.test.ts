import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { nameEvent } from '../../electron/station/identity.ts'
import { readArrivals } from '../../electron/station/sync/arrivals.ts'
import { batchDocument, type BatchDocument, cutBatches, eventText } from '../../electron/station/sync/batch.ts'
import { createCouchPeer } from '../../electron/station/sync/couchPeer.ts'
import { nothingPlain } from '../../electron/station/sync/plainPage.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aBatch, asRetention, caseTexts, erasureOf, inStream } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { heldAt } from '../builders/erasures.ts'
import { aStation, admin, cases, type OfficeStation, password, startOfficeServer, ProgramKilled } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { type Call, callAs, documentAt, fieldOf } from '../contract/server/call.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'

const put = (call: Call, docs: readonly object[]) => call('POST', `${cases}/_bulk_docs`, { docs })
const standing = async (station: OfficeStation, id: string): Promise<unknown> => must(await station.station.handlers['case:state']({ caseId: id })).standing.kind

test('what is not what it says is set aside with its reason, once, and stops nothing', async ({ here, colleague }) => {
  const good = aBatch('case:good-stream', { sender: 'jimei-2' })
  const [first = '', second = ''] = inStream('case:bad-stream-1', caseTexts(2)).map(({ text }) => text)
  const broken = (stream: string, events: readonly string[]): BatchDocument => {
    const [batch] = cutBatches(stream, events.map(eventText)).batches
    if (!batch) throw new Error('no batch')
    return batchDocument(batch, 'jimei-2', 'open')
  }
  await put(colleague, [
    broken('case:bad-stream-1', [first, ` ${second}`]),
    broken('case:bad-stream-2', [first.replace('"v":1', '"__proto__":{},"v":1')]),
    broken('case:bad-stream-3', [canonicalJson({ ...JSON.parse(first), stream: 'case:bad-stream-3', kind: 'case.sold' })]),
    { ...aBatch('case:bad-stream-4', { sender: 'jimei-2' }), _id: `case:bad-stream-4:${'0'.repeat(32)}` },
    broken('case:bad-stream-5', [first]),
    good,
  ])
  const state = await here.sync()
  expect(state).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 5 } })
  const reasons = must(await here.station.handlers['sync:setAside']({})).map(({ reason }) => reason)
  expect(reasons.toSorted()).toEqual(['another-stream', 'forbidden-key', 'forged-id', 'not-canonical', 'unknown-shape'])
  await put(colleague, [aBatch('case:good-stream-2', { sender: 'jimei-2' })])
  await here.sync()
  await here.reopen()
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 5 } })
})

test('after an update what was set aside is tried again, from the beginning of its feed', async ({ server, here, colleague }) => {
  const [text = ''] = inStream('case:later-kind', caseTexts(1)).map((each) => each.text)
  const [batch] = cutBatches('case:later-kind', [eventText(canonicalJson({ ...JSON.parse(text), kind: 'case.sold' }))]).batches
  await put(colleague, batch ? [batchDocument(batch, 'jimei-2', 'open')] : [])
  await here.sync()
  const pagesOf = async (version: string): Promise<readonly string[]> => {
    await here.reopen({ version })
    const since: string[] = []
    server.fault = ({ path, query }) => {
      if (path === `/${cases}/_changes`) since.push(query.get('since') ?? '')
      return null
    }
    expect(await here.sync()).toMatchObject({ counts: { setAside: 1 } })
    return since
  }
  expect(await pagesOf('0.1.0')).not.toContain('0')
  expect(await pagesOf('0.2.0')).toContain('0')
  expect(await pagesOf('0.2.0')).not.toContain('0')
})

test('what an older program set aside and this one can read counts from then on, and is on the list no longer; what it still can not read stays', async ({ here, colleague }) => {
  const [kind, form] = [aBatch('case:later-kind', { sender: 'jimei-2', events: 2 }), aBatch('case:later-form', { sender: 'jimei-2', events: 2 })]
  // As its verdict stands in the records: an event of a kind that it did not know, and a whole document.
  const aside = [
    ...kind.events.map((text) => ({ name: nameEvent(text), bytes: Buffer.from(text), problem: 'unknown-shape' as const })),
    { name: form._id, bytes: Buffer.from(JSON.stringify(form)), problem: 'newer-version' as const },
    { name: `case:still-spoilt:${'0'.repeat(32)}`, bytes: Buffer.from('{}'), problem: 'forged-id' as const },
  ]
  must(await here.station.importEvents(aside, { source: 'as it was read before', checkpoint: null }))
  expect(must(await here.station.handlers['sync:setAside']({}))).toHaveLength(4)
  await put(colleague, [kind, form])
  for (const time of ['at once', 'after a start']) {
    if (time === 'after a start') await here.reopen()
    expect(await here.sync(), time).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 1, waiting: 0 } })
    expect(must(await here.station.handlers['sync:setAside']({})).map(({ name }) => name), time).toEqual([`case:still-spoilt:${'0'.repeat(32)}`])
    for (const { _id, events } of [kind, form]) expect(must(await here.station.readStream(_id.split(':', 2).join(':'))).toSorted(), time).toEqual(events.toSorted())
  }
})

test('a forged first revision beside the true one: the true one is read, whichever wins', async ({ here, colleague }) => {
  const batch = aBatch('case:forked-stream', { sender: 'jimei-2', events: 2 })
  for (const [rev, events] of [['1-00000000000000000000000000000000', ['{"forged":1}']], ['1-ffffffffffffffffffffffffffffffff', ['{"forged":2}']]] as const) {
    await colleague('POST', `${cases}/_bulk_docs`, { new_edits: false, docs: [{ ...batch, events, _rev: rev }] })
  }
  await colleague('POST', `${cases}/_bulk_docs`, { new_edits: false, docs: [{ ...batch, _rev: '1-77777777777777777777777777777777' }] })
  expect(await here.sync()).toMatchObject({ counts: { setAside: 0 } })
  const kept = await here.station.readStream('case:forked-stream')
  expect(must(kept).toSorted()).toEqual(batch.events.toSorted())
})

test('an erasure acts where retention wrote it, and lies aside where anyone else did', async ({ here, there, colleague, retention }) => {
  const [lawful, wished] = [await here.openCase('一'), await here.openCase('二')]
  await here.sync()
  await there.sync()
  await put(colleague, [erasureOf(wished)])
  await put(retention, [asRetention(erasureOf(lawful))])
  for (const station of [here, there]) {
    expect(await station.sync()).toMatchObject({ counts: { held: 0, waiting: 0 } })
    expect([await standing(station, lawful), await standing(station, wished)]).toEqual(['erased', 'writable'])
  }
  await here.reopen()
  expect([await standing(here, lawful), await standing(here, wished)]).toEqual(['erased', 'writable'])
  // Retention writes again what somebody else had sent: the events are known, and yet it is news.
  await put(retention, [{ ...asRetention(erasureOf(wished)), _id: erasureOf(wished)._id, ...revisionOf(await colleague('GET', documentAt(cases, erasureOf(wished)._id))) }])
  here.announced.length = 0
  await here.sync()
  expect(await standing(here, wished)).toBe('erased')
  expect(here.announced).toContain('feed:changed')
})
const revisionOf = ({ body }: Awaited<ReturnType<Call>>): { readonly _rev: string } => ({ _rev: String(fieldOf(body, '_rev')) })

test('erasures in a mass are held until a supervisor lets them act; everything else arrives', async ({ here, there, retention }) => {
  const ids: string[] = []
  for (let count = 0; count < 8; count += 1) ids.push(await here.openCase(`第 ${count} 件`))
  await here.sync()
  await there.sync()
  const news = await there.openCase('新来的')
  await there.sync()
  await put(retention, ids.map((id) => asRetention(erasureOf(id))))
  const state = await here.sync()
  expect(state).toMatchObject({ contact: { kind: 'in-step' }, counts: { held: 8, setAside: 0, waiting: 0 } })
  expect(await here.notesOf(news)).toEqual([])
  for (const id of ids) expect(await standing(here, id)).toBe('writable')
  await here.reopen()
  expect(await here.station.handlers['erasure:confirm']({ erasures: [...(await heldAt(here.station.handlers))] })).toEqual({ ok: true, value: ids.length })
  for (const id of ids) expect(await standing(here, id)).toBe('erased')
  expect(await here.sync()).toMatchObject({ counts: { held: 0 } })
})

test('of an erased case nothing but its erasure is passed on, not even to another server', async ({ here, retention }) => {
  const id = await here.openCase('要删除的')
  await here.note(id, '不再传出去')
  await here.sync()
  await put(retention, [asRetention(erasureOf(id))])
  await here.sync()
  const other = await startOfficeServer()
  must(await here.station.handlers['sync:setServer']({ url: other.url, account: 'jimei-1', password }))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0 } })
  const documents = other.database(cases).ids().filter((each) => each.startsWith('case:')).map((each) => other.database(cases).read(each, null))
  expect(documents.map((document) => document['events'])).toEqual([erasureOf(id).events])
  await other.stop()
})

test('an erasure whose case was never read here is passed on all the same, to the database that it came from', async ({ server, here, there, retention }) => {
  const empty = server.backUp()
  const id = await there.openCase('要删除的')
  await there.sync()
  const [batch = ''] = server.database(cases).ids().filter((each) => each.startsWith(`case:${id}:`))
  await put(retention, [{ _id: batch, ...revisionOf(await retention('GET', documentAt(cases, batch))), v: 1, sender: 'retention', as: 'retention', erased: true }, asRetention(erasureOf(id))])
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await here.notesOf(id)).toEqual([])
  await here.close()
  server.restore(empty, 'same')
  await here.reopen()
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0 } })
  expect(server.database(cases).ids().filter((each) => each.startsWith('case:'))).toEqual([erasureOf(id)._id])
})

test('what was erased stands in no row on the disk any more, whoever let it act', async ({ here, colleague, retention }) => {
  const names = ['负责人确认的', '到期的', '成批的', '留下的']
  const ids: string[] = []
  for (const name of names) ids.push(await here.openCase(name))
  await here.sync()
  const [byWord = '', byRetention = ''] = ids
  const rowsOnDisk = async (): Promise<readonly string[]> => {
    const text = (await readFile(join(here.place.root, 'profile', 'office', 'rows'), 'utf8')).replaceAll(/[\w+/=]{24,}/g, (sealed) => Buffer.from(sealed, 'base64').toString('utf8'))
    return names.filter((name) => text.includes(name))
  }
  await put(colleague, [erasureOf(byWord)])
  await here.sync()
  await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
  must(await here.station.handlers['erasure:confirm']({ erasures: [{ caseId: byWord, erasure: nameEvent(erasureOf(byWord).events[0] ?? '') }] }))
  expect(await rowsOnDisk()).toEqual(names.slice(1))
  await put(retention, [asRetention(erasureOf(byRetention))])
  await here.sync()
  expect(await standing(here, byRetention)).toBe('erased')
  expect(await rowsOnDisk()).toEqual(names.slice(2))
  const mass = [ids[2] ?? '']
  for (let count = 0; count < 6; count += 1) mass.push(await here.openCase(`第 ${count} 件`))
  await here.sync()
  await put(retention, mass.map((id) => asRetention(erasureOf(id))))
  expect(await here.sync()).toMatchObject({ counts: { held: mass.length } })
  must(await here.station.handlers['erasure:confirm']({ erasures: [...(await heldAt(here.station.handlers))] }))
  expect(await rowsOnDisk()).toEqual(names.slice(3))
})

test.for([
  [6, 120, false],
  [6, 119, true],
  [20, 400, false],
  [21, 400, true],
  [20, 1000, false],
  [21, 1000, true],
  [5, 6, false],
] as const)('%i erasures among %i documents of a page: a mass is over 20, or over a twentieth (%s)', async ([erasures, documents, isMass]) => {
  const rows = Array.from({ length: erasures }, (_, at) => ({ id: erasureOf(`case-${at}`)._id, isDeleted: false, leaves: 1, document: asRetention(erasureOf(`case-${at}`)) }))
  const nobody = createCouchPeer({ fetch, url: 'http://127.0.0.1:1/', account: 'jimei-1', password, signal: new AbortController().signal })
  const arrivals = must(await readArrivals(nobody, cases, { ...nothingPlain, documents, others: rows, lacking: [] }))
  expect(arrivals.isMassErasure).toBe(isMass)
  expect(arrivals.events.map(({ byRetention }) => byRetention)).toEqual(Array.from({ length: erasures }, () => (isMass ? 'held' : 'acts')))
})

test('one erasure, or five, are no mass', async ({ here, retention }) => {
  const ids = [await here.openCase('一'), await here.openCase('二'), await here.openCase('三'), await here.openCase('四'), await here.openCase('五')]
  await here.sync()
  await put(retention, ids.map((id) => asRetention(erasureOf(id))))
  expect(await here.sync()).toMatchObject({ counts: { held: 0 } })
  for (const id of ids) expect(await standing(here, id)).toBe('erased')
})

test('a batch that somebody deleted removes nothing here, is counted, and what was in it is sent again', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  await here.note(id, '备注')
  await here.sync()
  await there.sync()
  const deleted = await deleteBatches(server, id)
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { deleted } })
  expect(await there.notesOf(id)).toEqual(['备注'])
  for (const station of [there, here]) expect(await station.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  const fresh = await aStation(server, 'jimei-3')
  await fresh.sync()
  expect(await fresh.notesOf(id)).toEqual(['备注'])
  await fresh.remove()
})

test('deletions in a mass remove nothing anywhere; those who have what is gone send it again, and all hold the same', async ({ server, here, there }) => {
  const ids: string[] = []
  for (let count = 0; count < 25; count += 1) {
    const id = await here.openCase(`第 ${count} 件`)
    await here.note(id, '备注')
    ids.push(id)
  }
  await here.sync()
  await there.sync()
  let deleted = 0
  for (const id of ids) deleted += await deleteBatches(server, id)
  expect(deleted).toBeGreaterThanOrEqual(ids.length)
  for (const station of [there, here]) expect(await station.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { deleted, held: 0, setAside: 0 } })
  for (const station of [there, here, there]) expect(await station.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  const fresh = await aStation(server, 'jimei-3')
  await fresh.sync()
  await expectSameEverywhere(server, [here, there, fresh], ids)
  await fresh.remove()
})

test('a program that ends right when it has read of a deletion sends again all the same', async ({ server, here }) => {
  const id = await here.openCase('一')
  await here.sync()
  await deleteBatches(server, id)
  await here.reopen({
    syncStep: (name) => {
      if (name === 'pull: after a page was kept') throw new ProgramKilled()
    },
  })
  await here.sync()
  await here.reopen()
  for (let time = 0; time < 2; time += 1) await here.sync()
  const fresh = await aStation(server, 'jimei-3')
  await fresh.sync()
  expect(await fresh.notesOf(id)).toEqual([])
  await fresh.remove()
})

/** Whoever owns the server can take its guard away. Gives how many there were. */
async function deleteBatches(server: FakeCouch, id: string): Promise<number> {
  const call = callAs(server.url, admin)
  const design = fieldOf((await call('GET', `${cases}/_design/desk`)).body, '_rev')
  if (design !== null) await call('DELETE', `${cases}/_design/desk?rev=${String(design)}`)
  const batches = server.database(cases).ids().filter((each) => each.startsWith(`case:${id}`))
  for (const each of batches) await call('DELETE', `${documentAt(cases, each)}?rev=${String(fieldOf((await call('GET', documentAt(cases, each))).body, '_rev'))}`)
  return batches.length
}

test('what comes in reaches the lists as a change', async ({ here, there }) => {
  const id = await there.openCase('对方的办件')
  const openedBy = (await there.station.handlers['station:status']({})).operator?.id
  await there.sync()
  const before = await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
  await here.sync()
  expect(here.announced).toContain('feed:changed')
  const after = await here.station.handlers['feed:pull']({ from: before.watermark, scope: 'changes' })
  // With the name of whoever worked on it, which only the other station knows at first hand.
  expect(after.rows).toEqual([expect.objectContaining({ id, projectName: '对方的办件', openedBy, operatorName: '李敏 jimei-2' })])
  await here.reopen()
  expect(must(await here.station.handlers['case:timeline']({ caseId: id })).map(({ operatorName, stationName }) => `${operatorName}，${stationName}`)).toEqual(['李敏 jimei-2，窗口 jimei-2', '李敏 jimei-2，窗口 jimei-2'])
})
