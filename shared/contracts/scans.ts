import * as z from 'zod'
import type { Result } from '../domain/result.ts'
import type { ScanMediaType } from '../domain/scans.ts'
import { eventName, scanSubject, sha256, text } from './caseFields.ts'
import type { Failure, Saved } from './ipc.ts'
import type { ServerFailure } from './sync.ts'

/** Scans and signed papers of a case, between screen and main process. */

/** Where the file of a scan is. Bytes. */
export type ScanPlace =
  /** On this station's disk, and no server has confirmed it. */
  | { readonly kind: 'here-only' }
  | { readonly kind: 'sending'; readonly done: number; readonly total: number }
  /** Here, and confirmed by the server. */
  | { readonly kind: 'here-and-at-server' }
  /** Fetched when it is opened. */
  | { readonly kind: 'at-server' }
  | { readonly kind: 'fetching'; readonly done: number; readonly total: number }
  /** Not here, and there is no server to ask: a station elsewhere has it, or a stick. */
  | { readonly kind: 'elsewhere' }
export interface PlacedScan {
  readonly digest: string
  readonly place: ScanPlace
}

/** Why a scan can't be shown now; its record is untouched. */
export type ScanAbsence =
  | { readonly kind: 'no-server' }
  | { readonly kind: 'server'; readonly failure: ServerFailure }
  /** The station that has it has not sent all of it. */
  | { readonly kind: 'not-sent-yet' }
  /** What came is not the file that the record names: nothing of it was kept. */
  | { readonly kind: 'wrong-bytes' }
  | { readonly kind: 'stopped' }

const id = z.string().regex(/^[0-9a-z-]{8,64}$/)
export const scanRequests = {
  'scan:add': () => z.strictObject({ caseId: id, label: text(200), of: scanSubject, bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes') }),
  'scan:retract': () => z.strictObject({ caseId: id, scan: eventName }),
  /** Takes a retraction back: the same file, written down once more. */
  'scan:addAgain': () => z.strictObject({ caseId: id, scan: eventName }),
  'scan:places': () => z.strictObject({ caseId: id }),
  /** Fetches the file where it is not here; `scans:changed` tells how far that is. */
  'scan:open': () => z.strictObject({ caseId: id, digest: sha256 }),
  /** Ends a fetching that is under way. */
  'scan:stop': () => z.strictObject({ caseId: id, digest: sha256 }),
} as const

export interface ScanAnswers {
  'scan:add': Result<Saved, Failure>
  'scan:retract': Result<Saved, Failure>
  'scan:addAgain': Result<Saved, Failure>
  'scan:places': Result<readonly PlacedScan[], Failure>
  /** `isKept`: it is on this disk; what was fetched and found no room is shown once. */
  'scan:open': Result<{ readonly bytes: Uint8Array; readonly mediaType: ScanMediaType; readonly isKept: boolean }, Failure>
  'scan:stop': null
}
