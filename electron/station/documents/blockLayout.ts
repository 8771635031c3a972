import type { Column, Content, ContentText, Style } from 'pdfmake/interfaces'
import type { Block, BlockOf, PaperCode } from '../../../shared/output/page.ts'
import type { FaceName } from './glyphRuns.ts'
import { leading, mm, red } from './measures.ts'
import { layOutSeal, layOutSignature } from './sealLayout.ts'
import { layOutFields, layOutHeading, layOutTable } from './tableLayout.ts'

/** Text as runs of the faces that can draw it. `share`: from line to line, as a share of the font size. */
export type DrawText = (value: string, face: FaceName, share?: number) => (ContentText & { readonly text: string })[]

/** What a block may take up, and what it is drawn with. */
export interface BlockRoom {
  readonly width: number
  /** Certificates give their rows more air. */
  readonly isRoomy: boolean
  readonly code: PaperCode | null
  readonly text: DrawText
}

const columnGap = mm(12)

/** Blocks one below the other; a heading stays with what follows it. */
export function layOutBlocks(blocks: readonly Block[], room: BlockRoom): Content[] {
  const laidOut: Content[] = []
  for (let index = 0; index < blocks.length; index += 1) {
    const [block, next] = [blocks[index], blocks[index + 1]]
    if (!block) continue
    if (block.kind !== 'heading' || !next) {
      laidOut.push(layOutBlock(block, room))
      continue
    }
    if (next.kind === 'table') laidOut.push(layOutTable(next, room, block))
    else if (lengthOf(next) > longestKept) laidOut.push(layOutHeading(block, room.text), layOutBlock(next, room))
    else laidOut.push({ unbreakable: true, stack: [layOutHeading(block, room.text), layOutBlock(next, room)] })
    index += 1
  }
  return laidOut
}

/** Characters that are kept on one page; what is kept together and longer than a page would be lost. */
export const longestKept = 600
export function lengthOf(block: Block): number {
  if (block.kind === 'heading') return block.text.length
  return block.kind === 'paragraph' ? block.spans.reduce((sum, { text }) => sum + text.length, 0) : Number.POSITIVE_INFINITY
}

function layOutBlock(block: Block, room: BlockRoom): Content {
  switch (block.kind) {
    case 'title':
      return layOutTitle(block, room)
    case 'heading':
      return layOutHeading(block, room.text)
    case 'paragraph':
      return layOutParagraph(block, room)
    case 'fields':
      return layOutFields(block.rows, room)
    case 'table':
      return layOutTable(block, room)
    case 'choice':
      return { text: room.text([`${block.label}：`, ...block.options.map((option) => `□\u00a0${option}`)].join('　　'), 'sans'), fontSize: 11.5, margin: [0, mm(3), 0, 0] }
    case 'warning':
      return layOutWarning(block, room)
    case 'seal':
      return layOutSeal(block, room)
    case 'signature':
      return layOutSignature(block, room)
    case 'columns': {
      const half: BlockRoom = { ...room, width: (room.width - columnGap) / 2 }
      const stack = (blocks: readonly Block[]): Column => ({ width: half.width, stack: layOutBlocks(blocks, half) })
      return { columnGap, columns: [stack(block.left), stack(block.right)] }
    }
    case 'space':
      return { text: '', margin: [0, mm(block.millimetres), 0, 0], fontSize: 0.1 }
  }
}

function layOutTitle({ text, over, red: isRed = false }: BlockOf<'title'>, room: BlockRoom): Content {
  const style: Style = { alignment: 'center', ...(isRed ? { color: red } : {}) }
  const above: Content[] = over === undefined ? [] : [{ text: room.text(over, 'serif'), fontSize: 17, margin: [0, 0, 0, mm(2)], ...style }]
  return { stack: [...above, { text: room.text(text, 'serif'), fontSize: isRed ? 27 : 24, ...style }], margin: [0, 0, 0, mm(2)] }
}

function layOutParagraph(block: BlockOf<'paragraph'>, { text }: BlockRoom): Content {
  const isSmall = block.size === 'small'
  const size = isSmall ? 10 : 12
  const share = isSmall ? leading.small : leading.body
  return {
    text: block.spans.flatMap((span) => text(span.text, span.filled === true ? 'kai' : span.bold === true ? 'serif' : 'sans', share)),
    fontSize: size,
    alignment: block.align === 'right' ? 'right' : block.align === 'centre' ? 'center' : 'left',
    // Two characters, as official papers have it.
    ...(block.indent === true ? { leadingIndent: size * 2 } : {}),
    margin: [0, 0, 0, isSmall ? 1 : 3],
  }
}

function layOutWarning({ text }: BlockOf<'warning'>, room: BlockRoom): Content {
  return {
    margin: [0, mm(2), 0, mm(3)],
    columns: [
      { width: '*', text: '' },
      {
        width: 'auto',
        table: { body: [[{ text: room.text(text, 'serif'), fontSize: 15, color: red, alignment: 'center' }]] },
        layout: { hLineWidth: () => 1.2, vLineWidth: () => 1.2, hLineColor: () => red, vLineColor: () => red, paddingLeft: () => 14, paddingRight: () => 14, paddingTop: () => 3, paddingBottom: () => 3 },
      },
      { width: '*', text: '' },
    ],
  }
}
