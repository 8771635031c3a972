import { useCallback, useEffect, useState } from 'react'
import type { Draft } from '../../shared/contracts/ipc.ts'
import { useSession } from '../data/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { Waiting } from '../ui/Blank.tsx'
import { onDemand, readAhead } from '../ui/onDemand.ts'
import { CacheBanner } from './CacheBanner.tsx'
import { ClockBanner } from './ClockBanner.tsx'
import { FootLine } from './FootLine.tsx'
import { HeaderBar } from './HeaderBar.tsx'
import { Rail } from './Rail.tsx'
import { goTo, nowhere, stepBack } from './place.ts'
import { readRoute, routeText, type Route } from './route.ts'
import { Screen } from './Screen.tsx'

const TroubleBanners = onDemand(() => import('./TroubleBanners.tsx').then((part) => part.TroubleBanners), null)
const Palette = onDemand(() => import('./Palette.tsx').then((part) => part.Palette), null)
const ShortcutSheet = onDemand(() => import('./ShortcutSheet.tsx').then((part) => part.ShortcutSheet), null)

/** The frame around every screen: rail, head line, foot line, and the keys that work everywhere. */
export function Shell() {
  const { desk, drafts, status, lookup, packRef } = useSession()
  const [place, setPlace] = useState(nowhere)
  const { route } = place
  const [draft, setDraft] = useState<Draft | null>(null)
  const [context, setContext] = useState('')
  // The main process opens the page this way after it was lost.
  const [wasRestored, setWasRestored] = useState(() => new URLSearchParams(window.location.search).has('restored'))
  const [overlay, setOverlay] = useState<'none' | 'palette' | 'shortcuts'>('none')

  // Reopening the program brings back the place and what was half typed there.
  useEffect(() => {
    let dropped = false
    const begin = (first: Route): void => setPlace((before) => (before.route === null ? goTo(before, first) : before))
    desk.invoke('draft:get', {}).then(
      (kept) => {
        if (dropped) return
        setDraft(kept)
        begin((kept ? readRoute(kept.route) : null) ?? { page: 'home' })
      },
      () => !dropped && begin({ page: 'home' }),
    )
    return () => {
      dropped = true
    }
  }, [desk])

  // Intake keeps its own place, with what is typed there.
  useEffect(() => {
    if (route !== null && route.page !== 'intake') drafts.put({ caseId: route.page === 'case' ? route.caseId : null, route: routeText(route), question: null, input: {} })
  }, [drafts, route])

  // While the clerk looks at the first screen, what the next ones need is made ready; not before it stands.
  const hasPlace = route !== null
  useEffect(() => {
    if (!hasPlace) return undefined
    let waiting = requestAnimationFrame(() => {
      waiting = requestAnimationFrame(() =>
        requestIdleCallback(() => {
          // What can't be read now is said when it is needed.
          void import('../data/compiledPack.ts').then(({ compiledOf }) => compiledOf({ lookup, packRef })).catch(() => undefined)
          readAhead()
        }),
      )
    })
    return () => cancelAnimationFrame(waiting)
  }, [hasPlace, lookup, packRef])

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
        <ClockBanner />
        {status.troubles.length > 0 || status.recovery !== null ? <TroubleBanners onGo={go} /> : null}
        <CacheBanner />
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
      <FootLine onShortcuts={() => setOverlay('shortcuts')} />
      {overlay === 'palette' ? <Palette onGo={go} onClose={() => setOverlay('none')} /> : null}
      {overlay === 'shortcuts' ? <ShortcutSheet onClose={() => setOverlay('none')} /> : null}
    </div>
  )
}
