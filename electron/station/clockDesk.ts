import type { Failure } from '../../shared/contracts/ipc.ts'
import type { Trouble } from '../../shared/contracts/records.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { momentInChina } from './chinaTime.ts'
import { type EventStore, headsOf } from './eventStore.ts'
import type { Clock, Every } from './ports.ts'
import type { Actor } from './session.ts'
import type { InTurn } from './turns.ts'

/** Says that the clock is in doubt, and takes the word of a person that it is right. */
export interface ClockDesk {
  troubles(): readonly Trouble[]
  /** @param day the computer's, as the person saw it */
  confirm(day: string, actor: Actor): Promise<Result<null, Failure>>
  close(): void
}
export interface ClockDeskPorts {
  readonly store: EventStore
  readonly clock: Clock
  readonly inTurn: InTurn
  /** `null`: looked at only when somebody asks. */
  readonly every: Every | null
  readonly changed: () => void
}

const lookEveryMs = 5000

export function createClockDesk({ store, clock, inTurn, every, changed }: ClockDeskPorts): ClockDesk {
  const { clockWatch } = store
  let shown = clockWatch.doubt()?.because ?? null
  const stopLooking = every?.(lookEveryMs, () => {
    const because = clockWatch.doubt()?.because ?? null
    if (because === shown) return
    shown = because
    changed()
  })

  return {
    troubles: () => {
      const doubt = clockWatch.doubt()
      if (!doubt) return []
      // To the minute: a screen is not drawn again for what goes on by itself.
      const latestMs = Math.floor(doubt.latestMs / 60_000) * 60_000
      return [{ kind: 'clock-doubtful', because: doubt.because, today: dayInChina(clock.now()), latest: momentInChina(new Date(latestMs)) }]
    },
    confirm: (day, { operator }) =>
      inTurn('station', async () => {
        const because = clockWatch.doubt()?.because ?? null
        if (because === null) return ok(null)
        // Set again since the person looked, or a year in which there was no such program.
        if (because === 'before-program' || day !== dayInChina(clock.now())) return fail({ kind: 'clock-not-confirmed', because: because === 'before-program' ? 'impossible' : 'another-day' })
        const takeBack = clockWatch.confirm()
        const written = await store.appendToStation([{ kind: 'clock.confirmed', payload: { day, because } }], { operator: operator.id, heads: headsOf(store.stationEvents), missing: [] })
        if (written.ok) return ok(null)
        takeBack()
        return written
      }),
    close: () => stopLooking?.(),
  }
}
