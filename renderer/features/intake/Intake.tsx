import { useCallback, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Draft, Failure } from '../../../shared/contracts/ipc.ts'
import { isInIntake, isLocked } from '../../../shared/domain/caseActions.ts'
import type { Theme } from '../../../shared/domain/pack.ts'
import type { FieldInput, OpenCase } from '../../data/openCase.ts'
import { useCasePack } from '../../data/casePack.ts'
import { SessionContext, useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Button } from '../../ui/Button.tsx'
import { casePackText, statusOf } from '../../words/caseText.ts'
import { failureText } from '../../words/failureText.ts'
import { onDemand } from '../../ui/onDemand.ts'
import type { IntakeSlots, IntakeStepName } from './IntakeDesk.tsx'
import { ThemeCards } from './ThemeCards.tsx'
import './intake.css'

/** Its code is read while the clerk looks at the theme cards. */
const IntakeDesk = onDemand(() => import('./IntakeDesk.tsx').then((part) => part.IntakeDesk))

export interface IntakeProps extends IntakeSlots {
  /** `null` begins a new case, and stays until that has its name. */
  readonly caseId: string | null
  /** Chosen elsewhere: a new case begins with it. */
  readonly theme: string | null
  readonly step: IntakeStepName
  readonly draft: Draft | null
  readonly onStep: (caseId: string | null, step: IntakeStepName) => void
  readonly onNew: () => void
  readonly onContext: (text: string) => void
  readonly onGuide: (item: string) => void
  readonly onAccepted: (caseId: string) => void
  /** The case is past intake, or nothing can be written to it here. */
  readonly onElsewhere: (caseId: string) => void
}

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'open'; readonly openCase: OpenCase }

/** Finds the case to go on with, or begins one from a theme card. Mounted anew for every job: one intake, one case. */
export function Intake(props: IntakeProps) {
  const { cases, lookup } = useSession()
  const { onElsewhere } = props
  // The name that a new case gets here is no other case to open.
  const [caseId] = useState(props.caseId)
  const [loaded, setLoaded] = useState((): Loaded => (caseId === null ? { kind: 'open', openCase: cases.begin() } : { kind: 'loading' }))

  useEffect(() => {
    if (caseId === null) return undefined
    let dropped = false
    void cases.open(caseId).then((answer) => {
      if (dropped) return
      if (!answer.ok) setLoaded({ kind: 'failed', failure: answer.failure })
      else {
        const { state } = answer.value.view()
        if (state !== null && !isLocked(state) && isInIntake(statusOf(state))) setLoaded({ kind: 'open', openCase: answer.value })
        else onElsewhere(caseId)
      }
    })
    return () => {
      dropped = true
    }
  }, [caseId, cases, onElsewhere])

  if (loaded.kind === 'loading') return <Waiting title="正在打开办件…" />
  if (loaded.kind === 'failed') {
    const { title, detail } = failureText(loaded.failure, lookup)
    return (
      <Blank role="alert" title={title} detail={detail}>
        <Button onClick={props.onNew}>新受理</Button>
      </Blank>
    )
  }
  return <Begun {...props} openCase={loaded.openCase} />
}

function Begun({ openCase, ...props }: IntakeProps & { readonly openCase: OpenCase }): ReactNode {
  const view = useSyncExternalStore(openCase.subscribe, openCase.view)
  const session = useSession()
  const { lookup } = session
  const casePack = useCasePack(view.state)
  const { onStep, onElsewhere, step, caseId } = props
  const begin = useCallback((theme: Theme) => openCase.write(fieldsOf(theme)), [openCase])
  // A case begun here has got its name.
  useEffect(() => {
    if (view.caseId !== caseId) onStep(view.caseId, step)
  }, [caseId, onStep, step, view.caseId])

  // What came from elsewhere while it stood open may be an erasure, or of a newer version.
  const lockedCase = view.state !== null && isLocked(view.state) ? view.state.id : null
  useEffect(() => {
    if (lockedCase !== null) onElsewhere(lockedCase)
  }, [lockedCase, onElsewhere])

  const begun = view.caseId !== null || view.values.size > 0 || view.save.kind !== 'idle'
  const chosen = begun ? undefined : lookup.pack.themes.find(({ id }) => id === props.theme)
  useEffect(() => {
    if (chosen) void begin(chosen)
  }, [begin, chosen])
  if (chosen) return null
  if (!begun) return <ThemeCards onChoose={begin} />
  if (casePack.kind === 'finding') return <Waiting title="正在打开办件…" />
  const desk = <IntakeDesk {...props} openCase={openCase} view={view} />
  if (casePack.kind === 'current') return desk
  // What the clerk sees and confirms is what the acceptance will lay down.
  return (
    <SessionContext.Provider value={casePack.kind === 'own' ? casePack.session : session}>
      <Banner tone="warning" {...casePackText(casePack.kind, casePack.version)} />
      {desk}
    </SessionContext.Provider>
  )
}

/** The theme and the answers that come with it. */
function fieldsOf(theme: Theme): readonly FieldInput[] {
  return [{ path: 'theme', value: theme.id }, ...Object.entries(theme.presets).map(([name, value]) => ({ path: `facts.${name}` as const, value }))]
}
