import { expect } from 'vitest'
import { batchDocument, type BatchDocument, batchId, eventText } from '../../electron/station/sync/batch.ts'
import { asideTexts } from '../../renderer/words/syncText.ts'
import type { AsideReason } from '../../shared/contracts/sync.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aBatch, caseTexts, inStream } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { admin, cases } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { callAs, fieldOf } from '../contract/server/call.ts'

/** The opening of a case of this stream, changed, as the only event of a batch that is well named. */
function batchOf(stream: string, change: (opening: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | string): BatchDocument {
  const [opening = ''] = inStream(stream, caseTexts(1)).map(({ text }) => text)
  const changed = change(JSON.parse(opening))
  return batchOfTexts(stream, [typeof changed === 'string' ? changed : canonicalJson(changed)])
}
/** Also what no station would cut. */
function batchOfTexts(stream: string, texts: readonly string[]): BatchDocument {
  const events = texts.map(eventText)
  return batchDocument({ id: batchId(stream, events.map(({ name }) => name)), events }, 'jimei-2', 'open')
}
/** Somebody who is told to be of that station, by one that is not. */
function ofAnotherStation(): BatchDocument {
  const { v, salt, parents, operator, incarnation, at, clock } = JSON.parse(inStream('case:any', caseTexts(1))[0]?.text ?? '')
  return batchOfTexts('station:0123456789abcdef', [canonicalJson({ v, salt, stream: 'station:0123456789abcdef', parents, kind: 'operator.added', payload: { id: 'forged-operator', name: '不速之客', role: 'supervisor' }, operator, station: 'fedcba9876543210', incarnation, at, clock })])
}
const inOpening = (field: string, value: unknown) => (opening: Readonly<Record<string, unknown>>) => ({ ...opening, [field]: value })

/** `words`: what the clerk reads beside its name, under 收到后搁置的. */
const hostile: readonly (readonly [name: string, reason: AsideReason, words: string, document: (stream: string) => object])[] = [
  ['an event of an unknown kind', 'unknown-shape', '格式不认识', (stream) => batchOf(stream, inOpening('kind', 'case.sold'))],
  ['a document of a later form', 'newer-version', '是更新版本的程序写的，本机升级后会自动再读', (stream) => ({ ...aBatch(stream), v: 7 })],
  ['5 MB of text in an event', 'too-large', '太大，超过了允许的大小', (stream) => batchOf(stream, inOpening('payload', { text: '字'.repeat(1_700_000) }))],
  ['an event of 40 KB', 'too-large', '太大，超过了允许的大小', (stream) => batchOf(stream, inOpening('payload', { text: 'x'.repeat(40_000) }))],
  ['a number where a text belongs', 'unknown-shape', '格式不认识', (stream) => batchOf(stream, inOpening('operator', 7))],
  ['a list where an object belongs', 'unknown-shape', '格式不认识', (stream) => batchOf(stream, inOpening('payload', []))],
  ['no event but a number', 'malformed', '格式不对', (stream) => ({ ...aBatch(stream), events: [7] })],
  ['events that are a text', 'malformed', '格式不对', (stream) => ({ ...aBatch(stream), events: 'all of them' })],
  ['a field that nobody knows', 'malformed', '格式不对', (stream) => ({ ...aBatch(stream), colour: 'red' })],
  ['a key that reaches into a prototype', 'forbidden-key', '里面有不允许的内容', (stream) => batchOf(stream, (opening) => canonicalJson(opening).replace('"v":1', '"__proto__":{"isAdmin":true},"v":1'))],
  ['a constructor', 'forbidden-key', '里面有不允许的内容', (stream) => batchOf(stream, inOpening('payload', { constructor: { prototype: { isAdmin: true } } }))],
  ['half an event', 'not-json', '读不出来', (stream) => batchOf(stream, (opening) => canonicalJson(opening).slice(0, 90))],
  ['people of another station', 'another-station', '写的是别的站点的资料，只有那个站点自己能写', () => ofAnotherStation()],
  ['events of another case', 'another-stream', '放错了地方，写的是别的办件或站点', (stream) => batchOf(stream, inOpening('stream', 'case:somebody-elses'))],
  ['an id of another batch', 'forged-id', '编号和内容不符', (stream) => ({ ...aBatch(stream), _id: `${stream}:${'0'.repeat(32)}` })],
]

test.for(hostile)('%s: set aside by name and reason; what is good in the same page counts, and nothing else is touched', async ([, reason, words, document], { server, here, there }) => {
  // Whoever owns the server can take its guard away: the reader is on its own.
  const owner = callAs(server.url, admin)
  await owner('DELETE', `${cases}/_design/desk?rev=${String(fieldOf((await owner('GET', `${cases}/_design/desk`)).body, '_rev'))}`)
  const mine = await here.openCase('一')
  await here.note(mine, '之前')
  await here.sync()
  const before = must(await here.station.handlers['case:state']({ caseId: mine }))
  const told = (await here.station.handlers['station:status']({})).notices
  const written = await owner('POST', `${cases}/_bulk_docs`, { docs: [aBatch('case:good-before', { sender: 'jimei-2' }), document('case:hostile'), aBatch('case:good-after', { sender: 'jimei-2' })] })
  expect(written.status).toBe(201)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 1, waiting: 0, refused: 0, held: 0 } })
  expect(must(await here.station.handlers['sync:setAside']({})).map((aside) => aside.reason)).toEqual([reason])
  expect(asideTexts[reason]).toBe(words)
  for (const id of ['good-before', 'good-after']) expect((await here.notesOf(id))?.length).toBe(2)
  expect(must(await here.station.handlers['case:state']({ caseId: mine }))).toEqual(before)
  expect((await here.station.handlers['station:status']({})).notices).toEqual(told)
  expect('isAdmin' in {}).toBe(false)
  await here.note(mine, '之后')
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 1, waiting: 0 } })
  await there.sync()
  expect(await there.notesOf(mine)).toEqual(['之前', '之后'])
})

