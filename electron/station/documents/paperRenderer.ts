import rendererModule from 'pdfmake/js/Renderer.js'
import type { Inline, Line, Vector } from 'pdfmake/js/Renderer.js'

/**
 * A vector that knows its own PDF operators: codes and ornaments are one path each instead of hundreds of vectors.
 * pdfmake takes it for a rectangle and gives it its place.
 */
export interface Drawing {
  readonly type: 'rect'
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly color: string
  /** Operators for this place of its top left corner; colours are set. */
  readonly operators: (x: number, y: number) => string
}
const isDrawing = (vector: Vector | Drawing): vector is Drawing => 'operators' in vector

export class PaperRenderer extends rendererModule.default {
  override renderVector(vector: Vector): void {
    if (!isDrawing(vector)) super.renderVector(vector)
    else this.pdfDocument.save().fillColor(vector.color).strokeColor(vector.color).addContent(vector.operators(vector.x, vector.y)).restore()
  }

  /** Chinese breaks after every character, so every character is a piece of its own: written one by one they take most of the time. */
  override renderLine(line: Line, x: number, y: number): void {
    line.inlines = joinNeighbours(line.inlines)
    super.renderLine(line, x, y)
  }
}

function joinNeighbours(inlines: readonly Inline[]): Inline[] {
  const joined: Inline[] = []
  for (const inline of inlines) {
    const last = joined.at(-1)
    if (last && isSameStyle(last, inline) && Math.abs(last.x + last.width - inline.x) < 0.01) joined[joined.length - 1] = { ...last, text: last.text + inline.text, width: last.width + inline.width }
    else joined.push(inline)
  }
  return joined
}

function isSameStyle(a: Inline, b: Inline): boolean {
  return a.font === b.font && a.fontSize === b.fontSize && a.color === b.color && a.decoration === b.decoration
}
