import { useId } from 'react'
import type { MaterialState } from '../../../shared/domain/events.ts'
import { isTakenIn } from '../../../shared/domain/materialCount.ts'
import { useSession } from '../../data/session.ts'
import { DispositionTag } from '../../ui/DispositionTag.tsx'
import { LayerTag } from '../../ui/LayerTag.tsx'
import { materialWayWords } from '../../words/caseText.ts'
import type { MaterialLine } from '../../words/materialView.ts'
import { itemName } from '../../words/packLookup.ts'
import { useFileTarget } from '../../ui/useFileTarget.ts'
import { WayFields } from './WayFields.tsx'

interface Props {
  readonly line: MaterialLine
  readonly today: string
  /** What a way begins with when it is chosen. */
  readonly firstState: (kind: MaterialState['kind']) => MaterialState
  /** Asked for once before, and why; empty where it was not. */
  readonly requested: string
  /** Noted differently at two places, and how; empty where it was not. */
  readonly conflict: string
  readonly onSet: (state: MaterialState | null) => void
  /** `null` where the case takes none. */
  readonly scans: { readonly count: number; readonly onChoose: () => void; readonly onDrop: (files: readonly File[]) => void } | null
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

const ways: readonly MaterialState['kind'][] = ['received', 'original-seen', 'shared', 'waived', 'to-follow']

function WantedRow({ line, today, firstState, requested, conflict, onSet, scans }: Props) {
  const { lookup } = useSession()
  const id = useId()
  const { material, state } = line
  const name = material.name_zh
  const shared = line.sharedWith.length > 0 ? `与${line.sharedWith.slice(0, 2).map((item) => itemName(lookup, item)).join('、')}${line.sharedWith.length > 2 ? `等 ${line.sharedWith.length} 项` : ''}共用一份` : ''
  const choose = (value: string): void => {
    const kind = ways.find((way) => way === value)
    onSet(kind === undefined ? null : firstState(kind))
  }
  const target = useFileTarget(scans?.onDrop ?? null)
  return (
    <li className={['material-row', isTakenIn(state) ? 'done' : '', target.isOver ? 'target' : ''].join(' ').trim()} {...target.handlers}>
      <input id={id} type="checkbox" aria-label={`收件：${name}`} checked={state?.kind === 'received'} onChange={(event) => onSet(event.target.checked ? firstState('received') : null)} />
      <label htmlFor={id} className="material-name">
        {name} {material.sample ? <span className="sample">样例</span> : null} <LayerTag layer={line.layer} />
        {conflict === '' ? null : <span className="material-details soft-warning">{conflict}</span>}
        <Details parts={[requested, line.because === '' ? '' : `新增：${line.because}`, material.shareableFrom === undefined ? '' : `可从${material.shareableFrom}调取`, shared]} />
      </label>
      <span className="material-state">{state === null ? <span className="quiet small">{wantedText(material.original, material.copies)}</span> : <WayFields key={state.kind} name={name} state={state} today={today} onSet={onSet} />}</span>
      <select className={state === null ? 'material-way none' : 'material-way'} aria-label={`方式：${name}`} value={state?.kind ?? ''} onChange={(event) => choose(event.target.value)}>
        <option value="">未收</option>
        {ways.map((way) => (
          <option key={way} value={way}>
            {materialWayWords[way]}
          </option>
        ))}
      </select>
      {scans === null ? null : <ScanButton name={name} count={scans.count} onChoose={scans.onChoose} />}
    </li>
  )
}

/** No button: scans are taken in every status, also where nothing else of the list may be changed. */
function ScanButton({ name, count, onChoose }: { readonly name: string; readonly count: number; readonly onChoose: () => void }) {
  return (
    <span
      className={count > 0 ? 'material-scans some' : 'material-scans'}
      role="button"
      tabIndex={0}
      aria-label={`添加扫描件：${name}${count > 0 ? `，已有 ${count} 份` : ''}`}
      title="添加扫描件，也可以把文件拖到这一行"
      onClick={onChoose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onChoose()
      }}
    >
      {count > 0 ? `扫描 ${count}` : '扫描…'}
    </span>
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
