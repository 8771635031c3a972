import { Button, Input as TextInput, Modal, Select } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { canIssue } from '../../../shared/domain/caseActions.ts'
import type { Failure, PaperBytes, Printer } from '../../../shared/contracts/ipc.ts'
import { type Paper, profileFields } from '../../../shared/domain/events.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { paperTitles } from '../../../shared/output/wording.ts'
import { paperStageText } from '../../words/caseText.ts'
import { failureText } from '../../words/failureText.ts'
import { PdfPages } from './PdfPages.tsx'
import './papers.css'

type Shown = { readonly kind: 'none' } | { readonly kind: 'drawing' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'paper'; readonly bytes: PaperBytes }
const paperKind = 'acceptance-notice'

/** The papers of a case: see the real bytes, issue with a number, save, print, void with a reason. */
export function Papers({ openCase, view }: { readonly openCase: OpenCase; readonly view: CaseView }) {
  const { desk, tell, confirm, lookup } = useSession()
  const [shown, setShown] = useState<Shown>({ kind: 'none' })
  const [busy, setBusy] = useState<'none' | 'issue' | 'save' | 'print'>('none')
  const [dialog, setDialog] = useState<'none' | 'print' | 'void'>('none')
  const { caseId, state } = view
  const papers = state?.papers ?? []
  const living = papers.find(({ stage }) => stage.kind !== 'voided') ?? null
  const issuable = state !== null && canIssue(state, paperKind)
  const livingNumber = living !== null && living.stage.kind !== 'reserved' ? living.number : null

  const show = useCallback(
    async (number: string | null): Promise<void> => {
      if (caseId === null) return
      setShown({ kind: 'drawing' })
      const answer = number === null ? await desk.invoke('paper:preview', { caseId, paper: paperKind }) : await desk.invoke('paper:bytes', { caseId, number })
      setShown(answer.ok ? { kind: 'paper', bytes: answer.value } : { kind: 'failed', failure: answer.failure })
    },
    [caseId, desk],
  )
  // A preview follows the case; an issued paper stays as it was issued.
  const drawnFrom = livingNumber === null ? (state?.heads.join(' ') ?? '') : livingNumber
  useEffect(() => {
    if (livingNumber !== null || issuable) void show(livingNumber)
    else setShown({ kind: 'none' })
  }, [drawnFrom, issuable, livingNumber, show])

  if (caseId === null || state === null) return <Waiting title="正在打开办件…" />

  const issue = async (): Promise<void> => {
    await openCase.settle()
    setBusy('issue')
    const answer = await desk.invoke('paper:issue', { caseId, paper: paperKind, heads: [...(openCase.view().state?.heads ?? [])], another: false })
    setBusy('none')
    if (!answer.ok) {
      if (answer.failure.kind === 'stale') await openCase.refresh()
      return tell(answer.failure)
    }
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
  const voided = papers.filter(({ stage }) => stage.kind === 'voided')

  return (
    <div className="papers">
      <div className="papers-bar">
        <div className="papers-what">
          <strong>{paperTitles[paperKind]}</strong>
          {living === null ? <span className="quiet">{issuable ? '还没有出具，下面是预览' : '受理以后才能出具'}</span> : <PaperLine paper={living} />}
        </div>
        {living === null || living.stage.kind === 'reserved' ? (
          <Button type="primary" disabled={!issuable} loading={busy === 'issue'} onClick={() => void issue()}>
            {living === null ? '出具' : '接着生成'}
          </Button>
        ) : (
          <>
            <Button loading={busy === 'save'} onClick={() => void save(living.number)}>
              保存
            </Button>
            <Button type="primary" onClick={() => setDialog('print')}>
              打印
            </Button>
          </>
        )}
        {living === null ? null : (
          <Button danger onClick={() => setDialog('void')}>
            作废
          </Button>
        )}
      </div>
      {living !== null && living.stage.kind !== 'reserved' && profileFields.some((path) => (state.fields[path]?.heads ?? []).some(({ at }) => at > living.reservedAt)) ? (
        <Banner tone="warning" title="出具以后改过项目或申请人。">
          文书上还是原来的内容；要改，请作废后重新出具，已交出去的纸收回。
        </Banner>
      ) : null}
      {living?.stage.kind === 'reserved' ? (
        <Banner tone="warning" title="这份文书上次没有生成完。">
          编号已取好，接着生成会用同一个编号；不要了就作废。
        </Banner>
      ) : null}
      {voided.length === 0 ? null : (
        <ul className="papers-voided" aria-label="已作废的文书">
          {voided.map((paper) => (
            <li key={paper.number}>
              <s>{paper.number}</s> <span className="quiet">{paper.stage.kind === 'voided' ? `已作废：${paper.stage.reason}` : ''}</span>
            </li>
          ))}
        </ul>
      )}
      {shown.kind === 'none' ? <Blank title="还没有文书" detail="受理以后，可以在这里预览、出具和打印受理通知书。" /> : null}
      {shown.kind === 'drawing' ? <Waiting title="正在生成文书…" /> : null}
      {shown.kind === 'failed' ? (
        <Blank role="alert" title={failureText(shown.failure, lookup).title} detail={failureText(shown.failure, lookup).detail}>
          <Button onClick={() => void show(livingNumber)}>再试一次</Button>
        </Blank>
      ) : null}
      {shown.kind === 'paper' ? <PdfPages pdf={shown.bytes.pdf} title={shown.bytes.number === null ? `${paperTitles[paperKind]}（预览）` : `${paperTitles[paperKind]} ${shown.bytes.number}`} /> : null}
      {dialog === 'print' && livingNumber !== null ? (
        <PrintDialog
          caseId={caseId}
          number={livingNumber}
          onClose={() => setDialog('none')}
          onSave={() => {
            setDialog('none')
            void save(livingNumber)
          }}
          openCase={openCase}
        />
      ) : null}
      {dialog === 'void' && living !== null ? <VoidDialog caseId={caseId} paper={living} openCase={openCase} onClose={() => setDialog('none')} /> : null}
    </div>
  )
}

function PaperLine({ paper }: { readonly paper: Paper }) {
  const how = paper.stage.kind === 'delivered' ? [...new Set(paper.stage.how)].map((way) => (way === 'saved' ? '已保存' : '已交打印机')).join('、') : paperStageText(paper.stage.kind)
  return (
    <span>
      编号 <b>{paper.number}</b> <span className="quiet">{how}</span>
    </span>
  )
}

function PrintDialog({ caseId, number, openCase, onClose, onSave }: { readonly caseId: string; readonly number: string; readonly openCase: OpenCase; readonly onClose: () => void; readonly onSave: () => void }) {
  const { desk, tell, confirm } = useSession()
  const [printers, setPrinters] = useState<readonly Printer[] | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let dropped = false
    void desk.invoke('printer:list', {}).then((found) => {
      if (dropped) return
      setPrinters(found)
      setChosen((found.find(({ isDefault }) => isDefault) ?? found[0])?.name ?? null)
    })
    return () => {
      dropped = true
    }
  }, [desk])
  const print = async (): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke('paper:print', { caseId, number, printer: chosen })
    setBusy(false)
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm(`已交给打印机“${answer.value.printer}”，请核对打出来的纸`)
    onClose()
  }
  const none = printers !== null && printers.length === 0
  return (
    <Modal
      open
      title={`打印 ${number}`}
      onCancel={onClose}
      footer={
        none ? (
          <Button type="primary" onClick={onSave}>
            保存成文件
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>取消</Button>
            <Button type="primary" loading={busy} disabled={printers === null} onClick={() => void print()}>
              打印
            </Button>
          </>
        )
      }
    >
      {printers === null ? <Waiting title="正在找打印机…" /> : null}
      {none ? <p>这台电脑没有可用的打印机。文书已经出具，没有丢；可以先保存成文件，接好打印机后再打印。</p> : null}
      {printers !== null && !none ? (
        <label className="reason-field">
          打印机
          <Select aria-label="打印机" value={chosen} onChange={setChosen} options={printers.map(({ name, description, isDefault }) => ({ value: name, label: `${description === '' ? name : description}${isDefault ? '（默认）' : ''}` }))} />
        </label>
      ) : null}
    </Modal>
  )
}

function VoidDialog({ caseId, paper, openCase, onClose }: { readonly caseId: string; readonly paper: Paper; readonly openCase: OpenCase; readonly onClose: () => void }) {
  const { desk, tell, confirm } = useSession()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const voidPaper = async (): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke('paper:void', { caseId, number: paper.number, reason: reason.trim() })
    setBusy(false)
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm(`${paper.number} 已作废`)
    onClose()
  }
  return (
    <Modal open title={`作废 ${paper.number}`} okText="作废" cancelText="不作废" okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: busy }} onOk={() => void voidPaper()} onCancel={onClose}>
      <p className="quiet">作废不能撤销，编号和原因都留在记录里，不会再用。已经交出去的纸请收回。</p>
      <label className="reason-field">
        作废原因
        <TextInput.TextArea rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Modal>
  )
}
