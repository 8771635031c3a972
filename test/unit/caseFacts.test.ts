import { beforeAll, describe, expect, test } from 'vitest'
import { acceptanceTerm } from '../../shared/domain/acceptanceTerm.ts'
import { assess } from '../../shared/domain/assess.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { aCase } from '../builders/events.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'

let pack: Pack
let compiled: CompiledPack
beforeAll(async () => {
  ;({ pack, compiled } = await readXiamenPack())
})

test('the answers that stand are given to the assessment, a conflicting or foreign one is unknown', () => {
  const station = aCase()
  station.write('facts.totalFloorArea', 9000)
  station.write('facts.maxHeight', 20, [])
  station.write('facts.maxHeight', 24, [])
  station.write('facts.undergroundFloors', 1)
  station.write('facts.undergroundFloors', null)
  station.write('facts.noSuchFact', true)
  station.write('facts.projectKind', 'no such option')
  expect(caseFacts(station.state, pack)).toEqual({ totalFloorArea: 9000 })
})

describe('promised working days', () => {
  const days = (...ids: readonly string[]): number => acceptanceTerm(pack, assess(compiled, anExample(pack, 's01')), ids)
  const limit = (id: string): number => pack.items.find((item) => item.id === id)?.timeLimit.workingDays ?? Number.NaN

  test('the main line of a stage runs one after another', () => {
    expect(days('design-scheme', 'planning-permit')).toBe(limit('design-scheme') + limit('planning-permit'))
  })

  test('stages follow each other', () => {
    expect(days('planning-permit', 'construction-permit')).toBe(limit('planning-permit') + limit('construction-permit'))
  })

  test('a parallel item counts only where it takes longer than the main line', () => {
    const main = 'planning-permit'
    const parallel = pack.items.filter((item) => item.parallel && item.stage === pack.items.find(({ id }) => id === main)?.stage)
    expect(parallel.length).toBeGreaterThan(0)
    for (const { id } of parallel) expect(days(main, id)).toBe(Math.max(limit(main), limit(id)))
  })

  test('an item that is merged into another accepted one takes no time of its own', () => {
    const assessment = assess(compiled, anExample(pack, 's01'))
    const merged = { ...assessment, items: assessment.items.map((item) => (item.id === 'planning-permit' ? { ...item, mergedInto: 'design-scheme' } : item)) }
    expect(acceptanceTerm(pack, merged, ['design-scheme', 'planning-permit'])).toBe(limit('design-scheme'))
    expect(acceptanceTerm(pack, merged, ['planning-permit'])).toBe(limit('planning-permit'))
  })
})
