import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import { diskFiles } from '../../electron/station/files.ts'
import type { Workbook } from '../../shared/output/sheet.ts'
import { acceptCommand, acceptedCase, answeredCase, must, noticeOf, openCase, order, write } from '../builders/counter.ts'
import { aClock, aPlace, atTheCounter, signInFirst, textDocuments, type TestClock, type TestPlace } from '../builders/desk.ts'
import { rowsOf, sheetOf } from '../builders/sheets.ts'

/** What the clerk's workbooks hold, gathered by the real station; drawn as plain data. */
let place: TestPlace
let desk: DeskService
let clock: TestClock
let books: Workbook[]
let suggested: string[]

const drawing = () => ({
  ...textDocuments(),
  renderWorkbook: (book: Workbook) => {
    books.push(book)
    return Promise.resolve({ ok: true as const, value: Buffer.from('book') })
  },
})
const saving = (name: string): Promise<string> => {
  suggested.push(name)
  return Promise.resolve(`${place.root}/${name}`)
}
const lastBook = (): Workbook => {
  const book = books.at(-1)
  if (!book) throw new Error('nothing was drawn')
  return book
}

beforeEach(async () => {
  books = []
  suggested = []
  place = await aPlace()
  clock = aClock()
  desk = await atTheCounter(await place.open({ clock, documents: drawing(), chooseSavePath: saving }))
})
afterEach(async () => {
  await desk.close()
  await place.remove()
})

test('the ledger of tasks calls nothing overdue while the clock is in doubt', async () => {
  must(await desk.handle('sheet:export', { kind: 'plan-ledger' }))
  expect(sheetOf(lastBook(), '重点任务台账').title).toContain('（截至2026年3月2日）')
  clock.set('2036-03-02T09:00:00+08:00')
  must(await desk.handle('sheet:export', { kind: 'plan-ledger' }))
  expect(sheetOf(lastBook(), '重点任务台账').note).toContain('导出时电脑的日期存疑')
})

describe('a case as a workbook', () => {
  test('holds its items, its materials as they were taken in, and the days from its acceptance', async () => {
    const accepted = await acceptedCase(desk)
    must(await write(desk, accepted, { 'materials.drawing-review/construction-drawings': { kind: 'received', originals: 1, copies: 2 } }))
    must(await desk.handle('sheet:export', { kind: 'case', caseId: accepted.id }))
    const book = lastBook()
    expect(book.sheets.map(({ name }) => name)).toEqual(['事项', '材料清单', '日程'])
    expect(sheetOf(book, '事项').note).toContain('集美大道办公楼（样例）')
    expect(rowsOf(sheetOf(book, '材料清单')).find(({ 状态 }) => 状态 === '已收')).toMatchObject({ 已收原件: '1', 已收复印件: '2' })
    expect(rowsOf(sheetOf(book, '日程'))[0]).toMatchObject({ 日期: '2026-03-02' })
    expect(sheetOf(book, '日程').note).toContain('2026年3月2日受理')
  })

  test('names the district of the counter for what the offices of a district do', async () => {
    const { id } = await answeredCase(desk, 's14')
    must(await desk.handle('sheet:export', { kind: 'case', caseId: id }))
    const departments = rowsOf(sheetOf(lastBook(), '事项')).map(({ 主管部门 }) => 主管部门)
    expect(departments.join()).not.toContain('各区')
  })

  test('that does not exist is refused before anybody is asked where to save it', async () => {
    expect(await desk.handle('sheet:export', { kind: 'case', caseId: '00000000-0000-4000-8000-000000000000' })).toMatchObject({ ok: false, failure: { kind: 'unknown-case' } })
    expect(suggested).toEqual([])
  })

  test('is saved under a name that says nothing about anybody', async () => {
    const { id } = await acceptedCase(desk)
    must(await desk.handle('sheet:export', { kind: 'case', caseId: id }))
    expect(suggested).toEqual([`办件材料与日程-${id.slice(0, 8)}.xlsx`])
  })
})

