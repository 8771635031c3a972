import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchDocument, type BatchDocument, batchId, cutBatches, eventText } from '../../electron/station/sync/batch.ts'
import { readPlainBatch } from '../../electron/station/sync/plainBatch.ts'
import { readPlainText } from '../../electron/station/sync/plainText.ts'
import { readBatch } from '../../electron/station/sync/readBatch.ts'
import { caseDeed } from '../../shared/contracts/events.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aBatch, asRetention, erasureOf } from '../builders/batches.ts'
import { anEvent, aSpoiledEvent } from '../builders/plainEvents.ts'

const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')
const textOf = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')
const stream = 'case:0123456789abcdef01234567'

/** Not every event is text: some hold half of a character. */
function findCanonical(json: object): string | null {
  try {
    return canonicalJson(json)
  } catch {
    return null
  }
}
const text = fc.oneof(anEvent, aSpoiledEvent).map((json) => findCanonical({ ...json, stream })).filter((found) => found !== null)
const piece = fc.constantFrom('"', '\\', ',', ' ', '{', '}', '[', ']', '0', '-0', '1e3', '\n', '\u0001', 'é', '"v":1', ',"v":1}', '"kind":"note.added",', '\\u0041', ':')
/** A little of it is something else. */
const spoiledText = fc.tuple(text, fc.nat(), fc.nat(3), piece).map(([whole, place, length, other]) => whole.slice(0, place % whole.length) + other + whole.slice((place % whole.length) + length)).map((spoiled) => spoiled.toWellFormed())

test('what is read from the text of an event in one go is what the text says, canonical, and of the shape of the contract', () => {
  fc.assert(
    fc.property(fc.oneof(text, spoiledText), (whole) => {
      const deed = readPlainText(bytesOf(whole), stream)
      if (deed === null) return
      const json: unknown = JSON.parse(whole)
      expect(canonicalJson(json)).toBe(whole)
      expect(deed).toEqual(json)
      expect(caseDeed.parse(json)).toEqual(json)
      expect(deed.stream).toBe(stream)
    }),
    { numRuns: 4000 },
  )
})

const around = { v: 1, salt: '0'.repeat(32), stream, parents: ['1'.repeat(32)], over: [], operator: '2'.repeat(24), station: '3'.repeat(16), incarnation: 'A1B2C3', at: '2026-03-02T10:00:00.000+08:00', clock: 'ok', kind: 'field.write' }
const deeds = [
  around,
  { ...around, payload: { path: 'project.name', value: '厂房' } },
  { ...around, payload: { path: 'facts.totalFloorArea', value: 80 } },
  { ...around, kind: 'note.added', over: undefined, payload: { text: '补充材料' } },
].map(({ over, ...rest }) => canonicalJson({ payload: { path: 'facts.inPlanningStage', value: false }, ...rest, ...(over ? { over } : {}) }))

test('with a character missing, twice or another, at any place, it is what it then says, or not taken', () => {
  for (const whole of deeds) {
    expect(readPlainText(bytesOf(whole), stream)).toEqual(JSON.parse(whole))
    for (let at = 0; at < whole.length; at += 1) {
      for (const other of ['', (whole[at] ?? '').repeat(2), '}', '{', '"', ',', ']', '0', 'g', ' ']) {
        const spoiled = whole.slice(0, at) + other + whole.slice(at + 1)
        const deed = readPlainText(bytesOf(spoiled), stream)
        if (deed !== null) expect(deed, spoiled).toEqual(findJson(spoiled))
      }
    }
  }
})

function findJson(whole: string): unknown {
  try {
    return JSON.parse(whole)
  } catch {
    return undefined
  }
}

/** A write whose value is spelt like this. */
const spelt = (value: string): string => canonicalJson({ ...around, payload: { path: 'facts.totalFloorArea', value: 'here' } }).replace('"here"', value)

