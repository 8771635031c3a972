import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountedFor, type DayBook, type DayRecord, entryKindOf, entryKinds, findNumberGaps, lostWithin, type StreamClaim, tallyDay, totalOf } from '../../shared/domain/dayAccount.ts'

/** Records of a few streams, with what an honest exchange says of each. */
const anHonestDay = fc
  .record({
    records: fc.array(fc.record({ stream: fc.nat(4), entries: fc.array(fc.record({ kind: fc.constantFrom(...entryKinds), isReadable: fc.boolean() }), { minLength: 1, maxLength: 4 }) }), { maxLength: 30 }),
    cuts: fc.array(fc.nat(30), { minLength: 5, maxLength: 5 }),
    refused: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    erased: fc.nat(8),
  })
  .map(({ records: drawn, cuts, refused, erased }) => {
    const records = drawn.map(({ stream, entries }, at): DayRecord => ({ seq: at + 1, stream: `case:${stream}`, entries }))
    const recordsOf = (stream: string): readonly number[] => records.flatMap((record) => (record.stream === stream ? [record.seq] : []))
    const claims = new Map(
      cuts.map((cut, at): [string, StreamClaim] => {
        const seqs = recordsOf(`case:${at}`)
        return [`case:${at}`, { confirmedUpTo: Math.max(0, ...seqs.filter((seq) => seq <= cut)), waiting: seqs.filter((seq) => seq > cut), isRefused: refused[at] === true }]
      }),
    )
    return { records, recordsOf, claims, isErased: (stream: string) => stream === `case:${erased}` }
  })
type HonestDay = typeof anHonestDay extends fc.Arbitrary<infer T> ? T : never
const nothing: StreamClaim = { confirmedUpTo: 0, waiting: [], isRefused: false }
const bookOf = ({ claims, ...rest }: HonestDay): DayBook => ({ ...rest, claimOf: (stream) => claims.get(stream) ?? nothing })
/** The same day, where the exchange says something else of the stream of a record. */
const bookWith = (day: HonestDay, stream: string, change: (claim: StreamClaim) => StreamClaim): DayBook => bookOf({ ...day, claims: new Map([...day.claims, [stream, change(day.claims.get(stream) ?? nothing)]]) })
/** A record that counts: readable, and of a case that is not erased. */
const counting = (day: HonestDay): readonly DayRecord[] => day.records.filter(({ stream, entries }) => !day.isErased(stream) && entries.some(({ isReadable }) => isReadable))

describe('the account of a day', () => {
  test('entered is confirmed, waiting, refused and set aside together, kind by kind, whatever was done and sent', () => {
    fc.assert(
      fc.property(anHonestDay, (day) => {
        const { lines, faults } = tallyDay(bookOf(day))
        expect(faults).toEqual([])
        for (const line of lines) expect(accountedFor(line)).toBe(line.entered)
        const all = day.records.flatMap(({ entries }) => entries)
        for (const kind of entryKinds) expect(lines.find((line) => line.kind === kind)?.entered ?? 0).toBe(all.filter((entry) => entry.kind === kind).length)
        expect(totalOf(lines).entered).toBe(all.length)
      }),
    )
  })

  test('without a server everything waits that is not set aside', () => {
    fc.assert(
      fc.property(anHonestDay, (day) => {
        const { lines, faults } = tallyDay({ ...bookOf(day), claimOf: null })
        expect(faults).toEqual([])
        expect(totalOf(lines)).toMatchObject({ confirmed: 0, refused: 0 })
        for (const line of lines) expect(accountedFor(line)).toBe(line.entered)
      }),
    )
  })

  test('a record that the exchange has forgotten does not add up, and is said', () => {
    fc.assert(
      fc.property(anHonestDay, fc.nat(), (day, which) => {
        const waiting = counting(day).filter(({ seq, stream }) => day.claims.get(stream)?.waiting.includes(seq) === true)
        const lost = waiting[which % Math.max(waiting.length, 1)]
        fc.pre(lost !== undefined)
        const { lines, faults } = tallyDay(bookWith(day, lost?.stream ?? '', (claim) => ({ ...claim, waiting: claim.waiting.filter((seq) => seq !== lost?.seq) })))
        expect(faults).toEqual([{ kind: 'unaccounted', entries: lost?.entries.filter(({ isReadable }) => isReadable).length }])
        expect(lines.some((line) => accountedFor(line) < line.entered)).toBe(true)
      }),
    )
  })

  test('a record that the exchange counts twice does not add up, and is said', () => {
    fc.assert(
      fc.property(anHonestDay, fc.nat(), (day, which) => {
        const confirmed = counting(day).filter(({ seq, stream }) => seq <= (day.claims.get(stream)?.confirmedUpTo ?? 0))
        const twice = confirmed[which % Math.max(confirmed.length, 1)]
        fc.pre(twice !== undefined)
        const { lines, faults } = tallyDay(bookWith(day, twice?.stream ?? '', (claim) => ({ ...claim, waiting: [...claim.waiting, twice?.seq ?? 0] })))
        expect(faults).toEqual([{ kind: 'doubled', entries: twice?.entries.filter(({ isReadable }) => isReadable).length }])
        expect(lines.some((line) => accountedFor(line) > line.entered)).toBe(true)
      }),
    )
  })

  test('a record that only the exchange knows of is said: one to be sent, or one that a receipt is about', () => {
    fc.assert(
      fc.property(anHonestDay, fc.boolean(), (day, isReceipt) => {
        const stream = day.records[0]?.stream
        fc.pre(stream !== undefined)
        const { faults } = tallyDay(bookWith(day, stream ?? '', (claim) => (isReceipt ? { ...claim, confirmedUpTo: 999 } : { ...claim, waiting: [...claim.waiting, 999] })))
        expect(faults).toContainEqual({ kind: 'unknown', records: 1 })
      }),
    )
  })

  test('every event has one kind, and a close is no entry', () => {
    expect(['accept', 'supplement', 'refuse', 'withdraw', 'settle'].map((action) => entryKindOf({ kind: 'status.write', action, path: '' }))).toEqual(['accepted', 'supplement', 'refused', 'decided', 'sorted'])
    expect(['materials.a/b', 'facts.maxHeight', 'project.name'].map((path) => entryKindOf({ kind: 'field.write', action: '', path }))).toEqual(['materials', 'filled', 'filled'])
    expect(['paper.reserved', 'paper.voided', 'what.ever', 'day.closed'].map((kind) => entryKindOf({ kind, action: '', path: '' }))).toEqual(['numbered', 'handled', 'other', null])
  })
})

test('numbers left out are found before and between those of a day, and each incarnation counts for itself', () => {
  const all = [1, 2, 4, 7, 9].map((counter) => ({ series: 'A', counter }))
  expect(findNumberGaps([{ series: 'A', counter: 7 }, { series: 'A', counter: 9 }], all)).toEqual([5, 6, 8].map((counter) => ({ series: 'A', counter })))
  expect(findNumberGaps([{ series: 'A', counter: 4 }], all)).toEqual([{ series: 'A', counter: 3 }])
  expect(findNumberGaps([{ series: 'B', counter: 1 }], [...all, { series: 'B', counter: 1 }])).toEqual([])
})

test('lost records count to a day when they lie in it or touch it', () => {
  expect(lostWithin([3, 4, 8, 12, 20], 5, 11)).toEqual([3, 4, 8, 12])
  expect(lostWithin([3, 20], 5, 11)).toEqual([])
})
