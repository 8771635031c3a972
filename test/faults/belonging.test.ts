import { expect, test } from 'vitest'
import { DeskRefused } from '../../electron/station/desk.ts'
import { must } from '../builders/counter.ts'
import { aSafety, type TestSafety } from '../builders/safety.ts'
import { acceptOne, numbersOf, openGuarded, openGuardedOffice, setUp } from './guardedDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

/** A station with one accepted case, closed in the evening. */
async function aUsedDisk(safety: TestSafety): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  await acceptOne(desk)
  await desk.close()
  return files
}

/** One more case on the disk; gives what was said at the start, and every number on record. */
async function workOn(files: MemoryFiles, safety: TestSafety, profileRoot = '/place') {
  const desk = await openGuarded(files, safety, { profileRoot })
  const { notices } = await desk.handle('station:status', {})
  await acceptOne(desk)
  const numbers = await numbersOf(desk)
  await desk.close()
  return { notices, numbers }
}

const incarnationsIn = (numbers: readonly string[]): number => new Set(numbers.map((number) => number.split('-').at(-2))).size

test('opened again where it was, a station goes on with its numbers and nothing is said', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  const { notices, numbers } = await workOn(files, safety)
  expect(notices).toEqual([])
  expect(incarnationsIn(numbers)).toBe(1)
  expect(await workOn(files, safety)).toMatchObject({ notices: [] })
})

test('killed between two notes of the witness, it is still the same station', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  const desk = await openGuarded(files, safety)
  await acceptOne(desk)
  expect((await workOn(files.copyOfDisk(), safety)).notices).toEqual([])
})

test.each([
  ['another computer', aSafety({ machine: 'counter-4' }), '/place', 'other-machine'],
  ['another folder', aSafety(), '/stick/moved', 'other-folder'],
] as const)('carried to %s, it says so and gives out no number of the other', async (_, safety, root, from) => {
  const files = await aUsedDisk(aSafety())
  const there = new MemoryFiles()
  // The data are carried, what lies beside them is not.
  for (const [path, { now }] of files.entries) if (path.startsWith('/place/')) there.put(path.replace('/place', root), now)
  const moved = await workOn(there, safety, root)
  expect(moved.notices).toEqual([{ kind: 'copied', from }])
  const stayed = await workOn(files, aSafety())
  expect(new Set([...moved.numbers, ...stayed.numbers]).size).toBe(3)
  expect((await workOn(there, safety, root)).notices).toEqual([])
})

test('put back to what it was yesterday, it says how many records are known and not here, and repeats no number', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  const yesterday = files.fork()
  const today = await workOn(files, safety)
  for (const path of [...files.entries.keys()]) if (path.startsWith('/place/')) await files.remove(path)
  for (const [path, { now }] of yesterday.entries) if (path.startsWith('/place/')) files.put(path, now)
  const back = await workOn(files, safety)
  expect(back.notices).toMatchObject([{ kind: 'put-back' }])
  expect(back.notices[0]).not.toMatchObject({ behind: 0 })
  expect(back.numbers.filter((number) => today.numbers.includes(number))).toHaveLength(1)
  expect((await workOn(files, safety)).notices).toEqual([])
})

test('the cache of the screen knows more than the journal: a new incarnation from then on', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  const desk = await openGuarded(files, safety)
  const { watermark } = await desk.handle('feed:pull', { from: null, scope: 'all' })
  const ahead = { ...watermark, journal: { ...watermark.journal, seq: watermark.journal.seq + 7 } }
  await desk.handle('feed:pull', { from: ahead, scope: 'all' })
  await desk.handle('feed:pull', { from: ahead, scope: 'all' })
  await acceptOne(desk)
  expect((await desk.handle('station:status', {})).notices).toEqual([{ kind: 'put-back', behind: 7 }])
  expect(incarnationsIn(await numbersOf(desk))).toBe(2)
  await desk.close()
})

