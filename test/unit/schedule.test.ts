import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { acceptanceTerm } from '../../shared/domain/acceptanceTerm.ts'
import { assess } from '../../shared/domain/assess.ts'
import type { Assessment } from '../../shared/domain/assessment.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { shiftDay } from '../../shared/domain/days.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { scheduleCase, type Schedule, type ScheduledItem } from '../../shared/domain/schedule.ts'
import { addWorkingDays, listWorkingDays, specialDays } from '../../shared/domain/workdays.ts'
import { someFacts } from '../builders/answers.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'

let pack: Pack
let compiled: CompiledPack
let general: Assessment
let lowRisk: Assessment
beforeAll(async () => {
  ;({ pack, compiled } = await readXiamenPack())
  general = assess(compiled, anExample(pack, 's02'))
  lowRisk = assess(compiled, anExample(pack, 's01'))
})

const itemsOf = ({ stages }: Schedule): readonly ScheduledItem[] => stages.flatMap(({ lanes }) => lanes.flatMap(({ items }) => items))
const find = (schedule: Schedule, id: string): ScheduledItem => {
  const item = itemsOf(schedule).find((one) => one.id === id)
  if (!item) throw new Error(`${id} is not in the schedule`)
  return item
}
const known = { from: 2004, to: 2026 }
const someDay = fc.integer({ min: 0, max: 6200 }).map((days) => shiftDay('2010-01-01', days))

