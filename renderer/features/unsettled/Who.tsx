import type { EventName, OperatorId } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { personText } from '../../words/unsettledText.ts'
import type { Entries } from './entries.ts'

interface Props {
  readonly by: { readonly event: EventName; readonly operator: OperatorId; readonly at: string }
  readonly entries: Entries
  readonly today: string
}

/** Who wrote it, at which station, and when. */
export function Who({ by: { event, operator, at }, entries, today }: Props) {
  const { status } = useSession()
  const entry = entries.get(event)
  return (
    <p className="quiet">
      <Name text={entry?.operatorName || personText(operator, status.operators)} /> · <Name text={entry?.stationName ?? ''} empty="别的工作站" /> · {momentText(at, today)}
    </p>
  )
}
