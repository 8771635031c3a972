import type { DayAccount } from '../../../shared/contracts/dayClose.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { useSyncState } from '../../data/syncState.ts'
import { Panel } from '../../ui/Panel.tsx'
import { numberText } from '../../words/numberText.ts'
import { waitingText } from '../../words/syncText.ts'
import { CaseLink, useRowsById } from './CaseLink.tsx'

/** By case, what of the day no server has confirmed, and why. */
export function DayWaitingList({ account, onOpen }: { readonly account: DayAccount; readonly onOpen: (row: CaseRow) => void }) {
  const rows = useRowsById()
  const { view } = useSyncState()
  const contact = view.kind === 'known' && view.state.kind === 'on' ? view.state.contact.kind : 'in-step'
  const { waiting, server } = account
  if (waiting.length === 0) return null
  return (
    <Panel title="还没有得到服务器确认的">
      <ul className="day-list day-waiting">
        {waiting.map(({ caseId, entries, because }) => {
          const { tone, title, detail } = server.kind === 'set' ? waitingText(because, server.isPaused ? 'paused' : contact) : { tone: 'plain' as const, title: '在本机等着', detail: server.kind === 'none' ? '设好服务器以后自动上传' : '演练的记录不上传' }
          return (
            <li key={caseId ?? 'station'}>
              <CaseLink caseId={caseId} rows={rows} onOpen={onOpen} />
              <span className="quiet">{numberText(entries)} 项</span>
              <span>
                <strong className={tone === 'warning' ? 'day-bad' : undefined}>{title}</strong> {detail}
              </span>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
