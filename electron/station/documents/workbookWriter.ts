import { Writable } from 'node:stream'
import ExcelJS from 'exceljs'
import type { Cell, Column, Entry, Highlight, Sheet, Workbook } from '../../../shared/output/sheet.ts'

type Book = ExcelJS.stream.xlsx.WorkbookWriter

/** Draws a sheet model as an .xlsx file: A4 landscape, fitted to the width, with title and header on every page. Row after row is written out and forgotten. */
export async function writeWorkbook(book: Workbook): Promise<Uint8Array> {
  const parts: Buffer[] = []
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(part)
      done()
    },
  })
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: true, zip: { zlib: { level: zipLevel } } })
  workbook.creator = 'Caravan Desk'
  workbook.lastModifiedBy = 'Caravan Desk'
  workbook.title = asCellText(book.title)
  workbook.created = new Date(book.createdAt)
  workbook.modified = workbook.created
  const names = nameSheets(book.sheets.map(({ name }) => name))
  for (const [index, sheet] of book.sheets.entries()) drawSheet(workbook, sheet, names[index] ?? `表${index + 1}`, book.foot)
  await workbook.commit()
  return new Uint8Array(Buffer.concat(parts))
}

// Higher levels take longer than the rest of the writing together and save a few per cent.
const zipLevel = 1
/** Points per line of text at 10 pt. */
const lineHeight = 14.5
/** Excel refuses rows higher than 409 points. */
const highestRow = 409
const longestCellText = 32_767

const thin = { style: 'thin', color: { argb: 'FF808080' } } as const
const border = { top: thin, left: thin, bottom: thin, right: thin }
const font = { name: '宋体', size: 10 }
const centred = { horizontal: 'center', vertical: 'middle', wrapText: true } as const
const atLeft = { horizontal: 'left', vertical: 'middle', wrapText: true } as const
/** Shared by all cells that look alike: exceljs knows a style again by its object. */
const looks = {
  title: { font: { name: '宋体', size: 16, bold: true }, alignment: { horizontal: 'center', vertical: 'middle' } },
  note: { font: { name: '宋体', size: 9, color: { argb: 'FF555E6E' } }, alignment: atLeft },
  header: { font: { ...font, bold: true }, alignment: centred, fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE7ECF3' } }, border },
  word: { font, alignment: centred, border },
  sentence: { font, alignment: atLeft, border },
  percent: { font, alignment: centred, border, numFmt: '0%' },
  date: { font, alignment: centred, border, numFmt: 'yyyy"年"m"月"d"日"' },
  time: { font, alignment: centred, border, numFmt: 'hh:mm' },
} as const satisfies Readonly<Record<string, Partial<ExcelJS.Style>>>

function drawSheet(workbook: Book, sheet: Sheet, name: string, foot: string): void {
  const { columns, rows } = sheet
  const headerRow = sheet.note === null ? 2 : 3
  const firstRow = headerRow + 1
  const lastRow = headerRow + rows.length
  const view = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', xSplit: 0, ySplit: headerRow, topLeftCell: `A${firstRow}`, activeCell: `A${firstRow}` }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: `1:${headerRow}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: `&L${asFootText(foot)}&C第 &P 页 共 &N 页` },
  })
  view.columns = columns.map(({ width }) => ({ width }))

  const banner = (at: number, words: string, look: Partial<ExcelJS.Style>, height: number): void => {
    const cell = view.getCell(at, 1)
    cell.value = asCellText(words)
    // Before the cells are merged: the others take the look over from this one, borders and all.
    cell.style = look
    view.mergeCells(at, 1, at, columns.length)
    view.getRow(at).height = height
    view.getRow(at).commit()
  }
  banner(1, sheet.title, looks.title, 32)
  if (sheet.note !== null) banner(2, sheet.note, looks.note, linesIn(sheet.note, columns.reduce((sum, { width }) => sum + width, 0)) * lineHeight + 4)
  writeRow(view.getRow(headerRow), columns.map(({ header }) => asCellText(header)), columns.map(() => looks.header), Math.max(24, rowHeight(columns.map(({ header }) => header), columns)))

  const isSentence = columns.map((_, at) => rows.some((cells) => holdsSentence(cells[at])))
  for (const [index, cells] of rows.entries()) {
    const looksOfRow = columns.map((column, at) => lookOf(cells[at] ?? { kind: 'empty' }, column, isSentence[at] ?? false))
    writeRow(view.getRow(firstRow + index), columns.map((_, at) => valueOf(cells[at])), looksOfRow, rowHeight(cells.map(wordsOf), columns))
  }
  if (rows.length === 0) banner(firstRow, sheet.whenEmpty, looks.word, 40)
  else {
    view.autoFilter = { from: { row: headerRow, column: 1 }, to: { row: lastRow, column: columns.length } }
    for (const [at, { header, entry }] of columns.entries()) {
      if (entry) view.dataValidations.add(`${letterOf(at)}${firstRow}:${letterOf(at)}${lastRow}`, validationOf(header, entry))
    }
    if (sheet.highlight) {
      view.addConditionalFormatting({
        ref: `A${firstRow}:${letterOf(columns.length - 1)}${lastRow}`,
        rules: [{ type: 'expression', priority: 1, formulae: [conditionOf(sheet.highlight, columns, firstRow)], style: { fill: { type: 'pattern', pattern: 'solid', bgColor: { argb: 'FFFDECEA' } } } }],
      })
    }
  }
  view.commit()
}

