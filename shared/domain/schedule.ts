import { layOutTerm, stagesInOrder, type Span, type Term } from './acceptanceTerm.ts'
import type { Assessment, Disposition, ItemOutcome } from './assessment.ts'
import { isForNow } from './materialCount.ts'
import type { Item, ItemId, Pack } from './pack.ts'
import { listWorkingDays, type Pause } from './workdays.ts'

/**
 * What the days of an item are counted from: the acceptance of the case; the end of the works (竣工后); an application of
 * its own (报装); `nothing` where it takes no time (exempt, internal, merged into an item that does) or is still open.
 */
export type CountedFrom = 'acceptance' | 'works-done' | 'own-application' | 'nothing'

export interface ScheduledItem {
  readonly id: ItemId
  readonly disposition: Disposition
  /** `null`: an unanswered fact decides whether it applies at all. */
  readonly applies: true | null
  readonly mergedInto: ItemId | null
  /** Belongs to a stage that begins when the works are done. */
  readonly afterWorks: boolean
  /** Its time limit in working days; 0 is 即办. `null` where it takes no time of its own. */
  readonly workingDays: number | null
  readonly countedFrom: CountedFrom
  /** Working days counted from there; `null` where that is `nothing`. */
  readonly span: Span | null
  /** First and last working day, `YYYY-MM-DD`; `null` where unknown. */
  readonly startsOn: string | null
  readonly endsOn: string | null
}

/** Items one after another. The main line comes first; each parallel item has a lane of its own beside it. */
export interface Lane {
  readonly kind: 'main' | 'parallel'
  readonly items: readonly ScheduledItem[]
}

export interface ScheduledStage {
  readonly id: string
  readonly afterWorks: boolean
  /** At least one, none of them empty: a stage without items is left out. */
  readonly lanes: readonly Lane[]
  /** Over the items of the stage that have dates and take a day at least, if any does; `null` where none has, or where the end is unknown. */
  readonly startsOn: string | null
  readonly endsOn: string | null
}

/** A case laid out in time. Days are `YYYY-MM-DD`. */
export interface Schedule {
  /** The day of acceptance; the working day after it is the first. */
  readonly from: string
  /** In their order. */
  readonly stages: readonly ScheduledStage[]
  /** Of the accepted items, as promised: `acceptanceTerm`. */
  readonly workingDays: number
  /** The promised day, stops counted in; `null` where the calendar runs out or the clock stands still. */
  readonly endsOn: string | null
  /** The year whose holidays are not known, into which the term runs: dates from there on are `null`. */
  readonly unknownYear: number | null
  /** Since when the clock stands still without an end: dates from there on are `null`. */
  readonly stoppedSince: string | null
}

export interface ScheduleStart {
  /** The day of acceptance, real or assumed. */
  readonly from: string
  /** `null`: not decided yet; what is usually taken in now counts. */
  readonly accepted?: readonly ItemId[] | null
  readonly stops?: readonly Pause[]
}

/** Not applied for (exempt, internal), or not known yet whether it will be (open). */
const untimed: ReadonlySet<Disposition> = new Set(['exempt', 'internal', 'open'])

