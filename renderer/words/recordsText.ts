import type { RecordsStatus } from '../../shared/contracts/records.ts'
import { momentText } from './dayText.ts'
import { numberText } from './numberText.ts'

type Checked = Pick<RecordsStatus, 'lastCheck' | 'records' | 'missing' | 'missingFromOthers'>

/** Whether the records are whole, as of the last check. `today`: `YYYY-MM-DD`. */
export function checkText({ lastCheck, records, missing, missingFromOthers }: Checked, today: string): { readonly tone: 'good' | 'warning' | 'plain'; readonly title: string; readonly detail: string } {
  const fromOthers = missingFromOthers === 0 ? '' : `从别处收到的记录有 ${numberText(missingFromOthers)} 条读不出来：对方那里还有，会重新收取；从U盘收到的，请再导入一次。`
  const isWhole = missing.length + missingFromOthers === 0
  const lost = missing.length === 0 ? '' : `另有 ${numberText(missing.length)} 条以前就读不出来。`
  if (lastCheck === null) return { tone: isWhole ? 'plain' : 'warning', title: `${numberText(records)} 条记录`, detail: `打开程序以后还没有全部检查过。${lost}${fromOthers}` }
  const at = momentText(lastCheck.at, today)
  if (lastCheck.newlyMissing.length > 0) {
    return { tone: 'warning', title: `${numberText(lastCheck.newlyMissing.length)} 条记录读不出来了`, detail: `${at} 检查发现，记录编号：${lastCheck.newlyMissing.join('、')}。其余 ${numberText(lastCheck.records)} 条完好。${fromOthers}请告诉维护人员。` }
  }
  const whole = missing.length === 0 ? `${numberText(lastCheck.records)} 条记录全部完好` : `${numberText(lastCheck.records)} 条记录完好，另有 ${numberText(missing.length)} 条以前就读不出来`
  return { tone: isWhole ? 'good' : 'warning', title: missing.length === 0 && missingFromOthers > 0 ? `本窗口的 ${whole}` : whole, detail: `${at} 检查。${fromOthers}` }
}
