import { Button, Popconfirm } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ErasureList } from '../../../shared/contracts/erasures.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { numberText } from '../../words/numberText.ts'
import { ErasureTable } from './ErasureTable.tsx'
import { useErasureWords } from './useErasureWords.ts'

interface Props {
  readonly list: Pick<ErasureList, 'held' | 'heldCount'>
  readonly rows: readonly CaseRow[]
  readonly today: string
  /** Something has been decided. */
  readonly onDecided: () => void
  readonly onOpenCase: (caseId: string) => void
}

/** Too many erasures at once act only on a supervisor's word, for one case, for some or for all. */
export function HeldPanel({ list: { held, heldCount }, rows, today, onDecided, onOpenCase }: Props) {
  const { status } = useSession()
  const [ticked, setTicked] = useState<ReadonlySet<EventName>>(new Set())
  const [isRefusing, setIsRefusing] = useState(false)
  const { isBusy, confirmErasures, refuseErasures } = useErasureWords()
  const chosen = useMemo(() => held.filter(({ erasure }) => ticked.has(erasure)), [held, ticked])
  const body = useRef<HTMLDivElement>(null)
  const isDecided = useRef(false)
  useEffect(() => {
    // Whoever decides by keyboard goes on where the list begins: what they stood on is gone.
    if (isDecided.current) body.current?.querySelector('input')?.focus()
    isDecided.current = false
  }, [held])
  const isSupervisor = status.operator?.role === 'supervisor'
  const canDecide = isSupervisor && chosen.length > 0 && !isBusy
  const decide = async (word: Promise<boolean>): Promise<void> => {
    if (!(await word)) return
    setTicked(new Set())
    setIsRefusing(false)
    isDecided.current = true
    onDecided()
  }
  const count = numberText(chosen.length)
  const rest = heldCount - chosen.length
  const restText = rest > 0 ? `另外 ${numberText(rest)} 个不动，接着等。` : ''
  return (
    <Panel title="等负责人" {...(heldCount > held.length ? { foot: `只列出前 ${numberText(held.length)} 个；这些定了，再列后面的。` } : {})}>
      <div className="sync-body" ref={body}>
        <p>
          服务器一下子要删很多办件，多得不寻常，所以先没有删：还有 {numberText(heldCount)} 个等着定，都在本机，照常可以办。请负责人向局里核实，再勾选：确实要删的同意，不该删的拒绝，并告诉局里的管理员；拿不准的先放着。
        </p>
        <ErasureTable label="等负责人定的删除" erasures={held} rows={rows} chosen={ticked} isDisabled={!isSupervisor || isBusy} today={today} onChoose={setTicked} onOpenCase={onOpenCase} />
        <div className="sync-action">
          <Popconfirm title={`同意删除勾选的 ${count} 个办件？`} description={`删了以后，本机只留下删除的记录，不能再办，也不能撤回。${restText}`} okText="同意删除" okButtonProps={{ danger: true }} cancelText="先不删" placement="topLeft" onConfirm={() => void decide(confirmErasures(chosen))}>
            <Button danger disabled={!canDecide} loading={isBusy}>
              同意删除…
            </Button>
          </Popconfirm>
          <Button disabled={!canDecide} onClick={() => setIsRefusing(true)}>
            拒绝删除…
          </Button>
          <span className="quiet" role="status">
            {!isSupervisor ? '要由负责人来定：请负责人在右上角选择自己。' : chosen.length === 0 ? '先勾选要定的办件：一个、几个，或者在最上面全选。' : `勾选了 ${count} 个。${restText}`}
          </span>
        </div>
      </div>
      {isRefusing ? (
        <ReasonDialog title={`拒绝删除勾选的 ${count} 个办件`} label="拒绝的理由" example="例如：已向局里核实，是误删" okText="拒绝删除" cancelText="先不定" isBusy={isBusy} onOk={(reason) => void decide(refuseErasures(chosen, reason))} onClose={() => setIsRefusing(false)}>
          勾选的办件在本机照常办，这一次的删除以后不再问。{restText}别的窗口各自决定；服务器上的内容请局里的管理员处理。以后改了主意，可以在这一页的“拒绝删除的”里再同意。
        </ReasonDialog>
      ) : null}
    </Panel>
  )
}

/** What waits is counted, and its list was not read. */
export function HeldFailed({ held, onAgain }: { readonly held: number; readonly onAgain: () => void }) {
  return (
    <Panel title="等负责人">
      <Blank role="alert" title="等负责人定的办件没有读出来" detail={`有 ${numberText(held)} 个办件，服务器要删，还没有删，都在本机。请再读一次。`}>
        <Button onClick={onAgain}>再读一次</Button>
      </Blank>
    </Panel>
  )
}
