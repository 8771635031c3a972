import { create } from 'qrcode'

const quietModules = 4
/** Rows reach a little into the next one: viewers that smooth edges would show white lines between them. */
const overlap = 0.04

/**
 * A QR code (error correction M) of this edge, quiet zone included, as one path: the dark modules of each row, run by
 * run. Returns the PDF operators for its place on a page.
 */
export function codeOperators(payload: string, edge: number): (x: number, y: number) => string {
  const { modules } = create(payload, { errorCorrectionLevel: 'M' })
  const step = edge / (modules.size + 2 * quietModules)
  const runs: { readonly column: number; readonly row: number; readonly length: number }[] = []
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      if (modules.get(row, column) === 0) continue
      const begin = column
      while (column + 1 < modules.size && modules.get(row, column + 1) === 1) column += 1
      runs.push({ column: begin, row, length: column + 1 - begin })
    }
  }
  const write = (points: number): string => points.toFixed(3)
  return (x, y) => `${runs.map(({ column, row, length }) => `${write(x + (column + quietModules) * step)} ${write(y + (row + quietModules) * step)} ${write(length * step)} ${write((1 + overlap) * step)} re`).join(' ')} f`
}
