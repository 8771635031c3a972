import { useEffect, useState } from 'react'
import type { RecentAccount } from '../../shared/contracts/dayClose.ts'
import type { Desk } from '../../shared/contracts/ipc.ts'
import { useSession } from './session.ts'

/** The main process, as far as the account of the last days goes. */
export interface RecentLine {
  /** `null` where it can't be counted. */
  account(): Promise<RecentAccount | null>
  /** Returns what ends the listening. */
  onChanged(hear: () => void): () => void
}
const recentOf = (desk: Desk): RecentLine => ({
  account: async () => {
    const answer = await desk.invoke('day:recent', {})
    return answer.ok ? answer.value : null
  },
  onChanged: (hear) => {
    const stops = [desk.on('feed:changed', hear), desk.on('sync:changed', hear)]
    return () => stops.forEach((stop) => stop())
  },
})

/** Beside words that change at once, older figures would contradict them; but most of the time is for other work than counting. */
const shortestMs = 300
const restsPerCount = 10

/** Counts again after what changed: one count at a time, the last one after the last change. */
export function followRecent(line: RecentLine, hear: (account: RecentAccount | null) => void): () => void {
  let isStopped = false
  let [isAsking, isAskedAgain] = [false, false]
  let timer: ReturnType<typeof setTimeout> | undefined
  function ask(): void {
    isAskedAgain = isAsking
    if (isAsking || isStopped) return
    isAsking = true
    const askedAt = performance.now()
    line
      .account()
      .then(
        (account) => isStopped || hear(account),
        () => undefined,
      )
      .finally(() => {
        timer = setTimeout(
          () => {
            isAsking = false
            if (isAskedAgain) ask()
          },
          Math.max(shortestMs, restsPerCount * (performance.now() - askedAt)),
        )
      })
  }
  const stop = line.onChanged(ask)
  ask()
  return () => {
    isStopped = true
    clearTimeout(timer)
    stop()
  }
}

/** Where each kind of entry has got to; `null` until it was counted, and where it can't be: the page says the rest all the same. */
export function useRecentAccount(): RecentAccount | null {
  const { desk } = useSession()
  const [account, setAccount] = useState<RecentAccount | null>(null)
  useEffect(() => followRecent(recentOf(desk), setAccount), [desk])
  return account
}
