import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

export interface VirtualColumn<T> {
  readonly title: string
  /** A CSS grid track. */
  readonly width: string
  readonly cell: (row: T) => ReactNode
}

const rowHeightPx = 36
const spareRows = 8

/** A table that draws only the rows in view, so that thousands cost what forty cost. Arrows move, Enter opens. */
export function VirtualRows<T>({ label, rows, rowKey, columns, onOpen }: { readonly label: string; readonly rows: readonly T[]; readonly rowKey: (row: T) => string; readonly columns: readonly VirtualColumn<T>[]; readonly onOpen: (row: T) => void }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const [active, setActive] = useState(-1)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const first = Math.max(0, Math.floor(view.top / rowHeightPx) - spareRows)
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeightPx) + spareRows)
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') }

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key]
    if (event.key === 'Enter') {
      const row = rows[active]
      if (row !== undefined) onOpen(row)
    } else if (step !== undefined) {
      const next = Math.min(rows.length - 1, Math.max(0, active + step))
      setActive(next)
      const element = scroller.current
      if (element) {
        const top = next * rowHeightPx
        if (top < element.scrollTop) element.scrollTop = top
        else if (top + rowHeightPx > element.scrollTop + element.clientHeight) element.scrollTop = top + rowHeightPx - element.clientHeight
      }
    } else return
    event.preventDefault()
  }

  return (
    <div className="grid-table" role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="rowgroup">
        <div className="grid-row grid-head" role="row" style={template}>
          {columns.map(({ title }) => (
            <span key={title} role="columnheader">
              {title}
            </span>
          ))}
        </div>
      </div>
      <div className="grid-scroll" role="rowgroup" ref={scroller} tabIndex={0} aria-label={`${label}，上下键选择，回车打开`} onKeyDown={move} onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}>
        <div role="presentation" style={{ height: rows.length * rowHeightPx, position: 'relative' }}>
          {rows.slice(first, last).map((row, offset) => {
            const index = first + offset
            return (
              <div key={rowKey(row)} role="row" aria-rowindex={index + 2} aria-selected={index === active} className={`grid-row clickable ${index === active ? 'active' : ''}`} style={{ ...template, position: 'absolute', top: index * rowHeightPx }} onClick={() => onOpen(row)}>
                {columns.map(({ title, cell }) => (
                  <div key={title} role="cell" style={{ minWidth: 0 }}>
                    {cell(row)}
                  </div>
                ))}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
