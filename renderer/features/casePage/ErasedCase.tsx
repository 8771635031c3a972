import type { CaseState } from '../../../shared/domain/events.ts'
import { Blank } from '../../ui/Blank.tsx'
import { momentText } from '../../words/dayText.ts'
import { erasureText } from '../../words/unsettledText.ts'

/** 已删除: nothing is left but that it was, when and why. */
export function ErasedCase({ state, today }: { readonly state: CaseState; readonly today: string }) {
  const erasures = state.standing.kind === 'erased' ? state.standing.erasures : []
  return (
    <Blank
      title="这个办件已删除"
      detail={
        <>
          内容、文书和附件不再显示，也不再转给别处；文书编号不会再用。
          {erasures.map((erasure) => (
            <span key={erasure.event} className="erased-because">
              {momentText(erasure.at, today)} · <bdi>{erasureText(erasure)}</bdi>
            </span>
          ))}
        </>
      }
    />
  )
}
