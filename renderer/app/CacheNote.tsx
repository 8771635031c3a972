import { useCacheState } from '../data/caseRows.ts'
import { useCache } from '../data/session.ts'

/** How the lists stand, where that is worth a word in the foot line. */
export function CacheNote() {
  const state = useCacheState(useCache())
  if (state.kind === 'memory') {
    return (
      <span className="foot-item">
        <i className="dot amber" aria-hidden="true" />
        列表由内存提供
      </span>
    )
  }
  if (state.kind === 'paused') return <span className="foot-item">列表没有列完</span>
  return state.kind === 'filling' && state.because === 'rebuild' ? <span className="foot-item">正在重建列表 {state.total > 0 ? `${Math.round((state.done / state.total) * 100)}%` : ''}</span> : null
}
