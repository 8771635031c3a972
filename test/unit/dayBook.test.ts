import { describe, expect, test } from 'vitest'
import { dayBook, type DayBookInput, type DayCase } from '../../shared/output/dayBook.ts'
import { cellAt, rowsOf, sheetOf } from '../builders/sheets.ts'

function aCase(changes: Partial<DayCase> = {}): DayCase {
  return {
    minutes: 9 * 60 + 5,
    project: '集美三号厂房（样例）',
    applicant: '厦门样例实业有限公司',
    theme: '小型厂房、仓库、办公楼',
    flow: '社会投资简易低风险',
    status: 'accepted',
    done: ['开件', '受理'],
    acceptedOn: '2026-03-02',
    promisedOn: '2026-03-30',
    papers: [],
    operators: ['李敏'],
    ...changes,
  }
}
const aBook = (cases: readonly DayCase[], changes: Partial<DayBookInput> = {}) => dayBook({ day: '2026-03-02', cases, stationName: '集美政务中心 3 号窗口', createdAt: '2026-03-02T17:30:00.000+08:00', practice: false, ...changes })

describe('the cases of a day', () => {
  test('have a line each, with the time as a time and days as days', () => {
    const sheet = sheetOf(aBook([aCase(), aCase({ status: 'intake', acceptedOn: null, promisedOn: null })]), '办件清单')
    expect(sheet.title).toBe('2026年3月2日办件清单')
    expect(rowsOf(sheet)[0]).toMatchObject({ 序号: '1', 时间: '9:05', 状态: '已受理', 当日办理: '开件、受理', 经办: '李敏' })
    expect(cellAt(sheet, '时间', 0)).toEqual({ kind: 'time', minutes: 545 })
    expect(cellAt(sheet, '受理日期', 0)).toEqual({ kind: 'date', day: '2026-03-02' })
    expect(cellAt(sheet, '承诺办结', 0)).toEqual({ kind: 'date', day: '2026-03-30' })
    expect(rowsOf(sheet)[1]).toMatchObject({ 状态: '受理中', 受理日期: '—', 承诺办结: '—' })
  })

  test('name their papers with numbers, one below the other, voided ones as such', () => {
    const paper = { reservation: 'ab'.repeat(16), reservedBy: 'a', reservedAt: '2026-03-02T09:00:00.000+08:00' }
    const sheet = sheetOf(aBook([aCase({ papers: [
      { ...paper, kind: 'acceptance-notice', number: 'K7QWX-3F9T2M-0001', stage: { kind: 'voided', reason: '写错' } },
      { ...paper, kind: 'material-receipt', number: 'K7QWX-3F9T2M-0002', stage: { kind: 'reserved' } },
    ] })]), '办件清单')
    expect(rowsOf(sheet)[0]?.['文书']).toBe('受理通知书 K7QWX-3F9T2M-0001（已作废）\n材料接收凭证 K7QWX-3F9T2M-0002')
  })

  test('without a project name say so', () => {
    expect(rowsOf(sheetOf(aBook([aCase({ project: '', flow: '' })]), '办件清单'))[0]).toMatchObject({ 项目: '未填项目名称', 流程: '未定' })
  })

  test('are counted by status and by operator; one that two worked on counts for both', () => {
    const rows = rowsOf(sheetOf(aBook([aCase(), aCase({ operators: ['李敏', '陈刚'] }), aCase({ status: 'closed', operators: ['陈刚'] })]), '统计'))
    expect(rows.map(({ 分类, 名称, 件数 }) => [分类, 名称, 件数])).toEqual([
      ['合计', '当日办理的办件', '3'],
      ['按状态', '已受理', '2'],
      ['按状态', '已办结', '1'],
      ['按经办人', '李敏', '2'],
      ['按经办人', '陈刚', '2'],
    ])
  })

  test('of which there are none are called none', () => {
    const book = aBook([])
    expect(sheetOf(book, '办件清单')).toMatchObject({ rows: [], whenEmpty: '当日没有办件。' })
    expect(rowsOf(sheetOf(book, '统计'))).toEqual([{ 分类: '合计', 名称: '当日办理的办件', 件数: '0' }])
  })

  test('in practice are marked as practice, and the promised day is always marked as sample content', () => {
    const book = aBook([aCase()], { practice: true })
    for (const words of [book.title, book.foot, ...book.sheets.map(({ title }) => title)]) expect(words).toContain('演练')
    expect(sheetOf(book, '办件清单').columns.map(({ header }) => header)).toContain('承诺办结（样例）')
  })
})
