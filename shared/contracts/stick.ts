import * as z from 'zod'
import { eventName } from './caseFields.ts'
import type { Result } from '../domain/result.ts'
import type { Failure } from './ipc.ts'
import type { AsideReason } from './sync.ts'

/** Exchange by hand: a file on a stick, encrypted to a passphrase. Nothing in here names a person or a project. */

const caseId = z.string().regex(/^[0-9a-z-]{8,64}$/)
const passphrase = z.string().min(1).max(200)
export const stickContent = z.discriminatedUnion('kind', [
  /** What the office's server has not confirmed; without one, everything. */
  z.strictObject({ kind: z.literal('unconfirmed') }),
  /** Every case that is not over, whole. */
  z.strictObject({ kind: z.literal('open') }),
  z.strictObject({ kind: z.literal('chosen'), cases: z.array(caseId).min(1).max(100) }),
])
export type StickContent = z.infer<typeof stickContent>

/** Why nothing was written, or nothing taken in. What is on record here is as it was. */
export type StickRefusal =
  /** Practice never leaves the computer, and nothing of others goes in. */
  | 'practice'
  /** One at a time. */
  | 'busy'
  | 'nothing-to-write'
  | 'weak-passphrase'
  /** The folder is the program's own data. */
  | 'inside-data'
  | 'stick-full'
  | 'stick-read-only'
  /** Pulled out, or the file is gone. */
  | 'stick-gone'
  /** FAT32 holds no file of more than 4 GB. */
  | 'file-too-large'
  | 'stick-broken'
  /** What was read back is not what was written. */
  | 'unreliable'
  /** No stick file in the folder that was chosen. */
  | 'no-file'
  /** The passphrase is another one, or the very beginning of the file is damaged. */
  | 'wrong-passphrase'
  /** Cut off, or changed: nothing of it was taken in. */
  | 'damaged'
  /** Encrypted, and yet no file of this program. */
  | 'not-ours'
  /** A newer version of the program wrote it; it can be read after an update. */
  | 'newer-format'
  /** Not looked at, or another file stands there now. */
  | 'not-checked'

/** A file of ours as it lies in a folder; its name says no more. */
export interface StickFile {
  readonly name: string
  readonly bytes: number
  /** Display code of whoever wrote it. */
  readonly code: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly number: number
  /** Written here, under the present incarnation. */
  readonly isOwn: boolean
}
export interface StickFolder {
  readonly folder: string
  /** Those of others first, the newest first among them; at most 200. */
  readonly files: readonly StickFile[]
}

/** Written, flushed, read back, decrypted whole and compared, renamed. */
export interface WrittenStick {
  readonly name: string
  readonly folder: string
  readonly bytes: number
  readonly cases: number
  readonly events: number
  readonly packs: number
  readonly scans: number
  /** Its number could not be put on record here: the disk refused. The file is whole all the same. */
  readonly isNoted: boolean
}

export type StickNote =
  /** By this very station. */
  | 'own'
  | 'other-district'

export interface StickCase {
  readonly caseId: string
  /** Records in the file that are not here yet. */
  readonly fresh: number
  readonly known: number
  /** Records that are referred to and are neither here nor in the file. */
  readonly gaps: number
}

/** Decrypted and checked whole; nothing has been taken in. */
export interface StickPreview {
  /** Names this look: `stick:import` takes it and nothing else. */
  readonly id: string
  readonly from: { readonly code: string; readonly stationName: string; readonly district: string }
  /** ISO 8601. */
  readonly madeAt: string
  readonly number: number
  readonly content: StickContent['kind']
  readonly notes: readonly StickNote[]
  /** It has been read here before, whole. */
  readonly isRepeat: boolean
  /** Numbers of the files before it by the same station that were never read here; at most 20. */
  readonly unread: readonly number[]
  /** Those with gaps first, then those with something new; at most 200 of `counts.cases`. */
  readonly cases: readonly StickCase[]
  readonly counts: StickCounts & { readonly cases: number; readonly packs: number; readonly freshPacks: number; readonly scans: number; readonly freshScans: number }
}
export interface StickCounts {
  /** Records. */
  readonly fresh: number
  readonly known: number
  readonly aside: readonly { readonly reason: AsideReason; readonly count: number }[]
  /** Erasures in a file that was carried by hand wait for a supervisor. */
  readonly erasures: number
}

export interface StickTaken {
  readonly from: StickPreview['from']
  readonly number: number
  /** `refusedPacks`: did not pass the check, or the disk did not take them; nothing of them is here. */
  readonly counts: StickCounts & { readonly packs: number; readonly refusedPacks: number; readonly scans: number }
  /** Cases that have something new, and what is still missing in them now; at most 200 of `caseCount`. */
  readonly cases: readonly { readonly caseId: string; readonly gaps: number }[]
  readonly caseCount: number
  /** Broken off by the clerk: what was taken in stays, reading it again goes on. */
  readonly isStopped: boolean
}

/** What was carried out of here. Moments are ISO 8601. */
export interface StickState {
  readonly last: { readonly at: string; readonly number: number; readonly name: string } | null
  /** Of cases that were written to a stick: when last, and whether that holds everything written until now. */
  readonly cases: readonly { readonly caseId: string; readonly at: string; readonly isWhole: boolean }[]
  /** A file that was looked at and not taken in lies here, encrypted as it came, until the next look; `null`: none. */
  readonly incoming: { readonly bytes: number } | null
}

export interface StickProgress {
  readonly phase: 'collecting' | 'writing' | 'checking' | 'copying' | 'reading' | 'importing'
  /** Streams, bytes or documents; `total`: `null` where nobody knows. */
  readonly done: number
  readonly total: number | null
}

const none = z.strictObject({})
export const stickRequests = {
  'stick:state': () => none,
  /** A passphrase that nobody guesses and everyone can write down. */
  'stick:suggest': () => none,
  /** Asks for a folder and writes there. */
  'stick:write': () => z.strictObject({ content: stickContent, withPack: z.boolean(), passphrase }),
  /** Asks for a folder and says which files of ours lie in it. */
  'stick:find': () => none,
  /** Reads one of the files that were found last, whole, and takes nothing in. */
  'stick:preview': () => z.strictObject({ name: z.string().max(200), passphrase }),
  /** `preview`: id of the look that the clerk has seen. */
  'stick:import': () => z.strictObject({ preview: eventName }),
  /** Removes the file that was looked at and not taken in. */
  'stick:drop': () => none,
  /** Ends what is under way; the answer to that says so. */
  'stick:stop': () => none,
} as const

export interface StickAnswers {
  'stick:state': Result<StickState, Failure>
  'stick:suggest': { readonly passphrase: string }
  'stick:write': Result<WrittenStick, Failure>
  'stick:find': Result<StickFolder, Failure>
  'stick:preview': Result<StickPreview, Failure>
  'stick:import': Result<StickTaken, Failure>
  'stick:drop': Result<StickState, Failure>
  'stick:stop': null
}
