/** What the station says about its second copy and about restoring from one; nothing in here names a person or a project. */

export type CopyProblem =
  /** The stick was pulled out, or the folder was moved; also where the disk itself has gone. */
  | 'folder-missing'
  | 'full'
  | 'not-writable'
  /** What lies in the folder now was written by another station, or by another one that took itself for this. */
  | 'foreign'
  /** What was read back is not what was written. */
  | 'unreliable'
  | 'other'

/** Moments are ISO 8601. */
export type CopyStatus =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      /** Where the copy lies: a folder of its own in the one that was chosen. */
      readonly folder: string
      /** When everything saved until then was in the copy; `null` before the first time. */
      readonly lastDoneAt: string | null
      readonly now:
        | { readonly kind: 'up-to-date' }
        /** Something was saved since; copied within a minute. */
        | { readonly kind: 'waiting' }
        | { readonly kind: 'running'; readonly doneFiles: number; readonly totalFiles: number }
        /** Tried again every minute. */
        | { readonly kind: 'failed'; readonly problem: CopyProblem }
        /** The copy lies on the disk of the data, and that is nearly full. */
        | { readonly kind: 'paused' }
    }

/** Why a folder was not taken for the second copy; nothing was changed in it. */
export type CopyRefusal = 'inside-data' | CopyProblem

/** What a copy holds, read and checked whole; nothing has been changed. */
export interface RestoreOffer {
  /** Names this check: `restore:run` takes it and nothing else. */
  readonly id: string
  readonly folder: string
  readonly station: string
  /** As of the set-up; `null` where the copied station had not been set up. */
  readonly named: { readonly code: string; readonly name: string } | null
  /** ISO 8601; `null` where the copy was never complete. */
  readonly lastDoneAt: string | null
  readonly records: number
  readonly cases: number
  readonly papers: number
  readonly bytes: number
  /** Numbers of records that can't be read in the copy. */
  readonly missing: readonly number[]
  /** What stands here now and would be put aside, whole. `records`: `null` where they can't be read. */
  readonly here: { readonly kind: 'nothing' } | { readonly kind: 'same-station' | 'other-station'; readonly records: number } | { readonly kind: 'unreadable' }
}

/** Why nothing is restored from a folder; nothing was changed here or there. */
export type RestoreRefusal =
  | 'no-copy'
  /** Written by a newer program. */
  | 'newer-format'
  /** No record in it can be read. */
  | 'unreadable'
  /** The folder has changed since it was checked, or the check was another one's. */
  | 'not-checked'
