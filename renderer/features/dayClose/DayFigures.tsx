import type { DayAccount } from '../../../shared/contracts/dayClose.ts'
import { dayVerdict, doubtfulText, faultText, journalHeadText } from '../../../shared/output/dayWords.ts'
import { CountTable } from '../../ui/CountTable.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { dayRows, dayTableHead } from '../../words/dayLines.ts'
import { dayText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'

/** Whether it adds up, why not, and the figures. `closedAt`: when and by whom it was closed last. */
export function DayFigures({ account, closedAt }: { readonly account: DayAccount; readonly closedAt: string | null }) {
  const { tone, title, detail } = dayVerdict(account)
  const doubtful = doubtfulText(account)
  return (
    <Panel title={`${dayText(account.day)}的录入`} foot="录入 = 已确认 + 等着上传 + 没有传成 + 搁置。每填一处、作一个决定、取一个号各算一项，按录入时的日期（中国时间）计。">
      <div className="day-body">
        <div className={`day-verdict ${tone}`} role={tone === 'alarm' ? 'alert' : 'status'}>
          <strong>{title}</strong>
          <span>{detail}</span>
          {account.faults.length === 0 ? null : (
            <ul>
              {account.faults.map((fault) => (
                <li key={`${fault.kind} ${faultText(fault)}`}>{faultText(fault)}</li>
              ))}
            </ul>
          )}
        </div>
        <p className="quiet">
          {closedAt === null ? '这一天还没有结。' : `上次日结：${closedAt}。${account.since === 0 ? '以后没有新的录入。' : `以后又录入 ${numberText(account.since)} 项，已经算在下面。`}`}
          记录到{journalHeadText(account.head)}。{doubtful ?? ''}
        </p>
        {account.lines.length === 0 ? null : (
          <CountTable label="各类录入" head={dayTableHead} rows={dayRows(account.lines)} />
        )}
      </div>
    </Panel>
  )
}
