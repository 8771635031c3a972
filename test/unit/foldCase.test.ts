import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseEvent, EventName, Named } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { aCase, aForcedSet, aHistory, AStation, caseId } from '../builders/events.ts'

const fold = (events: readonly Named<CaseEvent>[]) => foldCase(caseId, events)

describe('one case at one counter', () => {
  test('an empty case is in intake and has nothing', () => {
    expect(fold([])).toEqual({ id: caseId, standing: { kind: 'writable' }, opened: null, heads: [], missing: [], gaps: [], writeOffs: [], marks: [], unconfirmedErasures: [], fields: {}, status: { kind: 'settled', status: 'intake', heads: [] }, edition: { heads: [], conflict: false, moves: [] }, transitions: [], papers: [], notes: [], scans: [], eventCount: 0, updatedAt: '' })
  })

  test('the last answer stands, the former is superseded', () => {
    const station = aCase()
    station.write('facts.maxHeight', 20)
    station.write('facts.maxHeight', 24)
    expect(station.state.fields['facts.maxHeight']).toMatchObject({ conflict: false, heads: [{ value: 24 }] })
    expect(station.state.gaps).toEqual([])
  })

  test('an answer that was taken back is there as null', () => {
    const station = aCase()
    station.write('facts.maxHeight', 20)
    station.write('facts.maxHeight', null)
    expect(station.state.fields['facts.maxHeight']?.heads.map(({ value }) => value)).toEqual([null])
  })

  test('a paper goes from its number to the hand of the applicant, and voided is final', () => {
    const station = aCase()
    const number = 'AAAAA-AAAAAA-0001'
    station.append({ kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number } })
    expect(station.state.papers).toMatchObject([{ number, stage: { kind: 'reserved' } }])
    station.append({ kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 2 } })
    station.append({ kind: 'paper.delivered', payload: { number, how: 'saved' } })
    station.append({ kind: 'paper.delivered', payload: { number, how: 'printed' } })
    station.append({ kind: 'paper.delivered', payload: { number, how: 'printed' } })
    expect(station.state.papers).toMatchObject([{ number, stage: { kind: 'delivered', pages: 2, how: ['printed', 'saved'], printedCopies: 2, isConfirmed: false } }])
    station.append({ kind: 'paper.confirmed', payload: { number } })
    expect(station.state.papers).toMatchObject([{ stage: { kind: 'delivered', isConfirmed: true } }])
    station.append({ kind: 'paper.voided', payload: { number, reason: '打印不清' } })
    station.append({ kind: 'paper.delivered', payload: { number, how: 'printed' } })
    expect(station.state.papers).toMatchObject([{ number, stage: { kind: 'voided', reason: '打印不清' } }])
  })

  test('events of another case are not here', () => {
    const station = aCase()
    expect(foldCase('another-case', station.events)).toMatchObject({ eventCount: 0, opened: null })
  })
})

