import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { assess, assessFlow } from '../../shared/domain/assess.ts'
import type { Assessment, Disposition, MaterialDisposition } from '../../shared/domain/assessment.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import { checkFacts } from '../../shared/domain/facts.ts'
import type { Facts, Pack, Rule } from '../../shared/domain/pack.ts'
import { explainExample, explainPartial } from '../../shared/domain/packCheck.ts'
import { anInterview, someFacts } from '../builders/answers.ts'
import { anExample, packWith, readXiamenPack } from '../builders/pack.ts'

let pack: Pack
let compiled: CompiledPack
beforeAll(async () => {
  ;({ pack, compiled } = await readXiamenPack())
})

const item = (outcome: Assessment, id: string): Disposition | 'absent' => outcome.items.find((entry) => entry.id === id)?.disposition ?? 'absent'
const material = (outcome: Assessment, itemId: string, id: string): MaterialDisposition['kind'] | 'absent' =>
  outcome.items.find((entry) => entry.id === itemId)?.materials.find((entry) => entry.id === id)?.disposition.kind ?? 'absent'

describe('worked cases of the plan', () => {
  test('all 24 come out as expected, with nothing left open', () => {
    expect(pack.examples).toHaveLength(24)
    for (const example of pack.examples) {
      const outcome = assess(compiled, example.facts)
      expect(explainExample(example, outcome), example.id).toEqual([])
      expect([outcome.open, outcome.undecidedRules, outcome.notApplicable], example.id).toEqual([[], [], []])
    }
  })

  test('all 14 half-answered cases decide as much as they can and no more', () => {
    expect(pack.partialExamples).toHaveLength(14)
    for (const example of pack.partialExamples) expect(explainPartial(example, assess(compiled, example.facts)), example.id).toEqual([])
  })
})

describe('both sides of every boundary', () => {
  // cl. 5: all three bounds are inclusive.
  test.each([
    [{ totalFloorArea: 10_000 }, 'low-risk'],
    [{ totalFloorArea: 10_000.01 }, 'general-basic'],
    [{ maxHeight: 24 }, 'low-risk'],
    [{ maxHeight: 24.01 }, 'general-basic'],
    [{ undergroundFloors: 1 }, 'low-risk'],
    [{ undergroundFloors: 2 }, 'general-basic'],
  ])('an office building with %j goes by %s', (changes, flow) => {
    expect(assess(compiled, anExample(pack, 's01', { ...changes, industrialProject: false })).flow).toBe(flow)
  })

  test('sums that carry binary dust do not cross a bound', () => {
    const checked = checkFacts(pack, { ...anExample(pack, 's01'), maxHeight: 23.9 + 0.1 + 1e-13, totalFloorArea: 9999.9 + 0.1 })
    expect(checked.ok && assess(compiled, checked.value).flow).toBe('low-risk')
  })

  test('applied for on the day before the plan, everything is required and nothing waived; on the day itself it counts', () => {
    const before = assess(compiled, anExample(pack, 's01', { applicationDate: '2021-04-05' }))
    expect(new Set(before.items.map(({ disposition }) => disposition))).toEqual(new Set(['required']))
    expect(before.materialsWaived).toEqual([])
    expect(before.flow).toBe('low-risk')
    expect(item(before, 'survey-file-upload')).toBe('absent')
    expect(before.items.find(({ id }) => id === 'planning-permit')?.reasons[0]?.rule).toBe('plan-not-yet-effective')
    expect(item(assess(compiled, anExample(pack, 's01', { applicationDate: '2021-04-06' })), 'planning-permit')).toBe('commitment')
  })

  test('registration is merged up to 10 000 m², then stands alone', () => {
    const merged = assess(compiled, anExample(pack, 's01')).items.find(({ id }) => id === 'property-registration')
    expect([merged?.disposition, merged?.mergedInto]).toEqual(['merged', 'joint-acceptance'])
    expect(item(assess(compiled, anExample(pack, 's02')), 'property-registration')).toBe('required')
  })
})

