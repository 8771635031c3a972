import type { ReactNode } from 'react'
import { Banner } from './Banner.tsx'

interface Props {
  /** What has to be put in order first; `null`: nothing. */
  readonly unsettled: string | null
  /** What can't be done until then. */
  readonly consequence: string
  /** Somebody elsewhere asked for the case to be erased, and no supervisor has confirmed it. */
  readonly isErasureAsked: boolean
  /** Shows where it is put in order. */
  readonly onGo: () => void
}

/** What history left for a person to decide, said on every screen of the case. */
export function UnsettledBanners({ unsettled, consequence, isErasureAsked, onGo }: Props) {
  return (
    <>
      {unsettled === null ? null : (
        <Banner tone="warning" title={`要先理清：${unsettled}`} actions={<Way label="去理清" onGo={onGo} />}>
          {consequence}
        </Banner>
      )}
      {isErasureAsked ? (
        <Banner tone="warning" title="收到删除这个办件的要求。" actions={<Way label="去看要求" onGo={onGo} />}>
          还没有生效，要负责人来定；定下来以前照常可以办。
        </Banner>
      ) : null}
    </>
  )
}

function Way({ label, onGo }: { readonly label: string; readonly onGo: () => void }): ReactNode {
  return (
    <button type="button" className="link-button" onClick={onGo}>
      {label}
    </button>
  )
}
