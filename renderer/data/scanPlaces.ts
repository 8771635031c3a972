import { useEffect, useState } from 'react'
import type { ScanPlace } from '../../shared/contracts/scans.ts'
import { useSession } from './session.ts'

const nowhere: ReadonlyMap<string, ScanPlace> = new Map()

/** Where the files of a case's scans are, by digest; followed while they are sent and fetched. `round`: anything that changes with the case. */
export function useScanPlaces(caseId: string, round: unknown): ReadonlyMap<string, ScanPlace> {
  const { desk } = useSession()
  const [places, setPlaces] = useState(nowhere)
  useEffect(() => {
    let isStopped = false
    let isAsking = false
    let isAskedAgain = false
    // One question at a time, the last one after the last change.
    const ask = (): void => {
      isAskedAgain = isAsking
      if (isAsking || isStopped) return
      isAsking = true
      void desk
        .invoke('scan:places', { caseId })
        .then((answer) => {
          if (answer.ok && !isStopped) setPlaces(new Map(answer.value.map(({ digest, place }) => [digest, place])))
        })
        .finally(() => {
          isAsking = false
          if (isAskedAgain) ask()
        })
    }
    const stops = [desk.on('scans:changed', (changed) => changed.caseId === caseId && ask()), desk.on('sync:changed', ask)]
    ask()
    return () => {
      isStopped = true
      stops.forEach((stop) => stop())
    }
  }, [desk, caseId, round])
  return places
}
