import { Button } from 'antd'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Assessment, Disposition } from '../../../shared/domain/assessment.ts'
import type { Acceptance } from '../../../shared/domain/events.ts'
import { scheduleCase } from '../../../shared/domain/schedule.ts'
import type { Pause } from '../../../shared/domain/workdays.ts'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { DispositionTag } from '../../ui/DispositionTag.tsx'
import { dayText, readDay } from '../../words/dayText.ts'
import { dispositionWords } from '../../words/policyText.ts'
import { scheduleNotes, termText } from '../../words/scheduleText.ts'
import { ChartCanvas } from './ChartCanvas.tsx'
import { ChartList } from './ChartList.tsx'
import { tonesOf, viewChart } from './chart.ts'
import { layOutChart, type Link } from './layout.ts'
import './flowChart.css'

export interface FlowChartProps {
  readonly assessment: Assessment
  readonly today: string
  /** `null` before the case is accepted: the dates are then those of an assumed day, which can be chosen. */
  readonly acceptance: Pick<Acceptance, 'acceptedOn' | 'items'> | null
  /** 时限中止 since the acceptance. */
  readonly stops: readonly Pause[]
  /** Why an item stands as it does; shown over the chart when its box is opened. */
  readonly reason: (item: string) => ReactNode
  /** Beside the tools: what else can be done with the chart. */
  readonly actions?: ReactNode
}

const zoomSteps = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2] as const
/** Smaller than this nobody reads it; the whole chart is shown smaller only on demand. */
const leastReadable = 0.8
/** A small chart on a large screen is not blown up beyond this. */
const mostEnlarged = 1.25

/** The way of a case through stages, lanes and days; follows the answers, and from the acceptance on the real dates. */
export function FlowChart({ assessment, today, acceptance, stops, reason, actions }: FlowChartProps) {
  const { lookup } = useSession()
  const [typed, setTyped] = useState(today)
  const [form, setForm] = useState<'chart' | 'list'>('chart')
  const [opened, setOpened] = useState<string | null>(null)
  const assumed = readDay(typed, today)
  const from = acceptance?.acceptedOn ?? assumed ?? today
  const schedule = useMemo(() => scheduleCase(lookup.pack, assessment, { from, accepted: acceptance?.items ?? null, stops }), [lookup, assessment, from, acceptance, stops])
  const stages = useMemo(() => viewChart(lookup, schedule), [lookup, schedule])
  const layout = useMemo(() => layOutChart(stages), [stages])
  const viewport = useRef<HTMLDivElement>(null)
  const { zoom, setZoom } = useZoom(viewport, layout.width, layout.height)

  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && opened !== null) {
      event.stopPropagation()
      setOpened(null)
    } else if (event.ctrlKey && form === 'chart' && (event.key === '+' || event.key === '=' || event.key === '-')) {
      event.preventDefault()
      setZoom(event.key === '-' ? 'smaller' : 'larger')
    }
  }
  if (assessment.items.length === 0) return <Blank title="没有要办的事项" detail="按现在的答复，没有事项要办，也就没有流程图。" />

  return (
    <div className="flow" onKeyDown={onKey}>
      <div className="flow-bar">
        <div className="flow-term">
          {acceptance ? (
            <span>{dayText(acceptance.acceptedOn)}受理</span>
          ) : (
            <label>
              若 <input type="text" aria-label="假设的受理日期" aria-invalid={assumed === null} value={typed} onChange={(event) => setTyped(event.target.value)} /> 受理
            </label>
          )}
          {assumed === null && acceptance === null ? (
            <span className="field-problem">日期请按 2021-08-03 的样子填写；先按今天排。</span>
          ) : (
            <span>
              {termText(schedule, acceptance !== null)} {schedule.workingDays > 0 ? <span className="sample">样例时限</span> : null}
            </span>
          )}
        </div>
        <span className="spacer" />
        <div className="flow-tools" role="toolbar" aria-label="流程图工具">
          <Button size="small" aria-pressed={form === 'list'} onClick={() => setForm(form === 'chart' ? 'list' : 'chart')}>
            {form === 'chart' ? '列表' : '图'}
          </Button>
          {form === 'chart' ? (
            <>
              <Button size="small" aria-label="缩小" title="缩小 Ctrl −" onClick={() => setZoom('smaller')}>
                −
              </Button>
              <output className="flow-zoom" aria-label="比例">
                {Math.round(zoom * 100)}%
              </output>
              <Button size="small" aria-label="放大" title="放大 Ctrl +" onClick={() => setZoom('larger')}>
                ＋
              </Button>
              <Button size="small" onClick={() => setZoom('whole')}>
                整图
              </Button>
            </>
          ) : null}
          {actions}
        </div>
      </div>
      <Notes notes={scheduleNotes(schedule)} />
      <div className="flow-stage">
        <div ref={viewport} className={opened === null ? 'flow-viewport' : 'flow-viewport beside-reason'} hidden={form !== 'chart'} tabIndex={0} role="group" aria-label="流程图">
          <ChartCanvas stages={stages} layout={layout} zoom={zoom} selected={opened} viewport={viewport} onItem={setOpened} />
        </div>
        {form === 'list' ? <ChartList stages={stages} selected={opened} onItem={setOpened} /> : null}
        {opened === null ? null : (
          <ReasonPanel key={opened} onClose={() => setOpened(null)}>
            {reason(opened)}
          </ReasonPanel>
        )}
      </div>
      <Legend tones={tonesOf(assessment)} links={new Set(layout.links.map(({ kind }) => kind))} />
    </div>
  )
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul className="flow-notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  )
}

