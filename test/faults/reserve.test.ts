import { expect, test } from 'vitest'
import { earlyBytes, levelAt, stopBytes } from '../../electron/station/diskRoom.ts'
import type { DeskService } from '../../electron/station/desk.ts'
import { must } from '../builders/counter.ts'
import { aSafety, type TestSafety } from '../builders/safety.ts'
import { openGuarded, setUp } from './guardedDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

const reserve = '/place/office/reserve.bin'

/** A station with its reserve on the disk. */
async function aStockedDesk(): Promise<{ readonly files: MemoryFiles; readonly safety: TestSafety; readonly desk: DeskService }> {
  const files = new MemoryFiles()
  const safety = aSafety()
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  await restock(files, safety)
  return { files, safety, desk }
}
async function restock(files: MemoryFiles, safety: TestSafety): Promise<void> {
  safety.passTime()
  await expect.poll(() => files.entries.get(reserve)?.now.length).toBe(safety.reserveBytes)
}
const troublesOf = async (desk: DeskService) => (await desk.handle('station:status', {})).troubles
const aCase = (desk: DeskService) => desk.handle('case:open', { fields: [{ path: 'project.name', value: '样例', over: [] }] })

test('a disk that is full takes one more record after another while the reserve gives room; the clerk is told', async () => {
  const { files, safety, desk } = await aStockedDesk()
  files.onCall = (call, path) => {
    if (['write', 'create'].includes(call) && files.entries.has(reserve) && path.includes('/journal/')) throw new SystemError('ENOSPC', call)
  }
  const saved = await Promise.all([aCase(desk), aCase(desk), aCase(desk)])
  expect(saved.map(({ ok }) => ok)).toEqual([true, true, true])
  expect(files.entries.has(reserve)).toBe(false)
  expect(await troublesOf(desk)).toMatchObject([{ kind: 'reserve-used' }])
  files.onCall = () => undefined
  await restock(files, safety)
  await expect.poll(() => troublesOf(desk)).toEqual([])
  await desk.close()
  const again = await openGuarded(files.afterPowerCut(), safety)
  for (const { state } of saved.map(must)) expect((await again.handle('case:state', { caseId: state.id })).ok).toBe(true)
  await again.close()
})

test('a disk that stays full refuses in the end, and what it had taken is there', async () => {
  const { files, safety, desk } = await aStockedDesk()
  files.onCall = (call, path) => {
    if (['write', 'create'].includes(call) && path.includes('/journal/')) throw new SystemError('ENOSPC', call)
  }
  expect(await aCase(desk)).toMatchObject({ ok: false, failure: { kind: 'disk', problem: 'full' } })
  expect(await aCase(desk)).toMatchObject({ ok: false, failure: { kind: 'disk', problem: 'full' } })
  files.onCall = () => undefined
  const saved = must(await aCase(desk))
  await desk.close()
  const again = await openGuarded(files.afterPowerCut(), safety)
  expect((await again.handle('case:state', { caseId: saved.state.id })).ok).toBe(true)
  await again.close()
})

test('full at any call of a command: it is written into the reserve, once', async () => {
  let reached = true
  for (let nth = 1; reached; nth += 1) {
    reached = false
    const { files, safety, desk } = await aStockedDesk()
    let calls = 0
    files.onCall = (call, path) => {
      if (!path.includes('/journal/')) return
      calls += 1
      if (calls !== nth) return
      reached = true
      throw new SystemError('ENOSPC', call)
    }
    const saved = must(await aCase(desk))
    files.onCall = () => undefined
    await desk.close()
    const again = await openGuarded(files.afterPowerCut(), safety)
    const { rows } = await again.handle('feed:pull', { from: null, scope: 'all' })
    expect(rows.map(({ id }) => id), `call ${nth}`).toEqual([saved.state.id])
    await again.close()
  }
})

test('no reserve is made while the disk is nearly full', async () => {
  const files = new MemoryFiles()
  const safety = aSafety()
  safety.rooms.set('/place', { freeBytes: stopBytes - 1, volume: 'data' })
  const desk = await openGuarded(files, safety)
  safety.passTime()
  await desk.handle('copy:now', {})
  expect(await troublesOf(desk)).toMatchObject([{ kind: 'low-space', level: 'stop' }])
  expect(files.entries.has(reserve)).toBe(false)
  await desk.close()
})

test('a level of room is left only when there is a quarter more', () => {
  expect(levelAt(earlyBytes, 'ample')).toBe('ample')
  expect(levelAt(earlyBytes - 1, 'ample')).toBe('early')
  expect(levelAt(earlyBytes * 1.2, 'early')).toBe('early')
  expect(levelAt(earlyBytes * 1.25, 'early')).toBe('ample')
  expect(levelAt(stopBytes - 1, 'early')).toBe('stop')
  expect(levelAt(stopBytes * 1.2, 'stop')).toBe('stop')
  expect(levelAt(stopBytes * 1.25, 'stop')).toBe('early')
})
