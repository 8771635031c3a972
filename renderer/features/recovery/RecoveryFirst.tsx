import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { Recovery } from '../../../shared/contracts/records.ts'
import { useSession } from '../../data/session.ts'
import { RecoveryPage } from './RecoveryPage.tsx'

/** Before any new work: what happened, until somebody has read it. */
export function RecoveryFirst({ recovery }: { readonly recovery: Recovery }) {
  const { desk, adopt, tell, status } = useSession()
  const [busy, setBusy] = useState(false)
  const [hasDraft, setHasDraft] = useState(false)
  useEffect(() => {
    let dropped = false
    // Typing that was not saved yet is kept apart and offered again.
    desk.invoke('draft:get', {}).then(
      (draft) => !dropped && setHasDraft(draft !== null && Object.values(draft.input).some((typed) => typed !== null)),
      () => undefined,
    )
    return () => {
      dropped = true
    }
  }, [desk])
  const dismiss = async (): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke('recovery:dismiss', { id: recovery.id })
    setBusy(false)
    if (answer.ok) adopt(answer.value)
    else tell(answer.failure)
  }
  return (
    <main className={status.profile === 'practice' ? 'recovery-first practice' : 'recovery-first'}>
      <RecoveryPage recovery={recovery} onOpenCase={null}>
        {hasDraft ? <span className="recovery-draft">停下前正在填、还没保存的也留着，接下来会回到那里。</span> : null}
        <Button type="primary" autoFocus loading={busy} onClick={() => void dismiss()}>
          我看过了，开始办件
        </Button>
      </RecoveryPage>
    </main>
  )
}
