import { beforeAll, expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { must } from '../builders/counter.ts'
import { aBackground, atTheCounter, signInFirst } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'
import { addScan, aLargePdf, aPdf, digestOf } from '../builders/scans.ts'
import { openGuarded, setUp } from './guardedDesk.ts'
import { openMemoryDesk, openTestShelf } from './memoryDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'
import { onlyTheStick, under } from './usedDisk.ts'
import { writebacks } from './writeback.ts'

let shelf: PackShelf
/** A station with an open case, closed. */
let disk: MemoryFiles
let caseId: string
beforeAll(async () => {
  shelf = await openTestShelf()
  disk = new MemoryFiles()
  const desk = await atTheCounter(await openMemoryDesk(shelf, disk))
  caseId = must(await desk.handle('case:open', { fields: [] })).state.id
  await desk.close()
}, 300_000)

const folder = '/place/office/scans'
const bytes = aLargePdf(3000)
const digest = digestOf(bytes)
const adding = (desk: DeskService) => (request: Parameters<typeof desk.handle<'scan:add'>>[1]) => desk.handle('scan:add', request)
async function openAt(files: MemoryFiles): Promise<DeskService> {
  const desk = await openMemoryDesk(shelf, files)
  await signInFirst(desk)
  return desk
}
const namesOf = async (desk: DeskService): Promise<readonly string[]> => must(await desk.handle('case:state', { caseId })).scans.map((scan) => scan.digest)

/** After whatever happened: a scan on record can be opened, and one that is not can be added. Gives how many were on record. */
async function checkAfter(files: MemoryFiles): Promise<number> {
  const background = aBackground()
  const desk = await openMemoryDesk(shelf, files, { runInBackground: background.run })
  await signInFirst(desk)
  await background.untilIdle()
  const named = await namesOf(desk)
  for (const one of named) expect(digestOf(must(await desk.handle('scan:open', { caseId, digest: one })).bytes)).toBe(one)
  // Nothing that no event names is left; where a record was cut off, it stays.
  const stored = under(files, folder).filter((path) => !path.endsWith('.part')).length
  const { recovery } = await desk.handle('station:status', {})
  if (recovery === null) expect(stored).toBe(named.length)
  else expect(stored).toBeGreaterThanOrEqual(named.length)
  await addScan(adding(desk), caseId, bytes)
  expect(digestOf(must(await desk.handle('scan:open', { caseId, digest })).bytes)).toBe(digest)
  await desk.close()
  return named.length
}

test.each(['ENOSPC', 'EIO'])('%s once, at every call of adding a scan: it is refused whole or taken whole, and taken the next time', async (code) => {
  let refusals = 0
  for (let nth = 1, isReached = true; isReached; nth += 1) {
    const files = disk.fork()
    const desk = await openAt(files)
    let calls = 0
    files.onCall = (call) => {
      calls += 1
      if (calls === nth) throw new SystemError(code, call)
    }
    const added = await desk.handle('scan:add', { caseId, label: 'a.pdf', of: { kind: 'case' }, bytes })
    isReached = calls >= nth
    if (!added.ok) {
      refusals += 1
      expect(added.failure, `${nth}`).toMatchObject({ kind: 'disk' })
      files.onCall = () => undefined
      expect(await namesOf(desk), `${nth}`).toEqual([])
    }
    files.onCall = () => undefined
    await addScan(adding(desk), caseId, bytes)
    expect(await namesOf(desk), `${nth}`).toEqual([digest])
    await desk.close()
    expect(await checkAfter(files), `${nth}`).toBe(1)
  }
  expect(refusals).toBeGreaterThan(6)
}, 300_000)

test('a kill or a power cut at every point of adding a scan: what was promised is there, and no file without an event outlives the next start', async () => {
  const files = disk.fork()
  const desk = await openAt(files)
  const points: { readonly name: string; readonly at: MemoryFiles; readonly isPromised: boolean }[] = []
  let isPromised = false
  files.onDone = (call, path) => {
    if (!['read', 'readAt', 'list', 'open', 'close', 'stat'].includes(call)) points.push({ name: `${call} ${path}`, at: files.fork(), isPromised })
  }
  await addScan(adding(desk), caseId, bytes)
  isPromised = true
  await addScan(adding(desk), caseId, aPdf())
  files.onDone = null
  await desk.close()
  expect(points.length).toBeGreaterThan(12)
  for (const { name, at, isPromised: wasPromised } of points) {
    for (const after of [at.copyOfDisk(), ...writebacks(name).map((writeback) => at.afterPowerCut(writeback))]) {
      expect(await checkAfter(after), name).toBeGreaterThanOrEqual(wasPromised ? 1 : 0)
    }
  }
}, 300_000)

test('a disk that gives back something else than was written to it: the scan is refused, and nothing of it stays', async () => {
  const files = disk.fork()
  const desk = await openAt(files)
  const read = files.read.bind(files)
  files.read = async (path) => {
    const whole = await read(path)
    return path.startsWith(folder) && path.endsWith('.part') ? whole.map((byte, at) => (at === 2000 ? byte ^ 1 : byte)) : whole
  }
  expect(await desk.handle('scan:add', { caseId, label: 'a.pdf', of: { kind: 'case' }, bytes })).toMatchObject({ ok: false, failure: { kind: 'disk', problem: 'other' } })
  expect(await namesOf(desk)).toEqual([])
  files.read = read
  await addScan(adding(desk), caseId, bytes)
  await desk.close()
  expect(await checkAfter(files)).toBe(1)
})

test('where the record of a scan was torn off, the file outlives the starts that follow', async () => {
  const files = disk.fork()
  const desk = await openAt(files)
  await addScan(adding(desk), caseId, bytes)
  await desk.close()
  const segment = under(files, '/place/office/journal').filter((path) => path.endsWith('.log')).toSorted().at(-1) ?? ''
  files.put(segment, files.get(segment).subarray(0, -3))
  for (let start = 0; start < 2; start += 1) {
    const background = aBackground()
    const again = await openMemoryDesk(shelf, files, { runInBackground: background.run })
    await signInFirst(again)
    await background.untilIdle()
    expect((await again.handle('station:status', {})).recovery).not.toBe(null)
    expect(await namesOf(again)).toEqual([])
    expect(under(files, folder)).toEqual([`${folder}/${caseId}.${digest}`])
    await again.close()
  }
})

test('the second copy holds the scans, and a restore brings them back', async () => {
  const files = new MemoryFiles()
  const safety = aSafety()
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  const { id } = must(await desk.handle('case:open', { fields: [] })).state
  await addScan(adding(desk), id, aPdf())
  safety.chosen = '/stick'
  must(await desk.handle('copy:choose', {}))
  must(await desk.handle('copy:now', {}))
  // One that was stored when the folders had been looked into.
  await addScan(adding(desk), id, bytes)
  must(await desk.handle('copy:now', {}))
  await desk.close()

  const other = await openGuarded(onlyTheStick(files), safety)
  const offer = must(await other.handle('restore:check', {}))
  must(await other.handle('restore:run', { offer: offer.id }))
  for (const one of [digest, digestOf(aPdf())]) expect(digestOf(must(await other.handle('scan:open', { caseId: id, digest: one })).bytes)).toBe(one)
  await other.close()
})