describe('the cases of a day as a workbook', () => {
  const export_ = (day: string) => desk.handle('sheet:export', { kind: 'day', day })
  const lines = () => rowsOf(sheetOf(lastBook(), '办件清单'))

  test('hold every case touched that day, what was done, by whom, and its papers', async () => {
    const accepted = await acceptedCase(desk)
    const issued = must(await desk.handle('paper:issue', noticeOf(accepted)))
    must(await export_('2026-03-02'))
    expect(lines()).toHaveLength(1)
    expect(lines()[0]).toMatchObject({ 项目: '集美大道办公楼（样例）', 状态: '已受理', 当日办理: '开件、填写、受理、出具文书', 受理日期: '2026-03-02', 经办: '李敏', 文书: `受理通知书 ${issued.number ?? ''}` })
    expect(suggested).toEqual(['办件清单-2026-03-02.xlsx'])
  })

  test('are as they stood when the day ended, and a case worked on on two days is on both lists', async () => {
    const first = await answeredCase(desk)
    clock.set('2026-03-03T10:30:00+08:00')
    must(await order(desk, first, await acceptCommand(desk, first)))
    await openCase(desk, { 'project.name': '次日的项目' })
    must(await export_('2026-03-02'))
    expect(lines().map(({ 项目, 状态 }) => [项目, 状态])).toEqual([['集美大道办公楼（样例）', '受理中']])
    must(await export_('2026-03-03'))
    expect(lines().map(({ 项目, 状态, 当日办理 }) => [项目, 状态, 当日办理])).toEqual([['集美大道办公楼（样例）', '已受理', '受理'], ['次日的项目', '受理中', '开件、填写']])
  })

  test('are found again after a restart', async () => {
    await acceptedCase(desk)
    clock.set('2026-03-03T10:30:00+08:00')
    await openCase(desk, { 'project.name': '次日的项目' })
    await desk.close()
    desk = await place.open({ clock, documents: drawing(), chooseSavePath: saving })
    await signInFirst(desk)
    must(await export_('2026-03-02'))
    expect(lines().map(({ 项目 }) => 项目)).toEqual(['集美大道办公楼（样例）'])
    must(await export_('2026-03-03'))
    expect(lines().map(({ 项目 }) => 项目)).toEqual(['次日的项目'])
  })

  test('belong to the day in China, not to that of Greenwich', async () => {
    clock.set('2026-03-03T00:30:00+08:00')
    await openCase(desk, { 'project.name': '半夜的项目' })
    must(await export_('2026-03-02'))
    expect(lines()).toEqual([])
    must(await export_('2026-03-03'))
    expect(lines()[0]).toMatchObject({ 项目: '半夜的项目', 时间: '0:30' })
  })

  test('of which there are none still make a workbook', async () => {
    expect((await export_('2020-01-01')).ok).toBe(true)
    expect(sheetOf(lastBook(), '办件清单')).toMatchObject({ rows: [], whenEmpty: '当日没有办件。' })
  })

  test('are given to nobody who has not signed in', async () => {
    await desk.handle('station:addOperator', { name: '陈刚', role: 'caravan' })
    await desk.close()
    desk = await place.open({ clock, documents: drawing(), chooseSavePath: saving })
    expect(await export_('2026-03-02')).toMatchObject({ ok: false, failure: { kind: 'not-signed-in' } })
    expect(books).toEqual([])
  })
})

describe('saving a workbook', () => {
  test('that the clerk calls off leaves no file', async () => {
    await desk.close()
    desk = await place.open({ clock, documents: drawing(), chooseSavePath: () => Promise.resolve(null) })
    expect(await desk.handle('sheet:export', { kind: 'plan-ledger' })).toEqual({ ok: false, failure: { kind: 'cancelled' } })
  })

  test('on a full disk says so and leaves nothing half written', async () => {
    await desk.close()
    const full = Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: 'write' })
    const files = { ...diskFiles, create: (path: string) => (path.endsWith('.xlsx.part') ? Promise.reject(full) : diskFiles.create(path)) }
    desk = await place.open({ clock, files, documents: drawing(), chooseSavePath: saving })
    expect(await desk.handle('sheet:export', { kind: 'plan-ledger' })).toMatchObject({ ok: false, failure: { kind: 'disk', problem: 'full' } })
    expect((await diskFiles.list(place.root)).filter((name) => name.includes('.xlsx'))).toEqual([])
  })

  test('in practice says so in the name and on every sheet', async () => {
    must(await desk.handle('profile:switch', { to: 'practice' }))
    await signInFirst(desk)
    for (const request of [{ kind: 'plan-ledger' }, { kind: 'day', day: '2026-03-02' }] as const) {
      must(await desk.handle('sheet:export', request))
      for (const { title } of lastBook().sheets) expect(title).toContain('演练')
    }
    expect(suggested).toEqual(['演练-重点任务台账-2026-03-02.xlsx', '演练-办件清单-2026-03-02.xlsx'])
  })
})