describe('the days of an item', () => {
  test('the first working day after the acceptance until the last of its limit', () => {
    const permit = find(scheduleCase(pack, general, { from: '2021-08-03', accepted: ['planning-permit'] }), 'planning-permit')
    expect(permit).toMatchObject({ workingDays: 5, countedFrom: 'acceptance', startsOn: '2021-08-04', endsOn: '2021-08-10' })
  })

  test('the main line waits for the item before it, a parallel item does not', () => {
    const schedule = scheduleCase(pack, general, { from: '2021-08-03', accepted: ['design-scheme', 'planning-permit', 'traffic-impact'] })
    expect(find(schedule, 'design-scheme')).toMatchObject({ startsOn: '2021-08-04', endsOn: '2021-08-12' })
    expect(find(schedule, 'planning-permit')).toMatchObject({ startsOn: '2021-08-13', endsOn: '2021-08-19' })
    expect(find(schedule, 'traffic-impact')).toMatchObject({ startsOn: '2021-08-04', endsOn: '2021-08-12' })
    expect(schedule.endsOn).toBe('2021-08-19')
  })

  test('the next stage waits for the parallel item that takes longer than the main line', () => {
    const schedule = scheduleCase(pack, assess(compiled, anExample(pack, 's03')), { from: '2021-08-03', accepted: ['planning-permit', 'eia', 'construction-permit'] })
    expect(find(schedule, 'eia').endsOn).toBe('2021-08-24')
    expect(find(schedule, 'construction-permit')).toMatchObject({ startsOn: '2021-08-25', endsOn: '2021-08-26' })
  })

  test('over the Mid-Autumn and National Day holidays of 2021 the make-up days are worked', () => {
    const schedule = scheduleCase(pack, general, { from: '2021-09-16', accepted: ['design-scheme', 'planning-permit', 'construction-permit'] })
    // 17, 18, 22–24, 26, 27 September; 28–30 September, 8 and 9 October; 11 and 12 October.
    expect(find(schedule, 'design-scheme')).toMatchObject({ startsOn: '2021-09-17', endsOn: '2021-09-27' })
    expect(find(schedule, 'planning-permit')).toMatchObject({ startsOn: '2021-09-28', endsOn: '2021-10-09' })
    expect(find(schedule, 'construction-permit')).toMatchObject({ startsOn: '2021-10-11', endsOn: '2021-10-12' })
  })

  test('an item done at once has the day that was reached', () => {
    const schedule = scheduleCase(pack, lowRisk, { from: '2021-08-03', accepted: ['planning-permit', 'survey-file-upload'] })
    expect(find(schedule, 'survey-file-upload')).toMatchObject({ workingDays: 0, startsOn: '2021-08-10', endsOn: '2021-08-10' })
  })

  test('what is exempt, internal or open stays in the schedule and takes no time', () => {
    const halfAnswered = assess(compiled, anExample(pack, 's02', { buildingType: undefined, totalFloorArea: undefined }))
    for (const assessment of [general, halfAnswered])
      for (const item of itemsOf(scheduleCase(pack, assessment, { from: '2021-08-03' })))
        if (['exempt', 'internal', 'open'].includes(item.disposition)) expect(item).toMatchObject({ countedFrom: 'nothing', startsOn: null, endsOn: null })
    expect(itemsOf(scheduleCase(pack, halfAnswered, { from: '2021-08-03' })).some(({ disposition }) => disposition === 'open')).toBe(true)
  })

  test('an item merged into an accepted one takes none; merged into one that is not accepted, its own', () => {
    const merged = { ...general, items: general.items.map((item) => (item.id === 'planning-permit' ? { ...item, mergedInto: 'design-scheme' } : item)) }
    expect(find(scheduleCase(pack, merged, { from: '2021-08-03', accepted: ['design-scheme', 'planning-permit'] }), 'planning-permit')).toMatchObject({ mergedInto: 'design-scheme', workingDays: null, startsOn: null })
    expect(find(scheduleCase(pack, merged, { from: '2021-08-03', accepted: ['planning-permit'] }), 'planning-permit')).toMatchObject({ workingDays: 5, startsOn: '2021-08-04' })
  })

  test('when the works are done is not known: the days of acceptance and registration are counted from there', () => {
    const schedule = scheduleCase(pack, general, { from: '2021-08-03' })
    const stage = schedule.stages.find(({ afterWorks }) => afterWorks)
    expect(stage).toMatchObject({ id: 'completion', startsOn: null, endsOn: null })
    expect(find(schedule, 'planning-verification')).toMatchObject({ afterWorks: true, countedFrom: 'works-done', span: { first: 1, last: 5 }, startsOn: null })
  })

  test('connections to the mains have an application of their own', () => {
    const mains = itemsOf(scheduleCase(pack, lowRisk, { from: '2021-08-03' })).filter(({ id }) => pack.items.find((item) => item.id === id)?.nature === 'utility')
    for (const item of mains) expect(item).toMatchObject({ countedFrom: 'own-application', span: { first: 1, last: 3 }, startsOn: null })
    expect(mains).not.toHaveLength(0)
  })
})

describe('a calendar that runs out', () => {
  test('dates from 2027 on are unknown, those before stand', () => {
    const schedule = scheduleCase(pack, general, { from: '2026-12-22', accepted: ['design-scheme', 'planning-permit'] })
    expect(find(schedule, 'design-scheme')).toMatchObject({ startsOn: '2026-12-23', endsOn: '2026-12-31' })
    expect(find(schedule, 'planning-permit')).toMatchObject({ startsOn: null, endsOn: null, span: { first: 8, last: 12 } })
    expect(schedule).toMatchObject({ endsOn: null, unknownYear: 2027 })
    expect(schedule.stages.find(({ id }) => id === 'works')).toMatchObject({ startsOn: '2026-12-23', endsOn: null })
  })
  test('a case accepted in such a year has no dates at all', () => {
    expect(scheduleCase(pack, general, { from: '2027-03-01', accepted: ['planning-permit'] })).toMatchObject({ endsOn: null, unknownYear: 2027, workingDays: 5 })
  })
})

