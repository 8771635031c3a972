import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import { diskFiles, type Files } from '../../electron/station/files.ts'
import type { Trouble } from '../../shared/contracts/records.ts'
import { answeredCase, must, openCase, order } from '../builders/counter.ts'
import { aClock, aPlace, atTheCounter, signInFirst, type TestClock, type TestPlace, textDocuments } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'
import { readEvidence } from '../faults/journalEvidence.ts'
import { openMemoryDesk, openTestShelf } from '../faults/memoryDesk.ts'
import { MemoryFiles, SystemError } from '../faults/memoryFiles.ts'

let place: TestPlace
let clock: TestClock
let documents: ReturnType<typeof textDocuments>
beforeEach(async () => {
  place = await aPlace()
  clock = aClock()
  documents = textDocuments()
})
afterEach(() => place.remove())

const doubtOf = async (desk: DeskService): Promise<Trouble | undefined> => (await desk.handle('station:status', {})).troubles.find(({ kind }) => kind === 'clock-doubtful')
const confirmDay = (desk: DeskService, day: string) => desk.handle('station:confirmClock', { day })
/** Kind and mark of every event on the disk, in the order of the journal. */
async function marksOnDisk(): Promise<readonly string[]> {
  const { records } = await readEvidence(diskFiles, join(place.root, 'profile', 'office'))
  return records.flatMap(({ events }) => events.map(({ kind, clock: mark }) => `${String(kind)} ${String(mark)}`))
}
async function noteOn(desk: DeskService): Promise<string> {
  const state = await openCase(desk, { 'project.name': '集美大道办公楼（样例）' })
  must(await order(desk, state, { kind: 'note', text: '来电' }))
  return (await marksOnDisk()).at(-1) ?? ''
}
/** A paper of a new case: its foot, and whether a day stands on it. */
async function paperOf(desk: DeskService): Promise<{ readonly isMarked: boolean; readonly isDated: boolean }> {
  const state = await answeredCase(desk)
  must(await desk.handle('paper:issue', { caseId: state.id, paper: 'process-guide', heads: [...state.heads], another: false }))
  const text = JSON.stringify(documents.pages.at(-1))
  return { isMarked: text.includes('制作时电脑时间不可信'), isDated: /20[23]6年\d+月\d+日/.test(text) }
}
async function restart(desk: DeskService): Promise<DeskService> {
  await desk.close()
  const again = await place.open({ clock, documents })
  await signInFirst(again)
  return again
}

test('the clock is set ten years ahead: it is said, what is written and made is marked, and once it is put right nothing more is', async () => {
  const desk = await atTheCounter(await place.open({ clock, documents }))
  expect(await paperOf(desk)).toEqual({ isMarked: false, isDated: true })
  clock.set('2036-03-02T09:00:00+08:00')
  expect(await doubtOf(desk)).toMatchObject({ because: 'ahead', today: '2036-03-02', latest: expect.stringMatching(/^2026-03-02T09:/) })
  expect(await noteOn(desk)).toBe('note.added doubtful')
  expect(await paperOf(desk)).toEqual({ isMarked: true, isDated: false })
  clock.set('2026-03-02T10:00:00+08:00')
  expect(await doubtOf(desk)).toBeUndefined()
  expect(await noteOn(desk)).toBe('note.added ok')
  expect(await paperOf(desk)).toEqual({ isMarked: false, isDated: true })
  // For good, also for who reads it later.
  expect((await marksOnDisk()).filter((mark) => mark.endsWith('doubtful')).length).toBeGreaterThan(3)
  await desk.close()
})

test('a case shows which of its records were written in doubt', async () => {
  const desk = await atTheCounter(await place.open({ clock }))
  const state = await openCase(desk)
  clock.set('2036-03-02T09:00:00+08:00')
  must(await order(desk, state, { kind: 'note', text: '来电' }))
  const timeline = must(await desk.handle('case:timeline', { caseId: state.id }))
  expect(timeline.map(({ kind, isDoubtful }) => [kind, isDoubtful])).toEqual([['case.opened', false], ['note.added', true]])
  await desk.close()
})

test('a laptop that lay in a drawer for three months: it is asked about, and a person’s word ends it for good', async () => {
  const desk = await atTheCounter(await place.open({ clock, documents }))
  clock = aClock('2026-06-02T09:00:00+08:00')
  const later = await restart(desk)
  expect(await doubtOf(later)).toMatchObject({ because: 'ahead', today: '2026-06-02' })
  expect(await noteOn(later)).toBe('note.added doubtful')
  must(await confirmDay(later, '2026-06-02'))
  expect(await marksOnDisk()).toContain('clock.confirmed ok')
  expect(await doubtOf(later)).toBeUndefined()
  expect(await noteOn(later)).toBe('note.added ok')
  expect(await paperOf(later)).toEqual({ isMarked: false, isDated: true })
  const again = await restart(later)
  expect(await doubtOf(again)).toBeUndefined()
  await again.close()
})

