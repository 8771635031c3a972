import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Pack, PackRef } from '../../shared/domain/pack.ts'
import type { Desk, Failure, StationStatus } from '../../shared/contracts/ipc.ts'
import { CacheDb, cacheName } from '../data/cacheDb.ts'
import { CaseCache } from '../data/caseCache.ts'
import { Drafts } from '../data/drafts.ts'
import { OpenCases } from '../data/openCases.ts'
import { plainRowSealer } from '../data/rowSealer.ts'
import type { Session, Spoken } from '../data/session.ts'
import { failureText } from '../words/failureText.ts'
import { lookUpPack, type PackLookup } from '../words/packLookup.ts'

interface Opened {
  readonly status: StationStatus
  readonly packRef: PackRef
  readonly lookup: PackLookup
  /** The office station that had been set up before this start; its cache must not turn up empty. */
  readonly usedStation: string | null
}
/** What belongs to one profile of one station and is thrown away with it. */
interface Stores {
  readonly key: string
  readonly cache: CaseCache
  readonly cases: OpenCases
  readonly drafts: Drafts
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

/** Opens the station: its status, its pack, and the cache of the profile in use. */
export function useStation(desk: Desk, now: () => Date, say: (spoken: Spoken) => void): Station {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [round, setRound] = useState(0)

  useEffect(() => {
    let dropped = false
    openStation(desk).then(
      (value) => !dropped && setOpened(value),
      (error: unknown) => !dropped && setProblem(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      dropped = true
    }
  }, [desk, round])

  const adopt = useCallback((status: StationStatus) => setOpened((before) => (before ? { ...before, status } : before)), [])
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
  const stores = useStores(desk, profile !== null && stationId !== null ? cacheName(profile, stationId) : null, stationId !== null && stationId === opened?.usedStation)

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
      lookup: words,
      ...stores,
      packRef,
    }
    return { kind: 'open', session, key: stores.key }
  }, [adopt, confirm, desk, now, opened, problem, say, stores, tell])
}

async function openStation(desk: Desk): Promise<Opened> {
  const [status, { pack, ref }] = await Promise.all([desk.invoke('station:status', {}), desk.invoke('pack:get', {})])
  const usedStation = status.profile === 'office' && status.phase.kind === 'ready' ? status.phase.stationId : null
  return { status, packRef: ref, lookup: lookUpPack(pack), usedStation }
}

function useStores(desk: Desk, name: string | null, wasUsed: boolean): Stores | null {
  const [stores, setStores] = useState<Stores | null>(null)
  useEffect(() => {
    if (name === null) return undefined
    const cache = new CaseCache(desk, new CacheDb(name), { wasUsed, sealer: plainRowSealer })
    const opened: Stores = { key: name, cache, cases: new OpenCases(desk), drafts: new Drafts(desk) }
    void cache.follow()
    setStores(opened)
    return () => {
      setStores(null)
      void opened.drafts.flush()
      cache.close()
    }
  }, [desk, name, wasUsed])
  return stores
}
