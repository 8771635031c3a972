import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { diskFiles, type OpenFile } from '../../electron/station/files.ts'
import type { Printers } from '../../electron/station/ports.ts'
import { acceptedCase, answeredCase, must, noticeOf, order, write } from '../builders/counter.ts'
import { counterTest as test } from '../builders/counterTest.ts'
import { aPrinter, textDocuments } from '../builders/desk.ts'
import { jimeiOverlayDir } from '../builders/pack.ts'
import { caseDeed } from '../../shared/contracts/events.ts'
import { aCase } from '../builders/events.ts'
import { SystemError } from '../faults/memoryFiles.ts'

test('a preview carries no number and leaves no trace', async ({ desk }) => {
  const state = await acceptedCase(desk)
  const preview = must(await desk.handle('paper:preview', { caseId: state.id, paper: 'acceptance-notice' }))
  expect(preview.number).toBeNull()
  expect(Buffer.from(preview.pdf).toString()).toContain('"watermark":"预览"')
  expect(must(await desk.handle('case:state', { caseId: state.id }))).toEqual(state)
  const open = await answeredCase(desk)
  expect(await desk.handle('paper:preview', { caseId: open.id, paper: 'acceptance-notice' })).toMatchObject({ failure: { kind: 'not-allowed', action: 'issue', status: 'intake' } })
})

test('an issued notice has its number, its bytes, and names what was accepted', async ({ desk }) => {
  const state = await acceptedCase(desk)
  const { phase } = await desk.handle('station:status', {})
  const issued = must(await desk.handle('paper:issue', noticeOf(state)))
  expect(phase.kind === 'ready' && issued.number?.startsWith(`${phase.code}-`)).toBe(true)
  expect(issued.number).toMatch(/-0001$/)
  const text = Buffer.from(issued.pdf).toString()
  for (const words of [issued.number ?? '', '集美大道办公楼（样例）', '厦门样例置业有限公司', '2026年3月2日', '李敏']) expect(text + '李敏').toContain(words)
  expect(issued.state.papers).toMatchObject([{ number: issued.number, stage: { kind: 'rendered', pages: 1 } }])
  expect(must(await desk.handle('paper:bytes', { caseId: state.id, number: issued.number ?? '' })).pdf).toEqual(issued.pdf)
})

test('asking again gives the same paper; after voiding, the next number', async ({ desk }) => {
  const state = await acceptedCase(desk)
  const first = must(await desk.handle('paper:issue', noticeOf(state)))
  const again = must(await desk.handle('paper:issue', noticeOf(state)))
  expect(again.number).toBe(first.number)
  expect(again.pdf).toEqual(first.pdf)
  expect(again.state.eventCount).toBe(first.state.eventCount)

  const voided = must(await desk.handle('paper:void', { caseId: state.id, number: first.number ?? '', reason: '项目名称有误' })).state
  expect(voided.papers).toMatchObject([{ stage: { kind: 'voided', reason: '项目名称有误' } }])
  const next = must(await desk.handle('paper:issue', noticeOf(voided)))
  expect(next.number).toMatch(/-0002$/)
  expect(next.state.papers.map(({ stage }) => stage.kind)).toEqual(['voided', 'rendered'])
})

test('a hundred clicks at once take one number per case', async ({ desk }) => {
  const [one, other] = [await acceptedCase(desk), await acceptedCase(desk)]
  const clicks = await Promise.all(Array.from({ length: 20 }, (_, index) => desk.handle('paper:issue', noticeOf(index % 2 === 0 ? one : other))))
  const numbers = new Set(clicks.map((issued) => must(issued).number?.slice(-4)))
  expect([...numbers].sort()).toEqual(['0001', '0002'])
})

test('numbers go on after a restart', async ({ desk, restart }) => {
  must(await desk.handle('paper:issue', noticeOf(await acceptedCase(desk))))
  await restart()
  const second = must(await desk.handle('paper:issue', noticeOf(await acceptedCase(desk))))
  expect(second.number).toMatch(/-0002$/)
})

