import { expect, test } from 'vitest'
import { must } from '../builders/counter.ts'
import { aSafety, ampleRoom } from '../builders/safety.ts'
import { acceptOne, numbersOf, openGuarded, setUp } from './guardedDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'
import { onlyTheStick, under } from './usedDisk.ts'

/** A desk with one accepted case and its copy on a stick. */
async function aCopiedDesk() {
  const files = new MemoryFiles()
  const safety = aSafety()
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  const state = await acceptOne(desk)
  safety.chosen = '/stick'
  must(await desk.handle('copy:choose', {}))
  const status = must(await desk.handle('copy:now', {}))
  return { files, safety, desk, state, status, folder: status.kind === 'on' ? status.folder : '' }
}

test('everything that was saved is in the copy, and nothing but whole files', async () => {
  const { files, desk, folder, status } = await aCopiedDesk()
  expect(status).toMatchObject({ kind: 'on', now: { kind: 'up-to-date' }, lastDoneAt: expect.stringMatching(/^2026-03-02T/) })
  const names = under(files, folder).map((path) => path.slice(folder.length + 1))
  expect(names).toContain('README.txt')
  expect(names.filter((name) => name.endsWith('.part'))).toEqual([])
  const copied = under(files, '/place/office').filter((path) => /\/(papers\/|segment-|format)/.test(path))
  expect(copied.length).toBeGreaterThan(4)
  for (const path of copied) expect(files.get(path.replace('/place', folder)).equals(files.get(path)), path).toBe(true)
  await desk.close()
})

test('restored on another computer, the cases and papers are there and no number is given out twice', async () => {
  const { files, desk, state } = await aCopiedDesk()
  await desk.close()
  const there = onlyTheStick(files)
  const safety = aSafety({ machine: 'counter-4' })
  safety.chosen = '/stick'
  const other = await openGuarded(there, safety)
  const offer = must(await other.handle('restore:check', {}))
  expect(offer).toMatchObject({ named: { name: '样例窗口' }, cases: 1, papers: 1, missing: [], here: { kind: 'other-station' } })
  const restored = must(await other.handle('restore:run', { offer: offer.id }))
  expect(restored.notices).toMatchObject([{ kind: 'restored', records: offer.records }])
  expect(must(await other.handle('case:state', { caseId: state.id }))).toEqual(state)
  const [number] = state.papers.map((paper) => paper.number)
  expect(must(await other.handle('paper:bytes', { caseId: state.id, number: number ?? '' })).number).toBe(number)
  must(await other.handle('station:signIn', { operatorId: restored.operators[0]?.id ?? '' }))
  await acceptOne(other)
  await other.close()

  const home = await openGuarded(files, aSafety())
  await acceptOne(home)
  const numbers = [...(await numbersOf(home)), ...(await numbersOf(await openGuarded(there, safety)))]
  expect(numbers).toHaveLength(4)
  expect(new Set(numbers).size).toBe(3)
  await home.close()
})

test('what stood there before a restore is kept whole', async () => {
  const { files, desk, safety } = await aCopiedDesk()
  const late = await acceptOne(desk)
  const before = under(files, '/place/office/papers').length
  const offer = must(await desk.handle('restore:check', {}))
  expect(offer.here).toMatchObject({ kind: 'same-station' })
  const { notices } = must(await desk.handle('restore:run', { offer: offer.id }))
  expect(notices).toMatchObject([{ kind: 'restored', aside: '/place/office.before-restore-1' }])
  expect(under(files, '/place/office.before-restore-1/papers')).toHaveLength(before)
  expect(await desk.handle('case:state', { caseId: late.id })).toMatchObject({ ok: false, failure: { kind: 'unknown-case' } })
  expect(await desk.handle('restore:run', { offer: offer.id })).toEqual({ ok: false, failure: { kind: 'restore-refused', because: 'not-checked' } })
  expect(safety.reported).toEqual([])
  await desk.close()
})

test('a stick that is pulled out is said, and taken up again where it was left', async () => {
  const { files, desk, folder } = await aCopiedDesk()
  const pulled = under(files, '/stick').map((path) => [path, files.get(path)] as const)
  await files.removeFolder(folder)
  await acceptOne(desk)
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'failed', problem: 'folder-missing' }, lastDoneAt: expect.any(String) })
  expect((await desk.handle('station:status', {})).troubles).toMatchObject([{ kind: 'copy-failed', problem: 'missing' }])
  expect(under(files, '/stick')).toEqual([])
  for (const [path, bytes] of pulled) files.put(path, bytes)
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'up-to-date' } })
  expect((await desk.handle('station:status', {})).troubles).toEqual([])
  await desk.close()
})

