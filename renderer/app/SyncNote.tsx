import { useEffect, useState } from 'react'
import { useSavedCounts } from '../data/savedCounts.ts'
import { useSyncState } from '../data/syncState.ts'
import { footText } from '../words/syncText.ts'

/** Whether the office's server has everything, in the foot line's few words. */
export function SyncNote() {
  const { unsent } = useSavedCounts()
  const { view } = useSyncState()
  const [isOnline, setIsOnline] = useState(navigator.onLine)
  useEffect(() => {
    const look = (): void => setIsOnline(navigator.onLine)
    window.addEventListener('online', look)
    window.addEventListener('offline', look)
    return () => {
      window.removeEventListener('online', look)
      window.removeEventListener('offline', look)
    }
  }, [])
  const { tone, text } = footText(view.kind === 'known' ? view.state : null, unsent, isOnline)
  return (
    <>
      <i className={`dot ${tone}`} aria-hidden="true" />
      {text}
    </>
  )
}
