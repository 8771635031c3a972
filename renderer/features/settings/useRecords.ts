import { useCallback, useEffect, useState } from 'react'
import type { CheckProgress, Recovery, RecordsStatus } from '../../../shared/contracts/records.ts'
import { useSession } from '../../data/session.ts'

export type Loaded<T> = { readonly kind: 'loading' } | { readonly kind: 'failed' } | { readonly kind: 'read'; readonly value: T }

export interface RecordsView {
  readonly status: RecordsStatus
  /** The newest first. */
  readonly recoveries: readonly Recovery[]
}

/** What main says of its records, asked again after every change; `checking` follows a check while it runs. */
export function useRecords(): { readonly loaded: Loaded<RecordsView>; readonly checking: CheckProgress | null; readonly again: () => void } {
  const { desk } = useSession()
  const [loaded, setLoaded] = useState<Loaded<RecordsView>>({ kind: 'loading' })
  const [checking, setChecking] = useState<CheckProgress | null>(null)
  const [round, setRound] = useState(0)
  const again = useCallback(() => setRound((before) => before + 1), [])

  useEffect(() => {
    let dropped = false
    Promise.all([desk.invoke('records:status', {}), desk.invoke('recovery:list', {})]).then(
      ([status, recoveries]) => {
        if (dropped) return
        setLoaded({ kind: 'read', value: { status, recoveries } })
        setChecking(status.checking)
      },
      () => !dropped && setLoaded({ kind: 'failed' }),
    )
    return () => {
      dropped = true
    }
  }, [desk, round])
  useEffect(() => {
    const stops = [desk.on('records:checking', setChecking), desk.on('feed:changed', again), desk.on('station:changed', again)]
    return () => stops.forEach((stop) => stop())
  }, [again, desk])
  return { loaded, checking, again }
}
