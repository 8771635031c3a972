import { describe, expect, test } from 'vitest'
import { canWrite, findUnsettled, settleChoices, shownStatus } from '../../shared/domain/caseActions.ts'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { judgeAcknowledgement, judgeIssue, judgeNote, judgeRetraction, judgeSettlement, judgeTransition, judgeVoiding, judgeWriteOff, judgeWrites } from '../../shared/domain/caseJudgement.ts'
import { markNames } from '../../shared/domain/caseMarks.ts'
import { compareMoments, findUnseenChange, foldMoment } from '../../shared/domain/compareMoments.ts'
import type { CaseState, ErasureEvent, FieldValue, NewerEvent } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { beginCase, growCase } from '../../shared/domain/growCase.ts'
import { ok } from '../../shared/domain/result.ts'
import { aCase, anAcceptance, AStation, caseId } from '../builders/events.ts'

const fact = 'facts.maxHeight'

function apart(): [AStation, AStation] {
  const counter = aCase()
  counter.write(fact, 20)
  const caravan = new AStation(2)
  caravan.receive(counter)
  return [counter, caravan]
}
const reserve = (station: AStation, counter: number): void => {
  station.append({ kind: 'paper.reserved', payload: { paperKind: 'process-guide', number: `M000${station.number}-AAAAAA-000${counter}` } })
}
const marksOf = ({ marks }: CaseState): readonly (readonly [string, boolean])[] => marks.map(({ kind, isAcknowledged }) => [kind, isAcknowledged])
const writeOver = (station: AStation, path: string, value: FieldValue, over: readonly string[]) => judgeWrites(station.state, new Set(station.has.keys()), [{ path, value, over }], (_path, checked) => ok(checked))

