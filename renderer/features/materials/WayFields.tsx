import { useState, type KeyboardEvent } from 'react'
import type { MaterialState } from '../../../shared/domain/events.ts'
import { readDay } from '../../words/dayText.ts'

type StateOf<K extends MaterialState['kind']> = Extract<MaterialState, { kind: K }>
interface Props<K extends MaterialState['kind']> {
  readonly name: string
  readonly state: StateOf<K>
  readonly onSet: (state: MaterialState) => void
}

/** What the chosen way needs beside it: counts, source and number, reason, day. Text is saved when its field is left. */
export function WayFields({ name, state, today, onSet }: { readonly name: string; readonly state: MaterialState; readonly today: string; readonly onSet: (state: MaterialState) => void }) {
  switch (state.kind) {
    case 'received':
      return <Copies name={name} state={state} onSet={onSet} />
    case 'original-seen':
      return <span>看过原件，已退还</span>
    case 'shared':
      return <Source name={name} state={state} onSet={onSet} />
    case 'waived':
      return <SavedText label={`${name}免收原因`} placeholder="写明免收原因" longest={300} size="wide" text={state.reason} autoFocus onSave={(reason) => onSet({ ...state, reason })} />
    case 'to-follow':
      return <FollowDay name={name} state={state} today={today} onSet={onSet} />
  }
}

function Copies({ name, state, onSet }: Props<'received'>) {
  return (
    <>
      <CountField label={`${name}原件份数`} word="原件" value={state.originals} onChange={(originals) => onSet({ ...state, originals })} />
      <CountField label={`${name}复印件份数`} word="复印" value={state.copies} onChange={(copies) => onSet({ ...state, copies })} />
    </>
  )
}

function CountField({ label, word, value, onChange }: { readonly label: string; readonly word: string; readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <label className="count-field">
      {word}
      <input
        type="number"
        min={0}
        max={99}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const count = event.target.valueAsNumber
          if (Number.isInteger(count) && count >= 0 && count <= 99) onChange(count)
        }}
      />
    </label>
  )
}

function Source({ name, state, onSet }: Props<'shared'>) {
  return (
    <>
      <select className="material-way" aria-label={`${name}从哪里共享`} value={state.from} onChange={(event) => onSet({ ...state, from: event.target.value === 'earlier-stage' ? 'earlier-stage' : 'department' })}>
        <option value="earlier-stage">前序阶段</option>
        <option value="department">其他部门</option>
      </select>
      <SavedText label={`${name}共享来源`} placeholder="来源" longest={100} size="middle" text={state.source} autoFocus={state.source === ''} onSave={(source) => onSet({ ...state, source })} />
      <SavedText label={`${name}编号`} placeholder="编号，必填" longest={100} size="middle" text={state.number} autoFocus={state.source !== '' && state.number === ''} onSave={(number) => onSet({ ...state, number })} />
    </>
  )
}

/** Enter or leaving saves, Escape gives back what was saved. */
function SavedText({ label, placeholder, longest, size, text, autoFocus, onSave }: { readonly label: string; readonly placeholder: string; readonly longest: number; readonly size: 'middle' | 'wide'; readonly text: string; readonly autoFocus: boolean; readonly onSave: (text: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null)
  const onKey = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Enter') event.currentTarget.blur()
    else if (event.key === 'Escape') setTyped(null)
  }
  const leave = (): void => {
    if (typed !== null && typed.trim() !== text) onSave(typed.trim())
    setTyped(null)
  }
  return (
    <input
      type="text"
      className={`saved-text ${size}`}
      aria-label={label}
      aria-invalid={text.trim() === ''}
      placeholder={placeholder}
      maxLength={longest}
      dir="auto"
      autoFocus={autoFocus}
      title={text}
      value={typed ?? text}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={onKey}
      onBlur={leave}
    />
  )
}

function FollowDay({ name, state, today, onSet }: Props<'to-follow'> & { readonly today: string }) {
  const [typed, setTyped] = useState<string | null>(null)
  const day = readDay(typed ?? state.by, today)
  const problem = day === null ? '没有这一天' : typed !== null && day < today ? '已经过了' : null
  return (
    <label className="count-field">
      容缺至
      <input
        type="text"
        className="day"
        aria-label={`${name}容缺补交日期`}
        aria-invalid={problem !== null}
        value={typed ?? state.by}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
        onBlur={() => {
          if (typed !== null && day !== null && problem === null) onSet({ kind: 'to-follow', by: day })
          setTyped(null)
        }}
      />
      {problem === null && state.by < today ? <span className="field-problem">已过期</span> : null}
      {problem === null ? null : <span className="field-problem">{problem}</span>}
    </label>
  )
}
