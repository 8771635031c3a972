import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import { aPlace, atTheCounter, signInFirst, type TestPlace } from '../builders/desk.ts'

let place: TestPlace
beforeEach(async () => {
  place = await aPlace()
})
afterEach(() => place.remove())

test('a new workstation asks to be set up, and knows its people ever after', async () => {
  const desk = await place.open()
  expect((await desk.handle('station:status', {})).phase).toEqual({ kind: 'needs-set-up' })
  expect(await desk.handle('case:open', { fields: [] })).toMatchObject({ ok: false, failure: { kind: 'not-set-up' } })

  await atTheCounter(desk)
  const before = await desk.handle('station:status', {})
  await desk.close()

  const again = await place.open()
  const after = await again.handle('station:status', {})
  expect(after.phase).toEqual(before.phase)
  expect(after.operators).toEqual(before.operators)
  expect(after.operator).toBeNull()
  expect(after.notices).toEqual([])
  expect(await again.handle('station:setUp', { district: '集美区', stationName: '另一窗口', operators: [{ name: '王强', role: 'clerk' }] })).toMatchObject({ failure: { kind: 'already-set-up' } })
  await again.close()
})

test('what is saved is there after the next start, and in the feed', async () => {
  const desk = await atTheCounter(await place.open())
  const state = await openCase(desk)
  await desk.close()

  const again = await place.open()
  await signInFirst(again)
  expect(await again.handle('case:state', { caseId: state.id })).toEqual({ ok: true, value: state })
  const filled = await again.handle('feed:pull', { from: null })
  expect(filled).toMatchObject({ fresh: true, done: 1, total: 1, rows: [{ id: state.id, projectName: '样例办公楼', status: 'intake', operatorName: '李敏' }] })
  expect(await again.handle('feed:pull', { from: filled.watermark })).toMatchObject({ fresh: false, rows: [], done: 1, total: 1 })
  await again.close()
})

async function openCase(desk: DeskService): Promise<CaseState> {
  const opened = await desk.handle('case:open', { fields: [{ path: 'project.name', value: '样例办公楼', over: [] }] })
  if (!opened.ok) throw new Error(opened.failure.kind)
  return opened.value.state
}
