import * as z from 'zod'
import type { DayFault, DayLine } from '../domain/dayAccount.ts'
import type { EventName, PaperKind } from '../domain/events.ts'
import type { Result } from '../domain/result.ts'
import { day } from './caseFields.ts'
import type { Failure } from './ipc.ts'
import type { WaitingReason } from './sync.ts'

/** 日结 as it crosses IPC. Moments are ISO 8601, days `YYYY-MM-DD` in China. */

/** Where the journal ends: number and chain value (SHA-256, hex) of its last record. */
export interface JournalHead {
  readonly seq: number
  readonly chain: string
}

/** What is not with the server yet, by case. */
export interface DayWaiting {
  /** `null`: the station's own. */
  readonly caseId: string | null
  /** Of the day. */
  readonly entries: number
  readonly because: WaitingReason
}

export interface DayNumber {
  readonly number: string
  readonly paper: PaperKind
  readonly caseId: string
  /** Now, whatever it was that evening. */
  readonly stage: 'reserved' | 'made' | 'voided'
}

export type DayServer =
  /** None is set. */
  | { readonly kind: 'none' }
  /** Practice is never sent. */
  | { readonly kind: 'practice' }
  | { readonly kind: 'set'; readonly isPaused: boolean; readonly lastContactAt: string | null }

/** A close that was made, checked against the journal as it is now. */
export interface DayClosing {
  readonly event: EventName
  readonly day: string
  readonly at: string
  readonly operatorName: string
  readonly head: JournalHead
  readonly lines: readonly DayLine[]
  readonly isBalanced: boolean
}

export interface DayAccount {
  readonly day: string
  readonly head: JournalHead
  readonly lines: readonly DayLine[]
  /** Empty when everything adds up. */
  readonly faults: readonly DayFault[]
  /** Entries whose moment is not to be believed: they count on the day that the computer showed. */
  readonly doubtful: number
  readonly server: DayServer
  /** At most 200, what was refused first. */
  readonly waiting: readonly DayWaiting[]
  /** Numbers taken on the day, in their order. */
  readonly numbers: readonly DayNumber[]
  /** Taken on earlier days and voided on this one. */
  readonly voidedEarlier: readonly string[]
  /** The one that comes next, as of now; `null` before set-up. */
  readonly nextNumber: string | null
  /** Closes of this day, oldest first. */
  readonly closings: readonly DayClosing[]
  /** Entries of the day that came after the last close. */
  readonly since: number
}

/** The days on which something still waits, up to today. */
export interface RecentAccount {
  readonly from: string
  readonly to: string
  readonly lines: readonly DayLine[]
  readonly isBalanced: boolean
  /** What waits began on a day before `from`. */
  readonly isCut: boolean
}

const delivery = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('save') }), z.strictObject({ kind: z.literal('print'), printer: z.string().max(200).nullable() })])
export const dayRequests = {
  /** Counts, and changes nothing. */
  'day:account': () => z.strictObject({ day }),
  /** Where each kind of entry has got to, of the days on which something still waits. */
  'day:recent': () => z.strictObject({}),
  /** Sends what waits, as far as the server is quick, counts, and puts the close on record. */
  'day:close': () => z.strictObject({ day }),
  /** Closes of all days, the newest first; at most 100. */
  'day:closings': () => z.strictObject({}),
  /** The sheet of the day as it is now. */
  'day:deliver': () => z.strictObject({ day, how: delivery }),
} as const

export interface DayAnswers {
  'day:account': Result<DayAccount, Failure>
  'day:recent': Result<RecentAccount, Failure>
  'day:close': Result<DayAccount, Failure>
  'day:closings': readonly DayClosing[]
  'day:deliver': Result<{ readonly where: string }, Failure>
}
