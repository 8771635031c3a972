import type { Question } from '../../shared/domain/assessment.ts'
import { readDay } from './dayText.ts'
import type { Fact, FactValue } from '../../shared/domain/pack.ts'
import { checkFact } from '../../shared/domain/facts.ts'
import { readNumber } from './numberText.ts'
import type { PackLookup } from './packLookup.ts'
import { clauseText, factProblemText } from './policyText.ts'

/** A question as it stands in the middle: one fact, or a tick list. */
export type AskedQuestion = { readonly kind: 'fact'; readonly id: string; readonly fact: Fact } | { readonly kind: 'group'; readonly id: string; readonly title: string; readonly lines: readonly { readonly fact: Fact; readonly label: string }[] }

export function askedQuestion(lookup: PackLookup, question: Question): AskedQuestion | null {
  if (question.kind === 'fact') {
    const fact = lookup.facts.get(question.fact)
    return fact ? { kind: 'fact', id: question.id, fact } : null
  }
  return askedGroup(lookup, question.group, question.lines)
}

/** The question through which an answer given before is changed: its tick list with the lines that stand, or the fact itself. */
export function questionOfFact(lookup: PackLookup, name: string, standing: (fact: string) => boolean): AskedQuestion | null {
  const group = lookup.groupOfFact.get(name)
  if (group) return askedGroup(lookup, group.id, group.lines.map(({ fact }) => fact).filter((fact) => fact === name || standing(fact)))
  const fact = lookup.facts.get(name)
  return fact ? { kind: 'fact', id: name, fact } : null
}

function askedGroup(lookup: PackLookup, id: string, lines: readonly string[]): AskedQuestion | null {
  const group = lookup.groups.get(id)
  if (!group) return null
  return {
    kind: 'group',
    id,
    title: group.question_zh,
    lines: group.lines.flatMap(({ fact: name, label_zh }) => {
      const fact = lines.includes(name) ? lookup.facts.get(name) : undefined
      return fact ? [{ fact, label: label_zh }] : []
    }),
  }
}

export function factsOf(question: AskedQuestion): readonly string[] {
  return question.kind === 'fact' ? [question.fact.name] : question.lines.map(({ fact }) => fact.name)
}

/** A few words for "接下来". */
export function shortTitle(lookup: PackLookup, question: Question): string {
  if (question.kind === 'fact') return lookup.facts.get(question.fact)?.label_zh ?? question.fact
  return lookup.groups.get(question.group)?.question_zh.replace(/[？?。].*$/u, '') ?? question.group
}

/** "这一问决定 11 个事项 · 方案第5条" */
export function whyAsked(lookup: PackLookup, question: Question): string {
  const { items, materials, rules } = question.settles
  const what = items.length > 0 ? `这一问决定 ${items.length} 个事项` : materials.length > 0 ? `这一问决定 ${materials.length} 份材料` : '这一问只影响提示和办理方式'
  const clauses = [...new Set(rules.map((rule) => lookup.rules.get(rule)?.basis.clause))].flatMap((clause) => (typeof clause === 'number' ? [clause] : []))
  if (clauses.length === 0) return what
  const [first = 0, second] = clauses
  const where = clauses.length > 2 ? `${clauseText(first)}等 ${clauses.length} 条` : second === undefined ? clauseText(first) : `第${first}、${second}条`
  return `${what} · 方案${where}`
}

/** What stands in the open field: not yet an answer. */
export type Typed = { readonly kind: 'none' } | { readonly kind: 'value'; readonly value: FactValue } | { readonly kind: 'problem'; readonly sentence: string }

/** Text of a number or day, or the value of a choice, read as an answer to its fact. */
export function readAnswer(fact: Fact, input: FactValue | null, today: string): Typed {
  if (input === null || input === '') return { kind: 'none' }
  const unit = fact.type === 'number' ? fact.unit : undefined
  const raw: FactValue | null =
    fact.type === 'number' && typeof input === 'string' ? readNumber(input) : fact.type === 'date' && typeof input === 'string' ? readDay(input, today) : input
  if (raw === null) return { kind: 'problem', sentence: factProblemText(fact.type === 'date' ? { kind: 'not-a-day' } : { kind: 'wrong-type', expected: 'number' }) }
  const checked = checkFact(fact, raw)
  return checked.ok ? { kind: 'value', value: checked.value } : { kind: 'problem', sentence: factProblemText(checked.failure, unit) }
}
