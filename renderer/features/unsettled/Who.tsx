import type { EventName, OperatorId } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { knownPerson } from '../../words/unsettledText.ts'
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
  return <WhoAndWhen operatorName={entry?.operatorName || (knownPerson(operator, status.operators) ?? '')} stationName={entry?.stationName ?? null} at={at} today={today} />
}

/** What is not known is said once. `stationName`: `null` until it was asked. */
export function WhoAndWhen({ operatorName, stationName, at, today }: { readonly operatorName: string; readonly stationName: string | null; readonly at: string; readonly today: string }) {
  return (
    <p className="quiet">
      {operatorName === '' && !stationName ? <span>别的工作站的人员</span> : <Name text={operatorName} empty="没有报名字的人员" />}
      {stationName === null || (operatorName === '' && stationName === '') ? null : (
        <>
          {' '}
          · <Name text={stationName} empty="别的工作站" />
        </>
      )}{' '}
      · <span className="unsettled-when">{momentText(at, today)}</span>
    </p>
  )
}
