import { Button } from 'antd'
import { useRecentAccount } from '../../data/recentAccount.ts'
import { CountTable } from '../../ui/CountTable.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { dayRows, dayTableHead } from '../../words/dayLines.ts'
import { recentDaysText } from '../../words/syncText.ts'

/** By kind, as the day's close counts: what was entered on the days on which something still waits, and where it has got to. */
export function KindsPanel({ onDay }: { readonly onDay: () => void }) {
  const account = useRecentAccount()
  if (account === null || account.lines.length === 0) return null
  const { title, foot } = recentDaysText(account)
  return (
    <Panel title={title} foot={foot}>
      {account.isBalanced ? null : (
        <p className="sync-unbalanced" role="alert">
          有几项对不上，原因和怎么办写在日结里。<Button onClick={onDay}>去看日结</Button>
        </p>
      )}
      <CountTable label={title} head={dayTableHead} rows={dayRows(account.lines)} />
    </Panel>
  )
}
