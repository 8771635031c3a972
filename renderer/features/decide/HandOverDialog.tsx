import { AutoComplete, Input as TextInput } from 'antd'
import { useMemo, useState } from 'react'
import { useSession } from '../../data/session.ts'
import { DayField } from '../../ui/DayField.tsx'
import { unitsOf } from '../../words/decisionText.ts'
import { DecisionDialog } from './DecisionDialog.tsx'
import { type Scene, useDay } from './scene.ts'

/** The case goes on elsewhere; the departments of its items are offered. */
export function HandOverDialog({ scene }: { readonly scene: Scene }) {
  const { lookup } = useSession()
  const { today, assessment, state } = scene
  const [unit, setUnit] = useState('')
  const [reason, setReason] = useState('')
  const on = useDay(today, today, { notAfter: today })
  const units = useMemo(() => unitsOf(lookup, assessment, state.opened?.district ?? ''), [lookup, assessment, state.opened])
  const isReady = unit.trim() !== '' && on.problem === null && on.day !== null
  return (
    <DecisionDialog decision="hand-over" scene={scene} on={on.day} command={isReady && on.day !== null ? { kind: 'hand-over', unit: unit.trim(), reason: reason.trim(), on: on.day } : null}>
      <label className="reason-field">
        接收单位
        <AutoComplete
          aria-label="接收单位"
          maxLength={100}
          value={unit}
          onChange={(typed: string) => setUnit(typed)}
          options={units.map((value) => ({ value }))}
          showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
        />
      </label>
      <label className="reason-field">
        移交说明（可不填）
        <TextInput.TextArea rows={2} maxLength={500} dir="auto" value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <DayField label="移交日期" typed={on.typed} problem={on.problem} onType={on.onType} />
    </DecisionDialog>
  )
}
