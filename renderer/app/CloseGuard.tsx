import { Button, Modal } from 'antd'
import { useEffect, useSyncExternalStore } from 'react'
import { useSession } from '../data/session.ts'

/** Asked when the program is to end while something has not been saved. */
export function CloseGuard({ onStay }: { readonly onStay: () => void }) {
  const { cases, desk } = useSession()
  const save = useSyncExternalStore(cases.subscribe, cases.saveState)
  // What was asked for happens as soon as nothing is lost by it.
  useEffect(() => {
    if (save === 'quiet') void desk.invoke('app:quit', {})
  }, [desk, save])
  const unsaved = cases.unsaved()
  const count = unsaved.reduce((sum, openCase) => {
    const { save: own } = openCase.view()
    return sum + (own.kind === 'failed' ? own.count : 0)
  }, 0)
  const isFailed = save === 'failed'
  return (
    <Modal
      open
      title={isFailed ? '还有内容没有存上，要关掉吗？' : '正在保存，存好就关…'}
      onCancel={onStay}
      footer={
        isFailed
          ? [
              <Button key="discard" danger onClick={() => unsaved.forEach((openCase) => openCase.discardUnsaved())}>
                {`放弃这 ${count} 处，关掉`}
              </Button>,
              <Button key="stay" onClick={onStay}>
                先不关
              </Button>,
              <Button key="retry" type="primary" autoFocus onClick={() => unsaved.forEach((openCase) => openCase.retry())}>
                再存一次，存好就关
              </Button>,
            ]
          : [
              <Button key="stay" onClick={onStay}>
                先不关
              </Button>,
            ]
      }
    >
      <p>{isFailed ? `有 ${count} 处刚才没有存上，现在关掉就没有了。显示过“已保存”的都在。` : '显示过“已保存”的都在。'}</p>
    </Modal>
  )
}
