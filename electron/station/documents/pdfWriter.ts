import layoutBuilderModule from 'pdfmake/js/LayoutBuilder.js'
import pdfDocumentModule from 'pdfmake/js/PDFDocument.js'
import type { PdfDocument as Pdf } from 'pdfmake/js/PDFDocument.js'
import type { PageDescription } from '../../../shared/output/page.ts'
import { splitByFace } from './glyphRuns.ts'
import { layOutPage } from './pageLayout.ts'
import { openFaces } from './paperFace.ts'
import { PaperRenderer } from './paperRenderer.ts'

const PdfDocument = pdfDocumentModule.default
const LayoutBuilder = layoutBuilderModule.default

export type PdfOutcome =
  | { readonly kind: 'drawn'; readonly pdf: Uint8Array; readonly pages: number }
  | { readonly kind: 'missing-glyphs'; readonly characters: readonly string[] }

/** Draws papers one after the other into one PDF; each counts its own pages. At least one. */
export type PdfWriter = (papers: readonly PageDescription[]) => Promise<PdfOutcome>

/** Reads the faces once; every document after that takes the parsed ones. One document at a time. */
export async function openPdfWriter(fontsDir: string): Promise<PdfWriter> {
  const coverage = await openFaces(fontsDir)
  return async (papers) => {
    const missing = new Set<string>()
    const layouts = papers.map((paper) =>
      layOutPage(paper, (text, face) => {
        const split = splitByFace(text, face, coverage)
        for (const character of split.missing) missing.add(character)
        return split.runs
      }),
    )
    if (missing.size > 0) return { kind: 'missing-glyphs', characters: [...missing] }

    const document = openDocument(papers)
    const written = bytesOf(document)
    let pages = 0
    for (const { size, margins, content, style, background, header, footer, watermark } of layouts) {
      const laidOut = new LayoutBuilder(size, margins, null).layoutDocument(content, document, {}, style, background, header, footer, watermark)
      new PaperRenderer(document).renderPages(laidOut)
      pages += laidOut.length
    }
    document.end()
    return { kind: 'drawn', pdf: await written, pages }
  }
}

function openDocument(papers: readonly PageDescription[]): Pdf {
  const [first] = papers
  if (!first) throw new Error('no paper to draw')
  const created = new Date(first.createdAt)
  const title = first.number === null ? first.title : `${first.title} ${first.number}`
  return new PdfDocument(
    {},
    {},
    {},
    {},
    {
      // Every page brings its own size; this one is never used.
      size: [595.28, 841.89],
      pdfVersion: '1.3',
      lang: 'zh-CN',
      displayTitle: true,
      autoFirstPage: false,
      font: null,
      info: { Title: papers.length === 1 ? title : `${title} 等 ${papers.length} 份`, Creator: 'Caravan Desk', Producer: 'Caravan Desk', CreationDate: created, ModDate: created },
    },
    null,
    // CVE-2026-26801: by default a document may name any file. Ours names none.
    () => false,
  )
}

async function bytesOf(document: Pdf): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise<void>((resolve, reject) => document.once('end', resolve).once('error', reject))
  return new Uint8Array(Buffer.concat(chunks))
}
