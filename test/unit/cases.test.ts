import { describe, expect } from 'vitest'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { acceptCommand, answeredCase, must, openCase, order, sampleProject, write } from '../builders/counter.ts'
import { counterTest as test } from '../builders/counterTest.ts'

describe('writing answers', () => {
  test('one event per changed field, none for what stays as it is', async ({ desk }) => {
    const opened = await openCase(desk, sampleProject)
    const first = must(await write(desk, opened, { 'facts.maxHeight': 24, 'facts.totalFloorArea': 10000 })).state
    expect(first.eventCount).toBe(opened.eventCount + 2)
    expect(first.heads).toHaveLength(1)
    const again = must(await write(desk, first, { 'facts.maxHeight': 24, 'facts.totalFloorArea': 9000, 'applicant.phone': null })).state
    expect(again.eventCount).toBe(first.eventCount + 1)
    expect(again.fields['facts.totalFloorArea']?.heads.map(({ value }) => value)).toEqual([9000])
  })

  test('numbers are rounded as the fact says, and an answer that does not fit is refused with the reason', async ({ desk }) => {
    const opened = await openCase(desk)
    expect(must(await write(desk, opened, { 'facts.totalFloorArea': 0.1 + 0.2 })).state.fields['facts.totalFloorArea']?.heads[0]?.value).toBe(0.3)
    expect(await write(desk, opened, { 'facts.maxHeight': '24 米' })).toMatchObject({ failure: { kind: 'invalid-fact', fact: 'maxHeight', problem: { kind: 'wrong-type' } } })
    expect(await write(desk, opened, { 'facts.noSuchFact': true })).toMatchObject({ failure: { kind: 'invalid-fact', problem: { kind: 'unknown-fact' } } })
    expect(await write(desk, opened, { 'project.name': 12 })).toMatchObject({ failure: { kind: 'malformed', path: 'project.name' } })
    expect(await write(desk, opened, { theme: 'no-such-theme' })).toMatchObject({ failure: { kind: 'malformed' } })
    expect(await write(desk, opened, { 'materials.no-such-item/x': { kind: 'original-seen' } })).toMatchObject({ failure: { kind: 'malformed' } })
  })

  test("don't know is an answer of its own: it is kept, once", async ({ desk }) => {
    const opened = await openCase(desk)
    const asked = must(await write(desk, opened, { 'facts.maxHeight': null })).state
    expect(asked.fields['facts.maxHeight']?.heads.map(({ value }) => value)).toEqual([null])
    expect(must(await write(desk, asked, { 'facts.maxHeight': null })).state.eventCount).toBe(asked.eventCount)
  })

  test('a group with one bad answer writes nothing', async ({ desk }) => {
    const opened = await openCase(desk)
    await write(desk, opened, { 'facts.totalFloorArea': 100, 'facts.maxHeight': 'hoch' })
    expect(must(await desk.handle('case:state', { caseId: opened.id }))).toEqual(opened)
  })

  test('a screen that showed an older answer makes a conflict, and decisions wait until it is settled', async ({ desk }) => {
    const opened = await openCase(desk, sampleProject)
    const shown = must(await write(desk, opened, { 'facts.maxHeight': 20 })).state
    await write(desk, shown, { 'facts.maxHeight': 22 })
    const both = must(await write(desk, shown, { 'facts.maxHeight': 24 })).state
    expect(both.fields['facts.maxHeight']).toMatchObject({ conflict: true, heads: [{ value: 22 }, { value: 24 }] })
    expect(await order(desk, both, { kind: 'withdraw', reason: '撤回', heads: [...both.heads] })).toMatchObject({ failure: { kind: 'unsettled', conflicts: ['facts.maxHeight'], gaps: 0 } })
    const settled = must(await write(desk, both, { 'facts.maxHeight': 22 })).state
    expect(settled.fields['facts.maxHeight']).toMatchObject({ conflict: false, heads: [{ value: 22 }] })
  })

  test('a screen can not have shown what is not here', async ({ desk }) => {
    const opened = await openCase(desk)
    expect(await order(desk, opened, { kind: 'write', fields: [{ path: 'project.name', value: '样例', over: ['0'.repeat(32)] }] })).toMatchObject({ failure: { kind: 'stale' } })
  })

  test('commands for one case that arrive together are judged one after the other', async ({ desk }) => {
    const opened = await openCase(desk)
    await Promise.all(['一', '二', '三'].map((text) => order(desk, opened, { kind: 'note', text })))
    const state = must(await desk.handle('case:state', { caseId: opened.id }))
    expect(state.notes.map(({ text }) => text)).toEqual(['一', '二', '三'])
    expect(state.heads).toHaveLength(1)
  })
})

