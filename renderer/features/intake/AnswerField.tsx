import { useEffect, useRef, type ReactNode } from 'react'
import type { Fact, FactValue } from '../../../shared/domain/pack.ts'
import { ChoiceList } from '../../ui/ChoiceList.tsx'
import { TickList, type TickLine } from '../../ui/TickList.tsx'
import { dayText, readDay } from '../../words/dayText.ts'
import type { AskedQuestion } from '../../words/questionView.ts'
import { tickState, tickValue, type Input } from './input.ts'

interface Props {
  readonly asked: AskedQuestion
  readonly input: Input
  readonly today: string
  readonly onInput: (change: Input) => void
}

/** The place to answer, by the kind of question. */
export function AnswerField({ asked, input, today, onInput }: Props): ReactNode {
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
      return <TextAnswer key={fact.name} fact={fact} value={value} suffix={fact.unit ?? ''} onInput={onInput} inputMode="decimal" />
    case 'date': {
      const day = typeof value === 'string' ? readDay(value, today) : null
      return (
        <div className="day-answer">
          <TextAnswer key={fact.name} fact={fact} value={value} suffix="年-月-日" onInput={onInput} inputMode="numeric" />
          <button type="button" className="link-button" onClick={() => onInput({ [fact.name]: today })}>
            今天
          </button>
          <span className="quiet">{day === null ? '' : `${dayText(day)} 星期${'日一二三四五六'.charAt(new Date(`${day}T00:00:00Z`).getUTCDay())}`}</span>
        </div>
      )
    }
  }
}

function TextAnswer({ fact, value, suffix, inputMode, onInput }: { readonly fact: Fact; readonly value: FactValue | null; readonly suffix: string; readonly inputMode: 'decimal' | 'numeric'; readonly onInput: (change: Input) => void }) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    field.current?.focus({ preventScroll: true })
    field.current?.select()
  }, [])
  return (
    <div className="big-field">
      <input ref={field} type="text" inputMode={inputMode} autoComplete="off" aria-label={fact.question_zh} maxLength={40} value={value === null ? '' : String(value)} onChange={(event) => onInput({ [fact.name]: event.target.value === '' ? null : event.target.value })} />
      {suffix === '' ? null : <span>{suffix}</span>}
    </div>
  )
}
