import type { PageDescription } from '../../../shared/output/page.ts'
import type { Workbook } from '../../../shared/output/sheet.ts'

/** What the main thread and the documents worker say to each other. */
export type RenderJob =
  | { readonly id: number; readonly kind: 'pdf'; readonly papers: readonly PageDescription[] }
  | { readonly id: number; readonly kind: 'workbook'; readonly book: Workbook }

export type RenderAnswer =
  | { readonly id: number; readonly kind: 'pdf'; readonly pdf: Uint8Array; readonly pages: number }
  | { readonly id: number; readonly kind: 'workbook'; readonly bytes: Uint8Array }
  | { readonly id: number; readonly kind: 'missing-glyphs'; readonly characters: readonly string[] }
  /** Name and place of the error only: its message could quote what stands on the paper. */
  | { readonly id: number; readonly kind: 'failed'; readonly detail: string }

export interface WorkerSettings {
  readonly fontsDir: string
}
