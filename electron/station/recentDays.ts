import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecentAccount } from '../../shared/contracts/dayClose.ts'
import { type DayTally, tallyDay } from '../../shared/domain/dayAccount.ts'
import { dayInChina, shiftDay } from '../../shared/domain/days.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { isBalanced } from '../../shared/output/dayWords.ts'
import type { DayPorts } from './dayClose.ts'
import { dayOfRecord, gatherDay, type GatheredDay } from './dayRecords.ts'
import type { DiskFailure } from './files.ts'
import { caseOfStream } from './recordEvents.ts'

/** A caravan that was away for longer sees the last of its days; by case everything is listed. */
const mostDays = 14

type RecentPorts = Pick<DayPorts, 'journal' | 'store' | 'sync' | 'clock'>

/** The days on which something still waits, up to today, as one account: where each kind of entry has got to. */
export async function accountRecent({ journal, store, sync, clock }: RecentPorts): Promise<Result<RecentAccount, DiskFailure>> {
  const head = journal.head()
  const today = dayInChina(clock.now())
  const began = await oldestDay()
  if (!began.ok) return began
  const earliest = shiftDay(today, 1 - mostDays)
  const oldest = began.value !== null && began.value < today ? began.value : today
  const from = oldest < earliest ? earliest : oldest
  const days: GatheredDay[] = []
  for (let day = from; day <= today; day = shiftDay(day, 1)) {
    const gathered = await gatherDay(journal, day, head.seq)
    if (!gathered.ok) return gathered
    days.push(gathered.value)
    await nextTurn()
  }
  let tallied = await tally(days)
  // A receipt that is just being written stands on one list already and on the other one still.
  if (tallied.ok && tallied.value.faults.length > 0) tallied = await tally(days)
  return tallied.ok ? ok({ from, to: today, lines: tallied.value.lines, isBalanced: isBalanced(tallied.value), isCut: from !== oldest }) : tallied

  /** `null` where nothing waits. */
  async function oldestDay(): Promise<Result<string | null, DiskFailure>> {
    const claims = await sync.claims()
    if (!claims.ok) return claims
    const seq = claims.value?.oldestWaiting() ?? null
    return seq === null ? ok(null) : dayOfRecord(journal, seq)
  }

  async function tally(gathered: readonly GatheredDay[]): Promise<Result<DayTally, DiskFailure>> {
    const claims = await sync.claims()
    if (!claims.ok) return claims
    return ok(
      tallyDay({
        records: gathered.flatMap(({ records }) => records),
        claimOf: claims.value && claims.value.of,
        isErased: (stream) => store.confirmedErasures(caseOfStream(stream) ?? '').size > 0,
        recordsOf: (stream) => gathered[0]?.recordsOf(stream) ?? [],
      }),
    )
  }
}
