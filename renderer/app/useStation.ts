import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Pack } from '../../shared/domain/pack.ts'
import type { Desk, Failure, ProfileKind, StationStatus } from '../../shared/contracts/ipc.ts'
import { CacheSoon } from '../data/cacheSoon.ts'
import type { CaseCache } from '../data/caseCache.ts'
import { Drafts } from '../data/drafts.ts'
import { OpenCases } from '../data/openCases.ts'
import { isSteady, SavedCounts } from '../data/savedCounts.ts'
import type { Session, Spoken } from '../data/session.ts'
import { failureText } from '../words/failureText.ts'
import { findPack, openStation, type Opened } from './openStation.ts'

/** What belongs to one profile of one station and is thrown away with it. */
interface Stores {
  readonly key: string
  readonly cache: CacheSoon
  readonly cases: OpenCases
  readonly drafts: Drafts
  readonly left: Session['left']
}

interface Voice {
  readonly adopt: (status: StationStatus) => void
  readonly tell: (failure: Failure) => void
}
export type Station =
  | { readonly kind: 'opening' }
  | { readonly kind: 'failed'; readonly problem: string; readonly retry: () => void }
  | ({ readonly kind: 'needs-set-up'; readonly status: StationStatus; readonly pack: Pack } & Voice)
  | ({ readonly kind: 'off-duty'; readonly status: StationStatus } & Voice)
  | { readonly kind: 'open'; readonly session: Session; readonly key: string }

/** Opens the station, where that is not done yet (`first`): its status, its pack, and the cache of the profile in use. */
export function useStation(desk: Desk, first: Opened | null, now: () => Date, say: (spoken: Spoken) => void): Station {
  const [opened, setOpened] = useState(first)
  // From the first drawing on: the foot line never says that nothing was saved when something was.
  const [counts] = useState(() => new SavedCounts(first?.status))
  const [problem, setProblem] = useState<string | null>(null)
  const [round, setRound] = useState(0)

  useEffect(() => {
    if (first !== null) return undefined
    let dropped = false
    openStation(desk).then(
      (value) => {
        if (dropped) return
        counts.take(value.status)
        setOpened(value)
      },
      (error: unknown) => !dropped && setProblem(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      dropped = true
    }
  }, [counts, desk, first, round])

  const adopt = useCallback(
    (status: StationStatus) => {
      counts.take(status)
      setOpened((before) => (before && !isSteady(before.status, status) ? { ...before, status } : before))
    },
    [counts],
  )
  // Another edition was chosen, or another profile has another one.
  const otherPack = opened !== null && opened.status.pack.digest !== opened.packRef.digest ? opened.status.pack.digest : null
  useEffect(() => {
    if (otherPack === null) return undefined
    let dropped = false
    void findPack(desk).then((found) => !dropped && setOpened((before) => before && { ...before, ...found }))
    return () => {
      dropped = true
    }
  }, [desk, otherPack])
  const lookup = opened?.lookup ?? null
  const tell = useCallback(
    (failure: Failure) => {
      const { title, detail, tone } = failureText(failure, lookup)
      say(tone === 'quiet' ? { kind: 'word', tone: 'info', text: `${title}，${detail}` } : { kind: 'trouble', tone, title, detail })
    },
    [lookup, say],
  )
  // A request that the main process did not answer at all: nothing may fail in silence.
  useEffect(() => {
    const onRejection = (event: PromiseRejectionEvent): void => {
      const problem: unknown = event.reason
      say({ kind: 'trouble', tone: 'error', title: '这一步没有办成', detail: `已存的内容都在，已填的也没有丢，请再试一次。（${problem instanceof Error ? problem.message : String(problem)}）` })
    }
    window.addEventListener('unhandledrejection', onRejection)
    return () => window.removeEventListener('unhandledrejection', onRejection)
  }, [say])
  const confirm = useCallback((sentence: string) => say({ kind: 'word', tone: 'success', text: sentence }), [say])

  const stationId = opened?.status.phase.kind === 'ready' ? opened.status.phase.stationId : null
  const profile = opened?.status.profile ?? null
  const stores = useStores(desk, counts, profile !== null && stationId !== null ? { profile, stationId } : null, opened)

  return useMemo((): Station => {
    const retry = (): void => {
      setProblem(null)
      setRound((before) => before + 1)
    }
    if (problem !== null) return { kind: 'failed', problem, retry }
    if (opened === null) return { kind: 'opening' }
    const { status, lookup: words } = opened
    if (status.phase.kind === 'needs-set-up') return { kind: 'needs-set-up', status, pack: words.pack, adopt, tell }
    if (status.operator === null) return { kind: 'off-duty', status, adopt, tell }
    if (stores === null) return { kind: 'opening' }
    const { packRef } = opened
    const session: Session = {
      desk,
      now,
      say,
      tell,
      confirm,
      adopt,
      status,
      counts,
      lookup: words,
      ...stores,
      packRef,
    }
    return { kind: 'open', session, key: stores.key }
  }, [adopt, confirm, counts, desk, now, opened, problem, say, stores, tell])
}

interface OwnerOfStores {
  readonly profile: ProfileKind
  readonly stationId: string
}

/** Made with the first drawing that needs them, not after it: nothing in them begins to work by itself. */
function useStores(desk: Desk, counts: SavedCounts, owner: OwnerOfStores | null, opened: Opened | null): Stores | null {
  const [stores, setStores] = useState<Stores | null>(null)
  const key = owner === null ? null : `${owner.profile}/${owner.stationId}`
  if ((stores?.key ?? null) !== key) {
    // The place where the last session ended was asked for one profile, once.
    const left = stores === null && opened !== null && opened.left.profile === opened.status.profile ? opened.left : null
    const wasUsed = owner !== null && owner.stationId === opened?.usedStation
    setStores(owner === null || key === null ? null : { key, cache: new CacheSoon(() => openCache(desk, owner, wasUsed)), cases: new OpenCases(desk, (at) => counts.saved(at)), drafts: new Drafts(desk), left })
  }
  useEffect(
    () => () => {
      void stores?.drafts.flush()
      stores?.cache.close()
    },
    [stores],
  )
  return stores
}

async function openCache(desk: Desk, { profile, stationId }: OwnerOfStores, wasUsed: boolean): Promise<CaseCache> {
  const [{ CaseCache, feedOf }, { CacheDb, cacheName }, { plainRowSealer }] = await Promise.all([import('../data/caseCache.ts'), import('../data/cacheDb.ts'), import('../data/rowSealer.ts')])
  const cache = new CaseCache(feedOf(desk), new CacheDb(cacheName(profile, stationId)), {
    wasUsed,
    sealer: plainRowSealer,
    isDiskShort: async () => (await desk.invoke('station:status', {})).troubles.some((trouble) => trouble.kind === 'low-space' && trouble.level === 'stop'),
  })
  void cache.follow()
  return cache
}