test('the second copy knows more than the journal: a new incarnation, and the copy loses nothing', async () => {
  const safety = aSafety({ witnessDir: '/place/office' })
  safety.chosen = '/stick'
  const files = new MemoryFiles()
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  must(await desk.handle('copy:choose', {}))
  must(await desk.handle('copy:now', {}))
  const yesterday = files.fork()
  await acceptOne(desk)
  await acceptOne(desk)
  must(await desk.handle('copy:now', {}))
  await desk.close()
  // The whole disk was put back, what lies beside the data as well; the stick was not.
  for (const [path, { now }] of files.entries) if (path.startsWith('/stick/')) yesterday.put(path, now)
  const back = await openGuarded(yesterday, safety)
  expect((await back.handle('station:status', {})).notices).toEqual([])
  must(await back.handle('copy:now', {}))
  expect((await back.handle('station:status', {})).notices).toMatchObject([{ kind: 'put-back' }])
  expect(must(await back.handle('copy:now', {}))).toMatchObject({ now: { kind: 'up-to-date' } })
  expect([...yesterday.entries.keys()].filter((path) => path.includes('/aside/')).length).toBeGreaterThan(0)
  await back.close()
})

test('when everything but the witness is gone, no fresh station is begun', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  for (const path of [...files.entries.keys()]) if (path.startsWith('/place/')) await files.remove(path)
  const opening = openGuarded(files, safety)
  await expect(opening).rejects.toBeInstanceOf(DeskRefused)
  await expect(opening).rejects.toMatchObject({ refusal: { kind: 'journal-missing' } })
})

test('where nothing can be written beside the data, a station is the same every morning', async () => {
  const safety = aSafety()
  const files = new MemoryFiles()
  files.onCall = (call, path) => {
    if (path.startsWith('/beside') && call !== 'read') throw new SystemError('EACCES', call)
  }
  const desk = await openGuarded(files, safety)
  await setUp(desk)
  await acceptOne(desk)
  await desk.close()
  expect(await workOn(files, safety)).toMatchObject({ notices: [] })
  expect(incarnationsIn((await workOn(files, safety)).numbers)).toBe(1)
})

test('a station of the days before witnesses goes on without a word, under a new incarnation', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  await files.remove('/beside/office.json')
  await files.remove('/place/office/place.json')
  const { notices, numbers } = await workOn(files, safety)
  expect(notices).toEqual([])
  expect(incarnationsIn(numbers)).toBe(2)
})

test('a witness that was taken away is told, and numbers begin anew', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  await files.remove('/beside/office.json')
  const { notices, numbers } = await workOn(files, safety)
  expect(notices).toEqual([{ kind: 'copied', from: 'unknown' }])
  expect(incarnationsIn(numbers)).toBe(2)
})

test('two that nothing could tell apart are found when they meet: 重号, with both cases, and numbers begin anew', async () => {
  const safety = aSafety()
  const files = await aUsedDisk(safety)
  const clone = files.fork()
  const [one, other] = [await openGuarded(files, safety), await openGuarded(clone, aSafety())]
  const ours = await acceptOne(one)
  const theirs = await acceptOne(other)
  await one.close()
  await other.close()
  expect(ours.papers[0]?.number).toBe(theirs.papers[0]?.number)

  const [here, there] = [await openGuardedOffice(files, safety), await openGuardedOffice(clone, aSafety())]
  const events = must(await there.exportCase(theirs.id))
  const { incarnation } = here.journal
  must(await here.importEvents(events, { source: 'stick', checkpoint: null }))
  // Events under our name that are not here: somebody knows more than this journal.
  const expected = [{ kind: 'put-back', behind: 0 }, { kind: 'number-twice', number: ours.papers[0]?.number, cases: [ours.id, theirs.id] }]
  expect((await here.handlers['station:status']({})).notices).toEqual(expected)
  must(await here.importEvents(events, { source: 'stick', checkpoint: null }))
  expect((await here.handlers['station:status']({})).notices).toEqual(expected)
  expect(here.journal.incarnation).not.toBe(incarnation)
  await here.close()
  await there.close()
})
