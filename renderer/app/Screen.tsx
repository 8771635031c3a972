import { useCallback } from 'react'
import type { CaseRow, Draft } from '../../shared/contracts/ipc.ts'
import { isInIntake } from '../../shared/domain/caseActions.ts'
import type { CaseSlots } from '../features/casePage/CasePage.tsx'
import { Intake } from '../features/intake/Intake.tsx'
import type { IntakeSlots } from '../features/intake/IntakeDesk.tsx'
import { onDemand, onDemandPlain } from '../ui/onDemand.ts'
import type { GuideName } from '../words/guideIndex.ts'
import type { IntakeStep, Route } from './route.ts'

// The beginning of an intake is in the page's own script; the rest follows, what an intake needs first.
const OutcomeColumn = onDemand(() => import('../features/outcome/OutcomeColumn.tsx').then((feature) => feature.OutcomeColumn))
const Home = onDemandPlain(() => import('../features/home/Home.tsx').then((feature) => feature.Home))
const CasePage = onDemand(() => import('../features/casePage/CasePage.tsx').then((feature) => feature.CasePage))
const Cases = onDemand(() => import('../features/cases/Cases.tsx').then((feature) => feature.Cases))
const DayClose = onDemand(() => import('../features/dayClose/DayClose.tsx').then((feature) => feature.DayClose))
const Decide = onDemand(() => import('../features/decide/Decide.tsx').then((feature) => feature.Decide), null)
const EditionsPage = onDemand(() => import('../features/editions/EditionsPage.tsx').then((feature) => feature.EditionsPage))
const FlowDrawer = onDemand(() => import('../features/flowChart/FlowDrawer.tsx').then((feature) => feature.FlowDrawer), null)
const FlowTab = onDemand(() => import('../features/flowChart/FlowTab.tsx').then((feature) => feature.FlowTab))
const Guides = onDemand(() => import('../features/guides/Guides.tsx').then((feature) => feature.Guides))
const ItemReason = onDemand(() => import('../features/outcome/ItemReason.tsx').then((feature) => feature.ItemReason))
const Ledger = onDemand(() => import('../features/ledger/Ledger.tsx').then((feature) => feature.Ledger))
const Materials = onDemand(() => import('../features/materials/Materials.tsx').then((feature) => feature.Materials))
const RecoveryLater = onDemand(() => import('../features/recovery/RecoveryLater.tsx').then((feature) => feature.RecoveryLater))
const Settings = onDemand(() => import('../features/settings/Settings.tsx').then((feature) => feature.Settings))
const StickPage = onDemand(() => import('../features/stick/StickPage.tsx').then((feature) => feature.StickPage))
const SyncPage = onDemand(() => import('../features/sync/SyncPage.tsx').then((feature) => feature.SyncPage))
const UnsettledTab = onDemand(() => import('../features/unsettled/UnsettledTab.tsx').then((feature) => feature.UnsettledTab))
const PdfPages = onDemand(() => import('../features/papers/PdfPages.tsx').then((feature) => feature.PdfPages))
const Scans = onDemand(() => import('../features/scans/Scans.tsx').then((feature) => feature.Scans), null)
const Papers = onDemand(() => import('../features/papers/Papers.tsx').then((feature) => feature.Papers))

const noChanges: ReadonlyMap<string, string> = new Map()
const noStops: readonly never[] = []
const brokenScan = { title: '扫描件画不出来', detail: '文件已经存好，没有丢，但里面的内容读不懂。请重新扫描一份，再把这一份撤下。' }
const materials: CaseSlots['materials'] = (props) => (
  <Materials {...props} scans={(choices, handed, onTaken) => <Scans {...props} materials={choices} handed={handed} onTaken={onTaken} pages={(pdf, title) => <PdfPages pdf={pdf} title={title} problem={brokenScan} />} />} />
)
const intakeSlots: IntakeSlots = {
  outcome: (props) => <OutcomeColumn {...props} />,
  decide: (props) => <Decide {...props} look="menu" />,
  materials,
  papers: (props) => <Papers {...props} />,
  flowChart: ({ onChangeFact, ...props }) => <FlowDrawer {...props} acceptance={null} stops={noStops} reason={(item) => <ItemReason {...props} item={item} onChangeFact={onChangeFact} />} />,
}
const caseSlots: CaseSlots = {
  outcome: (props) => <OutcomeColumn {...props} changes={noChanges} gone={[]} preview={null} />,
  decide: (props) => <Decide {...props} look="buttons" />,
  materials,
  papers: (props) => <Papers {...props} />,
  unsettled: (props) => <UnsettledTab {...props} />,
  flowChart: (props) => <FlowTab {...props} reason={(item) => <ItemReason {...props} item={item} onChangeFact={null} />} />,
}