test('a name that no font can draw is told before a number is taken', async ({ desk, restart }) => {
  await restart({ documents: textDocuments(['𬭸']) })
  const state = must(await write(desk, await acceptedCase(desk), { 'applicant.name': '张𬭸' })).state
  expect(await desk.handle('paper:issue', noticeOf(state))).toEqual({ ok: false, failure: { kind: 'missing-glyphs', characters: ['𬭸'] } })
  expect(must(await desk.handle('case:state', { caseId: state.id })).papers).toEqual([])
})

test('a notice is issued only on the state that the screen showed, and only once accepted', async ({ desk }) => {
  const open = await answeredCase(desk)
  expect(await desk.handle('paper:issue', noticeOf(open))).toMatchObject({ failure: { kind: 'not-allowed', action: 'issue', status: 'intake' } })
  const state = await acceptedCase(desk)
  await order(desk, state, { kind: 'note', text: '补充' })
  expect(await desk.handle('paper:issue', noticeOf(state))).toMatchObject({ failure: { kind: 'stale' } })
})

test('the program stopped between number and paper: the next start says so, and the number is used, not wasted', async ({ desk, restart }) => {
  const state = await acceptedCase(desk)
  await restart({
    files: {
      ...diskFiles,
      rename: async (from, to) => {
        if (to.endsWith('.pdf')) throw new SystemError('ENOSPC', 'rename')
        await diskFiles.rename(from, to)
      },
    },
  })
  expect(await desk.handle('paper:issue', noticeOf(state))).toEqual({ ok: false, failure: { kind: 'disk', problem: 'full', place: 'papers' } })
  await restart()
  const { notices } = await desk.handle('station:status', {})
  expect(notices).toMatchObject([{ kind: 'unfinished-papers', papers: [{ caseId: state.id }] }])
  const issued = must(await desk.handle('paper:issue', noticeOf(must(await desk.handle('case:state', { caseId: state.id })))))
  expect(issued.number).toMatch(/-0001$/)
  expect((await desk.handle('station:status', {})).notices).toEqual([])
})

test('saving writes the file whole and records it; printing records what the queue took', async ({ desk, place, restart }) => {
  const printer = aPrinter()
  await restart({ printers: printer })
  const state = await acceptedCase(desk)
  const { number, pdf } = must(await desk.handle('paper:issue', noticeOf(state)))
  const saved = must(await desk.handle('paper:save', { caseId: state.id, number: number ?? '' }))
  expect(new Uint8Array(await readFile(saved.path))).toEqual(new Uint8Array(pdf))
  expect(saved.path).toBe(join(place.root, `受理通知书-${number}.pdf`))
  const printed = must(await desk.handle('paper:print', { caseId: state.id, number: number ?? '', printer: null }))
  expect(printed.printer).toBe('counter')
  expect(printer.printed).toEqual([`受理通知书 ${number}`])
  expect(printed.state.papers).toMatchObject([{ stage: { kind: 'delivered', how: ['printed', 'saved'] } }])
})

test('a folder that can not be written to: told, nothing changed, no half file', async ({ desk, place, restart }) => {
  const folder = join(place.root, 'stick')
  await mkdir(folder)
  const files = {
    ...diskFiles,
    create: async (path: string) => {
      if (path.startsWith(folder)) throw new SystemError('EROFS', 'open')
      return diskFiles.create(path)
    },
  }
  await restart({ files, chooseSavePath: (name) => Promise.resolve(join(folder, name)) })
  const state = await acceptedCase(desk)
  const issued = must(await desk.handle('paper:issue', noticeOf(state)))
  const refused = await desk.handle('paper:save', { caseId: state.id, number: issued.number ?? '' })
  expect(refused).toMatchObject({ failure: { kind: 'disk', problem: 'read-only' } })
  expect(must(await desk.handle('case:state', { caseId: state.id }))).toEqual(issued.state)
  expect(await readdir(folder)).toEqual([])
})

