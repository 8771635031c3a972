import type { Recovery } from '../../../shared/contracts/records.ts'
import { findingWords } from '../../../shared/output/recoveryWords.ts'
import { Panel } from '../../ui/Panel.tsx'
import { momentText } from '../../words/dayText.ts'

/** Times that the records had to be put in order. */
export function RecoveriesPanel({ recoveries, today, onOpen }: { readonly recoveries: readonly Recovery[]; readonly today: string; readonly onOpen: (id: string) => void }) {
  return (
    <Panel title="恢复过的记录">
      {recoveries.length === 0 ? (
        <p className="settings-body quiet">没有。断电、磁盘出错后程序整理过记录的，会列在这里。</p>
      ) : (
        <ul className="settings-recoveries">
          {recoveries.map(({ id, at, findings, read }) => (
            <li key={id}>
              <span className="settings-when">{momentText(at, today)}</span>
              <span>{findings.map((finding) => findingWords(finding).title).join('；')}</span>
              <button type="button" className="link-button" aria-label={`查看 ${momentText(at, today)} 的恢复`} onClick={() => onOpen(id)}>
                {read === null ? '还没看，查看' : '查看'}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
