import { DownOutlined, SearchOutlined } from '@ant-design/icons'
import { App as AntApp, Dropdown } from 'antd'
import { useState } from 'react'
import { useSession } from '../data/session.ts'
import { Keys } from '../ui/Keys.tsx'
import { Name } from '../ui/Name.tsx'
import { onDemand } from '../ui/onDemand.ts'
import { roleWords } from '../words/caseText.ts'

const AddOperator = onDemand(() => import('./AddOperator.tsx').then((part) => part.AddOperator), null)

/** Product, what is open, search, and who is at the counter. */
export function HeaderBar({ context, onSearch, onHome }: { readonly context: string; readonly onSearch: () => void; readonly onHome: () => void }) {
  const { status } = useSession()
  const practice = status.profile === 'practice'
  const station = status.phase.kind === 'ready' ? status.phase : null
  return (
    <header className="header-bar">
      <button type="button" className="plain-button product" onClick={onHome}>
        大篷车窗口工作站
      </button>
      {practice ? <span className="practice-band">演练 · 样例数据，不办真件，不上传</span> : null}
      <div className="header-context">{context === '' ? <span className="quiet">{station ? `${station.district} · ${station.stationName}` : ''}</span> : <Name text={context} lines="one" />}</div>
      <button type="button" className="header-search" onClick={onSearch}>
        <SearchOutlined aria-hidden /> 查办件、指南、动作<Keys>Ctrl K</Keys>
      </button>
      <OperatorMenu />
    </header>
  )
}

function OperatorMenu() {
  const { desk, status, cases, drafts, adopt, tell, confirm } = useSession()
  const [switching, setSwitching] = useState(false)
  const { message } = AntApp.useApp()
  const [adding, setAdding] = useState(false)
  const operator = status.operator
  const practice = status.profile === 'practice'

  const signIn = async (operatorId: string): Promise<void> => {
    const answer = await desk.invoke('station:signIn', { operatorId })
    if (answer.ok) adopt(answer.value)
    else tell(answer.failure)
  }
  const switchProfile = async (): Promise<void> => {
    // What was typed here belongs here: it is saved first, and nothing can be typed until the other profile is open.
    setSwitching(true)
    await drafts.flush()
    await cases.settle()
    if (cases.saveState() === 'failed') {
      setSwitching(false)
      return void message.warning('有内容还没有存上，先点“再存一次”，再换。')
    }
    // The first practice makes its sample cases, which takes a few seconds.
    const done = message.loading(practice ? '正在回到正式办件…' : '正在准备演练…', 0)
    const answer = await desk.invoke('profile:switch', { to: practice ? 'office' : 'practice' }).finally(() => {
      done()
      setSwitching(false)
    })
    if (answer.ok) adopt(answer.value)
    else tell(answer.failure)
  }
  return (
    <>
      {switching ? <div className="switching-cover" aria-hidden="true" /> : null}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            {
              key: 'operators',
              type: 'group',
              label: '换人值守（未设密码）',
              children: status.operators.map((person) => ({
                key: `operator:${person.id}`,
                label: (
                  <>
                    <Name text={person.name} /> <span className="quiet">{`${roleWords[person.role]}${person.id === operator?.id ? '（当班）' : ''}`}</span>
                  </>
                ),
              })),
            },
            { type: 'divider' },
            { key: 'add', label: '添加人员…' },
            { key: 'profile', label: practice ? '回到正式办件' : '进入演练' },
          ],
          onClick: ({ key }) => {
            if (key === 'add') setAdding(true)
            else if (key === 'profile') void switchProfile()
            else void signIn(key.slice('operator:'.length))
          },
        }}
      >
        <button type="button" className="plain-button operator-button" aria-label={`当班人员：${operator?.name ?? '未选'}`}>
          <Name text={operator?.name ?? ''} lines="one" empty="未选当班人员" />
          <span className="quiet">{operator ? roleWords[operator.role] : ''}</span>
          <DownOutlined aria-hidden />
        </button>
      </Dropdown>
      {adding ? (
        <AddOperator
          onClose={() => setAdding(false)}
          onAdd={async (name, role) => {
            const answer = await desk.invoke('station:addOperator', { name, role })
            if (!answer.ok) return tell(answer.failure)
            adopt(answer.value)
            setAdding(false)
            confirm('人员已添加')
          }}
        />
      ) : null}
    </>
  )
}