test('a person confirms the day that was shown, not another one, and none before there was a program', async () => {
  const desk = await atTheCounter(await place.open({ clock }))
  clock.set('2036-03-02T23:59:00+08:00')
  expect(await doubtOf(desk)).toMatchObject({ today: '2036-03-02' })
  clock.passTo('2036-03-03T00:00:01+08:00')
  expect(await confirmDay(desk, '2036-03-02')).toMatchObject({ failure: { kind: 'clock-not-confirmed', because: 'another-day' } })
  clock.set('1970-01-01T08:00:00+08:00')
  expect(await confirmDay(desk, '1970-01-01')).toMatchObject({ failure: { kind: 'clock-not-confirmed', because: 'impossible' } })
  expect(await doubtOf(desk)).toMatchObject({ because: 'before-program' })
  expect((await marksOnDisk()).some((mark) => mark.startsWith('clock.confirmed'))).toBe(false)
  clock.set('2026-03-02T12:00:00+08:00')
  // Nothing is asked, so nothing is written.
  must(await confirmDay(desk, '2026-03-02'))
  expect((await marksOnDisk()).some((mark) => mark.startsWith('clock.confirmed'))).toBe(false)
  await desk.close()
})

test('a word that could not be written ends no doubt', async () => {
  let isFull = false
  const files: Files = {
    ...diskFiles,
    create: async (path) => {
      const file = await diskFiles.create(path)
      return { ...file, write: (bytes, offset) => (isFull ? Promise.reject(new SystemError('ENOSPC', 'write')) : file.write(bytes, offset)) }
    },
  }
  const desk = await atTheCounter(await place.open({ clock, files }))
  clock.set('2036-03-02T09:00:00+08:00')
  isFull = true
  expect(await confirmDay(desk, '2036-03-02')).toMatchObject({ failure: { kind: 'disk', problem: 'full' } })
  isFull = false
  expect(await doubtOf(desk)).toMatchObject({ because: 'ahead' })
  expect(await noteOn(desk)).toBe('note.added doubtful')
  await desk.close()
})

test('a leap of three weeks is one for a running program, and stays one after a start', async () => {
  const desk = await atTheCounter(await place.open({ clock, documents }))
  clock.set('2026-03-23T09:00:00+08:00')
  expect(await noteOn(desk)).toBe('note.added doubtful')
  clock = aClock('2026-03-23T10:00:00+08:00')
  const again = await restart(desk)
  expect(await noteOn(again)).toBe('note.added doubtful')
  clock.set('2026-03-02T12:00:00+08:00')
  expect(await noteOn(again)).toBe('note.added ok')
  // When that day really comes, nothing is left of it.
  clock = aClock('2026-03-23T10:00:00+08:00')
  const weeksLater = await restart(again)
  expect(await noteOn(weeksLater)).toBe('note.added ok')
  await weeksLater.close()
})

test('records from a clock that was three weeks ahead, put right: a person’s word ends the doubt at once', async () => {
  clock = aClock('2026-03-23T09:00:00+08:00')
  const desk = await atTheCounter(await place.open({ clock, documents }))
  clock.set('2026-03-02T09:00:00+08:00')
  expect(await doubtOf(desk)).toMatchObject({ because: 'behind', today: '2026-03-02' })
  expect(await noteOn(desk)).toBe('note.added doubtful')
  must(await confirmDay(desk, '2026-03-02'))
  expect(await noteOn(desk)).toBe('note.added ok')
  clock = aClock('2026-03-03T09:00:00+08:00')
  const again = await restart(desk)
  expect(await doubtOf(again)).toBeUndefined()
  expect(await noteOn(again)).toBe('note.added ok')
  await again.close()
})

test('a screen is told of a doubt that comes and goes while nobody does anything', async () => {
  const safety = aSafety()
  const told: string[] = []
  const desk = await openMemoryDesk(await openTestShelf(), new MemoryFiles(), { clock, safety, announce: (name) => void told.push(name) })
  await atTheCounter(desk)
  const changes = (): number => told.filter((name) => name === 'station:changed').length
  safety.passTime()
  const before = changes()
  clock.set('2036-03-02T09:00:00+08:00')
  safety.passTime()
  safety.passTime()
  expect(changes()).toBe(before + 1)
  clock.set('2026-03-02T12:00:00+08:00')
  safety.passTime()
  expect(changes()).toBe(before + 2)
  await desk.close()
})
