import { DispositionTag } from '../../ui/DispositionTag.tsx'
import type { ItemGuide } from '../../words/guideView.ts'
import { GuideLinkButton, GuideLinkLine, Sample, type OpenGuide } from './GuideLinks.tsx'
import { Condition, GuideRule, Place } from './GuideRule.tsx'

/** One approval item: what it is, when it applies, what it can become and why, what is handed in. */
export function ItemPage({ item, onOpen }: { readonly item: ItemGuide; readonly onOpen: OpenGuide }) {
  return (
    <div className="guide-columns">
      <div>
        <dl className="guide-facts">
          <div>
            <dt>阶段</dt>
            <dd>
              {item.stage}
              {item.parallel ? '（并行推进，不占主线时间）' : ''}
            </dd>
          </div>
          <div>
            <dt>性质</dt>
            <dd>{item.nature}</dd>
          </div>
          <div>
            <dt>办理部门</dt>
            <dd>{item.department}</dd>
          </div>
          <div>
            <dt>办结得到</dt>
            <dd>
              {item.certificate}
              {item.resultsIn.length === 0 ? null : (
                <>
                  ，之后可作材料：
                  <GuideLinkLine links={item.resultsIn} onOpen={onOpen} />
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>办理时限</dt>
            <dd>
              {item.timeLimit} <Sample shown word="样例时限" />
            </dd>
          </div>
          {item.note === '' ? null : (
            <div>
              <dt>说明</dt>
              <dd>{item.note}</dd>
            </div>
          )}
          {item.takesIn.length === 0 ? null : (
            <div>
              <dt>可并入</dt>
              <dd>
                <GuideLinkLine links={item.takesIn} onOpen={onOpen} />
              </dd>
            </div>
          )}
          <div>
            <dt>依据</dt>
            <dd>
              <Place place={item.place} />
            </dd>
          </div>
        </dl>
        <section className="guide-section" aria-label="什么情况下涉及">
          <h3>什么情况下涉及</h3>
          <Condition condition={item.applies} />
          {item.asks.length === 0 ? null : <p className="quiet">会问到：{item.asks.join('、')}。</p>}
        </section>
        <Materials item={item} onOpen={onOpen} />
      </div>
      <div>
        <section className="guide-section" aria-label="办理方式">
          <h3>办理方式</h3>
          <p>{item.becomes.length === 0 ? '方案没有改变这一事项，按一般程序办理。' : '没有下列情形的，按一般程序办理（需办理）。'}</p>
          {item.becomes.map(({ status, word, rules }) => (
            <section key={status} className="guide-becomes" aria-label={word}>
              <h4 className="guide-status">
                <DispositionTag tone={status} word={word} />
              </h4>
              {rules.map((rule) => (
                <GuideRule key={rule.id} rule={rule} onOpen={onOpen} />
              ))}
            </section>
          ))}
          {item.becomes.length > 1 ? <p className="quiet">几种情形都符合的，以排在前面的为准。</p> : null}
          {item.becomes.length > 0 && item.first.length > 0 ? <p className="quiet">比以上各条都优先：{item.first.join('、')}。</p> : null}
        </section>
        {item.hints.length === 0 ? null : (
          <section className="guide-section" aria-label="提示与义务">
            <h3>提示与义务</h3>
            {item.hints.map((rule) => (
              <GuideRule key={rule.id} rule={rule} onOpen={onOpen} />
            ))}
          </section>
        )}
      </div>
    </div>
  )
}

function Materials({ item, onOpen }: { readonly item: ItemGuide; readonly onOpen: OpenGuide }) {
  return (
    <section className="guide-section" aria-label="材料">
      <h3>材料{item.materials.length === 0 ? '' : ` ${item.materials.length}`}</h3>
      {item.materials.length === 0 ? (
        <p>这一事项不收材料。</p>
      ) : (
        <ul className="guide-rows">
          {item.materials.map(({ link, copies, addedBy, waivedBy }) => (
            <li key={link.guide.id}>
              <GuideLinkButton link={link} onOpen={onOpen} />
              <span className="guide-copies">{copies}</span>
              {addedBy.length === 0 ? null : <span className="guide-under">这些情形才要：{addedBy.join('、')}</span>}
              {waivedBy.length === 0 ? null : <span className="guide-under">可以免交：{waivedBy.join('、')}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
