import { useEffect, useState } from 'react'
import type { CaseEffect } from '../../../shared/contracts/editions.ts'
import { mostEffects } from '../../../shared/domain/caseEdition.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { PackRef } from '../../../shared/domain/pack.ts'
import { useSession } from '../../data/session.ts'

export type Effects =
  | { readonly kind: 'looking'; readonly done: number; readonly total: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'known'; readonly effects: readonly CaseEffect[] }

/** What an edition changes in these cases, asked for some at a time. `round`: another number asks anew. */
export function useEffects(to: PackRef, caseIds: readonly string[], round: number): Effects {
  const { desk } = useSession()
  const [effects, setEffects] = useState<Effects>({ kind: 'looking', done: 0, total: caseIds.length })
  useEffect(() => {
    let dropped = false
    async function look(): Promise<void> {
      const found: CaseEffect[] = []
      while (found.length < caseIds.length) {
        // What was found before stays until there is something newer: the list does not jump with every case that is moved.
        setEffects((before) => (before.kind === 'known' ? before : { kind: 'looking', done: found.length, total: caseIds.length }))
        const answer = await desk.invoke('edition:effects', { to, caseIds: caseIds.slice(found.length, found.length + mostEffects) })
        if (dropped) return
        if (!answer.ok) return setEffects({ kind: 'failed', failure: answer.failure })
        found.push(...answer.value)
      }
      setEffects({ kind: 'known', effects: found })
    }
    void look()
    return () => {
      dropped = true
    }
  }, [caseIds, desk, round, to])
  return effects
}
