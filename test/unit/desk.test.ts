import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DeskRefused } from '../../electron/station/desk.ts'
import { diskFiles, type OpenFile } from '../../electron/station/files.ts'
import { findRecordAt, type WholeRecord } from '../../electron/station/journal/record.ts'
import { readPack } from '../../electron/station/packs.ts'
import type { FeedBatch, Watermark } from '../../shared/contracts/feed.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { acceptedCase, must, noticeOf, openCase, order, sampleProject, write } from '../builders/counter.ts'
import { aClock, aPlace, atTheCounter, builtInPack, packOf, placeDefaults, signInFirst, type TestPlace, textDocuments } from '../builders/desk.ts'
import { findReadableNames, markingSealer } from '../builders/markingSealer.ts'
import { SystemError } from '../faults/memoryFiles.ts'

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
  must(await desk.handle('station:addOperator', { name: '陈刚', role: 'caravan' }))
  const before = await desk.handle('station:status', {})
  expect(before.operators.map(({ name }) => name)).toEqual(['李敏', '陈刚'])
  await desk.close()

  const again = await place.open()
  const after = await again.handle('station:status', {})
  expect(after.phase).toEqual(before.phase)
  expect(after.operators).toEqual(before.operators)
  expect(after.operator).toBeNull()
  expect(after.notices).toEqual([])
  expect(after.lastSavedAt).not.toBeNull()
  expect(await again.handle('station:setUp', { district: '集美区', stationName: '另一窗口', operators: [{ name: '王强', role: 'clerk' }] })).toMatchObject({ failure: { kind: 'already-set-up' } })
  await again.close()
})

describe('the feed', () => {
  test('what is saved is there after the next start, and comes as a row', async () => {
    const desk = await atTheCounter(await place.open())
    const state = await openCase(desk, sampleProject)
    await desk.close()

    const again = await place.open()
    await signInFirst(again)
    expect(await again.handle('case:state', { caseId: state.id })).toEqual({ ok: true, value: state })
    const { operators } = await again.handle('station:status', {})
    const filled = await again.handle('feed:pull', { from: null, scope: 'all' })
    expect(filled).toMatchObject({ fresh: true, done: 1, total: 1, rows: [{ id: state.id, projectName: sampleProject['project.name'], status: 'intake', openedBy: operators[0]?.id, operatorName: '李敏' }] })
    expect(await again.handle('feed:pull', { from: filled.watermark, scope: 'all' })).toMatchObject({ fresh: false, rows: [], done: 1, total: 1, watermark: filled.watermark })
    await again.close()
  })

  test('tells after every flush, and then gives only what changed', async () => {
    const told: number[] = []
    const desk = await atTheCounter(await place.open({ announce: (_, payload) => void (payload !== null && 'journalSeq' in payload && told.push(payload.journalSeq)) }))
    const one = await openCase(desk)
    await openCase(desk)
    const { watermark } = await desk.handle('feed:pull', { from: null, scope: 'all' })
    expect(watermark.journal.seq).toBe(told.at(-1))
    const changed = must(await order(desk, one, { kind: 'note', text: '来电' })).state
    expect(told.at(-1)).toBe(watermark.journal.seq + 1)
    const batch = await desk.handle('feed:pull', { from: watermark, scope: 'all' })
    expect(batch).toMatchObject({ fresh: false, done: 2, total: 2, rows: [{ id: one.id, updatedAt: changed.updatedAt }] })
    expect(batch.rows).toHaveLength(1)
    await desk.close()
  })

  test('a watermark of another journal is answered with everything from the beginning', async () => {
    const desk = await atTheCounter(await place.open())
    await openCase(desk)
    const { watermark } = await desk.handle('feed:pull', { from: null, scope: 'all' })
    for (const from of [{ head: 'f'.repeat(64) }, { seq: 999 }, { seq: 0, head: '' }].map((other): Watermark => ({ ...watermark, journal: { ...watermark.journal, ...other } }))) {
      expect(await desk.handle('feed:pull', { from, scope: 'all' })).toMatchObject({ fresh: true, rows: [{}], watermark })
    }
    await desk.close()
  })

  test('a long list comes in batches that join up', async () => {
    const desk = await atTheCounter(await place.open())
    await Promise.all(Array.from({ length: 520 }, () => openCase(desk)))
    const ids = new Set<string>()
    const progress: string[] = []
    let from: Watermark | null = null
    for (let done = false; !done; ) {
      const batch: FeedBatch = await desk.handle('feed:pull', { from, scope: 'all' })
      for (const { id } of batch.rows) ids.add(id)
      progress.push(`${batch.fresh ? 'fresh ' : ''}${batch.done}/${batch.total}`)
      from = batch.watermark
      done = !batch.more
    }
    expect(ids.size).toBe(520)
    expect(progress).toEqual(['fresh 500/520', '520/520'])
    await desk.close()
  })
})

