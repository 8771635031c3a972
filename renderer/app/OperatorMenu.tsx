import { Dropdown } from 'antd'
import { useState } from 'react'
import { useSession } from '../data/session.ts'
import { Name } from '../ui/Name.tsx'
import { onDemand } from '../ui/onDemand.ts'
import { roleWords } from '../words/caseText.ts'
import { OperatorButton } from './OperatorButton.tsx'

const AddOperator = onDemand(() => import('./AddOperator.tsx').then((part) => part.AddOperator), null)

/** Who else may take over the counter. Read with the first click on the button, which it takes the place of: it opens at once. */
export function OperatorMenu() {
  const { desk, status, cases, drafts, adopt, say, tell, confirm } = useSession()
  const [open, setOpen] = useState(true)
  const [switching, setSwitching] = useState(false)
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
      return say({ kind: 'word', tone: 'warning', text: '有内容还没有存上，先点“再存一次”，再换。' })
    }
    const switched = desk.invoke('profile:switch', { to: practice ? 'office' : 'practice' })
    // The first practice makes its sample cases, which takes a few seconds.
    say({ kind: 'busy', text: practice ? '正在回到正式办件…' : '正在准备演练…', until: switched })
    const answer = await switched.finally(() => setSwitching(false))
    if (answer.ok) adopt(answer.value)
    else tell(answer.failure)
  }
  return (
    <>
      {switching ? <div className="switching-cover" aria-hidden="true" /> : null}
      <Dropdown
        trigger={['click']}
        open={open}
        onOpenChange={setOpen}
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
        <OperatorButton autoFocus />
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
