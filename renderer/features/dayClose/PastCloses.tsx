import type { DayClosing } from '../../../shared/contracts/dayClose.ts'
import { totalOf } from '../../../shared/domain/dayAccount.ts'
import { journalHeadText } from '../../../shared/output/dayWords.ts'
import { Panel } from '../../ui/Panel.tsx'
import { dayText, momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'

/** The closes on record, the newest first; a day that is chosen is counted anew. */
export function PastCloses({ closings, today, onChoose }: { readonly closings: readonly DayClosing[]; readonly today: string; readonly onChoose: (day: string) => void }) {
  if (closings.length === 0) return null
  return (
    <Panel title="日结记录">
      <ul className="day-list">
        {closings.map((closing) => {
          const { entered, confirmed } = totalOf(closing.lines)
          return (
            <li key={closing.event}>
              <button type="button" className="link-button" onClick={() => onChoose(closing.day)}>
                {dayText(closing.day)}
              </button>
              <span>
                录入 {numberText(entered)} 项，当时确认 {numberText(confirmed)} 项 {closing.isBalanced ? null : <strong className="day-bad">当时对不上</strong>}
              </span>
              <span className="quiet">
                {momentText(closing.at, today)} {closing.operatorName}，记录到{journalHeadText(closing.head)}
              </span>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