test('what was being typed is there after a restart, and in no stream', async () => {
  const desk = await atTheCounter(await place.open())
  const draft = { caseId: null, route: '/intake', question: 'maxHeight', input: { 'facts.maxHeight': 24 } }
  const before = (await desk.handle('station:status', {})).unsent
  must(await desk.handle('draft:put', { draft: { ...draft, question: 'older' } }))
  must(await desk.handle('draft:put', { draft }))
  expect((await desk.handle('station:status', {})).unsent).toBe(before)
  await desk.close()
  const again = await place.open()
  expect(await again.handle('draft:get', {})).toEqual(draft)
  await writeFile(join(place.root, 'profile', 'office', 'draft'), 'half a fi')
  expect(await again.handle('draft:get', {})).toBeNull()
  await again.close()
})

test('a clock that was set back is doubted, in the event and not in the state', async () => {
  const clock = aClock()
  const desk = await atTheCounter(await place.open({ clock }))
  const opened = await openCase(desk)
  clock.set('2024-01-01T09:00:00+08:00')
  const noted = must(await order(desk, opened, { kind: 'note', text: '钟慢了' })).state
  must(await order(desk, noted, { kind: 'note', text: '还是慢' }))
  await desk.close()
  const bytes = await readFile(join(place.root, 'profile', 'office', 'journal', 'segment-000001.log'))
  let doubtful = 0
  for (const { header, body } of recordsIn(bytes)) {
    const opened = await placeDefaults.sealer.open(body, { stream: header.streamKeyId, purpose: 'journal' })
    if (Buffer.from(opened ?? []).includes('"clock":"doubtful"')) doubtful += 1
  }
  expect(doubtful).toBe(2)
})

test('with a sealer, nothing of the people stands readable in the profile', async () => {
  const sealer = markingSealer
  const desk = await atTheCounter(await place.open({ sealer }))
  const state = await acceptedCase(desk)
  const issued = must(await desk.handle('paper:issue', noticeOf(state)))
  must(await desk.handle('draft:put', { draft: { caseId: state.id, route: '/', question: null, input: { 'applicant.name': '厦门样例置业有限公司' } } }))
  expect(Buffer.from(must(await desk.handle('paper:bytes', { caseId: state.id, number: issued.number ?? '' })).pdf).equals(issued.pdf)).toBe(true)
  await desk.close()
  expect(await findReadableNames(join(place.root, 'profile'))).toEqual([])
  const again = await place.open({ sealer })
  expect(must(await again.handle('case:state', { caseId: state.id }))).toEqual(issued.state)
  await again.close()
})

