import { Button } from 'antd'
import { useMemo } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { useSavedCounts } from '../../data/savedCounts.ts'
import { allRows, useRows } from '../../data/caseRows.ts'
import { useErasures } from '../../data/erasures.ts'
import { useCache, useSession } from '../../data/session.ts'
import { useSyncState } from '../../data/syncState.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { numberText } from '../../words/numberText.ts'
import { AsidePanel } from './AsidePanel.tsx'
import { ContactPanel } from './ContactPanel.tsx'
import { HeldFailed, HeldPanel } from './HeldPanel.tsx'
import { KindsPanel } from './KindsPanel.tsx'
import { RefusedErasuresPanel } from './RefusedErasuresPanel.tsx'
import { UnsettledPanel } from './UnsettledPanel.tsx'
import { WaitingPanel } from './WaitingPanel.tsx'
import './sync.css'

interface Props {
  readonly onOpen: (row: CaseRow) => void
  readonly onOpenCase: (caseId: string) => void
  readonly onSettings: () => void
  readonly onDay: () => void
  /** 用U盘带走 or 读U盘. */
  readonly onStick: () => void
}

/** 上传: what the office's server has confirmed, what it has not, why, and what can be done about it. */
export function SyncPage({ onOpen, onOpenCase, onSettings, onDay, onStick }: Props) {
  const { now, status } = useSession()
  const { unsent } = useSavedCounts()
  const { view, adopt, again } = useSyncState()
  const rows = useRows(useCache(), allRows)
  const unsettled = useMemo(() => (rows ?? []).filter(({ isUnsettled }) => isUnsettled), [rows])
  const today = dayInChina(now())
  const erasures = useErasures(view.kind === 'known' && view.state.kind === 'on' ? view.state.counts.held : 0)
  if (status.profile === 'practice') return <Blank title="演练记录不上传" detail="演练里办的件只留在这台电脑里，不会混进真件。回到正式办件，这里写着每一份传到哪里了。" />
  if (view.kind === 'asking') return <Waiting title="正在看上传的情况…" />
  if (view.kind === 'failed') {
    return (
      <Blank role="alert" title="上传的情况没有读出来" detail="已保存的都在，可以照常办理；上传在后台照样进行。请再读一次；还是不行，请关掉程序再打开。">
        <Button onClick={again}>再读一次</Button>
      </Blank>
    )
  }
  const { state } = view
  const list = erasures.view.kind === 'known' ? erasures.view.list : { held: [], heldCount: 0, refused: [] }
  const decided = { rows: rows ?? [], today, onDecided: erasures.again, onOpenCase }
  // Keys: what somebody is about to answer stays open when the server is set or left.
  const heldPanel = list.heldCount > 0 ? <HeldPanel key="held" list={list} {...decided} /> : null
  const refusedPanel = list.refused.length > 0 ? <RefusedErasuresPanel key="refused" words={list.refused} {...decided} /> : null
  if (state.kind === 'off') {
    const blank = (
      <Blank title="还没有设置局里的服务器" detail={`现在是单机运行：${numberText(unsent)} 条记录都在这台电脑里，可以照常办理。设好服务器以后，会从第一条起自动上传，一条不漏。`}>
        <Button type="primary" onClick={onSettings}>
          去设置服务器
        </Button>
        <Button onClick={onDay}>今天的日结</Button>
        <Button onClick={onStick}>用U盘带走 / 读U盘…</Button>
      </Blank>
    )
    if (!heldPanel && !refusedPanel) return blank
    return (
      <div className="sync">
        {blank}
        {heldPanel}
        {refusedPanel}
      </div>
    )
  }
  return (
    <div className="sync">
      <h1 className="visually-hidden">上传</h1>
      <ContactPanel state={state} unsettled={unsettled.length} today={today} onState={adopt} onSettings={onSettings} onDay={onDay} onStick={onStick} />
      {state.counts.held > 0 && erasures.view.kind === 'failed' ? <HeldFailed held={state.counts.held} onAgain={erasures.again} /> : heldPanel}
      <WaitingPanel state={state} rows={rows ?? []} onOpen={onOpen} />
      <KindsPanel onDay={onDay} />
      {unsettled.length > 0 ? <UnsettledPanel rows={unsettled} onOpenCase={onOpenCase} /> : null}
      {refusedPanel}
      {state.counts.setAside > 0 ? <AsidePanel count={state.counts.setAside} /> : null}
    </div>
  )
}
