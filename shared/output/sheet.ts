/** A sheet model: what stands in a workbook, as plain data, drawn by `electron/station/documents`. */

export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  /** `YYYY-MM-DD`; written as a real date. */
  | { readonly kind: 'date'; readonly day: string }
  /** Minutes since midnight; written as a real time of day. */
  | { readonly kind: 'time'; readonly minutes: number }
  | { readonly kind: 'empty' }

/** What people may fill in: one of a few words, or a share that is typed as `50%`. */
export type Entry = { readonly kind: 'choice'; readonly choices: readonly string[] } | { readonly kind: 'percent' }

export interface Column {
  readonly header: string
  /** In Excel's character widths; a Chinese character takes two. */
  readonly width: number
  readonly entry?: Entry
}
/** Sets off rows whose cell below `column` (a header) reads `is`, for as long as no word typed later says otherwise. */
export interface Highlight {
  readonly column: string
  readonly is: string
  readonly unless: { readonly column: string; readonly is: string } | null
}
export interface Sheet {
  /** Made to fit Excel's rules for names when it is drawn. */
  readonly name: string
  readonly title: string
  /** Small print between title and header: what the sheet is about and what in it is 样例. */
  readonly note: string | null
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Said in place of rows where there are none. */
  readonly whenEmpty: string
  readonly highlight: Highlight | null
}
export interface Workbook {
  readonly title: string
  /** ISO 8601 moment. */
  readonly createdAt: string
  /** Left of the page number, on every page. */
  readonly foot: string
  readonly sheets: readonly Sheet[]
}

export const empty: Cell = { kind: 'empty' }
export const text = (value: string): Cell => (value === '' ? empty : { kind: 'text', text: value })
export const number = (value: number): Cell => ({ kind: 'number', value })
/** A day, or a dash where there is none. */
export const date = (day: string | null): Cell => (day === null ? text('—') : { kind: 'date', day })