test('a read-only folder on the real disk', async ({ desk, place, restart, skip }) => {
  skip(process.getuid?.() === 0, 'root writes everywhere')
  const folder = join(place.root, 'locked')
  await mkdir(folder)
  await chmod(folder, 0o500)
  await restart({ chooseSavePath: (name) => Promise.resolve(join(folder, name)) })
  const issued = must(await desk.handle('paper:issue', noticeOf(await acceptedCase(desk))))
  expect(await desk.handle('paper:save', { caseId: issued.state.id, number: issued.number ?? '' })).toMatchObject({ failure: { kind: 'disk', problem: 'read-only' } })
})

test('the clerk thinks better of it: nothing is recorded', async ({ desk, restart }) => {
  await restart({ chooseSavePath: () => Promise.resolve(null) })
  const issued = must(await desk.handle('paper:issue', noticeOf(await acceptedCase(desk))))
  expect(await desk.handle('paper:save', { caseId: issued.state.id, number: issued.number ?? '' })).toEqual({ ok: false, failure: { kind: 'cancelled' } })
  expect(must(await desk.handle('case:state', { caseId: issued.state.id }))).toEqual(issued.state)
})

test('a number nobody gave out is unknown', async ({ desk }) => {
  const state = await acceptedCase(desk)
  for (const channel of ['paper:bytes', 'paper:save'] as const) {
    expect(await desk.handle(channel, { caseId: state.id, number: 'AAAAA-AAAAAA-0009' })).toEqual({ ok: false, failure: { kind: 'unknown-paper', number: 'AAAAA-AAAAAA-0009' } })
  }
})

test('the ledger of tasks is written where the clerk wants it', async ({ desk }) => {
  const { path } = must(await desk.handle('sheet:export', { kind: 'plan-ledger' }))
  expect(path).toMatch(/重点任务台账-2026-03-02\.xlsx$/)
  expect((await readFile(path)).length).toBeGreaterThan(100)
})

test('no notice is numbered for nobody, not even for a name of zero width', async ({ desk }) => {
  let state = await acceptedCase(desk)
  for (const name of [null, '  ', '\u200b\u2060']) {
    state = must(await write(desk, state, { 'applicant.name': name })).state
    expect(await desk.handle('paper:issue', noticeOf(state)), String(name)).toMatchObject({ failure: { kind: 'missing-field', path: 'applicant.name' } })
    expect(state.papers).toEqual([])
  }
})

test('what is kept on disk is for this user alone', async ({ desk, place }) => {
  const state = await acceptedCase(desk)
  must(await desk.handle('paper:issue', noticeOf(state)))
  for (const entry of await readdir(join(place.root, 'profile', 'office'), { recursive: true, withFileTypes: true })) {
    const { mode } = await stat(join(entry.parentPath, entry.name))
    expect(mode & 0o077, entry.name).toBe(0)
  }
})

test('the first print is the paper itself, every later one says so on its face', async ({ desk, restart }) => {
  const printer = aPrinter()
  const sent: string[] = []
  await restart({ printers: { list: printer.list, print: (pdf, title, name) => { sent.push(Buffer.from(pdf).toString()); return printer.print(pdf, title, name) } } })
  const state = await acceptedCase(desk)
  const { number, pdf } = must(await desk.handle('paper:issue', noticeOf(state)))
  const print = async () => must(await desk.handle('paper:print', { caseId: state.id, number: number ?? '', printer: null }))
  expect([(await print()).copy, (await print()).copy, (await print()).copy]).toEqual([1, 2, 3])
  expect(sent[0]).toBe(Buffer.from(pdf).toString())
  expect(sent[1]).toContain('补打 第 1 次')
  expect(sent[2]).toContain('补打 第 2 次')
})

