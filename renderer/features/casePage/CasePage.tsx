import { Button } from 'antd'
import { useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { assess } from '../../../shared/domain/assess.ts'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { isInIntake, isLocked, settleChoices } from '../../../shared/domain/caseActions.ts'
import { caseClock } from '../../../shared/domain/caseClock.ts'
import { findAcceptance } from '../../../shared/domain/statusLine.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import { editionChoices } from '../../../shared/domain/caseEdition.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { useBelievedToday } from '../../data/believedToday.ts'
import { materialOf, shownText, type CaseView, type OpenCase } from '../../data/openCase.ts'
import { useCasePack } from '../../data/casePack.ts'
import { SessionContext, useSession } from '../../data/session.ts'
import { useUndoKeys } from '../../data/undoKeys.ts'
import { useSheetExport } from '../../data/useSheetExport.ts'
import { Banner } from '../../ui/Banner.tsx'
import { UnsavedBanner } from '../../ui/UnsavedBanner.tsx'
import { UnsettledBanners } from '../../ui/UnsettledBanners.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { casePackText, statusOf, statusWords } from '../../words/caseText.ts'
import { paperTitles } from '../../../shared/output/wording.ts'
import { clockSentence } from '../../words/clockText.ts'
import { findNextPaper, situationText } from '../../words/decisionText.ts'
import { failureText } from '../../words/failureText.ts'
import { countMaterials } from '../../../shared/domain/materialCount.ts'
import { materialCountText } from '../../words/materialCountText.ts'
import { itemsForNow } from '../../words/materialView.ts'
import { countUnsettled, unsettledSentence } from '../../words/unsettledText.ts'
import { AnswersTab } from './AnswersTab.tsx'
import { ErasedCase } from './ErasedCase.tsx'
import { CaseSummary } from './CaseSummary.tsx'
import { Timeline } from './Timeline.tsx'
import './casePage.css'

/** Pieces of other features, put in by the shell. */
export interface CaseSlots {
  readonly outcome: (props: { readonly assessment: Assessment; readonly facts: Facts; readonly onChangeFact: ((name: string) => void) | null; readonly onGuide: (item: string) => void; readonly foot: ReactNode }) => ReactNode
  readonly decide: (props: { readonly openCase: OpenCase; readonly view: CaseView; readonly assessment: Assessment; readonly today: string; readonly onDecided: (state: CaseState) => void }) => ReactNode
  readonly materials: (props: { readonly openCase: OpenCase; readonly view: CaseView; readonly assessment: Assessment; readonly today: string }) => ReactNode
  readonly papers: (props: { readonly openCase: OpenCase; readonly view: CaseView }) => ReactNode
  /** What has to be looked at before anything is decided. */
  readonly unsettled: (props: { readonly openCase: OpenCase; readonly view: CaseView; readonly state: CaseState; readonly assessment: Assessment; readonly today: string }) => ReactNode
  readonly flowChart: (props: { readonly state: CaseState; readonly assessment: Assessment; readonly facts: Facts; readonly today: string }) => ReactNode
}
interface Props extends CaseSlots {
  readonly caseId: string
  readonly onContext: (text: string) => void
  /** The guide of an item. */
  readonly onGuide: (item: string) => void
  /** Back to the intake: to go on asking, or to check what has come in. */
  readonly onResume: (caseId: string, step: 'questions' | 'materials') => void
  readonly onBack: () => void
}
type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'open'; readonly openCase: OpenCase }

const tabs = [
  ['unsettled', '待理清'],
  ['papers', '文书'],
  ['materials', '材料'],
  ['flow-chart', '流程图'],
  ['answers', '答复'],
  ['timeline', '经过与备注'],
] as const
type Tab = (typeof tabs)[number][0]

