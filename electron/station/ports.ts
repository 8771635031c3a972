import type { RequestLimits } from './sync/boundedRequest.ts'
import type { Announcement, Announcements, Failure, Printer } from '../../shared/contracts/ipc.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import type { Workbook } from '../../shared/output/sheet.ts'
import type { PageReader } from './sync/plainPage.ts'

/** What the station needs from the world. Each port has a contract suite that the real one passes. */

type FailureOf<K extends Failure['kind']> = Extract<Failure, { kind: K }>

type DrawnPdf = Result<{ readonly pdf: Uint8Array; readonly pages: number }, FailureOf<'missing-glyphs' | 'render-failed'>>

/** Draws papers and workbooks off the main thread. */
export interface Documents {
  renderPdf(page: PageDescription): Promise<DrawnPdf>
  /** Many papers in one file, for one print job: each counts its own pages. At least one. */
  renderBatch(pages: readonly PageDescription[]): Promise<DrawnPdf>
  renderWorkbook(book: Workbook): Promise<Result<Uint8Array, FailureOf<'render-failed'>>>
  close(): Promise<void>
}

/** The print queues of this machine. */
export interface Printers {
  list(): Promise<readonly Printer[]>
  /** Hands a PDF to a queue (`null`: the default one). Success means handed over, not printed. */
  print(pdf: Uint8Array, title: string, printer: string | null): Promise<Result<{ readonly printer: string }, FailureOf<'no-printer' | 'print-failed'>>>
}

export interface Clock {
  now(): Date
  /** For how long the computer has been running, sleep included: it goes on by itself, and nobody sets it. */
  uptimeMs(): number
}
/** Cryptographically strong random bytes. */
export type RandomBytes = (count: number) => Uint8Array

export interface Announcer {
  announce<A extends Announcement>(announcement: A, payload: Announcements[A]): void
}

/** Asks the clerk where to save; `null` when cancelled. `signal`: nobody waits for the answer any more. */
export type ChooseSavePath = (suggestedName: string, kind: 'pdf' | 'xlsx' | 'json', signal?: AbortSignal) => Promise<string | null>

/** Does a piece of work again and again while nobody waits for it, sooner when there is more to do (`true`). */
export type RunInBackground = (work: () => Promise<boolean>) => BackgroundWork
export interface BackgroundWork {
  /** Resolves once no piece is under way. */
  stop(): Promise<void>
}

/** Asks the clerk for a folder; `null` when cancelled. `signal`: nobody waits for the answer any more. */
export type ChooseFolder = (purpose: 'second-copy' | 'restore' | 'stick-write' | 'stick-read', signal?: AbortSignal) => Promise<string | null>

/** Calls `work` after every period until the returned function is called. */
export type Every = (periodMs: number, work: () => void) => () => void

/** How the office's server is reached. */
export interface Network {
  readonly fetch: typeof fetch
  readonly timers: Timers
  /** 0 up to, not including, 1. */
  readonly random: () => number
  /** An error that nobody waits for. */
  readonly report: (error: unknown) => void
  /** Reads what a server sends; on the thread of the station unless given. */
  readonly reader?: PageReader
  /** What a request may cost, where it is not the usual. */
  readonly limits?: RequestLimits
}
export interface Timers {
  /** A clock that never goes back. */
  nowMs(): number
  /** Once, unless the returned function is called. */
  after(ms: number, work: () => void): () => void
}

/** The disk that a folder lies on. */
export interface DiskRoom {
  readonly freeBytes: number
  /** The same for two folders of one disk. */
  readonly volume: string
}
/** `null` where the system does not say. */
export type MeasureRoom = (folder: string) => Promise<DiskRoom | null>

/** What keeps the records safe beyond the disk they are on. */
export interface Safety {
  /** Names this computer. */
  readonly machine: string
  /** Folder outside the data, for the witness. */
  readonly witnessDir: string
  readonly chooseFolder: ChooseFolder
  readonly every: Every
  readonly measureRoom: MeasureRoom
  /** Room kept for a full disk; as in `reserveBytes`, or less in a test. */
  readonly reserveBytes: number
  /** An error that nobody waits for. */
  readonly report: (error: unknown) => void
}
