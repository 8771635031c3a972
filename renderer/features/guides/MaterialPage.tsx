import type { MaterialGuide, MaterialRule } from '../../words/guideView.ts'
import { GuideLinkButton, GuideLinkLine, type OpenGuide } from './GuideLinks.tsx'
import { GuideRule } from './GuideRule.tsx'

/** One material: how many, where it comes from, who asks for it, and when it need not be handed in. */
export function MaterialPage({ material, onOpen }: { readonly material: MaterialGuide; readonly onOpen: OpenGuide }) {
  return (
    <div className="guide-columns">
      <div>
        <dl className="guide-facts">
          <div>
            <dt>种类</dt>
            <dd>{material.materialKind}</dd>
          </div>
          <div>
            <dt>份数</dt>
            <dd>{material.copies}</dd>
          </div>
          <div>
            <dt>从哪里来</dt>
            <dd>
              {material.resultOf === null ? null : (
                <>
                  办结<GuideLinkButton link={material.resultOf} onOpen={onOpen} />
                  后取得；那一事项免办时不用交。
                </>
              )}
              {material.shareableFrom === '' ? null : `可从${material.shareableFrom}调取。`}
              {material.resultOf === null && material.shareableFrom === '' ? '由申请人准备。' : null}
            </dd>
          </div>
          {material.note === '' ? null : (
            <div>
              <dt>说明</dt>
              <dd>{material.note}</dd>
            </div>
          )}
        </dl>
        <section className="guide-section" aria-label="哪些事项要">
          <h3>哪些事项要</h3>
          {material.wantedBy.length > 0 ? null : <p>{material.addedBy.length > 0 ? '没有事项固定要，只在所列情形才要。' : '没有事项要这份材料。'}</p>}
          <ul className="guide-rows">
            {material.wantedBy.map(({ link, waivedBy }) => (
              <li key={link.guide.id}>
                <GuideLinkButton link={link} onOpen={onOpen} />
                {waivedBy.length === 0 ? null : <span className="guide-under">可以免交：{waivedBy.join('、')}</span>}
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div>
        {material.wantedBy.length === 0 ? null : <Rules title="什么情况下免交" none="方案没有免去这份材料。" rules={material.waivedBy} itemsWord="免交的事项" insteadWord="改交" onOpen={onOpen} />}
        {material.addedBy.length === 0 ? null : <Rules title="什么情况下才要" none="" rules={material.addedBy} itemsWord="用于" insteadWord="代替" onOpen={onOpen} />}
      </div>
    </div>
  )
}

interface RulesProps {
  readonly title: string
  readonly none: string
  readonly rules: readonly MaterialRule[]
  readonly itemsWord: string
  readonly insteadWord: string
  readonly onOpen: OpenGuide
}

function Rules({ title, none, rules, itemsWord, insteadWord, onOpen }: RulesProps) {
  return (
    <section className="guide-section" aria-label={title}>
      <h3>{title}</h3>
      {rules.length === 0 ? <p>{none}</p> : null}
      {rules.map(({ rule, items, instead }) => (
        <GuideRule key={rule.id} rule={rule} onOpen={onOpen}>
          <p>
            {itemsWord}：<GuideLinkLine links={items} onOpen={onOpen} />
          </p>
          {instead.length === 0 ? null : (
            <p>
              {insteadWord}：<GuideLinkLine links={instead} onOpen={onOpen} />
            </p>
          )}
        </GuideRule>
      ))}
    </section>
  )
}
