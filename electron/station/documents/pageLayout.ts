import type { Content, ContentText, CustomTableLayout, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces'
import type { Block, FieldRow, PageDescription } from '../../../shared/output/page.ts'
import type { FaceName, Run } from './glyphRuns.ts'

/** Lays a page description out for pdfmake. Lengths are points (1/72 inch) unless a name says otherwise. */

const pointsPerMillimetre = 72 / 25.4
const mm = (millimetres: number): number => millimetres * pointsPerMillimetre

const margins = { left: mm(25), top: mm(20), right: mm(23), bottom: mm(19) }
const contentWidth = 595.28 - margins.left - margins.right
const labelWidth = 80
/** Share of the left one of two values on a line: it holds the long codes. */
const leftShare = 0.585
/** From line to line, as a share of the font size. */
const leading = { body: 1.65, small: 1.5, cell: 1.35 }
/**
 * Height above and below the baseline that every face is given, as a share of the font size: even lines where faces
 * mix, and text in the middle of its cell. An ideograph's square reaches from −0.12 to 0.88.
 */
export const lineBox = { above: 1.03, below: 0.27 }
const cellPadding = 5
const hairline = 0.5
const frame = 1
const ink = '#000000'
const faint = '#666666'

export interface Typesetter {
  /** Splits text into runs drawn by one face each. */
  split(text: string, face: FaceName): readonly Run[]
  onPageCount(pages: number): void
}

export function layOutPage(page: PageDescription, typesetter: Typesetter): TDocumentDefinitions {
  const text: DrawText = (value, face, share = leading.cell) =>
    typesetter.split(value, face).map((run) => ({ text: run.text, font: run.face, lineHeight: share / (lineBox.above + lineBox.below) }))
  const created = new Date(page.createdAt)
  const footLeft = text(page.foot.left, 'sans')
  const headLeft = text(page.head.left, 'sans')
  const headRight = text(page.head.right, 'sans')
  return {
    pageSize: page.size,
    pageMargins: [margins.left, margins.top, margins.right, margins.bottom],
    language: 'zh-CN',
    displayTitle: true,
    info: { title: page.number === null ? page.title : `${page.title} ${page.number}`, creator: 'Caravan Desk', producer: 'Caravan Desk', creationDate: created, modDate: created },
    defaultStyle: { font: 'sans', fontSize: 11, color: ink },
    ...(page.watermark === null ? {} : { watermark: { text: page.watermark, font: 'serif', fontSize: 150, angle: -45, color: '#808080', opacity: 0.16 } }),
    header: () => ({
      margin: [margins.left, mm(12), margins.right, 0],
      fontSize: 8.5,
      color: faint,
      columns: [{ width: '*', text: headLeft }, { width: 'auto', text: headRight, alignment: 'right' }],
    }),
    footer: (current, total) => {
      typesetter.onPageCount(total)
      return {
        margin: [margins.left, mm(5), margins.right, 0],
        stack: [
          { canvas: [{ type: 'line', x1: 0, y1: 0, x2: contentWidth, y2: 0, lineWidth: hairline, lineColor: faint }], margin: [0, 0, 0, 4] },
          { fontSize: 8.5, color: faint, columnGap: 12, columns: [{ width: '*', text: footLeft }, { width: 'auto', text: `第 ${current} 页 共 ${total} 页`, noWrap: true }] },
        ],
      }
    },
    content: keepSealWithText(page.blocks).map((part) =>
      Array.isArray(part) ? { unbreakable: true, stack: part.map((block) => layOutBlock(block, text)) } : layOutBlock(part, text),
    ),
  }
}

/** A seal or signature never stands on a page without text: it takes the paragraphs right before it along. */
function keepSealWithText(blocks: readonly Block[]): readonly (Block | Block[])[] {
  const seal = blocks.findIndex((block) => block.kind === 'seal' || block.kind === 'signature')
  if (seal < 0) return blocks
  const first = blocks.slice(0, seal).findLastIndex((block) => block.kind !== 'paragraph') + 1
  return [...blocks.slice(0, first), blocks.slice(first)]
}

type DrawText = (value: string, face: FaceName, leading?: number) => Content[]

function layOutBlock(block: Block, text: DrawText): Content {
  switch (block.kind) {
    case 'title':
      return { text: text(block.text, 'serif'), fontSize: 24, alignment: 'center', margin: [0, 0, 0, mm(2)] }
    case 'paragraph':
      return layOutParagraph(block, text)
    case 'fields':
      return layOutFields(block.rows, text)
    case 'table':
      return layOutTable(block, text)
    case 'seal':
      return layOutSeal(block, text)
    case 'signature':
      return {
        unbreakable: true,
        margin: [0, mm(5), 0, 0],
        text: [...text(`${block.label}：`, 'sans'), { text: '\u00a0'.repeat(40), decoration: 'underline' }, ...text('　　日期：', 'sans'), ...blankDate()],
      }
    case 'space':
      return { text: '', margin: [0, mm(block.millimetres), 0, 0], fontSize: 0.1 }
  }
}

function blankDate(): Content[] {
  return ['年', '月', '日'].flatMap((unit): Content[] => [{ text: '\u00a0'.repeat(unit === '年' ? 12 : 8), decoration: 'underline' }, { text: unit }])
}

function layOutParagraph(block: Extract<Block, { kind: 'paragraph' }>, text: DrawText): Content {
  const isSmall = block.size === 'small'
  const size = isSmall ? 10 : 12
  const share = isSmall ? leading.small : leading.body
  const spans = block.spans.flatMap((span) => text(span.text, span.filled === true ? 'kai' : span.bold === true ? 'serif' : 'sans', share))
  return {
    text: spans,
    fontSize: size,
    alignment: block.align === 'right' ? 'right' : block.align === 'centre' ? 'center' : 'left',
    // Two characters, as official papers have it.
    ...(block.indent === true ? { leadingIndent: size * 2 } : {}),
    margin: [0, 0, 0, isSmall ? 1 : 3],
  }
}

/** Ruled in black, the frame a little stronger than the lines inside. */
const ruled: CustomTableLayout = {
  hLineWidth: (line, node) => (line === 0 || line === node.table.body.length ? frame : hairline),
  vLineWidth: (line, node) => (line === 0 || line === node.table.widths?.length ? frame : hairline),
  hLineColor: () => ink,
  vLineColor: () => ink,
  paddingLeft: () => cellPadding,
  paddingRight: () => cellPadding,
  paddingTop: () => 2.7,
  paddingBottom: () => 2.7,
}

const centred = (content: Content[]): ContentText & { verticalAlignment: 'middle' } => ({ text: content, alignment: 'center', verticalAlignment: 'middle' })

function layOutFields(rows: readonly FieldRow[], text: DrawText): Content {
  const label = (row: FieldRow): TableCell => ({ ...centred(text(row.label, 'sans')), fontSize: 10 })
  const value = (row: FieldRow, columns: number): TableCell => ({ text: text(row.value, 'kai'), fontSize: 11, verticalAlignment: 'middle', colSpan: columns })
  const body: TableCell[][] = []
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index]
    if (!row) continue
    const next = rows[index + 1]
    if (row.half === true && next?.half === true) {
      body.push([label(row), value(row, 1), label(next), value(next, 1)])
      index += 1
    } else body.push([label(row), value(row, 3), {}, {}])
  }
  // Given in full: stretched columns grow beyond the page where a value spans several of them.
  const valueWidth = contentWidth - 2 * labelWidth - 8 * cellPadding - 2 * frame - 3 * hairline
  const widths = [labelWidth, valueWidth * leftShare, labelWidth, valueWidth * (1 - leftShare)]
  return { table: { widths, dontBreakRows: true, body }, layout: ruled }
}

