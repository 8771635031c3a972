import { useCallback } from 'react'
import type { CaseRow, Draft } from '../../shared/contracts/ipc.ts'
import type { CaseSlots } from '../features/casePage/CasePage.tsx'
import { Home } from '../features/home/Home.tsx'
import { Intake } from '../features/intake/Intake.tsx'
import type { IntakeSlots } from '../features/intake/IntakeDesk.tsx'
import { onDemand } from '../ui/onDemand.ts'
import type { IntakeStep, Route } from './route.ts'

// What a start shows first is in the page's own script; the rest follows, what an intake needs first.
const OutcomeColumn = onDemand(() => import('../features/outcome/OutcomeColumn.tsx').then((feature) => feature.OutcomeColumn))
const CasePage = onDemand(() => import('../features/casePage/CasePage.tsx').then((feature) => feature.CasePage))
const Cases = onDemand(() => import('../features/cases/Cases.tsx').then((feature) => feature.Cases))
const Ledger = onDemand(() => import('../features/ledger/Ledger.tsx').then((feature) => feature.Ledger))
const Materials = onDemand(() => import('../features/materials/Materials.tsx').then((feature) => feature.Materials))
const Papers = onDemand(() => import('../features/papers/Papers.tsx').then((feature) => feature.Papers))

const noChanges: ReadonlyMap<string, string> = new Map()
const intakeSlots: IntakeSlots = {
  outcome: (props) => <OutcomeColumn {...props} />,
  materials: (props) => <Materials {...props} />,
}
const caseSlots: CaseSlots = {
  outcome: (props) => <OutcomeColumn {...props} changes={noChanges} gone={[]} preview={null} onChangeFact={null} />,
  materials: (props) => <Materials {...props} />,
  papers: (props) => <Papers {...props} />,
}

interface Props {
  readonly route: Route
  readonly draft: Draft | null
  readonly onGo: (route: Route) => void
  /** Moves within the same job, keeping what is typed. */
  readonly onStep: (route: Route) => void
  readonly onContext: (text: string) => void
}

/** One screen per route; features meet here and nowhere else. */
export function Screen({ route, draft, onGo, onStep, onContext }: Props) {
  const toNew = useCallback(() => onGo({ page: 'intake', caseId: null, step: 'questions' }), [onGo])
  const toIntake = useCallback((caseId: string) => onGo({ page: 'intake', caseId, step: 'questions' }), [onGo])
  const toCase = useCallback((caseId: string) => onGo({ page: 'case', caseId }), [onGo])
  const toCases = useCallback(() => onGo({ page: 'cases' }), [onGo])
  const toRow = useCallback((row: CaseRow) => (row.status === 'intake' ? toIntake(row.id) : toCase(row.id)), [toCase, toIntake])
  const step = useCallback((caseId: string | null, next: IntakeStep) => onStep({ page: 'intake', caseId, step: next }), [onStep])

  switch (route.page) {
    case 'home':
      return <Home onNew={toNew} onResume={toIntake} onOpen={toCase} onAll={toCases} />
    case 'intake':
      return <Intake {...intakeSlots} caseId={route.caseId} step={route.step} draft={draft} onStep={step} onContext={onContext} onAccepted={toCase} onElsewhere={toCase} />
    case 'case':
      return <CasePage {...caseSlots} key={route.caseId} caseId={route.caseId} onContext={onContext} onResume={toIntake} onBack={toCases} />
    case 'cases':
      return <Cases onOpen={toRow} onNew={toNew} />
    case 'ledger':
      return <Ledger />
  }
}
