import { useEffect, useSyncExternalStore } from 'react'
import { overlayLabel, overlayTitle } from '../../shared/output/overlayWords.ts'
import { useSavedCounts } from '../data/savedCounts.ts'
import { useSession } from '../data/session.ts'
import { whenQuiet } from '../data/whenQuiet.ts'
import { useIsPainted } from '../ui/afterPaint.ts'
import { Keys } from '../ui/Keys.tsx'
import { onDemandPlain } from '../ui/onDemand.ts'
import { clockText } from '../words/dayText.ts'
import { numberText } from '../words/numberText.ts'

const CacheNote = onDemandPlain(() => import('./CacheNote.tsx').then((part) => part.CacheNote), null)
const SyncNote = onDemandPlain(() => import('./SyncNote.tsx').then((part) => part.SyncNote), null)

/** The honest part: whether the server has it all, how much waits, saved when, which pack, what is only a sample. */
export function FootLine({ onSync, onEditions, onShortcuts }: { readonly onSync: () => void; readonly onEditions: () => void; readonly onShortcuts: () => void }) {
  const { desk, cases, status, adopt, lookup } = useSession()
  const { lastSavedAt, unsent } = useSavedCounts()
  const save = useSyncExternalStore(cases.subscribe, cases.saveState)
  const isPainted = useIsPainted()
  useEffect(() => {
    let dropped = false
    const ask = (): void => {
      desk.invoke('station:status', {}).then(
        (fresh) => !dropped && adopt(fresh),
        // Told again with the next change; the line keeps what it last knew.
        () => undefined,
      )
    }
    // Of a write that this screen made, the answer has told when it was saved.
    const stops = [desk.on('feed:changed', whenQuiet(ask)), desk.on('station:changed', ask)]
    return () => {
      dropped = true
      stops.forEach((stop) => stop())
    }
  }, [adopt, desk])

  const { overlays } = status.pack
  const practice = status.profile === 'practice'
  return (
    <footer className="foot-line">
      <button type="button" className="plain-button foot-item" title="看上传的情况" onClick={onSync}>
        {practice ? '单机运行 · 演练记录不上传' : isPainted ? <SyncNote /> : `${numberText(unsent)} 条记录待上传`}
      </button>
      <span className="foot-item" aria-live="polite">
        <i className={`dot ${save === 'failed' ? 'wrong' : save === 'saving' ? 'amber' : 'good'}`} aria-hidden="true" />
        {save === 'failed' ? '有内容没有存上' : save === 'saving' ? '正在保存…' : lastSavedAt === null ? '还没有保存过内容' : `已保存 ${clockText(lastSavedAt)}`}
      </span>
      {isPainted ? <CacheNote /> : null}
      <button type="button" className="plain-button foot-item foot-pack" onClick={onEditions} title={['看规则更新', `${status.pack.name_zh} ${lookup.pack.version}`, ...overlays.map((overlay) => `${overlayTitle(overlay)} ${overlay.version}`)].join('，')}>
        {[`政策包 ${status.pack.name_zh} v${lookup.pack.version}（样例时限）`, ...overlays.map(overlayLabel)].join(' · ')}
      </button>
      <span className="spacer" />
      {practice ? <strong className="foot-practice">演练</strong> : null}
      <button type="button" className="plain-button foot-item" onClick={onShortcuts}>
        快捷键<Keys>F1</Keys>
      </button>
    </footer>
  )
}
