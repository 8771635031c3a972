import type { DayAccount } from '../../../shared/contracts/dayClose.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { stageWords } from '../../../shared/output/dayWords.ts'
import { paperTitles } from '../../../shared/output/wording.ts'
import { Panel } from '../../ui/Panel.tsx'
import { CaseLink, useRowsById } from './CaseLink.tsx'

/** The numbers given out on the day, the voided among them, and the one that comes next. */
export function DayNumbers({ account, onOpen }: { readonly account: DayAccount; readonly onOpen: (row: CaseRow) => void }) {
  const rows = useRowsById()
  const { numbers, voidedEarlier, nextNumber } = account
  return (
    <Panel title="文书编号" foot={`${voidedEarlier.length === 0 ? '' : `这一天作废的以前的编号：${voidedEarlier.join('、')}。`}${nextNumber === null ? '' : `下一个编号：${nextNumber}。`}`}>
      {numbers.length === 0 ? (
        <p className="day-none quiet">这一天没有取号。</p>
      ) : (
        <ul className="day-list">
          {numbers.map(({ number, paper, caseId, stage }) => (
            <li key={number}>
              <code>{number}</code>
              <span>
                {paperTitles[paper]} <span className={stage === 'made' ? 'quiet' : 'day-bad'}>{stageWords[stage]}</span>
              </span>
              <CaseLink caseId={caseId} rows={rows} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
