import type { PlanTask, Unit } from '../domain/pack.ts'
import { type Cell, type Column, date, empty, type Highlight, number, type Sheet, text, type Workbook } from './sheet.ts'
import { writeClause, writeDay } from './wording.ts'

export interface PlanLedgerInput {
  readonly tasks: readonly PlanTask[]
  readonly units: readonly Unit[]
  /** Names the edition of the policy, such as `厦建改办〔2021〕2号 · 1.0.0`. */
  readonly packLabel: string
  /** `YYYY-MM-DD`; `null`: it is not believed, and nothing is called overdue. */
  readonly today: string | null
  /** ISO 8601 moment. */
  readonly createdAt: string
  readonly practice: boolean
}

export const taskStatuses = ['未开始', '推进中', '已完成', '持续推进'] as const

/** What is filled in as the work goes on, and what follows from the deadline: the same at the right of every sheet of tasks. */
const standing: readonly Column[] = [
  { header: '完成时限', width: 15 },
  { header: '状态', width: 10, entry: { kind: 'choice', choices: taskStatuses } },
  { header: '进度', width: 8, entry: { kind: 'percent' } },
  { header: '是否逾期', width: 9 },
  { header: '进展说明', width: 24 },
]
const overdue: Highlight = { column: '是否逾期', is: '是', unless: { column: '状态', is: '已完成' } }

/** The plan's tasks as a register (台账) to be filled in: all of them, how many each unit has, and a sheet for each unit to work with. */
export function planLedger(input: PlanLedgerInput): Workbook {
  const { tasks, today } = input
  const suffix = input.practice ? '（演练）' : ''
  const shares = input.units.map((unit) => shareOf(unit, tasks)).filter((share) => share.tasks.length > 0)
  const compared = today === null ? '导出时电脑的日期存疑，“是否逾期”没有填，请对照完成时限。' : `“是否逾期”只按完成时限与 ${writeDay(today)} 比较。`
  const note = `${compared}状态选“已完成”后，整行不再标红；进度填百分数，例如 50%。`
  return {
    title: `重点任务台账${suffix}`,
    createdAt: input.createdAt,
    foot: `${input.practice ? '演练 · ' : ''}依据：${input.packLabel}`,
    sheets: [
      {
        name: '重点任务台账',
        title: `优化提升办理建筑许可重点任务台账${upTo(today)}${suffix}`,
        note,
        columns: [
          { header: '序号', width: 6 },
          { header: '部分', width: 12 },
          { header: '任务', width: 18 },
          { header: '内容', width: 44 },
          { header: '牵头单位', width: 15 },
          { header: '责任单位', width: 21 },
          { header: '条款', width: 9 },
          ...standing,
          { header: '备注', width: 12 },
        ],
        rows: tasks.map((task) => [
          number(task.no),
          text(task.partTitle),
          text(task.title),
          text(task.content),
          text(task.lead.join('、')),
          text(task.responsible.join('、')),
          text(writeClause(task.clause) ?? '—'),
          ...standingOf(task, today),
          empty,
        ]),
        whenEmpty: '政策包里没有任务。',
        highlight: overdue,
      },
      {
        name: '各单位',
        title: `各单位承担的重点任务${upTo(today)}${suffix}`,
        note: '每个单位另有一张工作表，名称见“工作表”一列。一项任务由几个单位承担的，各单位都计入。',
        columns: [
          { header: '单位', width: 40 },
          { header: '类别', width: 14 },
          { header: '工作表', width: 24 },
          { header: '任务数', width: 8 },
          { header: '牵头', width: 8 },
          { header: '责任', width: 8 },
          { header: '期限已过', width: 10 },
          { header: '下一个时限', width: 16 },
          { header: '牵头任务序号', width: 40 },
          { header: '责任任务序号', width: 24 },
        ],
        rows: shares.map(({ unit, tasks: all, led, shared }) => [
          text(unit.name_zh),
          text(unit.kind),
          text(sheetNameOf(unit)),
          number(all.length),
          number(led.length),
          number(shared.length),
          today === null ? empty : number(all.filter((task) => isOverdue(task, today)).length),
          date(all.flatMap(({ deadline }) => (deadline !== null && today !== null && deadline >= today ? [deadline] : [])).sort()[0] ?? null),
          text(listNumbers(led)),
          text(listNumbers(shared)),
        ]),
        whenEmpty: '没有承担任务的单位。',
        highlight: null,
      },
      ...shares.map((share) => unitSheet(share, input, suffix, note)),
    ],
  }
}

interface Share {
  readonly unit: Unit
  readonly tasks: readonly PlanTask[]
  readonly led: readonly PlanTask[]
  readonly shared: readonly PlanTask[]
}

function shareOf(unit: Unit, tasks: readonly PlanTask[]): Share {
  const led = tasks.filter((task) => task.leadIds.includes(unit.id))
  const shared = tasks.filter((task) => task.responsibleIds.includes(unit.id))
  return { unit, led, shared, tasks: tasks.filter((task) => led.includes(task) || shared.includes(task)) }
}

function unitSheet({ unit, tasks, led, shared }: Share, { today }: PlanLedgerInput, suffix: string, note: string): Sheet {
  const roleOf = (task: PlanTask): string => [led.includes(task) ? '牵头' : '', shared.includes(task) ? '责任' : ''].filter((role) => role !== '').join('、')
  return {
    name: sheetNameOf(unit),
    title: `${unit.name_zh}承担的重点任务${upTo(today)}${suffix}`,
    note,
    columns: [
      { header: '序号', width: 6 },
      { header: '任务', width: 24 },
      { header: '内容', width: 60 },
      { header: '角色', width: 11 },
      { header: '条款', width: 11 },
      ...standing,
    ],
    rows: tasks.map((task) => [number(task.no), text(task.title), text(task.content), text(roleOf(task)), text(writeClause(task.clause) ?? '—'), ...standingOf(task, today)]),
    whenEmpty: '没有任务。',
    highlight: overdue,
  }
}

const upTo = (today: string | null): string => (today === null ? '' : `（截至${writeDay(today)}）`)

/** Units go by the short name that the plan prints: tabs are narrow, and Excel allows 31 characters. */
const sheetNameOf = (unit: Unit): string => unit.aliases[0] ?? unit.name_zh

function standingOf(task: PlanTask, today: string | null): readonly Cell[] {
  return [
    task.deadline === null ? text('持续推进') : date(task.deadline),
    // The plan does not tell how far a task has come; only the lasting ones have a known state.
    task.ongoing ? text('持续推进') : empty,
    empty,
    task.deadline === null ? text('—') : today === null ? empty : text(isOverdue(task, today) ? '是' : '否'),
    empty,
  ]
}

/** The deadline day itself is still in time. Whether the task is done is for the register to say. */
function isOverdue(task: PlanTask, today: string): boolean {
  return task.deadline !== null && task.deadline < today
}

function listNumbers(tasks: readonly PlanTask[]): string {
  return tasks.map((task) => task.no).join('、 ')
}
