import { describe, expect } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import { acceptCommand, acceptedCase, answeredCase, must, openCase, order, write } from '../builders/counter.ts'
import { counterTest as test } from '../builders/counterTest.ts'

type Command = Parameters<typeof order>[2]
type WithoutHeads<C> = C extends { readonly heads: unknown } ? Omit<C, 'heads'> : never
const decide = (desk: DeskService, state: CaseState, command: WithoutHeads<Command>) => order(desk, state, { ...command, heads: [...state.heads] })
const decided = async (desk: DeskService, state: CaseState, command: WithoutHeads<Command>): Promise<CaseState> => must(await decide(desk, state, command)).state

const lack: Extract<Command, { kind: 'supplement' }>['lacks'][number] = { item: 'planning-permit', material: 'survey-results', problem: 'missing', requirement: '' }
const request: Omit<Extract<Command, { kind: 'supplement' }>, 'heads'> = { kind: 'supplement', lacks: [lack], other: '', requestedOn: '2026-03-02', until: '2026-03-12' }

describe('supplements (一次性告知)', () => {
  test('are asked for once: after them the case is accepted or refused', async ({ desk }) => {
    const asked = await decided(desk, await answeredCase(desk), request)
    expect(asked.status).toMatchObject({ kind: 'settled', status: 'supplementing' })
    expect(await decide(desk, asked, { ...(await acceptCommand(desk, asked)) })).toMatchObject({ failure: { kind: 'not-allowed', action: 'accept', status: 'supplementing' } })
    const back = await decided(desk, asked, { kind: 'resubmit', receivedOn: '2026-03-05' })
    expect(back.status).toMatchObject({ status: 'resubmitted' })
    expect(await decide(desk, back, request)).toMatchObject({ failure: { kind: 'not-allowed', action: 'supplement', status: 'resubmitted' } })
    const accepted = must(await order(desk, back, await acceptCommand(desk, back, { acceptedOn: '2026-03-05' }))).state
    expect(accepted.status).toMatchObject({ status: 'accepted' })
    expect(accepted.transitions.map(({ write: made }) => made.action)).toEqual(['supplement', 'resubmit', 'accept'])
  })

  test('come before the acceptance and the refusal: days go forward', async ({ desk }) => {
    const asked = await decided(desk, await answeredCase(desk), { ...request, requestedOn: '2026-03-04' })
    const back = await decided(desk, asked, { kind: 'resubmit', receivedOn: '2026-03-06' })
    expect(await order(desk, back, await acceptCommand(desk, back, { receivedOn: '2026-03-02', acceptedOn: '2026-03-05' }))).toMatchObject({ failure: { kind: 'day-too-early', path: 'acceptedOn', earliest: '2026-03-06' } })
    expect(await decide(desk, back, { kind: 'refuse', reason: '不符合', basis: '第五条', properWay: '', refusedOn: '2026-03-05' })).toMatchObject({ failure: { kind: 'day-too-early', path: 'refuse.refusedOn', earliest: '2026-03-06' } })
  })

  test('name something, something of this case, and a day that is not over', async ({ desk }) => {
    const state = await answeredCase(desk)
    expect(await decide(desk, state, { ...request, lacks: [], other: ' \u200b' })).toMatchObject({ failure: { kind: 'missing-field', path: 'supplement.lacks' } })
    expect(await decide(desk, state, { ...request, lacks: [{ ...lack, material: 'no-such-paper' }] })).toMatchObject({ failure: { kind: 'malformed', path: 'supplement.planning-permit/no-such-paper' } })
    expect(await decide(desk, state, { ...request, until: '2026-03-01' })).toMatchObject({ failure: { kind: 'day-too-early', path: 'supplement.until', earliest: '2026-03-02' } })
    expect(must(await desk.handle('case:state', { caseId: state.id }))).toEqual(state)
  })

  test('come from somebody who can be written to', async ({ desk }) => {
    const nameless = must(await write(desk, await openCase(desk), { 'project.name': '样例' })).state
    expect(await decide(desk, nameless, { ...request, lacks: [], other: '补身份证明' })).toMatchObject({ failure: { kind: 'missing-field', path: 'applicant.name' } })
  })

  test('a full list of long requirements still fits a record', async ({ desk }) => {
    const state = await answeredCase(desk)
    const lacks = Array.from({ length: 50 }, () => ({ ...lack, requirement: '要'.repeat(100) }))
    expect(await decide(desk, state, { ...request, lacks, other: '另'.repeat(600) })).toMatchObject({ ok: true })
  })
})

