import { describe, expect, test } from 'vitest'
import type { PlanTask } from '../../shared/domain/pack.ts'
import { planLedger } from '../../shared/output/planLedger.ts'
import type { Cell, Sheet } from '../../shared/output/sheet.ts'
import { readXiamenPack } from '../builders/pack.ts'

const { tasks, units } = (await readXiamenPack()).pack

const createdAt = '2021-08-03T02:15:00.000Z'
const packLabel = '厦建改办〔2021〕2号 · 1.0.0'

function aTask(changes: Partial<PlanTask> = {}): PlanTask {
  return {
    no: 1, part: 1, partTitle: '优化完善全流程在线审批', title: '审批结果在线生成', content: '审批结果文件实时在线生成。',
    lead: ['市工信局'], leadIds: ['gongxin'], responsible: ['各审批部门', '市审批管理局'], responsibleIds: ['shenpi-bumen', 'shenpi-guanli'],
    deadline: '2021-05-31', ongoing: false, clause: 4, sources: [], ...changes,
  }
}

function register(some: readonly PlanTask[], today = '2021-08-03'): Sheet {
  const sheet = planLedger({ tasks: some, units: [], packLabel, today, createdAt, practice: false }).sheets[0]
  if (!sheet) throw new Error('no sheet')
  return sheet
}

function cellOf(sheet: Sheet, header: string, row = 0): Cell | undefined {
  return sheet.rows[row]?.[sheet.columns.findIndex((column) => column.header === header)]
}

