import type { Item } from '../../shared/domain/pack.ts'
import type { Schedule, ScheduledItem, ScheduledStage } from '../../shared/domain/schedule.ts'
import type { Span } from '../../shared/domain/acceptanceTerm.ts'
import { specialDays } from '../../shared/domain/workdays.ts'
import { shortDayText } from './clockText.ts'
import { dayText } from './dayText.ts'
import { flowName, itemName, type PackLookup } from './packLookup.ts'

/** Flows whose chart the plan orders to be published, by the task that says so. */
const publishingTasks: Readonly<Record<string, number>> = { 'low-risk': 21 }

/** `社会投资简易低风险工程建设项目 办理流程图（任务21）` */
export function chartTitle(lookup: PackLookup, flow: string | null): string {
  const name = flowName(lookup, flow)
  if (flow === null || name === null) return '办理流程图（流程待定）'
  const task = publishingTasks[flow]
  return `${name} 办理流程图${task === undefined ? '' : `（任务${task}）`}`
}

/** `8月4日–8月12日`; one day alone is named once. */
export function daysText(startsOn: string, endsOn: string, near: string): string {
  return startsOn === endsOn ? shortDayText(startsOn, near) : `${shortDayText(startsOn, near)}–${shortDayText(endsOn, startsOn)}`
}

/** Holidays and make-up days in a span of days: `含国庆节 7 天，9月26日、10月9日上班`; empty where there are none. */
export function holidaysText(startsOn: string, endsOn: string): string {
  const special = specialDays(startsOn, endsOn)
  const names = [...new Set(special.flatMap(({ kind, name }) => (kind === 'holiday' ? [name] : [])))]
  const holidays = names.map((name) => `${name} ${special.filter((day) => day.kind === 'holiday' && day.name === name).length} 天`)
  const makeUps = special.flatMap(({ day, kind }) => (kind === 'make-up' ? [shortDayText(day, startsOn)] : []))
  const parts = [...(holidays.length > 0 ? [`含${holidays.join('、')}`] : []), ...(makeUps.length > 0 ? [`${makeUps.join('、')}调休上班`] : [])]
  return parts.join('，')
}

/** When an item is worked on: `8月4日–8月12日 · 7 个工作日`, `竣工后第 1–5 个工作日`, `与联合验收一并办理`. */
export function itemTimeText(lookup: PackLookup, scheduled: ScheduledItem, from: string): string {
  const { span, workingDays, startsOn, endsOn, mergedInto } = scheduled
  const length = workingDays === 0 ? '即办' : `${workingDays} 个工作日`
  switch (scheduled.countedFrom) {
    case 'acceptance':
      if (startsOn !== null && endsOn !== null) return `${daysText(startsOn, endsOn, from)} · ${length}`
      if (startsOn !== null) return `${shortDayText(startsOn, from)}起 · ${length}`
      return `${span === null ? '' : spanText(span, '')} · ${length}`
    case 'works-done':
      return workingDays === 0 || span === null ? '竣工后即办' : spanText(span, '竣工后')
    case 'own-application':
      return `另行申请 · ${length}`
    case 'nothing':
      if (scheduled.disposition === 'exempt') return '不用办理'
      if (scheduled.disposition === 'internal') return '部门之间办理，不用申请'
      if (scheduled.disposition === 'open') return `如需办理：${length}`
      return mergedInto === null ? '' : `与${itemName(lookup, mergedInto)}一并办理`
  }
}

function spanText({ first, last }: Span, start: string): string {
  return `${start}第 ${first >= last ? last : `${first}–${last}`} 个工作日`
}

/** The limit is common practice, not in the plan. */
export function isSampleLimit({ timeLimit }: Item): boolean {
  return timeLimit.source !== 'plan'
}

/** The days of a whole stage: `8月4日–8月19日`, `竣工后第 1–23 个工作日`, or why it has none. */
export function stageTimeText(stage: ScheduledStage, schedule: Schedule): string {
  const items = stage.lanes.flatMap((lane) => lane.items)
  if (stage.startsOn !== null && stage.endsOn !== null) return daysText(stage.startsOn, stage.endsOn, schedule.from)
  if (stage.startsOn !== null) return `${shortDayText(stage.startsOn, schedule.from)}起`
  const spans = items.flatMap(({ span, countedFrom }) => (span !== null && countedFrom === (stage.afterWorks ? 'works-done' : 'acceptance') ? [span] : []))
  if (spans.length === 0) return items.some(({ disposition }) => disposition === 'open') ? '待定' : items.every(({ disposition }) => disposition === 'exempt' || disposition === 'internal') ? '不用申请' : ''
  return spanText({ first: Math.min(...spans.map(({ first }) => first)), last: Math.max(...spans.map(({ last }) => last)) }, stage.afterWorks ? '竣工后' : '')
}

/** The term as a whole: `20 个工作日，预计 2021年8月31日办结`. */
export function termText({ workingDays, endsOn, stages }: Schedule, isAccepted: boolean): string {
  const isCounted = stages.some(({ lanes }) => lanes.some(({ items }) => items.some(({ countedFrom }) => countedFrom === 'acceptance')))
  if (!isCounted) return '还没有能排日期的事项'
  const length = workingDays === 0 ? '即办' : `${workingDays} 个工作日`
  if (endsOn === null) return length
  return `${length}，${isAccepted ? '承诺' : '预计'} ${dayText(endsOn)}办结`
}

/** What has to be said beside the dates. */
export function scheduleNotes(schedule: Schedule): readonly string[] {
  const open = schedule.stages.flatMap(({ lanes }) => lanes.flatMap(({ items }) => items)).filter(({ disposition }) => disposition === 'open').length
  const holidays = schedule.endsOn === null ? '' : holidaysText(schedule.from, schedule.endsOn)
  return [
    ...(open > 0 ? [`还有 ${open} 项待定，没有算进日期。`] : []),
    ...(schedule.unknownYear === null ? [] : [`日历还没有 ${schedule.unknownYear} 年的节假日，排到那一年的日期要另行确定。`]),
    ...(schedule.stoppedSince === null ? [] : [`时限从${dayText(schedule.stoppedSince)}起中止，恢复以后再排后面的日期。`]),
    ...(holidays === '' ? [] : [`${holidays}。`]),
  ]
}
