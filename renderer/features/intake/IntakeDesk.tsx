import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { isBlank } from '../../../shared/domain/blank.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import type { Draft } from '../../../shared/contracts/ipc.ts'
import { findFieldPlace } from '../../../shared/domain/fieldPath.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { materialOf, shownText, type CaseView, type OpenCase } from '../../data/openCase.ts'
import { useUndoKeys } from '../../data/undoKeys.ts'
import { useSession } from '../../data/session.ts'
import { UnsavedBanner } from '../../ui/UnsavedBanner.tsx'
import { Button } from '../../ui/Button.tsx'
import { UnsettledBanners } from '../../ui/UnsettledBanners.tsx'
import { Working } from '../../ui/Blank.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { changesOf } from '../../words/changeText.ts'
import { profileLabels, requiredFields, statusOf, statusWords } from '../../words/caseText.ts'
import { failureText } from '../../words/failureText.ts'
import { unsettledSentence } from '../../words/unsettledText.ts'
import { countMaterials } from '../../../shared/domain/materialCount.ts'
import { materialCountText } from '../../words/materialCountText.ts'
import { itemsForNow } from '../../words/materialView.ts'
import { factLabel, itemName } from '../../words/packLookup.ts'
import { factsOf } from '../../words/questionView.ts'
import { AcceptSheet } from './AcceptSheet.tsx'
import type { Lack } from './Lacks.tsx'
import { AnsweredColumn } from './AnsweredColumn.tsx'
import { FormPane } from './FormPane.tsx'
import { ProfilePane } from './ProfilePane.tsx'
import type { Input } from './input.ts'
import { QuestionPane } from './QuestionPane.tsx'
import { SettledPane } from './SettledPane.tsx'
import { useQuestions } from './useQuestions.ts'
import { WhatIf } from './WhatIf.tsx'

export type IntakeStepName = 'questions' | 'profile' | 'materials' | 'papers'

/** Pieces of other features, put in by the shell. */
export interface IntakeSlots {
  readonly outcome: (props: { readonly assessment: Assessment; readonly facts: Facts; readonly changes: ReadonlyMap<string, string>; readonly gone: readonly string[]; readonly preview: string | null; readonly onChangeFact: (name: string) => void; readonly onGuide: (item: string) => void; readonly foot: ReactNode }) => ReactNode
  readonly decide: (props: { readonly openCase: OpenCase; readonly view: CaseView; readonly assessment: Assessment; readonly today: string; readonly onDecided: (state: CaseState) => void }) => ReactNode
  readonly materials: (props: { readonly openCase: OpenCase; readonly view: CaseView; readonly assessment: Assessment; readonly today: string }) => ReactNode
  readonly papers: (props: { readonly openCase: OpenCase; readonly view: CaseView }) => ReactNode
  readonly flowChart: (props: { readonly assessment: Assessment; readonly facts: Facts; readonly today: string; readonly onChangeFact: (name: string) => void; readonly onClose: () => void }) => ReactNode
}

interface Props extends IntakeSlots {
  readonly openCase: OpenCase
  readonly view: CaseView
  readonly caseId: string | null
  readonly step: IntakeStepName
  readonly draft: Draft | null
  readonly onStep: (caseId: string | null, step: IntakeStepName) => void
  readonly onContext: (text: string) => void
  /** The guide of an item. */
  readonly onGuide: (item: string) => void
  readonly onAccepted: (caseId: string) => void
  /** The case page: its notes and history, and where it goes on after a decision. */
  readonly onElsewhere: (caseId: string) => void
}

const steps: readonly { readonly name: IntakeStepName; readonly label: string }[] = [
  { name: 'questions', label: '提问' },
  { name: 'profile', label: '项目与申请人' },
  { name: 'materials', label: '材料' },
  { name: 'papers', label: '文书' },
]

