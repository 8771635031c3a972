import * as z from 'zod'
import { text } from './caseFields.ts'
import type { Result } from '../domain/result.ts'
import type { DiskProblem, Failure } from './ipc.ts'

/** How a station keeps in step with the office's server, for the screen. Nothing in here names a person or a project. */

export const serverAccount = z.strictObject({
  /** `https:`; `http:` only for a server on this very computer. */
  url: text(300).trim().min(1),
  account: text(100).trim().min(1),
  password: z.string().min(1).max(200),
})
export type ServerAccount = z.infer<typeof serverAccount>

/** Why an address was not taken; nothing was changed. */
export type ServerRefusal = 'no-address' | 'not-encrypted'

/** A certificate of the office's own authority: whom the server's certificate may come from. For a person to compare. */
export interface AuthorityCertificate {
  readonly name: string
  /** `null` where it does not say. */
  readonly organisation: string | null
  /** Who vouches for it; `null`: it stands for itself. */
  readonly issuer: string | null
  /** ISO 8601. */
  readonly validUntil: string
  /** SHA-256 of the whole certificate, 64 digits in capitals. */
  readonly fingerprint: string
}
/** Why a file was not taken as the authority's; nothing was changed. */
export const authorityRefusals = ['too-large', 'no-certificate', 'damaged', 'private-key', 'too-many', 'no-authority', 'expired', 'not-valid-yet', 'unknown-key', 'not-encrypted'] as const
export type AuthorityRefusal = (typeof authorityRefusals)[number]

/** What is wrong with a certificate; the last one: anything else. Nothing was sent to whoever showed it. */
export const certificateProblems = ['certificate-expired', 'certificate-not-valid-yet', 'certificate-of-another', 'certificate-of-nobody-known', 'certificate-self-signed', 'certificate'] as const
export type CertificateProblem = (typeof certificateProblems)[number]

/** What stands between this station and its server. */
export type ServerFailure =
  /** No answer, or a connection that broke. `wasSlow`: it took longer than anything may; less at once may get through. */
  | { readonly kind: 'offline'; readonly wasSlow?: true }
  /** Something else answers: a captive portal, a proxy, another kind of server, one whose certificate is not right. */
  | { readonly kind: 'not-our-server'; readonly because: 'redirect' | 'no-json' | 'no-couchdb' | 'no-http' | 'no-tls' | CertificateProblem }
  /** Account or password are wrong, or no longer valid. */
  | { readonly kind: 'unauthorised' }
  | { readonly kind: 'forbidden' }
  /** The database does not exist. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'busy'; readonly retryAfterMs: number | null }
  | { readonly kind: 'server-error'; readonly status: number }
  /** JSON that is cut off, too long, too deep, or of another shape. */
  | { readonly kind: 'unreadable'; readonly because: 'not-json' | 'too-long' | 'too-deep' | 'shape' }

/** Of a reading that goes on for a while. `leftMs`: `null` where nobody knows how much there is. */
export interface ReadingPace {
  readonly perMinute: number
  readonly leftMs: number | null
}

/** Moments are ISO 8601. */
export type Contact =
  | { readonly kind: 'paused' }
  /** Not asked yet since the start, or since the server was set. */
  | { readonly kind: 'beginning' }
  /** Documents; `total` as far as it is known. */
  | { readonly kind: 'sending'; readonly done: number; readonly total: number }
  | { readonly kind: 'reading'; readonly done: number; readonly total: number | null; readonly pace: ReadingPace | null }
  /** Scans, after everything else; bytes. */
  | { readonly kind: 'sending-files'; readonly doneBytes: number; readonly totalBytes: number }
  /** Everything that was due is confirmed, everything there was is here. `lacksDistrict`: of the districts that the account is for, and this station's own is not among them. */
  | { readonly kind: 'in-step'; readonly lacksDistrict?: true }
  /** `tryAgainAt`: `null` where a person has to do something first. */
  | { readonly kind: 'out-of-contact'; readonly because: ServerFailure; readonly tryAgainAt: string | null }
  /** The disk here takes nothing more. */
  | { readonly kind: 'disk-refused'; readonly problem: DiskProblem; readonly tryAgainAt: string | null }

