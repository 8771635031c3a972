import { createContext, use, useContext } from 'react'
import type { Desk, Draft, Failure, StationStatus } from '../../shared/contracts/ipc.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import type { PackLookup } from '../words/packLookup.ts'
import type { CacheSoon } from './cacheSoon.ts'
import type { CaseCache } from './caseCache.ts'
import type { Drafts } from './drafts.ts'
import type { OpenCases } from './openCases.ts'
import type { SavedCounts, SteadyStatus } from './savedCounts.ts'

/** What is said above the screen and goes away again. */
export type Spoken =
  /** A few words. */
  | { readonly kind: 'word'; readonly tone: 'info' | 'success' | 'warning'; readonly text: string }
  /** A few words for as long as something takes. */
  | { readonly kind: 'busy'; readonly text: string; readonly until: Promise<unknown> }
  /** A trouble: what happened, and what to do. */
  | { readonly kind: 'trouble'; readonly tone: 'warning' | 'error'; readonly title: string; readonly detail: string }

/** What every screen works with while one profile of one station is open. */
export interface Session {
  readonly desk: Desk
  readonly status: SteadyStatus
  readonly counts: SavedCounts
  readonly packRef: PackRef
  readonly lookup: PackLookup
  readonly cache: CacheSoon
  readonly cases: OpenCases
  readonly drafts: Drafts
  /** Where the last session ended, where the start has asked that already. */
  readonly left: { readonly draft: Draft | null } | null
  readonly now: () => Date
  /** Says something in passing, above the screen. */
  readonly say: (spoken: Spoken) => void
  /** Says on the screen why something did not work. */
  readonly tell: (failure: Failure) => void
  /** Says in a few words that something worked. */
  readonly confirm: (sentence: string) => void
  /** Takes over a newer status of the station. */
  readonly adopt: (status: StationStatus) => void
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('useSession outside of a session')
  return session
}

/** For what shows lists: suspends until the cache is open. */
export function useCache(): CaseCache {
  const { cache } = useSession()
  return cache.now ?? use(cache.get())
}
