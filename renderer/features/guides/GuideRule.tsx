import type { ReactNode } from 'react'
import { LayerTag } from '../../ui/LayerTag.tsx'
import type { ConditionView } from '../../words/conditionText.ts'
import type { PlaceView, RuleGuide } from '../../words/guideView.ts'
import { GuideLinkButton, type OpenGuide } from './GuideLinks.tsx'

/** One rule of the plan: when, the sentence to read aloud, and where it stands. */
export function GuideRule({ rule, onOpen, children }: { readonly rule: RuleGuide; readonly onOpen: OpenGuide; readonly children?: ReactNode }) {
  return (
    <section className="guide-rule" aria-label={rule.title}>
      <h4>
        {rule.title} <LayerTag layer={rule.layer} />
      </h4>
      <p className="guide-sentence">{rule.sentence}</p>
      <Condition condition={rule.when} />
      {rule.into === null ? null : (
        <p>
          并入：<GuideLinkButton link={rule.into} onOpen={onOpen} />
        </p>
      )}
      {children}
      {rule.yieldsTo.length === 0 ? null : <p className="quiet">同时符合“{rule.yieldsTo.join('”“')}”的，以后者为准。</p>}
      <Place place={rule.place} />
    </section>
  )
}

export function Condition({ condition }: { readonly condition: ConditionView }) {
  const { join, lines, terms } = condition
  const [only] = lines
  return (
    <div className="guide-condition">
      {only === undefined ? (
        <p>{join === 'all' ? '都适用，不看回答。' : '没有适用的情况。'}</p>
      ) : lines.length === 1 ? (
        <p>适用于：{only}</p>
      ) : (
        <>
          <p>{join === 'all' ? '以下都符合时适用：' : '符合以下任何一条就适用：'}</p>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {terms.length === 0 ? null : (
        <details>
          <summary>用语说明</summary>
          <dl>
            {terms.map(({ term, meaning }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  )
}

/** The layer, clause, tasks, law; the text of a task is opened where it is wanted. */
export function Place({ place }: { readonly place: PlaceView }) {
  const { origin, clause, tasks, law } = place
  if (origin === null && clause === null && tasks.length === 0 && law === '') return null
  return (
    <div className="guide-place">
      {origin === null ? null : <span>出自：{origin}</span>}
      {clause === null ? null : <span>方案{clause}</span>}
      {law === '' ? null : <span>{law}</span>}
      {tasks.map(({ no, title, text }) => (
        <details key={no}>
          <summary>
            任务{no} {title}
          </summary>
          <p>{text}</p>
        </details>
      ))}
    </div>
  )
}
