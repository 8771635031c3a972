import { parseExpression } from 'feelin'
import { isDay } from './days.ts'
import { fail, ok, type Result } from './result.ts'

/**
 * The part of FEEL (DMN 1.3) that packs may use, parsed once and evaluated cheaply.
 *
 * The parser is feelin's; only its tree is walked here, because feelin's `evaluate` parses anew on every call.
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

const longestExpression = 4_000

type Node = ReturnType<typeof parseExpression>['topNode']

/** Parses, checks types and binds names. */
export function parseFeel(source: string, scope: Scope): Result<Expression, FeelProblem> {
  if (source.length > longestExpression) return fail({ kind: 'too-long', length: source.length })
  try {
    const tree = parseExpression(source, {}, undefined)
    const parsed = new Reader(source, scope).read(tree.topNode)
    return parsed.type === 'boolean' ? ok(parsed) : fail({ kind: 'type-mismatch', expected: '真假', text: source })
  } catch (refusal) {
    if (refusal instanceof Refusal) return fail(refusal.problem)
    throw refusal
  }
}

class Refusal extends Error {
  readonly problem: FeelProblem
  constructor(problem: FeelProblem) {
    super(problem.kind)
    this.problem = problem
  }
}

class Reader {
  readonly #source: string
  readonly #scope: Scope
  /** Names known to be answered where the reader stands: inside the else of `if x = null`. */
  readonly #answered: string[] = []

  constructor(source: string, scope: Scope) {
    this.#source = source
    this.#scope = scope
  }

