/** A sheet model: what stands in a workbook, as plain data, drawn by `electron/station/documents`. */

export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  /** `YYYY-MM-DD`; written as a real date. */
  | { readonly kind: 'date'; readonly day: string }
  | { readonly kind: 'empty' }

export interface Column {
  readonly header: string
  /** In Excel's character widths; a Chinese character takes two. */
  readonly width: number
  readonly choices?: readonly string[]
}
export interface Sheet {
  readonly name: string
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Index of rows to set off, such as overdue ones. */
  readonly flagged: readonly number[]
}
export interface Workbook {
  readonly title: string
  readonly createdAt: string
  readonly sheets: readonly Sheet[]
}
