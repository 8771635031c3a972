import { useMemo } from 'react'
import type { StickTaken } from '../../../shared/contracts/stick.ts'
import { allRows, useRows } from '../../data/caseRows.ts'
import { useCache } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { numberText } from '../../words/numberText.ts'
import { takenText } from '../../words/stickText.ts'

const shownCases = 50

/** What has been taken in, as facts. */
export function Taken({ taken, onOpen }: { readonly taken: StickTaken; readonly onOpen: (caseId: string) => void }) {
  const rows = useRows(useCache(), allRows)
  const names = useMemo(() => new Map((rows ?? []).map(({ id, projectName }) => [id, projectName])), [rows])
  const { title, lines } = takenText(taken)
  return (
    <section aria-label="导入的结果">
      <div className={`stick-verdict ${taken.isStopped ? 'warning' : 'good'}`} role="status">
        <strong>{title}</strong>
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </div>
      <ul className="stick-cases" aria-label="有变化的办件">
        {taken.cases.slice(0, shownCases).map(({ caseId, gaps }) => (
          <li key={caseId}>
            <button type="button" className="link-button" onClick={() => onOpen(caseId)}>
              {names.has(caseId) ? <Name text={names.get(caseId) ?? ''} lines="one" empty="未填项目名称" /> : '刚收到的办件'}
            </button>
            <span />
            <span className="stick-gap">{gaps > 0 ? `还缺 ${numberText(gaps)} 条` : ''}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