/** Over the right of the chart; gives the focus back to the box that it was opened from. */
function ReasonPanel({ onClose, children }: { readonly onClose: () => void; readonly children: ReactNode }) {
  const back = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const before = document.activeElement
    back.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <aside className="flow-reason" aria-label="依据">
      <button ref={back} type="button" className="link-button reason-back" onClick={onClose}>
        ‹ 回到流程图
      </button>
      {children}
    </aside>
  )
}

function Legend({ tones, links }: { readonly tones: readonly Disposition[]; readonly links: ReadonlySet<Link['kind']> }) {
  return (
    <div className="flow-legend" role="note" aria-label="图例">
      {tones.map((tone) => (
        <DispositionTag key={tone} tone={tone} word={dispositionWords[tone]} />
      ))}
      {(
        [
          ['main', '依次办理'],
          ['parallel', '同时办理'],
          ['merge', '一并办理'],
        ] as const
      )
        .filter(([kind]) => links.has(kind))
        .map(([kind, word]) => (
          <span key={kind} className="flow-legend-line">
            <svg width="28" height="8" aria-hidden="true">
              <path className={`flow-link flow-link-${kind}`} d="M0 4H28" />
            </svg>
            {word}
          </span>
        ))}
    </div>
  )
}

type ZoomChange = 'smaller' | 'larger' | 'whole'

/** As large as the place allows and as can be read; then as the clerk chooses. */
function useZoom(viewport: { readonly current: HTMLElement | null }, width: number, height: number): { readonly zoom: number; readonly setZoom: (change: ZoomChange) => void } {
  const [place, setPlace] = useState({ width: 0, height: 0 })
  const [chosen, setChosen] = useState<number | 'readable' | 'whole'>('readable')
  useLayoutEffect(() => {
    const element = viewport.current
    if (!element) return undefined
    const measure = (): void => setPlace({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [viewport])
  const isMeasured = place.width > 0 && width > 0
  const whole = isMeasured ? Math.min(mostEnlarged, place.width / width, place.height / height) : 1
  const readable = isMeasured ? Math.max(whole, Math.min(1, Math.max(leastReadable, place.width / width))) : 1
  const zoom = chosen === 'readable' ? readable : chosen === 'whole' ? whole : chosen
  const setZoom = useCallback(
    (change: ZoomChange): void => {
      if (change === 'whole') setChosen('whole')
      else setChosen((change === 'larger' ? zoomSteps.find((step) => step > zoom + 0.01) : zoomSteps.findLast((step) => step < zoom - 0.01)) ?? zoom)
    },
    [zoom],
  )
  return { zoom, setZoom }
}
