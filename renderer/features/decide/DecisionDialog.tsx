import { Modal } from 'antd'
import { useId, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'
import type { DecideCommand } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Lines } from '../../ui/Lines.tsx'
import { consequences, decisionWords, type Decision } from '../../words/decisionText.ts'
import type { Scene } from './scene.ts'

interface Props {
  readonly decision: Decision
  readonly scene: Scene
  /** The day of the decision as typed; `null` while it is none. */
  readonly on: string | null
  /** What is sent when it is confirmed; `null` while something is missing. */
  readonly command: DecideCommand | null
  readonly width?: number
  readonly children: ReactNode
}

/** The frame of every decision: its fields, what will happen, and the confirmation. What was typed stays when it fails. */
export function DecisionDialog({ decision, scene, on, command, width = 560, children }: Props) {
  const { lookup, tell, confirm } = useSession()
  const { openCase, state, to, onClose, onDecided } = scene
  const [busy, setBusy] = useState(false)
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const words = decisionWords[decision]

  const decide = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (command === null || busy) return
    setBusy(true)
    const answer = await openCase.decide(command)
    setBusy(false)
    if (!answer.ok) return tell(answer.failure)
    confirm(words.done)
    onDecided(answer.value.state)
  }
  // Enter is a new line in a text of several lines.
  const onKey = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit()
  }

  return (
    <Modal
      open
      title={words.title}
      width={width}
      style={{ top: 32 }}
      mask={{ closable: false }}
      okText={words.confirm}
      cancelText="再看看"
      okButtonProps={{ htmlType: 'submit', form: id, disabled: command === null, loading: busy, danger: words.isFinal && decision !== 'close' }}
      onCancel={onClose}
      afterOpenChange={() => focusFirst(form.current)}
    >
      <form ref={form} id={id} className="decision" onSubmit={(event) => void decide(event)} onKeyDown={onKey}>
        {children}
        <Lines label="确认以后" lines={consequences(decision, to, state, lookup, on)} />
      </form>
    </Modal>
  )
}

/** A dialog that is still opening can't take the focus. */
function focusFirst(form: HTMLFormElement | null): void {
  if (form && !form.contains(document.activeElement)) form.querySelector<HTMLElement>('input, select, textarea')?.focus()
}
