import { memo, useState } from 'react'
import { DispositionTag, type TagTone } from './DispositionTag.tsx'
import { LayerTag } from './LayerTag.tsx'

export interface OutcomeLine {
  readonly id: string
  readonly tone: TagTone
  readonly word: string
  readonly name: string
  readonly sample: boolean
  /** Where it is not the city's pack alone. */
  readonly layer: { readonly tag: string; readonly title: string } | null
  /** Said quietly behind the name: what is missing, what the last answer changed. */
  readonly note: string
  readonly basis: string
  readonly changed: boolean
}
export interface OutcomeGroup {
  readonly title: string
  readonly lines: readonly OutcomeLine[]
  /** Lines of which it is not even known yet whether they are there. */
  readonly possible: readonly OutcomeLine[]
}

/** Items by stage, each with its word, colour and shape; every line opens its reason. */
export function OutcomeList({ groups, gone, selected, onOpen }: { readonly groups: readonly OutcomeGroup[]; readonly gone: readonly string[]; readonly selected: string | null; readonly onOpen: (id: string) => void }) {
  return (
    <div className="outcome-list">
      {gone.length === 0 ? null : <p className="outcome-gone">不再涉及：{gone.join('、')}</p>}
      {groups.map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h3>{group.title}</h3>
          <ul>
            {group.lines.map((line) => (
              <Line key={line.id} line={line} selected={line.id === selected} onOpen={onOpen} />
            ))}
          </ul>
          <Possible lines={group.possible} selected={selected} onOpen={onOpen} />
        </section>
      ))}
    </div>
  )
}

/** Of an answer that changes two lines of forty only the two are drawn again. */
const Line = memo(drawLine, (before, after) => before.selected === after.selected && before.onOpen === after.onOpen && isSameLine(before.line, after.line))

function isSameLine(before: OutcomeLine, after: OutcomeLine): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after)
}

function drawLine({ line, selected, onOpen }: { readonly line: OutcomeLine; readonly selected: boolean; readonly onOpen: (id: string) => void }) {
  return (
    <li>
      <button type="button" className={`outcome-line ${line.changed ? 'changed' : ''} ${selected ? 'selected' : ''}`} onClick={() => onOpen(line.id)}>
        <DispositionTag tone={line.tone} word={line.word} />
        <span className="outcome-name">
          <span>
            {line.name} {line.sample ? <span className="sample">样例</span> : null} <LayerTag layer={line.layer} />
          </span>
          {line.note === '' ? null : (
            <span className="outcome-note" title={line.note}>
              {line.note}
            </span>
          )}
        </span>
        <span className="outcome-basis">{line.basis} ›</span>
      </button>
    </li>
  )
}

/** Few are shown in place; many would bury what is certain. */
function Possible({ lines, selected, onOpen }: { readonly lines: readonly OutcomeLine[]; readonly selected: string | null; readonly onOpen: (id: string) => void }) {
  const [open, setOpen] = useState(false)
  if (lines.length === 0) return null
  const shown = open || lines.length <= 2
  return (
    <>
      {lines.length <= 2 ? null : (
        <button type="button" className="outcome-more" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="tag tag-open">待定</span>
          <span>{open ? '收起' : `可能还有 ${lines.length} 项，看后面的回答`}</span>
        </button>
      )}
      {shown ? (
        <ul>
          {lines.map((line) => (
            <Line key={line.id} line={line} selected={line.id === selected} onOpen={onOpen} />
          ))}
        </ul>
      ) : null}
    </>
  )
}
