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
  /** `over`: the line above it in smaller type, such as 中华人民共和国. */
  | { readonly kind: 'title'; readonly text: string; readonly over?: string; readonly red?: boolean }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[]; readonly indent?: boolean; readonly align?: 'left' | 'right' | 'centre'; readonly size?: 'small' | 'normal' }
  /** Labels and values, ruled. */
  | { readonly kind: 'fields'; readonly rows: readonly FieldRow[] }
  /** `widths` are relative; `align` is centre where left out. */
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly widths: readonly number[]; readonly align?: readonly ('left' | 'centre')[] }
  /** Boxes to tick by hand. */
  | { readonly kind: 'choice'; readonly label: string; readonly options: readonly string[] }
  /** What must not be overlooked, in a box of its own. */
  | { readonly kind: 'warning'; readonly text: string }
  /** Place for the issuing office's seal, with its name and the date; the paper's code stands beside it. One a paper. */
  | { readonly kind: 'seal'; readonly office: string; readonly date: string }
  /** Places to sign or seal, one below the other, each with a date where `dated`. */
  | { readonly kind: 'signature'; readonly label: string; readonly dated?: boolean }
  /** Two halves of a page beside each other. */
  | { readonly kind: 'columns'; readonly left: readonly Block[]; readonly right: readonly Block[] }
  | { readonly kind: 'space'; readonly millimetres: number }

export type BlockOf<K extends Block['kind']> = Extract<Block, { kind: K }>

/** What a machine reads from the paper, and the line below it for people. */
export interface PaperCode {
  readonly payload: string
  readonly caption: string
}

export interface PageDescription {
  readonly size: 'A4'
  readonly orientation: 'portrait' | 'landscape'
  /** `certificate`: an ornamental frame around every page, in the colour of that certificate. */
  readonly look: 'letter' | 'planning-permit' | 'construction-permit'
  readonly title: string
  /** `null` on a preview and on papers that have none. */
  readonly number: string | null
  /** Across the page: 演练, 预览, 样例. */
  readonly watermark: string | null
  readonly head: { readonly left: string; readonly right: string }
  readonly foot: { readonly left: string }
  readonly blocks: readonly Block[]
  readonly code: PaperCode | null
  /** Fixed, so that the same paper gives the same bytes; ISO 8601. */
  readonly createdAt: string
}