describe('two stations that worked apart', () => {
  function apart(): [AStation, AStation] {
    const counter = aCase()
    const caravan = new AStation(2)
    caravan.receive(counter)
    return [counter, caravan]
  }

  test('different answers to one question both stand, until someone who saw both writes over them', () => {
    const [counter, caravan] = apart()
    counter.write('facts.maxHeight', 20)
    caravan.write('facts.maxHeight', 24)
    counter.receive(caravan)
    expect(counter.state.fields['facts.maxHeight']).toMatchObject({ conflict: true, heads: [{ value: 20 }, { value: 24 }] })
    counter.write('facts.maxHeight', 24)
    expect(counter.state.fields['facts.maxHeight']).toMatchObject({ conflict: false, heads: [{ value: 24 }] })
  })

  test('the same answer twice is no conflict', () => {
    const [counter, caravan] = apart()
    counter.write('facts.maxHeight', 24)
    caravan.write('facts.maxHeight', 24)
    counter.receive(caravan)
    expect(counter.state.fields['facts.maxHeight']?.conflict).toBe(false)
    expect(counter.state.fields['facts.maxHeight']?.heads).toHaveLength(2)
  })

  test('one accepts while the other withdraws: the case is contested', () => {
    const [counter, caravan] = apart()
    counter.accept()
    caravan.withdraw()
    counter.receive(caravan)
    expect(counter.state.status.kind).toBe('contested')
  })

  test('both accept: there is nothing to contest', () => {
    const [counter, caravan] = apart()
    counter.accept()
    caravan.accept()
    counter.receive(caravan)
    expect(counter.state.status).toMatchObject({ kind: 'settled', status: 'accepted' })
  })

  test('a screen that showed an older answer does not overwrite the newer one unseen', () => {
    const station = aCase()
    const shown = station.write('facts.maxHeight', 20).name
    station.write('facts.maxHeight', 22)
    station.write('facts.maxHeight', 24, [shown])
    expect(station.state.fields['facts.maxHeight']).toMatchObject({ conflict: true, heads: [{ value: 22 }, { value: 24 }] })
  })

  test('what is referred to and not here is a gap: a parent, an overwritten answer, the reservation of a paper', () => {
    const [counter, caravan] = apart()
    const unseen = caravan.append({ kind: 'note.added', payload: { text: '未到' } })
    const later = caravan.append({ kind: 'note.added', payload: { text: '已到' } })
    counter.has.set(later.name, later.event)
    expect(counter.state.gaps).toEqual([unseen.name])

    const other = aCase()
    other.write('facts.maxHeight', 24, ['f'.repeat(32)])
    other.append({ kind: 'paper.rendered', payload: { number: 'AAAAA-AAAAAA-0001', sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 1 } })
    expect(other.state.gaps).toEqual(['AAAAA-AAAAAA-0001', 'f'.repeat(32)])
    expect(other.state.papers).toEqual([])
  })

  test('a number that was taken twice is two papers, each with what its own station did to it; voiding the number ends both', () => {
    const [counter, caravan] = apart()
    const number = 'AAAAA-AAAAAA-0001'
    counter.append({ kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number } })
    caravan.append({ kind: 'paper.reserved', payload: { paperKind: 'material-receipt', number } })
    caravan.append({ kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 1 } })
    counter.receive(caravan)
    expect(counter.state.papers).toMatchObject([
      { number, reservedBy: 'operator-1', stage: { kind: 'reserved' } },
      { number, reservedBy: 'operator-2', stage: { kind: 'rendered' } },
    ])
    counter.append({ kind: 'paper.voided', payload: { number, reason: '重号' } })
    expect(counter.state.papers.map(({ stage }) => stage.kind)).toEqual(['voided', 'voided'])
  })
})

describe('laws of the fold', () => {
  test('order and copies do not matter', () => {
    fc.assert(
      fc.property(aHistory.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }))), ([events, shuffled]) => {
        expect(fold(shuffled)).toEqual(fold(events))
      }),
      { numRuns: 150 },
    )
  })

  test('the union of two parts is the whole', () => {
    fc.assert(
      fc.property(aHistory.chain((events) => fc.tuple(fc.constant(events), fc.subarray([...events]), fc.subarray([...events]))), ([events, some, others]) => {
        const missing = events.filter(({ name }) => !some.some((part) => part.name === name))
        expect(fold([...some, ...others, ...missing])).toEqual(fold(events))
      }),
      { numRuns: 150 },
    )
  })

  test('a conflict is exactly where different values stand that nobody wrote over', () => {
    fc.assert(
      fc.property(aHistory, (events) => {
        const { fields } = fold(events)
        for (const path of Object.keys(fields)) {
          const writes = events.flatMap(({ name, event }) => (event.kind === 'field.write' && event.payload.path === path ? [{ name, over: event.over, value: event.payload.value }] : []))
          const isOverwritten = (name: EventName): boolean => writes.some((write) => write.over.includes(name))
          const standing = writes.filter(({ name }) => !isOverwritten(name))
          expect(fields[path]?.conflict).toBe(new Set(standing.map(({ value }) => value)).size > 1)
          expect(new Set(fields[path]?.heads.map(({ event }) => event))).toEqual(new Set(standing.map(({ name }) => name)))
        }
      }),
      { numRuns: 150 },
    )
  })

  test('a number once reserved never vanishes, whatever part of the case arrives next', () => {
    fc.assert(
      fc.property(aHistory.chain((events) => fc.tuple(fc.constant(events), fc.subarray([...events]))), ([events, some]) => {
        const all = new Set(fold(events).papers.map(({ number }) => number))
        for (const { number } of fold(some).papers) expect(all.has(number)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  test('any set of well-shaped events folds, cycles included, and no value vanishes with them', () => {
    fc.assert(
      fc.property(aForcedSet.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events], { minLength: events.length }))), ([events, shuffled]) => {
        const state = fold(events)
        expect(fold(shuffled)).toEqual(state)
        for (const field of Object.values(state.fields)) expect(field.heads.length).toBeGreaterThan(0)
        if (events.length > 0) expect(state.heads.length).toBeGreaterThan(0)
      }),
      // Many more in test/model.
      { numRuns: 60 },
    )
  })
})