describe('refusing', () => {
  test('says why, on what, and where to turn instead', async ({ desk }) => {
    const state = await answeredCase(desk)
    const refuse = { kind: 'refuse', reason: '不属于本机关职权范围', basis: '行政许可法第三十二条第一款第二项', properWay: '请向集美区农业农村局申请', refusedOn: '2026-03-02' } as const
    expect(await decide(desk, state, { ...refuse, basis: '' })).toMatchObject({ failure: { kind: 'missing-field', path: 'refuse.basis' } })
    const refused = await decided(desk, state, refuse)
    expect(refused.status).toMatchObject({ status: 'refused', heads: [{ write: { refusal: { properWay: '请向集美区农业农村局申请' } } }] })
    expect(await decide(desk, refused, { kind: 'withdraw', reason: '撤' })).toMatchObject({ failure: { kind: 'not-allowed', status: 'refused' } })
  })
})

describe('after the acceptance', () => {
  test('the clock stops and starts, the case is handed over, taken back and closed', async ({ desk }) => {
    const accepted = await acceptedCase(desk)
    const stopped = await decided(desk, accepted, { kind: 'suspend', reason: '专家评审', on: '2026-03-04' })
    expect(await decide(desk, stopped, { kind: 'close', outcome: 'granted', remark: '', on: '2026-03-05' })).toMatchObject({ failure: { kind: 'not-allowed', action: 'close', status: 'suspended' } })
    expect(await decide(desk, stopped, { kind: 'resume', on: '2026-03-03' })).toMatchObject({ failure: { kind: 'day-too-early', path: 'resume.on', earliest: '2026-03-04' } })
    const running = await decided(desk, stopped, { kind: 'resume', on: '2026-03-06' })
    const away = await decided(desk, running, { kind: 'hand-over', unit: '市资源规划局', reason: '', on: '2026-03-06' })
    const back = await decided(desk, away, { kind: 'take-back', reason: '缺页', on: '2026-03-07' })
    const closed = await decided(desk, back, { kind: 'close', outcome: 'granted', remark: '证照已领', on: '2026-03-09' })
    expect(closed.transitions.flatMap(({ write }) => (write.action === 'settle' ? [] : [`${write.from} ${write.action}`]))).toEqual(['intake accept', 'accepted suspend', 'suspended resume', 'accepted hand-over', 'handed-over take-back', 'accepted close'])
  })

  test('days go forward from the acceptance on', async ({ desk }) => {
    const accepted = await acceptedCase(desk)
    for (const command of [
      { kind: 'suspend', reason: '公示', on: '2026-03-01' },
      { kind: 'hand-over', unit: '市建设局', reason: '', on: '2026-03-01' },
      { kind: 'close', outcome: 'ended', remark: '', on: '2026-03-01' },
    ] as const) {
      expect(await decide(desk, accepted, command)).toMatchObject({ failure: { kind: 'day-too-early', path: `${command.kind}.on`, earliest: '2026-03-02' } })
    }
    expect(await decide(desk, accepted, { kind: 'hand-over', unit: '　', reason: '', on: '2026-03-03' })).toMatchObject({ failure: { kind: 'missing-field', path: 'hand-over.unit' } })
  })

  test('licence data are written once there is an acceptance, not before', async ({ desk }) => {
    const open = await answeredCase(desk)
    expect(await write(desk, open, { 'planningPermit.certNo': '建字第 1 号' })).toMatchObject({ failure: { kind: 'not-allowed', action: 'write' } })
    const accepted = await acceptedCase(desk)
    expect(must(await write(desk, accepted, { 'planningPermit.certNo': '建字第 1 号' })).state.fields['planningPermit.certNo']?.heads[0]?.value).toBe('建字第 1 号')
    expect(await write(desk, accepted, { 'planningPermit.noSuch': '1' })).toMatchObject({ failure: { kind: 'malformed' } })
  })
})