test('a value is taken in its one spelling, and within its length', () => {
  const read = (value: string): unknown => {
    const deed = readPlainText(bytesOf(spelt(value)), stream)
    return deed?.kind === 'field.write' ? deed.payload.value : 'refused'
  }
  expect(['12000.5', '0', '-3', '1e+21', 'true', 'null', '"厂房"', `"${'长'.repeat(400)}"`, '"\\n"', '{"kind":"original-seen"}'].map(read)).toEqual([12000.5, 0, -3, 1e21, true, null, '厂房', '长'.repeat(400), '\n', { kind: 'original-seen' }])
  const others = ['1.0', '01', '-0', '1e3', '1E+21', '1e400', '+1', '.5', '"\\u0041"', '"\\/"', `"${'长'.repeat(401)}"`, '"a\tb"', '{"kind":"received","originals":1,"copies":2}', '{"kind": "original-seen"}', '{"kind":"original-seen","kind":"original-seen"}', '[]', 'tru', '']
  expect(others.map(read)).toEqual(others.map(() => 'refused'))
})

test('a transition is taken where it leads to what its action leads to, and its facts have no odd names', () => {
  const isRead = (payload: object): boolean => readPlainText(bytesOf(canonicalJson({ ...around, kind: 'status.write', payload })), stream) !== null
  const acceptance = { pack: { id: 'xiamen-2021', version: '1.0.0', digest: 'ab'.repeat(32) }, engine: 'test', assessmentDigest: 'cd'.repeat(32), facts: { totalFloorArea: 12_000 }, receivedOn: '2026-03-02', acceptedOn: '2026-03-02', promisedOn: null, workingDays: 10, items: ['planning-permit'] }
  const whole: readonly object[] = [
    { action: 'accept', from: 'intake', to: 'accepted', acceptance },
    { action: 'supplement', from: 'intake', to: 'supplementing', request: { lacks: [{ item: 'project-proposal', material: 'project-proposal-doc', problem: 'unfit', requirement: '须加盖公章' }], other: '', requestedOn: '2026-03-02', until: '2026-03-09' } },
    { action: 'refuse', from: 'intake', to: 'refused', refusal: { reason: '不属于本机关职权范围', basis: '行政许可法第三十二条', properWay: '', refusedOn: '2026-03-02' } },
    { action: 'resubmit', from: 'supplementing', to: 'resubmitted', receivedOn: '2026-03-02' },
    { action: 'withdraw', from: 'intake', to: 'withdrawn', reason: '' },
    { action: 'suspend', from: 'accepted', to: 'suspended', reason: '专家评审', on: '2026-03-02' },
    { action: 'resume', from: 'suspended', to: 'accepted', on: '2026-03-02' },
    { action: 'hand-over', from: 'accepted', to: 'handed-over', unit: '', reason: '', on: '2026-03-02' },
    { action: 'close', from: 'accepted', to: 'closed', outcome: 'granted', remark: '', on: '2026-03-02' },
  ]
  for (const write of whole) {
    expect(isRead(write)).toBe(true)
    for (const odd of [{ to: 'intake' }, { from: 'nowhere' }, { more: 1 }]) expect(isRead({ ...write, ...odd })).toBe(false)
  }
  const lack = { item: 'project-proposal', material: 'project-proposal-doc', problem: 'missing', requirement: '' }
  const request = { lacks: [lack], other: '', requestedOn: '2026-03-02', until: '2026-03-09' }
  const refusal = { reason: '', basis: '', properWay: '', refusedOn: '2026-03-02' }
  const supplement = (changed: object): object => ({ action: 'supplement', from: 'intake', to: 'supplementing', request: { ...request, ...changed } })
  const refuse = (changed: object): object => ({ action: 'refuse', from: 'intake', to: 'refused', refusal: { ...refusal, ...changed } })
  for (const longest of [supplement({ lacks: Array.from({ length: 50 }, () => lack), other: '长'.repeat(600) }), refuse({ reason: '长'.repeat(1000), basis: '长'.repeat(500), properWay: '长'.repeat(500) })]) expect(isRead(longest)).toBe(true)
  const tooMuch = [
    ...[{ lacks: Array.from({ length: 51 }, () => lack) }, { lacks: [{ ...lack, requirement: '长'.repeat(101) }] }, { lacks: [{ ...lack, item: 'x'.repeat(81) }] }, { lacks: [{ ...lack, problem: 'lost' }] }, { lacks: [{ ...lack, more: 1 }] }, { other: '长'.repeat(601) }, { until: '' }, { more: 1 }].map(supplement),
    ...[{ reason: '长'.repeat(1001) }, { basis: '长'.repeat(501) }, { properWay: '长'.repeat(501) }, { refusedOn: '2026-02-30' }, { more: 1 }].map(refuse),
  ]
  for (const write of tooMuch) expect(isRead(write), JSON.stringify(write).slice(0, 80)).toBe(false)
  for (const odd of ['constructor', 'prototype', '__proto__']) expect(isRead({ action: 'accept', from: 'intake', to: 'accepted', acceptance: { ...acceptance, facts: Object.fromEntries([[odd, true]]) } })).toBe(false)
})

