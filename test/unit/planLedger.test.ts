import { describe, expect, test } from 'vitest'
import type { PlanTask } from '../../shared/domain/pack.ts'
import { planLedger } from '../../shared/output/planLedger.ts'
import type { Cell, Sheet } from '../../shared/output/sheet.ts'
import { readXiamenPack } from '../builders/pack.ts'

const { tasks, units } = (await readXiamenPack()).pack

const createdAt = '2021-08-03T02:15:00.000Z'

function aTask(changes: Partial<PlanTask> = {}): PlanTask {
  return {
    no: 1, part: 1, partTitle: '优化完善全流程在线审批', title: '审批结果在线生成', content: '审批结果文件实时在线生成。',
    lead: ['市工信局'], leadIds: ['gongxin'], responsible: ['各审批部门', '市审批管理局'], responsibleIds: ['shenpi-bumen', 'shenpi-guanli'],
    deadline: '2021-05-31', ongoing: false, clause: 4, sources: [], ...changes,
  }
}

function register(some: readonly PlanTask[], today = '2021-08-03'): Sheet {
  const sheet = planLedger({ tasks: some, units: [], today, createdAt, practice: false }).sheets[0]
  if (!sheet) throw new Error('no sheet')
  return sheet
}

function cellOf(sheet: Sheet, header: string, row = 0): Cell | undefined {
  return sheet.rows[row]?.[sheet.columns.findIndex((column) => column.header === header)]
}

describe('the ledger of the plan', () => {
  test('has a line for each of the 65 tasks, every line as wide as the head', () => {
    const { sheets } = planLedger({ tasks, units, today: '2021-08-03', createdAt, practice: false })
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
    expect(register([aTask()], '2021-05-31').flagged).toEqual([])
    expect(cellOf(register([aTask()], '2021-06-01'), '是否逾期')).toEqual({ kind: 'text', text: '是' })
    expect(register([aTask(), aTask({ deadline: '2021-12-31' })], '2021-06-01').flagged).toEqual([0])
  })

  test('a lasting task is never overdue and is the only one whose state is known', () => {
    const sheet = register([aTask({ deadline: null, ongoing: true }), aTask()], '2030-01-01')
    expect(cellOf(sheet, '完成时限')).toEqual({ kind: 'text', text: '持续推进' })
    expect(cellOf(sheet, '状态')).toEqual({ kind: 'text', text: '持续推进' })
    expect(cellOf(sheet, '是否逾期')).toEqual({ kind: 'text', text: '—' })
    expect(cellOf(sheet, '状态', 1)).toEqual({ kind: 'empty' })
    expect(sheet.flagged).toEqual([1])
  })

  test('the state is chosen from a list', () => {
    expect(register([aTask()]).columns.find((column) => column.header === '状态')?.choices).toEqual(['未开始', '推进中', '已完成', '持续推进'])
  })

  test('the second sheet counts what each unit leads and shares, and leaves out units without a task', () => {
    const sheet = planLedger({ tasks, units: [...units, { id: 'nobody', name_zh: '无任务单位', kind: '其他', aliases: [] }], today: '2021-08-03', createdAt, practice: false }).sheets[1]
    const led = tasks.filter((task) => task.leadIds.includes('shenpi-guanli'))
    const row = sheet?.rows.find((cells) => cells[0]?.kind === 'text' && cells[0].text === '厦门市行政审批管理局')
    expect(row?.[2]).toEqual({ kind: 'number', value: led.length })
    expect(row?.[3]).toEqual({ kind: 'text', text: led.map((task) => task.no).join('、') })
    expect(JSON.stringify(sheet)).not.toContain('无任务单位')
  })

  test('practice says so in every title', () => {
    const book = planLedger({ tasks, units, today: '2021-08-03', createdAt, practice: true })
    for (const title of [book.title, ...book.sheets.map((sheet) => sheet.title)]) expect(title).toContain('演练')
  })
})
