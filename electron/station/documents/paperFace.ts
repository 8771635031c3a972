import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pdfDocumentModule from 'pdfmake/js/PDFDocument.js'
import type { EmbeddedFace, GlyphPosition, ParsedFace, PdfDocument } from 'pdfmake/js/PDFDocument.js'
import type { Coverage, FaceName } from './glyphRuns.ts'
import { faceNames } from './glyphRuns.ts'
import { lineBox } from './measures.ts'

/**
 * The faces of `resources/fonts`, parsed once for all documents. Stock pdfmake parses its font files anew for every
 * document and has every piece of text shaped by fontkit; both take most of a short document's time.
 */

const PdfDocument = pdfDocumentModule.default

export const faceFiles: Readonly<Record<FaceName, string>> = {
  serif: 'NotoSerifSC-Bold.ttf',
  sans: 'NotoSansSC-Regular.ttf',
  kai: 'LXGWWenKai-Regular.ttf',
}

/** Parses the faces and has every document from now on take them. */
export async function openFaces(fontsDir: string): Promise<Coverage> {
  const faces = { serif: await parseFace(fontsDir, 'serif'), sans: await parseFace(fontsDir, 'sans'), kai: await parseFace(fontsDir, 'kai') }
  PdfDocument.prototype.provideFont = function provideFont(this: PdfDocument, family) {
    const name = faceNames.find((known) => known === family)
    if (name === undefined) throw new Error(`no face named ${family}`)
    // pdfkit embeds at the end whatever stands in `_fontFamilies`.
    return (this._fontFamilies[name] ??= faces[name].embedIn(this))
  }
  const covers = (name: FaceName) => (codePoint: number) => faces[name].parsed.hasGlyphForCodePoint(codePoint)
  return { serif: covers('serif'), sans: covers('sans'), kai: covers('kai') }
}

interface KeptFace {
  readonly parsed: ParsedFace
  embedIn(document: PdfDocument): EmbeddedFace
}

async function parseFace(fontsDir: string, name: FaceName): Promise<KeptFace> {
  const bytes = await readFile(join(fontsDir, faceFiles[name]))
  const stock = new PdfDocument({}, {}, {}, {}, { font: null, autoFirstPage: false }).font(bytes)._font
  const Embedded = stock.constructor
  const parsed = stock.font
  const glyphs = new Map<number, Glyph>()
  const glyphOf = (codePoint: number): Glyph => {
    const known = glyphs.get(codePoint)
    if (known) return known
    const { id, advanceWidth } = parsed.glyphForCodePoint(codePoint)
    const width = (advanceWidth * 1000) / parsed.unitsPerEm
    const glyph = { id, position: { xAdvance: width, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: width } }
    glyphs.set(codePoint, glyph)
    return glyph
  }

  /**
   * One glyph for one code point, without shaping. Each code point has a place of its own in the subset, also where two
   * share a glyph (一 and ⼀, · and •), so that text read back from the paper is the text that was put in.
   */
  class PaperFace extends Embedded {
    readonly places = new Map<number, string>()

    override widthOfString(text: string, size: number): number {
      let width = 0
      for (const character of text) width += glyphOf(character.codePointAt(0) ?? 0).position.advanceWidth
      return (width * size) / 1000
    }

    override encode(text: string): [readonly string[], readonly GlyphPosition[]] {
      const places: string[] = []
      const positions: GlyphPosition[] = []
      for (const character of text) {
        const codePoint = character.codePointAt(0) ?? 0
        const glyph = glyphOf(codePoint)
        places.push(this.places.get(codePoint) ?? this.include(codePoint, glyph))
        positions.push(glyph.position)
      }
      return [places, positions]
    }

    include(codePoint: number, { id, position }: Glyph): string {
      const index = this.subset.glyphs.push(id) - 1
      this.widths[index] = position.advanceWidth
      this.unicode[index] = [codePoint]
      const place = index.toString(16).padStart(4, '0')
      this.places.set(codePoint, place)
      return place
    }
  }

  return {
    parsed,
    embedIn(document) {
      const face = new PaperFace(document, parsed, `F${(document._fontCount += 1)}`)
      face.ascender = lineBox.above * 1000
      face.descender = -lineBox.below * 1000
      return face
    },
  }
}

interface Glyph {
  readonly id: number
  readonly position: GlyphPosition
}
