import { describe, expect, test } from 'vitest'
import { assess } from '../../shared/domain/assess.ts'
import type { MaterialState } from '../../shared/domain/events.ts'
import { isForNow } from '../../shared/domain/materialCount.ts'
import type { Facts } from '../../shared/domain/pack.ts'
import { scheduleCase } from '../../shared/domain/schedule.ts'
import { listWorkingDays, type Pause } from '../../shared/domain/workdays.ts'
import { caseBook, type CaseBookInput } from '../../shared/output/caseBook.ts'
import type { Workbook } from '../../shared/output/sheet.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { cellAt, rowsOf, sheetOf } from '../builders/sheets.ts'

const { pack, compiled } = await readXiamenPack()

function aBook({ facts = anExample(pack, 's01'), from = '2021-08-02', stops = [], ...changes }: Partial<CaseBookInput> & { readonly facts?: Facts; readonly from?: string; readonly stops?: readonly Pause[] } = {}): Workbook {
  const assessment = assess(compiled, facts)
  const schedule = scheduleCase(pack, assessment, { from, stops })
  return caseBook({
    pack,
    assessment,
    schedule,
    days: listWorkingDays(from, schedule.workingDays, pack.calendarYears, stops).days,
    accepted: null,
    status: 'intake',
    materialState: () => null,
    departmentOf: ({ department }) => department,
    project: { name: '集美三号厂房（样例）', code: '2105-350211-04-01-000127', applicant: '厦门样例实业有限公司', theme: '小型厂房、仓库、办公楼' },
    createdAt: '2021-08-03T02:15:00.000Z',
    practice: false,
    ...changes,
  })
}

describe('the items of a case', () => {
  test('stand in the order of the assessment, with stage, disposition, department and where they come from', () => {
    const rows = rowsOf(sheetOf(aBook(), '事项'))
    expect(rows).toHaveLength(assess(compiled, anExample(pack, 's01')).items.length)
    expect(rows.find(({ 事项 }) => 事项 === '建设工程规划许可证核发')).toMatchObject({ 阶段: '工程建设许可', 办理方式: '告知承诺', 主管部门: '市资源规划局', 依据: '第6条 · 任务22', 时限: '5' })
  })

  test('have real days where they are counted from the acceptance, and words where they are not', () => {
    const sheet = sheetOf(aBook(), '事项')
    const rows = rowsOf(sheet)
    const first = rows.findIndex(({ 计划开始 }) => 计划开始?.startsWith('2021') === true)
    expect(cellAt(sheet, '计划开始', first)).toEqual({ kind: 'date', day: '2021-08-03' })
    expect(rows.filter(({ 计划办结 }) => 计划办结 === '竣工后起算').map(({ 阶段 }) => 阶段)).toContain('竣工验收')
    expect(rows.find(({ 事项 }) => 事项 === '供水报装')).toMatchObject({ 计划开始: '另行申请后起算', 计划办结: '另行申请后起算' })
    expect(rows.find(({ 办理方式 }) => 办理方式 === '免办')).toMatchObject({ 时限: '—', 计划开始: '—', 计划办结: '—' })
  })

  test('say that the limits are sample content, and so are the days that follow from them', () => {
    const sheet = sheetOf(aBook(), '事项')
    expect(sheet.columns.map(({ header }) => header)).toEqual(expect.arrayContaining(['时限（工作日）（样例）', '计划开始（样例）', '计划办结（样例）']))
    expect(sheet.note).toContain('时限为样例')
  })

  test('that wait for answers are called 待定 and set off', () => {
    const sheet = sheetOf(aBook({ facts: anExample(pack, 's01', { totalFloorArea: undefined }) }), '事项')
    expect(rowsOf(sheet).map(({ 办理方式 }) => 办理方式)).toContain('待定')
    expect(sheet.highlight).toEqual({ column: '办理方式', is: '待定', unless: null })
  })

  test('whose pack is not answered at all still make a workbook', () => {
    for (const sheet of aBook({ facts: {} }).sheets) for (const row of sheet.rows) expect(row).toHaveLength(sheet.columns.length)
  })
})

