import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { Panel } from '../../ui/Panel.tsx'
import { numberText } from '../../words/numberText.ts'
import { RefuseErasuresDialog } from './RefuseErasuresDialog.tsx'

/** Too many erasures at once act only on a supervisor's word. */
export function HeldPanel({ held, onState }: { readonly held: number; readonly onState: (state: SyncState) => void }) {
  const { desk, status, tell, confirm } = useSession()
  const [isBusy, setIsBusy] = useState(false)
  const [isRefusing, setIsRefusing] = useState(false)
  const release = async (): Promise<void> => {
    setIsBusy(true)
    const answer = await desk.invoke('sync:releaseHeld', {}).finally(() => setIsBusy(false))
    if (!answer.ok) return tell(answer.failure)
    onState(answer.value)
    confirm(`已同意删除 ${numberText(held)} 个办件`)
  }
  const isSupervisor = status.operator?.role === 'supervisor'
  return (
    <Panel title="等负责人">
      <div className="sync-body">
        <p>
          服务器一下子要删 {numberText(held)} 个办件，多得不寻常，先没有删，办件都还在。请负责人向局里核实：确实要删的，在这里同意；不该删的，在这里拒绝，并告诉局里的管理员。
        </p>
        <div className="sync-action">
          <Popconfirm title={`同意删除 ${numberText(held)} 个办件？`} description="删了以后，本机只留下删除的记录，不能再办。" okText="同意删除" cancelText="先不删" onConfirm={() => void release()}>
            <Button danger disabled={!isSupervisor} loading={isBusy}>
              同意删除…
            </Button>
          </Popconfirm>
          <Button disabled={!isSupervisor || isBusy} onClick={() => setIsRefusing(true)}>
            拒绝删除…
          </Button>
          {isSupervisor ? null : <span className="quiet">要由负责人来办：请负责人在右上角选择自己。</span>}
        </div>
      </div>
      {isRefusing ? <RefuseErasuresDialog held={held} onState={onState} onClose={() => setIsRefusing(false)} /> : null}
    </Panel>
  )
}
