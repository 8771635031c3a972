import type { Cell, Sheet, Workbook } from '../../shared/output/sheet.ts'

/** What stands in a cell, as plain text: numbers and days as they are, nothing as ''. */
export function read(cell: Cell | undefined): string {
  switch (cell?.kind) {
    case 'text':
      return cell.text
    case 'number':
      return String(cell.value)
    case 'date':
      return cell.day
    case 'time':
      return `${Math.floor(cell.minutes / 60)}:${String(cell.minutes % 60).padStart(2, '0')}`
    case 'empty':
    case undefined:
      return ''
  }
}

export function sheetOf(book: Workbook, name: string): Sheet {
  const sheet = book.sheets.find((candidate) => candidate.name === name)
  if (!sheet) throw new Error(`no sheet ${name}`)
  return sheet
}

/** Rows by the words of their header; brackets such as （样例） behind a header are left off. */
export function rowsOf(sheet: Sheet): readonly Readonly<Record<string, string>>[] {
  return sheet.rows.map((cells) => Object.fromEntries(sheet.columns.map(({ header }, at) => [header.replaceAll(/（[^）]*）/g, ''), read(cells[at])])))
}

export function cellAt(sheet: Sheet, header: string, row: number): Cell | undefined {
  return sheet.rows[row]?.[sheet.columns.findIndex((column) => column.header.replaceAll(/（[^）]*）/g, '') === header)]
}
