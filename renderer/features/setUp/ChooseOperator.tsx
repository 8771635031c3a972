import { useState } from 'react'
import type { Desk, Failure, StationStatus } from '../../../shared/contracts/ipc.ts'
import { roleWords } from '../../words/caseText.ts'
import { Button } from '../../ui/Button.tsx'
import { Name } from '../../ui/Name.tsx'
import './setUp.css'

/** Who is on duty; every record carries the name. */
export function ChooseOperator({ desk, status, onDone, onFailure }: { readonly desk: Desk; readonly status: StationStatus; readonly onDone: (status: StationStatus) => void; readonly onFailure: (failure: Failure) => void }) {
  const [busy, setBusy] = useState(false)
  const choose = async (operatorId: string): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke('station:signIn', { operatorId })
    setBusy(false)
    if (answer.ok) onDone(answer.value)
    else onFailure(answer.failure)
  }
  const practice = status.profile === 'practice'
  const switchProfile = async (): Promise<void> => {
    const answer = await desk.invoke('profile:switch', { to: practice ? 'office' : 'practice' })
    if (answer.ok) onDone(answer.value)
    else onFailure(answer.failure)
  }
  return (
    <main className="set-up">
      <section className="set-up-form" aria-label="选择当班人员">
        {practice ? <span className="practice-band set-up-practice">演练 · 样例数据，不办真件，不上传</span> : null}
        <h1>今天谁在窗口？</h1>
        <p className="set-up-lead">{status.phase.kind === 'ready' ? `${status.phase.district} · ${status.phase.stationName}` : ''}　您办的每一步都会记下名字。</p>
        <ul className="operator-list">
          {status.operators.map((person) => (
            <li key={person.id}>
              <Button size="large" block disabled={busy} onClick={() => void choose(person.id)}>
                <Name text={person.name} lines="one" />
                <span className="quiet">{roleWords[person.role]}</span>
              </Button>
            </li>
          ))}
        </ul>
        <p className="set-up-honest">未设密码（本版本不含登录密码）。</p>
        <Button type="link" onClick={() => void switchProfile()}>
          {practice ? '回到正式办件' : '进入演练'}
        </Button>
      </section>
    </main>
  )
}
