import { beforeAll, expect, test } from 'vitest'
import type { TimelineEntry } from '../../../shared/contracts/timeline.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { groupTimeline, takenBackText, timelineText } from '../../../renderer/words/timelineText.ts'
import { readXiamenPack } from '../../builders/pack.ts'

let lookup: PackLookup
beforeAll(async () => {
  lookup = lookUpPack((await readXiamenPack()).pack)
})

const entry = (event: string, kind: string, payload: unknown, change: Partial<TimelineEntry> = {}): TimelineEntry => ({ event, kind, at: '2026-11-24T02:42:07Z', isDoubtful: false, operatorName: '李敏', stationName: '三号窗口', undoable: true, choice: null, payload, ...change })
const tick = (event: string, item: string, change: Partial<TimelineEntry> = {}): TimelineEntry => entry(event, 'field.write', { path: `materials.${item}/construction-drawings`, value: { kind: 'original-seen' } }, change)

test('one tick for several items is one line, taken back together or not at all', () => {
  expect(groupTimeline([tick('a', 'drawing-review'), tick('b', 'fire-design-review')], lookup)).toMatchObject([{ title: '材料', lines: [{ text: '施工图设计文件：原件已核', undo: ['a', 'b'] }] }])
  expect(groupTimeline([tick('a', 'drawing-review'), tick('b', 'fire-design-review', { undoable: false })], lookup)).toMatchObject([{ lines: [{ undo: [] }] }])
  // The same again later is a line of its own.
  expect(groupTimeline([tick('a', 'drawing-review'), tick('b', 'drawing-review', { at: '2026-11-24T02:43:07Z' })], lookup)[0]?.lines).toHaveLength(2)
})

test('decisions are told with their reasons and days', () => {
  const told = (payload: unknown): string => timelineText(entry('a', 'status.write', payload), lookup)
  expect(told({ action: 'supplement', request: { until: '2021-09-26' } })).toBe('一次性告知，请在 2021年9月26日前补正')
  expect(told({ action: 'suspend', reason: '专家评审', on: '2021-09-24' })).toBe('2021年9月24日起中止时限：专家评审')
  expect(told({ action: 'hand-over', unit: '市建设局', reason: '', on: '2021-09-24' })).toBe('2021年9月24日移交市建设局')
  expect(told({ action: 'close', outcome: 'granted', remark: '证照已领', on: '2021-09-28' })).toBe('2021年9月28日办结，准予许可：证照已领')
  expect(told({ action: 'a later one' })).toBe('改变状态')
})

test('what was taken back is said in one line', () => {
  expect(takenBackText([{ path: 'facts.maxHeight', from: [24], to: [20, 24] }], 'undo', lookup)).toBe(`已撤销：${lookup.facts.get('maxHeight')?.label_zh ?? ''} 24 米 → 20 米、24 米，请再选定`)
  expect(takenBackText([{ path: 'facts.maxHeight', from: [24], to: [null] }], 'undo', lookup)).toBe(`已撤销：${lookup.facts.get('maxHeight')?.label_zh ?? ''} 24 米 → 暂不清楚`)
  const seen = { kind: 'original-seen' } as const
  expect(takenBackText([{ path: 'materials.drawing-review/construction-drawings', from: [null], to: [seen] }, { path: 'materials.fire-design-review/construction-drawings', from: [null], to: [seen] }], 'redo', lookup)).toBe('已重做：施工图设计文件 未收 → 原件已核')
  expect(takenBackText([{ path: 'project.name', from: ['乙'], to: ['甲'] }, { path: 'applicant.name', from: ['丙'], to: [null] }], 'undo', lookup)).toBe('已撤销 2 处：项目名称 乙 → 甲，等')
})

test('a move between editions that differ in limits alone does not say that nothing changed', () => {
  const payload = { from: { version: '1.0.0' }, to: { version: '1.1.0' }, differs: { items: [], materials: 0 } }
  expect(timelineText(entry('a', 'case.moved', payload), lookup)).toBe('改用规则 1.1.0，原来是 1.0.0：流程、事项和材料都没有变')
})
