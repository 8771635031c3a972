import { useMemo } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import type { SyncState, WaitingReason, WaitingStream } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { useCarried } from '../../data/stickState.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { Blank } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { numberText } from '../../words/numberText.ts'
import { carriedText } from '../../words/stickText.ts'
import { waitingText } from '../../words/syncText.ts'

type SyncOn = Extract<SyncState, { kind: 'on' }>

/** Case by case, what the server has not confirmed and why. */
export function WaitingPanel({ state, rows, onOpen }: { readonly state: SyncOn; readonly rows: readonly CaseRow[]; readonly onOpen: (row: CaseRow) => void }) {
  const byId = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows])
  const { now } = useSession()
  const carried = useCarried()
  const { waiting, counts, contact, files } = state
  const carriedOf = ({ caseId }: WaitingStream): string | null => {
    const found = carried.get(caseId ?? '')
    return found ? carriedText(found.at, found.isWhole, dayInChina(now())) : null
  }
  return (
    <Panel
      title="还没有上传的"
      head={
        <>
          <h2>还没有上传的</h2>
          <span className="quiet">{counts.waiting === 0 ? '' : `${numberText(counts.waiting)} 份，${numberText(counts.records)} 条记录`}</span>
        </>
      }
      {...(counts.waiting > waiting.length ? { foot: `只列出前 ${numberText(waiting.length)} 份，没有传成的在最前面。` } : {})}
    >
      {files.refused > 0 && files.because ? <RefusedFiles count={files.refused} because={files.because} contact={contact.kind} /> : null}
      {waiting.length === 0 ? (
        <Blank title="都传好了" detail="本机的每一份，服务器都确认过。" />
      ) : (
        <ul className="sync-waiting">
          {waiting.map((stream) => (
            <Stream key={stream.caseId ?? 'station'} stream={stream} row={byId.get(stream.caseId ?? '')} contact={contact.kind} carried={carriedOf(stream)} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function RefusedFiles({ count, because, contact }: { readonly count: number; readonly because: WaitingReason; readonly contact: SyncOn['contact']['kind'] }) {
  const { title, detail, quote } = waitingText(because, contact)
  return (
    <ul className="sync-waiting">
      <li>
        <div className="sync-what">
          <span>{numberText(count)} 份扫描件</span>
        </div>
        <Reason title={title} detail={detail} quote={quote} isWarning />
      </li>
    </ul>
  )
}

function Stream({ stream, row, contact, carried, onOpen }: { readonly stream: WaitingStream; readonly row: CaseRow | undefined; readonly contact: SyncOn['contact']['kind']; readonly carried: string | null; readonly onOpen: (row: CaseRow) => void }) {
  const { tone, title, detail, quote } = waitingText(stream.because, contact)
  return (
    <li>
      <div className="sync-what">
        {row ? (
          <button type="button" className="link-button sync-case" onClick={() => onOpen(row)}>
            <Name text={row.projectName} lines="one" empty="未填项目名称" />
          </button>
        ) : (
          <span>{stream.caseId === null ? '本站资料（站点、人员等）' : '列表里还没有的办件'}</span>
        )}
        <span className="quiet small">{numberText(stream.records)} 条记录</span>
      </div>
      <Reason title={title} detail={detail} quote={quote} isWarning={tone === 'warning'} carried={carried} />
    </li>
  )
}

/** `carried`: when it was written to a stick. */
function Reason({ title, detail, quote, isWarning, carried = null }: { readonly title: string; readonly detail: string; readonly quote: string | null; readonly isWarning: boolean; readonly carried?: string | null }) {
  return (
    <div>
      <strong className={isWarning ? 'sync-warning' : undefined}>{title}</strong>
      <span>{detail}</span>
      {carried === null ? null : <span className="quiet small sync-carried">{carried}</span>}
      {quote === null ? null : (
        <details>
          <summary className="quiet">服务器的原话</summary>
          <code lang="en">{quote}</code>
        </details>
      )}
    </div>
  )
}
