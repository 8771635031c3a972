import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { type CaseClock } from '../../shared/domain/caseClock.ts'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { shiftDay, yearOf } from '../../shared/domain/days.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import { countWorkingDays } from '../../shared/domain/workdays.ts'
import { dayText } from './dayText.ts'
import { numberText } from './numberText.ts'

/** How a case stands to its days. `late`: a day has passed; `waiting`: the clock stands still. */
export interface ClockSentence {
  readonly text: string
  readonly tone: 'plain' | 'waiting' | 'late'
  /** The days in it rest on time limits of the pack, which are sample content. */
  readonly isSample: boolean
}

/** One line under the project's name; `null` where no day is set yet. Where today is not believed, nothing is counted up to it. */
export function clockSentence(clock: CaseClock, state: CaseState, today: string, isBelieved = true): ClockSentence | null {
  switch (clock.kind) {
    case 'not-started':
      return null
    case 'awaiting-supplements':
      return { text: `待补正至 ${shortDayText(clock.until, today)}${clock.isLate && isBelieved ? ' · 期限已过' : ''}`, tone: clock.isLate && isBelieved ? 'late' : 'waiting', isSample: false }
    case 'running': {
      const began = `${dayText(clock.since)}受理`
      const stopped = clock.stoppedDays > 0 ? ` · 已扣除中止 ${clock.stoppedDays} 个工作日` : ''
      if (clock.promisedOn === null) return { text: `${began} · ${findAcceptance(state)?.workingDays ?? 0} 个工作日，承诺日期另行确定${stopped}`, tone: 'plain', isSample: true }
      return { text: `${began} · 承诺 ${shortDayText(clock.promisedOn, clock.since)}办结${isBelieved ? ` · ${remainingText(clock.promisedOn, today)}` : ''}${stopped}`, tone: clock.isLate && isBelieved ? 'late' : 'plain', isSample: true }
    }
    case 'stopped':
      return { text: `时限中止中：${clock.reason}（已停 ${clock.stoppedDays} 个工作日）`, tone: 'waiting', isSample: false }
    case 'ended': {
      const ended = `${dayText(clock.on)}${endWord(state)}`
      if (clock.promisedOn === null) return { text: ended, tone: 'plain', isSample: false }
      return { text: `${ended} · ${clock.isLate ? '晚于' : '承诺'} ${shortDayText(clock.promisedOn, clock.on)}${clock.isLate ? '的承诺' : '办结'}`, tone: clock.isLate ? 'late' : 'plain', isSample: true }
    }
  }
}

/** Working days until the promised day, that day counted in, or since it. */
function remainingText(promisedOn: string, today: string): string {
  if (promisedOn === today) return '今天到期'
  const days = (from: string, to: string): number => countWorkingDays(shiftDay(from, 1), shiftDay(to, 1))
  return promisedOn < today ? `已超过 ${numberText(days(promisedOn, today))} 个工作日` : `还剩 ${numberText(days(today, promisedOn))} 个工作日`
}

function endWord(state: CaseState): string {
  const status = state.status.kind === 'settled' ? state.status.status : null
  return status === 'refused' ? '不予受理' : status === 'withdrawn' ? '撤回' : '办结'
}

/** Without the year where it is that of the other day. */
export function shortDayText(day: string, other: string): string {
  const text = dayText(day)
  return yearOf(day) === yearOf(other) ? text.replace(/^\d+年/u, '') : text
}

/** Said beside a list of days while today is not believed: nothing in it is called late. */
export const nothingLateText = '今天的日期存疑，没有算超期'

/** The day that a case in a list waits for; `null`: none, or its clock stands still. Where today is not believed, nothing is late. */
export function termOf(row: CaseRow, today: string, isBelieved = true): { readonly text: string; readonly isLate: boolean } | null {
  if (row.supplementUntil !== null) return { text: `补正至 ${shortDayText(row.supplementUntil, today)}`, isLate: isBelieved && row.supplementUntil < today }
  if (row.promisedOn === null) return null
  const isRunning = row.status === 'accepted' || row.status === 'handed-over'
  return { text: `承诺 ${shortDayText(row.promisedOn, today)}`, isLate: isBelieved && isRunning && row.promisedOn < today }
}