describe('the checklist of a case', () => {
  const states: readonly (readonly [MaterialState, Readonly<Record<string, string>>])[] = [
    [{ kind: 'received', originals: 1, copies: 2 }, { 状态: '已收', 已收原件: '1', 已收复印件: '2' }],
    [{ kind: 'original-seen' }, { 状态: '原件已核', 已收原件: '', 已收复印件: '' }],
    [{ kind: 'shared', from: 'department', source: '市资源规划局', number: '350211202600123' }, { 状态: '共享免交', 来源: '其他部门：市资源规划局', 编号: '350211202600123' }],
    [{ kind: 'shared', from: 'earlier-stage', source: '工程建设许可', number: '12' }, { 状态: '共享免交', 来源: '前序阶段：工程建设许可', 编号: '12' }],
    [{ kind: 'waived', reason: '已在预审时核过' }, { 状态: '窗口免收', 说明: '已在预审时核过', 应交原件: '', 应交复印件: '' }],
    [{ kind: 'to-follow', by: '2021-08-20' }, { 状态: '容缺后补', 补交期限: '2021-08-20' }],
  ]
  const [wanted] = assess(compiled, anExample(pack, 's01')).items.flatMap(({ id, materials }) => materials.flatMap((material) => (material.disposition.kind === 'needed' ? [`${id}/${material.id}`] : [])))
  test.each(states)('shows %j in words, counts and days', (state, expected) => {
    const sheet = sheetOf(aBook({ materialState: (item, material) => (`${item}/${material}` === wanted ? state : null) }), '材料清单')
    const only = rowsOf(sheet).find(({ 状态 }) => 状态 === expected['状态'])
    expect(only).toMatchObject(expected)
  })

  test('writes a date to follow by as a real day and counts as numbers', () => {
    const sheet = sheetOf(aBook({ materialState: () => ({ kind: 'to-follow', by: '2021-08-20' }) }), '材料清单')
    const row = rowsOf(sheet).findIndex(({ 状态 }) => 状态 === '容缺后补')
    expect(cellAt(sheet, '补交期限', row)).toEqual({ kind: 'date', day: '2021-08-20' })
    expect(cellAt(sheet, '应交原件', row)?.kind).toBe('number')
  })

  test('calls missing what is wanted now, and 届时提交 what a later stage wants; only the first is set off', () => {
    const sheet = sheetOf(aBook(), '材料清单')
    const items = new Map(pack.items.map((item) => [item.name_zh, item]))
    for (const { 事项 = '', 状态 } of rowsOf(sheet)) {
      const item = items.get(事项.replace('（样例）', ''))
      if (状态 === '未收' || 状态 === '届时提交') expect(item && isForNow(pack, item)).toBe(状态 === '未收')
    }
    expect(rowsOf(sheet).map(({ 状态 }) => 状态)).toEqual(expect.arrayContaining(['未收', '届时提交', '免交']))
    expect(sheet.highlight).toEqual({ column: '状态', is: '未收', unless: null })
  })

  test('says why the rules do without a material', () => {
    const waived = rowsOf(sheetOf(aBook(), '材料清单')).filter(({ 状态 }) => 状态 === '免交')
    expect(waived.length).toBeGreaterThan(0)
    for (const { 说明 } of waived) expect(说明).not.toBe('')
  })

  test('counts a material that several items want as received under all of them', () => {
    const rows = rowsOf(sheetOf(aBook(), '材料清单'))
    const shared = rows.find(({ 材料, 状态, 事项 }) => 状态 === '未收' && rows.some((other) => other['材料'] === 材料 && other['事项'] !== 事项 && other['状态'] === '未收'))?.['材料'] ?? ''
    const material = pack.materials.find(({ name_zh }) => name_zh === shared)?.id
    const first = assess(compiled, anExample(pack, 's01')).items.find((item) => item.materials.some(({ id }) => id === material))?.id
    const after = rowsOf(sheetOf(aBook({ materialState: (item, id) => (item === first && id === material ? { kind: 'original-seen' } : null) }), '材料清单'))
    expect(new Set(after.filter(({ 材料, 状态 }) => 材料 === shared && 状态 !== '免交').map(({ 状态 }) => 状态))).toEqual(new Set(['原件已核']))
  })
})

