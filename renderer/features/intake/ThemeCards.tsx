import { changesTo } from '../../../shared/domain/layers.ts'
import type { Theme } from '../../../shared/domain/pack.ts'
import { useSession } from '../../data/session.ts'
import { LayerTag } from '../../ui/LayerTag.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { viewLayer } from '../../words/layerText.ts'
import { answerText } from '../../words/policyText.ts'
import { flowName } from '../../words/packLookup.ts'

/** What people call their project; the answers that follow from the name are shown and can be changed. */
export function ThemeCards({ onChoose }: { readonly onChoose: (theme: Theme) => void }) {
  const { lookup } = useSession()
  const says = ({ presets }: Theme): boolean => Object.keys(presets).length > 0
  // The card for those who can't say stays the last one, whatever a district adds.
  const themes = [...lookup.pack.themes.filter(says), ...lookup.pack.themes.filter((theme) => !says(theme))]
  return (
    <Panel title="新受理" className="themes">
      <div className="themes-body">
        <h2>要办的是哪一类项目？</h2>
        <p className="quiet">先选最接近的一类，带出的回答都能改；说不清就选最后一张。</p>
        <ul className="theme-list">
          {themes.map((theme, index) => {
            const presets = Object.entries(theme.presets).flatMap(([name, value]) => {
              const fact = lookup.facts.get(name)
              return fact ? [`${fact.label_zh}：${answerText(fact, value)}`] : []
            })
            const keepsFlow = presets.length > 0
            return (
              <li key={theme.id}>
                <button type="button" className="theme-card" autoFocus={index === 0} aria-label={theme.name_zh} aria-describedby={`theme-${theme.id}`} onClick={() => onChoose(theme)}>
                  <strong>
                    {theme.name_zh} <LayerTag layer={viewLayer(lookup, changesTo(lookup.pack.overlays, 'themes', theme.id))} />
                  </strong>
                  <span id={`theme-${theme.id}`} className="theme-description">
                    {theme.description_zh}
                  </span>
                  <span className="quiet small">{keepsFlow ? presets.join(' · ') : '不带出任何回答'}</span>
                  <span className="quiet small">{keepsFlow ? `常见流程：${flowName(lookup, theme.flow) ?? ''}` : ''}</span>
                </button>
              </li>
            )
          })}
        </ul>
      </div>
    </Panel>
  )
}
