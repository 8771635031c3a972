import { momentInChina } from './chinaTime.ts'
import type { Journal } from './journal/journal.ts'
import type { Clock } from './ports.ts'
import type { Troubles } from './troubles.ts'

/** A refused record is a trouble until one is taken again. */
export function watchAppends(journal: Journal, troubles: Troubles, clock: Clock): Journal {
  return {
    ...journal,
    // Not as they were when this was made.
    get incarnation() {
      return journal.incarnation
    },
    get damage() {
      return journal.damage
    },
    append: async (stream, body) => {
      const appended = await journal.append(stream, body)
      if (appended.ok) troubles.settle('refused')
      else troubles.raise({ kind: 'refused', problem: appended.failure.problem, since: momentInChina(clock.now()) })
      return appended
    },
  }
}
