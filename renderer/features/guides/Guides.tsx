import { Button } from 'antd'
import { useEffect, useMemo, useRef } from 'react'
import { overlayTitle } from '../../../shared/output/overlayWords.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { LayerTag } from '../../ui/LayerTag.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { guideKindWords, type GuideName } from '../../words/guideIndex.ts'
import { viewGuide, type GuideView } from '../../words/guideView.ts'
import { GuideList } from './GuideList.tsx'
import { Sample, type OpenGuide } from './GuideLinks.tsx'
import { ItemPage } from './ItemPage.tsx'
import { MaterialPage } from './MaterialPage.tsx'
import { ThemePage } from './ThemePage.tsx'
import './guides.css'

interface Props {
  /** `null`: the list alone. */
  readonly guide: GuideName | null
  readonly onOpen: OpenGuide
  /** `null`: there is no way back. */
  readonly onBack: (() => void) | null
  /** Begins a new case with a theme. */
  readonly onBegin: (theme: string) => void
  readonly onContext: (text: string) => void
}

/** A page per item, theme and material, from the pack alone: the same with and without a network, in office and in practice. */
export function Guides({ guide, onOpen, onBack, onBegin, onContext }: Props) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const view = useMemo(() => (guide === null ? null : viewGuide(lookup, compiled, guide)), [lookup, compiled, guide])
  useEffect(() => onContext(view === null ? '' : `指南 · ${view.name}`), [onContext, view])
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'ArrowLeft' || !event.altKey || onBack === null) return
      event.preventDefault()
      onBack()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onBack])
  const { pack } = lookup

  return (
    <div className="guides">
      <GuideList guide={guide} onOpen={onOpen} />
      <Panel
        key={guide === null ? '' : `${guide.kind}/${guide.id}`}
        title={view?.name ?? '指南'}
        className="guide-page"
        head={
          <>
            {view === null ? <h2>指南</h2> : <Heading view={view} />}
            <span className="spacer" />
            {onBack === null ? null : (
              <button type="button" className="link-button small" onClick={onBack}>
                返回<Keys>Alt ←</Keys>
              </button>
            )}
          </>
        }
        foot={`${pack.name_zh}（${pack.docNo}）第 ${pack.version} 版${pack.overlays.map((overlay) => `和${overlayTitle(overlay)}`).join('')}，存在本机，断网也能查。时限和标“样例”的内容由主管部门替换后使用。`}
      >
        {guide === null ? (
          <Blank title="从左边选一页" detail="每个事项、主题和材料都有一页。直接打名称、拼音或首字母也能找到，例如 sgxkz。" />
        ) : view === null ? (
          <Blank role="alert" title="当前政策包里没有这一页" detail="政策包换过以后，有的事项和材料会改名或取消。办件没有变，请从左边重新选。">
            {onBack === null ? null : <Button onClick={onBack}>返回</Button>}
          </Blank>
        ) : (
          <Page view={view} onOpen={onOpen} onBegin={() => onBegin(guide.id)} />
        )}
      </Panel>
    </div>
  )
}

/** Takes the focus when a page is opened from another page, so that it is read from its top. */
function Heading({ view }: { readonly view: GuideView }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // On a narrow screen the page stands below the list.
    heading.current?.scrollIntoView({ block: 'start' })
    // Who goes through the list with the arrow keys stays there.
    if (!document.activeElement?.closest('.guide-list')) heading.current?.focus()
  }, [])
  return (
    <h2 ref={heading} tabIndex={-1}>
      <span className="quiet">{guideKindWords[view.kind]}</span> {view.name} {view.kind === 'theme' ? null : <Sample shown={view.sample} />} <LayerTag layer={view.layer} />
    </h2>
  )
}

function Page({ view, onOpen, onBegin }: { readonly view: GuideView; readonly onOpen: OpenGuide; readonly onBegin: () => void }) {
  switch (view.kind) {
    case 'item':
      return <ItemPage item={view} onOpen={onOpen} />
    case 'theme':
      return <ThemePage theme={view} onOpen={onOpen} onBegin={onBegin} />
    case 'material':
      return <MaterialPage material={view} onOpen={onOpen} />
  }
}
