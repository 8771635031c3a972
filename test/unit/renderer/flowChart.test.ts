import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { viewChart, type ChartItem, type ChartStage } from '../../../renderer/features/flowChart/chart.ts'
import { layOutChart, type Box, type ChartLayout, type Point } from '../../../renderer/features/flowChart/layout.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { chartTitle, daysText, holidaysText, scheduleNotes, termText } from '../../../renderer/words/scheduleText.ts'
import { assess } from '../../../shared/domain/assess.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import type { Facts, Pack } from '../../../shared/domain/pack.ts'
import { scheduleCase, type ScheduleStart } from '../../../shared/domain/schedule.ts'
import { someFacts } from '../../builders/answers.ts'
import { anExample, readXiamenPack } from '../../builders/pack.ts'

let pack: Pack
let compiled: CompiledPack
let lookup: PackLookup
beforeAll(async () => {
  ;({ pack, compiled } = await readXiamenPack())
  lookup = lookUpPack(pack)
})

const chartOf = (facts: Facts, start: ScheduleStart = { from: '2021-08-03' }): readonly ChartStage[] => viewChart(lookup, scheduleCase(pack, assess(compiled, facts), start))
const itemsOf = (stages: readonly ChartStage[]): readonly ChartItem[] => stages.flatMap(({ columns }) => columns.flatMap(({ items }) => items))
const find = (stages: readonly ChartStage[], id: string): ChartItem | undefined => itemsOf(stages).find((item) => item.id === id)

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
/** A line that runs through a box; touching its edge, where it begins or ends, is none. */
function crosses([a, b]: readonly [Point, Point], box: Box): boolean {
  return Math.min(a.x, b.x) < box.x + box.width - 0.5 && Math.max(a.x, b.x) > box.x + 0.5 && Math.min(a.y, b.y) < box.y + box.height - 0.5 && Math.max(a.y, b.y) > box.y + 0.5
}
function checkLayout(stages: readonly ChartStage[], layout: ChartLayout): void {
  const boxes = [...layout.boxes]
  expect(boxes).toHaveLength(itemsOf(stages).length)
  for (const [id, box] of boxes) {
    expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height, `${id} is inside`).toBe(true)
    for (const [other, otherBox] of boxes) if (id < other) expect(overlap(box, otherBox), `${id} and ${other} apart`).toBe(false)
  }
  const grounds = stages.map(({ id }) => layout.grounds.get(id))
  grounds.forEach((ground, index) => {
    const next = grounds[index + 1]
    if (ground && next) expect(ground.x + ground.width < next.x, 'stages from left to right').toBe(true)
  })
  for (const stage of stages)
    for (const { kind, items } of stage.columns) {
      expect(new Set(items.map(({ id }) => Math.round(layout.boxes.get(id)?.x ?? -1))).size, 'a column is straight').toBe(1)
      if (kind !== 'main') continue
      items.forEach(({ id }, index) => {
        const before = layout.boxes.get(items[index - 1]?.id ?? '')
        if (before) expect(before.y + before.height < (layout.boxes.get(id)?.y ?? 0), 'the main line goes forward').toBe(true)
      })
    }
  for (const { from, to, points } of layout.links)
    points.slice(1).forEach((point, index) => {
      const line = [points[index] ?? point, point] as const
      for (const [id, box] of boxes) expect(crosses(line, box), `the line from ${from} to ${to} meets ${id}`).toBe(false)
    })
}

describe('the chart of every worked case', () => {
  test('no two boxes overlap, no line runs through a box, the main line goes down and the stages to the right', () => {
    for (const { id, facts } of pack.examples) {
      const stages = chartOf(facts)
      expect(stages, id).not.toHaveLength(0)
      checkLayout(stages, layOutChart(stages))
    }
  })
  test('so for any answers, half of them missing', () => {
    fc.assert(
      fc.property(someFacts(compiled), (facts) => {
        const stages = chartOf(facts)
        checkLayout(stages, layOutChart(stages))
      }),
      { numRuns: 30 },
    )
  })
  test('without any answer there is a chart of what may come', () => {
    const stages = chartOf({})
    checkLayout(stages, layOutChart(stages))
  })
})

