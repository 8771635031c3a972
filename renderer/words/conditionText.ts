import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { partsOf, type CompareSign, type Expression, type FeelValue } from '../../shared/domain/feel.ts'
import { getAt } from '../../shared/domain/getAt.ts'
import type { Fact } from '../../shared/domain/pack.ts'
import { dayText } from './dayText.ts'
import { quantityText } from './numberText.ts'
import { factLabel, plainLabel, type PackLookup } from './packLookup.ts'

/** When something holds, in words. No lines: always, or never. */
export interface ConditionView {
  readonly join: 'all' | 'any'
  readonly lines: readonly string[]
  /** What the terms used in the lines mean. */
  readonly terms: readonly { readonly term: string; readonly meaning: string }[]
}

type Phrase = string | { readonly join: 'all' | 'any'; readonly parts: readonly Phrase[] }

/** An expression of the pack said in the labels of its facts. */
export function conditionView(lookup: PackLookup, compiled: CompiledPack, expression: Expression): ConditionView {
  const phrase = phraseOf(lookup, compiled, expression, false)
  const view = typeof phrase === 'string' ? { join: 'all' as const, lines: [phrase] } : { join: phrase.join, lines: phrase.parts.map((part) => phraseText(part)) }
  return { ...view, terms: termsOf(lookup, compiled, expression) }
}

function phraseOf(lookup: PackLookup, compiled: CompiledPack, expression: Expression, negated: boolean): Phrase {
  const inner = (part: Expression): Phrase => phraseOf(lookup, compiled, part, negated)
  switch (expression.op) {
    case 'and':
    case 'or': {
      const join = (expression.op === 'and') === negated ? 'any' : 'all'
      const parts = expression.parts.map(inner).flatMap((part) => (typeof part !== 'string' && part.join === join ? part.parts : [part]))
      const [only] = parts
      return parts.length === 1 && only !== undefined ? only : { join, parts }
    }
    case 'not':
      return phraseOf(lookup, compiled, expression.part, !negated)
    // The guard says only that an unanswered fact leaves it open.
    case 'if':
      return inner(expression.otherwise)
    case 'name':
      return truthText(lookup, compiled, expression, negated)
    case 'constant':
      return { join: (expression.value === true) === negated ? 'any' : 'all', parts: [] }
    case 'in': {
      const options = expression.list.map((value) => valueText(lookup, expression.left, value))
      return `${operandText(lookup, expression.left)}${negated ? '不是' : '为'}${options.length > 1 ? `${options.slice(0, -1).join('、')}或${options.at(-1) ?? ''}` : (options[0] ?? '')}`
    }
    case 'compare':
      return compareText(lookup, expression, negated)
    case 'day':
      return operandText(lookup, expression)
  }
}

type NameExpression = Extract<Expression, { op: 'name' }>

function truthText(lookup: PackLookup, compiled: CompiledPack, { name, slot }: NameExpression, negated: boolean): string {
  if (getAt(compiled.slotOwner, slot).kind === 'derived') return `${negated ? '不属于' : ''}${lookup.derived.get(name)?.label_zh ?? ''}`
  // 本次是否需办立项 → 本次需办立项.
  return `${factLabel(lookup, name).replace('是否', '')}${negated ? '：否' : ''}`
}

const opposite: Readonly<Record<CompareSign, CompareSign | null>> = { '=': null, '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
const mirrored: Readonly<Record<CompareSign, CompareSign>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

function compareText(lookup: PackLookup, { left, right, sign }: Extract<Expression, { op: 'compare' }>, negated: boolean): string {
  const [subject, object, given] = isFixed(left) ? [right, left, mirrored[sign]] : [left, right, sign]
  const turned = negated ? opposite[given] : given
  const value = object.op === 'constant' ? valueText(lookup, subject, object.value) : object.op === 'day' && object.part.op === 'constant' ? dayText(String(object.part.value)) : operandText(lookup, object)
  const name = operandText(lookup, subject)
  if (turned === null) return `${name}不是${value}`
  if (turned === '=') return `${name}为${value}`
  if (subject.type === 'day') return `${name}${{ '<': `早于${value}`, '<=': `不晚于${value}`, '>': `晚于${value}`, '>=': `在${value}或以后` }[turned]}`
  return `${name}${{ '<': '不到', '<=': '不超过', '>': '超过', '>=': '不少于' }[turned]} ${value}`
}

function isFixed(expression: Expression): boolean {
  return expression.op === 'constant' || (expression.op === 'day' && expression.part.op === 'constant')
}

function operandText(lookup: PackLookup, expression: Expression): string {
  switch (expression.op) {
    case 'name':
      return lookup.derived.get(expression.name)?.label_zh ?? plainLabel(lookup, expression.name)
    case 'day':
      return operandText(lookup, expression.part)
    case 'constant':
      return plainValue(expression.value)
    default:
      return ''
  }
}

/** A value in the words of the fact it is held against. */
function valueText(lookup: PackLookup, subject: Expression, value: FeelValue): string {
  const fact: Fact | undefined = subject.op === 'name' ? lookup.facts.get(subject.name) : undefined
  if (fact?.type === 'enum') return fact.options.find((option) => option.value === value)?.label_zh ?? plainValue(value)
  if (fact?.type === 'number' && typeof value === 'number') return quantityText(value, fact.unit)
  return plainValue(value)
}

function plainValue(value: FeelValue): string {
  if (typeof value === 'boolean') return value ? '是' : '否'
  return value === null ? '未答' : String(value)
}

function phraseText(phrase: Phrase, within?: 'all' | 'any'): string {
  if (typeof phrase === 'string') return phrase
  if (phrase.parts.length === 0) return phrase.join === 'all' ? '任何情况' : '没有这种情况'
  const text = phrase.parts.map((part) => phraseText(part, phrase.join)).join(phrase.join === 'all' ? '，且' : '，或')
  return within === undefined ? text : `（${text}）`
}

/** Derived facts that say more than one answer: `社会投资` needs no explanation, `普通仓库` does. */
function termsOf(lookup: PackLookup, compiled: CompiledPack, expression: Expression): ConditionView['terms'] {
  const terms = new Map<string, string>()
  const walk = (part: Expression): void => {
    if (part.op === 'name') {
      const owner = getAt(compiled.slotOwner, part.slot)
      if (owner.kind !== 'derived' || terms.has(part.name)) return
      if (!needsExplaining(owner.expression)) return
      terms.set(part.name, phraseText(phraseOf(lookup, compiled, owner.expression, false)))
      walk(owner.expression)
      return
    }
    for (const inner of partsOf(part)) walk(inner)
  }
  walk(expression)
  return [...terms].map(([name, meaning]) => ({ term: lookup.derived.get(name)?.label_zh ?? '', meaning }))
}

function needsExplaining(expression: Expression): boolean {
  switch (expression.op) {
    case 'if':
      return needsExplaining(expression.otherwise)
    case 'not':
      return needsExplaining(expression.part)
    case 'in':
      return expression.list.length > 1
    case 'and':
    case 'or':
      return true
    default:
      return false
  }
}
