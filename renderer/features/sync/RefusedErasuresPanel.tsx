import { Button, Popconfirm } from 'antd'
import { useMemo, useState } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import type { RefusedErasures, SyncState } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'

interface Props {
  readonly words: readonly RefusedErasures[]
  readonly rows: readonly CaseRow[]
  readonly today: string
  readonly onState: (state: SyncState) => void
  readonly onOpenCase: (caseId: string) => void
}

/** What supervisors did not let be erased here: which cases, who, when and why; each word can be taken back. */
export function RefusedErasuresPanel({ words, rows, today, onState, onOpenCase }: Props) {
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows])
  return (
    <Panel title="拒绝删除的" foot="这些办件在本机照常办。服务器上的内容和别的窗口怎么办，由局里的管理员和各窗口的负责人定。">
      <ul className="sync-words">
        {words.map((word) => (
          <Word key={word.record} word={word} byId={byId} today={today} onState={onState} onOpenCase={onOpenCase} />
        ))}
      </ul>
    </Panel>
  )
}

function Word({ word, byId, today, onState, onOpenCase }: { readonly word: RefusedErasures; readonly byId: ReadonlyMap<string, CaseRow> } & Pick<Props, 'today' | 'onState' | 'onOpenCase'>) {
  const { desk, status, tell, confirm } = useSession()
  const [isBusy, setIsBusy] = useState(false)
  const { record, cases, caseIds, reason, operatorName, at } = word
  const release = async (): Promise<void> => {
    setIsBusy(true)
    const answer = await desk.invoke('sync:releaseRefused', { record }).finally(() => setIsBusy(false))
    if (!answer.ok) return tell(answer.failure)
    onState(answer.value)
    confirm(`已同意删除 ${numberText(cases)} 个办件`)
  }
  const isSupervisor = status.operator?.role === 'supervisor'
  return (
    <li>
      <div className="sync-action">
        <strong>{numberText(cases)} 个办件</strong>
        <span>
          <bdi>{operatorName}</bdi> · {momentText(at, today)}
        </span>
        <Popconfirm title={`还是同意删除 ${numberText(cases)} 个办件？`} description="删了以后，本机只留下删除的记录，不能再办，也不能再撤回。" okText="同意删除" cancelText="先不删" onConfirm={() => void release()}>
          <Button size="small" danger disabled={!isSupervisor} loading={isBusy}>
            还是同意删除…
          </Button>
        </Popconfirm>
        {isSupervisor ? null : <span className="quiet small">要由负责人来办。</span>}
      </div>
      <p>
        理由：<bdi>{reason}</bdi>
      </p>
      <details>
        <summary>是哪些办件</summary>
        <ul className="sync-cases">
          {caseIds.map((caseId) => {
            const row = byId.get(caseId)
            return (
              <li key={caseId}>
                {row ? (
                  <button type="button" className="link-button sync-case" onClick={() => onOpenCase(caseId)}>
                    <Name text={row.projectName} lines="one" empty="未填项目名称" />
                  </button>
                ) : (
                  <span>列表里没有的办件</span>
                )}
              </li>
            )
          })}
          {cases > caseIds.length ? <li className="quiet small">只列出前 {numberText(caseIds.length)} 个。</li> : null}
        </ul>
      </details>
    </li>
  )
}
