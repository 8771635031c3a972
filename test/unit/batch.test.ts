import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchDocument, batchId, cutBatches, eventText, largestBatch } from '../../electron/station/sync/batch.ts'
import { readBatch } from '../../electron/station/sync/readBatch.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aBatch } from '../builders/batches.ts'
import { aHistory, caseId } from '../builders/events.ts'

const stream = `case:${caseId}`
const textsOf = (document: unknown): readonly string[] => {
  const read = readBatch(document)
  return read.ok && read.value.kind === 'batch' ? read.value.events.map(({ text }) => text) : []
}
/** Events of any kind, this version's or not: a reader of batches knows no kinds. */
const anyEvent = fc
  .record({ salt: fc.uuid(), kind: fc.string({ unit: 'grapheme', maxLength: 20 }), payload: fc.jsonValue({ maxDepth: 3 }), padding: fc.nat(4000) })
  .map(({ padding, ...event }) => ({ v: 1, stream, ...event, text: '厦'.repeat(padding) }))
  .filter((event) => !JSON.stringify(event).includes('__proto__') && !JSON.stringify(event).includes('constructor') && !JSON.stringify(event).includes('prototype'))

describe('cut and read', () => {
  test('what goes in comes out, once, within the limits of a server', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const texts = events.map((event) => eventText(canonicalJson(event)))
        const { batches, tooLarge } = cutBatches(stream, [...texts, ...texts.slice(0, 3)])
        expect(tooLarge).toEqual([])
        const documents = batches.map((batch) => batchDocument(batch, 'jimei-3', 'open'))
        for (const { events: sent } of documents) {
          expect(sent.length).toBeLessThanOrEqual(largestBatch.events)
          expect(Buffer.byteLength(sent.join(''))).toBeLessThanOrEqual(largestBatch.bytes)
        }
        // Through JSON, as on the wire.
        expect(documents.flatMap((document) => textsOf(JSON.parse(JSON.stringify(document)))).sort()).toEqual([...new Set(texts.map(({ text }) => text))].sort())
      }),
      // Shrinking this much text could go on for minutes.
      { numRuns: 40, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
    )
  })

  test('a history of several stations survives any cut of any order', () => {
    fc.assert(
      fc.property(aHistory, fc.infiniteStream(fc.nat()), (history, draws) => {
        const texts = history.map(({ event }) => eventText(canonicalJson(event)))
        const shuffled = texts.map((event) => ({ event, key: draws.next().value })).sort((one, other) => one.key - other.key).map(({ event }) => event)
        const names = cutBatches(stream, shuffled).batches.flatMap((batch) => {
          const read = readBatch(batchDocument(batch, 'jimei-3', 'closed'))
          return read.ok && read.value.kind === 'batch' ? read.value.events.map(({ name }) => name) : []
        })
        expect(new Set(names)).toEqual(new Set(history.map(({ name }) => name)))
      }),
    )
  })

  test('the same events make the same document, in whatever order they were given', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), (events) => {
        const texts = events.map((event) => eventText(canonicalJson({ ...event, text: '' })))
        const [one] = cutBatches(stream, texts).batches
        const [other] = cutBatches(stream, texts.toReversed()).batches
        expect(one && batchDocument(one, 'a', 'open')).toEqual(other && batchDocument(other, 'a', 'open'))
      }),
    )
  })

  test('what one command wrote goes in one batch, unless it fits into none; nothing else changes', () => {
    const command = fc.array(fc.nat(9000), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const written = commands.map((sizes, at) => sizes.map((size, follower) => ({ ...eventText(canonicalJson({ stream, at, follower, text: 'x'.repeat(size) })), follows: follower > 0 })))
        const { batches } = cutBatches(stream, written.flat())
        expect(batches.flatMap(({ events }) => events)).toEqual(written.flat())
        for (const { events } of batches) {
          expect(events.length).toBeLessThanOrEqual(largestBatch.events)
          expect(Buffer.byteLength(events.map(({ text }) => text).join(''))).toBeLessThanOrEqual(largestBatch.bytes)
        }
        for (const together of written) {
          if (Buffer.byteLength(together.map(({ text }) => text).join('')) > largestBatch.bytes) continue
          expect(batches.filter(({ events }) => events.some(({ name }) => together.some((event) => event.name === name)))).toHaveLength(1)
        }
      }),
      { numRuns: 60 },
    )
    const many = Array.from({ length: 199 }, (_, index) => eventText(canonicalJson({ stream, index })))
    const pair = [200, 201].map((index) => ({ ...eventText(canonicalJson({ stream, index })), follows: index === 201 }))
    expect(cutBatches(stream, [...many, ...pair]).batches.map(({ events }) => events.length)).toEqual([199, 2])
    expect(cutBatches(stream, [...many, ...pair, ...pair.map(({ text }) => ({ ...eventText(text.replace('20', '30')), follows: true }))]).batches.map(({ events }) => events.length)).toEqual([199, 4])
  })

  test('201 events need two batches, and one event too many bytes stops no other', () => {
    const events = Array.from({ length: 201 }, (_, index) => eventText(canonicalJson({ stream, index })))
    const giant = eventText(canonicalJson({ stream, text: '字'.repeat(11_000) }))
    const { batches, tooLarge } = cutBatches(stream, [...events.slice(0, 100), giant, ...events.slice(100)])
    expect([batches.map((batch) => batch.events.length), tooLarge]).toEqual([[200, 1], [giant.name]])
  })
})

