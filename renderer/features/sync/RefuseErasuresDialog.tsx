import { Input as TextInput, Modal } from 'antd'
import { useState } from 'react'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { numberText } from '../../words/numberText.ts'

/** Refusing is on record with its reason, and the server goes on wanting it: that is said before. */
export function RefuseErasuresDialog({ held, onState, onClose }: { readonly held: number; readonly onState: (state: SyncState) => void; readonly onClose: () => void }) {
  const { desk, tell, confirm } = useSession()
  const [reason, setReason] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const refuse = async (): Promise<void> => {
    setIsBusy(true)
    const answer = await desk.invoke('sync:refuseHeld', { reason: reason.trim() }).finally(() => setIsBusy(false))
    if (!answer.ok) return tell(answer.failure)
    onState(answer.value)
    confirm(`已拒绝删除 ${numberText(held)} 个办件`)
    onClose()
  }
  return (
    <Modal open title={`拒绝删除 ${numberText(held)} 个办件`} okText="拒绝删除" cancelText="先不定" okButtonProps={{ disabled: reason.trim() === '', loading: isBusy }} onOk={() => void refuse()} onCancel={onClose}>
      <p className="quiet">办件在本机照常办，这一次的删除以后不再问。别的窗口各自决定；服务器上的内容请局里的管理员处理。以后改了主意，可以在“上传”页上再同意删除。</p>
      <label className="reason-field">
        拒绝的理由
        <TextInput.TextArea autoFocus rows={3} maxLength={500} dir="auto" placeholder="例如：已向局里核实，是误删" value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Modal>
  )
}
