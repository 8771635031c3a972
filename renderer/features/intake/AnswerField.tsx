import { useEffect, useRef, useState, type ReactNode } from 'react'
import { weekdayOf } from '../../../shared/domain/days.ts'
import type { Fact, FactValue } from '../../../shared/domain/pack.ts'
import { ChoiceList } from '../../ui/ChoiceList.tsx'
import { TickList, type TickLine } from '../../ui/TickList.tsx'
import { dayText, readDay } from '../../words/dayText.ts'
import type { AskedQuestion } from '../../words/questionView.ts'
import { tickState, tickValue, type Input } from './input.ts'

interface Props {
  readonly asked: AskedQuestion
  readonly input: Input
  /** Something was typed here before: the caret goes to its end. */
  readonly isTyped: boolean
  readonly today: string
  readonly onInput: (change: Input) => void
}

/** The place to answer, by the kind of question. */
export function AnswerField({ asked, input, isTyped, today, onInput }: Props): ReactNode {
  if (asked.kind === 'group') {
    const lines = asked.lines.map(({ fact, label }): TickLine => ({ id: fact.name, label, state: tickState(input, fact.name) }))
    return <TickList label={asked.title} lines={lines} onSet={(id, state) => onInput({ [id]: tickValue(state) })} />
  }
  const { fact } = asked
  const value = input[fact.name] ?? null
  switch (fact.type) {
    case 'boolean':
      return (
        <ChoiceList
          key={fact.name}
          label={fact.question_zh}
          layout="row"
          choices={[
            { value: 'yes', label: '是' },
            { value: 'no', label: '否' },
          ]}
          value={value === true ? 'yes' : value === false ? 'no' : null}
          onChoose={(choice) => onInput({ [fact.name]: choice === 'yes' })}
        />
      )
    case 'enum':
      return <ChoiceList key={fact.name} label={fact.question_zh} layout="column" choices={fact.options.map((option) => ({ value: option.value, label: option.label_zh }))} value={typeof value === 'string' ? value : null} onChoose={(choice) => onInput({ [fact.name]: choice })} />
    case 'number':
      return <TextAnswer key={fact.name} fact={fact} value={value} isTyped={isTyped} suffix={fact.unit ?? ''} onInput={onInput} inputMode="decimal" />
    case 'date': {
      const day = typeof value === 'string' ? readDay(value, today) : null
      return (
        <>
          <div className="day-answer">
          <TextAnswer key={fact.name} fact={fact} value={value} isTyped={isTyped} suffix="年-月-日" onInput={onInput} inputMode="numeric" />
          <button type="button" className="link-button" onClick={() => onInput({ [fact.name]: today })}>
            今天
          </button>
          </div>
          <p className="day-read quiet">{day === null ? '' : `${dayText(day)} 星期${'日一二三四五六'.charAt(weekdayOf(day))}`}</p>
        </>
      )
    }
  }
}

function TextAnswer({ fact, value, isTyped, suffix, inputMode, onInput }: { readonly fact: Fact; readonly value: FactValue | null; readonly isTyped: boolean; readonly suffix: string; readonly inputMode: 'decimal' | 'numeric'; readonly onInput: (change: Input) => void }) {
  const field = useRef<HTMLInputElement>(null)
  const [selectAll] = useState(!isTyped)
  useEffect(() => {
    const element = field.current
    element?.focus({ preventScroll: true })
    if (selectAll) element?.select()
    else element?.setSelectionRange(element.value.length, element.value.length)
  }, [selectAll])
  return (
    <div className="big-field">
      <input ref={field} type="text" inputMode={inputMode} autoComplete="off" aria-label={fact.question_zh} maxLength={40} value={value === null ? '' : String(value)} onChange={(event) => onInput({ [fact.name]: event.target.value === '' ? null : event.target.value })} />
      {suffix === '' ? null : <span>{suffix}</span>}
    </div>
  )
}
