import { useEffect, useRef } from 'react'
import { useSession } from '../../data/session.ts'
import { Button } from '../../ui/Button.tsx'
import { factsOf, askedQuestion, shortTitle } from '../../words/questionView.ts'
import type { Question } from '../../../shared/domain/assessment.ts'
import { type Lack, Lacks } from './Lacks.tsx'
import type { Questions } from './useQuestions.ts'

/** No needed question is left: what to do next, and what could still be asked. */
export function SettledPane({ questions, lacks, onMaterials, onAccept }: { readonly questions: Questions; readonly lacks: readonly Lack[]; readonly onMaterials: () => void; readonly onAccept: () => void }) {
  const { lookup } = useSession()
  const { deferred, optional } = questions
  const settled = deferred.length === 0
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [settled])
  const open = (question: Question): void => {
    const asked = askedQuestion(lookup, question)
    const name = asked ? factsOf(asked)[0] : undefined
    if (name !== undefined) questions.ask(name)
  }
  return (
    <div className="settled-pane">
      <h2 ref={heading} tabIndex={-1}>
        {settled ? '事项和材料都已确定' : `还有 ${deferred.length} 个问题暂不清楚`}
      </h2>
      <p className="question-help">{settled ? '右边就是要办的全部事项。接着核对材料，就可以受理。' : '其余都答完了。弄清楚这几个，才能定下全部事项、才能受理；办件已保存，可以改天接着办。'}</p>
      {settled ? null : <QuestionList questions={deferred} onOpen={open} verb="回答" />}
      {settled ? (
        <>
          <Lacks lacks={lacks} />
          <div className="question-actions">
            <Button type="primary" size="large" onClick={onMaterials}>
              核对材料
            </Button>
            <Button size="large" onClick={onAccept}>
              去受理
            </Button>
            <Button size="large" disabled={!questions.canGoBack} onClick={questions.goBack}>
              上一问
            </Button>
          </div>
        </>
      ) : null}
      {optional.length === 0 ? null : (
        <section aria-label="补充提示">
          <h3>补充提示（可不答）</h3>
          <p className="quiet small">只影响给申请人的提示和办理方式，不影响事项和材料。</p>
          <QuestionList questions={optional} onOpen={open} verb="回答" />
        </section>
      )}
    </div>
  )
}

function QuestionList({ questions: list, onOpen, verb }: { readonly questions: readonly Question[]; readonly onOpen: (question: Question) => void; readonly verb: string }) {
  const { lookup } = useSession()
  return (
    <ul className="question-list">
      {list.map((question) => (
        <li key={question.id}>
          <span>{shortTitle(lookup, question)}</span>
          <button type="button" className="link-button" aria-label={`${verb}：${shortTitle(lookup, question)}`} onClick={() => onOpen(question)}>
            {verb}
          </button>
        </li>
      ))}
    </ul>
  )
}
