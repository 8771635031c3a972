import { useEffect, useState } from 'react'
import type { StickProgress, StickState } from '../../shared/contracts/stick.ts'
import { useSession } from './session.ts'

type Carried = ReadonlyMap<string, StickState['cases'][number]>
const none: Carried = new Map()

/** Cases that were written to a stick, by id; looked at once a screen is opened. */
export function useCarried(): Carried {
  const { desk } = useSession()
  const [carried, setCarried] = useState(none)
  useEffect(() => {
    let dropped = false
    void desk.invoke('stick:state', {}).then(
      (answer) => {
        if (!dropped && answer.ok) setCarried(new Map(answer.value.cases.map((one) => [one.caseId, one])))
      },
      // An addition that nobody misses.
      () => undefined,
    )
    return () => {
      dropped = true
    }
  }, [desk])
  return carried
}

/** The file that was looked at and not taken in, as it lies here; asked for anew with every `round`. */
export function useIncoming(round: unknown): { readonly bytes: number } | null {
  const { desk } = useSession()
  const [incoming, setIncoming] = useState<StickState['incoming']>(null)
  useEffect(() => {
    let dropped = false
    void desk.invoke('stick:state', {}).then(
      (answer) => {
        if (!dropped && answer.ok) setIncoming(answer.value.incoming)
      },
      // Asked again with the next step.
      () => undefined,
    )
    return () => {
      dropped = true
    }
  }, [desk, round])
  return incoming
}

/** How far it is; `null` while nothing is under way. */
export function useStickProgress(isBusy: boolean): StickProgress | null {
  const { desk } = useSession()
  const [progress, setProgress] = useState<StickProgress | null>(null)
  useEffect(() => {
    setProgress(null)
    return isBusy ? desk.on('stick:progress', setProgress) : undefined
  }, [desk, isBusy])
  return progress
}