interface Props {
  readonly route: Route
  /** Changes with every move but a step. */
  readonly job: number
  readonly draft: Draft | null
  readonly onGo: (route: Route) => void
  /** Moves within the same job, keeping what is typed. */
  readonly onStep: (route: Route) => void
  /** `null`: there is no way back. */
  readonly onBack: (() => void) | null
  readonly onContext: (text: string) => void
}

/** One screen per route; features meet here and nowhere else. */
export function Screen({ route, job, draft, onGo, onStep, onBack, onContext }: Props) {
  const toNew = useCallback(() => onGo({ page: 'intake', caseId: null, step: 'questions' }), [onGo])
  const toIntake = useCallback((caseId: string, next: IntakeStep = 'questions') => onGo({ page: 'intake', caseId, step: next }), [onGo])
  const toCase = useCallback((caseId: string) => onGo({ page: 'case', caseId }), [onGo])
  const toCases = useCallback(() => onGo({ page: 'cases' }), [onGo])
  const toRow = useCallback((row: CaseRow) => (isInIntake(row.status) ? toIntake(row.id) : toCase(row.id)), [toCase, toIntake])
  const toGuide = useCallback((guide: GuideName) => onGo({ page: 'guides', guide }), [onGo])
  const toItemGuide = useCallback((id: string) => toGuide({ kind: 'item', id }), [toGuide])
  const toTheme = useCallback((theme: string) => onGo({ page: 'intake', caseId: null, step: 'questions', theme }), [onGo])
  const toSync = useCallback(() => onGo({ page: 'sync' }), [onGo])
  const toStick = useCallback(() => onGo({ page: 'stick' }), [onGo])
  const toSettings = useCallback(() => onGo({ page: 'settings' }), [onGo])
  const toDay = useCallback(() => onGo({ page: 'day' }), [onGo])
  const toEditions = useCallback(() => onGo({ page: 'editions' }), [onGo])
  const toRecovery = useCallback((id: string) => onGo({ page: 'recovery', id }), [onGo])
  const step = useCallback((caseId: string | null, next: IntakeStep) => onStep({ page: 'intake', caseId, step: next }), [onStep])

  switch (route.page) {
    case 'home':
      return <Home onNew={toNew} onOpenRow={toRow} onOpen={toCase} onAll={toCases} onDay={toDay} onEditions={toEditions} />
    case 'intake':
      return <Intake {...intakeSlots} key={job} caseId={route.caseId} theme={route.theme ?? null} step={route.step} draft={draft} onStep={step} onNew={toNew} onContext={onContext} onGuide={toItemGuide} onAccepted={toCase} onElsewhere={toCase} />
    case 'case':
      return <CasePage {...caseSlots} key={route.caseId} caseId={route.caseId} onContext={onContext} onGuide={toItemGuide} onResume={toIntake} onBack={toCases} />
    case 'cases':
      return <Cases onOpen={toRow} onNew={toNew} />
    case 'guides':
      return <Guides guide={route.guide} onOpen={toGuide} onBack={onBack} onBegin={toTheme} onContext={onContext} />
    case 'ledger':
      return <Ledger />
    case 'sync':
      return <SyncPage onOpen={toRow} onOpenCase={toCase} onSettings={toSettings} onDay={toDay} onStick={toStick} />
    case 'day':
      return <DayClose onOpen={toRow} />
    case 'stick':
      return <StickPage onOpen={toCase} onBack={toSync} />
    case 'editions':
      return <EditionsPage onOpen={toRow} />
    case 'settings':
      return <Settings onRecovery={toRecovery} />
    case 'recovery':
      return <RecoveryLater key={route.id} id={route.id} onOpenCase={toCase} onBack={toSettings} />
  }
}
