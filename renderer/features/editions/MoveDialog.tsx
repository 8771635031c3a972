import { Modal } from 'antd'
import { useState } from 'react'
import type { CaseEffect, EditionHere, EffectRow } from '../../../shared/contracts/editions.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { useSession } from '../../data/session.ts'
import { Lines } from '../../ui/Lines.tsx'
import { Name } from '../../ui/Name.tsx'
import { numberText } from '../../words/numberText.ts'
import { EffectTable } from './EffectTable.tsx'

type Compared = Extract<CaseEffect, { kind: 'compared' }>

/** Cases that go by one edition and in which another one changes the same. */
export interface SameEffect {
  readonly from: Compared['from']
  readonly changes: readonly EffectRow[]
  readonly cases: readonly { readonly row: CaseRow; readonly canMove: boolean }[]
}

const namesAtOnce = 6

/** Cases are put under another edition, one after the other, after both outcomes were read. */
export function MoveDialog({ rows, effect, to, onClose, onMoved }: { readonly rows: readonly CaseRow[]; readonly effect: SameEffect; readonly to: EditionHere; readonly onClose: () => void; readonly onMoved: () => void }) {
  const { cases, tell, confirm } = useSession()
  const [moved, setMoved] = useState<number | null>(null)
  const move = async (): Promise<void> => {
    try {
      for (const [at, row] of rows.entries()) {
        setMoved(at)
        const opened = await cases.open(row.id)
        const answer = opened.ok ? await opened.value.decide({ kind: 'move', to: to.ref }) : opened
        // Those before it are moved and say so themselves.
        if (!answer.ok) {
          tell(answer.failure)
          return onMoved()
        }
      }
      confirm(rows.length === 1 ? `已按规则 ${to.ref.version} 办` : `${numberText(rows.length)} 件已按规则 ${to.ref.version} 办`)
      onMoved()
    } finally {
      setMoved(null)
    }
  }
  const these = rows.length === 1 ? '这个办件' : '这些办件'
  const consequences = [
    `从现在起，${these}的事项、材料、时限和文书都按规则 ${to.ref.version}。`,
    '已经出具的文书不变；经过里记下是谁、什么时候、两种结果有什么不同。',
    ...(rows.some(({ status }) => status === 'resubmitted') ? ['已经一次性告知过的办件不能再告知一次：这一版多要的，请当面说明。'] : []),
    '要改回来，再选原来的那一版。',
  ]
  const progress = moved !== null && rows.length > 1 ? `正在改用 ${numberText(moved + 1)} / ${numberText(rows.length)}` : '改用'
  return (
    <Modal open title={`改用规则 ${to.ref.version}`} width={680} style={{ top: 32 }} mask={{ closable: false }} okText={progress} cancelText="再看看" okButtonProps={{ loading: moved !== null }} onOk={() => void move()} onCancel={onClose}>
      <ul className="edition-names">
        {rows.slice(0, namesAtOnce).map((row) => (
          <li key={row.id}>
            <Name text={row.projectName} empty="未填项目名称" />
          </li>
        ))}
        {rows.length > namesAtOnce ? <li className="quiet">等 {numberText(rows.length)} 件</li> : null}
      </ul>
      {effect.changes.length === 0 ? <p>按现在的答复，办理结果没有变化。</p> : <EffectTable rows={effect.changes} from={effect.from.version} to={to.ref.version} />}
      <Lines label="确认以后" lines={consequences} />
    </Modal>
  )
}
