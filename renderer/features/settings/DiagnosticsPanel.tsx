import { Button } from 'antd'
import { useState } from 'react'
import { useSession } from '../../data/session.ts'
import { Panel } from '../../ui/Panel.tsx'

/** A file for whoever helps from afar, without anything personal. */
export function DiagnosticsPanel() {
  const { desk, tell, confirm } = useSession()
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    setBusy(true)
    const answer = await desk.invoke('diagnostics:save', {}).finally(() => setBusy(false))
    if (answer.ok) confirm(`诊断文件已存到 ${answer.value.path}`)
    else tell(answer.failure)
  }
  return (
    <Panel title="请人帮忙">
      <div className="settings-body">
        <div className="settings-action">
          <Button loading={busy} onClick={() => void save()}>
            导出诊断文件…
          </Button>
          <span className="quiet">发给维护人员。里面只有版本、大小、条数和出错的位置，没有人名、项目名、电话和填写的内容。</span>
        </div>
      </div>
    </Panel>
  )
}