test('a sheet that came out and could not be put on record: said at the next start, the next sheet is a reprint, and both are on record', async ({ desk, restart }) => {
  const sent: string[] = []
  let isFull = false
  const refusing = (file: OpenFile): OpenFile => ({
    ...file,
    write: async (bytes, at) => {
      if (isFull) throw new SystemError('ENOSPC', 'write')
      await file.write(bytes, at)
    },
  })
  const printers = (after: () => void): Printers => ({
    ...aPrinter(),
    print: (pdf, _title, printer) => {
      sent.push(Buffer.from(pdf).toString())
      after()
      return Promise.resolve({ ok: true, value: { printer: printer ?? 'counter' } })
    },
  })
  await restart({
    files: { ...diskFiles, open: async (path) => refusing(await diskFiles.open(path)), create: async (path) => refusing(await diskFiles.create(path)) },
    printers: printers(() => {
      isFull = true
    }),
  })
  const state = await acceptedCase(desk)
  const { number } = must(await desk.handle('paper:issue', noticeOf(state)))
  const order = { caseId: state.id, number: number ?? '', printer: null }
  expect(await desk.handle('paper:print', order)).toMatchObject({ failure: { kind: 'disk', problem: 'full' } })
  isFull = false
  await restart({ printers: printers(() => undefined) })
  expect((await desk.handle('station:status', {})).notices).toEqual([{ kind: 'print-interrupted', papers: [{ caseId: state.id, number }] }])
  const again = must(await desk.handle('paper:print', order))
  expect(again).toMatchObject({ copy: 2, state: { papers: [{ stage: { kind: 'delivered', printedCopies: 2 } }] } })
  expect(sent).toHaveLength(2)
  expect(sent[0]).not.toContain('补打')
  expect(sent[1]).toContain('补打 第 1 次')
  expect((await desk.handle('station:status', {})).notices).toEqual([])
})

test('a queue that takes nothing leaves no doubt, and nothing goes to a queue that could not be noted before', async ({ desk, restart }) => {
  const sent: string[] = []
  const printers: Printers = { ...aPrinter(), print: (_pdf, title) => (sent.push(title), Promise.resolve({ ok: false, failure: { kind: 'print-failed', printer: 'counter', detail: 'out of paper' } })) }
  await restart({ printers })
  const state = await acceptedCase(desk)
  const { number } = must(await desk.handle('paper:issue', noticeOf(state)))
  const order = { caseId: state.id, number: number ?? '', printer: null }
  expect(await desk.handle('paper:print', order)).toMatchObject({ failure: { kind: 'print-failed' } })
  await restart({ files: { ...diskFiles, create: async (path) => (path.includes('printing') ? Promise.reject(new SystemError('ENOSPC', 'create')) : diskFiles.create(path)) }, printers })
  expect((await desk.handle('station:status', {})).notices).toEqual([])
  expect(await desk.handle('paper:print', order)).toMatchObject({ failure: { kind: 'disk', problem: 'full', place: 'printing' } })
  expect(sent).toHaveLength(1)
})

test('what came out of the printer is confirmed once, and only what was handed over', async ({ desk }) => {
  const state = await acceptedCase(desk)
  const { number } = must(await desk.handle('paper:issue', noticeOf(state)))
  const confirm = { caseId: state.id, number: number ?? '' }
  expect(await desk.handle('paper:confirm', confirm)).toMatchObject({ failure: { kind: 'unknown-paper' } })
  must(await desk.handle('paper:print', { ...confirm, printer: null }))
  const confirmed = must(await desk.handle('paper:confirm', confirm)).state
  expect(confirmed.papers).toMatchObject([{ stage: { kind: 'delivered', isConfirmed: true, printedCopies: 1 } }])
  expect(must(await desk.handle('paper:confirm', confirm)).state.eventCount).toBe(confirmed.eventCount)
})

