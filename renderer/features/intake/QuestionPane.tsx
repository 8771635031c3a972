import { useEffect, useMemo, useState } from 'react'
import { findLimits } from '../../../shared/domain/limits.ts'
import { changesTo } from '../../../shared/domain/layers.ts'
import type { FactValue } from '../../../shared/domain/pack.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import type { CaseView } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Button } from '../../ui/Button.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { LayerTag } from '../../ui/LayerTag.tsx'
import { viewLayer } from '../../words/layerText.ts'
import { limitSentence } from '../../words/limitText.ts'
import { factsOf, readAnswer, shortTitle, whyAsked, type AskedQuestion } from '../../words/questionView.ts'
import { conflictHint } from '../../words/unsettledText.ts'
import { AnswerField } from './AnswerField.tsx'
import { tickState, type Input } from './input.ts'
import type { Questions } from './useQuestions.ts'

interface Props {
  readonly questions: Questions
  readonly asked: AskedQuestion
  readonly view: CaseView
  readonly today: string
  readonly onInput: (change: Input) => void
  readonly onWhatIf: () => void
}

/** One question at a time: why it is asked, the place to answer, what the answer is near to. */
export function QuestionPane({ questions, asked, view, today, onInput, onWhatIf }: Props) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const [problem, setProblem] = useState<string | null>(null)
  const { input } = questions
  const names = factsOf(asked)
  useEffect(() => setProblem(null), [asked])

  const read = asked.kind === 'fact' ? readAnswer(asked.fact, input[asked.fact.name] ?? null, today) : null
  const limits = useMemo(() => {
    if (asked.kind !== 'fact' || asked.fact.type !== 'number') return []
    return findLimits(compiled, questions.shownFacts)
      .filter((limit) => limit.fact === asked.fact.name)
      .flatMap((limit) => limitSentence(lookup, limit, questions.shown.flow) ?? [])
  }, [asked, compiled, lookup, questions.shown.flow, questions.shownFacts])

  const next = (): void => {
    if (asked.kind === 'group') {
      questions.answer(Object.fromEntries(names.map((name) => [name, { ticked: true, empty: false, unknown: null }[tickState(input, name)]])))
      return
    }
    if (read?.kind === 'value') questions.answer({ [asked.fact.name]: read.value })
    else setProblem(read?.kind === 'problem' ? read.sentence : asked.fact.type === 'number' || asked.fact.type === 'date' ? '请先填上，或按“暂不清楚”。' : '请先选一项，或按“暂不清楚”。')
  }
  const setAsideAll = (): void => questions.answer(Object.fromEntries(names.map((name) => [name, null])))

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented || document.querySelector('[role=dialog]') !== null) return
      const target = event.target instanceof HTMLElement ? event.target : null
      const inQuestion = target === null || target === document.body || target.closest('.question-pane') !== null
      if (event.altKey && event.key === 'ArrowLeft') questions.goBack()
      else if (event.ctrlKey && event.key === '0') setAsideAll()
      else if (event.key === 'Enter' && !event.ctrlKey && !event.altKey && inQuestion && target?.closest('button,a') === null) next()
      else if (event.key === 'Enter' && target === document.body) next()
      else if (inQuestion && !event.ctrlKey && !event.altKey && !event.metaKey && chooseByKey(asked, input, event.key, onInput)) setProblem(null)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  const title = asked.kind === 'fact' ? asked.fact.question_zh : asked.title
  const help = asked.kind === 'fact' ? asked.fact.help_zh : helpOfLines(asked)
  const clerk = asked.kind === 'fact' ? asked.fact.answeredBy === 'clerk' : asked.lines.every(({ fact }) => fact.answeredBy === 'clerk')
  const conflicts = names.flatMap((name) => (view.values.has(`facts.${name}`) ? [] : (conflictHint(view.state, `facts.${name}`, lookup) ?? [])))
  const wasSetAside = names.some((name) => view.unknown.has(name))
  return (
    <div className="question-pane">
      <div className="question-body">
        <p className="question-why">
          {questions.question ? <span className="why-chip">{whyAsked(lookup, questions.question)}</span> : null}
          {clerk ? <span className="who-chip">窗口查对</span> : null}
          <LayerTag layer={viewLayer(lookup, names.flatMap((name) => changesTo(lookup.pack.overlays, 'facts', name)))} />
          {wasSetAside ? <span className="tag tag-open word">上次暂不清楚</span> : null}
        </p>
        <h2 tabIndex={-1}>{title}</h2>
        {help === undefined || help === '' ? null : <p className="question-help">{help}</p>}
        {conflicts.map((hint) => (
          <p key={hint} className="soft-warning">
            {hint}
          </p>
        ))}
        <AnswerField
          asked={asked}
          input={input}
          isTyped={questions.isPreview || read?.kind === 'problem'}
          today={today}
          onInput={(change) => {
            setProblem(null)
            onInput(change)
          }}
        />
        {problem !== null || read?.kind === 'problem' ? (
          <p className="answer-problem" role="alert">
            {problem ?? (read?.kind === 'problem' ? read.sentence : '')}
          </p>
        ) : null}
        {limits.map((limit) => (
          <p key={limit.bound} className="limit" role="status">
            {limit.distance}
            {limit.gain}
            <button type="button" className="link-button" onClick={onWhatIf}>
              看两种结果的差别<Keys>F6</Keys>
            </button>
          </p>
        ))}
        <div className="question-actions">
          <Button type="primary" size="large" onClick={next}>
            下一问<Keys>Enter</Keys>
          </Button>
          <Button size="large" onClick={setAsideAll}>
            暂不清楚<Keys>Ctrl 0</Keys>
          </Button>
          <Button size="large" disabled={!questions.canGoBack} onClick={questions.goBack}>
            上一问<Keys>Alt ←</Keys>
          </Button>
        </div>
      </div>
      <footer className="question-next">
        {questions.upcoming.length === 0 ? '接下来：核对项目、材料，就可以受理' : `接下来：${questions.upcoming.slice(0, 4).map((question) => shortTitle(lookup, question)).join(' → ')}`}
      </footer>
    </div>
  )
}

function helpOfLines(asked: Extract<AskedQuestion, { kind: 'group' }>): string {
  const helps = asked.lines.flatMap(({ fact, label }) => (fact.help_zh === undefined ? [] : [`${label}：${fact.help_zh}`]))
  return ['没有勾选的按“否”记。', ...helps].join('\n')
}

/** Digits and Y/N choose; true when the key meant something here. */
function chooseByKey(asked: AskedQuestion, input: Input, key: string, onInput: (change: Input) => void): boolean {
  const digit = /^\d$/.test(key) ? (Number(key) + 9) % 10 : -1
  if (asked.kind === 'group') {
    const line = digit < 0 ? undefined : asked.lines[digit]
    if (!line) return false
    const state = tickState(input, line.fact.name)
    onInput({ [line.fact.name]: state === 'ticked' ? null : true })
    return true
  }
  const { fact } = asked
  if (fact.type === 'boolean') {
    const answer: FactValue | undefined = { '1': true, y: true, Y: true, '2': false, n: false, N: false }[key]
    if (answer === undefined) return false
    onInput({ [fact.name]: answer })
    return true
  }
  if (fact.type === 'enum') {
    const option = digit < 0 || key === '0' ? undefined : fact.options[digit]
    if (!option) return false
    onInput({ [fact.name]: option.value })
    return true
  }
  return false
}