describe('undo', () => {
  const headOf = (state: CaseState, path: string): string => state.fields[path]?.heads[0]?.event ?? ''

  test('writes the former value again, and can itself be undone', async ({ desk }) => {
    const first = must(await write(desk, await openCase(desk), { 'project.name': '甲', 'applicant.name': '乙' })).state
    const second = must(await write(desk, first, { 'project.name': '丙' })).state
    const undone = must(await order(desk, second, { kind: 'undo', events: [headOf(second, 'project.name')] })).state
    expect(undone.fields['project.name']?.heads.map(({ value }) => value)).toEqual(['甲'])
    const redone = must(await order(desk, undone, { kind: 'undo', events: [headOf(undone, 'project.name')] })).state
    expect(redone.fields['project.name']?.heads.map(({ value }) => value)).toEqual(['丙'])
    expect(redone.eventCount).toBe(second.eventCount + 2)
  })

  test('goes back through several writes of one place, and forward again', async ({ desk }) => {
    let state = must(await write(desk, await openCase(desk), { 'project.name': '甲' })).state
    const names = [headOf(state, 'project.name')]
    for (const value of ['乙', '丙']) {
      state = must(await write(desk, state, { 'project.name': value })).state
      names.push(headOf(state, 'project.name'))
    }
    const undo = async (name: string): Promise<readonly unknown[]> => {
      state = must(await order(desk, state, { kind: 'undo', events: [name] })).state
      return state.fields['project.name']?.heads.map(({ value }) => value) ?? []
    }
    expect(await undo(names[2] ?? '')).toEqual(['乙'])
    const first = headOf(state, 'project.name')
    expect(await undo(names[1] ?? '')).toEqual(['甲'])
    const second = headOf(state, 'project.name')
    expect(await undo(names[0] ?? '')).toEqual([null])
    expect(await undo(headOf(state, 'project.name'))).toEqual(['甲'])
    expect(await undo(second)).toEqual(['乙'])
    expect(await undo(first)).toEqual(['丙'])
    // Written by hand to something new: what lies below is overtaken.
    state = must(await write(desk, state, { 'project.name': '丁' })).state
    expect(await order(desk, state, { kind: 'undo', events: [names[1] ?? ''] })).toMatchObject({ failure: { kind: 'not-undoable', because: 'overtaken' } })
  })

  test('empties what stood empty before', async ({ desk }) => {
    const state = must(await write(desk, await openCase(desk), { 'project.name': '甲' })).state
    expect(must(await order(desk, state, { kind: 'undo', events: [headOf(state, 'project.name')] })).state.fields['project.name']?.heads.map(({ value }) => value)).toEqual([null])
  })

  test('is refused where something newer stands and where the status forbids it; all or none', async ({ desk }) => {
    const first = must(await write(desk, await openCase(desk), { 'project.name': '甲', 'facts.maxHeight': 20 })).state
    const name = headOf(first, 'project.name')
    const second = must(await write(desk, first, { 'project.name': '丙' })).state
    expect(await order(desk, second, { kind: 'undo', events: [headOf(second, 'facts.maxHeight'), name] })).toMatchObject({ failure: { kind: 'not-undoable', because: 'overtaken' } })
    expect(must(await desk.handle('case:state', { caseId: second.id }))).toEqual(second)

    const accepted = await acceptedCase(desk)
    expect(await order(desk, accepted, { kind: 'undo', events: [headOf(accepted, 'facts.totalFloorArea')] })).toMatchObject({ failure: { kind: 'not-undoable', because: 'not-writable' } })
    expect(await order(desk, accepted, { kind: 'undo', events: ['0'.repeat(32)] })).toMatchObject({ failure: { kind: 'not-undoable', because: 'no-write' } })
  })

  test('a value that goes back and forth a hundred times is still taken back at once', async ({ desk }) => {
    let state = must(await write(desk, await openCase(desk), { 'project.name': '甲' })).state
    for (let time = 0; time < 100; time += 1) {
      state = must(await write(desk, state, { 'project.name': time % 2 === 0 ? '乙' : '甲' })).state
    }
    const undone = must(await order(desk, state, { kind: 'undo', events: [headOf(state, 'project.name')] })).state
    expect(undone.fields['project.name']?.heads.map(({ value }) => value)).toEqual(['乙'])
    expect(must(await desk.handle('case:timeline', { caseId: state.id })).at(-1)?.undoable).toBe(true)
  })

  test('two writes of one place are never taken back together: that would be a conflict nobody made', async ({ desk }) => {
    const first = must(await write(desk, await openCase(desk), { 'project.name': '甲' })).state
    const second = must(await write(desk, first, { 'project.name': '丙' })).state
    const undone = must(await order(desk, second, { kind: 'undo', events: [headOf(second, 'project.name')] })).state
    expect(await order(desk, undone, { kind: 'undo', events: [headOf(undone, 'project.name'), headOf(first, 'project.name')] })).toMatchObject({ failure: { kind: 'not-undoable', because: 'overtaken' } })
  })

  test('the timeline says what can be taken back', async ({ desk }) => {
    const first = must(await write(desk, await openCase(desk), { 'project.name': '甲' })).state
    const second = must(await write(desk, first, { 'project.name': '丙' })).state
    const entries = must(await desk.handle('case:timeline', { caseId: second.id }))
    expect(entries.map(({ undoable }) => undoable)).toEqual([false, false, true])
  })
})
