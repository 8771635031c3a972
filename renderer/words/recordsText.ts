import type { RecordsStatus } from '../../shared/contracts/records.ts'
import { momentText } from './dayText.ts'
import { numberText } from './numberText.ts'

/** Whether the records are whole, as of the last check. `today`: `YYYY-MM-DD`. */
export function checkText({ lastCheck, records, missing }: Pick<RecordsStatus, 'lastCheck' | 'records' | 'missing'>, today: string): { readonly tone: 'good' | 'warning' | 'plain'; readonly title: string; readonly detail: string } {
  const lost = missing.length === 0 ? '' : `另有 ${numberText(missing.length)} 条以前就读不出来。`
  if (lastCheck === null) return { tone: missing.length === 0 ? 'plain' : 'warning', title: `${numberText(records)} 条记录`, detail: `打开程序以后还没有全部检查过。${lost}` }
  const at = momentText(lastCheck.at, today)
  if (lastCheck.newlyMissing.length > 0) {
    return { tone: 'warning', title: `${numberText(lastCheck.newlyMissing.length)} 条记录读不出来了`, detail: `${at} 检查发现，记录编号：${lastCheck.newlyMissing.join('、')}。其余 ${numberText(lastCheck.records)} 条完好。请告诉维护人员。` }
  }
  return { tone: missing.length === 0 ? 'good' : 'warning', title: missing.length === 0 ? `${numberText(lastCheck.records)} 条记录全部完好` : `${numberText(lastCheck.records)} 条记录完好，另有 ${numberText(missing.length)} 条以前就读不出来`, detail: `${at} 检查。` }
}
