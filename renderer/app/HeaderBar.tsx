import { useState } from 'react'
import { useSession } from '../data/session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Name } from '../ui/Name.tsx'
import { onDemand } from '../ui/onDemand.ts'
import { OperatorButton } from './OperatorButton.tsx'

const OperatorMenu = onDemand(() => import('./OperatorMenu.tsx').then((part) => part.OperatorMenu), <OperatorButton />)

/** Product, what is open, search, and who is at the counter. */
export function HeaderBar({ context, onSearch, onHome }: { readonly context: string; readonly onSearch: () => void; readonly onHome: () => void }) {
  const { status } = useSession()
  const [hasMenu, setHasMenu] = useState(false)
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
        <Icon name="search" /> 查办件、指南、动作<Keys>Ctrl K</Keys>
      </button>
      {hasMenu ? <OperatorMenu /> : <OperatorButton onClick={() => setHasMenu(true)} />}
    </header>
  )
}