describe('what is not answered yet', () => {
  test('nothing answered: no item is silently required', () => {
    const outcome = assess(compiled, {})
    expect(outcome.items.every(({ disposition }) => disposition === 'open')).toBe(true)
    expect([outcome.flow, outcome.classification]).toEqual([null, null])
    expect(outcome.open).toContain('projectKind')
  })

  test('an item waits for exactly what could move it', () => {
    const outcome = assess(compiled, anExample(pack, 's11', { applicationDate: undefined }))
    const archive = outcome.items.find(({ id }) => id === 'archive-acceptance')
    expect([archive?.disposition, archive?.waitsFor]).toEqual(['open', ['applicationDate']])
    expect(item(outcome, 'fire-acceptance')).toBe('required')
  })

  test('an answer to a question that does not arise is kept out', () => {
    const facts = anExample(pack, 's11', { maxHeight: 5, industrialProject: true })
    const outcome = assess(compiled, facts)
    expect([...outcome.notApplicable].sort()).toEqual(['industrialProject', 'maxHeight'])
    expect(outcome.items).toEqual(assess(compiled, anExample(pack, 's11')).items)
  })

  test('kept out it is also from a rule that forgets to ask whether the question arises', () => {
    const careless = pack.rules.map((rule) => (rule.id === 'drainage-agency' ? { ...rule, when: 'drainagePilotArea' } : rule))
    const facts = anExample(pack, 's11', { needsDrainage: false, drainagePilotArea: true })
    expect(assess(packWith(pack, { rules: careless }), facts).firedRules).not.toContain('drainage-agency')
    expect(assess(packWith(pack, { rules: careless }), { ...facts, needsDrainage: true }).firedRules).toContain('drainage-agency')
  })

  test('an answer counts while it is not known whether its question arises', () => {
    const outcome = assess(compiled, { investmentKind: 'social', projectKind: 'building', maxHeight: 30 })
    expect(outcome.undecidedRules).not.toContain('low-risk-definition')
    expect(outcome.notApplicable).toEqual([])
  })
})

describe('materials', () => {
  test('a permit that was exempted is not asked for elsewhere', () => {
    const outcome = assess(compiled, anExample(pack, 's14'))
    expect(item(outcome, 'planning-permit')).toBe('exempt')
    const copies = outcome.items.flatMap(({ id }) => (material(outcome, id, 'planning-permit-copy') === 'absent' ? [] : [material(outcome, id, 'planning-permit-copy')]))
    expect(copies.length).toBeGreaterThan(0)
    expect(new Set(copies)).toEqual(new Set(['waived']))
    const completion = outcome.items.find(({ id }) => id === 'completion-filing')?.materials.find(({ id }) => id === 'planning-permit-copy')
    expect(completion?.disposition).toMatchObject({ permit: 'planning-permit' })
  })

  test('whether that copy is needed stays open while the exemption is', () => {
    const outcome = assess(compiled, anExample(pack, 's14', { affectsOutsideRights: undefined }))
    expect(item(outcome, 'planning-permit')).toBe('open')
    expect(material(outcome, 'completion-filing', 'planning-permit-copy')).toBe('open')
  })

  test('waived once, it stays waived when its permit is exempted too', () => {
    const facts = anExample(pack, 's14', { inTrustedLibrary: true, affectsOutsideRights: undefined })
    expect(material(assess(compiled, facts), 'completion-filing', 'planning-permit-copy')).toBe('waived')
    expect(material(assess(compiled, { ...facts, affectsOutsideRights: false }), 'completion-filing', 'planning-permit-copy')).toBe('waived')
  })

  test('of an item that may not apply at all, no material is settled', () => {
    const outcome = assess(compiled, { applicationDate: '2021-05-01', projectKind: 'transport', inTrustedLibrary: true })
    expect(item(outcome, 'enterprise-filing')).toBe('open')
    expect(material(outcome, 'enterprise-filing', 'business-licence')).toBe('open')
    expect(outcome.materialsWaived.filter((id) => id.startsWith('enterprise-filing/'))).toEqual([])
  })

  test('one form replaces two, and the commitment letter is added', () => {
    const outcome = assess(compiled, anExample(pack, 's01'))
    expect(material(outcome, 'planning-permit', 'planning-permit-form')).toBe('waived')
    expect(material(outcome, 'planning-permit', 'building-permit-one-form')).toBe('added')
    expect(material(outcome, 'construction-permit', 'commitment-letter')).toBe('added')
  })

  test('exempt and internal items need none', () => {
    for (const { facts } of pack.examples) {
      for (const { disposition, materials } of assess(compiled, facts).items) {
        if (disposition === 'exempt' || disposition === 'internal') expect(materials).toEqual([])
      }
    }
  })
})

