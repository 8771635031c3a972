import { useEffect, useState } from 'react'
import type { RecentAccount } from '../../shared/contracts/dayClose.ts'
import { useSession } from './session.ts'

/** However much is written and sent, it is counted no more often. */
const shortestMs = 5000

/** Where each kind of entry has got to; `null` until it was counted, and where it can't be: the page says the rest all the same. */
export function useRecentAccount(): RecentAccount | null {
  const { desk } = useSession()
  const [account, setAccount] = useState<RecentAccount | null>(null)
  useEffect(() => {
    let isDropped = false
    let [isAsking, isAskedAgain] = [false, false]
    let timer: ReturnType<typeof setTimeout> | undefined
    function ask(): void {
      isAskedAgain = isAsking
      if (isAsking || isDropped) return
      isAsking = true
      void desk
        .invoke('day:recent', {})
        .then(
          (answer) => !isDropped && setAccount(answer.ok ? answer.value : null),
          () => undefined,
        )
        .finally(() => {
          timer = setTimeout(() => {
            isAsking = false
            if (isAskedAgain) ask()
          }, shortestMs)
        })
    }
    const stops = [desk.on('feed:changed', ask), desk.on('sync:changed', ask)]
    ask()
    return () => {
      isDropped = true
      clearTimeout(timer)
      stops.forEach((stop) => stop())
    }
  }, [desk])
  return account
}
