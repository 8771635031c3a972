import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { RefusedErasures, SaidErasure } from '../../../shared/contracts/erasures.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { Panel } from '../../ui/Panel.tsx'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { ErasureTable } from './ErasureTable.tsx'
import { useErasureWords } from './useErasureWords.ts'

interface Props {
  readonly words: readonly RefusedErasures[]
  readonly rows: readonly CaseRow[]
  readonly today: string
  /** A word has been taken back. */
  readonly onDecided: () => void
  readonly onOpenCase: (caseId: string) => void
}

/** What supervisors did not let be erased here: which cases, who, when and why; it can be taken back, case by case. */
export function RefusedErasuresPanel({ words, ...given }: Props) {
  return (
    <Panel title="拒绝删除的" foot="这些办件在本机照常办。服务器上的内容和别的窗口怎么办，由局里的管理员和各窗口的负责人定。">
      <ul className="sync-words">
        {words.map((word) => (
          <Word key={word.record} word={word} {...given} />
        ))}
      </ul>
    </Panel>
  )
}

function Word({ word: { erasures, reason, operatorName, at }, rows, today, onDecided, onOpenCase }: { readonly word: RefusedErasures } & Omit<Props, 'words'>) {
  const { status } = useSession()
  const [isOpen, setIsOpen] = useState(false)
  const [ticked, setTicked] = useState<ReadonlySet<EventName>>(new Set())
  const { isBusy, confirmErasures } = useErasureWords()
  const isSupervisor = status.operator?.role === 'supervisor'
  const chosen = erasures.filter(({ erasure }) => ticked.has(erasure))
  const letErase = async (about: readonly SaidErasure[]): Promise<void> => {
    if (!(await confirmErasures(about))) return
    setTicked(new Set())
    onDecided()
  }
  const button = (label: string, about: readonly SaidErasure[]) => (
    <Popconfirm title={`还是同意删除 ${numberText(about.length)} 个办件？`} description="删了以后，本机只留下删除的记录，不能再办，也不能再撤回。" okText="同意删除" okButtonProps={{ danger: true }} cancelText="先不删" onConfirm={() => void letErase(about)}>
      <Button size="small" danger disabled={!isSupervisor || isBusy || about.length === 0}>
        {label}
      </Button>
    </Popconfirm>
  )
  return (
    <li>
      <div className="sync-action">
        <strong>{numberText(erasures.length)} 个办件</strong>
        <span>
          <bdi>{operatorName}</bdi> · {momentText(at, today)}
        </span>
        {isSupervisor ? null : <span className="quiet small">改主意要由负责人来办。</span>}
        {button(erasures.length > 1 ? '全部还是同意删除…' : '还是同意删除…', erasures)}
      </div>
      <p>
        理由：<bdi>{reason}</bdi>
      </p>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>是哪些办件</summary>
        {isOpen ? (
          <div className="sync-body sync-inner">
            <ErasureTable label="拒绝删除的办件" erasures={erasures} rows={rows} chosen={ticked} isDisabled={!isSupervisor || isBusy} today={today} onChoose={setTicked} onOpenCase={onOpenCase} />
            {erasures.length > 1 ? (
              <div className="sync-action">
                {button('勾选的还是同意删除…', chosen)}
                <span className="quiet small" role="status">
                  {!isSupervisor ? '' : chosen.length === 0 ? '先勾选办件。' : `勾选了 ${numberText(chosen.length)} 个；没勾的仍然不删。`}
                </span>
              </div>
            ) : null}
          </div>
        ) : null}
      </details>
    </li>
  )
}
