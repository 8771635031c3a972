import { Button } from 'antd'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { Draft, Failure } from '../../../shared/contracts/ipc.ts'
import { isInIntake } from '../../../shared/domain/caseActions.ts'
import type { Theme } from '../../../shared/domain/pack.ts'
import type { FieldInput, OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { statusOf } from '../../words/caseText.ts'
import { failureText } from '../../words/failureText.ts'
import { onDemand } from '../../ui/onDemand.ts'
import type { IntakeSlots, IntakeStepName } from './IntakeDesk.tsx'
import { ThemeCards } from './ThemeCards.tsx'
import './intake.css'

const IntakeDesk = onDemand(() => import('./IntakeDesk.tsx').then((part) => part.IntakeDesk))

export interface IntakeProps extends IntakeSlots {
  /** `null` begins a new case. */
  readonly caseId: string | null
  /** Chosen elsewhere: a new case begins with it. */
  readonly theme: string | null
  readonly step: IntakeStepName
  readonly draft: Draft | null
  readonly onStep: (caseId: string | null, step: IntakeStepName) => void
  readonly onContext: (text: string) => void
  readonly onGuide: (item: string) => void
  readonly onAccepted: (caseId: string) => void
  /** The case is past intake. */
  readonly onElsewhere: (caseId: string) => void
}

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'open'; readonly openCase: OpenCase; readonly serial: number }

/** Finds the case to go on with, or begins one from a theme card. */
export function Intake(props: IntakeProps) {
  const { cases, lookup } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const { caseId, onElsewhere } = props
  const openId = loaded.kind === 'open' ? loaded.openCase.view().caseId : null

  useEffect(() => {
    // A new case has just got its name: it is the one that is open.
    if (caseId !== null && caseId === openId) return undefined
    let dropped = false
    const open = (openCase: OpenCase): void => setLoaded((before) => ({ kind: 'open', openCase, serial: before.kind === 'open' ? before.serial + 1 : 0 }))
    if (caseId === null) {
      open(cases.begin())
      return undefined
    }
    setLoaded({ kind: 'loading' })
    void cases.open(caseId).then((answer) => {
      if (dropped) return
      if (!answer.ok) setLoaded({ kind: 'failed', failure: answer.failure })
      else {
        const { state } = answer.value.view()
        if (state !== null && isInIntake(statusOf(state))) open(answer.value)
        else onElsewhere(caseId)
      }
    })
    return () => {
      dropped = true
    }
  }, [caseId, cases, onElsewhere, openId])

  if (loaded.kind === 'loading') return <Waiting title="正在打开办件…" />
  if (loaded.kind === 'failed') {
    const { title, detail } = failureText(loaded.failure, lookup)
    return (
      <Blank role="alert" title={title} detail={detail}>
        <Button onClick={() => props.onStep(null, 'questions')}>新受理</Button>
      </Blank>
    )
  }
  return <Begun key={loaded.serial} {...props} openCase={loaded.openCase} />
}

function Begun({ openCase, ...props }: IntakeProps & { readonly openCase: OpenCase }): ReactNode {
  const view = useSyncExternalStore(openCase.subscribe, openCase.view)
  const { lookup } = useSession()
  const { onStep, step, caseId } = props
  const begin = useCallback((theme: Theme) => openCase.write(fieldsOf(theme)), [openCase])
  // Told once, when a case begun here gets its name; a case that had one before is left when the route leaves it.
  const hasName = useRef(openCase.view().caseId !== null)
  useEffect(() => {
    if (hasName.current || view.caseId === null) return
    hasName.current = true
    if (caseId === null) onStep(view.caseId, step)
  }, [caseId, onStep, step, view.caseId])

  const begun = view.caseId !== null || view.values.size > 0 || view.save.kind !== 'idle'
  const chosen = begun ? undefined : lookup.pack.themes.find(({ id }) => id === props.theme)
  useEffect(() => {
    if (chosen) void begin(chosen)
  }, [begin, chosen])
  if (chosen) return null
  if (!begun) return <ThemeCards onChoose={begin} />
  return <IntakeDesk {...props} openCase={openCase} view={view} />
}

/** The theme and the answers that come with it. */
function fieldsOf(theme: Theme): readonly FieldInput[] {
  return [{ path: 'theme', value: theme.id }, ...Object.entries(theme.presets).map(([name, value]) => ({ path: `facts.${name}` as const, value }))]
}
