import { useCallback, useEffect, useState } from 'react'
import type { DayAccount, DayClosing } from '../../shared/contracts/dayClose.ts'
import { useSession } from './session.ts'

export type DayView = { readonly kind: 'asking' } | { readonly kind: 'failed' } | { readonly kind: 'known'; readonly account: DayAccount; readonly closings: readonly DayClosing[] }

/** However much is written and sent, a day is counted no more often. */
const shortestMs = 2000

/** The account of a day as it stands, and the closes of all days; follows what is written and sent meanwhile. */
export function useDayAccount(day: string): { readonly view: DayView; readonly again: () => void } {
  const { desk } = useSession()
  const [view, setView] = useState<DayView>({ kind: 'asking' })
  const [round, setRound] = useState(0)
  const again = useCallback(() => setRound((before) => before + 1), [])
  useEffect(() => {
    let dropped = false
    let isWaiting = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function ask(): Promise<void> {
      const [answer, closings] = [await desk.invoke('day:account', { day }), await desk.invoke('day:closings', {})]
      if (!dropped) setView(answer.ok ? { kind: 'known', account: answer.value, closings } : { kind: 'failed' })
    }
    const askNow = (): void => void ask().catch(() => !dropped && setView({ kind: 'failed' }))
    const soon = (): void => {
      if (isWaiting) return
      isWaiting = true
      timer = setTimeout(() => {
        isWaiting = false
        askNow()
      }, shortestMs)
    }
    const stops = [desk.on('feed:changed', soon), desk.on('sync:changed', soon)]
    askNow()
    return () => {
      dropped = true
      clearTimeout(timer)
      stops.forEach((stop) => stop())
    }
  }, [desk, day, round])
  // What stands here of another day is not shown for this one.
  return { view: view.kind === 'known' && view.account.day !== day ? { kind: 'asking' } : view, again }
}