describe('what a box says', () => {
  test('its days, its length, and what makes them longer', () => {
    const permit = find(chartOf(anExample(pack, 's02'), { from: '2021-09-24', accepted: ['planning-permit'] }), 'planning-permit')
    expect(permit).toMatchObject({ word: '需办理', department: '市资源规划局', time: '9月26日–9月30日 · 5 个工作日', holidays: '9月26日调休上班', sampleLimit: true })
  })
  test('an item after the works, one of its own application, an exempt and a merged one', () => {
    const stages = chartOf(anExample(pack, 's01'))
    expect(find(stages, 'planning-verification')?.time).toBe('竣工后第 1–5 个工作日')
    expect(find(stages, 'water-supply')?.time).toBe('另行申请 · 3 个工作日')
    expect(find(stages, 'eia')).toMatchObject({ word: '免办', time: '不用办理' })
    expect(find(stages, 'property-registration')).toMatchObject({ word: '合并办理', time: '与联合验收一并办理', mergedInto: 'joint-acceptance' })
    expect(find(stages, 'survey-file-upload')?.time).toBe('8月19日 · 即办')
  })
  test('a stage without days says why', () => {
    const timeOf = (facts: Facts, id: string) => chartOf(facts).find((stage) => stage.id === id)?.time
    expect(timeOf(anExample(pack, 's14'), 'works')).toBe('不用申请')
    expect(timeOf({}, 'works')).toBe('待定')
    expect(timeOf(anExample(pack, 's01'), 'construction')).toBe('8月20日–8月31日')
  })
  test('a day that the calendar does not know is a working day by number', () => {
    expect(find(chartOf(anExample(pack, 's02'), { from: '2026-12-22', accepted: ['design-scheme', 'planning-permit'] }), 'planning-permit')?.time).toBe('第 8–12 个工作日 · 5 个工作日')
  })
})

describe('what is said over the chart', () => {
  const schedule = (facts: Facts, start: ScheduleStart) => scheduleCase(pack, assess(compiled, facts), start)
  test('the low-risk chart is the one that task 21 has published', () => {
    expect(chartTitle(lookup, 'low-risk')).toBe('社会投资简易低风险工程建设项目 办理流程图（任务21）')
    expect(chartTitle(lookup, 'rural')).toBe('乡村建设项目 办理流程图')
    expect(chartTitle(lookup, null)).toBe('办理流程图（流程待定）')
  })
  test('the term, holidays in it, and what is open', () => {
    const open = schedule(anExample(pack, 's02', { totalFloorArea: undefined }), { from: '2021-09-16' })
    expect(scheduleNotes(open)[0]).toMatch(/^还有 \d+ 项待定，没有算进日期。$/)
    const settled = schedule(anExample(pack, 's02'), { from: '2021-09-16' })
    expect(termText(settled, false)).toBe('20 个工作日，预计 2021年10月20日办结')
    expect(scheduleNotes(settled)).toEqual(['含中秋 3 天、国庆节 7 天，9月18日、9月26日、10月9日调休上班。'])
  })
  test('a year without a calendar and a clock that stands still', () => {
    expect(scheduleNotes(schedule(anExample(pack, 's02'), { from: '2027-03-01' }))).toEqual(['日历还没有 2027 年的节假日，排到那一年的日期要另行确定。'])
    expect(scheduleNotes(schedule(anExample(pack, 's02'), { from: '2021-08-03', stops: [{ from: '2021-08-05', to: null }] }))).toEqual(['时限从2021年8月5日起中止，恢复以后再排后面的日期。'])
  })
  test('days are named with their year only where it changes', () => {
    expect(daysText('2021-08-04', '2021-08-12', '2021-08-03')).toBe('8月4日–8月12日')
    expect(daysText('2021-08-04', '2021-08-04', '2021-08-03')).toBe('8月4日')
    expect(daysText('2021-12-30', '2022-01-05', '2021-12-29')).toBe('12月30日–2022年1月5日')
    expect(daysText('2022-01-05', '2022-01-07', '2021-12-29')).toBe('2022年1月5日–1月7日')
    expect(holidaysText('2021-08-04', '2021-08-12')).toBe('')
  })
})
