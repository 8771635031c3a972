import { Input as TextInput } from 'antd'
import { useState } from 'react'
import type { DecideCommand } from '../../data/openCase.ts'
import { DayField } from '../../ui/DayField.tsx'
import { suspensionReasons } from '../../words/decisionText.ts'
import { DecisionDialog } from './DecisionDialog.tsx'
import { QuickPicks } from './QuickPicks.tsx'
import { type Scene, useDay } from './scene.ts'

type PlainDecision = 'resubmit' | 'withdraw' | 'suspend' | 'resume' | 'take-back'

/** What is asked for; `null`: not asked. */
interface Form {
  readonly reason: string | null
  readonly picks: readonly string[]
  readonly day: string | null
}
const forms: Readonly<Record<PlainDecision, Form>> = {
  resubmit: { reason: null, picks: [], day: '收到补正的日期' },
  withdraw: { reason: '撤回原因', picks: ['申请人要求撤回', '主题选错，重新受理'], day: null },
  suspend: { reason: '中止原因', picks: suspensionReasons, day: '从哪天起中止' },
  resume: { reason: null, picks: [], day: '从哪天起恢复' },
  'take-back': { reason: '收回原因', picks: [], day: '收回日期' },
}
const longestReason = 500

/** A decision that needs no more than a reason and a day. */
export function PlainDialog({ decision, scene }: { readonly decision: PlainDecision; readonly scene: Scene }) {
  const form = forms[decision]
  const [reason, setReason] = useState('')
  const on = useDay(scene.today, scene.today, { notAfter: scene.today })
  const isReady = (form.reason === null || reason.trim() !== '') && (form.day === null || on.problem === null)
  return (
    <DecisionDialog decision={decision} scene={scene} on={on.day} command={isReady ? commandOf(decision, reason.trim(), on.day ?? scene.today) : null}>
      {form.reason === null ? null : (
        <label className="reason-field">
          {form.reason}
          <TextInput.TextArea rows={3} maxLength={longestReason} dir="auto" value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
      )}
      <QuickPicks label="常用原因" picks={form.picks} onPick={setReason} />
      {form.day === null ? null : <DayField label={form.day} typed={on.typed} problem={on.problem} onType={on.onType} />}
    </DecisionDialog>
  )
}

function commandOf(decision: PlainDecision, reason: string, on: string): DecideCommand {
  switch (decision) {
    case 'resubmit':
      return { kind: 'resubmit', receivedOn: on }
    case 'withdraw':
      return { kind: 'withdraw', reason }
    case 'suspend':
      return { kind: 'suspend', reason, on }
    case 'resume':
      return { kind: 'resume', on }
    case 'take-back':
      return { kind: 'take-back', reason, on }
  }
}
