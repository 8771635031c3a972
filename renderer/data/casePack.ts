import { useEffect, useMemo, useState } from 'react'
import { editionOf } from '../../shared/domain/caseEdition.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { lookUpPack, type PackLookup } from '../words/packLookup.ts'
import { type Session, useSession } from './session.ts'

/** By which edition of the pack a case is shown: the one that it is judged by. */
export type CasePack =
  | { readonly kind: 'current' }
  | { readonly kind: 'finding' }
  /** The session with the case's own edition in it. */
  | { readonly kind: 'own'; readonly session: Session; readonly version: string }
  /** It is not on this station: shown by the one in use, decided by none. */
  | { readonly kind: 'missing'; readonly version: string }

type Found = { readonly digest: string; readonly own: { readonly lookup: PackLookup; readonly packRef: PackRef } | null }

export function useCasePack(state: CaseState | null): CasePack {
  const session = useSession()
  const { desk, packRef } = session
  const edition = state && editionOf(state)
  const [id, version, digest] = edition && edition.digest !== packRef.digest ? [edition.id, edition.version, edition.digest] : [null, null, null]
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    if (id === null) return undefined
    let dropped = false
    const settle = (own: Found['own']): void => {
      if (!dropped) setFound({ digest, own })
    }
    desk.invoke('pack:find', { pack: { id, version, digest } }).then((answer) => settle(answer.ok ? { lookup: lookUpPack(answer.value.pack), packRef: answer.value.ref } : null), () => settle(null))
    return () => {
      dropped = true
    }
  }, [desk, digest, id, version])
  return useMemo((): CasePack => {
    if (id === null) return { kind: 'current' }
    if (found?.digest !== digest) return { kind: 'finding' }
    return found.own ? { kind: 'own', session: withPack(session, found.own), version } : { kind: 'missing', version }
  }, [digest, found, id, session, version])
}

function withPack(session: Session, { lookup, packRef }: Pick<Session, 'lookup' | 'packRef'>): Session {
  return { ...session, lookup, packRef }
}
