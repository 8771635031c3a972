import { Select } from 'antd'
import { useEffect, useId, useMemo, useState } from 'react'
import type { Question } from '../../../shared/domain/assessment.ts'
import type { Fact, FactValue } from '../../../shared/domain/pack.ts'
import type { CaseView } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { groupFacts } from '../../words/factGroups.ts'
import { readAnswer } from '../../words/questionView.ts'
import type { Questions } from './useQuestions.ts'

interface Row {
  readonly fact: Fact
  readonly value: FactValue | null
  readonly isUnknown: boolean
  readonly needed: boolean
}

/** Every question that stands now, as a form; each answer counts as soon as it is given. */
export function FormPane({ questions, view, today }: { readonly questions: Questions; readonly view: CaseView; readonly today: string }) {
  const { lookup } = useSession()
  const groups = useMemo(() => {
    const needed = new Set(questions.needed.flatMap(namesOf))
    const open = new Set([...needed, ...questions.optional.flatMap(namesOf)])
    const rows = lookup.pack.facts.flatMap((fact): Row[] => {
      const value = view.facts[fact.name] ?? null
      const stands = value === null ? open.has(fact.name) || view.unknown.has(fact.name) : !questions.assessment.notApplicable.includes(fact.name)
      return stands ? [{ fact, value, isUnknown: view.unknown.has(fact.name), needed: needed.has(fact.name) }] : []
    })
    return groupFacts(rows, ({ fact }) => fact)
  }, [lookup, questions, view])
  return (
    <div className="form-pane">
      <p className="quiet small">带 * 的决定事项和材料；其余只影响提示。答案会随时增减后面的问题。</p>
      {groups.map(({ title, entries }) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {entries.map((row) => (
            <FormRow key={row.fact.name} row={row} today={today} onAnswer={(value) => questions.answer({ [row.fact.name]: value })} />
          ))}
        </fieldset>
      ))}
    </div>
  )
}

function namesOf(question: Question): readonly string[] {
  return question.kind === 'fact' ? [question.fact] : question.lines
}

function FormRow({ row, today, onAnswer }: { readonly row: Row; readonly today: string; readonly onAnswer: (value: FactValue | null) => void }) {
  const id = useId()
  const { fact, value } = row
  return (
    <div className="form-row">
      <label htmlFor={id} title={fact.help_zh}>
        {fact.question_zh}
        {row.needed ? <span className="needed-star"> *</span> : null}
      </label>
      {fact.type === 'number' || fact.type === 'date' ? (
        <TextRow id={id} fact={fact} value={value} today={today} onAnswer={onAnswer} />
      ) : (
        <Select<string>
          id={id}
          aria-label={fact.question_zh}
          className="form-choice"
          placeholder="未答"
          value={value === null ? (row.isUnknown ? '?' : null) : String(value)}
          options={[...optionsOf(fact), { value: '?', label: '暂不清楚' }]}
          onChange={(choice) => onAnswer(choice === '?' ? null : fact.type === 'boolean' ? choice === 'true' : choice)}
        />
      )}
    </div>
  )
}

function optionsOf(fact: Fact): { value: string; label: string }[] {
  if (fact.type === 'enum') return fact.options.map(({ value, label_zh }) => ({ value, label: label_zh }))
  return [
    { value: 'true', label: '是' },
    { value: 'false', label: '否' },
  ]
}

function TextRow({ id, fact, value, today, onAnswer }: { readonly id: string; readonly fact: Fact; readonly value: FactValue | null; readonly today: string; readonly onAnswer: (value: FactValue | null) => void }) {
  const stored = value === null ? '' : String(value)
  const [typed, setTyped] = useState(stored)
  useEffect(() => setTyped(stored), [stored])
  const read = readAnswer(fact, typed, today)
  const leave = (): void => {
    if (read.kind === 'value' && read.value !== value) onAnswer(read.value)
    else if (read.kind === 'none' && value !== null) onAnswer(null)
  }
  return (
    <span className="form-text">
      <input id={id} type="text" value={typed} maxLength={40} aria-invalid={read.kind === 'problem'} onChange={(event) => setTyped(event.target.value)} onBlur={leave} onKeyDown={(event) => event.key === 'Enter' && leave()} />
      <span className="quiet">{fact.type === 'number' ? (fact.unit ?? '') : '年-月-日'}</span>
      {read.kind === 'problem' ? <span className="field-problem">{read.sentence}</span> : null}
    </span>
  )
}