function layOutTable(block: Extract<Block, { kind: 'table' }>, text: DrawText): Content {
  const columns = block.head.length
  const inner = contentWidth - columns * cellPadding * 2 - (columns - 1) * hairline - 2 * frame
  const share = inner / block.widths.reduce((sum, width) => sum + width, 0)
  const cell = (value: string, column: number): TableCell => ({
    text: text(value, 'kai'),
    fontSize: 11,
    alignment: block.align?.[column] === 'left' ? 'left' : 'center',
    verticalAlignment: 'middle',
  })
  const head = block.head.map((name): TableCell => ({ ...centred(text(name, 'serif')), fontSize: 10.5 }))
  return {
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: block.widths.map((width) => width * share),
      body: [head, ...block.rows.map((row) => row.map(cell))],
    },
    layout: ruled,
  }
}

/** Office and date at the right, as official papers have it; the round seal (42 mm) goes across both. */
function layOutSeal(block: Extract<Block, { kind: 'seal' }>, text: DrawText): Content {
  return {
    unbreakable: true,
    margin: [0, mm(5), 0, 0],
    columns: [
      { width: '*', text: '' },
      {
        width: mm(84),
        stack: [
          { text: [...text(block.office, 'sans'), ...text('（印章）', 'sans').map((run) => (typeof run === 'object' && 'text' in run ? { ...run, color: faint, fontSize: 10 } : run))], fontSize: 12, alignment: 'center' },
          { text: text(block.date, 'kai'), fontSize: 12.5, alignment: 'center', margin: [0, mm(2), 0, 0] },
        ],
      },
    ],
  }
}
