import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { assess } from '../../shared/domain/assess.ts'
import type { Question } from '../../shared/domain/assessment.ts'
import { boundariesOf, representativeValues } from '../../shared/domain/boundaries.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { compare, isSame } from '../../shared/domain/compare.ts'
import { findLimits } from '../../shared/domain/limits.ts'
import type { Facts, FactValue, Pack } from '../../shared/domain/pack.ts'
import { nextQuestions } from '../../shared/domain/questions.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'

let pack: Pack
let compiled: CompiledPack
beforeAll(async () => {
  ;({ pack, compiled } = await readXiamenPack())
})

const factsOf = (question: Question): readonly string[] => (question.kind === 'fact' ? [question.fact] : question.lines)

/** Asks and answers until nothing is open; gives back what was asked. */
function interview(answer: (fact: string) => FactValue, onlyNeeded: boolean): { asked: Question[]; facts: Facts } {
  const asked: Question[] = []
  let facts: Facts = {}
  for (;;) {
    const [question] = nextQuestions(compiled, facts)
    if (!question || (onlyNeeded && !question.needed)) return { asked, facts }
    asked.push(question)
    facts = { ...facts, ...Object.fromEntries(factsOf(question).map((fact) => [fact, answer(fact)])) }
  }
}

describe('what to ask next', () => {
  test('the first question is what kind of works it is', () => {
    expect(nextQuestions(compiled, {})[0]).toMatchObject({ kind: 'fact', fact: 'projectKind', needed: true })
  })

  test('every worked case is settled by asking only what it answers, and comes out the same', () => {
    for (const { id, facts: known } of pack.examples) {
      const { facts } = interview((fact) => {
        expect(Object.hasOwn(known, fact), `${id} is asked for ${fact}`).toBe(true)
        return known[fact] ?? false
      }, true)
      const items = (given: Facts) => assess(compiled, given).items.map((entry) => [entry.id, entry.disposition, entry.materials.map((paper) => [paper.id, paper.disposition.kind])])
      expect(items(facts), id).toEqual(items(known))
      expect(assess(compiled, facts).flow, id).toBe(assess(compiled, known).flow)
    }
  })

  test('facts that belong together come as one tick list, without lines nobody needs', () => {
    const { asked } = interview((fact) => anExample(pack, 's14')[fact] ?? false, true)
    expect(asked.find(({ id }) => id === 'renovation-scope')).toMatchObject({ kind: 'group', lines: ['addsNewLand', 'addsPublicFacility', 'addsNonPublicBuilding'] })
    const sharing = asked.find(({ id }) => id === 'sharing')
    // The BIM model is a hint for buildings and municipal works; here nothing hangs on it.
    expect(sharing && factsOf(sharing)).not.toContain('hasBimModel')
  })

  test('whatever is answered, the questions end with nothing open', () => {
    const boundaries = boundariesOf(compiled)
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (draws) => {
        const answer = (fact: string): FactValue => {
          const values = representativeValues(compiled, compiled.factIndex.get(fact) ?? 0, boundaries)
          const drawn: number = draws.next().value
          return values[drawn % values.length] ?? false
        }
        const { facts } = interview(answer, false)
        const outcome = assess(compiled, facts)
        expect(outcome.open).toEqual([])
        expect(outcome.undecidedRules).toEqual([])
        expect(outcome.flow).not.toBeNull()
        expect(outcome.items.some(({ disposition, materials }) => disposition === 'open' || materials.some((paper) => paper.disposition.kind === 'open'))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test('hints come last and are marked as not needed', () => {
    const known = anExample(pack, 's01')
    const { facts } = interview((fact) => known[fact] ?? false, true)
    const left = nextQuestions(compiled, facts)
    expect(left.length).toBeGreaterThan(0)
    expect(left.every(({ needed }) => !needed)).toBe(true)
    expect(left.map(({ id }) => id)).toContain('services')
  })

  test('open facts are ranked with one that can be asked now in front', () => {
    const { open } = assess(compiled, { investmentKind: 'social' })
    expect(open[0]).toBe('projectKind')
  })
})

describe('limits that are near', () => {
  test('at 10 200 m² the way to low-risk is shown, with what would follow', () => {
    const [limit] = findLimits(compiled, anExample(pack, 's01', { totalFloorArea: 10_200 }))
    expect(limit).toMatchObject({ fact: 'totalFloorArea', given: 10_200, bound: 10_000, flowAtBound: 'low-risk' })
    expect(limit?.comparison.rules.map(({ id }) => id)).toContain('low-risk-one-form')
  })

  test('inside the bounds, or far beyond them, nothing is said', () => {
    expect(findLimits(compiled, anExample(pack, 's01', { totalFloorArea: 9_000, maxHeight: 20 }))).toEqual([])
    expect(findLimits(compiled, anExample(pack, 's01', { totalFloorArea: 90_000 }))).toEqual([])
  })
})

describe('two outcomes held against each other', () => {
  test('a paper that another item still needs is not called fewer', () => {
    const small = assess(compiled, anExample(pack, 's01'))
    const large = assess(compiled, anExample(pack, 's01', { totalFloorArea: 12_000, industrialProject: false }))
    const { papers, materials } = compare(small, large)
    // The survey file leaves with its upload, and stays with the drawing review.
    expect(materials.map(({ id }) => id)).toContain('survey-file-upload/survey-file')
    expect([...papers.more, ...papers.fewer, ...papers.unsure]).not.toContain('survey-file')
    expect(papers.fewer).toContain('building-permit-one-form')
    expect(papers.more).toContain('planning-permit-form')
  })

  test('held against itself, nothing differs', () => {
    for (const { facts } of pack.examples) expect(isSame(compare(assess(compiled, facts), assess(compiled, facts)))).toBe(true)
  })
})
