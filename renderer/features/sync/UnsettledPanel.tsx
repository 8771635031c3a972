import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { statusWords } from '../../words/caseText.ts'
import { numberText } from '../../words/numberText.ts'

/** However many there are, a person works through them one by one. */
const shownCases = 50

/** Cases on which two places met and that a person has to put in order before anything is decided. */
export function UnsettledPanel({ rows, onOpenCase }: { readonly rows: readonly CaseRow[]; readonly onOpenCase: (caseId: string) => void }) {
  return (
    <Panel title="待理清的办件" foot={`两边做过的都还在，理清以前不能作决定、不能出文书。${rows.length > shownCases ? `只列出最近的 ${numberText(shownCases)} 件。` : ''}`}>
      <ul className="sync-waiting">
        {rows.slice(0, shownCases).map((row) => (
          <li key={row.id}>
            <button type="button" className="link-button sync-case" onClick={() => onOpenCase(row.id)}>
              <Name text={row.projectName} lines="one" empty="未填项目名称" />
            </button>
            <span className="quiet">{statusWords[row.status]}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
