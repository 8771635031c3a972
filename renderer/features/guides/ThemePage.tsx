import { Button, Select } from 'antd'
import { useId, useMemo, useState } from 'react'
import { useCompiled } from '../../data/compiledPack.ts'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { OutcomeList } from '../../ui/OutcomeList.tsx'
import { viewCourse, type ThemeGuide } from '../../words/guideView.ts'
import type { ExampleCase } from '../../../shared/domain/pack.ts'
import { Sample, type OpenGuide } from './GuideLinks.tsx'

/** One theme: what it answers in advance, its flow, and the course of a worked case. */
export function ThemePage({ theme, onOpen, onBegin }: { readonly theme: ThemeGuide; readonly onOpen: OpenGuide; readonly onBegin: () => void }) {
  const [chosen, setChosen] = useState(theme.examples[0]?.id ?? '')
  const label = useId()
  const example = theme.examples.find(({ id }) => id === chosen)
  return (
    <div className="guide-columns">
      <div>
        <p className="guide-lead">{theme.description}</p>
        <dl className="guide-facts">
          <div>
            <dt>常见流程</dt>
            <dd>{theme.flow}</dd>
          </div>
          <div>
            <dt>带出的回答</dt>
            <dd>
              {theme.presets.length === 0
                ? '不带出任何回答，从第一个问题问起。'
                : theme.presets.map(({ label: question, answer }) => (
                    <span key={question} className="guide-preset">
                      {question}：<b>{answer}</b>
                    </span>
                  ))}
            </dd>
          </div>
        </dl>
        <p className="quiet">流程最后按回答认定；带出的回答在受理时都能改。</p>
        <Button type="primary" className="guide-begin" onClick={onBegin}>
          按这个主题受理
        </Button>
      </div>
      <section className="guide-section guide-course" aria-label="一般怎么办">
        <h3>
          一般怎么办 <Sample shown word="样例办件" />
        </h3>
        {example === undefined ? (
          <Blank title="没有样例办件" detail="政策包里没有这个流程的例子；受理时会按回答逐项列出。" />
        ) : (
          <>
            <div className="guide-example">
              <span id={label} className="quiet">
                以这件为例
              </span>
              {theme.examples.length === 1 ? <span>{example.title_zh}</span> : <Select<string> aria-labelledby={label} value={chosen} onChange={setChosen} options={theme.examples.map(({ id, title_zh }) => ({ value: id, label: title_zh }))} />}
            </div>
            <Course example={example} onOpen={onOpen} />
          </>
        )}
      </section>
    </div>
  )
}

function Course({ example, onOpen }: { readonly example: ExampleCase; readonly onOpen: OpenGuide }) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const course = useMemo(() => viewCourse(lookup, compiled, example), [lookup, compiled, example])
  return <OutcomeList groups={course.groups} gone={[]} selected={null} onOpen={(id) => onOpen({ kind: 'item', id })} />
}
