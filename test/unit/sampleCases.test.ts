import { beforeAll, expect, test } from 'vitest'
import { createDraws } from '../../scripts/seed/draws.ts'
import { type SampleCase, sampleCase } from '../../scripts/seed/sampleCase.ts'
import { sampleOffice } from '../../scripts/seed/sampleOffice.ts'
import { type SamplePlan, samplePlans } from '../../scripts/seed/samplePlans.ts'
import { stationEvent } from '../../shared/contracts/events.ts'
import { readCaseEvent } from '../../shared/contracts/readCaseEvent.ts'
import { actionTable } from '../../shared/domain/caseActions.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseEvent, CaseState, CaseStatus, Named } from '../../shared/domain/events.ts'
import { findFieldPlace } from '../../shared/domain/fieldPath.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { readXiamenPack } from '../builders/pack.ts'

let compiled: CompiledPack
let plans: readonly SamplePlan[]
let cases: readonly SampleCase[]
beforeAll(async () => {
  compiled = (await readXiamenPack()).compiled
  plans = samplePlans(compiled)
  cases = drawCases(1, 120)
}, 60_000)

function drawCases(seed: number, count: number): readonly SampleCase[] {
  const draws = createDraws(seed)
  const { office } = sampleOffice(compiled, plans, draws, { district: '集美区', year: 2026, stations: 4 })
  return Array.from({ length: count }, (_, index) => sampleCase(office, draws, index))
}
/** Read as the journal's are. */
function eventsOf({ sessions }: SampleCase): readonly Named<CaseEvent>[] {
  return sessions.flat().map(({ name, text }) => {
    const event = readCaseEvent(JSON.parse(text), text)
    if (!event) throw new Error(`not an event of this version: ${text}`)
    return { name, event }
  })
}
const stateOf = (each: SampleCase): CaseState => foldCase(each.stream.slice('case:'.length), eventsOf(each))

test('every sample case is one that stations could have written: nothing missing, nothing in conflict', () => {
  const statuses = new Set<string>()
  const numbers: string[] = []
  for (const each of cases) {
    const { missing, marks, fields, status, papers, heads } = stateOf(each)
    expect([missing, marks, Object.values(fields).filter(({ conflict }) => conflict)]).toEqual([[], [], []])
    const settled = status.kind === 'settled' ? status.status : 'contested'
    // A note of a colleague may stand beside the last of an open case.
    expect(heads.length).toBeLessThanOrEqual(settled === 'accepted' ? 2 : 1)
    expect(each.hint).toBe(['refused', 'withdrawn', 'closed'].includes(settled) ? 'closed' : 'open')
    statuses.add(settled)
    numbers.push(...papers.map(({ number }) => number))
  }
  expect([...statuses].sort()).toEqual(['accepted', 'closed', 'intake', 'refused', 'supplementing', 'suspended', 'withdrawn'])
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('everything in them was allowed when it was written', () => {
  for (const each of cases) {
    let status: CaseStatus = 'intake'
    for (const { event } of eventsOf(each)) {
      const allowed = actionTable[status]
      if (event.kind === 'field.write') expect(allowed.writes).toContain(findFieldPlace(event.payload.path)?.kind)
      if (event.kind === 'paper.reserved') expect(allowed.papers).toContain(event.payload.paperKind)
      if (event.kind !== 'status.write' || event.payload.action === 'settle') continue
      expect([event.payload.from, event.payload.to]).toEqual([status, allowed.actions[event.payload.action]])
      status = event.payload.to
    }
  }
})

test('the mean is about 85 events a case, sent in several sessions', () => {
  const events = cases.reduce((sum, { sessions }) => sum + sessions.flat().length, 0) / cases.length
  expect(events).toBeGreaterThan(78)
  expect(events).toBeLessThan(92)
  expect(cases.reduce((sum, { sessions }) => sum + sessions.length, 0) / cases.length).toBeGreaterThan(3)
})

test('some cases went apart on two stations and came together again', () => {
  const joined = cases.filter(({ sessions }) => sessions.flat().some(({ text }) => (JSON.parse(text).parents as readonly string[]).length === 2))
  expect(joined.length).toBeGreaterThan(2)
})

test('the same seed draws the same cases, another seed others', () => {
  const again = drawCases(1, 10)
  expect(again).toEqual(cases.slice(0, 10))
  expect(drawCases(2, 1)[0]?.stream).not.toBe(cases[0]?.stream)
})

test('each station says who it is', () => {
  const { stationStreams } = sampleOffice(compiled, plans, createDraws(1), { district: '集美区', year: 2026, stations: 3 })
  const events = stationStreams.map(({ stream, sessions }) => sessions.flat().map(({ text }) => stationEvent.parse(JSON.parse(text))).filter((event) => event.stream === stream))
  expect(events.map((each) => each.map(({ kind }) => kind))).toEqual(Array.from({ length: 3 }, () => ['station.setUp', 'operator.added', 'operator.added']))
})
