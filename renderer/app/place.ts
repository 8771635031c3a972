import { readRoute, routeText, type Route } from './route.ts'

/** Where the clerk is, and the way that led there through the guides. */
export interface Place {
  /** `null` until it is known where the last session ended. */
  readonly route: Route | null
  /** Counts the moves to another job: what is on screen belongs to one job alone. */
  readonly job: number
  /** The last one is the nearest; empty outside of the guides. */
  readonly back: readonly Route[]
}

export const nowhere: Place = { route: null, job: 0, back: [] }

/** Guides are looked up in passing: the way back from them is kept, to the case that was in hand too. */
export function goTo({ route, job, back }: Place, next: Route): Place {
  if (next.page !== 'guides' || route === null) return { route: next, job: job + 1, back: [] }
  const text = routeText(route)
  // The text form leaves out what happens once: stepping back begins no second case.
  return { route: next, job: job + 1, back: text === routeText(next) ? back : [...back, readRoute(text) ?? route] }
}

/** `null`: there is no way back. */
export function stepBack({ job, back }: Place): Place | null {
  const route = back.at(-1)
  return route === undefined ? null : { route, job: job + 1, back: back.slice(0, -1) }
}
