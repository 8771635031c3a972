import { evaluate } from 'feelin'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateFeel, type FeelType, type FeelValue, type Scope, visitUnknown } from '../../shared/domain/feel.ts'
import { parseFeel } from '../../shared/domain/parseFeel.ts'
import { readXiamenPack } from '../builders/pack.ts'

const scope: Scope = new Map<string, { slot: number; type: FeelType; options?: string[] }>([
  ['a', { slot: 0, type: 'boolean' }],
  ['b', { slot: 1, type: 'boolean' }],
  ['c', { slot: 2, type: 'boolean' }],
  ['area', { slot: 3, type: 'number' }],
  ['kind', { slot: 4, type: 'text', options: ['office', 'house'] }],
  ['day', { slot: 5, type: 'text' }],
])
const names = [...scope.keys()]

function refusalOf(source: string): string {
  const parsed = parseFeel(source, scope)
  return parsed.ok ? 'accepted' : parsed.failure.kind
}

const answers = fc.record(
  {
    a: fc.boolean(),
    b: fc.boolean(),
    c: fc.boolean(),
    area: fc.constantFrom(0, 9999.99, 10000, 10000.01),
    kind: fc.constantFrom('office', 'house'),
    day: fc.constantFrom('2021-04-05', '2021-04-06', '2021-04-07'),
  },
  { requiredKeys: [] },
)
const { boolean } = fc.letrec<{ boolean: string; atom: string }>((tie) => ({
  atom: fc.constantFrom(
    'a',
    'b',
    'c',
    'true',
    'false',
    'area <= 10000',
    'area > 9999.99',
    'date(day) >= date("2021-04-06")',
    '(if kind = null then null else kind = "office")',
    '(if kind = null then null else (kind in ["office", "house"]))',
  ),
  boolean: fc.oneof(
    { depthSize: 'medium' },
    tie('atom'),
    fc.tuple(tie('boolean'), tie('boolean')).map(([x, y]) => `(${x}) and (${y})`),
    fc.tuple(tie('boolean'), tie('boolean')).map(([x, y]) => `(${x}) or (${y})`),
    fc.tuple(tie('atom'), tie('atom'), tie('atom')).map(([x, y, z]) => `${x} and ${y} or ${z}`),
    tie('boolean').map((x) => `not(${x})`),
  ),
}))

describe('an expression bound once', () => {
  test('means what the interpreter says it means, unanswered facts included', () => {
    fc.assert(
      fc.property(boolean, answers, (source, given) => {
        const parsed = parseFeel(source, scope)
        if (!parsed.ok) throw new Error(`${source}: ${parsed.failure.kind}`)
        const slots = names.map((name): FeelValue => given[name as keyof typeof given] ?? null)
        expect(evaluateFeel(parsed.value, slots)).toBe(evaluate(source, given).value)
      }),
      { numRuns: 1000 },
    )
  })

  test('every expression of the pack means what the interpreter says, on its own examples', async () => {
    const { pack, compiled } = await readXiamenPack()
    let compared = 0
    for (const { facts } of [...pack.examples, ...pack.partialExamples]) {
      const context: Record<string, unknown> = { ...facts }
      for (const { name, expression } of [...pack.derivedFacts].sort((x, y) => x.order - y.order)) context[name] = evaluate(expression, context).value
      const slots: FeelValue[] = Array.from({ length: compiled.slotCount }, () => null)
      for (const { fact, slot } of compiled.facts) slots[slot] = facts[fact.name] ?? null
      for (const step of compiled.steps) if (step.kind === 'derived') slots[step.slot] = evaluateFeel(step.expression, slots)
      for (const { rule, when } of compiled.rules) {
        expect(evaluateFeel(when, slots), rule.id).toBe(evaluate(rule.when, context).value)
        compared += 1
      }
      for (const { item, applies } of compiled.items) expect(evaluateFeel(applies, slots), item.id).toBe(evaluate(item.appliesWhen, context).value)
    }
    expect(compared).toBe(38 * 77)
  })

  test('names of what is unknown leave out what no longer matters', () => {
    const parsed = parseFeel('a and (b or c) and area <= 10000', scope)
    if (!parsed.ok) throw new Error('refused')
    const unknown = (slots: FeelValue[]): string[] => {
      const found: string[] = []
      visitUnknown(parsed.value, slots, (slot) => found.push(names[slot] ?? ''))
      return found
    }
    expect(unknown([null, null, null, null, null, null])).toEqual(['a', 'b', 'c', 'area'])
    expect(unknown([true, null, true, null, null, null])).toEqual(['area'])
    expect(unknown([true, null, false, 1, null, null])).toEqual(['b'])
  })
})

describe('what a pack may not say', () => {
  test.each([
    ['a and', 'syntax'],
    ['a and b;', 'syntax'],
    ['for i in [1] return i', 'construct-not-allowed'],
    ['some i in [true] satisfies i', 'construct-not-allowed'],
    ['area in [1..5]', 'construct-not-allowed'],
    ['area between 1 and 5', 'construct-not-allowed'],
    ['matches(kind, "^a+$")', 'construct-not-allowed'],
    ['function(x) x', 'construct-not-allowed'],
    ['a != b', 'construct-not-allowed'],
    ['if a then b else c', 'construct-not-allowed'],
    ['{x: 1}', 'construct-not-allowed'],
    ['[1, 2][1]', 'construct-not-allowed'],
    ['area + 1 <= 5', 'construct-not-allowed'],
    ['a // hidden', 'construct-not-allowed'],
    ['if kind = null then null else kind in ["office"] and a', 'misparse'],
    ['a b', 'misparse'],
    ['unheardOf', 'unknown-name'],
    ['kind', 'type-mismatch'],
    ['area <= "10000"', 'type-mismatch'],
    ['day >= date("2021-04-06")', 'type-mismatch'],
    ['date("2021-02-30") <= date(day)', 'type-mismatch'],
    ['if kind = null then null else kind = "castle"', 'type-mismatch'],
    ['kind = "office"', 'unguarded-null'],
    ['(kind in ["office"])', 'unguarded-null'],
    ['not(a) = true', 'unguarded-null'],
    ['(area <= 1) = true', 'unguarded-null'],
    ['date(day) = date("2021-04-06")', 'unguarded-null'],
    ['(not(a) in [true])', 'unguarded-null'],
    ['area <= 1e4', 'construct-not-allowed'],
    ['date(kind) < date("2021-04-06")', 'type-mismatch'],
    [`a${' and a'.repeat(1000)}`, 'too-long'],
  ])('%s is refused: %s', (source, kind) => {
    expect(refusalOf(source)).toBe(kind)
  })

  test('any text is answered, never thrown', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (source) => {
        expect(typeof refusalOf(source)).toBe('string')
      }),
      { numRuns: 500 },
    )
  })
})
