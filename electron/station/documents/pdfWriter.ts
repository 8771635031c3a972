import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pdfmake from 'pdfmake'
import pdfDocumentModule from 'pdfmake/js/PDFDocument.js'
import type { EmbeddedFace, ParsedFace, PdfDocument } from 'pdfmake/js/PDFDocument.js'
import type { PageDescription } from '../../../shared/output/page.ts'
import type { Coverage, FaceName } from './glyphRuns.ts'
import { faceNames, splitByFace } from './glyphRuns.ts'
import { layOutPage, lineBox } from './pageLayout.ts'

const PdfDocument = pdfDocumentModule.default

export const faceFiles: Readonly<Record<FaceName, string>> = {
  serif: 'NotoSerifSC-Bold.ttf',
  sans: 'NotoSansSC-Regular.ttf',
  kai: 'LXGWWenKai-Regular.ttf',
}

export type PdfOutcome =
  | { readonly kind: 'drawn'; readonly pdf: Uint8Array; readonly pages: number }
  | { readonly kind: 'missing-glyphs'; readonly characters: readonly string[] }

export type PdfWriter = (page: PageDescription) => Promise<PdfOutcome>

/** Reads the faces once; every document after that takes the parsed ones. One document at a time. */
export async function openPdfWriter(fontsDir: string): Promise<PdfWriter> {
  const faces = await parseFaces(fontsDir)
  keepFaces(faces)
  // CVE-2026-26801: by default a document may name any file or address. Ours names none.
  pdfmake.setUrlAccessPolicy(() => false)
  pdfmake.setLocalAccessPolicy(() => false)
  pdfmake.setFonts(Object.fromEntries(faceNames.map((name) => [name, { normal: name }])))
  const coverage: Coverage = {
    serif: (codePoint) => faces.serif.face.hasGlyphForCodePoint(codePoint),
    sans: (codePoint) => faces.sans.face.hasGlyphForCodePoint(codePoint),
    kai: (codePoint) => faces.kai.face.hasGlyphForCodePoint(codePoint),
  }

  return async (page) => {
    const missing = new Set<string>()
    let pages = 0
    const definition = layOutPage(page, {
      split(text, face) {
        const split = splitByFace(text, face, coverage)
        for (const character of split.missing) missing.add(character)
        return split.runs
      },
      onPageCount: (total) => { pages = total },
    })
    if (missing.size > 0) return { kind: 'missing-glyphs', characters: [...missing] }
    // A glyph remembers the code point it was first asked for; forgetting keeps each document's bytes its own.
    for (const name of faceNames) faces[name].face._glyphs = {}
    const pdf = await pdfmake.createPdf(definition).getBuffer()
    return { kind: 'drawn', pdf: new Uint8Array(pdf), pages }
  }
}

interface KeptFace {
  readonly face: ParsedFace
  readonly Embedded: EmbeddedFace['constructor']
}

async function parseFaces(fontsDir: string): Promise<Readonly<Record<FaceName, KeptFace>>> {
  const parse = async (name: FaceName): Promise<KeptFace> => {
    const bytes = await readFile(join(fontsDir, faceFiles[name]))
    const embedded = new PdfDocument({}, {}, {}, {}, { font: null, autoFirstPage: false }).font(bytes)._font
    return { face: embedded.font, Embedded: embedded.constructor }
  }
  return { serif: await parse('serif'), sans: await parse('sans'), kai: await parse('kai') }
}

/**
 * pdfmake parses its font files anew for every document, which takes most of a short document's time. This replaces
 * its `provideFont` by one that embeds faces parsed before (measured: 0.4 of the time, same pixels, same text).
 */
function keepFaces(faces: Readonly<Record<FaceName, KeptFace>>): void {
  PdfDocument.prototype.provideFont = function provideFont(this: PdfDocument, family) {
    const name = faceNames.find((known) => known === family)
    if (name === undefined) throw new Error(`no face named ${family}`)
    const { face, Embedded } = faces[name]
    const used = this._fontFamilies[name]
    if (used) return used
    const embedded = new Embedded(this, face, `F${(this._fontCount += 1)}`)
    embedded.ascender = lineBox.above * 1000
    embedded.descender = -lineBox.below * 1000
    // pdfkit embeds at the end whatever stands in `_fontFamilies`.
    this._fontFamilies[name] = embedded
    return embedded
  }
}