/** One case after intake: what was decided, its papers, materials, answers and history. */
export function CasePage({ caseId, onBack, ...props }: Props) {
  const { cases, lookup } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  useEffect(() => {
    let dropped = false
    setLoaded({ kind: 'loading' })
    void cases.open(caseId).then((answer) => !dropped && setLoaded(answer.ok ? { kind: 'open', openCase: answer.value } : { kind: 'failed', failure: answer.failure }))
    return () => {
      dropped = true
    }
  }, [caseId, cases])
  switch (loaded.kind) {
    case 'loading':
      return <Waiting title="正在打开办件…" />
    case 'failed': {
      const { title, detail } = failureText(loaded.failure, lookup)
      return (
        <Blank role="alert" title={title} detail={detail}>
          <Button onClick={onBack}>回到办件列表</Button>
        </Blank>
      )
    }
    case 'open':
      return <ByItsPack {...props} caseId={caseId} openCase={loaded.openCase} />
  }
}

interface OpenedProps extends Omit<Props, 'onBack'> {
  readonly openCase: OpenCase
  /** The tab that was shown last: another edition draws the case anew, and the clerk stays where they are. */
  readonly lastTab: Tab | null
  readonly onTab: (tab: Tab) => void
}

function ByItsPack(given: Omit<OpenedProps, 'lastTab' | 'onTab'>) {
  const session = useSession()
  const [lastTab, setLastTab] = useState<Tab | null>(null)
  const props = { ...given, lastTab, onTab: setLastTab }
  const { state } = useSyncExternalStore(props.openCase.subscribe, props.openCase.view)
  const casePack = useCasePack(state)
  if (casePack.kind === 'finding') return <Waiting title="正在打开办件…" />
  if (casePack.kind === 'current') return <Opened {...props} />
  return (
    <SessionContext.Provider value={casePack.kind === 'own' ? casePack.session : session}>
      <Banner tone="warning" {...casePackText(casePack.kind, casePack.version)} />
      <Opened {...props} />
    </SessionContext.Provider>
  )
}

