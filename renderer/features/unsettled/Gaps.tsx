import { Button, Input as TextInput } from 'antd'
import { useState } from 'react'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { personText } from '../../words/unsettledText.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { useDecide } from './useDecide.ts'

/** Records that others refer to and that are not here; waiting for them can be given up, with a reason, by anybody. */
export function Gaps({ openCase, state, today }: UnsettledProps) {
  const { status } = useSession()
  const { busy, decide } = useDecide(openCase)
  const [isAsking, setIsAsking] = useState(false)
  const [reason, setReason] = useState('')
  const { gaps, writeOffs } = state
  if (gaps.length === 0 && writeOffs.length === 0) return null
  const writeOff = async (): Promise<void> => {
    if (await decide({ kind: 'write-off', names: [...gaps], reason: reason.trim() }, '已注明，不再等这些记录')) {
      setIsAsking(false)
      setReason('')
    }
  }
  return (
    <section aria-label="缺的记录" className={gaps.length === 0 ? 'unsettled-item done' : 'unsettled-item'}>
      <h2>{gaps.length === 0 ? '不再等的记录' : `还缺 ${gaps.length} 条记录`}</h2>
      {gaps.length === 0 ? null : (
        <>
          <p>已有的记录提到了它们，可是它们不在本机：可能还在另一台工作站上、还没送到，也可能已经读不出来。收到以前不能作决定、不能出文书；填写、备注照常。</p>
          {isAsking ? (
            <form
              className="unsettled-other"
              onSubmit={(event) => {
                event.preventDefault()
                void writeOff()
              }}
            >
              <TextInput aria-label="不再等的理由" placeholder="不再等的理由，例如：旧电脑硬盘损坏，已按纸质材料核对补填" autoFocus maxLength={500} dir="auto" value={reason} onChange={(event) => setReason(event.target.value)} />
              <Button type="primary" htmlType="submit" loading={busy} disabled={reason.trim() === ''}>
                不再等
              </Button>
              <Button onClick={() => setIsAsking(false)}>取消</Button>
              <span className="quiet">理由会记下您的名字，负责人看得到；它们以后还是到了，会照样算进来并标“迟到”。</span>
            </form>
          ) : (
            <Button onClick={() => setIsAsking(true)}>不再等了…</Button>
          )}
        </>
      )}
      {writeOffs.length === 0 ? null : (
        <ul className="unsettled-list">
          {writeOffs.map(({ event, names, reason: said, operator, at }) => (
            <li key={event}>
              不再等 {names.length} 条：<bdi>{said}</bdi>{' '}
              <span className="quiet">
                <Name text={personText(operator, status.operators)} /> {momentText(at, today)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
