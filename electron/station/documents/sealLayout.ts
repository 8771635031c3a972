import type { Content } from 'pdfmake/interfaces'
import type { BlockOf, PaperCode } from '../../../shared/output/page.ts'
import type { BlockRoom } from './blockLayout.ts'
import { faint, ink, mm } from './measures.ts'
import type { Drawing } from './paperRenderer.ts'
import { codeOperators } from './codeMatrix.ts'

/** Edge of a code with its quiet zone; a module of the usual 29 + 8 is then 0.68 mm wide. */
const codeEdge = mm(25)

/** Office and date at the right, as official papers have it; the round seal (42 mm) goes across both. */
export function layOutSeal({ office, date }: BlockOf<'seal'>, { text, code, width }: BlockRoom): Content {
  const sealWidth = Math.min(mm(84), width - codeEdge - mm(4))
  return {
    unbreakable: true,
    margin: [0, mm(1.5), 0, 0],
    columns: [
      code === null ? { width: codeEdge, text: '' } : { width: codeEdge, stack: layOutCode(code, text) },
      { width: '*', text: '' },
      {
        width: sealWidth,
        margin: [0, mm(8), 0, 0],
        stack: [
          { text: [...text(office, 'sans'), ...text('（印章）', 'sans').map((run) => ({ ...run, color: faint, fontSize: 10 }))], fontSize: 12, alignment: 'center' },
          { text: text(date, 'kai'), fontSize: 12.5, alignment: 'center', margin: [0, mm(2), 0, 0] },
        ],
      },
    ],
  }
}

function layOutCode({ payload, caption }: PaperCode, text: BlockRoom['text']): Content[] {
  const drawing: Drawing = { type: 'rect', x: 0, y: 0, w: codeEdge, h: codeEdge, color: ink, operators: codeOperators(payload, codeEdge) }
  return [{ canvas: [drawing] }, { text: text(caption, 'sans'), fontSize: 8, color: faint, alignment: 'center' }]
}

export function layOutSignature({ label, dated = true }: BlockOf<'signature'>, { text, width }: BlockRoom): Content {
  const isNarrow = width < mm(100)
  const date: Content[] = dated ? [isNarrow ? '\n' : '', ...text(isNarrow ? '日期：' : '　　日期：', 'sans'), ...blankDate()] : []
  return {
    unbreakable: true,
    margin: [0, mm(3.5), 0, 0],
    text: [...text(`${label}：`, 'sans'), { text: '\u00a0'.repeat(isNarrow ? 24 : 40), decoration: 'underline' }, ...date],
  }
}

function blankDate(): Content[] {
  return ['年', '月', '日'].flatMap((unit): Content[] => [{ text: '\u00a0'.repeat(unit === '年' ? 12 : 8), decoration: 'underline' }, { text: unit }])
}
