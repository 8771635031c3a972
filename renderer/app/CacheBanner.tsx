import { type ReactNode, useEffect, useState } from 'react'
import { useCacheState } from '../data/caseRows.ts'
import type { CacheFault } from '../data/caseCache.ts'
import { useCache, useSession } from '../data/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { faultText, fillText, pausedText, rebuiltText } from '../words/cacheText.ts'

/** A fill that takes less is not worth a word. */
const worthSayingMs = 700

/** What goes on behind the lists, where the clerk has to know: they are being listed anew, are not complete, or come from memory. */
export function CacheBanner() {
  const cache = useCache()
  const state = useCacheState(cache)
  const [read, setRead] = useState<'rebuilt' | 'memory' | null>(null)
  const isLong = useLasting(state.kind === 'filling')

  switch (state.kind) {
    case 'filling':
      if (!isLong || state.total === 0) return null
      return (
        <Said tone="plain" {...fillText(state.because, state.done, state.total)} action="先停下，稍后再列" onAction={() => cache.pause()}>
          <progress max={state.total} value={state.done} aria-label="列表进度" />
        </Said>
      )
    case 'paused':
      return <Said tone="warning" {...pausedText(state.done, state.total)} action="接着列" onAction={() => cache.resume()} />
    case 'stored':
      return state.rebuilt === null || read === 'rebuilt' ? null : <Said tone="good" {...rebuiltText(state.rebuilt)} action="知道了" onAction={() => setRead('rebuilt')} />
    case 'memory':
      return read === 'memory' ? null : <MemoryBanner fault={state.fault} onLater={() => setRead('memory')} />
    case 'failed':
      return null
  }
}

function MemoryBanner({ fault, onLater }: { readonly fault: CacheFault; readonly onLater: () => void }) {
  const { desk, cases, drafts } = useSession()
  const [isLeaving, setIsLeaving] = useState(false)
  const { title, detail } = faultText(fault.kind)
  const relaunch = async (): Promise<void> => {
    setIsLeaving(true)
    try {
      // What is typed and half typed is on disk before the program ends.
      await cases.settle()
      await drafts.flush()
      // A store that can't even be opened will not heal by itself; it holds nothing that the records do not.
      await desk.invoke('app:relaunch', { clearCache: fault.kind === 'broken' && fault.unopened })
    } finally {
      setIsLeaving(false)
    }
  }
  return (
    <Banner
      tone="warning"
      title={title}
      actions={
        <>
          <button type="button" className="link-button" disabled={isLeaving || cases.saveState() === 'failed'} onClick={() => void relaunch()}>
            重新打开工作站
          </button>
          <button type="button" className="link-button" onClick={onLater}>
            稍后
          </button>
        </>
      }
    >
      {detail}
    </Banner>
  )
}

interface SaidProps {
  readonly tone: 'plain' | 'warning' | 'good'
  readonly title: string
  readonly detail: string
  readonly action: string
  readonly onAction: () => void
  readonly children?: ReactNode
}

function Said({ tone, title, detail, action, onAction, children }: SaidProps) {
  return (
    <Banner
      tone={tone}
      title={title}
      actions={
        <button type="button" className="link-button" onClick={onAction}>
          {action}
        </button>
      }
    >
      {detail}
      {children}
    </Banner>
  )
}

function useLasting(active: boolean): boolean {
  const [lasts, setLasts] = useState(false)
  useEffect(() => {
    if (!active) {
      setLasts(false)
      return undefined
    }
    const timer = setTimeout(() => setLasts(true), worthSayingMs)
    return () => clearTimeout(timer)
  }, [active])
  return lasts
}