/** Why what was done here is not at the server yet. */
export type WaitingReason =
  /** Sent once the case has been quiet for a while, is left or decided. */
  | { readonly kind: 'not-due' }
  /** Sent at the next contact. */
  | { readonly kind: 'due' }
  /** Which database it belongs to is said by its opening, which is not here. */
  | { readonly kind: 'not-opened' }
  /** The server has no such database: another district's, or a year not prepared yet. */
  | { readonly kind: 'no-database'; readonly database: string }
  /** The account may not write there. */
  | { readonly kind: 'no-access'; readonly database: string }
  /** The server would not have it, in its own words. Others go on. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface WaitingStream {
  /** `null`: the station's own, or what is no case. */
  readonly caseId: string | null
  /** Commands not confirmed. */
  readonly records: number
  readonly because: WaitingReason
}

/** Scans and signed papers that are here and that the server has not confirmed. */
export interface SyncFiles {
  readonly waiting: number
  readonly bytes: number
  /** Among those that wait: what the server would not have, tried again later. */
  readonly refused: number
  /** Why the first of them was refused. */
  readonly because: WaitingReason | null
}

export type SyncState =
  /** No server was named; the practice profile never has one. */
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      readonly url: string
      readonly account: string
      /** The only ones whose word on this server's certificate counts; none: those that every computer knows. */
      readonly authority: readonly AuthorityCertificate[]
      readonly contact: Contact
      /** The last answer that was one, in an earlier run too; `null`: never. */
      readonly lastContactAt: string | null
      /** Server's clock less ours; `null` before it said what time it is. */
      readonly clockAheadMs: number | null
      /** Streams that the server has not confirmed, refused ones first; at most 200 of `counts.waiting`. */
      readonly waiting: readonly WaitingStream[]
      readonly files: SyncFiles
      readonly counts: {
        /** Streams: cases, and the station's own. */
        readonly confirmed: number
        readonly waiting: number
        readonly refused: number
        /** Commands in what waits. */
        readonly records: number
        /** Arrived and not counted, each with its reason. */
        readonly setAside: number
        /** Erasures that wait for a supervisor, because there were too many at once. */
        readonly held: number
        /** Documents that somebody deleted at the server: what was in them is sent again. */
        readonly deleted: number
      }
    }

/** `wrong-name`: the digest of the bytes is another. `another-station`: in the stream of a station that did not write it. The last three are of whole documents, whose name is their id. */
export const asideReasons = ['too-large', 'not-canonical', 'wrong-name', 'unknown-shape', 'not-json', 'too-deep', 'another-stream', 'another-station', 'forbidden-key', 'malformed', 'newer-version', 'forged-id'] as const
export type AsideReason = (typeof asideReasons)[number]

/** What arrived and does not count, for a list. */
export interface SetAsideEntry {
  /** Digest of an event, or id of a document. */
  readonly name: string
  readonly reason: AsideReason
}

const none = z.strictObject({})
const file = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes')
const serverChoice = serverAccount.extend({
  /** A file of the authority's certificate; without it what was chosen for the same server stays. A supervisor's. */
  authority: file.optional(),
})
export type ServerChoice = z.infer<typeof serverChoice>
export const syncRequests = {
  'sync:state': () => none,
  /** Begins to send and read everything; `sync:changed` follows. */
  'sync:now': () => none,
  /** Names the office's server, or another one, and talks to it soon. */
  'sync:setServer': () => serverChoice,
  /** What a file of certificates holds; nothing is changed. */
  'sync:readAuthority': () => z.strictObject({ bytes: file }),
  /** For the server that is set; `null`: those that every computer knows. A supervisor's. */
  'sync:setAuthority': () => z.strictObject({ bytes: file.nullable() }),
  /** Work goes on without a server. */
  'sync:forgetServer': () => none,
  'sync:pause': () => z.strictObject({ paused: z.boolean() }),
  /** What arrived and does not count. */
  'sync:setAside': () => none,
} as const

export interface SyncAnswers {
  'sync:state': SyncState
  'sync:now': SyncState
  'sync:setServer': Result<SyncState, Failure>
  'sync:readAuthority': Result<readonly AuthorityCertificate[], Failure>
  'sync:setAuthority': Result<SyncState, Failure>
  'sync:forgetServer': Result<SyncState, Failure>
  'sync:pause': SyncState
  'sync:setAside': Result<readonly SetAsideEntry[], Failure>
}
