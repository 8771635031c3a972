import { Button } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure, PaperBytes } from '../../../shared/contracts/ipc.ts'
import { canIssue, hasPaper, repeatablePapers } from '../../../shared/domain/caseActions.ts'
import type { CaseState, Paper, PaperKind } from '../../../shared/domain/events.ts'
import { type FieldPlace, findFieldPlace } from '../../../shared/domain/fieldPath.ts'
import { paperTitles } from '../../../shared/output/wording.ts'
import type { OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { deliveryText } from '../../words/caseText.ts'
import { failureText } from '../../words/failureText.ts'
import { licenceOf } from './licenceOf.ts'
import { PdfPages } from './PdfPages.tsx'
import { PrintDialog } from './PrintDialog.tsx'
import { VoidDialog } from './VoidDialog.tsx'

type Shown = { readonly kind: 'none' } | { readonly kind: 'drawing' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'paper'; readonly bytes: PaperBytes }
type Busy = 'none' | 'issue' | 'another' | 'save' | 'confirm'

interface Props {
  readonly kind: PaperKind
  readonly caseId: string
  readonly state: CaseState
  readonly openCase: OpenCase
}

/** One kind of paper: the real bytes, issued with a number, saved, printed, confirmed, voided with a reason. */
export function PaperView({ kind, caseId, state, openCase }: Props) {
  const { desk, tell, confirm, lookup } = useSession()
  const [shown, setShown] = useState<Shown>({ kind: 'none' })
  const [busy, setBusy] = useState<Busy>('none')
  const [dialog, setDialog] = useState<'none' | 'print' | 'void'>('none')
  const papers = state.papers.filter((paper) => paper.kind === kind)
  const livingOnes = papers.filter(({ stage }) => stage.kind !== 'voided')
  const [picked, setPicked] = useState<string | null>(null)
  const living = livingOnes.find(({ number }) => number === picked) ?? livingOnes.at(-1) ?? null
  const issuable = canIssue(state, kind)
  const livingNumber = living !== null && living.stage.kind !== 'reserved' ? living.number : null

  // A drawing that comes after a newer one was asked for is not shown.
  const turn = useRef(0)
  const show = useCallback(
    async (number: string | null): Promise<void> => {
      turn.current += 1
      const mine = turn.current
      setShown({ kind: 'drawing' })
      const answer = number === null ? await desk.invoke('paper:preview', { caseId, paper: kind }) : await desk.invoke('paper:bytes', { caseId, number })
      if (mine === turn.current) setShown(answer.ok ? { kind: 'paper', bytes: answer.value } : { kind: 'failed', failure: answer.failure })
    },
    [caseId, desk, kind],
  )
  // A preview follows the case; an issued paper stays as it was issued.
  const drawnFrom = livingNumber ?? state.heads.join(' ')
  const previewable = hasPaper(state, kind)
  useEffect(() => {
    if (livingNumber !== null || previewable) void show(livingNumber)
    else setShown({ kind: 'none' })
  }, [drawnFrom, livingNumber, previewable, show])

  const issue = async (another: boolean): Promise<void> => {
    setBusy(another ? 'another' : 'issue')
    await openCase.settle()
    const answer = await desk.invoke('paper:issue', { caseId, paper: kind, heads: [...(openCase.view().state?.heads ?? [])], another })
    setBusy('none')
    if (!answer.ok) {
      // A number may have been taken before it failed; what is left to do is shown.
      await openCase.refresh()
      return tell(answer.failure)
    }
    setPicked(answer.value.number)
    openCase.adopt(answer.value.state)
    confirm(`已出具，编号 ${answer.value.number ?? ''}`)
  }
  const save = async (number: string): Promise<void> => {
    setBusy('save')
    const answer = await desk.invoke('paper:save', { caseId, number })
    setBusy('none')
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm(`已存到 ${answer.value.path}`)
  }
  const confirmPrint = async (number: string): Promise<void> => {
    setBusy('confirm')
    const answer = await desk.invoke('paper:confirm', { caseId, number })
    setBusy('none')
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm(`${number} 已核对`)
  }
  // Trying again would say the same until the case has changed.
  const isHopeless = shown.kind === 'failed' && (shown.failure.kind === 'nothing-to-print' || shown.failure.kind === 'missing-field')
  const title = paperTitles[kind]

  return (
    <section aria-label={title}>
      <div className="papers-bar">
        <div className="papers-what">
          <strong>{title}</strong>
          {living === null ? <span className="quiet">{issuable ? '还没有出具，下面是预览' : '现在不能出具'}</span> : <PaperLine paper={living} others={livingOnes.length > 1 ? livingOnes : []} onPick={setPicked} />}
        </div>
        {living === null || living.stage.kind === 'reserved' ? (
          <Button type="primary" disabled={!issuable || isHopeless} loading={busy === 'issue'} onClick={() => void issue(false)}>
            {living === null ? '出具' : '接着生成'}
          </Button>
        ) : (
          <>
            {repeatablePapers.has(kind) && issuable ? (
              <Button loading={busy === 'another'} onClick={() => void issue(true)}>
                再出一份
              </Button>
            ) : null}
            <Button loading={busy === 'save'} onClick={() => void save(living.number)}>
              保存
            </Button>
            <Button type="primary" onClick={() => setDialog('print')}>
              {living.stage.kind === 'delivered' && living.stage.printedCopies > 0 ? '补打' : '打印'}
            </Button>
          </>
        )}
        {living === null ? null : (
          <Button danger onClick={() => setDialog('void')}>
            作废
          </Button>
        )}
      </div>
      {living?.stage.kind === 'delivered' && living.stage.printedCopies > 0 && !living.stage.isConfirmed ? (
        <Banner
          tone="plain"
          title="请核对打出来的纸："
          actions={
            <Button size="small" loading={busy === 'confirm'} onClick={() => void confirmPrint(living.number)}>
              核对无误
            </Button>
          }
        >
          编号、内容和页数都对，就点“核对无误”；没打好可以补打，写错了就作废重出。
        </Banner>
      ) : null}
      {living !== null && living.stage.kind !== 'reserved' && isOvertaken(state, living) ? (
        <Banner tone="warning" title="出具以后改过写在这份文书上的内容。">
          文书上还是原来的；要改，请作废后重新出具，已交出去的纸收回。
        </Banner>
      ) : null}
      {living?.stage.kind === 'reserved' ? (
        <Banner tone="warning" title="这份文书上次没有生成完。">
          编号已取好，接着生成会用同一个编号；不要了就作废。
        </Banner>
      ) : null}
      <VoidedPapers papers={papers} />
      {shown.kind === 'none' ? <Blank title="还没有文书" detail={`现在的状态不出${title}。`} /> : null}
      {shown.kind === 'drawing' ? <Waiting title="正在生成文书…" /> : null}
      {shown.kind === 'failed' ? (
        <Blank role="alert" title={failureText(shown.failure, lookup).title} detail={failureText(shown.failure, lookup).detail}>
          {isHopeless ? null : <Button onClick={() => void show(livingNumber)}>再试一次</Button>}
        </Blank>
      ) : null}
      {shown.kind === 'paper' ? <PdfPages pdf={shown.bytes.pdf} title={shown.bytes.number === null ? `${title}（预览）` : `${title} ${shown.bytes.number}`} /> : null}
      {dialog === 'print' && livingNumber !== null ? (
        <PrintDialog
          caseId={caseId}
          numbers={[livingNumber]}
          isReprint={living?.stage.kind === 'delivered' && living.stage.printedCopies > 0}
          onClose={() => setDialog('none')}
          onSave={() => {
            setDialog('none')
            void save(livingNumber)
          }}
          openCase={openCase}
        />
      ) : null}
      {dialog === 'void' && living !== null ? <VoidDialog caseId={caseId} paper={living} openCase={openCase} onClose={() => setDialog('none')} /> : null}
    </section>
  )
}

/** Fields whose change a paper of this kind does not show, beside project and applicant. */
const restsOn: Readonly<Record<PaperKind, readonly FieldPlace['kind'][]>> = {
  'acceptance-notice': [],
  'supplement-notice': [],
  'refusal-notice': [],
  'material-receipt': ['material'],
  'commitment-letter': ['fact', 'material'],
  'exemption-slip': ['fact'],
  'process-guide': ['fact', 'material'],
  'planning-permit': ['licence'],
  'construction-permit': ['licence'],
}

/** Something that stands on the paper was written after its number was taken. */
function isOvertaken({ fields }: CaseState, { kind, reservedAt }: Paper): boolean {
  return Object.values(fields).some(({ path, heads }) => {
    const place = findFieldPlace(path)?.kind
    const counts = place === 'profile' || (place !== undefined && restsOn[kind].includes(place) && (place !== 'licence' || path.startsWith(`${licenceOf[kind]}.`)))
    return counts && heads.some(({ at }) => at > reservedAt)
  })
}

function VoidedPapers({ papers }: { readonly papers: readonly Paper[] }) {
  const voided = papers.flatMap(({ number, stage }) => (stage.kind === 'voided' ? [{ number, reason: stage.reason }] : []))
  if (voided.length === 0) return null
  return (
    <ul className="papers-voided" aria-label="已作废的文书">
      {voided.map(({ number, reason }) => (
        <li key={number}>
          <s>{number}</s> <span className="quiet">已作废：{reason}</span>
        </li>
      ))}
    </ul>
  )
}

function PaperLine({ paper, others, onPick }: { readonly paper: Paper; readonly others: readonly Paper[]; readonly onPick: (number: string) => void }) {
  return (
    <span className="paper-line">
      编号{' '}
      {others.length === 0 ? (
        <b>{paper.number}</b>
      ) : (
        <select aria-label="哪一份" value={paper.number} onChange={(event) => onPick(event.target.value)}>
          {others.map(({ number }) => (
            <option key={number}>{number}</option>
          ))}
        </select>
      )}{' '}
      <span className="quiet">{deliveryText(paper.stage)}</span>
    </span>
  )
}
