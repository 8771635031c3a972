import { FileExcelOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { useRef, useState } from 'react'
import { dayInChina } from '../../../shared/domain/days.ts'
import { useSession } from '../../data/session.ts'
import { useSheetExport } from '../../data/useSheetExport.ts'
import { dayText, readDay } from '../../words/dayText.ts'

/** The cases of one day as a workbook: today's, unless another day is asked for. */
export function DayExport() {
  const { now } = useSession()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button icon={<FileExcelOutlined aria-hidden />} onClick={() => setIsOpen(true)}>
        导出今天的办件…
      </Button>
      {isOpen ? <DaySheet today={dayInChina(now())} onClose={() => setIsOpen(false)} /> : null}
    </>
  )
}

function DaySheet({ today, onClose }: { readonly today: string; readonly onClose: () => void }) {
  const { busy, save } = useSheetExport()
  const [typed, setTyped] = useState(today)
  const field = useRef<HTMLInputElement>(null)
  const day = readDay(typed, today)
  const problem = day === null ? '日期请按 2021-08-03 的样子填写。' : day > today ? '这一天还没有到。' : null

  const exportDay = async (): Promise<void> => {
    if (busy || day === null || problem !== null) return
    if (await save({ kind: 'day', day }, '办件清单')) onClose()
  }

  return (
    <Modal open title="导出一天的办件" width={480} okText="导出 Excel" cancelText="不导出" okButtonProps={{ disabled: problem !== null, loading: busy }} onOk={() => void exportDay()} onCancel={onClose} afterOpenChange={(isShown) => isShown && field.current?.focus()}>
      <form
        className="day-export"
        onSubmit={(event) => {
          event.preventDefault()
          void exportDay()
        }}
      >
        <label>
          哪一天
          <input type="text" ref={field} value={typed} onChange={(event) => setTyped(event.target.value)} />
        </label>
        {problem === null && day !== null ? <span>{day === today ? '今天' : dayText(day)}</span> : <span className="field-problem">{problem}</span>}
      </form>
      <p className="quiet small">当天办理过的每一件一行，另附按状态和经办人的统计。表里有申请人名称，请妥善保管。</p>
    </Modal>
  )
}
