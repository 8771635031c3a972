import { isBelievable } from '../../shared/domain/days.ts'
import { useSession } from './session.ts'

/** `null` while the computer's clock is not to be believed: it dates nothing, suggests no day and bounds none. */
export function useBelievedToday(today: string): string | null {
  const { lookup, status } = useSession()
  return isBelievable(today, lookup.pack.effectiveFrom) && status.troubles.every(({ kind }) => kind !== 'clock-doubtful') ? today : null
}
