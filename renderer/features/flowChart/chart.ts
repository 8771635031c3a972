import type { Assessment, Disposition } from '../../../shared/domain/assessment.ts'
import { changesTo } from '../../../shared/domain/layers.ts'
import type { Schedule, ScheduledItem } from '../../../shared/domain/schedule.ts'
import { type LayerView, viewLayer } from '../../words/layerText.ts'
import type { PackLookup } from '../../words/packLookup.ts'
import { dispositionWords } from '../../words/policyText.ts'
import { holidaysText, isSampleLimit, itemTimeText, stageTimeText } from '../../words/scheduleText.ts'

/** A box of the chart, in words. */
export interface ChartItem {
  readonly id: string
  readonly tone: Disposition
  readonly word: string
  readonly name: string
  readonly department: string
  readonly time: string
  /** Holidays and make-up days among its days; empty where there are none. */
  readonly holidays: string
  /** The limit is common practice, and so said. */
  readonly sampleLimit: boolean
  readonly sampleItem: boolean
  /** The overlays that brought or changed the item. */
  readonly layer: LayerView | null
  readonly mergedInto: string | null
}

/** Items below one another: the main line, one after another, or parallel ones that all begin with the stage. */
export interface ChartColumn {
  readonly kind: 'main' | 'parallel'
  readonly items: readonly ChartItem[]
}
export interface ChartStage {
  readonly id: string
  readonly name: string
  readonly time: string
  readonly afterWorks: boolean
  readonly columns: readonly ChartColumn[]
}

/** A column of parallel items is not taller than the main line beside it, or than this. */
const leastRows = 5

/** The schedule laid out in words and columns; stages from left to right. */
export function viewChart(lookup: PackLookup, schedule: Schedule): readonly ChartStage[] {
  return schedule.stages.map((stage) => {
    const items = (kind: ChartColumn['kind']): readonly ChartItem[] => stage.lanes.filter((lane) => lane.kind === kind).flatMap((lane) => lane.items.flatMap((item) => viewItem(lookup, schedule, item)))
    const main = items('main')
    const beside = items('parallel')
    const columnCount = Math.ceil(beside.length / Math.max(leastRows, main.length))
    const perColumn = Math.ceil(beside.length / Math.max(columnCount, 1))
    return {
      id: stage.id,
      name: lookup.pack.stages.find(({ id }) => id === stage.id)?.name_zh ?? stage.id,
      time: stageTimeText(stage, schedule),
      afterWorks: stage.afterWorks,
      columns: [
        ...(main.length === 0 ? [] : [{ kind: 'main' as const, items: main }]),
        ...Array.from({ length: columnCount }, (_, index) => ({ kind: 'parallel' as const, items: beside.slice(index * perColumn, (index + 1) * perColumn) })),
      ],
    }
  })
}

function viewItem(lookup: PackLookup, schedule: Schedule, scheduled: ScheduledItem): readonly ChartItem[] {
  const item = lookup.items.get(scheduled.id)
  if (!item) return []
  const { startsOn, endsOn, workingDays } = scheduled
  return [
    {
      id: scheduled.id,
      tone: scheduled.disposition,
      word: dispositionWords[scheduled.disposition],
      name: item.name_zh,
      department: item.department,
      time: itemTimeText(lookup, scheduled, schedule.from),
      holidays: startsOn === null || endsOn === null ? '' : holidaysText(startsOn, endsOn),
      sampleLimit: workingDays !== null && isSampleLimit(item),
      sampleItem: item.sample,
      layer: viewLayer(lookup, changesTo(lookup.pack.overlays, 'items', item.id)),
      mergedInto: scheduled.mergedInto,
    },
  ]
}

/** Dispositions that the chart shows, for its legend, in the order of the outcome. */
export function tonesOf({ items }: Assessment): readonly Disposition[] {
  const order: readonly Disposition[] = ['required', 'commitment', 'filing', 'merged', 'internal', 'exempt', 'open']
  return order.filter((tone) => items.some(({ disposition }) => disposition === tone))
}
