import type { FactValue } from '../../../shared/domain/pack.ts'
import type { CaseView } from '../../data/openCase.ts'
import type { TickLine } from '../../ui/TickList.tsx'
import type { AskedQuestion } from '../../words/questionView.ts'

/** What stands in open fields: by fact name, or by path for project and applicant. `null`: emptied. */
export type Input = Readonly<Record<string, FactValue | null>>

/** A line set aside is kept in the input as text, so that a draft brings it back. */
export const setAside = '?'

export function tickState(input: Input, name: string): TickLine['state'] {
  const value = input[name]
  return value === true ? 'ticked' : value === setAside ? 'unknown' : 'empty'
}
export function tickValue(state: TickLine['state']): FactValue | null {
  return state === 'ticked' ? true : state === 'unknown' ? setAside : null
}

/** What stands in the fields when a question is opened: the answer given before, or a suggestion. */
export function firstInput(asked: AskedQuestion, view: Pick<CaseView, 'facts' | 'unknown'>, today: string): Input {
  const start = (name: string): FactValue | null => view.facts[name] ?? null
  if (asked.kind === 'group') {
    return Object.fromEntries(asked.lines.map(({ fact }) => [fact.name, view.unknown.has(fact.name) ? setAside : start(fact.name) === true ? true : null]))
  }
  const given = start(asked.fact.name)
  if (given !== null) return { [asked.fact.name]: asked.fact.type === 'number' ? String(given) : given }
  return { [asked.fact.name]: asked.fact.type === 'date' ? today : null }
}