test('nearly every event is read in one go', () => {
  const shaped = fc.sample(text, { numRuns: 900, seed: 1 }).filter((whole) => caseDeed.safeParse(JSON.parse(whole)).success)
  expect(shaped.filter((whole) => readPlainText(bytesOf(whole), stream) !== null).length / shaped.length).toBeGreaterThan(0.75)
})

/** As it would come from a server, its texts as bytes. */
const asBytes = (document: object): object => JSON.parse(bytesOf(JSON.stringify(document)))
const asText = (document: object): unknown => JSON.parse(textOf(JSON.stringify(document)))
const batch = fc
  .uniqueArray(text, { minLength: 1, maxLength: 4 })
  .map((texts): BatchDocument | null => {
    const [cut] = cutBatches(stream, texts.map(eventText)).batches
    return cut ? batchDocument(cut, 'jimei-2', 'open') : null
  })
  .filter((document) => document !== null)
const spoiledBatch = fc.tuple(batch, fc.constantFrom('_id', '_rev', 'v', 'sender', 'hint', 'events', 'as', '__proto__', 'more'), fc.oneof(fc.anything(), fc.constantFrom<unknown>('1-a', 'retention', '处', 2, [], stream, 'closed'))).map(([document, key, other]): object => ({ ...document, ...Object.fromEntries([[key, other]]) }))

test('a batch that is read in one go is one that reads, with all its events and nothing set aside', () => {
  fc.assert(
    fc.property(fc.oneof(batch, spoiledBatch), (document) => {
      const bytes = asBytes(document)
      const plain = readPlainBatch(bytes)
      if (plain === null) return
      const read = readBatch(asText(bytes))
      if (!read.ok || read.value.kind !== 'batch') throw new Error('the other reader does not take it')
      expect(read.value).toMatchObject({ stream: plain.stream, isRetention: false, setAside: [] })
      expect(plain.events.map(({ name, text: found }) => [name, textOf(found)])).toEqual(read.value.events.map(({ name, text: found }) => [name, found]))
      expect(plain.events.map(({ event }) => event)).toEqual(read.value.events.map(({ json }) => json))
    }),
    { numRuns: 800 },
  )
})

test('what is odd is left to be looked at: erasures, documents of retention, an id that does not follow, an event of another stream', () => {
  const good = aBatch('case:good-stream', { events: 3 })
  expect(readPlainBatch(asBytes(good))?.events).toHaveLength(3)
  expect(readPlainBatch(asBytes({ ...good, _rev: '1-a' }))?.events).toHaveLength(3)
  const odd: readonly object[] = [
    erasureOf('0123456789ab'),
    asRetention(good),
    { ...good, _id: `case:good-stream:${'0'.repeat(32)}` },
    { ...good, events: aBatch('case:other-stream', { events: 3 }).events },
    { ...good, events: [...good.events, ...good.events], _id: batchId('case:good-stream', [...good.events, ...good.events].map((each) => eventText(each).name)) },
    { ...good, events: [] },
    { ...good, v: 2 },
  ]
  for (const document of odd) expect(readPlainBatch(asBytes(document))).toBeNull()
})
