import * as fc from 'fast-check'
import { boundariesOf, representativeValues } from '../../shared/domain/boundaries.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { evaluatePack } from '../../shared/domain/evaluation.ts'
import type { Facts, FactValue } from '../../shared/domain/pack.ts'

/** Any subset of answers, each one of the values that the policy tells apart. */
export function someFacts(compiled: CompiledPack): fc.Arbitrary<Facts> {
  const boundaries = boundariesOf(compiled)
  const answers = compiled.facts.map(({ fact }, index) =>
    fc.option(fc.constantFrom(...representativeValues(compiled, index, boundaries)), { nil: null }).map((value) => (value === null ? [] : [[fact.name, value] as const])),
  )
  return fc.tuple(...answers).map((entries) => Object.fromEntries(entries.flat()))
}

/** Answers given one after another, each to a question that arises: the order in which, and what is said, is drawn. */
export function anInterview(compiled: CompiledPack, longest = 80): fc.Arbitrary<readonly Facts[]> {
  const boundaries = boundariesOf(compiled)
  return fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: longest }).map((draws) => {
    const steps: Facts[] = [{}]
    let facts: Record<string, FactValue> = {}
    for (const [which, what] of draws) {
      const { asked } = evaluatePack(compiled, facts)
      const askable = compiled.facts.flatMap(({ fact }, index) => (asked[index] === true && !Object.hasOwn(facts, fact.name) ? [index] : []))
      const index = askable[which % Math.max(askable.length, 1)]
      const fact = index === undefined ? undefined : compiled.facts[index]?.fact
      if (index === undefined || fact === undefined) break
      const values = representativeValues(compiled, index, boundaries)
      const value = values[what % values.length]
      if (value === undefined) break
      facts = { ...facts, [fact.name]: value }
      steps.push(facts)
    }
    return steps
  })
}