test.each([
  ['ENOSPC', 'full'],
  ['EROFS', 'not-writable'],
  ['EIO', 'other'],
] as const)('a folder that answers %s is said, and the work goes on', async (code, problem) => {
  const { files, desk } = await aCopiedDesk()
  files.onCall = (call, path) => {
    if (path.startsWith('/stick') && ['write', 'create', 'open'].includes(call)) throw new SystemError(code, call)
  }
  await acceptOne(desk)
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'failed', problem } })
  await acceptOne(desk)
  files.onCall = () => undefined
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'up-to-date' } })
  await desk.close()
})

test('nobody who leaves waits for a first copy: it is broken off, and gone on with', async () => {
  const files = new MemoryFiles()
  const safety = aSafety()
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  await acceptOne(desk)
  safety.chosen = '/stick'
  let closing: Promise<void> | null = null
  files.onCall = (call, path) => {
    // The first paper of many, on a stick that takes its time.
    if (path.startsWith('/stick') && path.includes('/papers/') && call === 'write') closing ??= desk.close()
  }
  must(await desk.handle('copy:choose', {}))
  await desk.handle('copy:now', {})
  await closing
  const papers = under(files, '/stick').filter((path) => path.includes('/papers/'))
  expect([closing, papers.length, under(files, '/stick').filter((path) => path.includes('/segment-'))]).toEqual([expect.any(Promise), 1, []])
  files.onCall = () => undefined
  const again = await openGuarded(files, safety)
  expect(must(await again.handle('copy:now', {}))).toMatchObject({ now: { kind: 'up-to-date' } })
  await again.close()
})

test('a folder in which another one writes is left alone', async () => {
  const { files, desk, folder } = await aCopiedDesk()
  const mark = JSON.parse(files.get(`${folder}/copy.json`).toString()) as object
  files.put(`${folder}/copy.json`, Buffer.from(JSON.stringify({ ...mark, seq: 999 })))
  await acceptOne(desk)
  const before = under(files, folder).map((path) => [path, files.get(path).toString('hex')])
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'failed', problem: 'foreign' } })
  expect(under(files, folder).map((path) => [path, files.get(path).toString('hex')])).toEqual(before)
  await desk.close()
})

test('a folder inside the data is refused', async () => {
  const files = new MemoryFiles()
  const safety = aSafety()
  const desk = await openGuarded(files, safety)
  safety.chosen = '/place/office'
  expect(await desk.handle('copy:choose', {})).toEqual({ ok: false, failure: { kind: 'copy-refused', because: 'inside-data' } })
  safety.chosen = null
  expect(await desk.handle('copy:choose', {})).toEqual({ ok: false, failure: { kind: 'cancelled' } })
  expect(await desk.handle('copy:status', {})).toEqual({ kind: 'off' })
  await desk.close()
})

test('the copy is remembered on this computer, stopped when told, and not taken along to another', async () => {
  const { files, desk, safety, folder } = await aCopiedDesk()
  await desk.close()
  const again = await openGuarded(files, safety)
  expect(await again.handle('copy:status', {})).toMatchObject({ kind: 'on', folder })
  await again.close()
  const elsewhere = await openGuarded(files.fork(), aSafety({ machine: 'counter-4' }))
  expect(await elsewhere.handle('copy:status', {})).toEqual({ kind: 'off' })
  await elsewhere.close()
  const third = await openGuarded(files, safety)
  expect(must(await third.handle('copy:stop', {}))).toEqual({ kind: 'off' })
  await third.close()
  const fourth = await openGuarded(files, safety)
  expect(await fourth.handle('copy:status', {})).toEqual({ kind: 'off' })
  await fourth.close()
})

test('on the disk of the data it waits while that is nearly full, on another disk it goes on', async () => {
  const { files, desk, safety, folder } = await aCopiedDesk()
  safety.rooms.set('/place', { freeBytes: 100_000_000, volume: 'data' })
  safety.passTime()
  await desk.handle('copy:now', {})
  await acceptOne(desk)
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'paused' } })
  expect((await desk.handle('station:status', {})).troubles).toEqual([{ kind: 'low-space', level: 'stop', freeBytes: 100_000_000 }])
  safety.rooms.set(folder, { ...ampleRoom, volume: 'stick' })
  expect(must(await desk.handle('copy:now', {}))).toMatchObject({ now: { kind: 'up-to-date' } })
  expect(under(files, folder).length).toBeGreaterThan(0)
  await desk.close()
})
