import { Input as TextInput, Modal } from 'antd'
import { useState, type ReactNode } from 'react'

interface Props {
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  readonly label: string
  readonly example: string
  readonly okText: string
  readonly cancelText: string
  readonly isBusy: boolean
  readonly onOk: (reason: string) => void
  readonly onClose: () => void
}

/** Asks for the reason of what goes on record with it. */
export function ReasonDialog({ title, children, label, example, okText, cancelText, isBusy, onOk, onClose }: Props) {
  const [reason, setReason] = useState('')
  const given = reason.trim()
  return (
    <Modal open title={title} okText={okText} cancelText={cancelText} okButtonProps={{ disabled: given === '', loading: isBusy }} onOk={() => onOk(given)} onCancel={onClose}>
      <p className="quiet">{children}</p>
      <label className="reason-field">
        {label}
        <TextInput.TextArea autoFocus rows={3} maxLength={500} dir="auto" placeholder={example} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </Modal>
  )
}