/** Three columns, one job: what is known, the one question now, what follows from it. */
export function IntakeDesk({ openCase, view, caseId, step, draft, outcome, decide, materials, papers, flowChart, onStep, onContext, onGuide, onAccepted, onElsewhere }: Props) {
  const { lookup, drafts, now } = useSession()
  const today = dayInChina(now())
  const [kept] = useState(() => draft ?? drafts.recall(caseId))
  const [input, setInput] = useState<Input>(kept?.input ?? {})
  const [asForm, setAsForm] = useState(false)
  const [overlay, setOverlay] = useState<'none' | 'what-if' | 'flow-chart' | 'accept'>('none')
  const onAsked = useCallback(() => {
    setInput((before) => Object.fromEntries(Object.entries(before).filter(([name]) => name.includes('.'))))
  }, [])
  const startAt = kept !== null && kept.question !== null && lookup.facts.has(kept.question) ? kept.question : null
  const questions = useQuestions(openCase, view, input, today, startAt, onAsked)
  const { asked, assessment, shown, comparison } = questions
  const askedKey = asked ? factsOf(asked).join() : ''
  const go = useCallback((next: IntakeStepName) => onStep(caseId, next), [caseId, onStep])

  const type = useCallback((change: Input) => setInput((before) => ({ ...before, ...change })), [])

  const unsettled = view.state ? unsettledSentence(view.state) : null
  const projectName = shownText(view, 'project.name')
  const status = view.state ? statusOf(view.state) : 'intake'
  useEffect(() => onContext(`${projectName === '' ? '新受理' : projectName} · ${statusWords[status]}`), [onContext, projectName, status])
  useEffect(() => {
    const question = asked ? (factsOf(asked)[0] ?? null) : null
    drafts.put({ caseId: view.caseId, route: `intake/${view.caseId ?? 'new'}/${step}`, question, input })
  }, [asked, drafts, input, step, view.caseId])

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      // A dialog that asks for a decision is not thrown away by a key meant for what lies under it.
      if (overlay === 'accept') return
      if (event.key === 'F4') {
        setAsForm((before) => !before)
        go('questions')
      } else if (event.key === 'F6') setOverlay((before) => (before === 'what-if' ? 'none' : 'what-if'))
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [go, overlay])

  const { marked, gone } = useMemo(() => changesOf(comparison), [comparison])
  const { values } = view
  const counts = useMemo(() => countMaterials(itemsForNow(lookup, shown), (item, material) => materialOf({ values }, item, material)), [lookup, shown, values])
  const missingProfile = useMemo(() => requiredFields.filter((field) => isBlank(shownText(view, field))).map((field) => profileLabels[field].replace(/（.*）$/u, '')), [view])
  const askQuestion = questions.ask
  const ask = useCallback(
    (name: string): void => {
      setOverlay('none')
      setAsForm(false)
      go('questions')
      askQuestion(name)
    },
    [askQuestion, go],
  )
  useUndoKeys(openCase, ([first]) => {
    if (first === undefined) return
    const place = findFieldPlace(first.path)
    if (place?.kind === 'fact') questions.retract(place.fact)
    go(place?.kind === 'fact' || place?.kind === 'theme' ? 'questions' : place?.kind === 'material' ? 'materials' : 'profile')
  })
  const lacks = useMemo(
    (): readonly Lack[] => [
      ...(questions.needed.length > 0 ? [{ text: `还有 ${questions.needed.length} 个问题没有答，事项还定不下来`, blocks: true, action: '去回答', go: () => { setOverlay('none'); go('questions'); questions.askNext() } }] : []),
      ...(missingProfile.length > 0 ? [{ text: `还缺${missingProfile.join('、')}`, blocks: true, action: '去填写', go: () => { setOverlay('none'); go('profile') } }] : []),
      ...(counts.missing > 0 ? [{ text: `还差 ${counts.missing} 份材料：收件、核原件、共享、免收，或者记上容缺的补交日期`, blocks: true, action: '去核对', go: () => { setOverlay('none'); go('materials') } }] : []),
    ],
    [counts.missing, go, missingProfile, questions],
  )
  const goneNames = useMemo(() => gone.map((id) => itemName(lookup, id)), [gone, lookup])
  const isAsking = asked !== null && step === 'questions' && !asForm
  const current = useMemo(() => (asked && isAsking ? factsOf(asked) : []), [asked, isAsking])
  const toProfile = useCallback(() => go('profile'), [go])
  const toWhatIf = useCallback(() => setOverlay('what-if'), [])
  const decided = useCallback(({ id }: CaseState) => onElsewhere(id), [onElsewhere])
  const outcomeFoot = useMemo(
    () => (
      <>
        <span>
          材料 {materialCountText(counts)}
        </span>
        <span className="spacer" />
        <button type="button" className="link-button" onClick={() => go('materials')}>
          材料清单 ›
        </button>
        <button type="button" className="link-button" onClick={() => setOverlay('flow-chart')}>
          流程图 ›
        </button>
      </>
    ),
    [counts, go],
  )
  const preview = questions.isPreview && asked && !asForm ? `按正在填的${asked.kind === 'fact' ? factLabel(lookup, asked.fact.name) : '勾选'}预览` : null

  // Beside the answers the head has room for the steps and the decisions only.
  const isNarrow = step === 'questions' || step === 'profile'
  const { caseId: openId } = view
  const links = (
    <>
      <Working active={view.save.kind === 'saving'} word="正在保存…" />
      {openId === null ? null : (
        <button type="button" className="link-button small" onClick={() => onElsewhere(openId)}>
          备注、经过
        </button>
      )}
    </>
  )

  return (
    <>
      {view.save.kind === 'failed' ? <UnsavedBanner {...failureText(view.save.failure, lookup)} count={view.save.count} onRetry={() => openCase.retry()} onDiscard={() => openCase.discardUnsaved()} /> : null}
      <UnsettledBanners unsettled={unsettled} consequence="理清以前不能受理、不能出文书；可以接着问。" isErasureAsked={(view.state?.unconfirmedErasures.length ?? 0) > 0} onGo={() => view.caseId !== null && onElsewhere(view.caseId)} />
      <div className={`intake step-${step}`}>
        <AnsweredColumn view={view} assessment={assessment} current={current} left={questions.needed.length} profileMissing={missingProfile} onAsk={ask} onProfile={toProfile} />
        <section className="panel middle" aria-label={steps.find(({ name }) => name === step)?.label}>
          <header>
            <nav className="steps" aria-label="步骤">
              {steps.map(({ name, label }) => (
                <button key={name} type="button" className={name === step ? 'step here' : 'step'} aria-current={name === step ? 'step' : undefined} onClick={() => go(name)}>
                  {label}
                  {name === 'materials' && counts.missing > 0 ? <span className="step-count">{counts.missing}</span> : null}
                  {name === 'profile' && missingProfile.length > 0 ? <span className="step-dot" aria-label="有必填项" /> : null}
                </button>
              ))}
            </nav>
            <span className="spacer" />
            {isNarrow ? null : links}
            {decide({ openCase, view, assessment, today, onDecided: decided })}
            <Button type={questions.needed.length === 0 ? 'primary' : 'default'} onClick={() => setOverlay('accept')}>
              受理…
            </Button>
          </header>
          <div className="panel-body">
            {isNarrow ? (
              <p className="intake-links">
                {step === 'questions' ? (
                  <button type="button" className="link-button small" onClick={() => setAsForm(!asForm)}>
                    {asForm ? '一次一问' : '切换到表单'}
                    <Keys>F4</Keys>
                  </button>
                ) : null}
                {links}
              </p>
            ) : null}
            {step === 'profile' ? (
              <ProfilePane openCase={openCase} view={view} input={input} onInput={type} onNext={() => go('questions')} />
            ) : step === 'materials' ? (
              materials({ openCase, view, assessment, today })
            ) : step === 'papers' ? (
              papers({ openCase, view })
            ) : asForm ? (
              <FormPane questions={questions} view={view} today={today} />
            ) : asked ? (
              <QuestionPane key={askedKey} questions={questions} asked={asked} view={view} today={today} onInput={type} onWhatIf={toWhatIf} />
            ) : (
              <SettledPane questions={questions} lacks={lacks} onMaterials={() => go('materials')} onAccept={() => setOverlay('accept')} />
            )}
          </div>
        </section>
        {outcome({
          assessment: asForm ? assessment : shown,
          facts: asForm ? view.facts : questions.shownFacts,
          changes: marked,
          gone: goneNames,
          preview,
          onChangeFact: ask,
          onGuide,
          foot: outcomeFoot,
        })}
      </div>
      {overlay === 'what-if' ? (
        <WhatIf
          caseId={view.caseId}
          facts={questions.shownFacts}
          today={today}
          fact={asked?.kind === 'fact' ? asked.fact.name : null}
          onClose={() => setOverlay('none')}
          onTake={(name, value) => {
            setOverlay('none')
            questions.answer({ [name]: value })
          }}
        />
      ) : null}
      {overlay === 'flow-chart' ? flowChart({ assessment, facts: view.facts, today, onChangeFact: ask, onClose: () => setOverlay('none') }) : null}
      {overlay === 'accept' ? <AcceptSheet openCase={openCase} assessment={assessment} today={today} lacks={lacks} counts={counts} onClose={() => setOverlay('none')} onAccepted={onAccepted} /> : null}
    </>
  )
}
