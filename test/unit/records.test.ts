import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeError } from '../../electron/app/faultLog.ts'
import { scrubFaultLog } from '../../electron/station/diagnostics.ts'
import type { DeskPorts } from '../../electron/station/desk.ts'
import { diskFiles, type Files } from '../../electron/station/files.ts'
import { must, openCase, order, sampleProject } from '../builders/counter.ts'
import { aClock, aPlace, atTheCounter, signInFirst, type TestPlace, textDocuments } from '../builders/desk.ts'
import { SystemError } from '../faults/memoryFiles.ts'

let place: TestPlace
beforeEach(async () => {
  place = await aPlace()
})
afterEach(() => place.remove())

const journalFile = async (): Promise<string> => {
  const folder = join(place.root, 'profile', 'office', 'journal')
  return join(folder, (await readdir(folder)).find((name) => name.endsWith('.log')) ?? '')
}

/** A closed station whose second case lost its first record to a flipped byte; the number of that record. */
async function withABrokenRecord(): Promise<{ readonly broken: number; readonly caseId: string }> {
  const desk = await atTheCounter(await place.open())
  await openCase(desk, sampleProject)
  const { seq: journalSeq } = (await desk.handle('feed:pull', { from: null, scope: 'all' })).watermark.journal
  const state = await openCase(desk, { 'project.name': '读不出的装修（样例）' })
  must(await order(desk, state, { kind: 'note', text: '来电' }))
  await desk.close()
  const bytes = await readFile(await journalFile())
  bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('读不出')) ^ 1, bytes.indexOf('读不出'))
  await writeFile(await journalFile(), bytes)
  return { broken: journalSeq + 1, caseId: state.id }
}

test('a start that reads many files of records says how far it is; a usual one says nothing', async () => {
  const told: unknown[] = []
  const hear: DeskPorts['announce'] = (announcement, payload) => {
    if (announcement === 'station:opening') told.push(payload)
  }
  const desk = await atTheCounter(await place.open({ announce: hear }))
  await openCase(desk, sampleProject)
  await desk.close()
  await (await place.open({ announce: hear })).close()
  expect(told).toEqual([])

  // A new file for nearly every record; none of them is in a manifest yet.
  const small = await place.open({ segmentBytes: 1000 })
  await signInFirst(small)
  for (let at = 0; at < 4; at += 1) await openCase(small, sampleProject)
  await small.close()
  const again = await place.open({ announce: hear })
  const total = told.length
  expect(total).toBeGreaterThan(3)
  expect(told).toEqual(Array.from({ length: total }, (_, at) => ({ done: at + 1, total })))
  await again.close()
})

describe('a recovery', () => {
  test('is shown at every start until somebody has read it, and is found again later', async () => {
    const { broken } = await withABrokenRecord()
    const first = await place.open()
    const { recovery } = await first.handle('station:status', {})
    expect(recovery).toMatchObject({ findings: [{ kind: 'records-skipped', seqs: [broken] }], read: null })
    await first.close()

    const second = await place.open()
    await signInFirst(second)
    expect((await second.handle('station:status', {})).recovery).toEqual(recovery)
    const after = must(await second.handle('recovery:dismiss', { id: recovery?.id ?? '' }))
    expect(after.recovery).toBeNull()
    await second.close()

    const third = await place.open()
    expect((await third.handle('station:status', {})).recovery).toBeNull()
    expect(await third.handle('recovery:list', {})).toMatchObject([{ id: recovery?.id, read: { operator: after.operator?.id } }])
    await third.close()
  })

  test('names the case that now has a gap, and no other', async () => {
    const { caseId } = await withABrokenRecord()
    const desk = await place.open()
    expect(await desk.handle('recovery:cases', {})).toEqual([{ caseId, because: 'gap', gaps: 1 }])
    await desk.close()
  })

  test('is put on paper with its numbers, whoever checks it signs', async () => {
    const { broken } = await withABrokenRecord()
    const documents = textDocuments()
    const desk = await place.open({ documents })
    await signInFirst(desk)
    const { recovery } = await desk.handle('station:status', {})
    const { where } = must(await desk.handle('recovery:deliver', { id: recovery?.id ?? '', how: { kind: 'save' } }))
    const text = await readFile(where, 'utf8')
    expect(text).toContain('恢复报告')
    expect(text).toContain(`记录编号：${broken}。`)
    expect(text).toContain('还缺 1 条记录')
    expect(documents.pages[0]?.number).toBeNull()
    await desk.close()
  })

  test('that the disk would not note is shown all the same, and can be put away', async () => {
    await withABrokenRecord()
    const files: Files = { ...diskFiles, create: (path) => (path.includes('recoveries') ? Promise.reject(new SystemError('ENOSPC', 'open')) : diskFiles.create(path)) }
    const desk = await place.open({ files })
    await signInFirst(desk)
    const { recovery } = await desk.handle('station:status', {})
    expect(recovery).not.toBeNull()
    expect(must(await desk.handle('recovery:dismiss', { id: recovery?.id ?? '' })).recovery).toBeNull()
    await desk.close()
  })
})

