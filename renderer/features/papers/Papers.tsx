import { Button } from 'antd'
import { useState } from 'react'
import { actionTable } from '../../../shared/domain/caseActions.ts'
import { type CaseState, type Paper, type PaperKind, paperKinds } from '../../../shared/domain/events.ts'
import { paperTitles } from '../../../shared/output/wording.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { LicenceForm } from './LicenceForm.tsx'
import { licenceOf } from './licenceOf.ts'
import { PaperView } from './PaperView.tsx'
import { PrintDialog } from './PrintDialog.tsx'
import './papers.css'

/** The paper that a clerk most likely wants now. */
const usual: Readonly<Partial<Record<string, PaperKind>>> = { intake: 'process-guide', supplementing: 'supplement-notice', accepted: 'acceptance-notice', refused: 'refusal-notice' }

interface Props {
  readonly openCase: OpenCase
  readonly view: CaseView
}

/** The papers of a case: each kind that its status allows, and every paper that was ever numbered. */
export function Papers({ openCase, view }: Props) {
  const { caseId, state } = view
  const [chosen, setChosen] = useState<PaperKind | null>(null)
  const [isPrinting, setIsPrinting] = useState(false)
  if (caseId === null || state === null) return <Waiting title="正在打开办件…" />
  const kinds = kindsOf(state)
  const status = state.status.kind === 'settled' ? state.status.status : 'contested'
  const expected = usual[status]
  const kind = chosen !== null && kinds.includes(chosen) ? chosen : expected !== undefined && kinds.includes(expected) ? expected : kinds[0]
  if (kind === undefined) return <Blank title="没有可出的文书" detail={status === 'contested' ? '办件的状态有两种记录，先选定一种，再出文书。' : '这个办件还没有出过文书。'} />
  const licence = licenceOf[kind]
  const [first, ...more] = state.papers.filter(isUnprinted).map(({ number }) => number)
  return (
    <div className="papers">
      <div className="paper-kinds" role="tablist" aria-label="文书种类">
        {kinds.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={name === kind} className={name === kind ? 'paper-kind here' : 'paper-kind'} onClick={() => setChosen(name)}>
            {paperTitles[name]}
            <Progress papers={state.papers.filter((paper) => paper.kind === name)} />
          </button>
        ))}
        {first === undefined || more.length === 0 ? null : (
          <Button size="small" onClick={() => setIsPrinting(true)}>
            一起打印 {more.length + 1} 份…
          </Button>
        )}
      </div>
      {licence === undefined ? null : <LicenceForm key={licence} licence={licence} openCase={openCase} view={view} />}
      <PaperView key={kind} kind={kind} caseId={caseId} state={state} openCase={openCase} />
      {isPrinting && first !== undefined ? <PrintDialog caseId={caseId} numbers={[first, ...more]} isReprint={false} openCase={openCase} onClose={() => setIsPrinting(false)} onSave={null} /> : null}
    </div>
  )
}

/** Drawn, and never handed to a printer. */
function isUnprinted({ stage }: Paper): boolean {
  return stage.kind === 'rendered' || (stage.kind === 'delivered' && stage.printedCopies === 0)
}

/** What the table allows now, and what was numbered before and can still be looked at. */
function kindsOf(state: CaseState): readonly PaperKind[] {
  const allowed = state.status.kind === 'settled' ? actionTable[state.status.status].papers : new Set<PaperKind>()
  return paperKinds.filter((kind) => allowed.has(kind) || state.papers.some((paper) => paper.kind === kind))
}

/** How far the newest living paper of a kind is, in a word. */
function Progress({ papers }: { readonly papers: readonly Paper[] }) {
  const living = papers.findLast(({ stage }) => stage.kind !== 'voided')
  if (!living) return null
  if (living.stage.kind === 'reserved') return <span className="paper-mark open">未完</span>
  return <span className="paper-mark">{living.stage.kind === 'delivered' ? '已出' : '已生成'}</span>
}
