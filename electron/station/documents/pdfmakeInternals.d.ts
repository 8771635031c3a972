/** The parts of pdfmake 0.3.11 and pdfkit 0.19.1 that this folder reaches into; not in their public types. */
declare module 'pdfmake/js/PDFDocument.js' {
  import type { Readable } from 'node:stream'

  /** A face parsed by fontkit. */
  export interface ParsedFace {
    readonly unitsPerEm: number
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): { readonly id: number; readonly advanceWidth: number }
  }
  /** How pdfkit wants the place of a glyph; thousandths of the font size. */
  export interface GlyphPosition {
    readonly xAdvance: number
    readonly yAdvance: number
    readonly xOffset: number
    readonly yOffset: number
    readonly advanceWidth: number
  }
  /** A face as one document uses it: the glyphs it has taken from it so far. */
  export interface EmbeddedFace {
    readonly name: string
    readonly font: ParsedFace
    /** Thousandths of the font size. */
    ascender: number
    descender: number
    /** By glyph of the subset. */
    readonly widths: number[]
    readonly unicode: (readonly number[])[]
    readonly subset: { readonly glyphs: number[] }
    widthOfString(text: string, size: number): number
    encode(text: string): [readonly string[], readonly GlyphPosition[]]
    readonly constructor: new (document: PdfDocument, face: ParsedFace, id: string) => EmbeddedFace
  }
  export interface PdfDocument extends Readable {
    _font: EmbeddedFace
    _fontCount: number
    readonly _fontFamilies: Record<string, EmbeddedFace>
    font(bytes: Uint8Array): PdfDocument
    provideFont(family: string, bold?: boolean, italics?: boolean): EmbeddedFace
    fillColor(color: string): PdfDocument
    strokeColor(color: string): PdfDocument
    save(): PdfDocument
    restore(): PdfDocument
    /** PDF operators as they are; the origin is the top left of the page. */
    addContent(operators: string): PdfDocument
    end(): void
  }
  export interface PdfOptions {
    readonly size: readonly [number, number]
    readonly pdfVersion: string
    readonly lang: string
    readonly displayTitle: boolean
    readonly autoFirstPage: false
    readonly font: null
    readonly info: Readonly<Record<string, string | Date>>
  }
  const pdfDocumentModule: {
    readonly default: {
      new (fonts: object, images: object, patterns: object, attachments: object, options: PdfOptions | { font: null; autoFirstPage: false }, files?: null, mayRead?: (path: string) => boolean): PdfDocument
      readonly prototype: PdfDocument
    }
  }
  export default pdfDocumentModule
}

declare module 'pdfmake/js/LayoutBuilder.js' {
  import type { Content, DynamicBackground, DynamicContent, Style, Watermark } from 'pdfmake/interfaces'
  import type { PdfDocument } from 'pdfmake/js/PDFDocument.js'

  export interface PageSize {
    readonly width: number
    readonly height: number
    readonly orientation: 'portrait' | 'landscape'
  }
  export interface PageMargins {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  /** A page as it was laid out; only the renderer looks into it. */
  export interface LaidOutPage {
    readonly pageSize: PageSize
  }
  interface LayoutBuilder {
    layoutDocument(
      content: Content,
      document: PdfDocument,
      styles: object,
      defaultStyle: Style,
      background: DynamicBackground | undefined,
      header: DynamicContent | undefined,
      footer: DynamicContent | undefined,
      watermark: Watermark | undefined,
    ): readonly LaidOutPage[]
  }
  const layoutBuilderModule: { readonly default: new (size: PageSize, margins: PageMargins, svgMeasure: null) => LayoutBuilder }
  export default layoutBuilderModule
}

declare module 'pdfmake/js/Renderer.js' {
  import type { LaidOutPage } from 'pdfmake/js/LayoutBuilder.js'
  import type { EmbeddedFace, PdfDocument } from 'pdfmake/js/PDFDocument.js'

  /** A piece of text between two places where a line may break: in Chinese, one character. */
  export interface Inline {
    readonly text: string
    /** From the beginning of the line. */
    readonly x: number
    readonly width: number
    readonly font: EmbeddedFace
    readonly fontSize: number
    readonly color: string
    readonly decoration?: string | null
  }
  export interface Line {
    inlines: Inline[]
  }
  export interface Vector {
    readonly x: number
    readonly y: number
  }
  export class Renderer {
    constructor(document: PdfDocument)
    readonly pdfDocument: PdfDocument
    renderPages(pages: readonly LaidOutPage[]): void
    renderLine(line: Line, x: number, y: number): void
    renderVector(vector: Vector): void
  }
  const rendererModule: { readonly default: typeof Renderer }
  export default rendererModule
}
