import { Button, Popconfirm } from 'antd'
import { useSession } from '../../data/session.ts'
import { erasureText } from '../../words/unsettledText.ts'
import { momentText } from '../../words/dayText.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'

/** Erasures that came from elsewhere and act only when a supervisor has confirmed them. */
export function Erasures({ openCase, state, today }: UnsettledProps) {
  const { desk, status, tell } = useSession()
  const isSupervisor = status.operator?.role === 'supervisor'
  const confirmErasure = async (erasure: string): Promise<void> => {
    const answer = await desk.invoke('erasure:confirm', { erasures: [{ caseId: state.id, erasure }] })
    if (answer.ok) await openCase.refresh()
    else tell(answer.failure)
  }
  return state.unconfirmedErasures.map((erasure) => (
    <section key={erasure.event} aria-label="删除要求" className="unsettled-item">
      <h2>收到删除这个办件的要求</h2>
      <p>
        <bdi>{erasureText(erasure)}</bdi>（{momentText(erasure.at, today)}）。还没有生效，要负责人确认；确认后内容和文书查不到了，只留编号。
      </p>
      {isSupervisor ? (
        <Popconfirm title="确认删除这个办件？" description="内容、文书和附件再也查不到，不能撤回。" okText="确认删除" cancelText="先不删" okButtonProps={{ danger: true }} onConfirm={() => void confirmErasure(erasure.event)}>
          <Button danger>确认删除…</Button>
        </Popconfirm>
      ) : (
        <p className="quiet">当班的不是负责人，不能确认。</p>
      )}
    </section>
  ))
}
