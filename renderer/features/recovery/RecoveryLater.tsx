import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { Recovery } from '../../../shared/contracts/records.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { RecoveryPage } from './RecoveryPage.tsx'

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed' } | { readonly kind: 'read'; readonly recovery: Recovery | null }

/** A recovery looked up again, or one that was noticed while the program ran. */
export function RecoveryLater({ id, onOpenCase, onBack }: { readonly id: string; readonly onOpenCase: (caseId: string) => void; readonly onBack: () => void }) {
  const { desk, adopt, tell } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let dropped = false
    desk.invoke('recovery:list', {}).then(
      (list) => !dropped && setLoaded({ kind: 'read', recovery: list.find((entry) => entry.id === id) ?? null }),
      () => !dropped && setLoaded({ kind: 'failed' }),
    )
    return () => {
      dropped = true
    }
  }, [desk, id, round])
  const dismiss = async (): Promise<void> => {
    const answer = await desk.invoke('recovery:dismiss', { id })
    if (!answer.ok) return tell(answer.failure)
    adopt(answer.value)
    setRound(round + 1)
  }
  switch (loaded.kind) {
    case 'loading':
      return <Waiting title="正在读取恢复记录…" />
    case 'failed':
      return (
        <Blank role="alert" title="恢复记录没有读出来" detail="已保存的都在。">
          <Button onClick={() => setRound(round + 1)}>再读一次</Button>
        </Blank>
      )
    case 'read':
      return loaded.recovery === null ? (
        <Blank title="没有这次恢复的记录">
          <Button onClick={onBack}>回到设置</Button>
        </Blank>
      ) : (
        <RecoveryPage recovery={loaded.recovery} onOpenCase={onOpenCase}>
          {loaded.recovery.read === null ? (
            <Button type="primary" onClick={() => void dismiss()}>
              我看过了
            </Button>
          ) : null}
          <Button onClick={onBack}>回到设置</Button>
        </RecoveryPage>
      )
  }
}