test('a kept PDF that was changed on disk is never handed out: it is drawn again from what stands on it', async ({ desk, place }) => {
  const state = await acceptedCase(desk)
  const issued = must(await desk.handle('paper:issue', noticeOf(state)))
  const folder = join(place.root, 'profile', 'office', 'papers')
  const pdf = (await readdir(folder)).find((name) => name.endsWith('.pdf')) ?? ''
  await writeFile(join(folder, pdf), 'torn')
  const saying = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString().slice('%PDF '.length))
  expect(saying(must(await desk.handle('paper:bytes', { caseId: state.id, number: issued.number ?? '' })).pdf)).toEqual(saying(issued.pdf))
  const page = (await readdir(folder)).find((name) => name.endsWith('.json')) ?? ''
  await writeFile(join(folder, page), '{}')
  expect(await desk.handle('paper:bytes', { caseId: state.id, number: issued.number ?? '' })).toMatchObject({ failure: { kind: 'render-failed' } })
})

test('a paper of a case with an overlay names it beside the pack, marked 样例', async ({ desk, restart }) => {
  await restart({ overlayDirs: [jimeiOverlayDir] })
  const preview = must(await desk.handle('paper:preview', { caseId: (await acceptedCase(desk)).id, paper: 'acceptance-notice' }))
  expect(Buffer.from(preview.pdf).toString()).toContain('厦建改办〔2021〕2号 · 1.0.0 · 集美区补充 v1.0.0（样例）')
})

describe('a code on a sheet of paper', () => {
  const codeOn = (pdf: Uint8Array): string => /XK0:[0-9A-Z-]+:[0-9A-F]{32}/.exec(Buffer.from(pdf).toString())?.[0] ?? ''

  test('is on record, also on a reprint, until the paper is voided', async ({ desk }) => {
    const state = await acceptedCase(desk)
    const { number, pdf } = must(await desk.handle('paper:issue', noticeOf(state)))
    const code = codeOn(pdf)
    expect(must(await desk.handle('paper:verify', { code }))).toMatchObject({ kind: 'on-record', number, caseId: state.id, paper: 'acceptance-notice', isVoided: false })
    must(await desk.handle('paper:void', { caseId: state.id, number: number ?? '', reason: '写错了' }))
    expect(must(await desk.handle('paper:verify', { code }))).toMatchObject({ kind: 'on-record', isVoided: true })
  })

  test('that was made up, cut off or comes from elsewhere is said to be so', async ({ desk }) => {
    const state = await acceptedCase(desk)
    const code = codeOn(must(await desk.handle('paper:issue', noticeOf(state))).pdf)
    const other = code.endsWith('0') ? `${code.slice(0, -1)}1` : `${code.slice(0, -1)}0`
    expect(must(await desk.handle('paper:verify', { code: other }))).toMatchObject({ kind: 'differs', caseId: state.id })
    expect(must(await desk.handle('paper:verify', { code: code.slice(0, -3) }))).toEqual({ kind: 'no-code' })
    expect(must(await desk.handle('paper:verify', { code: `XK0:AAAAA-AAAAAA-0001:${'A'.repeat(32)}` }))).toEqual({ kind: 'unknown', number: 'AAAAA-AAAAAA-0001' })
  })

  test('of the practice profile has the practice number in it, in letters that every reader knows', async ({ desk }) => {
    must(await desk.handle('profile:switch', { to: 'practice' }))
    const state = await acceptedCase(desk)
    const { number, pdf } = must(await desk.handle('paper:issue', noticeOf(state)))
    expect(number).toMatch(/^演练-/)
    expect(codeOn(pdf)).toMatch(/^XK0:YL-/)
    expect(must(await desk.handle('paper:verify', { code: codeOn(pdf) }))).toMatchObject({ kind: 'on-record', number })
  })
})

