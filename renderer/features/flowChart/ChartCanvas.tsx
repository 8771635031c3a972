import { useEffect, useId, useRef, type PointerEvent, type ReactNode } from 'react'
import { DispositionTag } from '../../ui/DispositionTag.tsx'
import { LayerTag } from '../../ui/LayerTag.tsx'
import type { ChartItem, ChartStage } from './chart.ts'
import { isShort, timePieces, type Box, type ChartLayout, type Point } from './layout.ts'

interface Props {
  readonly stages: readonly ChartStage[]
  readonly layout: ChartLayout
  readonly zoom: number
  readonly selected: string | null
  /** The box with scroll bars around the canvas. */
  readonly viewport: { readonly current: HTMLElement | null }
  readonly onItem: (id: string) => void
}

/** The chart as drawn: boxes are buttons, lines one picture behind them. Dragging the ground moves it. */
export function ChartCanvas({ stages, layout, zoom, selected, viewport, onItem }: Props) {
  const drag = usePan(viewport)
  return (
    <div className="flow-canvas" style={{ width: layout.width * zoom, height: layout.height * zoom }} {...drag}>
      <div style={{ width: layout.width, height: layout.height, transform: `scale(${zoom})` }}>
        {stages.map(({ id, afterWorks }) => (
          <Placed key={id} className={afterWorks ? 'flow-ground after-works' : 'flow-ground'} box={layout.grounds.get(id)} />
        ))}
        <Lines stages={stages} layout={layout} />
        {stages.map((stage) => (
          <section key={stage.id} aria-label={stage.name}>
            <Placed className="flow-head" box={layout.heads.get(stage.id)}>
              <h3>{stage.name}</h3>
              <span>{stage.time}</span>
            </Placed>
            {stage.columns.flatMap(({ items }) => items).map((item) => (
              <ItemBox key={item.id} item={item} box={layout.boxes.get(item.id)} selected={item.id === selected} onItem={onItem} />
            ))}
          </section>
        ))}
      </div>
    </div>
  )
}

function Placed({ className, box, children }: { readonly className: string; readonly box: Box | undefined; readonly children?: ReactNode }) {
  if (!box) return null
  return (
    <div className={className} style={placeOf(box)}>
      {children}
    </div>
  )
}

function ItemBox({ item, box, selected, onItem }: { readonly item: ChartItem; readonly box: Box | undefined; readonly selected: boolean; readonly onItem: (id: string) => void }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The reason covers the right of the chart.
    if (selected) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [selected])
  if (!box) return null
  const isBeside = isShort(item.department)
  return (
    <button ref={button} type="button" className={`flow-item flow-${item.tone}${selected ? ' selected' : ''}`} style={placeOf(box)} onClick={() => onItem(item.id)}>
      <span className="flow-item-top">
        <DispositionTag tone={item.tone} word={item.word} />
        {isBeside ? <span className="flow-department">{item.department}</span> : null}
      </span>
      <strong>
        {item.name} {item.sampleItem ? <span className="sample">样例</span> : null} <LayerTag layer={item.layer} />
      </strong>
      {isBeside ? null : <span className="flow-department">{item.department}</span>}
      <span className="flow-time">
        {timePieces(item.time).map((piece, index, { length }) => (
          <span key={piece}>
            {index > 0 ? <i className="visually-hidden"> · </i> : null}
            {piece}
            {item.sampleLimit && index === length - 1 ? <span className="sample">样例</span> : null}
          </span>
        ))}
      </span>
      {item.holidays === '' ? null : <span className="flow-holidays">{item.holidays}</span>}
    </button>
  )
}

function Lines({ stages, layout }: { readonly stages: readonly ChartStage[]; readonly layout: ChartLayout }) {
  const arrow = useId()
  return (
    <svg className="flow-lines" width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        {(['main', 'parallel', 'merge'] as const).map((kind) => (
          <marker key={kind} id={`${arrow}${kind}`} className={`flow-arrow-${kind}`} viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0.5L8 4L0 7.5Z" />
          </marker>
        ))}
      </defs>
      {stages.slice(1).map((stage, index) => {
        const before = layout.heads.get(stages[index]?.id ?? '')
        const head = layout.heads.get(stage.id)
        if (!before || !head) return null
        const y = head.y + head.height / 2
        return <path key={stage.id} className={stage.afterWorks ? 'flow-link flow-link-main after-works' : 'flow-link flow-link-main'} markerEnd={`url(#${arrow}main)`} d={pathOf([{ x: before.x + before.width, y }, { x: head.x, y }])} />
      })}
      {layout.links.map(({ kind, from, to, points }) => (
        <path key={`${kind} ${from} ${to}`} className={`flow-link flow-link-${kind}`} markerEnd={`url(#${arrow}${kind})`} d={pathOf(points)} />
      ))}
    </svg>
  )
}

function pathOf(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('')
}

function placeOf({ x, y, width, height }: Box): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  return { left: x, top: y, width, height }
}

interface Pan {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: () => void
  readonly onPointerCancel: () => void
}

/** Dragging with the main button scrolls; a press on a box stays a press. */
function usePan(viewport: { readonly current: HTMLElement | null }): Pan {
  const grip = useRef<Point | null>(null)
  const release = (): void => {
    grip.current = null
  }
  return {
    onPointerDown: (event) => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return
      grip.current = { x: event.clientX, y: event.clientY }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event) => {
      if (grip.current === null) return
      viewport.current?.scrollBy(grip.current.x - event.clientX, grip.current.y - event.clientY)
      grip.current = { x: event.clientX, y: event.clientY }
    },
    onPointerUp: release,
    onPointerCancel: release,
  }
}