describe('laws that hold for any answers', () => {
  test('asked for alone, the flow is the one that the whole assessment names', () => {
    fc.assert(fc.property(anInterview(compiled), (steps) => steps.forEach((facts) => expect(assessFlow(compiled, facts)).toBe(assess(compiled, facts).flow))))
  })

  test('a further answer never changes a disposition that was not open', () => {
    fc.assert(
      fc.property(anInterview(compiled), (steps) => {
        const outcomes = steps.map((facts) => assess(compiled, facts))
        outcomes.forEach((after, at) => {
          const before = outcomes[at - 1]
          const stillApplicable = after.notApplicable.length === 0
          if (!before || !stillApplicable) return
          for (const { id, disposition, materials } of before.items) {
            if (disposition === 'open') continue
            expect(item(after, id), id).toBe(disposition)
            for (const entry of materials) if (entry.disposition.kind !== 'open') expect(material(after, id, entry.id), `${id}/${entry.id}`).toBe(entry.disposition.kind)
          }
          for (const id of after.items.map((entry) => entry.id)) expect(item(before, id), id).not.toBe('absent')
          if (before.flow !== null) expect(after.flow).toBe(before.flow)
          for (const rule of before.firedRules) expect(after.firedRules).toContain(rule)
        })
      }),
      { numRuns: 150 },
    )
  })

  test('an item is open exactly where its applying is undecided or one undecided rule, if it fired, would change its status', () => {
    fc.assert(
      fc.property(anInterview(compiled, 30), (steps) => {
        const facts = steps.at(-1) ?? {}
        const outcome = assess(compiled, facts)
        for (const { id, disposition, applies, waitsFor } of outcome.items) {
          const now = statusByTheBook(pack, id, outcome.firedRules)
          const wouldChange = outcome.undecidedRules.some((rule) => statusByTheBook(pack, id, [...outcome.firedRules, rule]) !== now)
          expect(disposition, id).toBe(applies === null || wouldChange ? 'open' : now)
          expect(waitsFor.length > 0, id).toBe(disposition === 'open')
          for (const name of waitsFor) expect(Object.hasOwn(facts, name), name).toBe(false)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('it does not depend on the order of rules, items or answers', () => {
    const shuffled = fc.shuffledSubarray(pack.rules.map((_, index) => index), { minLength: pack.rules.length })
    const inOrder = (order: readonly number[]): Rule[] => order.flatMap((index) => pack.rules[index] ?? [])
    fc.assert(
      fc.property(shuffled, someFacts(compiled), (order, facts) => {
        const other = packWith(pack, { rules: inOrder(order) })
        const reversed: Facts = Object.fromEntries(Object.entries(facts).reverse())
        expect(settled(assess(other, reversed))).toEqual(settled(assess(compiled, facts)))
      }),
      { numRuns: 60 },
    )
  })

  test('the same facts and pack give the same bytes', () => {
    fc.assert(
      fc.property(someFacts(compiled), (facts) => {
        const again = compilePack(structuredClone(pack), compiled.ref)
        expect(canonicalJson(assess(again, structuredClone(facts)))).toBe(canonicalJson(assess(compiled, facts)))
      }),
      { numRuns: 20 },
    )
  })

  test('any JSON at all is either refused with its place or assessed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const checked = checkFacts(pack, json)
        if (checked.ok) expect(assess(compiled, checked.value).items.length).toBeGreaterThan(0)
        else expect(checked.failure.problems.every(({ path }) => path.startsWith('$'))).toBe(true)
      }),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...pack.facts.map(({ name }) => name), '__proto__'), fc.jsonValue()), (json) => {
        const checked = checkFacts(pack, json)
        if (!checked.ok) expect(checked.failure.problems.length).toBeGreaterThan(0)
        else expect(assess(compiled, checked.value).pack).toEqual(compiled.ref)
      }),
      { numRuns: 300 },
    )
  })
})

/** Steps 3 and 4 of the domain's evaluation, written down as naively as they read. */
function statusByTheBook(pack: Pack, itemId: string, fired: readonly string[]): string {
  const entry = pack.items.find(({ id }) => id === itemId)
  if (!entry) throw new Error(itemId)
  const covers = (target: string): boolean =>
    target === `item:${itemId}` || (target === `stage:${entry.stage}` && !entry.parallel && ['licence', 'review'].includes(entry.nature))
  const beaten = (rule: string): boolean =>
    pack.precedence.overrides.some(({ scope, higher, lower }) => (scope === '*' || covers(scope)) && fired.includes(higher) && higher !== rule && (lower === '*' || lower === rule))
  const values = pack.rules.filter(({ id, effect }) => fired.includes(id) && effect.target.some(covers) && !beaten(id)).map(({ effect }) => effect.value)
  return pack.precedence.statusOrder.find((status) => values.includes(status)) ?? 'required'
}

/** Everything but the order in which reasons of equal rank are listed. */
function settled({ items, firedRules, undecidedRules, materialsWaived, flow, open, notApplicable }: Assessment): object {
  return {
    flow,
    items: items.map(({ id, disposition, applies, waitsFor, materials, reasons }) => ({
      id,
      disposition,
      applies,
      waitsFor: [...waitsFor].sort(),
      reasons: reasons.map(({ rule }) => rule).sort(),
      materials: materials.map((entry) => `${entry.id}:${entry.disposition.kind}`).sort(),
    })),
    firedRules: [...firedRules].sort(),
    undecidedRules: [...undecidedRules].sort(),
    materialsWaived: [...materialsWaived].sort(),
    open: [...open].sort(),
    notApplicable,
  }
}
