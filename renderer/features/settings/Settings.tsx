import { Button } from 'antd'
import { dayInChina } from '../../../shared/domain/days.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { CopyPanel } from './CopyPanel.tsx'
import { DiagnosticsPanel } from './DiagnosticsPanel.tsx'
import { RecordsPanel } from './RecordsPanel.tsx'
import { RecoveriesPanel } from './RecoveriesPanel.tsx'
import { RestorePanel } from './RestorePanel.tsx'
import { ServerPanel } from './ServerPanel.tsx'
import { StationPanel } from './StationPanel.tsx'
import { useRecords } from './useRecords.ts'
import './settings.css'

/** 设置: where the data are and whether they are whole, who this station is, and what to send to whoever helps. */
export function Settings({ onRecovery }: { readonly onRecovery: (id: string) => void }) {
  const { now, status: station } = useSession()
  // Only what is done for real is copied.
  const isPractice = station.profile === 'practice'
  const today = dayInChina(now())
  const { loaded, checking, again } = useRecords()
  switch (loaded.kind) {
    case 'loading':
      return <Waiting title="正在看本机的数据…" />
    case 'failed':
      return (
        <Blank role="alert" title="本机的数据情况没有读出来" detail="已保存的都在，可以照常办理。">
          <Button onClick={again}>再读一次</Button>
        </Blank>
      )
    case 'read': {
      const { status, recoveries } = loaded.value
      return (
        <div className="settings">
          <h1 className="visually-hidden">设置</h1>
          <div className="settings-column">
            <RecordsPanel status={status} checking={checking} today={today} onChanged={again} />
            <StationPanel identity={status.identity} today={today} />
          </div>
          <div className="settings-column">
            {isPractice ? null : <ServerPanel today={today} />}
            {isPractice ? null : <CopyPanel today={today} />}
            {isPractice ? null : <RestorePanel today={today} />}
            <RecoveriesPanel recoveries={recoveries} today={today} onOpen={onRecovery} />
            <DiagnosticsPanel />
          </div>
        </div>
      )
    }
  }
}
