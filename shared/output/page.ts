/**
 * A page description: what stands on a paper, as plain data. Made by pure functions, drawn by
 * `electron/station/documents`, so that the content of a notice is tested without reading a PDF.
 */

export interface Span {
  readonly text: string
  readonly bold?: boolean
  /** A value filled in, set off from the printed form. */
  readonly filled?: boolean
}
export interface FieldRow {
  readonly label: string
  readonly value: string
  /** Takes half the line; two halves in a row share it. */
  readonly half?: boolean
}
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[]; readonly indent?: boolean; readonly align?: 'left' | 'right' | 'centre'; readonly size?: 'small' | 'normal' }
  /** Labels and values, ruled. */
  | { readonly kind: 'fields'; readonly rows: readonly FieldRow[] }
  /** `widths` are relative; `align` is centre where left out. */
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly widths: readonly number[]; readonly align?: readonly ('left' | 'centre')[] }
  /** Place for a seal, with the office's name and the date. */
  | { readonly kind: 'seal'; readonly office: string; readonly date: string }
  | { readonly kind: 'signature'; readonly label: string }
  | { readonly kind: 'space'; readonly millimetres: number }

export interface PageDescription {
  readonly size: 'A4'
  readonly title: string
  /** `null` on a preview. */
  readonly number: string | null
  /** Across the page: 演练, 预览, 样例. */
  readonly watermark: string | null
  readonly head: { readonly left: string; readonly right: string }
  readonly foot: { readonly left: string }
  readonly blocks: readonly Block[]
  /** Fixed, so that the same paper gives the same bytes; ISO 8601. */
  readonly createdAt: string
}