function writeRow(row: ExcelJS.Row, values: readonly ExcelJS.CellValue[], styles: readonly Partial<ExcelJS.Style>[], height: number): void {
  for (const [at, style] of styles.entries()) {
    const cell = row.getCell(at + 1)
    cell.value = values[at] ?? null
    cell.style = style
  }
  row.height = height
  row.commit()
}

/** A string value is written as a string cell, so that "=…" stays text. */
function valueOf(cell: Cell | undefined): ExcelJS.CellValue {
  switch (cell?.kind) {
    case 'text':
      return asCellText(cell.text)
    case 'number':
      return cell.value
    case 'date':
      // Midnight UTC: local midnight would be written as the evening before.
      return new Date(`${cell.day}T00:00:00Z`)
    case 'time':
      return cell.minutes / 1440
    case 'empty':
    case undefined:
      return null
  }
}

function lookOf(cell: Cell, column: Column, isSentence: boolean): Partial<ExcelJS.Style> {
  if (cell.kind === 'date' || cell.kind === 'time') return looks[cell.kind]
  if (column.entry?.kind === 'percent') return looks.percent
  return isSentence ? looks.sentence : looks.word
}

function validationOf(header: string, entry: Entry): ExcelJS.DataValidation {
  const refusal = (error: string) => ({ allowBlank: true, showErrorMessage: true, errorTitle: header, error })
  switch (entry.kind) {
    case 'choice':
      return { type: 'list', formulae: [`"${entry.choices.join(',')}"`], ...refusal(`请从列表中选择：${entry.choices.join('、')}。`) }
    case 'percent':
      return { type: 'decimal', operator: 'between', formulae: [0, 1], ...refusal('请填 0% 到 100% 之间的数。') }
  }
}

/** The only formula of a workbook, made of our own words: nothing that anybody typed is in it. */
function conditionOf({ column, is, unless }: Highlight, columns: readonly Column[], firstRow: number): string {
  const reads = (header: string, word: string): string => `$${letterOf(columns.findIndex((candidate) => candidate.header === header))}${firstRow}="${word.replaceAll('"', '""')}"`
  return unless === null ? reads(column, is) : `AND(${reads(column, is)},NOT(${reads(unless.column, unless.is)}))`
}

/** 0 → A. Sheets are narrower than 26 columns. */
const letterOf = (column: number): string => String.fromCharCode(65 + column)

const wordsOf = (cell: Cell): string => (cell.kind === 'text' ? cell.text : '')

/** Columns of short words stand centred, columns with sentences at the left. */
function holdsSentence(cell: Cell | undefined): boolean {
  return cell?.kind === 'text' && cell.text.length > 7 && widthOf(cell.text) > 14
}

/** In Excel's character widths: Chinese and other full-width characters take two. */
function widthOf(text: string): number {
  let width = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    // The two halves of a surrogate pair make one full-width character.
    width += unit < 0x1100 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return width
}

/** Lines of a text in a column: one character of it goes to the cell's padding; an odd one is lost at a line end. */
function linesIn(text: string, columnWidth: number): number {
  const room = Math.max(2, Math.floor(columnWidth - 1.5))
  let lines = 0
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(widthOf(line) / room))
  return lines
}

/** Excel does not fit wrapped rows of a file it has not laid out itself. */
function rowHeight(words: readonly string[], columns: readonly Column[]): number {
  const lines = words.reduce((most, text, at) => Math.max(most, linesIn(text, columns[at]?.width ?? 10)), 1)
  return Math.min(highestRow, lines * lineHeight + 6)
}

/** In headers and footers `&` begins a code, and all three parts together hold 255 characters. */
function asFootText(text: string): string {
  return cut(text.toWellFormed().replaceAll(/[\u0000-\u001f\u007f\ufffe\uffff]/g, ' '), 100).replaceAll('&', '&&')
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

/** Excel's rules for sheet names: 1–31 characters, none of `[]:*?/\`, unique, not "History". An apostrophe would have to be doubled in references, which exceljs does not do. */
export function nameSheets(wanted: readonly string[]): readonly string[] {
  const taken = new Set<string>(['history'])
  return wanted.map((text, index) => {
    const clean = cut(text.toWellFormed().replaceAll(/[[\]:*?/\\'\u0000-\u001f\u007f\ufffe\uffff]/g, ' ').replaceAll(/\s+/g, ' ').trim(), 31).trim()
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
