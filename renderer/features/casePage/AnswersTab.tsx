import type { Facts } from '../../../shared/domain/pack.ts'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { groupFacts } from '../../words/factGroups.ts'
import { answerText } from '../../words/policyText.ts'

/** The answers that the outcome rests on; fixed once the case is accepted. */
export function AnswersTab({ facts, notApplicable }: { readonly facts: Facts; readonly notApplicable: readonly string[] }) {
  const { lookup } = useSession()
  const rows = lookup.pack.facts.flatMap((fact) => {
    const value = facts[fact.name]
    return value === undefined ? [] : [{ fact, value }]
  })
  if (rows.length === 0) return <Blank title="还没有答复" detail="接着办，回答几个问题就会列在这里。" />
  return (
    <div className="answers-tab">
      {groupFacts(rows, ({ fact }) => fact).map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <dl className="answer-grid">
            {entries.map(({ fact, value }) => (
              <div key={fact.name} className={notApplicable.includes(fact.name) ? 'past' : ''} title={fact.question_zh}>
                <dt>{fact.label_zh.replace(/^是否/u, '')}</dt>
                <dd>
                  {answerText(fact, value, 'full')}
                  {notApplicable.includes(fact.name) ? <span className="quiet small"> 不再适用</span> : null}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}
