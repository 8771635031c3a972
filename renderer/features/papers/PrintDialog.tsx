import { Button, Modal, Select } from 'antd'
import { useState } from 'react'
import type { OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { printerText, usePrinters } from '../../data/usePrinters.ts'
import { Waiting } from '../../ui/Blank.tsx'

interface Props {
  readonly caseId: string
  /** One paper, or several as one job. */
  readonly numbers: readonly [string, ...string[]]
  /** It went to a printer before: the sheet will say so. */
  readonly isReprint: boolean
  readonly openCase: OpenCase
  readonly onClose: () => void
  /** `null`: there is no one file to save. */
  readonly onSave: (() => void) | null
}

/** Which print queue, and what the sheet will say. */
export function PrintDialog({ caseId, numbers, isReprint, openCase, onClose, onSave }: Props) {
  const { desk, tell, confirm } = useSession()
  const { printers, chosen, choose } = usePrinters()
  const [busy, setBusy] = useState(false)
  const print = async (): Promise<void> => {
    setBusy(true)
    const [number, ...more] = numbers
    const answer = await (more.length === 0 ? desk.invoke('paper:print', { caseId, number, printer: chosen }) : desk.invoke('paper:printTogether', { caseId, numbers: [...numbers], printer: chosen })).finally(() => setBusy(false))
    if (!answer.ok) return tell(answer.failure)
    openCase.adopt(answer.value.state)
    confirm(`已交给打印机“${answer.value.printer}”，请核对打出来的纸`)
    onClose()
  }
  const none = printers !== null && printers.length === 0
  return (
    <Modal
      open
      title={numbers.length > 1 ? `一起打印 ${numbers.length} 份文书` : `${isReprint ? '补打' : '打印'} ${numbers[0]}`}
      onCancel={onClose}
      footer={
        none ? (
          <Button type="primary" onClick={onSave ?? onClose}>
            {onSave ? '保存成文件' : '知道了'}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>取消</Button>
            <Button type="primary" loading={busy} disabled={printers === null} onClick={() => void print()}>
              打印
            </Button>
          </>
        )
      }
    >
      {printers === null ? <Waiting title="正在找打印机…" /> : null}
      {none ? <p>这台电脑没有可用的打印机。文书已经出具，没有丢；可以先保存成文件，接好打印机后再打印。</p> : null}
      {isReprint && !none ? <p className="quiet">这份文书打印过。再打的纸上会标明“补打”和第几次，编号不变；第一张没打好的请收回销毁。</p> : null}
      {printers !== null && !none ? (
        <label className="reason-field">
          打印机
          <Select aria-label="打印机" value={chosen} onChange={choose} options={printers.map((printer) => ({ value: printer.name, label: printerText(printer) }))} />
        </label>
      ) : null}
    </Modal>
  )
}