describe('practice', () => {
  test('is set up by itself, with cases made through the same commands, and marked everywhere', async () => {
    const desk = await atTheCounter(await place.open())
    const switched = must(await desk.handle('profile:switch', { to: 'practice' }))
    expect(switched).toMatchObject({ profile: 'practice', phase: { kind: 'ready', district: '集美区', stationName: '演练窗口' }, operator: { name: '李敏', role: 'clerk' } })
    expect(switched.operators.map(({ name, role }) => [name, role])).toEqual([['李敏', 'clerk'], ['陈刚', 'caravan']])
    const { rows } = await desk.handle('feed:pull', { from: null, scope: 'all' })
    expect(rows).toHaveLength(6)
    expect(rows.filter(({ status }) => status === 'accepted')).toHaveLength(2)
    for (const row of rows) {
      expect(row.projectName + row.applicantName).toContain('样例')
      expect(row.flow).not.toBeNull()
    }
    expect(new Set(rows.map(({ flow }) => flow)).size).toBe(6)

    const accepted = rows.find(({ status }) => status === 'accepted')
    const state = must(await desk.handle('case:state', { caseId: accepted?.id ?? '' }))
    const issued = must(await desk.handle('paper:issue', noticeOf(state)))
    expect(issued.number).toMatch(/^演练-/)
    expect(Buffer.from(issued.pdf).toString()).toContain('"watermark":"演练"')
    await desk.close()
  })

  test('shares nothing with the office, and is not set up twice', async () => {
    const desk = await atTheCounter(await place.open())
    const office = await desk.handle('station:status', {})
    await openCase(desk, sampleProject)
    must(await desk.handle('profile:switch', { to: 'practice' }))
    const practice = await desk.handle('station:status', {})
    expect(practice.phase.kind === 'ready' && office.phase.kind === 'ready' && practice.phase.stationId !== office.phase.stationId).toBe(true)
    must(await desk.handle('profile:switch', { to: 'office' }))
    const back = await desk.handle('feed:pull', { from: null, scope: 'all' })
    expect(back.rows.map(({ projectName }) => projectName)).toEqual([sampleProject['project.name']])
    expect((await desk.handle('station:status', {})).operator?.name).toBe('李敏')
    must(await desk.handle('profile:switch', { to: 'practice' }))
    expect((await desk.handle('feed:pull', { from: null, scope: 'all' })).rows).toHaveLength(6)
    await desk.close()
  })

  test('switching waits for what was begun; what comes after it is answered by the new profile', async () => {
    let ink = (): void => undefined
    const inked = new Promise<void>((resolve) => {
      ink = resolve
    })
    const documents = textDocuments()
    const drawWhenInked = { ...documents, renderPdf: (page: PageDescription) => inked.then(() => documents.renderPdf(page)) }
    // The notice is drawn only once the other profile stands open and the old one would be closed.
    const open = async (path: string): Promise<OpenFile> => {
      const file = await diskFiles.open(path)
      return { ...file, sync: () => file.sync().then(path.includes('practice') ? ink : undefined) }
    }
    const desk = await atTheCounter(await place.open({ documents: drawWhenInked, files: { ...diskFiles, open } }))
    must(await desk.handle('profile:switch', { to: 'practice' }))
    must(await desk.handle('profile:switch', { to: 'office' }))
    await signInFirst(desk)
    const state = await acceptedCase(desk)
    const issuing = desk.handle('paper:issue', noticeOf(state))
    const switching = desk.handle('profile:switch', { to: 'practice' })
    const asked = desk.handle('station:status', {})
    const issued = must(await issuing)
    expect(must(await switching).profile).toBe('practice')
    expect((await asked).profile).toBe('practice')
    must(await desk.handle('profile:switch', { to: 'office' }))
    expect(must(await desk.handle('case:state', { caseId: state.id }))).toEqual(issued.state)
    await desk.close()
  })
})

describe('packs', () => {
  beforeEach(async () => {
    await place.remove()
    place = await aPlace({ neverStarted: true })
  })

  const changedPack = async (change: (folder: string) => Promise<void>): Promise<string> => {
    const folder = join(place.root, 'new-pack')
    await cp(builtInPack, folder, { recursive: true })
    await change(folder)
    return folder
  }

  test('a half-written pack leaves the last good one in use, and says so', async () => {
    const first = await place.open()
    const { ref } = await first.handle('pack:get', {})
    await first.close()
    const packDir = await changedPack((folder) => writeFile(join(folder, 'facts.json'), '{"facts": ['))
    const desk = await place.open({ packDir })
    expect((await desk.handle('pack:get', {})).ref).toEqual(ref)
    const { notices } = await desk.handle('station:status', {})
    expect(notices).toMatchObject([{ kind: 'pack-kept', using: ref }])
    expect(notices[0]?.kind === 'pack-kept' && notices[0].problems[0]).toContain('facts.json')
    await desk.close()
  })

  test('a pack is checked once by each version of the program, and again when it changes', async () => {
    const packDir = await changedPack(async (folder) => {
      const rules = await readFile(join(folder, 'scenarios.json'), 'utf8')
      await writeFile(join(folder, 'scenarios.json'), rules.replace('"low-risk"', '"rural"'))
    })
    const read = await readPack(packDir)
    if (!read.ok) throw new Error(read.failure.problems.join())
    const isRefused = () => place.open({ packDir }).then(async (desk) => (await desk.close(), false), (error: unknown) => error instanceof DeskRefused)
    const shelf = join(place.root, 'profile', 'packs')
    await mkdir(shelf, { recursive: true })
    const note = (digest: string, checkedBy: string) => writeFile(join(shelf, 'last-good.json'), JSON.stringify({ digest, checkedBy }))
    expect(await isRefused()).toBe(true)
    await note(read.value.ref.digest, '0.0.9')
    expect(await isRefused()).toBe(true)
    await note('0'.repeat(64), '0.1.0')
    expect(await isRefused()).toBe(true)
    await note(read.value.ref.digest, '0.1.0')
    expect(await isRefused()).toBe(false)
  })

  test('a pack that was checked is known again by its bytes, by this version only', async () => {
    const packDir = await changedPack(() => Promise.resolve())
    const first = await place.open({ packDir })
    const checked = await packOf(first)
    await first.close()
    const pointerPath = join(place.root, 'profile', 'packs', 'last-good.json')
    const pointer = JSON.parse(await readFile(pointerPath, 'utf8')) as { digest: string; checkedBy: string; bytes: string }
    // Only who knows the bytes takes this digest over; who checks works out the true one.
    const other = '5'.repeat(64)
    const note = (changed: object) => writeFile(pointerPath, JSON.stringify({ ...pointer, digest: other, ...changed }))
    const openAgain = async () => {
      const desk = await place.open({ packDir })
      const got = await packOf(desk)
      await desk.close()
      return got
    }
    await note({})
    expect(await openAgain()).toEqual({ ...checked, ref: { ...checked.ref, digest: other } })
    await note({ checkedBy: '0.0.9' })
    expect(await openAgain()).toEqual(checked)
    expect(JSON.parse(await readFile(pointerPath, 'utf8'))).toEqual(pointer)
    await note({ bytes: other })
    expect(await openAgain()).toEqual(checked)
    await note({})
    const units = join(packDir, 'units.json')
    await writeFile(units, `${await readFile(units, 'utf8')}\n`)
    expect((await openAgain()).ref).toEqual(checked.ref)
    expect(JSON.parse(await readFile(pointerPath, 'utf8'))).toMatchObject({ digest: checked.ref.digest })
  })

  test('with no pack at all the workstation refuses, naming the files', async () => {
    const packDir = await changedPack((folder) => rm(join(folder, 'items.json')))
    const refused = await place.open({ packDir }).catch((error: unknown) => error)
    expect(refused instanceof DeskRefused && refused.refusal).toMatchObject({ kind: 'pack-refused' })
  })

  test('a case keeps the pack that it was opened with', async () => {
    const desk = await atTheCounter(await place.open())
    const old = await openCase(desk, { theme: (await packOf(desk)).pack.themes[0]?.id })
    await desk.close()
    const packDir = await changedPack(async (folder) => {
      const head = JSON.parse(await readFile(join(folder, 'pack.json'), 'utf8')) as object
      await writeFile(join(folder, 'pack.json'), JSON.stringify({ ...head, version: '9.0.0' }))
    })
    const newer = await place.open({ packDir })
    await signInFirst(newer)
    const { ref } = await newer.handle('pack:get', {})
    expect(ref.version).toBe('9.0.0')
    const state = must(await newer.handle('case:state', { caseId: old.id }))
    expect(state.opened?.pack.version).not.toBe('9.0.0')
    expect((await write(newer, state, { 'facts.maxHeight': 24 })).ok).toBe(true)
    expect((await openCase(newer)).opened?.pack).toEqual(ref)
    await newer.close()
  })
})

