import type { EventName } from '../domain/events.ts'
import type { ChoicePart } from '../domain/fieldWrites.ts'

/** One event of a case, for the screen. */
export interface TimelineEntry {
  readonly event: EventName
  readonly kind: string
  readonly at: string
  /** It was written while the computer's clock was in doubt. */
  readonly isDoubtful: boolean
  readonly operatorName: string
  /** Empty where it has not told its name. */
  readonly stationName: string
  /** It can be taken back now. */
  readonly undoable: boolean
  /** A field write that chose among values in conflict, or let them stand again. */
  readonly choice: ChoicePart | null
  /** What it did, for the screen to word. */
  readonly payload: unknown
}