describe('the ledger of the plan', () => {
  test('has a line for each of the 65 tasks, every line as wide as the head', () => {
    const { sheets } = planLedger({ tasks, units, packLabel, today: '2021-08-03', createdAt, practice: false })
    expect(sheets[0]?.rows).toHaveLength(65)
    for (const sheet of sheets) for (const row of sheet.rows) expect(row).toHaveLength(sheet.columns.length)
  })

  test('carries the plan over: units as printed, clause, deadline as a day', () => {
    const sheet = register([aTask()])
    expect(cellOf(sheet, '序号')).toEqual({ kind: 'number', value: 1 })
    expect(cellOf(sheet, '牵头单位')).toEqual({ kind: 'text', text: '市工信局' })
    expect(cellOf(sheet, '责任单位')).toEqual({ kind: 'text', text: '各审批部门、市审批管理局' })
    expect(cellOf(sheet, '条款')).toEqual({ kind: 'text', text: '第4条' })
    expect(cellOf(sheet, '完成时限')).toEqual({ kind: 'date', day: '2021-05-31' })
  })

  test.each([[4, '第4条'], ['org-3', '组织实施（3）'], ['other-2', '其他（2）'], [null, '—']])('clause %s reads %s', (clause, words) => {
    expect(cellOf(register([aTask({ clause })]), '条款')).toEqual({ kind: 'text', text: words })
  })

  test('the deadline day is still in time, the day after is not', () => {
    expect(cellOf(register([aTask()], '2021-05-31'), '是否逾期')).toEqual({ kind: 'text', text: '否' })
    expect(cellOf(register([aTask()], '2021-06-01'), '是否逾期')).toEqual({ kind: 'text', text: '是' })
  })

  test('nothing is called overdue while today is not believed, and the sheets say so', () => {
    const { sheets } = planLedger({ tasks, units, packLabel, today: null, createdAt, practice: false })
    for (const { name, title, note, columns, rows } of sheets) {
      expect(title, name).not.toContain('截至')
      if (name !== '各单位') expect(note, name).toContain('导出时电脑的日期存疑')
      for (const header of ['是否逾期', '期限已过', '下一个时限']) {
        const at = columns.findIndex((column) => column.header === header)
        if (at !== -1) expect(rows.map((row) => row[at]).filter((cell) => cell?.kind !== 'empty' && !(cell?.kind === 'text' && cell.text === '—')), `${name} ${header}`).toEqual([])
      }
    }
  })

  test('a lasting task is never overdue and is the only one whose state is known', () => {
    const sheet = register([aTask({ deadline: null, ongoing: true }), aTask()], '2030-01-01')
    expect(cellOf(sheet, '完成时限')).toEqual({ kind: 'text', text: '持续推进' })
    expect(cellOf(sheet, '状态')).toEqual({ kind: 'text', text: '持续推进' })
    expect(cellOf(sheet, '是否逾期')).toEqual({ kind: 'text', text: '—' })
    expect(cellOf(sheet, '状态', 1)).toEqual({ kind: 'empty' })
  })

  test('the state is chosen from a list, how far it has come is a share, and a task marked as done is no longer set off', () => {
    const { columns, highlight } = register([aTask()])
    expect(columns.find(({ header }) => header === '状态')?.entry).toEqual({ kind: 'choice', choices: ['未开始', '推进中', '已完成', '持续推进'] })
    expect(columns.find(({ header }) => header === '进度')?.entry).toEqual({ kind: 'percent' })
    expect(highlight).toEqual({ column: '是否逾期', is: '是', unless: { column: '状态', is: '已完成' } })
  })

  test('the second sheet counts what each unit leads and shares, what is past its deadline and which comes next, and leaves out units without a task', () => {
    const sheet = planLedger({ tasks, units: [...units, { id: 'nobody', name_zh: '无任务单位', kind: '其他', aliases: [] }], packLabel, today: '2021-08-03', createdAt, practice: false }).sheets[1]
    if (!sheet) throw new Error('no second sheet')
    const mine = tasks.filter((task) => task.leadIds.includes('shenpi-guanli') || task.responsibleIds.includes('shenpi-guanli'))
    const led = tasks.filter((task) => task.leadIds.includes('shenpi-guanli'))
    const row = sheet.rows.findIndex((cells) => cells[0]?.kind === 'text' && cells[0].text === '厦门市行政审批管理局')
    expect(cellOf(sheet, '任务数', row)).toEqual({ kind: 'number', value: mine.length })
    expect(cellOf(sheet, '牵头', row)).toEqual({ kind: 'number', value: led.length })
    expect(cellOf(sheet, '牵头任务序号', row)).toEqual({ kind: 'text', text: led.map((task) => task.no).join('、 ') })
    expect(cellOf(sheet, '期限已过', row)).toEqual({ kind: 'number', value: mine.filter(({ deadline }) => deadline !== null && deadline < '2021-08-03').length })
    expect(cellOf(sheet, '下一个时限', row)).toEqual({ kind: 'date', day: mine.flatMap(({ deadline }) => (deadline !== null && deadline >= '2021-08-03' ? [deadline] : [])).sort()[0] })
    expect(JSON.stringify(sheet)).not.toContain('无任务单位')
  })

  test('every unit with a task has a sheet of its own, in the order of the overview', () => {
    const { sheets } = planLedger({ tasks, units, packLabel, today: '2021-08-03', createdAt, practice: false })
    const overview = sheets[1]
    if (!overview) throw new Error('no overview')
    expect(overview.rows.length).toBeGreaterThan(30)
    expect(overview.rows.map((_, row) => cellOf(overview, '工作表', row))).toEqual(sheets.slice(2).map(({ name }) => ({ kind: 'text', text: name })))
  })

  test("a unit's sheet holds its tasks and no others, with its role in each", () => {
    const unit = { id: 'gongxin', name_zh: '厦门市工业和信息化局', kind: '市直部门', aliases: ['市工信局'] }
    const lead = aTask({ no: 1 })
    const helper = aTask({ no: 2, leadIds: ['other'], responsibleIds: ['gongxin'] })
    const both = aTask({ no: 3, responsibleIds: ['gongxin'], deadline: null, ongoing: true })
    const sheet = planLedger({ tasks: [lead, aTask({ no: 9, leadIds: ['other'], responsibleIds: [] }), helper, both], units: [unit], packLabel, today: '2021-08-03', createdAt, practice: false }).sheets[2]
    if (!sheet) throw new Error('no sheet of the unit')
    expect(sheet.name).toBe('市工信局')
    expect(sheet.title).toContain('厦门市工业和信息化局')
    expect(sheet.rows.map((_, row) => cellOf(sheet, '序号', row))).toEqual([1, 2, 3].map((value) => ({ kind: 'number', value })))
    expect(sheet.rows.map((_, row) => cellOf(sheet, '角色', row))).toEqual(['牵头', '责任', '牵头、责任'].map((words) => ({ kind: 'text', text: words })))
    expect(cellOf(sheet, '是否逾期')).toEqual({ kind: 'text', text: '是' })
    expect(cellOf(sheet, '状态', 2)).toEqual({ kind: 'text', text: '持续推进' })
  })

  test('practice says so in every title and on every page', () => {
    const book = planLedger({ tasks, units, packLabel, today: '2021-08-03', createdAt, practice: true })
    for (const words of [book.title, book.foot, ...book.sheets.map(({ title }) => title)]) expect(words).toContain('演练')
  })
})