  read(node: Node): Expression {
    switch (node.name) {
      case 'Expression':
      case 'ParenthesizedExpression':
        return this.read(this.#only(node))
      case 'Conjunction':
        return { op: 'and', parts: this.#operands(node, 'and'), type: 'boolean' }
      case 'Disjunction':
        return { op: 'or', parts: this.#operands(node, 'or'), type: 'boolean' }
      case 'Comparison':
        return this.#comparison(node)
      case 'IfExpression':
        return this.#if(node)
      case 'FunctionInvocation':
        return this.#not(node)
      case 'DateTimeLiteral':
        return this.#day(node)
      case 'VariableName':
        return this.#name(node)
      case 'BooleanLiteral':
        return { op: 'constant', value: this.#text(node) === 'true', type: 'boolean' }
      case 'NumericLiteral':
        // feelin reads 1e4 as 1.
        if (/e/i.test(this.#text(node))) return this.#refuse(node)
        return { op: 'constant', value: Number(this.#text(node)), type: 'number' }
      case 'StringLiteral':
        return { op: 'constant', value: this.#string(node), type: 'text' }
      case 'null':
        return { op: 'constant', value: null, type: 'null' }
      default:
        return this.#refuse(node)
    }
  }

  #text(node: Node): string {
    return this.#source.slice(node.from, node.to)
  }

  #string(node: Node): string {
    const text = this.#text(node)
    // Escapes are left to those who need them: no value of a pack does.
    if (text.includes('\\')) throw new Refusal({ kind: 'construct-not-allowed', construct: '\\', text })
    return text.slice(1, -1)
  }

  #refuse(node: Node): never {
    const text = this.#text(node)
    throw new Refusal(node.type.isError ? { kind: 'syntax', text: text || this.#source } : { kind: 'construct-not-allowed', construct: node.name, text })
  }

  /** Children without punctuation and keywords; errors and comments are refused wherever they stand. */
  #children(node: Node): Node[] {
    const children: Node[] = []
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.type.isError || child.name === 'LineComment' || child.name === 'BlockComment') this.#refuse(child)
      if (!/^([()[\],]|and|or|if|then|else|in)$/.test(child.name)) children.push(child)
    }
    return children
  }

  #only(node: Node): Node {
    const [child, ...more] = this.#children(node)
    if (!child || more.length > 0) throw new Refusal({ kind: 'syntax', text: this.#text(node) })
    return child
  }

  #pair(node: Node): readonly [Node, Node] {
    const [left, right, ...more] = this.#children(node)
    if (!left || !right || more.length > 0) throw new Refusal({ kind: 'syntax', text: this.#text(node) })
    return [left, right]
  }

  #operands(node: Node, op: 'and' | 'or'): Expression[] {
    return this.#pair(node).flatMap((child) => {
      const part = this.#typed(child, 'boolean')
      // a and b and c: one node of three parts; the meaning is associative.
      return part.op === op ? [...part.parts] : [part]
    })
  }

  #typed(node: Node, type: FeelType): Expression {
    const part = this.read(node)
    if (part.type === type) return part
    throw new Refusal({ kind: 'type-mismatch', expected: typeNames[type], text: this.#text(node) })
  }

  #comparison(node: Node): Expression {
    const children = this.#children(node)
    const [leftNode, second, third] = children
    if (leftNode && second?.name === 'PositiveUnaryTest' && children.length === 2) return this.#in(leftNode, second, node)
    if (!leftNode || second?.name !== 'CompareOp' || !third || children.length !== 3) this.#refuse(node)
    const sign = this.#text(second)
    // `x != y` is true for an unanswered x.
    if (sign !== '=' && sign !== '<' && sign !== '<=' && sign !== '>' && sign !== '>=') {
      throw new Refusal({ kind: 'construct-not-allowed', construct: sign, text: this.#text(node) })
    }
    const left = this.read(leftNode)
    const right = this.read(third)
    if (left.type !== right.type || (sign !== '=' && left.type !== 'number' && left.type !== 'day')) {
      throw new Refusal({ kind: 'type-mismatch', expected: typeNames[left.type], text: this.#text(node) })
    }
    if (sign === '=') {
      // null = "x" is false in FEEL, not unknown.
      this.#requireAnswered(left, node)
      this.#requireAnswered(right, node)
      this.#requireOption(left, right, node)
      this.#requireOption(right, left, node)
    }
    return { op: 'compare', sign, left, right, type: 'boolean' }
  }

  #in(leftNode: Node, test: Node, whole: Node): Expression {
    const list = this.#only(test)
    if (list.name !== 'List') {
      const hint = 'in 后面的列表连同 in 一起放进括号：(x in ["a", "b"])'
      if (list.name === 'Conjunction' || list.name === 'Disjunction') throw new Refusal({ kind: 'misparse', text: this.#text(whole), hint })
      throw new Refusal({ kind: 'construct-not-allowed', construct: list.firstChild?.name ?? list.name, text: this.#text(whole) })
    }
    const left = this.read(leftNode)
    const members = this.#children(list).map((child) => this.#typed(child, left.type))
    this.#requireAnswered(left, whole)
    for (const member of members) this.#requireOption(left, member, whole)
    return { op: 'in', left, list: members.map((member) => (member.op === 'constant' ? member.value : this.#refuse(list))), type: 'boolean' }
  }

  #requireAnswered(side: Expression, whole: Node): void {
    for (const name of freeNames(side)) if (!this.#answered.includes(name)) throw new Refusal({ kind: 'unguarded-null', text: this.#text(whole) })
  }

  #requireOption(side: Expression, other: Expression, whole: Node): void {
    if (side.op !== 'name' || other.op !== 'constant' || typeof other.value !== 'string') return
    const options = this.#scope.get(side.name)?.options
    if (options && !options.includes(other.value)) throw new Refusal({ kind: 'type-mismatch', expected: options.join('、'), text: this.#text(whole) })
  }

  /** Only `if x = null then null else …`: any other test would take its else where the answer is missing. */
  #if(node: Node): Expression {
    const [testNode, thenNode, elseNode, ...more] = this.#children(node)
    if (!testNode || !thenNode || !elseNode || more.length > 0) throw new Refusal({ kind: 'syntax', text: this.#text(node) })
    const [leftNode, sign, rightNode] = this.#children(testNode)
    if (testNode.name !== 'Comparison' || !leftNode || sign?.name !== 'CompareOp' || this.#text(sign) !== '=' || rightNode?.name !== 'null' || thenNode.name !== 'null') {
      throw new Refusal({ kind: 'construct-not-allowed', construct: 'if', text: this.#text(node) })
    }
    const left = this.#name(leftNode)
    if (left.op !== 'name') this.#refuse(leftNode)
    const test: Expression = { op: 'compare', sign: '=', left, right: this.read(rightNode), type: 'boolean' }
    this.#answered.push(left.name)
    const otherwise = this.read(elseNode)
    this.#answered.pop()
    return { op: 'if', test, then: this.read(thenNode), otherwise, type: otherwise.type }
  }

  #not(node: Node): Expression {
    const [callee, parameters, ...more] = this.#children(node)
    if (!callee || this.#text(callee) !== 'not' || parameters?.name !== 'PositionalParameters' || more.length > 0) {
      throw new Refusal({ kind: 'construct-not-allowed', construct: callee ? `${this.#text(callee)}()` : node.name, text: this.#text(node) })
    }
    return { op: 'not', part: this.#typed(this.#only(parameters), 'boolean'), type: 'boolean' }
  }

  #day(node: Node): Expression {
    const [constructor, parameters, ...more] = this.#children(node)
    if (!constructor || this.#text(constructor) !== 'date' || parameters?.name !== 'PositionalParameters' || more.length > 0) this.#refuse(node)
    const part = this.#typed(this.#only(parameters), 'text')
    if (part.op === 'name' && this.#scope.get(part.name)?.options) throw new Refusal({ kind: 'type-mismatch', expected: typeNames.day, text: this.#text(node) })
    if (part.op === 'constant' && (typeof part.value !== 'string' || !isDay(part.value))) {
      throw new Refusal({ kind: 'type-mismatch', expected: typeNames.day, text: this.#text(node) })
    }
    return { op: 'day', part, type: 'day' }
  }

  #name(node: Node): Expression {
    if (node.name !== 'VariableName') this.#refuse(node)
    // `isSocial isBuilding` is one name of two words in FEEL.
    const name = this.#text(node)
    const known = this.#scope.get(name)
    if (!known) {
      if (/\s/.test(name)) throw new Refusal({ kind: 'misparse', text: name, hint: '两个名称之间缺 and 或 or' })
      throw new Refusal({ kind: 'unknown-name', name })
    }
    return { op: 'name', name, slot: known.slot, type: known.type }
  }
}

const typeNames: Readonly<Record<FeelType, string>> = { boolean: '真假', number: '数字', text: '文字', day: '日期', null: '空值' }

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
