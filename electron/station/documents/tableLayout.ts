import type { Content, ContentText, CustomTableLayout, TableCell } from 'pdfmake/interfaces'
import type { BlockOf, FieldRow } from '../../../shared/output/page.ts'
import type { BlockRoom } from './blockLayout.ts'
import { cellPadding, frame, hairline, ink, mm } from './measures.ts'

const headingGap = { above: mm(3), below: mm(1.5) }
const labelWidth = 80
/** Share of the left one of two values on a line: it holds the long codes. */
const leftShare = 0.585

/** Ruled in black, the frame a little stronger than the lines inside. */
const ruledWith = (padding: number): CustomTableLayout => ({
  hLineWidth: (line, node) => (line === 0 || line === node.table.body.length ? frame : hairline),
  vLineWidth: (line, node) => (line === 0 || line === node.table.widths?.length ? frame : hairline),
  hLineColor: () => ink,
  vLineColor: () => ink,
  paddingLeft: () => cellPadding,
  paddingRight: () => cellPadding,
  paddingTop: () => padding,
  paddingBottom: () => padding,
})
const [ruled, ruledRoomy] = [ruledWith(2.3), ruledWith(5.5)]

/** The heading's own row has no rules but the one below it, and begins where the page begins. */
const ruledBelowHeading: CustomTableLayout = {
  ...ruled,
  hLineWidth: (line, node) => (line === 0 ? 0 : line === 1 || line === node.table.body.length ? frame : hairline),
  paddingTop: (row) => (row === 0 ? 0 : 2.3),
}

function headingRow(heading: ContentText, columns: number): TableCell[] {
  const cell: TableCell = { ...heading, colSpan: columns, border: [false, false, false, true], margin: [-cellPadding, headingGap.above, 0, 0] }
  return [cell, ...Array.from({ length: columns - 1 }, () => ({}))]
}

export function layOutHeading(block: BlockOf<'heading'>, text: BlockRoom['text']): ContentText {
  return { text: text(block.text, 'serif'), fontSize: 12, margin: [0, headingGap.above, 0, headingGap.below] }
}

/**
 * Rows stay in one piece, their texts in the middle, only where each is surely lower than a page: pdfmake loses a
 * higher one, and where a cell in the middle goes on on the next page, whatever comes after it on the first.
 */
function isShortText(value: string, width: number): boolean {
  const perLine = Math.max(1, Math.floor(width / 11))
  return value.split('\n').reduce((lines, part) => lines + Math.max(1, Math.ceil([...part].length / perLine)), 0) <= longestRow
}
const longestRow = 24

const middle = (isShort: boolean): { verticalAlignment?: 'middle' } => (isShort ? { verticalAlignment: 'middle' } : {})

export function layOutFields(rows: readonly FieldRow[], { text, width, isRoomy }: BlockRoom): Content {
  // Given in full: stretched columns grow beyond the page where a value spans several of them.
  const valueWidth = width - 2 * labelWidth - 8 * cellPadding - 2 * frame - 3 * hairline
  const widths = [labelWidth, valueWidth * leftShare, labelWidth, valueWidth * (1 - leftShare)]
  const isShort = rows.every((row) => isShortText(row.value, valueWidth * (row.half === true ? 1 - leftShare : 1)))
  const label = (row: FieldRow): TableCell => ({ text: text(row.label, 'sans'), fontSize: 10, alignment: 'center', ...middle(isShort) })
  const value = (row: FieldRow, columns: number): TableCell => ({ text: text(row.value, 'kai'), fontSize: 11, colSpan: columns, ...middle(isShort) })
  const body: TableCell[][] = []
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index]
    if (!row) continue
    const next = rows[index + 1]
    if (row.half === true && next?.half === true) {
      body.push([label(row), value(row, 1), label(next), value(next, 1)])
      index += 1
    } else body.push([label(row), value(row, 3), {}, {}])
  }
  return { table: { widths, dontBreakRows: isShort, body }, layout: isRoomy ? ruledRoomy : ruled }
}

/** `heading` goes with the table: it is its first head row, so that it never stands alone and comes again on every page. */
export function layOutTable(block: BlockOf<'table'>, { text, width }: BlockRoom, heading?: BlockOf<'heading'>): Content {
  const columns = block.head.length
  const inner = width - columns * cellPadding * 2 - (columns - 1) * hairline - 2 * frame
  const share = inner / block.widths.reduce((sum, part) => sum + part, 0)
  const widths = block.widths.map((part) => part * share)
  const isShort = block.rows.every((row) => row.every((value, column) => isShortText(value, widths[column] ?? 0)))
  const cell = (value: string, column: number): TableCell => ({
    text: text(value, 'kai'),
    fontSize: 11,
    alignment: block.align?.[column] === 'left' ? 'left' : 'center',
    ...middle(isShort),
  })
  const head = block.head.map((name): TableCell => ({ text: text(name, 'serif'), fontSize: 10.5, alignment: 'center', verticalAlignment: 'middle' }))
  const above = heading === undefined ? [] : [headingRow(layOutHeading(heading, text), columns)]
  return {
    table: {
      headerRows: above.length + 1,
      keepWithHeaderRows: isShort ? 1 : 0,
      dontBreakRows: isShort,
      widths,
      body: [...above, head, ...block.rows.map((row) => row.map(cell))],
    },
    layout: heading === undefined ? ruled : ruledBelowHeading,
  }
}
