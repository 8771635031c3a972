import { Input as TextInput, Modal } from 'antd'
import { useState } from 'react'
import type { Paper } from '../../../shared/domain/events.ts'
import type { OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'

/** Voiding is for good, so it asks for the reason that stays on record. */
export function VoidDialog({ caseId, paper, openCase, onClose }: { readonly caseId: string; readonly paper: Paper; readonly openCase: OpenCase; readonly onClose: () => void }) {
  const { desk, tell, confirm } = useSession()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const voidPaper = async (): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke('paper:void', { caseId, number: paper.number, reason: reason.trim() })
    setBusy(false)
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm(`${paper.number} 已作废`)
    onClose()
  }
  return (
    <Modal open title={`作废 ${paper.number}`} okText="作废" cancelText="不作废" okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: busy }} onOk={() => void voidPaper()} onCancel={onClose}>
      <p className="quiet">作废不能撤销，编号和原因都留在记录里，不会再用。已经交出去的纸请收回。</p>
      <label className="reason-field">
        作废原因
        <TextInput.TextArea rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Modal>
  )
}