describe('what a reader sets aside', () => {
  const batch = aBatch(stream)

  test('any changed, dropped, doubled or added event is seen in the id', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.nat(2000), fc.integer({ min: 32, max: 126 }), fc.constantFrom('change', 'drop', 'double', 'add'), (which, at, code, how) => {
        const events = [...batch.events]
        const text = events[which] ?? ''
        const place = at % text.length
        const letter = String.fromCharCode(code)
        fc.pre(text[place] !== letter)
        if (how === 'change') events[which] = `${text.slice(0, place)}${letter}${text.slice(place + 1)}`
        if (how === 'drop') events.splice(which, 1)
        if (how === 'double') events.push(text)
        if (how === 'add') events.push('{}')
        expect(readBatch({ ...batch, events })).toEqual({ ok: false, failure: { kind: 'forged-id' } })
      }),
    )
  })

  test.each([
    ['another-stream', canonicalJson({ stream: 'case:somebody-else' })],
    ['not-canonical', '{"stream" :1}'],
    ['not-canonical', String.raw`{"stream":"${stream}","text":"\ud800"}`],
    ['not-json', '{"stream":'],
    ['not-json', '[]'],
    ['too-large', canonicalJson({ stream, text: 'x'.repeat(32 * 1024) })],
    ['too-deep', `{"deep":${'['.repeat(16_000)}${']'.repeat(16_000)}}`],
    ['forbidden-key', `{"payload":{"__proto__":{"role":"admin"}},"stream":"${stream}"}`],
    ['forbidden-key', `{"constructor":1,"stream":"${stream}"}`],
  ])('one event that is %s; the others of its batch count', (problem, text) => {
    const events = [...batch.events, text]
    const document = { ...batch, _id: batchId(stream, events.map((each) => eventText(each).name)), events }
    expect(readBatch(document)).toEqual({ ok: true, value: expect.objectContaining({ setAside: [{ ...eventText(text), problem }] }) })
    expect(textsOf(document)).toEqual(batch.events)
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false)
  })

  test.each([
    ['no document', null, { kind: 'malformed', place: '' }],
    ['a text', 'text', { kind: 'malformed', place: '' }],
    ['an empty one', {}, { kind: 'malformed', place: '_id' }],
    ['an id that is none', { ...batch, _id: 'note' }, { kind: 'malformed', place: '_id' }],
    ['a newer version', { ...batch, v: 2, events: 'sealed' }, { kind: 'newer-version', v: 2 }],
    ['a version that is a text', { ...batch, v: '1' }, { kind: 'malformed', place: 'v' }],
    ['an unknown hint', { ...batch, hint: 'shut' }, { kind: 'malformed', place: 'hint' }],
    ['an unknown field', { ...batch, note: '' }, { kind: 'malformed', place: '' }],
    ['a role that is none', { ...batch, as: 'office' }, { kind: 'malformed', place: 'as' }],
    ['an event that is no text', { ...batch, events: [7] }, { kind: 'malformed', place: 'events.0' }],
    ['201 events', { ...batch, events: Array.from({ length: 201 }, (_, index) => String(index)) }, { kind: 'too-large' }],
    ['one byte too many', { ...batch, events: ['x'.repeat(65_537)] }, { kind: 'too-large' }],
    ['a key that reaches into the prototype', JSON.parse(JSON.stringify(batch).replace('"v":1', '"v":1,"__proto__":{"v":1}')), { kind: 'malformed', place: '__proto__' }],
    ['a stub of nobody', { _id: batch._id, v: 1, sender: 'a', erased: true }, { kind: 'malformed', place: '' }],
    ['a stub that leads to another stream', { _id: batch._id, v: 1, sender: 'a', as: 'retention', into: `case:somebody-else:${'0'.repeat(32)}` }, { kind: 'malformed', place: 'into' }],
    ['a part of another length', { _id: `${stream}:${'a'.repeat(64)}:0-5`, v: 1, sender: 'a', _attachments: { part: { length: 6, digest: 'md5-' } } }, { kind: 'malformed', place: '_attachments.part.length' }],
  ])('set aside whole: %s', (_what, document, failure) => {
    expect(readBatch(document)).toEqual({ ok: false, failure })
  })

  test('anything at all is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom('_id', 'v', 'sender', 'hint', 'as', 'events', 'erased', 'into', '_attachments', '__proto__'), maxDepth: 3 }), (document) => {
        expect(readBatch({ _id: batch._id, ...document }).ok).toBe(false)
      }),
    )
  })
})
