import type { Announcement, Announcements, Failure, Printer } from '../../shared/contracts/ipc.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import type { Workbook } from '../../shared/output/sheet.ts'

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
}
/** Cryptographically strong random bytes. */
export type RandomBytes = (count: number) => Uint8Array

export interface Announcer {
  announce<A extends Announcement>(announcement: A, payload: Announcements[A]): void
}

/** Asks the clerk where to save; `null` when cancelled. */
export type ChooseSavePath = (suggestedName: string, kind: 'pdf' | 'xlsx' | 'json') => Promise<string | null>

/** Does a piece of work again and again while nobody waits for it, sooner when there is more to do (`true`). */
export type RunInBackground = (work: () => Promise<boolean>) => BackgroundWork
export interface BackgroundWork {
  /** Resolves once no piece is under way. */
  stop(): Promise<void>
}
