import { beforeAll, describe, expect, test } from 'vitest'
import { caseClock } from '../../shared/domain/caseClock.ts'
import { findAcceptance, findStops } from '../../shared/domain/statusLine.ts'
import type { StatusWrite } from '../../shared/domain/events.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { aCase, anAcceptance, type AStation } from '../builders/events.ts'
import { readXiamenPack } from '../builders/pack.ts'

let pack: Pack
beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

function decide(station: AStation, ...writes: readonly StatusWrite[]): AStation {
  for (const payload of writes) station.append({ kind: 'status.write', payload, over: station.statusHeads() })
  return station
}
/** Accepted on Thursday 16 September 2021, nine working days: two make-up days and the Mid-Autumn holidays lie ahead. */
const accept: StatusWrite = { action: 'accept', from: 'intake', to: 'accepted', acceptance: anAcceptance({ acceptedOn: '2021-09-16', receivedOn: '2021-09-16', promisedOn: '2021-09-29', workingDays: 9 }) }
const suspend = (on: string): StatusWrite => ({ action: 'suspend', from: 'accepted', to: 'suspended', reason: '专家评审', on })
const resume = (on: string): StatusWrite => ({ action: 'resume', from: 'suspended', to: 'accepted', on })

describe('the clock of a case', () => {
  test('does not run before the case is accepted', () => {
    expect(caseClock(aCase().state, pack, '2021-09-16')).toEqual({ kind: 'not-started' })
  })

  test('runs from the acceptance and is late the day after the promised one', () => {
    const { state } = decide(aCase(), accept)
    expect(caseClock(state, pack, '2021-09-29')).toEqual({ kind: 'running', since: '2021-09-16', promisedOn: '2021-09-29', stoppedDays: 0, isLate: false })
    expect(caseClock(state, pack, '2021-09-30')).toMatchObject({ isLate: true })
  })

  test('stands still while the case is suspended; working days stopped are added, make-up days among them', () => {
    // Stopped Friday 24 to Tuesday 28 September: Friday, Sunday the 26th (make-up day) and Monday count.
    const stopped = decide(aCase(), accept, suspend('2021-09-24'))
    expect(caseClock(stopped.state, pack, '2021-09-28')).toEqual({ kind: 'stopped', since: '2021-09-24', reason: '专家评审', stoppedDays: 3 })
    const resumed = decide(stopped, resume('2021-09-28'))
    // Three working days after 29 September: 30 September, then over the National Day week 8 and 9 October.
    expect(caseClock(resumed.state, pack, '2021-10-08')).toEqual({ kind: 'running', since: '2021-09-16', promisedOn: '2021-10-09', stoppedDays: 3, isLate: false })
    expect(findStops(resumed.state)).toEqual([{ from: '2021-09-24', to: '2021-09-28', reason: '专家评审' }])
  })

  test('a stop on the very day of the acceptance, or behind the promised day, moves nothing', () => {
    const onTheDay = decide(aCase(), accept, suspend('2021-09-16'), resume('2021-09-17'))
    expect(caseClock(onTheDay.state, pack, '2021-09-17')).toMatchObject({ kind: 'running', stoppedDays: 0, promisedOn: '2021-09-29' })
    const late = decide(aCase(), accept, suspend('2021-10-11'), resume('2021-10-13'))
    expect(caseClock(late.state, pack, '2021-10-13')).toMatchObject({ kind: 'running', promisedOn: '2021-09-29', isLate: true })
  })

  test('two stops add up, and one that ends the same day costs nothing', () => {
    const { state } = decide(aCase(), accept, suspend('2021-09-17'), resume('2021-09-17'), suspend('2021-09-22'), resume('2021-09-24'))
    expect(caseClock(state, pack, '2021-09-24')).toMatchObject({ kind: 'running', stoppedDays: 2, promisedOn: '2021-10-08' })
  })

  test('waits for supplements, and says when they are late', () => {
    const { state } = decide(aCase(), { action: 'supplement', from: 'intake', to: 'supplementing', request: { lacks: [], other: '补身份证明', requestedOn: '2021-09-16', until: '2021-09-26' } })
    expect(caseClock(state, pack, '2021-09-26')).toEqual({ kind: 'awaiting-supplements', since: '2021-09-16', until: '2021-09-26', isLate: false })
    expect(caseClock(state, pack, '2021-09-27')).toMatchObject({ isLate: true })
    const back = decide(aCase(), { action: 'supplement', from: 'intake', to: 'supplementing', request: { lacks: [], other: '补', requestedOn: '2021-09-16', until: '2021-09-26' } }, { action: 'resubmit', from: 'supplementing', to: 'resubmitted', receivedOn: '2021-09-20' })
    expect(caseClock(back.state, pack, '2021-09-20')).toEqual({ kind: 'not-started' })
  })

  test('ends with the case, and the acceptance stays on record', () => {
    const { state } = decide(aCase(), accept, { action: 'close', from: 'accepted', to: 'closed', outcome: 'granted', remark: '', on: '2021-09-30' })
    expect(caseClock(state, pack, '2022-01-01')).toEqual({ kind: 'ended', on: '2021-09-30', promisedOn: '2021-09-29', isLate: true })
    expect(findAcceptance(state)?.acceptedOn).toBe('2021-09-16')
    const refused = decide(aCase(), { action: 'refuse', from: 'intake', to: 'refused', refusal: { reason: '不属于本机关', basis: '行政许可法第三十二条', properWay: '', refusedOn: '2021-09-17' } })
    expect(caseClock(refused.state, pack, '2021-09-18')).toEqual({ kind: 'ended', on: '2021-09-17', promisedOn: null, isLate: false })
  })

  test('has no promised day where the stops run into a year that the calendar does not know', () => {
    const late: StatusWrite = { action: 'accept', from: 'intake', to: 'accepted', acceptance: anAcceptance({ acceptedOn: '2026-12-28', receivedOn: '2026-12-28', promisedOn: '2026-12-31', workingDays: 3 }) }
    const { state } = decide(aCase(), late, suspend('2026-12-29'), resume('2026-12-31'))
    expect(caseClock(state, pack, '2026-12-31')).toMatchObject({ kind: 'running', promisedOn: null })
  })
})
