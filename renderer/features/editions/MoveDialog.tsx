import { Modal } from 'antd'
import { useState } from 'react'
import type { CaseEffect, EditionHere } from '../../../shared/contracts/editions.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { useSession } from '../../data/session.ts'
import { Lines } from '../../ui/Lines.tsx'
import { Name } from '../../ui/Name.tsx'
import { EffectTable } from './EffectTable.tsx'

type Compared = Extract<CaseEffect, { kind: 'compared' }>

/** One case is put under another edition, after both outcomes were read. */
export function MoveDialog({ row, effect, to, onClose, onMoved }: { readonly row: CaseRow; readonly effect: Compared; readonly to: EditionHere; readonly onClose: () => void; readonly onMoved: () => void }) {
  const { cases, tell, confirm } = useSession()
  const [busy, setBusy] = useState(false)
  const move = async (): Promise<void> => {
    setBusy(true)
    try {
      const opened = await cases.open(row.id)
      const answer = opened.ok ? await opened.value.decide({ kind: 'move', to: to.ref }) : opened
      if (!answer.ok) return tell(answer.failure)
      confirm(`已按规则 ${to.ref.version} 办`)
      onMoved()
    } finally {
      setBusy(false)
    }
  }
  const consequences = [
    '从现在起，这个办件的事项、材料、时限和文书都按新规则。',
    '已经出具的文书不变；经过里记下是谁、什么时候、两种结果有什么不同。',
    ...(row.status === 'resubmitted' ? ['这个办件已经一次性告知过，不能再告知一次：新规则多要的，请当面说明。'] : []),
    '要改回来，再选原来的那一版。',
  ]
  return (
    <Modal open title="改用新规则" width={680} style={{ top: 32 }} mask={{ closable: false }} okText="改用" cancelText="再看看" okButtonProps={{ loading: busy }} onOk={() => void move()} onCancel={onClose}>
      <p>
        <Name text={row.projectName} empty="未填项目名称" />
      </p>
      {effect.rows.length === 0 ? <p>按现在的答复，办理结果没有变化。</p> : <EffectTable rows={effect.rows} from={effect.from.version} to={to.ref.version} />}
      <Lines label="确认以后" lines={consequences} />
    </Modal>
  )
}
