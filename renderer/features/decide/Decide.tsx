import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { memo, useState } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { allowedActions } from '../../../shared/domain/caseActions.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { type Decision, decisionWords } from '../../words/decisionText.ts'
import { CloseDialog } from './CloseDialog.tsx'
import { HandOverDialog } from './HandOverDialog.tsx'
import { PlainDialog } from './PlainDialog.tsx'
import { RefuseDialog } from './RefuseDialog.tsx'
import type { Scene } from './scene.ts'
import { SupplementDialog } from './SupplementDialog.tsx'
import './decide.css'

interface Props {
  readonly openCase: OpenCase
  readonly view: CaseView
  readonly assessment: Assessment
  readonly today: string
  /** A menu beside the main action, or a row of buttons. */
  readonly look: 'menu' | 'buttons'
  readonly onDecided: (state: CaseState) => void
}

/** The decisions that the one table permits now, each with its dialog. */
export const Decide = memo(function Decide({ openCase, view, assessment, today, look, onDecided }: Props) {
  const [chosen, setChosen] = useState<Decision | null>(null)
  const { state } = view
  if (state === null) return null
  const allowed = allowedActions(state)
    .flatMap(({ action, to }) => (action === 'accept' ? [] : [{ decision: action, to }]))
    // Giving up stands last.
    .toSorted((a, b) => Number(a.decision === 'withdraw') - Number(b.decision === 'withdraw'))
  const current = allowed.find(({ decision }) => decision === chosen)
  const close = (): void => setChosen(null)
  const decided = (after: CaseState): void => {
    close()
    onDecided(after)
  }
  if (allowed.length === 0) return null
  return (
    <>
      {look === 'menu' ? (
        <DecisionMenu decisions={allowed.map(({ decision }) => decision)} onChoose={setChosen} />
      ) : (
        allowed.map(({ decision }) => (
          <Button key={decision} type={decision === 'resubmit' || decision === 'resume' ? 'primary' : 'default'} onClick={() => setChosen(decision)}>
            {decisionWords[decision].name}…
          </Button>
        ))
      )}
      {current ? <Dialog decision={current.decision} scene={{ openCase, view, state, assessment, today, to: current.to, onClose: close, onDecided: decided }} /> : null}
    </>
  )
})

/** Drawn again only when other decisions are permitted: an answer is painted sooner without it. */
const DecisionMenu = memo(
  function DecisionMenu({ decisions, onChoose }: { readonly decisions: readonly Decision[]; readonly onChoose: (decision: Decision) => void }) {
    return (
      <Dropdown trigger={['click']} menu={{ items: decisions.map((decision) => ({ key: decision, label: `${decisionWords[decision].name}…`, onClick: () => onChoose(decision) })) }}>
        <Button>
          其他决定 <DownOutlined aria-hidden />
        </Button>
      </Dropdown>
    )
  },
  (before, after) => before.onChoose === after.onChoose && before.decisions.join() === after.decisions.join(),
)

function Dialog({ decision, scene }: { readonly decision: Decision; readonly scene: Scene }) {
  switch (decision) {
    case 'supplement':
      return <SupplementDialog scene={scene} />
    case 'refuse':
      return <RefuseDialog scene={scene} />
    case 'hand-over':
      return <HandOverDialog scene={scene} />
    case 'close':
      return <CloseDialog scene={scene} />
    case 'resubmit':
    case 'withdraw':
    case 'suspend':
    case 'resume':
    case 'take-back':
      return <PlainDialog decision={decision} scene={scene} />
  }
}
