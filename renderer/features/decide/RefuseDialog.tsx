import { Input as TextInput } from 'antd'
import { useMemo, useState } from 'react'
import { useSession } from '../../data/session.ts'
import { DayField } from '../../ui/DayField.tsx'
import { refusalGrounds } from '../../words/decisionText.ts'
import { DecisionDialog } from './DecisionDialog.tsx'
import { MissingProfile, missingProfile } from './MissingProfile.tsx'
import { QuickPicks } from './QuickPicks.tsx'
import { type Scene, useDay } from './scene.ts'

/** 不予受理: why, on what it rests, and where the applicant can turn instead. */
export function RefuseDialog({ scene }: { readonly scene: Scene }) {
  const { lookup } = useSession()
  const { today, assessment, view, state } = scene
  const [reason, setReason] = useState('')
  const [basis, setBasis] = useState('')
  const [properWay, setProperWay] = useState('')
  const on = useDay(today, today, { notAfter: today })
  const grounds = useMemo(() => refusalGrounds(lookup, assessment, state), [lookup, assessment, state])
  const isReady = reason.trim() !== '' && basis.trim() !== '' && on.problem === null && missingProfile(view).length === 0
  const pick = (name: string): void => {
    const ground = grounds.find((known) => known.name === name)
    if (!ground) return
    setReason(ground.reason)
    setBasis(ground.basis)
    setProperWay(ground.properWay)
  }
  return (
    <DecisionDialog
      decision="refuse"
      scene={scene}
      on={on.day}
      width={640}
      command={isReady && on.day !== null ? { kind: 'refuse', reason: reason.trim(), basis: basis.trim(), properWay: properWay.trim(), refusedOn: on.day } : null}
    >
      <MissingProfile view={view} />
      <QuickPicks label="常用理由" picks={grounds.map(({ name }) => name)} onPick={pick} />
      <label className="reason-field">
        不予受理的理由
        <TextInput.TextArea rows={3} maxLength={1000} dir="auto" value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <label className="reason-field">
        依据条款
        <TextInput maxLength={500} dir="auto" value={basis} onChange={(event) => setBasis(event.target.value)} />
      </label>
      <label className="reason-field">
        正确办理途径（没有就不填）
        <TextInput.TextArea rows={2} maxLength={500} dir="auto" value={properWay} onChange={(event) => setProperWay(event.target.value)} />
      </label>
      <DayField label="决定日期" typed={on.typed} problem={on.problem} onType={on.onType} />
    </DecisionDialog>
  )
}
