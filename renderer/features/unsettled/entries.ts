import { useEffect, useState } from 'react'
import type { TimelineEntry } from '../../../shared/contracts/timeline.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'

export type Entries = ReadonlyMap<EventName, TimelineEntry>

/** The history of the case by event: who, when and where. Empty until it was read, and where it can't be. */
export function useEntries(caseId: string, eventCount: number): Entries {
  const { desk } = useSession()
  const [entries, setEntries] = useState<Entries>(new Map())
  useEffect(() => {
    let dropped = false
    void desk.invoke('case:timeline', { caseId }).then(
      (answer) => !dropped && answer.ok && setEntries(new Map(answer.value.map((entry) => [entry.event, entry]))),
      () => undefined,
    )
    return () => {
      dropped = true
    }
  }, [caseId, desk, eventCount])
  return entries
}
