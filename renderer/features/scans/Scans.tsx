import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from 'antd'
import { isLocked } from '../../../shared/domain/caseActions.ts'
import type { Scan } from '../../../shared/domain/events.ts'
import { isSameSubject, type ScanSubject } from '../../../shared/domain/scans.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { useScanPlaces } from '../../data/scanPlaces.ts'
import { useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { useFileTarget } from '../../ui/useFileTarget.ts'
import { ScanRow, RetractedRow } from './ScanRow.tsx'
import { ScanViewer } from './ScanViewer.tsx'
import { subjectsFor, type HandedFiles, type MaterialChoice } from './subjects.ts'
import { useAddScans } from './useAddScans.ts'
import './scans.css'

interface Props {
  readonly openCase: OpenCase
  readonly view: CaseView
  readonly materials: readonly MaterialChoice[]
  /** Files that were put on the row of a material; `null` once they were taken over. */
  readonly handed: HandedFiles | null
  readonly onTaken: () => void
  /** Draws the pages of a PDF. */
  readonly pages: (pdf: Uint8Array, title: string) => ReactNode
}

/** Scans of what was handed in and signed papers that came back: files beside the records of a case. */
export function Scans({ openCase, view, materials, handed, onTaken, pages }: Props) {
  const { desk, tell, confirm } = useSession()
  const { caseId, state } = view
  const [subject, setSubject] = useState('case')
  const [shown, setShown] = useState<Scan | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const adding = useAddScans(openCase)
  const section = useRef<HTMLElement>(null)
  const subjects = state === null ? [] : subjectsFor(materials, state)
  const of: ScanSubject = subjects.find(({ key }) => key === subject)?.of ?? { kind: 'case' }
  const { add } = adding
  useEffect(() => {
    if (handed === null || caseId === null || state === null) return
    onTaken()
    // One material that several items want is one thing to show, whichever row it was dropped on.
    const shown = subjectsFor(materials, state).find(({ of: other }) => other.kind === 'material' && other.material === handed.material)?.of ?? { kind: 'case' }
    // Where it was dropped nothing is said of a file that was not taken.
    void add(caseId, handed.files, shown).then((problems) => problems > 0 && section.current?.scrollIntoView({ block: 'nearest' }))
  }, [handed, caseId, state, materials, add, onTaken])
  const locked = state === null || isLocked(state)
  const target = useFileTarget(caseId === null || locked ? null : (files) => void add(caseId, files, of))
  if (caseId === null || state === null) return null
  const retract = async (scan: Scan): Promise<void> => {
    const answer = await desk.invoke('scan:retract', { caseId, scan: scan.event })
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
  }
  const addAgain = async (scan: Scan): Promise<void> => {
    const answer = await desk.invoke('scan:addAgain', { caseId, scan: scan.event })
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm('已放回')
  }

  return (
    <section
      ref={section}
      className={target.isOver ? 'scans target' : 'scans'}
      aria-label="扫描件"
      {...target.handlers}
    >
      <header>
        <h3>扫描件和签回的文书</h3>
        <span className="quiet small">PDF、JPEG、PNG，每份不超过 10 MB；也可以把文件拖到材料那一行，或拖到这里</span>
        {locked ? null : (
          <div className="scans-add">
            <select aria-label="扫描的是什么" value={subject} onChange={(event) => setSubject(event.target.value)}>
              {subjects.map(({ key, label }) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              accept=".pdf,.jpg,.jpeg,.png"
              aria-label="选择扫描件"
              onChange={(event) => {
                const files = [...(event.target.files ?? [])]
                // The same file can be chosen again.
                event.target.value = ''
                void adding.add(caseId, files, of)
              }}
            />
            <Button size="small" loading={adding.isBusy} onClick={() => picker.current?.click()}>
              添加扫描件…
            </Button>
          </div>
        )}
      </header>
      {adding.problems.map(({ name, title, detail }) => (
        <Banner
          key={name}
          tone="warning"
          title={`“${name}”：${title}。`}
          actions={
            <button type="button" className="link-button" onClick={() => adding.dismiss(name)}>
              知道了
            </button>
          }
        >
          {detail}
        </Banner>
      ))}
      <ScanList caseId={caseId} scans={state.scans} isLocked={locked} onOpen={setShown} onRetract={(scan) => void retract(scan)} onAddAgain={(scan) => void addAgain(scan)} />
      {shown === null ? null : <ScanViewer caseId={caseId} scan={shown} pages={pages} onClose={() => setShown(null)} />}
    </section>
  )
}

interface ListProps {
  readonly caseId: string
  readonly scans: readonly Scan[]
  readonly isLocked: boolean
  readonly onOpen: (scan: Scan) => void
  readonly onRetract: (scan: Scan) => void
  readonly onAddAgain: (scan: Scan) => void
}

function ScanList({ caseId, scans, isLocked, onOpen, onRetract, onAddAgain }: ListProps) {
  const places = useScanPlaces(caseId, scans)
  const living = scans.filter(({ retracted }) => retracted === null)
  const isBack = (scan: Scan): boolean => living.some((other) => other.digest === scan.digest && isSameSubject(other.of, scan.of))
  // What was taken back twice is one line.
  const gone = scans.filter((scan, at) => scan.retracted !== null && !isBack(scan) && !scans.slice(at + 1).some((other) => other.digest === scan.digest && isSameSubject(other.of, scan.of)))
  if (living.length + gone.length === 0) return <p className="scans-none quiet">还没有扫描件。</p>
  return (
    <ul className="scans-list">
      {living.map((scan) => (
        <ScanRow key={scan.event} scan={scan} place={places.get(scan.digest)} isLocked={isLocked} onOpen={onOpen} onRetract={onRetract} />
      ))}
      {gone.map((scan) => (
        <RetractedRow key={scan.event} scan={scan} isLocked={isLocked} onAddAgain={onAddAgain} />
      ))}
    </ul>
  )
}
