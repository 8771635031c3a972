import type { Content, DynamicBackground, DynamicContent, Style, Watermark } from 'pdfmake/interfaces'
import type { PageMargins, PageSize } from 'pdfmake/js/LayoutBuilder.js'
import type { Block, PageDescription } from '../../../shared/output/page.ts'
import { type BlockRoom, layOutBlocks, lengthOf, longestKept } from './blockLayout.ts'
import { drawFrame } from './certificateFrame.ts'
import type { FaceName, Run } from './glyphRuns.ts'
import { faint, hairline, ink, leading, lineBox, mm } from './measures.ts'

/** Lays a page description out for pdfmake: size, margins, head, foot and what stands between them. */
export interface PaperLayout {
  readonly size: PageSize
  readonly margins: PageMargins
  readonly style: Style
  readonly content: Content
  readonly background: DynamicBackground | undefined
  readonly header: DynamicContent
  readonly footer: DynamicContent
  readonly watermark: Watermark | undefined
}
/** Splits text into runs drawn by one face each. */
export type SplitText = (text: string, face: FaceName) => readonly Run[]

const sides = { short: 595.28, long: 841.89 }
const letterMargins = { left: mm(25), top: mm(20), right: mm(23), bottom: mm(19) }
/** Inside the ornamental frame. */
const certificateMargins = { left: mm(24), top: mm(25), right: mm(24), bottom: mm(24) }

export function layOutPage(page: PageDescription, split: SplitText): PaperLayout {
  const isCertificate = page.look !== 'letter'
  const size: PageSize = page.orientation === 'portrait' ? { width: sides.short, height: sides.long, orientation: 'portrait' } : { width: sides.long, height: sides.short, orientation: 'landscape' }
  const margins = isCertificate ? certificateMargins : letterMargins
  const room: BlockRoom = {
    width: size.width - margins.left - margins.right,
    isRoomy: isCertificate,
    code: page.code,
    text: (value, face, share = leading.cell) => split(value, face).map((run) => ({ text: run.text, font: run.face, lineHeight: share / (lineBox.above + lineBox.below) })),
  }
  const { body, ending } = keepSealWithText(page.blocks)
  const edge = { fontSize: 8.5, color: faint, columnGap: 12 }
  const edgeText = (words: string) => room.text(words, 'sans')
  const [headLeft, headRight, footLeft] = [edgeText(page.head.left), edgeText(page.head.right), edgeText(page.foot.left)]
  return {
    size,
    margins,
    style: { font: 'sans', fontSize: 11, color: ink },
    content: [...layOutBlocks(body, room), ...(ending.length === 0 ? [] : [{ unbreakable: true, stack: layOutBlocks(ending, room) }])],
    background: page.look === 'letter' ? undefined : drawFrame(page.look, size),
    header: () => ({
      ...edge,
      margin: [margins.left, isCertificate ? mm(17.5) : mm(12), margins.right, 0],
      columns: [{ width: '*', text: headLeft }, { width: 'auto', text: headRight, alignment: 'right' }],
    }),
    footer: (current, total) => ({
      margin: [margins.left, isCertificate ? 0 : mm(5), margins.right, 0],
      stack: [
        { canvas: [{ type: 'line', x1: 0, y1: 0, x2: room.width, y2: 0, lineWidth: hairline, lineColor: faint }], margin: [0, 0, 0, 4] },
        { ...edge, columns: [{ width: '*', text: footLeft }, { width: 'auto', text: edgeText(`第 ${current} 页 共 ${total} 页`), noWrap: true }] },
      ],
    }),
    watermark: page.watermark === null ? undefined : { text: page.watermark, font: 'serif', fontSize: watermarkSize(page.watermark, size), angle: page.orientation === 'portrait' ? -45 : -30, color: '#808080', opacity: 0.16 },
  }
}

/** A few characters across the page, never beyond its edges. */
const watermarkSize = (text: string, size: PageSize): number => Math.min(150, (size.width * 0.86) / [...text].length)

/** A seal or signature never stands on a page without text: it takes the paragraphs right before it along, as many as surely fit. */
function keepSealWithText(blocks: readonly Block[]): { readonly body: readonly Block[]; readonly ending: readonly Block[] } {
  let first = blocks.findIndex((block) => block.kind === 'seal' || block.kind === 'signature' || block.kind === 'choice')
  if (first < 0) return { body: blocks, ending: [] }
  for (let kept = 0, before = blocks[first - 1]; before; before = blocks[first - 1]) {
    kept += lengthOf(before)
    if (kept > longestKept) break
    first -= 1
  }
  return { body: blocks.slice(0, first), ending: blocks.slice(first) }
}