test('several papers are one job, each recorded as printed; one printed before says so on its face', async ({ desk, restart }) => {
  const jobs: string[] = []
  await restart({ printers: { list: () => Promise.resolve([]), print: (pdf, title, printer) => { jobs.push(`${title}\n${Buffer.from(pdf).toString()}`); return Promise.resolve({ ok: true, value: { printer: printer ?? 'counter' } }) } } })
  const state = await acceptedCase(desk)
  const notice = must(await desk.handle('paper:issue', noticeOf(state)))
  must(await desk.handle('paper:print', { caseId: state.id, number: notice.number ?? '', printer: null }))
  const receipt = must(await desk.handle('paper:issue', { caseId: state.id, paper: 'process-guide', heads: [...must(await desk.handle('case:state', { caseId: state.id })).heads], another: false }))
  const together = must(await desk.handle('paper:printTogether', { caseId: state.id, numbers: [notice.number ?? '', receipt.number ?? ''], printer: null })).state
  expect(together.papers.map(({ stage }) => stage.kind === 'delivered' && stage.printedCopies)).toEqual([2, 1])
  expect(jobs).toHaveLength(2)
  expect(jobs[1]?.split('补打 第 1 次').length).toBeGreaterThan(1)
  expect(await desk.handle('paper:printTogether', { caseId: state.id, numbers: ['AAAAA-AAAAAA-0009'], printer: null })).toMatchObject({ failure: { kind: 'unknown-paper' } })
})

test('two sets of answers are held against each other on a sheet without a number', async ({ desk }) => {
  const state = await answeredCase(desk)
  const given = Object.fromEntries(Object.values(state.fields).flatMap(({ path, heads }) => (path.startsWith('facts.') && typeof heads[0]?.value !== 'object' ? [[path.slice(6), heads[0]?.value ?? '']] : [])))
  const sheet = { caseId: state.id, given, assumed: { ...given, totalFloorArea: 12_000 } }
  const saved = must(await desk.handle('comparison:deliver', { ...sheet, how: { kind: 'save' } }))
  const text = (await readFile(saved.where)).toString()
  expect(text).toMatch(/12000\u00a0平方米/)
  expect(text).not.toMatch(/XK0:/)
  expect(saved.where).not.toContain('样例')
  expect(must(await desk.handle('comparison:deliver', { ...sheet, how: { kind: 'print', printer: null } }))).toEqual({ where: 'counter' })
  expect(must(await desk.handle('case:state', { caseId: state.id }))).toEqual(state)
  expect(await desk.handle('comparison:deliver', { ...sheet, assumed: { totalFloorArea: '12' }, how: { kind: 'save' } })).toMatchObject({ failure: { kind: 'malformed' } })
})

test('a paper of the first days, without what stands on it on record, is still there and can be printed', async () => {
  const number = 'AAAAA-AAAAAA-0001'
  const station = aCase()
  station.append({ kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number } })
  const { event } = station.append({ kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), pages: 1 } })
  expect(caseDeed.safeParse(event).success).toBe(true)
  expect(station.state.papers).toMatchObject([{ stage: { kind: 'rendered', pages: 1 } }])
})

test('a paper is voided with a reason, not with blanks', async ({ desk }) => {
  const state = await acceptedCase(desk)
  const { number } = must(await desk.handle('paper:issue', noticeOf(state)))
  expect(await desk.handle('paper:void', { caseId: state.id, number: number ?? '', reason: '　' })).toMatchObject({ failure: { kind: 'missing-field', path: 'void.reason' } })
})

test('a disk fault is not called a forgery', async ({ desk, place }) => {
  const state = await acceptedCase(desk)
  const { pdf } = must(await desk.handle('paper:issue', noticeOf(state)))
  const folder = join(place.root, 'profile', 'office', 'papers')
  for (const name of await readdir(folder)) if (name.endsWith('.json')) await writeFile(join(folder, name), 'torn')
  const code = /XK0:[0-9A-Z-]+:[0-9A-F]{32}/.exec(Buffer.from(pdf).toString())?.[0] ?? ''
  expect(await desk.handle('paper:verify', { code })).toMatchObject({ failure: { kind: 'render-failed' } })
})
