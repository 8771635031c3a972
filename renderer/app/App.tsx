import { useCallback, useEffect, useState } from 'react'
import type { Desk } from '../../shared/contracts/ipc.ts'
import { afterPaint } from '../ui/afterPaint.ts'
import { Blank, Waiting } from '../ui/Blank.tsx'
import { Button } from '../ui/Button.tsx'
import { onDemand } from '../ui/onDemand.ts'
import { ChooseOperator } from '../features/setUp/ChooseOperator.tsx'
import { SessionContext, useSession, type Spoken } from '../data/session.ts'
import { CrashScreen } from './CrashScreen.tsx'
import type { Opened as OpenedStation } from './openStation.ts'
import { Shell } from './Shell.tsx'
import { useStation } from './useStation.ts'

const RecoveryFirst = onDemand(() => import('../features/recovery/RecoveryFirst.tsx').then((feature) => feature.RecoveryFirst))
const SetUp = onDemand(() => import('../features/setUp/SetUp.tsx').then((feature) => feature.SetUp))
const Voice = onDemand(() => import('./Voice.tsx').then((part) => part.Voice), null)

/** The program's page: finds the desk, opens the station, then shows set-up, the choice of operator, or the shell. */
export function App({ desk, first, now }: { readonly desk: Desk | null; readonly first: OpenedStation | null; readonly now: () => Date }) {
  const [said, setSaid] = useState<readonly Spoken[]>([])
  const say = useCallback((spoken: Spoken) => setSaid((before) => [...before, spoken]), [])
  return (
    <>
      <CrashScreen>{desk ? <StationGate desk={desk} first={first} now={now} say={say} /> : <NoDesk />}</CrashScreen>
      {said.length > 0 ? <Voice said={said} /> : null}
    </>
  )
}

function NoDesk() {
  return (
    <main className="whole-page">
      <Blank role="alert" title="这个页面要在工作站程序里打开" detail="请从桌面图标或开始菜单启动“大篷车窗口工作站”。" />
    </main>
  )
}

function StationGate({ desk, first, now, say }: { readonly desk: Desk; readonly first: OpenedStation | null; readonly now: () => Date; readonly say: (spoken: Spoken) => void }) {
  const station = useStation(desk, first, now, say)
  const isDrawn = station.kind !== 'opening'
  // Names to look for and a hundred files of one font; until then the system's own stands.
  useEffect(() => (isDrawn ? afterPaint(() => void import('./typefaces.ts')) : undefined), [isDrawn])
  switch (station.kind) {
    case 'opening':
      return (
        <main className="whole-page">
          <Opening desk={desk} />
        </main>
      )
    case 'failed':
      return (
        <main className="whole-page">
          <Blank role="alert" title="工作站没有打开" detail={<>已存的内容都在，没有改动。（{station.problem}）</>}>
            <Button type="primary" onClick={station.retry}>
              再试一次
            </Button>
          </Blank>
        </main>
      )
    case 'needs-set-up':
      return <SetUp desk={desk} districts={station.pack.districts} packName={station.pack.name_zh} profile={station.status.profile} onDone={station.adopt} onFailure={station.tell} />
    case 'off-duty':
      return <ChooseOperator desk={desk} status={station.status} onDone={station.adopt} onFailure={station.tell} />
    case 'open':
      return (
        <SessionContext.Provider value={station.session}>
          <Opened key={station.key} />
        </SessionContext.Provider>
      )
  }
}

/** A start is short, unless the records have to be read again from the first. */
function Opening({ desk }: { readonly desk: Desk }) {
  const [read, setRead] = useState<{ readonly done: number; readonly total: number } | null>(null)
  useEffect(() => desk.on('station:opening', setRead), [desk])
  return read === null ? <Waiting title="正在打开工作站…" /> : <Waiting title="正在逐段核对记录，已保存的都在…" done={read.done} total={read.total} />
}

/** What put the records in doubt before this start is read first; what turns up later does not take the work off the screen. */
function Opened() {
  const { status } = useSession()
  const [atStart, setAtStart] = useState(status.recovery !== null)
  if (atStart && status.recovery !== null) return <RecoveryFirst key={status.recovery.id} recovery={status.recovery} />
  if (atStart) setAtStart(false)
  return <Shell />
}
