import { useSyncExternalStore } from 'react'
import type { StationStatus } from '../../shared/contracts/ipc.ts'
import { useSession } from './session.ts'

type Counts = Pick<StationStatus, 'lastSavedAt' | 'unsent'>
/** A station's status but for what every command changes. */
export type SteadyStatus = Omit<StationStatus, keyof Counts>

/** What every command changes in a station's status, kept apart from it: a screen is not drawn again for a clock in the foot line. */
export class SavedCounts {
  #counts: Counts
  readonly #listeners = new Set<() => void>()

  constructor({ lastSavedAt, unsent }: Counts = { lastSavedAt: null, unsent: 0 }) {
    this.#counts = { lastSavedAt, unsent }
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly now = (): Counts => this.#counts

  take({ lastSavedAt, unsent }: Counts): void {
    if (lastSavedAt === this.#counts.lastSavedAt && unsent === this.#counts.unsent) return
    this.#counts = { lastSavedAt, unsent }
    for (const listener of this.#listeners) listener()
  }

  /** A command of this screen was answered. */
  saved(at: string): void {
    this.take({ ...this.#counts, lastSavedAt: at })
  }
}

export function useSavedCounts(): Counts {
  const { counts } = useSession()
  return useSyncExternalStore(counts.subscribe, counts.now)
}

/** Nothing has changed that more than the foot line shows. */
export function isSteady(before: SteadyStatus, after: SteadyStatus): boolean {
  const steady = (status: SteadyStatus): string => JSON.stringify({ ...status, lastSavedAt: null, unsent: 0 })
  return steady(before) === steady(after)
}
