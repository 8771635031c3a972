import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { Erasure } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { ReasonDialog } from '../../ui/ReasonDialog.tsx'
import { momentText } from '../../words/dayText.ts'
import { erasureText } from '../../words/unsettledText.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'

/** Erasures that came from elsewhere and act only when a supervisor has confirmed them. */
export function Erasures(props: UnsettledProps) {
  return props.state.unconfirmedErasures.map((erasure) => <Wish key={erasure.event} erasure={erasure} {...props} />)
}

function Wish({ erasure, openCase, state, today }: UnsettledProps & { readonly erasure: Erasure }) {
  const { desk, status, tell, confirm } = useSession()
  const [isBusy, setIsBusy] = useState(false)
  const [isRefusing, setIsRefusing] = useState(false)
  const isSupervisor = status.operator?.role === 'supervisor'
  const erasures = [{ caseId: state.id, erasure: erasure.event }]
  const letErase = async (): Promise<void> => {
    setIsBusy(true)
    const answer = await desk.invoke('erasure:confirm', { erasures }).finally(() => setIsBusy(false))
    if (answer.ok) await openCase.refresh()
    else tell(answer.failure)
  }
  const refuse = async (reason: string): Promise<void> => {
    setIsBusy(true)
    const answer = await desk.invoke('erasure:refuse', { erasures, reason }).finally(() => setIsBusy(false))
    if (!answer.ok) return tell(answer.failure)
    confirm('已拒绝删除这个办件')
    setIsRefusing(false)
    await openCase.refresh()
  }
  return (
    <section aria-label="删除要求" className="unsettled-item">
      <h2>收到删除这个办件的要求</h2>
      <p>
        <bdi>{erasureText(erasure)}</bdi>（{momentText(erasure.at, today)}）。还没有生效，要负责人定：确认删除，内容和文书就查不到了，只留编号；拒绝删除，照常办，这一次的要求以后不再问。
      </p>
      <div className="unsettled-ways">
        <Popconfirm title="确认删除这个办件？" description="内容、文书和附件再也查不到，不能撤回。" okText="确认删除" cancelText="先不删" okButtonProps={{ danger: true }} onConfirm={() => void letErase()}>
          <Button danger disabled={!isSupervisor || isBusy}>
            确认删除…
          </Button>
        </Popconfirm>
        <Button disabled={!isSupervisor || isBusy} onClick={() => setIsRefusing(true)}>
          拒绝删除…
        </Button>
        {isSupervisor ? null : <span className="quiet">要由负责人来定：请负责人在右上角选择自己。</span>}
      </div>
      {isRefusing ? (
        <ReasonDialog title="拒绝删除这个办件" label="拒绝的理由" example="例如：没有依据，已向局里核实" okText="拒绝删除" cancelText="先不定" isBusy={isBusy} onOk={(reason) => void refuse(reason)} onClose={() => setIsRefusing(false)}>
          办件在本机照常办，这一次的要求以后不再问。别的窗口各自决定。以后改了主意，可以在“上传”页的“拒绝删除的”里再同意。
        </ReasonDialog>
      ) : null}
    </section>
  )
}
