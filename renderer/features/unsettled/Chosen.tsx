import type { TimelineEntry } from '../../../shared/contracts/timeline.ts'
import type { FieldHead, FieldPath } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { fieldLabel } from '../../words/caseText.ts'
import { fieldValueText, takenBackText } from '../../words/timelineText.ts'
import type { Entries } from './entries.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { Who } from './Who.tsx'

/** Choices that stand and can still be taken back. */
export function findChosen({ fields }: UnsettledProps['state'], entries: Entries): readonly { readonly path: FieldPath; readonly head: FieldHead }[] {
  const isOpen = (entry: TimelineEntry | undefined): boolean => entry?.choice === 'made' && entry.undoable
  return Object.values(fields).flatMap(({ path, heads: [head, ...others] }) => (head && others.length === 0 && isOpen(entries.get(head.event)) ? [{ path, head }] : []))
}

/** What was chosen among values in conflict; taken back, all of them stand again. */
export function Chosen({ openCase, state, entries, today }: UnsettledProps) {
  const { lookup, tell, confirm } = useSession()
  const chosen = findChosen(state, entries)
  if (chosen.length === 0) return null
  const takeBack = async (event: string): Promise<void> => {
    const answer = await openCase.takeBack([event])
    if (answer.ok) confirm(takenBackText(answer.value, 'undo', lookup))
    else tell(answer.failure)
  }
  return (
    <section aria-label="选定过的" className="unsettled-item done">
      <h2>选定过的</h2>
      <ul className="unsettled-list unsettled-chosen">
        {chosen.map(({ path, head }) => {
          const label = fieldLabel(path, lookup)
          return (
            <li key={path}>
              <span>
                {label}：
                <strong>
                  <bdi>{fieldValueText(path, head.value, lookup)}</bdi>
                </strong>
              </span>
              <Who by={head} entries={entries} today={today} />
              <button type="button" className="link-button" aria-label={`撤销选定：${label}`} title="两处填的都恢复，再选一次" onClick={() => void takeBack(head.event)}>
                撤销选定
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