describe('a profile that can not be opened', () => {
  beforeEach(async () => {
    await place.remove()
    place = await aPlace({ neverStarted: true })
  })

  test('a folder that can not be written to is refused with the reason, and nothing is made', async () => {
    const readOnly = { ...diskFiles, makeFolder: () => Promise.reject(new SystemError('EROFS', 'mkdir')), create: () => Promise.reject(new SystemError('EROFS', 'open')) }
    const refused = await place.open({ files: readOnly }).catch((error: unknown) => error)
    expect(refused instanceof DeskRefused && refused.refusal).toEqual({ kind: 'disk', problem: 'read-only', place: 'journal' })
    expect(await readdir(place.root)).toEqual([])
  })

  test('data of a newer program are refused and left alone', async () => {
    const desk = await atTheCounter(await place.open())
    await desk.close()
    await writeFile(join(place.root, 'profile', 'office', 'format.json'), '{"format":3}')
    const refused = await place.open().catch((error: unknown) => error)
    expect(refused instanceof DeskRefused && refused.refusal).toEqual({ kind: 'newer-format', format: 3 })
  })

  test('damage is said on the screen, with where the copy is', async () => {
    const desk = await atTheCounter(await place.open())
    await openCase(desk, sampleProject)
    await openCase(desk)
    await openCase(desk)
    await desk.close()
    const path = join(place.root, 'profile', 'office', 'journal', 'segment-000001.log')
    const bytes = await readFile(path)
    const third = recordsIn(bytes).at(2)
    bytes[(third?.end ?? 0) - 40] = 0
    await writeFile(path, bytes.subarray(0, -7))
    const again = await place.open()
    const { notices } = await again.handle('station:status', {})
    expect(notices).toMatchObject([{ kind: 'tail-cut' }, { kind: 'records-skipped', seqs: [3] }])
    await again.close()
  })
})

function recordsIn(bytes: Uint8Array): readonly WholeRecord[] {
  const records: WholeRecord[] = []
  for (let record = findRecordAt(bytes, 0); record; record = findRecordAt(bytes, record.end)) records.push(record)
  return records
}
