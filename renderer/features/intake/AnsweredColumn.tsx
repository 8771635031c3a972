import { useMemo } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { textOf, type CaseView } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { answerText } from '../../words/policyText.ts'

type Mark = 'current' | 'unknown' | 'past' | 'plain'

/** What is known: project and applicant, then every answer; each opens its question again. */
export function AnsweredColumn({ view, assessment, current, left, profileMissing, onAsk, onProfile }: { readonly view: CaseView; readonly assessment: Assessment; readonly current: readonly string[]; readonly left: number; readonly profileMissing: readonly string[]; readonly onAsk: (name: string) => void; readonly onProfile: () => void }) {
  const { lookup } = useSession()
  const rows = useMemo(() => {
    const at = (name: string): string => view.state?.fields[`facts.${name}`]?.heads[0]?.at ?? '\uffff'
    return lookup.pack.facts
      .flatMap((fact) => {
        const value = view.facts[fact.name]
        if (value === undefined && !view.unknown.has(fact.name)) return []
        const mark: Mark = current.includes(fact.name) ? 'current' : value === undefined ? 'unknown' : assessment.notApplicable.includes(fact.name) ? 'past' : 'plain'
        return [{ fact, text: value === undefined ? '暂不清楚' : answerText(fact, value), isUnknown: value === undefined, mark, at: at(fact.name) }]
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  }, [assessment.notApplicable, current, lookup, view])
  const answered = rows.filter(({ isUnknown }) => !isUnknown).length

  return (
    <Panel
      title="已答"
      className="answered"
      head={
        <>
          <h2>已答 {answered} 项</h2>
          <span className="spacer" />
          <span className="quiet small">点一项可改</span>
        </>
      }
      foot={left === 0 ? '事项和材料都已确定' : `还剩 ${left} 个问题就能定下全部事项和材料`}
    >
      <button type="button" className="profile-block" onClick={onProfile} aria-label="项目与申请人">
        <Name text={textOf(view, 'project.name')} lines="one" empty="未填项目名称" />
        <span className="quiet">
          <Name text={textOf(view, 'applicant.name')} lines="one" empty="未填申请人" />
        </span>
        {profileMissing.length === 0 ? null : <span className="profile-missing">受理前要填{profileMissing.join('、')}</span>}
      </button>
      <ul>
        {rows.map(({ fact, text, isUnknown, mark }) => (
          <li key={fact.name}>
            <button type="button" className={`answered-row ${mark}`} aria-current={mark === 'current' ? 'step' : undefined} onClick={() => onAsk(fact.name)} title={fact.question_zh}>
              <span className="answered-label">{fact.label_zh.replace(/^是否/u, '')}</span>
              <span className={isUnknown ? 'answered-value unsure' : 'answered-value'}>
                {text}
                {mark === 'past' ? <span className="answered-past">不再适用</span> : null}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
