import { useEffect, useState } from 'react'
import type { SetAsideEntry } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { Waiting } from '../../ui/Blank.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { asideFoot, asideTexts } from '../../words/syncText.ts'

/** What arrived and does not count, each with its reason. `count`: asked again when it changes. */
export function AsidePanel({ count }: { readonly count: number }) {
  const { desk, tell } = useSession()
  const [entries, setEntries] = useState<readonly SetAsideEntry[] | null>(null)
  useEffect(() => {
    let dropped = false
    void desk.invoke('sync:setAside', {}).then(
      (answer) => {
        if (dropped) return
        if (answer.ok) setEntries(answer.value)
        else tell(answer.failure)
      },
      // Asked again with the next one.
      () => undefined,
    )
    return () => {
      dropped = true
    }
  }, [count, desk, tell])
  return (
    <Panel title="收到后搁置的" foot={asideFoot}>
      {entries === null ? (
        <Waiting title="正在读搁置的内容…" />
      ) : (
        <ul className="sync-waiting">
          {entries.map(({ name, reason }) => (
            <li key={`${reason} ${name}`}>
              <code className="sync-url">{name}</code>
              <span>{asideTexts[reason]}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
