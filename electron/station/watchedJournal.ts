import { momentInChina } from './chinaTime.ts'
import { appendingBy, type Journal } from './journal/journal.ts'
import type { Clock } from './ports.ts'
import type { Troubles } from './troubles.ts'

/** A refused record is a trouble until one is taken again. */
export function watchAppends(journal: Journal, troubles: Troubles, clock: Clock): Journal {
  return appendingBy(journal, async (stream, body) => {
    const appended = await journal.append(stream, body)
    if (appended.ok) troubles.settle('refused')
    else troubles.raise({ kind: 'refused', problem: appended.failure.problem, since: momentInChina(clock.now()) })
    return appended
  })
}