describe('what two stations did without knowing of each other', () => {
  test('an answer that the acceptance did not know is 越序: it stands, decisions wait, and what it changed is shown', () => {
    const [counter, caravan] = apart()
    const accepted = counter.accept()
    const changed = caravan.write(fact, 24)
    counter.receive(caravan)
    const { state } = counter
    expect(state.marks).toEqual([{ kind: 'out-of-order', change: changed.name, decision: accepted.name, isAcknowledged: false }])
    expect(findUnsettled(state)).toEqual({ contested: false, conflicts: [], edition: false, gaps: 0, marks: 1 })
    expect(judgeTransition(state, 'close', state.heads)).toMatchObject({ failure: { kind: 'unsettled', marks: 1 } })
    expect(judgeIssue(state, 'acceptance-notice', state.heads)).toMatchObject({ failure: { kind: 'unsettled', marks: 1 } })
    expect(findUnseenChange(caseId, counter.events, state, changed.name, accepted.name)).toEqual({ path: fact, before: [20], after: [24], written: 24 })
  })

  test('a person who has looked closes it for good; it can be corrected all the same, and then it is gone', () => {
    const [counter, caravan] = apart()
    counter.accept()
    caravan.write(fact, 24)
    counter.receive(caravan)
    const closed = judgeAcknowledgement(counter.state, counter.state.marks.map(markNames))
    if (closed.ok) for (const body of closed.value) counter.append(body)
    expect(marksOf(counter.state)).toEqual([['out-of-order', true]])
    expect(findUnsettled(counter.state)).toBeNull()
    // Answers are fixed in an accepted case; what is in a mark may be put right.
    expect(canWrite(counter.state, fact)).toBe(true)
    expect(canWrite(counter.state, 'facts.totalFloorArea')).toBe(false)
    expect(writeOver(counter, fact, 20, [])).toMatchObject({ failure: { kind: 'stale' } })
    const corrected = writeOver(counter, fact, 20, counter.headsAt(fact))
    if (corrected.ok) for (const body of corrected.value) counter.append(body)
    expect(counter.state).toMatchObject({ marks: [], fields: { [fact]: { conflict: false, heads: [{ value: 20 }] } } })
  })

  test('a telephone number that the acceptance did not know disturbs nobody', () => {
    const [counter, caravan] = apart()
    counter.accept()
    caravan.write('applicant.phone', '0592-0000000')
    counter.receive(caravan)
    expect(counter.state.marks).toEqual([])
  })

  test('two acceptances, two papers of one kind are 重复; papers of different kinds are not', () => {
    const [counter, caravan] = apart()
    counter.accept()
    caravan.accept()
    counter.receive(caravan)
    expect(marksOf(counter.state)).toEqual([['duplicate', false]])
    const [one, other] = apart()
    reserve(one, 1)
    reserve(other, 1)
    other.append({ kind: 'paper.reserved', payload: { paperKind: 'material-receipt', number: 'M0002-AAAAAA-0002' } })
    one.receive(other)
    expect(marksOf(one.state)).toEqual([['duplicate', false]])
  })

  test('other decisions are 互未见: a voiding that the acceptance did not know', () => {
    const [counter, caravan] = apart()
    reserve(counter, 1)
    caravan.receive(counter)
    counter.accept()
    caravan.append({ kind: 'paper.voided', payload: { number: 'M0001-AAAAAA-0001', reason: '写错' } })
    counter.receive(caravan)
    expect(marksOf(counter.state)).toEqual([['unseen', false]])
  })

  test('what was written off and comes all the same counts, and is 迟到', () => {
    const [counter, caravan] = apart()
    const unsent = caravan.write(fact, 24)
    const sent = caravan.append({ kind: 'note.added', payload: { text: '现场已看' } })
    counter.has.set(sent.name, sent.event)
    expect(judgeTransition(counter.state, 'withdraw', counter.state.heads)).toMatchObject({ failure: { kind: 'unsettled', gaps: 1 } })
    const off = judgeWriteOff(counter.state, counter.state.gaps, '电脑遗失')
    if (off.ok) for (const body of off.value) counter.append(body)
    expect(counter.state).toMatchObject({ missing: [unsent.name], gaps: [], writeOffs: [{ names: [unsent.name], reason: '电脑遗失' }] })
    expect(judgeTransition(counter.state, 'withdraw', counter.state.heads)).toMatchObject({ ok: true })
    counter.has.set(unsent.name, unsent.event)
    expect(counter.state).toMatchObject({ missing: [], marks: [{ kind: 'late', event: unsent.name, to: null, isAcknowledged: false }], fields: { [fact]: { heads: [{ value: 24 }] } } })
  })

  test('what its author did not have, a decision has not seen, although it stands on what came after it', () => {
    const [counter, caravan] = apart()
    const unsent = caravan.write(fact, 24)
    const sent = caravan.append({ kind: 'note.added', payload: { text: '现场已看' } })
    counter.has.set(sent.name, sent.event)
    const accepted = counter.accept()
    expect(accepted.event).toMatchObject({ lacks: [unsent.name] })
    counter.has.set(unsent.name, unsent.event)
    expect(counter.state.marks).toEqual([{ kind: 'out-of-order', change: unsent.name, decision: accepted.name, isAcknowledged: false }])
    // The case as it was accepted did not have it either.
    expect(findUnseenChange(caseId, counter.events, counter.state, unsent.name, accepted.name)).toEqual({ path: fact, before: [20], after: [24], written: 24 })
  })

  test('whoever has seen a write has seen what it stands over, even if that comes later', () => {
    const [counter, caravan] = apart()
    const first = caravan.write(fact, 22)
    const second = caravan.write(fact, 24)
    counter.has.set(second.name, second.event)
    expect(counter.accept().event).toMatchObject({ lacks: [first.name] })
    counter.has.set(first.name, first.event)
    expect(counter.state).toMatchObject({ missing: [], marks: [] })
  })

  test('a correction laid on top of a case ends the mark, as folding the whole does', () => {
    const [counter, caravan] = apart()
    counter.accept()
    caravan.write(fact, 24)
    counter.receive(caravan)
    const before = beginCase(caseId, counter.events)
    const corrected = counter.write(fact, 20)
    expect(growCase(before, [corrected]).state).toEqual(counter.state)
    expect(counter.state.marks).toEqual([])
  })

  test('a number that something here speaks of already is folded in with what was said of it', () => {
    const station = aCase()
    station.append({ kind: 'paper.rendered', payload: { number: 'M0001-AAAAAA-0001', sha256: 'ef'.repeat(32), pages: 1 } })
    const before = beginCase(caseId, station.events)
    const reserved = station.append({ kind: 'paper.reserved', payload: { paperKind: 'process-guide', number: 'M0001-AAAAAA-0001' } })
    expect(growCase(before, [reserved]).state).toEqual(station.state)
    expect(station.state).toMatchObject({ missing: [], papers: [{ stage: { kind: 'rendered' } }] })
  })

  test('a contested status is settled for one of the two, taken back for the other, and only that can be done meanwhile', () => {
    const [counter, caravan] = apart()
    counter.append({ kind: 'status.write', payload: { action: 'accept', from: 'intake', to: 'accepted', acceptance: anAcceptance({ acceptedOn: '2026-03-03' }) }, over: [] })
    const withdrawn = caravan.withdraw()
    const note = caravan.append({ kind: 'note.added', payload: { text: '已撤' } })
    counter.receive(caravan)
    const { state } = counter
    expect(shownStatus(state)).toBe('contested')
    expect(judgeTransition(state, 'close', state.heads)).toMatchObject({ failure: { kind: 'not-allowed', status: 'contested' } })
    expect(canWrite(state, 'applicant.phone')).toBe(false)
    for (const judged of [judgeNote(state, '在查'), judgeRetraction(state, note.name), judgeWriteOff(state, [], '无'), judgeAcknowledgement(state, [])]) expect(judged.ok).toBe(true)
    expect(judgeVoiding(state, 'M0001-AAAAAA-0009', '写错')).toMatchObject({ failure: { kind: 'unknown-paper' } })
    expect(judgeSettlement(state, withdrawn.name, '', [])).toMatchObject({ failure: { kind: 'stale' } })
    expect(judgeSettlement(state, note.name, '', state.heads)).toMatchObject({ failure: { kind: 'malformed' } })
    for (const to of ['withdrawn', 'accepted'] as const) {
      const choice = settleChoices(counter.state).find(({ write }) => write.to === to)
      const settled = judgeSettlement(counter.state, choice?.event ?? '', '已核对', counter.state.heads)
      if (settled.ok) for (const body of settled.value) counter.append(body)
      expect(shownStatus(counter.state)).toBe(to)
      // The case stands on what was chosen, not on what was made last.
      expect(findAcceptance(counter.state)?.acceptedOn).toBe(to === 'accepted' ? '2026-03-03' : undefined)
    }
    expect(settleChoices(counter.state).map(({ write }) => write.to)).toEqual(['withdrawn'])
  })
})

