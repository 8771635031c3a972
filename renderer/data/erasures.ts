import { useCallback, useEffect, useState } from 'react'
import type { ErasureList } from '../../shared/contracts/erasures.ts'
import { useSession } from './session.ts'

export type ErasuresView = { readonly kind: 'asking' } | { readonly kind: 'failed' } | { readonly kind: 'known'; readonly list: ErasureList }

/** Erasures that wait for a supervisor or were refused. `heldCount`: asked anew when it changes; what is known stands until the answer is there. */
export function useErasures(heldCount: number): { readonly view: ErasuresView; readonly again: () => void } {
  const { desk } = useSession()
  const [view, setView] = useState<ErasuresView>({ kind: 'asking' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let dropped = false
    const hear = (heard: ErasuresView): void => {
      if (!dropped) setView(heard)
    }
    void desk.invoke('erasure:list', {}).then(
      (answer) => hear(answer.ok ? { kind: 'known', list: answer.value } : { kind: 'failed' }),
      () => hear({ kind: 'failed' }),
    )
    return () => {
      dropped = true
    }
  }, [desk, heldCount, round])
  const again = useCallback(() => setRound((before) => before + 1), [])
  return { view, again }
}
