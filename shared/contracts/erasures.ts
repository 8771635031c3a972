import * as z from 'zod'
import type { Erasure, EventName } from '../domain/events.ts'
import type { Result } from '../domain/result.ts'
import { eventName, text } from './caseFields.ts'
import type { Failure } from './ipc.ts'

/** Erasures that act here only on a supervisor's word. */

/** Of one command: what they and a long reason come to is half of what one record may hold. */
export const mostErasuresAtOnce = 2000

/** The erasure of a case, by its name: another one of the same case is another question. */
const askedErasure = z.strictObject({ caseId: z.string().regex(/^[0-9a-z-]{8,64}$/), erasure: eventName })
const askedErasures = z.array(askedErasure).min(1).max(mostErasuresAtOnce)

export interface AskedErasure {
  readonly caseId: string
  readonly erasure: EventName
}
export interface SaidErasure extends AskedErasure {
  /** What stands in it; `null` where it can't be read any more. */
  readonly said: Pick<Erasure, 'because' | 'reference' | 'at'> | null
}

/** What a supervisor refused with one word; it does not act here. */
export interface RefusedErasures {
  /** Number of the record that says so. */
  readonly record: number
  readonly erasures: readonly SaidErasure[]
  readonly reason: string
  readonly operatorName: string
  readonly at: string
}

export interface ErasureList {
  /** By retention, in a mass, and nobody has spoken about them; the first `mostErasuresAtOnce` of `heldCount`. */
  readonly held: readonly SaidErasure[]
  readonly heldCount: number
  /** Newest word first. */
  readonly refused: readonly RefusedErasures[]
}

export const erasureRequests = {
  'erasure:list': () => z.strictObject({}),
  /** They act from now on: held ones, wished ones, and such as were refused; a supervisor's. */
  'erasure:confirm': () => z.strictObject({ erasures: askedErasures }),
  /** They do not act here, held ones and wished ones, and nobody is asked about them any more; a supervisor's. */
  'erasure:refuse': () => z.strictObject({ erasures: askedErasures, reason: text(500).trim().min(1) }),
} as const

export interface ErasureAnswers {
  'erasure:list': Result<ErasureList, Failure>
  /** How many it was about: what has been decided meanwhile is left as it is. */
  'erasure:confirm': Result<number, Failure>
  'erasure:refuse': Result<number, Failure>
}
