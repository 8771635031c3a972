import type { Clause, PlanTask, Unit } from '../domain/pack.ts'
import type { Cell, Column, Workbook } from './sheet.ts'
import { writeDay } from './wording.ts'

export interface PlanLedgerInput {
  readonly tasks: readonly PlanTask[]
  readonly units: readonly Unit[]
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** ISO 8601 moment. */
  readonly createdAt: string
  readonly practice: boolean
}

export const taskStatuses = ['未开始', '推进中', '已完成', '持续推进'] as const

/** The plan's tasks as a register (台账) to be filled in, and the same tasks by organisation. */
export function planLedger(input: PlanLedgerInput): Workbook {
  const { tasks, today } = input
  const suffix = input.practice ? '（演练）' : ''
  const columns: readonly Column[] = [
    { header: '序号', width: 6 },
    { header: '部分', width: 12 },
    { header: '任务', width: 18 },
    { header: '内容', width: 44 },
    { header: '牵头单位', width: 15 },
    { header: '责任单位', width: 21 },
    { header: '条款', width: 9 },
    { header: '完成时限', width: 15 },
    { header: '状态', width: 10, choices: taskStatuses },
    { header: '是否逾期', width: 9 },
    { header: '进展说明', width: 22 },
    { header: '备注', width: 12 },
  ]
  return {
    title: `重点任务台账${suffix}`,
    createdAt: input.createdAt,
    sheets: [
      {
        name: '重点任务台账',
        title: `优化提升办理建筑许可重点任务台账（截至${writeDay(today)}）${suffix}`,
        columns,
        rows: tasks.map((task) => [
          number(task.no),
          text(task.partTitle),
          text(task.title),
          text(task.content),
          text(task.lead.join('、')),
          text(task.responsible.join('、')),
          text(writeClause(task.clause)),
          task.deadline === null ? text('持续推进') : { kind: 'date', day: task.deadline },
          // The plan does not tell how far a task has come; only the lasting ones have a known state.
          task.ongoing ? text('持续推进') : empty,
          text(task.deadline === null ? '—' : isOverdue(task, today) ? '是' : '否'),
          empty,
          empty,
        ]),
        flagged: tasks.flatMap((task, index) => (isOverdue(task, today) ? [index] : [])),
      },
      {
        name: '按单位',
        title: `各单位承担的重点任务${suffix}`,
        columns: [
          { header: '单位', width: 40 },
          { header: '类别', width: 16 },
          { header: '牵头任务数', width: 12 },
          { header: '牵头任务序号', width: 60 },
          { header: '责任任务数', width: 12 },
          { header: '责任任务序号', width: 30 },
        ],
        rows: input.units.flatMap((unit) => {
          const led = tasks.filter((task) => task.leadIds.includes(unit.id))
          const shared = tasks.filter((task) => task.responsibleIds.includes(unit.id))
          if (led.length + shared.length === 0) return []
          return [[text(unit.name_zh), text(unit.kind), number(led.length), text(listNumbers(led)), number(shared.length), text(listNumbers(shared))]]
        }),
        flagged: [],
      },
    ],
  }
}

const empty: Cell = { kind: 'empty' }
const text = (value: string): Cell => (value === '' ? empty : { kind: 'text', text: value })
const number = (value: number): Cell => ({ kind: 'number', value })

/** The deadline day itself is still in time. Whether the task is done is for the register to say. */
function isOverdue(task: PlanTask, today: string): boolean {
  return task.deadline !== null && task.deadline < today
}

function listNumbers(tasks: readonly PlanTask[]): string {
  return tasks.map((task) => task.no).join('、')
}

const closingParts: Readonly<Record<string, string>> = { org: '组织实施', other: '其他' }

/** `4` → 第4条; the plan's closing parts are numbered apart. */
function writeClause(clause: Clause): string {
  if (clause === null) return '—'
  if (typeof clause === 'number') return `第${clause}条`
  const [part = '', item = ''] = clause.split('-')
  const heading = closingParts[part]
  return heading === undefined ? clause : `${heading}（${item}）`
}
