import { Button, Popconfirm } from 'antd'
import { useEffect, useState } from 'react'
import type { CopyStatus } from '../../../shared/contracts/copy.ts'
import { useSession } from '../../data/session.ts'
import { Waiting } from '../../ui/Blank.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { copyText } from '../../words/copyText.ts'

const lookAgainMs = 2000

/** The second copy on another disk or a stick: how it stands, where it lies, and what can be done about it. */
export function CopyPanel({ today }: { readonly today: string }) {
  const { desk, tell } = useSession()
  const [status, setStatus] = useState<CopyStatus | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let dropped = false
    const look = (): void =>
      void desk.invoke('copy:status', {}).then(
        (fresh) => !dropped && setStatus(fresh),
        // Looked at again in a moment.
        () => undefined,
      )
    look()
    const timer = setInterval(look, lookAgainMs)
    return () => {
      dropped = true
      clearInterval(timer)
    }
  }, [desk])
  const ask = async (channel: 'copy:choose' | 'copy:now' | 'copy:stop'): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke(channel, {}).finally(() => setBusy(false))
    if (answer.ok) setStatus(answer.value)
    else tell(answer.failure)
  }
  if (status === null)
    return (
      <Panel title="第二份拷贝">
        <Waiting title="正在看第二份拷贝…" />
      </Panel>
    )
  const { tone, title, detail } = copyText(status, today)
  return (
    <Panel title="第二份拷贝">
      <div className="settings-body">
        <div className={`settings-verdict ${tone}`} role="status">
          <strong>{title}</strong>
          <span>{detail}</span>
          {status.kind === 'on' && status.now.kind === 'running' ? <progress aria-label="拷贝进度" max={status.now.totalFiles} value={status.now.doneFiles} /> : null}
        </div>
        {status.kind === 'off' ? (
          <div className="settings-action">
            <Button type="primary" disabled={busy} onClick={() => void ask('copy:choose')}>
              选一个文件夹…
            </Button>
            <span className="quiet">里面有申请人的资料，没有加密，请和办件一样保管。</span>
          </div>
        ) : (
          <>
            <dl className="settings-facts">
              <div>
                <dt>拷贝放在</dt>
                <dd>
                  <bdi className="settings-path">{status.folder}</bdi>
                </dd>
              </div>
            </dl>
            <div className="settings-action">
              <Button disabled={busy} onClick={() => void ask('copy:now')}>
                现在拷一遍
              </Button>
              <Button disabled={busy} onClick={() => void ask('copy:choose')}>
                换一个文件夹…
              </Button>
              <Popconfirm title="停止第二份拷贝？" description="已经拷过去的留在原处，不删；以后的记录不再拷。" okText="停止" cancelText="不停" onConfirm={() => void ask('copy:stop')}>
                <Button disabled={busy}>停止拷贝</Button>
              </Popconfirm>
            </div>
          </>
        )}
      </div>
    </Panel>
  )
}
