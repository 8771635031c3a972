import { useEffect, useRef, type KeyboardEvent } from 'react'

export interface TickLine {
  readonly id: string
  readonly label: string
  readonly state: 'ticked' | 'empty' | 'unknown'
}

/** Yes/no questions that belong together. Left empty and confirmed means no; a line may be set aside by itself. */
export function TickList({ label, lines, onSet }: { readonly label: string; readonly lines: readonly TickLine[]; readonly onSet: (id: string, state: TickLine['state']) => void }) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => list.current?.querySelector<HTMLInputElement>('input')?.focus({ preventScroll: true }), [label])
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || event.altKey) return
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input') ?? [])]
    const at = boxes.findIndex((box) => box === document.activeElement)
    boxes[Math.min(boxes.length - 1, Math.max(0, at + step))]?.focus()
    event.preventDefault()
  }
  return (
    <ul ref={list} role="group" aria-label={label} className="ticks" onKeyDown={move}>
      {lines.map((line, index) => (
        <li key={line.id} className={`tick ${line.state}`}>
          <label>
            <input type="checkbox" checked={line.state === 'ticked'} onChange={(event) => onSet(line.id, event.target.checked ? 'ticked' : 'empty')} />
            <span className="choice-label">{line.label}</span>
            {index < 10 ? (
              <kbd className="keys" aria-hidden="true">
                {(index + 1) % 10}
              </kbd>
            ) : null}
          </label>
          <button type="button" className="tick-unknown" aria-pressed={line.state === 'unknown'} aria-label={`${line.label}：暂不清楚`} onClick={() => onSet(line.id, line.state === 'unknown' ? 'empty' : 'unknown')}>
            {line.state === 'unknown' ? '暂不清楚' : '不清楚？'}
          </button>
        </li>
      ))}
    </ul>
  )
}
