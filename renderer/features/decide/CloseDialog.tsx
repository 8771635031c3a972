import { Input as TextInput } from 'antd'
import { useState } from 'react'
import { type CloseOutcome, closeOutcomes } from '../../../shared/domain/events.ts'
import { DayField } from '../../ui/DayField.tsx'
import { closeOutcomeWords } from '../../words/caseText.ts'
import { DecisionDialog } from './DecisionDialog.tsx'
import { type Scene, useDay } from './scene.ts'

/** The end of a case: how it came out. */
export function CloseDialog({ scene }: { readonly scene: Scene }) {
  const { today } = scene
  const [outcome, setOutcome] = useState<CloseOutcome | null>(null)
  const [remark, setRemark] = useState('')
  const on = useDay(today, today, { notAfter: today })
  const command = outcome !== null && on.day !== null && on.problem === null ? ({ kind: 'close', outcome, remark: remark.trim(), on: on.day } as const) : null
  return (
    <DecisionDialog decision="close" scene={scene} on={on.day} command={command}>
      <fieldset className="decision-choice">
        <legend>办理结果</legend>
        {closeOutcomes.map((value) => (
          <label key={value}>
            <input type="radio" name="close-outcome" checked={outcome === value} onChange={() => setOutcome(value)} /> {closeOutcomeWords[value]}
          </label>
        ))}
      </fieldset>
      <label className="reason-field">
        备注（可不填）
        <TextInput.TextArea rows={2} maxLength={500} dir="auto" value={remark} onChange={(event) => setRemark(event.target.value)} />
      </label>
      <DayField label="办结日期" typed={on.typed} problem={on.problem} onType={on.onType} />
    </DecisionDialog>
  )
}
