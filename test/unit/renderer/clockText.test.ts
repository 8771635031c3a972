import { beforeAll, expect, test } from 'vitest'
import { clockSentence, termOf } from '../../../renderer/words/clockText.ts'
import { caseClock } from '../../../shared/domain/caseClock.ts'
import type { StatusWrite } from '../../../shared/domain/events.ts'
import type { Pack } from '../../../shared/domain/pack.ts'
import { aCase, anAcceptance } from '../../builders/events.ts'
import { readXiamenPack } from '../../builders/pack.ts'
import { aRow } from '../../builders/rows.ts'

let pack: Pack
beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

function said(today: string, ...writes: readonly StatusWrite[]): string | null {
  const station = aCase()
  for (const payload of writes) station.append({ kind: 'status.write', payload, over: station.statusHeads() })
  const sentence = clockSentence(caseClock(station.state, pack, today), station.state, today)
  return sentence && `${sentence.tone}: ${sentence.text}`
}

/** Accepted on Thursday 16 September 2021, nine working days: two make-up days and the Mid-Autumn holidays lie ahead. */
const accept: StatusWrite = { action: 'accept', from: 'intake', to: 'accepted', acceptance: anAcceptance({ acceptedOn: '2021-09-16', receivedOn: '2021-09-16', promisedOn: '2021-09-29', workingDays: 9 }) }
const suspend: StatusWrite = { action: 'suspend', from: 'accepted', to: 'suspended', reason: '专家评审', on: '2021-09-24' }
const supplement: StatusWrite = { action: 'supplement', from: 'intake', to: 'supplementing', request: { lacks: [], other: '补身份证明', requestedOn: '2021-09-16', until: '2021-09-26' } }

test('the promised day is said with the working days that are left, counted over holidays and make-up days', () => {
  expect(said('2021-09-16')).toBeNull()
  // 23 and 24 September, Sunday the 26th (make-up day), 27, 28, 29.
  expect(said('2021-09-22', accept)).toBe('plain: 2021年9月16日受理 · 承诺 9月29日办结 · 还剩 6 个工作日')
  expect(said('2021-09-29', accept)).toContain('今天到期')
  expect(said('2021-10-08', accept)).toBe('late: 2021年9月16日受理 · 承诺 9月29日办结 · 已超过 2 个工作日')
})

test('a clock that stands still says why and since how many working days', () => {
  expect(said('2021-09-28', accept, suspend)).toBe('waiting: 时限中止中：专家评审（已停 3 个工作日）')
  expect(said('2021-09-28', accept, suspend, { action: 'resume', from: 'suspended', to: 'accepted', on: '2021-09-28' })).toContain('承诺 10月9日办结 · 还剩 4 个工作日 · 已扣除中止 3 个工作日')
})

test('supplements are waited for until their day, and late after it', () => {
  expect(said('2021-09-26', supplement)).toBe('waiting: 待补正至 9月26日')
  expect(said('2021-09-27', supplement)).toBe('late: 待补正至 9月26日 · 期限已过')
})

test('on a computer whose date is not believed nothing is late and no days are counted', () => {
  const station = aCase()
  const inDoubt = (payload: StatusWrite): unknown => {
    station.append({ kind: 'status.write', payload, over: station.statusHeads() })
    return clockSentence(caseClock(station.state, pack, '2036-10-08'), station.state, '2036-10-08', false)
  }
  expect(inDoubt(supplement)).toMatchObject({ tone: 'waiting', text: '待补正至 2021年9月26日' })
  expect(inDoubt({ ...accept, from: 'supplementing' })).toMatchObject({ tone: 'plain', text: '2021年9月16日受理 · 承诺 9月29日办结' })
})

test('an ended case says how, when, and whether in time', () => {
  const close = (on: string): StatusWrite => ({ action: 'close', from: 'accepted', to: 'closed', outcome: 'granted', remark: '', on })
  expect(said('2021-12-01', accept, close('2021-09-28'))).toBe('plain: 2021年9月28日办结 · 承诺 9月29日办结')
  expect(said('2021-12-01', accept, close('2021-10-08'))).toBe('late: 2021年10月8日办结 · 晚于 9月29日的承诺')
})

const row = aRow({ id: 'x', status: 'accepted', acceptedOn: '2021-09-16', promisedOn: '2021-09-29' })

test('in a list only a clock that runs can be late', () => {
  expect(termOf(row, '2021-10-08')).toEqual({ text: '承诺 9月29日', isLate: true })
  expect(termOf({ ...row, status: 'closed' }, '2021-10-08')).toMatchObject({ isLate: false })
  expect(termOf({ ...row, status: 'supplementing', supplementUntil: '2021-09-26' }, '2022-01-04')).toEqual({ text: '补正至 2021年9月26日', isLate: true })
  expect(termOf({ ...row, promisedOn: null }, '2021-10-08')).toBeNull()
})

test('in a list nothing is late while today is not believed; the day itself still stands there', () => {
  expect(termOf(row, '2031-10-08', false)).toEqual({ text: '承诺 2021年9月29日', isLate: false })
  expect(termOf({ ...row, status: 'supplementing', supplementUntil: '2021-09-26' }, '2031-10-08', false)).toEqual({ text: '补正至 2021年9月26日', isLate: false })
})
