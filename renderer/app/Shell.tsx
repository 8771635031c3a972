import { useCallback, useEffect, useState } from 'react'
import type { Draft } from '../../shared/contracts/ipc.ts'
import { useSession } from '../data/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { Waiting } from '../ui/Blank.tsx'
import { afterPaint, useIsPainted } from '../ui/afterPaint.ts'
import { onDemand, onDemandPlain, readAhead } from '../ui/onDemand.ts'
import { FootLine } from './FootLine.tsx'
import { HeaderBar } from './HeaderBar.tsx'
import { Rail } from './Rail.tsx'
import { findDraft } from './openStation.ts'
import { goTo, nowhere, stepBack } from './place.ts'
import { readRoute, routeText, type Route } from './route.ts'
import { Screen } from './Screen.tsx'

const CacheBanner = onDemandPlain(() => import('./CacheBanner.tsx').then((part) => part.CacheBanner), null)
const TroubleBanners = onDemandPlain(() => import('./TroubleBanners.tsx').then((part) => part.TroubleBanners), null)
const CloseGuard = onDemand(() => import('./CloseGuard.tsx').then((part) => part.CloseGuard), null)
const Palette = onDemand(() => import('./Palette.tsx').then((part) => part.Palette), null)
const ShortcutSheet = onDemand(() => import('./ShortcutSheet.tsx').then((part) => part.ShortcutSheet), null)

function routeOf(kept: Draft | null): Route {
  return (kept ? readRoute(kept.route) : null) ?? { page: 'home' }
}

/** The frame around every screen: rail, head line, foot line, and the keys that work everywhere. */
export function Shell() {
  const { desk, drafts, cases, left, status, lookup, packRef } = useSession()
  const [place, setPlace] = useState(() => (left === null ? nowhere : goTo(nowhere, routeOf(left.draft))))
  const { route } = place
  const [draft, setDraft] = useState(left?.draft ?? null)
  const [context, setContext] = useState('')
  // The main process opens the page this way after it was lost.
  const [wasRestored, setWasRestored] = useState(() => new URLSearchParams(window.location.search).has('restored'))
  const isPainted = useIsPainted()
  const [overlay, setOverlay] = useState<'none' | 'palette' | 'shortcuts'>('none')

  // Reopening the program brings back the place and what was half typed there.
  const isPlaced = route !== null
  useEffect(() => {
    if (isPlaced) return undefined
    let dropped = false
    void findDraft(desk).then((kept) => {
      if (dropped) return
      setDraft(kept)
      setPlace((before) => (before.route === null ? goTo(before, routeOf(kept)) : before))
    })
    return () => {
      dropped = true
    }
  }, [desk, isPlaced])

  // Intake keeps its own place, with what is typed there.
  useEffect(() => {
    if (route !== null && route.page !== 'intake') drafts.put({ caseId: route.page === 'case' ? route.caseId : null, route: routeText(route), question: null, input: {} })
  }, [drafts, route])

  // While the clerk looks at the first screen, what the next ones need is made ready; not before it stands.
  useEffect(() => {
    if (!isPlaced) return undefined
    return afterPaint(() =>
      requestIdleCallback(() => {
        // What can't be read now is said when it is needed.
        void Promise.all([import('../data/compiledPack.ts'), import('../data/rehearsal.ts')])
          .then(([{ compiledOf }, { rehearse }]) => rehearse(lookup, compiledOf({ lookup, packRef })))
          .catch(() => undefined)
        readAhead()
        void import('./typefaces.ts').then(({ readTypefaces }) => readTypefaces(JSON.stringify(lookup.pack))).catch(() => undefined)
      }),
    )
  }, [isPlaced, lookup, packRef])

  const go = useCallback((next: Route) => {
    setDraft(null)
    setContext('')
    setPlace((before) => goTo(before, next))
  }, [])
  const step = useCallback((next: Route) => setPlace((before) => ({ ...before, route: next })), [])
  const back = useCallback(() => {
    setDraft(null)
    setContext('')
    setPlace((before) => stepBack(before) ?? before)
  }, [])

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'F1') setOverlay((before) => (before === 'shortcuts' ? 'none' : 'shortcuts'))
      else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') setOverlay('palette')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const [isLeaving, setIsLeaving] = useState(false)
  useEffect(() => {
    const onLeave = (event: BeforeUnloadEvent): void => {
      void drafts.flush()
      if (cases.saveState() === 'quiet') return
      event.preventDefault()
      setIsLeaving(true)
    }
    window.addEventListener('beforeunload', onLeave)
    return () => window.removeEventListener('beforeunload', onLeave)
  }, [cases, drafts])

  const practice = status.profile === 'practice'
  useEffect(() => {
    const title = context === '' ? '大篷车窗口工作站' : `${context} · 大篷车窗口工作站`
    document.title = practice ? `【演练】${title}` : title
  }, [context, practice])

  return (
    <div className={practice ? 'shell practice' : 'shell'}>
      <HeaderBar context={context} onSearch={() => setOverlay('palette')} onHome={() => go({ page: 'home' })} />
      <Rail route={route} onGo={go} />
      <main className="screen">
        {status.troubles.length > 0 || status.recovery !== null ? <TroubleBanners route={route} onGo={go} /> : null}
        {isPainted ? <CacheBanner /> : null}
        {wasRestored ? (
          <Banner
            tone="warning"
            title="窗口刚才出了问题，已经自动重新打开。"
            actions={
              <button type="button" className="link-button" onClick={() => setWasRestored(false)}>
                知道了
              </button>
            }
          >
            已保存的内容都在，没有丢；请看一眼正在填的那一栏。
          </Banner>
        ) : null}
        {route === null ? <Waiting title="正在回到上次的位置…" /> : <Screen route={route} job={place.job} draft={draft} onGo={go} onStep={step} onBack={place.back.length > 0 ? back : null} onContext={setContext} />}
      </main>
      <FootLine onSync={() => go({ page: 'sync' })} onEditions={() => go({ page: 'editions' })} onShortcuts={() => setOverlay('shortcuts')} />
      {isLeaving ? <CloseGuard onStay={() => setIsLeaving(false)} /> : null}
      {overlay === 'palette' ? <Palette onGo={go} onClose={() => setOverlay('none')} /> : null}
      {overlay === 'shortcuts' ? <ShortcutSheet onClose={() => setOverlay('none')} /> : null}
    </div>
  )
}
