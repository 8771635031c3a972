import type { FactProblem } from '../../shared/domain/facts.ts'
import type { Basis, Clause, Fact, FactValue } from '../../shared/domain/pack.ts'
import { writeClause as clauseText } from '../../shared/output/wording.ts'
import { dayText } from './dayText.ts'
import { quantityText, shortQuantityText } from './numberText.ts'

export { dispositionWords } from '../../shared/output/wording.ts'

export { clauseText }

/** The shortest way to name where something stands: the task, else the clause, else the law. */
export function basisText(basis: Basis): string {
  const task = basis.tasks?.[0]
  if (task !== undefined) return `任务${task}`
  return clauseText(basis.clause) ?? basis.law?.replace(/第.*条.*$/u, '') ?? ''
}

/** Every place it stands in, for the reason. */
export function fullBasisText(clause: Clause | undefined, tasks: readonly number[]): string {
  return [clauseText(clause), tasks.length > 0 ? `任务${tasks.join('、')}` : null].filter((part) => part !== null).join(' · ')
}

/** An answer in the clerk's words; `short` where room is short. */
export function answerText(fact: Fact, value: FactValue, width: 'short' | 'full' = 'short'): string {
  switch (fact.type) {
    case 'boolean':
      return value === true ? '是' : '否'
    case 'enum':
      return optionText(fact.options.find((option) => option.value === value)?.label_zh ?? String(value), width)
    case 'number':
      if (typeof value !== 'number') return String(value)
      return width === 'short' ? shortQuantityText(value, fact.unit) : quantityText(value, fact.unit)
    case 'date':
      return dayText(String(value))
  }
}

// Bracketed explanations of an option belong to the question, not to the list of answers.
function optionText(label: string, width: 'short' | 'full'): string {
  return width === 'short' ? label.replace(/（.*）$/u, '') : label
}

/** Why an answer can't be taken, and what would be one. */
export function factProblemText(problem: FactProblem, unit?: string): string {
  switch (problem.kind) {
    case 'wrong-type':
      return { boolean: '请选“是”或“否”。', number: '请填数字，例如 10200 或 23.9。', enum: '请从列出的选项里选一个。', date: '请填日期，例如 2021-08-03。' }[problem.expected]
    case 'not-an-option':
      return '请从列出的选项里选一个。'
    case 'out-of-range': {
      const { min, max } = problem
      if (min !== null && max !== null && max < 1e12) return `请填 ${quantityText(min, unit)} 到 ${quantityText(max, unit)} 之间的数。`
      return min === null ? '这个数太大了，请核对。' : `请填不小于 ${quantityText(min, unit)} 的数，太大的数也不行。`
    }
    case 'not-an-integer':
      return '请填整数，不带小数。'
    case 'not-a-day':
      return '没有这一天，请按 2021-08-03 的样子填写。'
    case 'unknown-fact':
      return '当前政策包里没有这个问题。'
    case 'not-an-object':
      return '内容不是一组回答。'
  }
}