test('an event of a later version is kept and passed on; its case is shown as one for a newer program', async ({ here, there, colleague }) => {
  const id = await here.openCase('一')
  await here.sync()
  const [opening = ''] = must(await here.station.readStream(`case:${id}`))
  const later = batchOfTexts(`case:${id}`, [canonicalJson({ ...JSON.parse(opening), v: 7, kind: 'case.linked', payload: { to: 'another' }, parents: must(await here.station.handlers['case:state']({ caseId: id })).heads })])
  await colleague('POST', `${cases}/_bulk_docs`, { docs: [later] })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 0 } })
  expect(must(await here.station.handlers['case:state']({ caseId: id })).standing.kind).toBe('needs-upgrade')
  await there.sync()
  expect(must(await there.station.readStream(`case:${id}`))).toContain(later.events[0])
})

test('who says to be another station changes nothing of it: its people, its name and its own records stay', async ({ here, colleague }) => {
  const stream = `station:${here.station.journal.station}`
  await here.sync()
  const own = must(await here.station.readStream(stream))
  const added = own.map((text): Readonly<Record<string, unknown>> => JSON.parse(text)).find(({ kind }) => kind === 'operator.added')
  const forged = batchOfTexts(stream, [canonicalJson({ ...added, salt: '0'.repeat(32), incarnation: 'ZZZZZZ', payload: { id: 'forged-operator', name: '不速之客', role: 'supervisor' } })])
  await colleague('POST', 'stations/_bulk_docs', { docs: [forged] })
  const before = await here.station.handlers['station:status']({})
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await here.reopen()
  const { operators } = await here.station.handlers['station:status']({})
  expect(operators).toEqual(before.operators)
  expect(operators.map(({ name }) => name)).not.toContain('不速之客')
})
