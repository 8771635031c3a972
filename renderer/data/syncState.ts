import { useCallback, useEffect, useState } from 'react'
import type { Desk } from '../../shared/contracts/ipc.ts'
import type { SyncState } from '../../shared/contracts/sync.ts'
import { useSession } from './session.ts'
import { whenQuiet } from './whenQuiet.ts'

export type SyncView = { readonly kind: 'asking' } | { readonly kind: 'failed' } | { readonly kind: 'known'; readonly state: SyncState }

/** The main process, as far as the exchange with the server goes. */
export interface SyncLine {
  state(): Promise<SyncState>
  /** Returns what ends the listening. */
  onChanged(hear: () => void): () => void
  onWritten(hear: () => void): () => void
}
const syncOf = (desk: Desk): SyncLine => ({ state: () => desk.invoke('sync:state', {}), onChanged: (hear) => desk.on('sync:changed', hear), onWritten: (hear) => desk.on('feed:changed', whenQuiet(hear)) })

/** However much is sent and read, the screen asks no more often. */
const shortestMs = 250

/** Follows what the main process says of the exchange with the server: one question at a time, the last one after the last change. */
export function followSync(line: SyncLine, hear: (view: SyncView) => void): () => void {
  let isAsking = false
  let isAskedAgain = false
  let isOff = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  function ask(): void {
    isAskedAgain = isAsking
    if (isAsking || isStopped) return
    isAsking = true
    line
      .state()
      .then(
        (state) => {
          isOff = state.kind === 'off'
          if (!isStopped) hear({ kind: 'known', state })
        },
        () => !isStopped && hear({ kind: 'failed' }),
      )
      .finally(() => {
        timer = setTimeout(() => {
          isAsking = false
          if (isAskedAgain) ask()
        }, shortestMs)
      })
  }
  // Without a server, what is written changes nothing here.
  const stops = [line.onChanged(ask), line.onWritten(() => isOff || ask())]
  ask()
  return () => {
    isStopped = true
    clearTimeout(timer)
    stops.forEach((stop) => stop())
  }
}

export function useSyncState(): { readonly view: SyncView; readonly adopt: (state: SyncState) => void; readonly again: () => void } {
  const { desk } = useSession()
  const [view, setView] = useState<SyncView>({ kind: 'asking' })
  const [round, setRound] = useState(0)
  useEffect(() => followSync(syncOf(desk), setView), [desk, round])
  const adopt = useCallback((state: SyncState) => setView({ kind: 'known', state }), [])
  const again = useCallback(() => {
    setView({ kind: 'asking' })
    setRound((before) => before + 1)
  }, [])
  return { view, adopt, again }
}
