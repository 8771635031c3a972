import { parseExpression } from 'feelin'
import { isDay } from './days.ts'
import { type Expression, type FeelProblem, type FeelType, freeNames, type Scope } from './feel.ts'
import { fail, ok, type Result } from './result.ts'

/**
 * From the text of an expression to the tree that `feel.ts` evaluates. The parser is feelin's; only its tree is walked
 * here, because feelin's `evaluate` parses anew on every call.
 */

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
