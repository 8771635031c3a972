/** The parts of pdfmake 0.3.11 and pdfkit 0.19.1 that `pdfWriter.ts` reaches into; not in their public types. */
declare module 'pdfmake/js/PDFDocument.js' {
  /** A face parsed by fontkit. Glyphs are kept by id with the code points they were first asked for. */
  export interface ParsedFace {
    hasGlyphForCodePoint(codePoint: number): boolean
    _glyphs: Record<number, unknown>
  }
  /** A face as one document uses it: the glyphs it has taken from it so far. */
  export interface EmbeddedFace {
    readonly name: string
    readonly font: ParsedFace
    /** Thousandths of the font size. */
    ascender: number
    descender: number
    readonly constructor: new (document: PdfDocument, face: ParsedFace, id: string) => EmbeddedFace
  }
  export interface PdfDocument {
    _font: EmbeddedFace
    _fontCount: number
    readonly _fontFamilies: Record<string, EmbeddedFace>
    font(bytes: Uint8Array): PdfDocument
    provideFont(family: string, bold?: boolean, italics?: boolean): EmbeddedFace
  }
  const pdfDocumentModule: {
    readonly default: { new (fonts: object, images: object, patterns: object, attachments: object, options: object): PdfDocument; readonly prototype: PdfDocument }
  }
  export default pdfDocumentModule
}