describe('stopped time', () => {
  test('days of a stop are not counted; the day of going on is', () => {
    const schedule = scheduleCase(pack, general, { from: '2021-08-03', accepted: ['planning-permit'], stops: [{ from: '2021-08-05', to: '2021-08-16' }] })
    // 4, then 16, 17, 18, 19 August.
    expect(find(schedule, 'planning-permit')).toMatchObject({ startsOn: '2021-08-04', endsOn: '2021-08-19' })
  })
  test('while the clock stands still nothing has an end', () => {
    const schedule = scheduleCase(pack, general, { from: '2021-08-03', accepted: ['design-scheme', 'planning-permit'], stops: [{ from: '2021-08-13', to: null }] })
    expect(find(schedule, 'design-scheme').endsOn).toBe('2021-08-12')
    expect(schedule).toMatchObject({ endsOn: null, stoppedSince: '2021-08-13', unknownYear: null })
  })
  test('a stop that began after the end changes nothing', () => {
    expect(scheduleCase(pack, general, { from: '2021-08-03', accepted: ['planning-permit'], stops: [{ from: '2021-08-11', to: null }] })).toMatchObject({ endsOn: '2021-08-10', stoppedSince: null })
  })
  test('a stop moves the end by the working days in it', () => {
    fc.assert(
      fc.property(someDay, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (from, count, after, length) => {
        const pause = { from: shiftDay(from, after), to: shiftDay(from, after + length) }
        const end = listWorkingDays(from, count, known).days[count]
        fc.pre(end !== undefined && pause.from <= end)
        const stopped = listWorkingDays(shiftDay(pause.from, -1), length + 1, known).days.filter((day) => day >= pause.from && day < pause.to).length
        expect(listWorkingDays(from, count, known, [pause]).days[count] ?? null).toBe(addWorkingDays(end, stopped, known))
      }),
    )
  })
})

describe('for any answers', () => {
  test('the promised day is the end of the schedule', () => {
    fc.assert(
      fc.property(someFacts(compiled), fc.func(fc.boolean()), someDay, (facts, isAccepted, from) => {
        const assessment = assess(compiled, facts)
        const accepted = assessment.items.flatMap(({ id, applies, disposition }) => (applies === true && !['open', 'exempt', 'internal'].includes(disposition) && isAccepted(id) ? [id] : []))
        const schedule = scheduleCase(pack, assessment, { from, accepted })
        const term = acceptanceTerm(pack, assessment, accepted)
        expect(schedule.workingDays).toBe(term)
        expect(schedule.endsOn).toBe(addWorkingDays(from, term, pack.calendarYears))
        const ends = itemsOf(schedule).flatMap(({ countedFrom, endsOn }) => (countedFrom === 'acceptance' && endsOn !== null ? [endsOn] : []))
        if (schedule.unknownYear === null) expect(ends.toSorted().at(-1) ?? from).toBe(schedule.endsOn)
      }),
      { numRuns: 60 },
    )
  })

  test('every item of the assessment is there once, and none ends before it starts', () => {
    fc.assert(
      fc.property(someFacts(compiled), someDay, (facts, from) => {
        const assessment = assess(compiled, facts)
        const items = itemsOf(scheduleCase(pack, assessment, { from }))
        expect(items.map(({ id }) => id).toSorted()).toEqual(assessment.items.map(({ id }) => id).toSorted())
        for (const { startsOn, endsOn } of items) if (startsOn !== null && endsOn !== null) expect(startsOn <= endsOn).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

test('holidays and make-up days have their names', () => {
  expect(specialDays('2021-09-18', '2021-09-30')).toEqual([
    { day: '2021-09-18', kind: 'make-up', name: '中秋' },
    { day: '2021-09-19', kind: 'holiday', name: '中秋' },
    { day: '2021-09-20', kind: 'holiday', name: '中秋' },
    { day: '2021-09-21', kind: 'holiday', name: '中秋' },
    { day: '2021-09-26', kind: 'make-up', name: '国庆节' },
  ])
  expect(specialDays('2021-08-03', '2021-08-31')).toEqual([])
})