function Opened({ openCase, caseId, lastTab, onTab, outcome, decide, materials, papers, unsettled, flowChart, onContext, onGuide, onResume }: OpenedProps) {
  const { lookup, drafts, now } = useSession()
  const compiled = useCompiled()
  const view = useSyncExternalStore(openCase.subscribe, openCase.view)
  const today = dayInChina(now())
  const { state } = view
  const status = state ? statusOf(state) : 'intake'
  const acceptance = state ? findAcceptance(state) : null
  const exporting = useSheetExport()
  const nextPaper = state && !isLocked(state) ? findNextPaper(state) : null
  const unsettledCount = state ? countUnsettled(state) : 0
  const [tab, setTab] = useState<Tab>(lastTab ?? (unsettledCount > 0 || (state?.unconfirmedErasures.length ?? 0) > 0 ? 'unsettled' : acceptance || nextPaper ? 'papers' : 'timeline'))
  useEffect(() => onTab(tab), [onTab, tab])
  const projectName = shownText(view, 'project.name')
  useEffect(() => onContext(status === 'erased' ? '已删除的办件' : `${projectName === '' ? '未填项目名称' : projectName} · ${statusWords[status]}`), [onContext, projectName, status])

  // What was laid down at the acceptance is shown, not what the answers would give today.
  const facts = acceptance ? acceptance.facts : view.facts
  const assessment = useAssessment(compiled, facts)
  const counts = useMemo(() => countMaterials(itemsForNow(lookup, assessment), (item, material) => materialOf(view, item, material)), [lookup, assessment, view])
  useUndoKeys(openCase, () => undefined)
  const isBelieved = useBelievedToday(today) !== null
  if (!state) return <Waiting title="正在打开办件…" />
  const clock = clockSentence(caseClock(state, lookup.pack, today), state, today, isBelieved)
  // The answers are changed where they were asked, and only until the case is accepted.
  const changeFact = (name: string): void => {
    drafts.put({ caseId, route: `intake/${caseId}/questions`, question: name, input: {} })
    onResume(caseId, 'questions')
  }
  if (state.standing.kind === 'erased') return <ErasedCase state={state} today={today} />
  const sentence = unsettledSentence(state)
  // What has been put in order can still be looked up there.
  const hasUnsettled = unsettledCount > 0 || tab === 'unsettled' || state.marks.length > 0 || state.writeOffs.length > 0 || state.unconfirmedErasures.length > 0 || settleChoices(state).length > 0 || editionChoices(state).length > 0

  return (
    <>
      {view.save.kind === 'failed' ? <UnsavedBanner {...failureText(view.save.failure, lookup)} count={view.save.count} onRetry={() => openCase.retry()} onDiscard={() => openCase.discardUnsaved()} /> : null}
      {state.standing.kind === 'needs-upgrade' ? (
        <Banner tone="warning" title="这个办件要新版本的程序才能改。">
          里面有 {state.standing.newer.length} 条更新版本写的记录，本机看不懂，原样留着。可以看、可以转给别处，不能改、不能出文书；请安装最新版本。
        </Banner>
      ) : null}
      {tab === 'unsettled' ? null : <UnsettledBanners unsettled={sentence} consequence="理清以前不能作决定、不能出文书；查看和备注照常。" isErasureAsked={state.unconfirmedErasures.length > 0} onGo={() => setTab('unsettled')} />}
      <header className="case-head">
        <div className="case-title">
          <h1>
            <Name text={projectName} empty="未填项目名称" />
          </h1>
          <p>
            <span className={`status-word status-${status}`}>{statusWords[status]}</span>
            {clock === null ? null : (
              <span className={`clock-${clock.tone}`} aria-label="时限">
                {clock.text} {clock.isSample ? <span className="sample">样例时限</span> : null}
              </span>
            )}
            {acceptance ? <span>{acceptance.items.length} 个事项</span> : null}
            <span>
              <bdi>{situationText(state)}</bdi>
            </span>
          </p>
        </div>
        <div className="case-decisions">
          {nextPaper !== null && unsettledCount === 0 && tab !== 'papers' ? (
            <Button color="primary" variant="outlined" onClick={() => setTab('papers')}>
              去出具{paperTitles[nextPaper]}
            </Button>
          ) : null}
          {isInIntake(status) && !isLocked(state) ? (
            <Button type="primary" onClick={() => onResume(caseId, status === 'resubmitted' ? 'materials' : 'questions')}>
              接着办
            </Button>
          ) : null}
          {decide({
            openCase,
            view,
            assessment,
            today,
            onDecided: (after) => {
              if (isInIntake(statusOf(after))) onResume(caseId, 'materials')
            },
          })}
        </div>
      </header>
      <div className="case-columns">
        <CaseSummary openCase={openCase} view={view} today={today} />
        <section className="panel middle" aria-label="办件内容">
          <header>
            <nav className="steps" role="tablist" aria-label="办件内容">
              {tabs.filter(([name]) => name !== 'unsettled' || hasUnsettled).map(([name, label]) => (
                <button key={name} type="button" role="tab" aria-selected={tab === name} className={tab === name ? 'step here' : 'step'} onClick={() => setTab(name)}>
                  {label}
                  {name === 'unsettled' && unsettledCount > 0 ? <span className="step-count">{unsettledCount}</span> : null}
                  {name === 'materials' && counts.missing > 0 ? <span className="step-count">{counts.missing}</span> : null}
                </button>
              ))}
            </nav>
          </header>
          <div className="panel-body" role="tabpanel">
            {tab === 'unsettled' ? unsettled({ openCase, view, state, assessment, today }) : null}
            {tab === 'papers' ? papers({ openCase, view }) : null}
            {tab === 'materials' ? materials({ openCase, view, assessment, today }) : null}
            {tab === 'flow-chart' ? flowChart({ state, assessment, facts, today }) : null}
            {tab === 'answers' ? <AnswersTab facts={facts} notApplicable={assessment.notApplicable} /> : null}
            {tab === 'timeline' ? <Timeline openCase={openCase} caseId={caseId} view={view} today={today} /> : null}
          </div>
        </section>
        {outcome({
          assessment,
          facts,
          onChangeFact: isInIntake(status) && !isLocked(state) ? changeFact : null,
          onGuide,
          foot: (
            <>
              <span>材料 {materialCountText(counts)}</span>
              <span className="spacer" />
              <button type="button" className="link-button" disabled={exporting.busy} onClick={() => void exporting.save({ kind: 'case', caseId }, '办件材料与日程')}>
                {exporting.busy ? '正在导出…' : '导出材料与日程 ›'}
              </button>
            </>
          ),
        })}
      </div>
    </>
  )
}

function useAssessment(compiled: CompiledPack, facts: Facts): Assessment {
  return useMemo(() => assess(compiled, facts), [compiled, facts])
}
