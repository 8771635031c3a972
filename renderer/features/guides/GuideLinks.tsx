import { LayerTag } from '../../ui/LayerTag.tsx'
import type { GuideName } from '../../words/guideIndex.ts'
import type { GuideLink } from '../../words/guideView.ts'

export type OpenGuide = (guide: GuideName) => void

export function Sample({ shown, word = '样例' }: { readonly shown: boolean; readonly word?: string }) {
  return shown ? <span className="sample">{word}</span> : null
}

/** The way to another page. */
export function GuideLinkButton({ link, onOpen }: { readonly link: GuideLink; readonly onOpen: OpenGuide }) {
  return (
    <span className="guide-link">
      <button type="button" className="link-button" onClick={() => onOpen(link.guide)}>
        {link.name}
      </button>{' '}
      <Sample shown={link.sample} /> <LayerTag layer={link.layer} />
    </span>
  )
}

export function GuideLinkLine({ links, onOpen }: { readonly links: readonly GuideLink[]; readonly onOpen: OpenGuide }) {
  return (
    <span className="guide-links">
      {links.map((link) => (
        <GuideLinkButton key={link.guide.id} link={link} onOpen={onOpen} />
      ))}
    </span>
  )
}
