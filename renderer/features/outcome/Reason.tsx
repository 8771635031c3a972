import type { FactUse, ReasonView, RuleReason } from '../../words/reasonView.ts'

type ChangeFact = ((name: string) => void) | null

/** Why one item stands as it does: rules with the sentence to read aloud, clause, tasks, and the answers used. */
export function Reason({ reason, onChangeFact, onGuide }: { readonly reason: ReasonView; readonly onChangeFact: ChangeFact; readonly onGuide?: (() => void) | undefined }) {
  return (
    <article className="reason" aria-label={`${reason.item}的依据`}>
      <h2>
        {reason.item} {reason.sampleItem ? <span className="sample">样例</span> : null}
        {onGuide === undefined ? null : (
          <button type="button" className="link-button small reason-guide" onClick={onGuide}>
            办事指南 ›
          </button>
        )}
      </h2>
      <p className="reason-line">
        {reason.department} · 办结得到：{reason.certificate}
      </p>
      <p className="reason-line">
        {reason.workingDays === 0 ? '即办' : `${reason.workingDays} 个工作日`} <span className="sample">样例时限</span>
        {reason.note === '' ? null : ` · ${reason.note}`}
        {reason.law === '' ? null : ` · ${reason.law}`}
      </p>
      <Origin text={reason.origin} />
      {reason.waitsFor.length === 0 ? null : (
        <section className="reason-waits">
          <h3>还要先知道</h3>
          <FactList facts={reason.waitsFor} onChangeFact={onChangeFact} verb="去回答" />
        </section>
      )}
      {reason.isOrdinary ? <p className="reason-sentence">方案没有免去或简化这一事项，按一般程序办理。</p> : null}
      {reason.deciding.map((rule) => (
        <RuleCard key={rule.id} rule={rule} onChangeFact={onChangeFact} />
      ))}
      {reason.beaten.length === 0 ? null : <p className="reason-line">也符合但没有采用：{reason.beaten.join('、')}（有更优先的规则）。</p>}
      {reason.applies.length === 0 ? null : (
        <section>
          <h3>为什么涉及这一事项</h3>
          <FactList facts={reason.applies} onChangeFact={onChangeFact} verb="修改" />
        </section>
      )}
    </article>
  )
}

export function RuleCard({ rule, onChangeFact }: { readonly rule: RuleReason; readonly onChangeFact: ChangeFact }) {
  return (
    <section className="rule-card" aria-label={rule.title}>
      <h3>{rule.title}</h3>
      <p className="reason-sentence">{rule.sentence}</p>
      <Origin text={rule.origin} />
      {rule.clause === null && rule.tasks.length === 0 && rule.law === '' ? null : (
        <dl className="reason-basis">
          {rule.clause === null ? null : (
            <div>
              <dt>方案</dt>
              <dd>{rule.clause}</dd>
            </div>
          )}
          {rule.law === '' ? null : (
            <div>
              <dt>依据</dt>
              <dd>{rule.law}</dd>
            </div>
          )}
          {rule.tasks.map((task) => (
            <div key={task.no}>
              <dt>任务{task.no}</dt>
              <dd>
                {task.title}
                <span className="quiet small">{task.text}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {rule.facts.length === 0 ? null : <FactList facts={rule.facts} onChangeFact={onChangeFact} verb="修改" />}
    </section>
  )
}

/** Which layer says so: the city's pack, or a district's overlay. */
function Origin({ text }: { readonly text: string | null }) {
  return text === null ? null : <p className="reason-line">出自：{text}</p>
}

function FactList({ facts, onChangeFact, verb }: { readonly facts: readonly FactUse[]; readonly onChangeFact: ChangeFact; readonly verb: '修改' | '去回答' }) {
  return (
    <ul className="facts-used">
      {facts.map((fact) => (
        <li key={fact.name}>
          <span className="quiet">{fact.label}</span>
          <span className="value">{fact.answer ?? '未答'}</span>
          {onChangeFact === null ? null : (
            <button type="button" className="link-button" aria-label={`${verb}${fact.label}`} onClick={() => onChangeFact(fact.name)}>
              {verb}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
