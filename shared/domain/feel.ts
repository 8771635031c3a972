/**
 * The part of FEEL (DMN 1.3) that packs may use, parsed once (`parseFeel.ts`) and evaluated cheaply.
 *
 * For well-typed expressions over well-typed answers the results equal feelin's own (test/unit/feel.test.ts
 * holds them against each other). Anything else in the language is refused when a pack is read: loops, ranges,
 * paths, filters, contexts, regular expressions, functions.
 */

export type FeelValue = boolean | number | string | null
export type FeelType = 'boolean' | 'number' | 'text' | 'day' | 'null'

export type CompareSign = '=' | '<' | '<=' | '>' | '>='

/** An expression whose names are bound to slots of an environment. */
export type Expression =
  | { readonly op: 'constant'; readonly value: FeelValue; readonly type: FeelType }
  | { readonly op: 'name'; readonly name: string; readonly slot: number; readonly type: FeelType }
  | { readonly op: 'and' | 'or'; readonly parts: readonly Expression[]; readonly type: 'boolean' }
  | { readonly op: 'not'; readonly part: Expression; readonly type: 'boolean' }
  | { readonly op: 'compare'; readonly sign: CompareSign; readonly left: Expression; readonly right: Expression; readonly type: 'boolean' }
  | { readonly op: 'in'; readonly left: Expression; readonly list: readonly FeelValue[]; readonly type: 'boolean' }
  | { readonly op: 'if'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression; readonly type: FeelType }
  | { readonly op: 'day'; readonly part: Expression; readonly type: 'day' }

/** Why an expression is refused. `text` is the piece it is about. */
export type FeelProblem =
  | { readonly kind: 'syntax'; readonly text: string }
  | { readonly kind: 'construct-not-allowed'; readonly construct: string; readonly text: string }
  /** Valid FEEL that means something else than it says, such as `x in ["a"] and y`. */
  | { readonly kind: 'misparse'; readonly text: string; readonly hint: string }
  | { readonly kind: 'unknown-name'; readonly name: string }
  | { readonly kind: 'type-mismatch'; readonly expected: string; readonly text: string }
  /** An unanswered fact would count as an answer here. */
  | { readonly kind: 'unguarded-null'; readonly text: string }
  | { readonly kind: 'too-long'; readonly length: number }

/** What a name means: where its value is found and what type it has. */
export type Scope = ReadonlyMap<string, { readonly slot: number; readonly type: FeelType; readonly options?: readonly string[] }>

/** Three-valued: `null` where an unanswered fact decides. */
export function evaluateFeel(expression: Expression, slots: readonly FeelValue[]): FeelValue {
  switch (expression.op) {
    case 'constant':
      return expression.value
    case 'name':
      return slots[expression.slot] ?? null
    case 'and': {
      let result: boolean | null = true
      for (const part of expression.parts) {
        const value = evaluateFeel(part, slots)
        if (value === false) return false
        if (value === null) result = null
      }
      return result
    }
    case 'or': {
      let result: boolean | null = false
      for (const part of expression.parts) {
        const value = evaluateFeel(part, slots)
        if (value === true) return true
        if (value === null) result = null
      }
      return result
    }
    case 'not': {
      const value = evaluateFeel(expression.part, slots)
      return value === null ? null : !value
    }
    case 'compare':
      return compareValues(expression.sign, evaluateFeel(expression.left, slots), evaluateFeel(expression.right, slots))
    case 'in':
      return expression.list.includes(evaluateFeel(expression.left, slots))
    case 'if':
      return evaluateFeel(expression.test, slots) === true ? evaluateFeel(expression.then, slots) : evaluateFeel(expression.otherwise, slots)
    case 'day':
      return evaluateFeel(expression.part, slots)
  }
}

function compareValues(sign: CompareSign, left: FeelValue, right: FeelValue): boolean | null {
  if (sign === '=') return left === right
  if (left === null || right === null) return null
  switch (sign) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

/** Every name an expression mentions. */
export function freeNames(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>()
  visitNames(expression, (name) => names.add(name.name))
  return names
}

type NameExpression = Extract<Expression, { op: 'name' }>

function visitNames(expression: Expression, visit: (name: NameExpression) => void): void {
  for (const part of partsOf(expression)) visitNames(part, visit)
  if (expression.op === 'name') visit(expression)
}

export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'constant':
    case 'name':
      return []
    case 'and':
    case 'or':
      return expression.parts
    case 'not':
    case 'day':
      return [expression.part]
    case 'compare':
      return [expression.left, expression.right]
    case 'in':
      return [expression.left]
    case 'if':
      return [expression.test, expression.then, expression.otherwise]
  }
}

/**
 * The unknown names that keep an expression unknown: parts already decided don't count,
 * so of `a and b` with b true only a is named.
 */
export function visitUnknown(expression: Expression, slots: readonly FeelValue[], visit: (slot: number) => void): void {
  if (expression.op === 'if') {
    // The test asks whether its name is known; unknown, the rest does not matter yet.
    if (evaluateFeel(expression.test, slots) === true) {
      visitNames(expression.test, (name) => visit(name.slot))
    } else visitUnknown(expression.otherwise, slots, visit)
    return
  }
  if (expression.op === 'name') {
    if ((slots[expression.slot] ?? null) === null) visit(expression.slot)
    return
  }
  for (const part of partsOf(expression)) {
    if (evaluateFeel(part, slots) === null) visitUnknown(part, slots, visit)
  }
}
