import { isDay } from './days.ts'
import type { Fact, Facts, FactValue, Pack } from './pack.ts'
import { fail, ok, type Result } from './result.ts'

/** Why an answer can't be taken. */
export type FactProblem =
  | { readonly kind: 'not-an-object' }
  | { readonly kind: 'unknown-fact' }
  | { readonly kind: 'wrong-type'; readonly expected: 'boolean' | 'number' | 'enum' | 'date' }
  | { readonly kind: 'not-an-option'; readonly options: readonly string[] }
  | { readonly kind: 'out-of-range'; readonly min: number | null; readonly max: number | null }
  | { readonly kind: 'not-an-integer' }
  | { readonly kind: 'not-a-day' }

export interface InvalidFacts {
  readonly kind: 'invalid-facts'
  /** JSON path (`$.totalFloorArea`) and what is wrong there. */
  readonly problems: readonly { readonly path: string; readonly problem: FactProblem }[]
}

/** Larger than any area, height or price, small enough that two decimals are still exact. */
const largestNumber = 1e12

/** One answer, checked against its fact and rounded to the fact's decimals. */
export function checkFact(fact: Fact, value: unknown): Result<FactValue, FactProblem> {
  switch (fact.type) {
    case 'boolean':
      return typeof value === 'boolean' ? ok(value) : fail({ kind: 'wrong-type', expected: 'boolean' })
    case 'enum':
      if (typeof value !== 'string') return fail({ kind: 'wrong-type', expected: 'enum' })
      return fact.options.some((option) => option.value === value)
        ? ok(value)
        : fail({ kind: 'not-an-option', options: fact.options.map((option) => option.value) })
    case 'date':
      if (typeof value !== 'string') return fail({ kind: 'wrong-type', expected: 'date' })
      return isDay(value) ? ok(value) : fail({ kind: 'not-a-day' })
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) return fail({ kind: 'wrong-type', expected: 'number' })
      if (fact.integer === true && !Number.isInteger(value)) return fail({ kind: 'not-an-integer' })
      const min = fact.min ?? null
      const max = fact.max ?? null
      if ((min !== null && value < min) || (max !== null && value > max) || Math.abs(value) > largestNumber) {
        return fail({ kind: 'out-of-range', min, max: max ?? largestNumber })
      }
      return ok(roundTo(value, fact.decimals))
    }
  }
}

// 0.1 + 0.2 must not exceed 0.3: sums typed in or read from a file carry binary dust.
function roundTo(value: number, decimals: number | undefined): number {
  if (decimals === undefined) return value === 0 ? 0 : value
  const rounded = Number(`${Math.round(Number(`${value}e${decimals}`))}e-${decimals}`)
  const safe = Number.isNaN(rounded) ? Number(value.toFixed(decimals)) : rounded
  return safe === 0 ? 0 : safe
}

/** A whole facts object as it comes from a file: every problem is named, nothing is taken when there is one. */
export function checkFacts(pack: Pack, json: unknown): Result<Facts, InvalidFacts> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return fail({ kind: 'invalid-facts', problems: [{ path: '$', problem: { kind: 'not-an-object' } }] })
  }
  const byName = new Map(pack.facts.map((fact) => [fact.name, fact]))
  const entries: [string, FactValue][] = []
  const problems: { path: string; problem: FactProblem }[] = []
  for (const [name, value] of Object.entries(json)) {
    const fact = byName.get(name)
    const checked: Result<FactValue, FactProblem> = fact ? checkFact(fact, value) : fail({ kind: 'unknown-fact' })
    if (checked.ok) entries.push([name, checked.value])
    else problems.push({ path: jsonPath(name), problem: checked.failure })
  }
  return problems.length === 0 ? ok(Object.fromEntries(entries)) : fail({ kind: 'invalid-facts', problems })
}

/** RFC 9535: `$.name`, or `$['odd name']`. */
function jsonPath(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `$.${name}` : `$[${JSON.stringify(name)}]`
}