describe('moments of a case', () => {
  test('any two are compared: status, answers, materials, particulars, papers; what is the same is left out', () => {
    const station = aCase()
    const early = station.write(fact, 20)
    station.write(fact, 24)
    station.write('applicant.phone', '0592-0000000')
    station.write('materials.planning-permit/land-ownership-proof', { kind: 'original-seen' })
    reserve(station, 1)
    station.accept()
    const before = foldMoment(caseId, station.events, [early.name])
    expect(compareMoments(before, station.state)).toEqual({
      status: { before: 'intake', after: 'accepted' },
      edition: null,
      answers: [{ path: fact, before: [20], after: [24] }],
      materials: [{ path: 'materials.planning-permit/land-ownership-proof', before: [], after: [{ kind: 'original-seen' }] }],
      particulars: [{ path: 'applicant.phone', before: [], after: ['0592-0000000'] }],
      papers: [{ number: 'M0001-AAAAAA-0001', kind: 'process-guide', before: null, after: 'reserved' }],
    })
    expect(compareMoments(station.state, foldMoment(caseId, station.events, station.state.heads))).toEqual({ status: null, edition: null, answers: [], materials: [], particulars: [], papers: [] })
  })
})

describe('what is deleted, and what is not understood', () => {
  const envelope = { salt: '0'.repeat(32), stream: `case:${caseId}` as const, parents: [], operator: 'operator-1', station: '0'.repeat(16), incarnation: 'AAAAAA', at: '2026-03-02T09:00:00.000+08:00', clock: 'ok' as const }
  const erasure: ErasureEvent = { ...envelope, v: 1, kind: 'case.erased', payload: { because: 'retention', reference: '档案处置 2036-1' } }
  const newer: NewerEvent = { ...envelope, v: 3, kind: 'newer', payload: { text: '{}' } }
  const named = { name: 'e'.repeat(32), event: erasure }

  test('an erasure lies aside until it is confirmed here, and then nothing else is left, whatever arrives later', () => {
    const station = aCase()
    const state = foldCase(caseId, [...station.events, named])
    expect(state).toMatchObject({ standing: { kind: 'writable' }, eventCount: 1, unconfirmedErasures: [{ event: named.name, because: 'retention' }] })
    const erased = foldCase(caseId, [...station.events, named], new Set([named.name]))
    expect(erased).toMatchObject({ standing: { kind: 'erased', erasures: [{ event: named.name }] }, opened: null, heads: [], fields: {}, papers: [], eventCount: 0 })
    station.write(fact, 24)
    expect(foldCase(caseId, [...station.events, named], new Set([named.name]))).toEqual(erased)
    expect(shownStatus(erased)).toBe('erased')
    expect(judgeNote(erased, '一条')).toMatchObject({ failure: { kind: 'erased' } })
  })

  test('an erasure that was refused here lies aside and asks nobody; confirmed after all it acts', () => {
    const station = aCase()
    const [events, names] = [[...station.events, named], new Set([named.name])]
    expect(foldCase(caseId, events, new Set(), names)).toEqual(foldCase(caseId, station.events))
    expect(foldCase(caseId, events, new Set(), new Set(['f'.repeat(32)])).unconfirmedErasures).toHaveLength(1)
    expect(foldCase(caseId, events, names, names)).toEqual(foldCase(caseId, events, names))
    const [opening] = station.events
    const grown = growCase(beginCase(caseId, [...(opening ? [opening] : []), named], new Set(), names), station.events.slice(1))
    expect(growCase(grown, [{ ...named, name: 'd'.repeat(32) }]).state.unconfirmedErasures.map(({ event }) => event)).toEqual(['d'.repeat(32)])
  })

  test('a case with an event of a newer program is read, and nothing is written to it', () => {
    const station = aCase()
    station.write(fact, 24)
    const state = foldCase(caseId, [...station.events, { name: 'd'.repeat(32), event: newer }])
    expect(state).toMatchObject({ standing: { kind: 'needs-upgrade', newer: ['d'.repeat(32)] }, fields: { [fact]: { heads: [{ value: 24 }] } }, gaps: [] })
    expect(state.heads).toContain('d'.repeat(32))
    expect(canWrite(state, fact)).toBe(false)
    for (const judged of [judgeNote(state, '一条'), judgeTransition(state, 'withdraw', state.heads), judgeIssue(state, 'process-guide', state.heads)]) expect(judged).toMatchObject({ failure: { kind: 'needs-upgrade' } })
  })
})
