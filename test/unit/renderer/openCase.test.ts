import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DeskService } from '../../../electron/station/desk.ts'
import type { Desk } from '../../../shared/contracts/ipc.ts'
import { OpenCase, shownText } from '../../../renderer/data/openCase.ts'
import { OpenCases } from '../../../renderer/data/openCases.ts'
import { acceptCommand, answeredCase, must } from '../../builders/counter.ts'
import { aPlace, atTheCounter, signInFirst, type TestPlace } from '../../builders/desk.ts'

let place: TestPlace
let service: DeskService
let desk: Desk
beforeEach(async () => {
  place = await aPlace()
  service = await atTheCounter(await place.open())
  desk = { invoke: (channel, request) => service.handle(channel, request), on: () => () => undefined }
})
afterEach(async () => {
  await service.close()
  await place.remove()
})

const aNewCase = (): OpenCase => new OpenCase(desk, null, () => undefined)
const nameIn = (openCase: OpenCase): unknown => openCase.view().values.get('project.name')

test('groups are taken back whole, the last one first, and made again', async () => {
  const openCase = aNewCase()
  openCase.write([{ path: 'theme', value: 'decoration' }])
  openCase.write([{ path: 'project.name', value: '甲' }, { path: 'applicant.name', value: '丙' }])
  openCase.write([{ path: 'project.name', value: '乙' }])
  expect(await openCase.undo()).toEqual({ ok: true, value: [{ path: 'project.name', from: ['乙'], to: ['甲'] }] })
  expect(await openCase.undo()).toEqual({ ok: true, value: [{ path: 'applicant.name', from: ['丙'], to: [null] }, { path: 'project.name', from: ['甲'], to: [null] }] })
  // The theme began the case; that is not taken back.
  expect(await openCase.undo()).toBeNull()
  await openCase.redo()
  await openCase.redo()
  expect(nameIn(openCase)).toBe('乙')
  expect(await openCase.redo()).toBeNull()
  await openCase.undo()
  expect(nameIn(openCase)).toBe('甲')
})

test('a new write ends what could be made again, a decision what could be taken back', async () => {
  const openCase = new OpenCase(desk, await answeredCase(service), () => undefined)
  openCase.write([{ path: 'project.name', value: '乙' }])
  await openCase.undo()
  openCase.write([{ path: 'applicant.agent', value: '王' }])
  await openCase.settle()
  expect(await openCase.redo()).toBeNull()
  const { state } = openCase.view()
  if (!state) throw new Error('the case has no state')
  const { heads: _heads, ...accept } = await acceptCommand(service, state)
  must(await openCase.decide(accept))
  expect(await openCase.undo()).toBeNull()
})

test('a choice among values in conflict is taken back with the last key, and made again', async () => {
  const path = 'applicant.agent'
  const openCase = new OpenCase(desk, await answeredCase(service), () => undefined)
  const caseId = openCase.view().caseId ?? ''
  const over = (openCase.view().state?.fields[path]?.heads ?? []).map(({ event }) => event)
  openCase.write([{ path, value: '林浩' }])
  await openCase.settle()
  // Another screen, which had not seen it.
  must(await service.handle('case:do', { caseId, command: { kind: 'write', fields: [{ path, value: '林海', over }] } }))
  await openCase.refresh()
  const standing = () => [...(openCase.view().state?.fields[path]?.heads ?? [])].map(({ value }) => value)
  expect(standing()).toHaveLength(2)
  openCase.write([{ path, value: '林海' }])
  await openCase.settle()
  expect(standing()).toEqual(['林海'])
  expect(await openCase.undo()).toMatchObject({ ok: true, value: [{ path, from: ['林海'] }] })
  expect(standing().toSorted()).toEqual(['林浩', '林海'].toSorted())
  expect(openCase.view().values.has(path)).toBe(false)
  // In a headline both are read, as in the lists.
  expect(shownText(openCase.view(), path).split(' ／ ').toSorted()).toEqual(['林浩', '林海'].toSorted())
  expect(await openCase.redo()).toMatchObject({ ok: true, value: [{ path, to: ['林海'] }] })
  expect(standing()).toEqual(['林海'])
  expect(shownText(openCase.view(), path)).toBe('林海')
  await openCase.undo()
  expect(standing()).toHaveLength(2)
})

test('what the history took back is not taken back twice', async () => {
  const openCase = new OpenCase(desk, await answeredCase(service), () => undefined)
  openCase.write([{ path: 'project.name', value: '乙' }])
  openCase.write([{ path: 'project.name', value: '丁' }])
  await openCase.settle()
  const newest = openCase.view().state?.fields['project.name']?.heads[0]?.event ?? ''
  must(await openCase.takeBack([newest]))
  expect(nameIn(openCase)).toBe('乙')
  await openCase.undo()
  expect(nameIn(openCase)).toBe('集美大道办公楼（样例）')
})

test('a new case that was refused is what the next intake begins with, until it is saved', async () => {
  await service.handle('station:addOperator', { name: '陈刚', role: 'caravan' })
  await service.close()
  service = await place.open()
  const cases = new OpenCases(desk)
  const refused = cases.begin()
  refused.write([{ path: 'theme', value: 'decoration' }])
  await refused.settle()
  expect(refused.view().save).toMatchObject({ kind: 'failed', failure: { kind: 'not-signed-in' } })
  expect(cases.begin()).toBe(refused)
  await signInFirst(service)
  refused.retry()
  await refused.settle()
  expect(cases.begin()).not.toBe(refused)
})

test('when it was saved is said with the answer, not when the station is next asked', async () => {
  const said: string[] = []
  const openCase = new OpenCases(desk, (at) => said.push(at)).begin()
  openCase.write([{ path: 'theme', value: 'decoration' }])
  expect(said).toEqual([])
  await openCase.settle()
  openCase.write([{ path: 'project.name', value: '甲' }])
  await openCase.settle()
  const { lastSavedAt } = await desk.invoke('station:status', {})
  expect(said).toHaveLength(2)
  expect(said.at(-1)).toBe(lastSavedAt)
})