/** Lays a case out by stage, lane and working day. Open items stay in it without time: the dates are those of what is certain. */
export function scheduleCase(pack: Pack, assessment: Assessment, { from, accepted = null, stops = [] }: ScheduleStart): Schedule {
  const items = new Map(pack.items.map((item) => [item.id, item]))
  const afterWorks = new Set(pack.stages.filter((stage) => stage.afterWorks === true).map(({ id }) => id))
  const appliedFor = assessment.items.flatMap(({ id, applies, disposition }) => {
    const item = items.get(id)
    return item && applies === true && !untimed.has(disposition) ? [item] : []
  })
  const takenIn = accepted ?? appliedFor.filter((item) => isForNow(pack, item)).map(({ id }) => id)
  const later = appliedFor.filter(({ id }) => !takenIn.includes(id))
  const ownTime = later.filter((item) => !isMergedInto(assessment, item, appliedFor))
  const terms: Readonly<Record<Exclude<CountedFrom, 'nothing'>, Term>> = {
    acceptance: layOutTerm(pack, assessment, takenIn),
    'works-done': layOutTerm(pack, assessment, ownTime.filter(({ stage }) => afterWorks.has(stage)).map(({ id }) => id)),
    'own-application': { workingDays: 0, spans: new Map(ownTime.filter(({ stage }) => !afterWorks.has(stage)).map(({ id, timeLimit }) => [id, { first: 1, last: timeLimit.workingDays }])) },
  }
  const { days, unknownYear, stoppedSince } = listWorkingDays(from, terms.acceptance.workingDays, pack.calendarYears, stops)

  const scheduleItem = (item: Item, outcome: ItemOutcome): ScheduledItem => {
    const [countedFrom, span] = findSpan(terms, item.id)
    const isDated = countedFrom === 'acceptance' && span !== null
    return {
      id: item.id,
      disposition: outcome.disposition,
      applies: outcome.applies,
      mergedInto: outcome.mergedInto,
      afterWorks: afterWorks.has(item.stage),
      workingDays: span !== null || outcome.disposition === 'open' ? item.timeLimit.workingDays : null,
      countedFrom,
      span,
      startsOn: isDated ? (days[Math.min(span.first, span.last)] ?? null) : null,
      endsOn: isDated ? (days[span.last] ?? null) : null,
    }
  }
  const scheduled = assessment.items.flatMap((outcome) => {
    const item = items.get(outcome.id)
    return item ? [{ item, scheduled: scheduleItem(item, outcome) }] : []
  })
  const stages = stagesInOrder(pack).flatMap((stage): ScheduledStage[] => {
    const here = scheduled.filter(({ item }) => item.stage === stage.id)
    if (here.length === 0) return []
    const main = here.filter(({ item }) => !item.parallel).map((entry) => entry.scheduled)
    const beside = here.filter(({ item }) => item.parallel).map((entry): Lane => ({ kind: 'parallel', items: [entry.scheduled] }))
    const lanes: readonly Lane[] = main.length === 0 ? beside : [{ kind: 'main', items: main }, ...beside]
    return [{ id: stage.id, afterWorks: stage.afterWorks === true, lanes, ...extentOf(here.map((entry) => entry.scheduled)) }]
  })
  return { from, stages, workingDays: terms.acceptance.workingDays, endsOn: days[terms.acceptance.workingDays] ?? null, unknownYear, stoppedSince }
}

function isMergedInto(assessment: Assessment, { id }: Item, others: readonly Item[]): boolean {
  const target = assessment.items.find((outcome) => outcome.id === id)?.mergedInto ?? null
  return target !== null && others.some((other) => other.id === target)
}

function findSpan(terms: Readonly<Record<Exclude<CountedFrom, 'nothing'>, Term>>, id: ItemId): readonly [CountedFrom, Span | null] {
  for (const from of ['acceptance', 'works-done', 'own-application'] as const) {
    const span = terms[from].spans.get(id)
    if (span) return [from, span]
  }
  return ['nothing', null]
}

function extentOf(items: readonly ScheduledItem[]): { readonly startsOn: string | null; readonly endsOn: string | null } {
  const fromAcceptance = items.filter(({ countedFrom }) => countedFrom === 'acceptance')
  // What is done at once is done on the last day of the stage before.
  const lasting = fromAcceptance.filter(({ workingDays }) => workingDays !== 0)
  const dated = lasting.length > 0 ? lasting : fromAcceptance
  const starts = dated.flatMap(({ startsOn }) => startsOn ?? [])
  const ends = dated.flatMap(({ endsOn }) => endsOn ?? [])
  return {
    startsOn: starts.toSorted()[0] ?? null,
    // One end that is not known leaves the end of the stage unknown.
    endsOn: ends.length < dated.length ? null : (ends.toSorted().at(-1) ?? null),
  }
}
