import { useCallback } from 'react'
import type { CaseRow, Draft } from '../../shared/contracts/ipc.ts'
import { CasePage, type CaseSlots } from '../features/casePage/CasePage.tsx'
import { Cases } from '../features/cases/Cases.tsx'
import { FlowDrawer } from '../features/flowChart/FlowDrawer.tsx'
import { FlowTab } from '../features/flowChart/FlowTab.tsx'
import { Guides } from '../features/guides/Guides.tsx'
import { Home } from '../features/home/Home.tsx'
import { Intake } from '../features/intake/Intake.tsx'
import type { IntakeSlots } from '../features/intake/IntakeDesk.tsx'
import { Ledger } from '../features/ledger/Ledger.tsx'
import { Materials } from '../features/materials/Materials.tsx'
import { ItemReason } from '../features/outcome/ItemReason.tsx'
import { OutcomeColumn } from '../features/outcome/OutcomeColumn.tsx'
import { Papers } from '../features/papers/Papers.tsx'
import type { GuideName } from '../words/guideIndex.ts'
import type { IntakeStep, Route } from './route.ts'

const noChanges: ReadonlyMap<string, string> = new Map()
const noStops: readonly never[] = []
const intakeSlots: IntakeSlots = {
  outcome: (props) => <OutcomeColumn {...props} />,
  materials: (props) => <Materials {...props} />,
  flowChart: ({ onChangeFact, ...props }) => <FlowDrawer {...props} acceptance={null} stops={noStops} reason={(item) => <ItemReason {...props} item={item} onChangeFact={onChangeFact} />} />,
}
const caseSlots: CaseSlots = {
  outcome: (props) => <OutcomeColumn {...props} changes={noChanges} gone={[]} preview={null} onChangeFact={null} />,
  materials: (props) => <Materials {...props} />,
  papers: (props) => <Papers {...props} />,
  flowChart: (props) => <FlowTab {...props} reason={(item) => <ItemReason {...props} item={item} onChangeFact={null} />} />,
}

interface Props {
  readonly route: Route
  readonly draft: Draft | null
  readonly onGo: (route: Route) => void
  /** Moves within the same job, keeping what is typed. */
  readonly onStep: (route: Route) => void
  /** `null`: there is no way back. */
  readonly onBack: (() => void) | null
  readonly onContext: (text: string) => void
}

/** One screen per route; features meet here and nowhere else. */
export function Screen({ route, draft, onGo, onStep, onBack, onContext }: Props) {
  const toNew = useCallback(() => onGo({ page: 'intake', caseId: null, step: 'questions' }), [onGo])
  const toIntake = useCallback((caseId: string) => onGo({ page: 'intake', caseId, step: 'questions' }), [onGo])
  const toCase = useCallback((caseId: string) => onGo({ page: 'case', caseId }), [onGo])
  const toCases = useCallback(() => onGo({ page: 'cases' }), [onGo])
  const toRow = useCallback((row: CaseRow) => (row.status === 'intake' ? toIntake(row.id) : toCase(row.id)), [toCase, toIntake])
  const toGuide = useCallback((guide: GuideName) => onGo({ page: 'guides', guide }), [onGo])
  const toTheme = useCallback((theme: string) => onGo({ page: 'intake', caseId: null, step: 'questions', theme }), [onGo])
  const step = useCallback((caseId: string | null, next: IntakeStep) => onStep({ page: 'intake', caseId, step: next }), [onStep])

  switch (route.page) {
    case 'home':
      return <Home onNew={toNew} onResume={toIntake} onOpen={toCase} onAll={toCases} />
    case 'intake':
      return <Intake {...intakeSlots} caseId={route.caseId} theme={route.theme ?? null} step={route.step} draft={draft} onStep={step} onContext={onContext} onAccepted={toCase} onElsewhere={toCase} />
    case 'case':
      return <CasePage {...caseSlots} key={route.caseId} caseId={route.caseId} onContext={onContext} onResume={toIntake} onBack={toCases} />
    case 'cases':
      return <Cases onOpen={toRow} onNew={toNew} />
    case 'guides':
      return <Guides guide={route.guide} onOpen={toGuide} onBack={onBack} onBegin={toTheme} onContext={onContext} />
    case 'ledger':
      return <Ledger />
  }
}