describe('accepting', () => {
  test('lays down pack, engine, answers, dates and items, so that it can be replayed', async ({ desk }) => {
    const state = await answeredCase(desk)
    const command = await acceptCommand(desk, state)
    const { state: accepted } = must(await order(desk, state, command))
    const { ref } = await desk.handle('pack:get', {})
    expect(accepted.status).toMatchObject({ kind: 'settled', status: 'accepted' })
    expect(findAcceptance(accepted)).toMatchObject({ pack: ref, engine: 'caravan-desk 0.1.0', receivedOn: '2026-03-02', acceptedOn: '2026-03-02', items: command.items, facts: { maxHeight: 24 } })
    expect(findAcceptance(accepted)?.assessmentDigest).toMatch(/^[0-9a-f]{64}$/)
    expect(findAcceptance(accepted)?.workingDays).toBeGreaterThan(0)
    expect(await write(desk, accepted, { 'facts.maxHeight': 20 })).toMatchObject({ failure: { kind: 'not-allowed', action: 'write', status: 'accepted' } })
    expect(must(await write(desk, accepted, { 'applicant.phone': '0592-0000000' })).state.eventCount).toBe(accepted.eventCount + 1)
  })

  test('is refused while an answer is missing that an item waits for', async ({ desk }) => {
    const state = await answeredCase(desk)
    const open = must(await write(desk, state, { 'facts.maxHeight': null })).state
    const refused = await order(desk, open, await acceptCommand(desk, state, { heads: [...open.heads] }))
    expect(refused).toMatchObject({ failure: { kind: 'still-open' } })
    expect(!refused.ok && refused.failure.kind === 'still-open' && refused.failure.facts).toContain('maxHeight')
  })

  test('is refused without the names of project and applicant', async ({ desk }) => {
    const state = await answeredCase(desk)
    const nameless = must(await write(desk, state, { 'applicant.name': '  ' })).state
    expect(await order(desk, nameless, await acceptCommand(desk, nameless))).toMatchObject({ failure: { kind: 'missing-field', path: 'applicant.name' } })
  })

  test('is refused on a screen that was overtaken', async ({ desk }) => {
    const state = await answeredCase(desk)
    const command = await acceptCommand(desk, state)
    const newer = must(await order(desk, state, { kind: 'note', text: '补充说明' })).state
    expect(await order(desk, state, command)).toEqual({ ok: false, failure: { kind: 'stale', heads: newer.heads } })
  })

  test('is refused for an item that is exempt, and for days in the wrong order', async ({ desk }) => {
    const state = await answeredCase(desk)
    expect(await order(desk, state, await acceptCommand(desk, state, { items: ['eia'] }))).toMatchObject({ failure: { kind: 'malformed', path: 'items.eia' } })
    expect(await order(desk, state, await acceptCommand(desk, state, { receivedOn: '2026-03-03' }))).toMatchObject({ failure: { kind: 'day-too-early', path: 'acceptedOn', earliest: '2026-03-03' } })
  })

  test('happens once; a withdrawn case stays withdrawn, a note is always taken', async ({ desk }) => {
    const state = await answeredCase(desk)
    const accepted = must(await order(desk, state, await acceptCommand(desk, state))).state
    expect(await order(desk, accepted, await acceptCommand(desk, accepted))).toMatchObject({ failure: { kind: 'not-allowed', action: 'accept', status: 'accepted' } })
    const withdrawn = must(await order(desk, accepted, { kind: 'withdraw', reason: '申请人撤回', heads: [...accepted.heads] })).state
    expect(withdrawn.status).toMatchObject({ status: 'withdrawn' })
    expect(await order(desk, withdrawn, { kind: 'withdraw', reason: '再次', heads: [...withdrawn.heads] })).toMatchObject({ failure: { kind: 'not-allowed', status: 'withdrawn' } })
    expect(must(await order(desk, withdrawn, { kind: 'note', text: '来电询问' })).state.notes).toHaveLength(1)
  })
})

test('one of several people has to say that it is she; a single one need not', async ({ desk, reopen }) => {
  expect((await desk.handle('station:status', {})).operator?.name).toBe('李敏')
  const both = must(await desk.handle('station:addOperator', { name: '陈刚', role: 'caravan' }))
  expect(both.operator?.name).toBe('李敏')
  await reopen()
  expect((await desk.handle('station:status', {})).operator).toBeNull()
})

test('nobody is signed in: nothing is written', async ({ desk, reopen }) => {
  must(await desk.handle('station:addOperator', { name: '陈刚', role: 'caravan' }))
  await reopen()
  expect(await desk.handle('case:open', { fields: [] })).toEqual({ ok: false, failure: { kind: 'not-signed-in' } })
  expect(await desk.handle('case:state', { caseId: 'no-such-case' })).toEqual({ ok: false, failure: { kind: 'unknown-case', caseId: 'no-such-case' } })
})

test('the timeline names who did what', async ({ desk }) => {
  const opened = await openCase(desk, sampleProject)
  const timeline = must(await desk.handle('case:timeline', { caseId: opened.id }))
  expect(timeline.map(({ kind, operatorName }) => [kind, operatorName])).toEqual([['case.opened', '李敏'], ['field.write', '李敏'], ['field.write', '李敏']])
})
