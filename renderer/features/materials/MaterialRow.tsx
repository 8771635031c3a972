import { useId, useState } from 'react'
import { isDay } from '../../../shared/domain/days.ts'
import type { MaterialState } from '../../../shared/domain/events.ts'
import { DispositionTag } from '../../ui/DispositionTag.tsx'
import { LayerTag } from '../../ui/LayerTag.tsx'
import { materialStateText } from '../../words/caseText.ts'
import { readDay } from '../../words/dayText.ts'
import type { MaterialLine } from '../../words/materialView.ts'
import { useSession } from '../../data/session.ts'
import { itemName } from '../../words/packLookup.ts'

interface Props {
  readonly line: MaterialLine
  readonly today: string
  readonly followUntil: string
  readonly onSet: (state: MaterialState | null) => void
  /** Ticked: received as the list asks for it. */
  readonly onReceive: () => void
}

export function MaterialRow(props: Props) {
  const { line } = props
  switch (line.disposition.kind) {
    case 'needed':
    case 'added':
      return <WantedRow {...props} />
    case 'waived':
      return <UnwantedRow line={line} tone="exempt" word="免交" />
    case 'open':
      return <UnwantedRow line={line} tone="open" word="待定" />
  }
}

function UnwantedRow({ line, tone, word }: { readonly line: MaterialLine; readonly tone: 'exempt' | 'open'; readonly word: string }) {
  return (
    <li className="material-row unwanted">
      <DispositionTag tone={tone} word={word} />
      <span className="material-name">
        {line.material.name_zh} {line.material.sample ? <span className="sample">样例</span> : null} <LayerTag layer={line.layer} />
        <span className="quiet small"> {line.because}</span>
      </span>
    </li>
  )
}

function WantedRow({ line, today, followUntil, onSet, onReceive }: Props) {
  const { lookup } = useSession()
  const id = useId()
  const { material, state } = line
  const name = material.name_zh
  const shared = line.sharedWith.length > 0 ? `与${line.sharedWith.slice(0, 2).map((item) => itemName(lookup, item)).join('、')}${line.sharedWith.length > 2 ? `等 ${line.sharedWith.length} 项` : ''}共用一份` : ''
  return (
    <li className={state === null ? 'material-row' : 'material-row done'}>
      <input id={id} type="checkbox" aria-label={`收件：${name}`} checked={state?.kind === 'received'} onChange={(event) => (event.target.checked ? onReceive() : onSet(null))} />
      <label htmlFor={id} className="material-name">
        {name} {material.sample ? <span className="sample">样例</span> : null} <LayerTag layer={line.layer} />
        <Details
          parts={[line.because === '' ? '' : `新增：${line.because}`, material.shareableFrom === undefined ? '' : `可从${material.shareableFrom}调取`, shared]}
        />
      </label>
      <span className="material-state">
        {state === null ? <span className="quiet small">{wantedText(material.original, material.copies)}</span> : null}
        {state?.kind === 'received' ? <Copies name={name} state={state} onSet={onSet} /> : null}
        {state?.kind === 'original-seen' ? materialStateText(state) : null}
        {state?.kind === 'to-follow' ? <FollowDay name={name} by={state.by} today={today} onSet={onSet} /> : null}
      </span>
      <span className="material-actions">
        {state?.kind === 'original-seen' ? (
          <Undo name={name} onUndo={() => onSet(null)} />
        ) : (
          <button type="button" className="mini-button" aria-label={`原件已核：${name}`} onClick={() => onSet({ kind: 'original-seen' })}>
            原件已核
          </button>
        )}
        {state?.kind === 'to-follow' ? (
          <Undo name={name} onUndo={() => onSet(null)} />
        ) : (
          <button type="button" className="mini-button" aria-label={`容缺：${name}`} onClick={() => onSet({ kind: 'to-follow', by: followUntil })}>
            容缺
          </button>
        )}
      </span>
    </li>
  )
}

/** One quiet line under the name; the whole of it in the title. */
function Details({ parts }: { readonly parts: readonly string[] }) {
  const text = parts.filter((part) => part !== '').join(' · ')
  return text === '' ? null : (
    <span className="material-details" title={text}>
      {text}
    </span>
  )
}

function wantedText(original: number, copies: number): string {
  return [original > 0 ? `原件 ${original}` : '', copies > 0 ? `复印件 ${copies}` : ''].filter((part) => part !== '').join(' · ')
}

function Undo({ name, onUndo }: { readonly name: string; readonly onUndo: () => void }) {
  return (
    <button type="button" className="mini-button" aria-label={`取消：${name}`} onClick={onUndo}>
      取消
    </button>
  )
}

function Copies({ name, state, onSet }: { readonly name: string; readonly state: Extract<MaterialState, { kind: 'received' }>; readonly onSet: (state: MaterialState) => void }) {
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

function FollowDay({ name, by, today, onSet }: { readonly name: string; readonly by: string; readonly today: string; readonly onSet: (state: MaterialState) => void }) {
  const [typed, setTyped] = useState(by)
  const day = readDay(typed, today)
  const problem = day === null ? '没有这一天' : day < today ? '已经过了' : null
  return (
    <label className="count-field">
      容缺至
      <input
        type="text"
        className="day"
        aria-label={`${name}容缺补交日期`}
        aria-invalid={problem !== null}
        title={problem ?? ''}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          if (day !== null && isDay(day) && day >= today) onSet({ kind: 'to-follow', by: day })
          else setTyped(by)
        }}
      />
      {problem === null ? null : <span className="field-problem">{problem}</span>}
    </label>
  )
}