describe('the schedule of a case', () => {
  test('has a line for every working day, the promised day last', () => {
    const sheet = sheetOf(aBook(), '日程')
    const schedule = scheduleCase(pack, assess(compiled, anExample(pack, 's01')), { from: '2021-08-02' })
    const rows = rowsOf(sheet)
    expect(rows).toHaveLength(schedule.workingDays + 1)
    expect(rows[0]).toMatchObject({ 第几个工作日: '0', 日期: '2021-08-02', 星期: '周一', 备注: '受理之日，从次日起计' })
    expect(rows.at(-1)).toMatchObject({ 日期: schedule.endsOn, 备注: expect.stringContaining('全部办结') as string })
    expect(cellAt(sheet, '日期', 1)).toEqual({ kind: 'date', day: '2021-08-03' })
  })

  test('shows an item from its first day to its last in one lane, and items beside the main line in lanes of their own', () => {
    const sheet = sheetOf(aBook(), '日程')
    const rows = rowsOf(sheet)
    const first = rows.findIndex((row) => row['主线']?.startsWith('建设工程规划许可证核发') === true)
    expect(rows.slice(first, first + 5).map((row) => row['主线'])).toEqual([...Array.from({ length: 4 }, () => '建设工程规划许可证核发'), '建设工程规划许可证核发（办结）'])
    expect(rows.some((row) => row['并联 1']?.includes('工程勘察文件上传（即办）') === true)).toBe(true)
  })

  test('names holidays that it jumps over and weekend days that are worked', () => {
    const rows = rowsOf(sheetOf(aBook({ from: '2021-09-15' }), '日程'))
    expect(rows.find(({ 日期 }) => 日期 === '2021-09-18')?.['备注']).toBe('调休上班')
    expect(rows.find(({ 日期 }) => 日期 === '2021-09-22')?.['备注']).toContain('中秋放假')
  })

  test('says where the calendar ends instead of guessing days', () => {
    const last = pack.calendarYears.to
    const rows = rowsOf(sheetOf(aBook({ from: `${last}-12-25` }), '日程'))
    const unknown = rows.findIndex(({ 日期 }) => 日期 === '—')
    expect(rows[unknown]?.['备注']).toBe(`日历未收录 ${last + 1} 年的节假日`)
    expect(rows.slice(unknown).every(({ 日期 }) => 日期 === '—')).toBe(true)
  })

  test('stops where the clock stands still', () => {
    const rows = rowsOf(sheetOf(aBook({ from: '2021-08-02', stops: [{ from: '2021-08-05', to: null }] }), '日程'))
    expect(rows.find(({ 日期 }) => 日期 === '—')).toMatchObject({ 第几个工作日: '3', 备注: '2021年8月5日起时限中止，恢复后再排' })
  })

  test('of a case that is not accepted says that it is an assumption', () => {
    expect(sheetOf(aBook(), '日程').note).toContain('尚未受理，假定 2021年8月2日受理推算')
    expect(sheetOf(aBook({ accepted: ['planning-permit'], status: 'accepted' }), '日程').note).toContain('2021年8月2日受理，共')
  })

  test('of a case without dated items says so', () => {
    expect(sheetOf(aBook({ facts: {} }), '日程')).toMatchObject({ rows: [], whenEmpty: '没有从受理之日起算的事项。' })
  })
})

test('practice says so in every title and on every page', () => {
  const book = aBook({ practice: true })
  for (const words of [book.title, book.foot, ...book.sheets.map(({ title }) => title)]) expect(words).toContain('演练')
})
