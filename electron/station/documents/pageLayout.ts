import type { Content, ContentText, CustomTableLayout, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces'
import type { Block, FieldRow, PageDescription } from '../../../shared/output/page.ts'
import type { FaceName, Run } from './glyphRuns.ts'

/** Lays a page description out for pdfmake. Lengths are points (1/72 inch) unless a name says otherwise. */

const pointsPerMillimetre = 72 / 25.4
const mm = (millimetres: number): number => millimetres * pointsPerMillimetre

const margins = { left: mm(25), top: mm(27), right: mm(23), bottom: mm(24) }
const contentWidth = 595.28 - margins.left - margins.right
const labelWidth = 88
const cellPadding = 6
const hairline = 0.5
const frame = 1
const ink = '#000000'
const faint = '#666666'

type SplitText = (text: string, face: FaceName) => readonly Run[]

/** Splits text into runs drawn by one face each; the caller collects what cannot be drawn. */
export function layOutPage(page: PageDescription, split: SplitText, onPageCount: (pages: number) => void): TDocumentDefinitions {
  const text = (value: string, face: FaceName): Content[] => split(value, face).map((run) => ({ text: run.text, font: run.face }))
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
    defaultStyle: { font: 'sans', fontSize: 11, lineHeight: 1.05, color: ink },
    ...(page.watermark === null ? {} : { watermark: { text: page.watermark, font: 'serif', fontSize: 150, angle: -45, color: '#808080', opacity: 0.16 } }),
    header: () => ({
      margin: [margins.left, mm(13), margins.right, 0],
      fontSize: 8.5,
      color: faint,
      columns: [{ width: '*', text: headLeft }, { width: 'auto', text: headRight, alignment: 'right' }],
    }),
    footer: (current, total) => {
      onPageCount(total)
      return {
        margin: [margins.left, mm(6), margins.right, 0],
        stack: [
          { canvas: [{ type: 'line', x1: 0, y1: 0, x2: contentWidth, y2: 0, lineWidth: hairline, lineColor: faint }], margin: [0, 0, 0, 4] },
          { fontSize: 8.5, color: faint, columnGap: 12, columns: [{ width: '*', text: footLeft }, { width: 'auto', text: `第 ${current} 页 共 ${total} 页`, noWrap: true }] },
        ],
      }
    },
    content: page.blocks.map((block) => layOutBlock(block, text)),
  }
}

type DrawText = (value: string, face: FaceName) => Content[]

function layOutBlock(block: Block, text: DrawText): Content {
  switch (block.kind) {
    case 'title':
      return { text: text(block.text, 'serif'), fontSize: 24, alignment: 'center', margin: [0, 0, 0, mm(3)] }
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
        margin: [0, mm(4), 0, 0],
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
  const size = block.size === 'small' ? 10 : 12
  const spans = block.spans.flatMap((span) => text(span.text, span.filled === true ? 'kai' : span.bold === true ? 'serif' : 'sans'))
  return {
    text: spans,
    fontSize: size,
    lineHeight: block.size === 'small' ? 1.1 : 1.2,
    alignment: block.align === 'right' ? 'right' : block.align === 'centre' ? 'center' : 'left',
    // Two characters, as official papers have it.
    ...(block.indent === true ? { leadingIndent: size * 2 } : {}),
    margin: [0, 0, 0, block.size === 'small' ? 1.5 : 4],
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
  paddingTop: () => 4,
  paddingBottom: () => 4,
}

const centred = (content: Content[]): ContentText & { verticalAlignment: 'middle' } => ({ text: content, alignment: 'center', verticalAlignment: 'middle' })

function layOutFields(rows: readonly FieldRow[], text: DrawText): Content {
  const label = (row: FieldRow): TableCell => ({ ...centred(text(row.label, 'sans')), fontSize: 10.5 })
  const value = (row: FieldRow, columns: number): TableCell => ({ text: text(row.value, 'kai'), fontSize: 11.5, verticalAlignment: 'middle', colSpan: columns })
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
  return { table: { widths: [labelWidth, '*', labelWidth, '*'], dontBreakRows: true, body }, layout: ruled }
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

/** Office and date where the seal goes across them, at the right as official papers have it. */
function layOutSeal(block: Extract<Block, { kind: 'seal' }>, text: DrawText): Content {
  const width = mm(72)
  return {
    unbreakable: true,
    margin: [0, mm(7), 0, 0],
    columns: [
      { width: '*', text: '' },
      {
        width,
        stack: [
          { text: text(block.office, 'sans'), fontSize: 12, alignment: 'center' },
          { text: text('（印章）', 'sans'), fontSize: 9, color: faint, alignment: 'center', margin: [0, mm(3), 0, mm(3)] },
          { text: text(block.date, 'kai'), fontSize: 12.5, alignment: 'center' },
        ],
      },
    ],
  }
}
