import ExcelJS from 'exceljs'
import type { Cell, Column, Sheet, Workbook } from '../../../shared/output/sheet.ts'

/** Draws a sheet model as an .xlsx file: A4 landscape, fitted to the width, with title and header on every page. */
export async function writeWorkbook(book: Workbook): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook()
  const created = new Date(book.createdAt)
  workbook.creator = 'Caravan Desk'
  workbook.lastModifiedBy = 'Caravan Desk'
  workbook.title = asCellText(book.title)
  workbook.created = created
  workbook.modified = created
  const names = nameSheets(book.sheets.map((sheet) => sheet.name))
  for (const [index, sheet] of book.sheets.entries()) drawSheet(workbook, sheet, names[index] ?? `表${index + 1}`)
  return new Uint8Array(await workbook.xlsx.writeBuffer())
}

const titleRow = 1
const headerRow = 2
/** Points per line of text at 10 pt. */
const lineHeight = 14.5
/** Excel refuses rows higher than 409 points. */
const highestRow = 409
const longestCellText = 32_767
const thin = { style: 'thin', color: { argb: 'FF808080' } } as const
const border = { top: thin, left: thin, bottom: thin, right: thin }

function drawSheet(workbook: ExcelJS.Workbook, sheet: Sheet, name: string): void {
  const columns = sheet.columns.length
  const lastRow = headerRow + sheet.rows.length
  const view = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', xSplit: 0, ySplit: headerRow, topLeftCell: `A${headerRow + 1}`, activeCell: `A${headerRow + 1}` }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      printTitlesRow: `${titleRow}:${headerRow}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: '&C第 &P 页 共 &N 页' },
  })
  view.columns = sheet.columns.map((column) => ({ width: column.width }))

  view.mergeCells(titleRow, 1, titleRow, columns)
  const title = view.getCell(titleRow, 1)
  title.value = asCellText(sheet.title)
  title.font = { name: '宋体', size: 16, bold: true }
  title.alignment = { horizontal: 'center', vertical: 'middle' }
  view.getRow(titleRow).height = 32

  for (const [index, column] of sheet.columns.entries()) {
    const cell = view.getCell(headerRow, index + 1)
    cell.value = asCellText(column.header)
    cell.font = { name: '宋体', size: 10, bold: true }
    cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE7ECF3' } }
    cell.border = border
  }
  view.getRow(headerRow).height = Math.max(24, rowHeight(sheet.columns.map((column): Cell => ({ kind: 'text', text: column.header })), sheet.columns))
  view.autoFilter = { from: { row: headerRow, column: 1 }, to: { row: lastRow, column: columns } }

  const flagged = new Set(sheet.flagged)
  const sentences = sheet.columns.map((_, at) => sheet.rows.some((cells) => holdsSentence(cells[at])))
  for (const [index, cells] of sheet.rows.entries()) {
    const row = view.getRow(headerRow + 1 + index)
    for (const [at, column] of sheet.columns.entries()) drawCell(row.getCell(at + 1), cells[at] ?? { kind: 'empty' }, column, { isFlagged: flagged.has(index), isSentence: sentences[at] ?? false })
    row.height = rowHeight(cells, sheet.columns)
  }
}

function drawCell(target: ExcelJS.Cell, cell: Cell, column: Column, look: { readonly isFlagged: boolean; readonly isSentence: boolean }): void {
  target.font = { name: '宋体', size: 10 }
  target.border = border
  target.alignment = { horizontal: look.isSentence ? 'left' : 'center', vertical: 'middle', wrapText: true }
  if (look.isFlagged) target.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFFDECEA' } }
  if (column.choices) {
    target.dataValidation = {
      type: 'list',
      allowBlank: true,
      formulae: [`"${column.choices.join(',')}"`],
      showErrorMessage: true,
      errorTitle: column.header,
      error: `请从列表中选择：${column.choices.join('、')}。`,
    }
  }
  switch (cell.kind) {
    case 'text':
      // A string value is written as a string cell, so that "=…" stays text.
      target.value = asCellText(cell.text)
      break
    case 'number':
      target.value = cell.value
      break
    case 'date':
      // Midnight UTC: local midnight would be written as the evening before.
      target.value = new Date(`${cell.day}T00:00:00Z`)
      target.numFmt = 'yyyy"年"m"月"d"日"'
      break
    case 'empty':
      break
  }
}

/** Columns of short words stand centred, columns with sentences at the left. */
function holdsSentence(cell: Cell | undefined): boolean {
  return cell?.kind === 'text' && widthOf(cell.text) > 14
}

/** In Excel's character widths: Chinese and other full-width characters take two. */
function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1
  return width
}

/** Excel does not fit wrapped rows of a file it has not laid out itself. */
function rowHeight(cells: readonly Cell[], columns: readonly Column[]): number {
  let lines = 1
  for (const [index, cell] of cells.entries()) {
    if (cell.kind !== 'text') continue
    // One character of the column goes to the cell's padding; an odd one is lost at a line end.
    const room = Math.max(2, Math.floor((columns[index]?.width ?? 10) - 1.5))
    lines = Math.max(lines, cell.text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / room)), 0))
  }
  return Math.min(highestRow, lines * lineHeight + 6)
}

/** What a cell can hold: no control characters (the encoder mends lone surrogates), no `_xHHHH_` escapes by accident, not too long. */
function asCellText(text: string): string {
  const clean = text
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, '')
    // ECMA-376 part 1, 22.9.2.19: `_x0041_` would be read as "A".
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
  if (clean.length <= longestCellText) return clean
  return `${clean.slice(0, longestCellText - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** Excel's rules for sheet names: 1–31 characters, none of `[]:*?/\`, no apostrophe at an end, unique, not "History". */
export function nameSheets(wanted: readonly string[]): readonly string[] {
  const taken = new Set<string>(['history'])
  return wanted.map((text, index) => {
    const clean = cut(text.toWellFormed().replaceAll(/[[\]:*?/\\\u0000-\u001f\ufffe\uffff]/g, ' ').replaceAll(/\s+/g, ' ').trim(), 31).replaceAll(/^'+|'+$/g, '').trim()
    const base = clean === '' ? `表${index + 1}` : clean
    let name = base
    for (let copy = 2; taken.has(name.toLowerCase()); copy += 1) name = `${cut(base, 31 - ` (${copy})`.length)} (${copy})`
    taken.add(name.toLowerCase())
    return name
  })
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
}
