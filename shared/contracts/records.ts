import type { ClockDoubt } from '../domain/clockTrust.ts'
import type { OperatorId } from '../domain/events.ts'
import type { Failure, Notice } from './ipc.ts'

/**
 * What the station says about its own records: where they are, whether they are whole, what is wrong right now and
 * what happened at a start. Answers of the main process; nothing in here names a person or a project.
 */

export type DiskProblem = Extract<Failure, { kind: 'disk' }>['problem']

/** Kinds of notices that put the records in doubt: they are shown on a page of their own, before any new work. */
export const recoveryKinds = ['tail-cut', 'records-skipped', 'put-back', 'copied', 'restored'] as const
export type RecoveryFinding = Extract<Notice, { readonly kind: (typeof recoveryKinds)[number] }>

export function isRecoveryFinding(notice: Notice): notice is RecoveryFinding {
  return recoveryKinds.some((kind) => kind === notice.kind)
}

/** One time that the station had to put its own records in order. */
export interface Recovery {
  /** The incarnation that was drawn because of it. */
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly findings: readonly RecoveryFinding[]
  /** Whole records that were read and are in use. */
  readonly records: number
  /** Set aside by a person who had read it; `null`: still to be shown. */
  readonly read: { readonly at: string; readonly operator: OperatorId } | null
}

/** A case to look at after a recovery. */
export interface TouchedCase {
  readonly caseId: string
  /** `gap`: its records refer to `gaps` others that are not here; `last`: the last one written to before the end that was cut. */
  readonly because: 'gap' | 'last'
  readonly gaps: number
}

/** Something that is wrong now, in the way of work or of safety; gone from the list when it is over. One of a kind. */
export type Trouble =
  /** The last record was refused; what was typed waits on the screen. */
  | { readonly kind: 'refused'; readonly problem: DiskProblem; readonly since: string }
  /** The disk was full and the last record went into the space kept for that. */
  | { readonly kind: 'reserve-used'; readonly since: string }
  /** `stop`: everything that is not the clerk's own work has been stopped. */
  | { readonly kind: 'low-space'; readonly level: 'early' | 'stop'; readonly freeBytes: number }
  | { readonly kind: 'copy-failed'; readonly problem: DiskProblem | 'foreign'; readonly lastDoneAt: string | null }
  /** The computer's date, `today`, is not to be believed when it is held against `latest`: what the records or the server say. */
  | { readonly kind: 'clock-doubtful'; readonly because: ClockDoubt['because']; readonly today: string; readonly latest: string }
  /** Records that came from elsewhere can't be read any more, and nobody has been asked for them since. */
  | { readonly kind: 'others-lost'; readonly records: number }

export interface FolderSize {
  readonly files: number
  readonly bytes: number
}

export interface CheckProgress {
  readonly doneBytes: number
  readonly totalBytes: number
}

/** One folder of records read again: lengths, checksums, digests, chain. */
export interface CheckedRecords {
  /** That can be read. */
  readonly records: number
  /** Numbers that were there before and can't be read any more. */
  readonly newlyMissing: readonly number[]
}
/** Every record read again: what was done here, and what came from others, which are numbered for themselves. */
export interface RecordsCheck extends CheckedRecords {
  /** When it ended, ISO 8601. */
  readonly at: string
  readonly bytes: number
  readonly fromOthers: CheckedRecords
}

export interface RecordsStatus {
  /** Folder of the profile. */
  readonly folder: string
  readonly sizes: { readonly journal: FolderSize; readonly kept: FolderSize; readonly papers: FolderSize }
  /** `null`: the system does not say. */
  readonly freeBytes: number | null
  readonly records: number
  /** Known to be lost for good. */
  readonly missing: readonly number[]
  /** How many that came from others can't be read any more; whoever sent them still has them. */
  readonly missingFromOthers: number
  readonly identity: {
    readonly station: string
    readonly incarnation: string
    /** `null` before the first record. */
    readonly since: string | null
    /** Why it was drawn; empty: at the first start. */
    readonly because: readonly RecoveryFinding[]
  }
  /** Since the start: a start itself reads the records. */
  readonly lastCheck: RecordsCheck | null
  readonly checking: CheckProgress | null
}