describe('what is wrong now', () => {
  test('a record that the disk refuses is a trouble until one is taken', async () => {
    let isFull = false
    const told: string[] = []
    const files: Files = {
      ...diskFiles,
      open: async (path) => {
        const file = await diskFiles.open(path)
        return { ...file, write: (bytes, offset) => (isFull ? Promise.reject(new SystemError('ENOSPC', 'write')) : file.write(bytes, offset)) }
      },
      create: async (path) => {
        const file = await diskFiles.create(path)
        return { ...file, write: (bytes, offset) => (isFull ? Promise.reject(new SystemError('ENOSPC', 'write')) : file.write(bytes, offset)) }
      },
    }
    const desk = await atTheCounter(await place.open({ files, announce: (announcement) => void told.push(announcement) }))
    const state = await openCase(desk)
    isFull = true
    expect(await order(desk, state, { kind: 'note', text: '来电' })).toMatchObject({ failure: { kind: 'disk', problem: 'full' } })
    expect((await desk.handle('station:status', {})).troubles).toMatchObject([{ kind: 'refused', problem: 'full' }])
    expect(told.filter((name) => name === 'station:changed')).toHaveLength(1)
    isFull = false
    must(await order(desk, state, { kind: 'note', text: '来电' }))
    expect((await desk.handle('station:status', {})).troubles).toEqual([])
    await desk.close()
  })

  test('a clock before what the records say is a trouble, a few minutes are not', async () => {
    const clock = aClock('2026-03-02T09:00:00+08:00')
    const desk = await atTheCounter(await place.open({ clock }))
    clock.set('2026-03-02T08:57:00+08:00')
    expect((await desk.handle('station:status', {})).troubles).toEqual([])
    clock.set('2026-03-01T09:00:00+08:00')
    expect((await desk.handle('station:status', {})).troubles).toMatchObject([{ kind: 'clock-doubtful', because: 'behind', today: '2026-03-01', latest: expect.stringMatching(/^2026-03-02T09:00/) }])
    await desk.close()
  })
})

describe('the records', () => {
  test('are measured, and checked again on demand', async () => {
    const desk = await atTheCounter(await place.open())
    await openCase(desk, sampleProject)
    const { seq: journalSeq } = (await desk.handle('feed:pull', { from: null, scope: 'all' })).watermark.journal
    const before = await desk.handle('records:status', {})
    expect(before).toMatchObject({ records: journalSeq, missing: [], sizes: { papers: { files: 0, bytes: 0 } } })
    expect(before.sizes.journal.bytes).toBe((await readFile(await journalFile())).length)
    expect(must(await desk.handle('records:check', {}))).toMatchObject({ records: journalSeq, newlyMissing: [] })
    expect((await desk.handle('records:status', {})).lastCheck).toMatchObject({ records: journalSeq })
    await desk.close()
  })

  test('a byte that goes bad while the program runs is found by a check', async () => {
    const desk = await atTheCounter(await place.open())
    await openCase(desk, { 'project.name': '读不出的装修（样例）' })
    await openCase(desk, sampleProject)
    const bytes = await readFile(await journalFile())
    bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('读不出')) ^ 1, bytes.indexOf('读不出'))
    await writeFile(await journalFile(), bytes)
    expect(must(await desk.handle('records:check', {})).newlyMissing).toHaveLength(1)
    await desk.close()
  })
})

describe('the diagnostics file', () => {
  const marked = ['王小明甲', '集美大道甲', '厦门甲置业', '13800001111', '备注甲', '二号窗口甲']

  test('says what helps and nothing about anybody', async () => {
    const opened = await place.open()
    must(await opened.handle('station:setUp', { district: '集美区', stationName: '二号窗口甲', operators: [{ name: '王小明甲', role: 'clerk' }] }))
    await signInFirst(opened)
    const state = await openCase(opened, { 'project.name': '集美大道甲', 'applicant.name': '厦门甲置业', 'applicant.phone': '13800001111' })
    must(await order(opened, state, { kind: 'note', text: '备注甲' }))
    must(await opened.handle('draft:put', { draft: { caseId: state.id, route: 'home', question: null, input: { typed: '王小明甲' } } }))
    await opened.close()
    const bytes = await readFile(await journalFile())
    bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('备注甲')) ^ 1, bytes.indexOf('备注甲'))
    await writeFile(await journalFile(), Buffer.concat([bytes, Buffer.from('torn')]))

    const faultLog = `2026-03-02T01:00:00.000Z fault 0a1b case:do: ${describeError(new TypeError('王小明甲'))}\n集美大道甲\n`
    const desk = await place.open({ machine: { versions: { system: 'linux x64' }, readFaultLog: () => Promise.resolve(faultLog) } })
    const { path } = must(await desk.handle('diagnostics:save', {}))
    const text = await readFile(path, 'utf8')
    for (const name of [...marked, place.root]) expect(text).not.toContain(name)
    expect(JSON.parse(text)).toMatchObject({
      kind: 'caravan-desk-diagnostics',
      program: '0.1.0',
      versions: { system: 'linux x64' },
      counts: { cases: 1, operators: 1 },
      recoveries: [{ findings: [{ kind: 'tail-cut' }] }],
      notices: [{ kind: 'tail-cut' }],
      faultLog: expect.arrayContaining(['2026-03-02T01:00:00.000Z fault 0a1b case:do: TypeError', expect.stringMatching(/^\s+at .*records\.test\.ts:\d+/), '(left out)']),
    })
    await desk.close()
  })

  test('a folder in a stack is left out, its file and line stay', () => {
    expect(scrubFaultLog('    at open (file:///home/王小明甲/desk/main.cjs:12:3)\n    at C:\\Users\\王小明甲\\main.cjs:1:2\n')).toEqual(['    at open (main.cjs:12:3)', '    at main.cjs:1:2'])
  })

  test('what did not close in time is told', () => {
    const line = '2026-03-02T01:00:00.000Z not closed after 120 s: desk, documents'
    expect(scrubFaultLog(`${line}\n${line} 王小明甲\n`)).toEqual([line, '(left out)'])
  })
})
