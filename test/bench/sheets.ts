import * as xlsx from 'xlsx'
import { writeWorkbook } from '../../electron/station/documents/workbookWriter.ts'
import { shiftDay } from '../../shared/domain/days.ts'
import type { Cell, Column, Workbook } from '../../shared/output/sheet.ts'
import { type Figure, pairedAsyncMs } from './measure.ts'

const rowCount = 10_000

/** A register of cases in full dress, against the same cells written bare by the `xlsx` package as it comes. */
export async function sheetWrite(): Promise<Figure> {
  const book = aRegister()
  const samples = 7
  const [value, against] = await pairedAsyncMs(samples, () => writeWorkbook(book), () => Promise.resolve(writeBare(book)))
  return { id: 'sheet-write', what: `write ${rowCount} × 12 styled cells as .xlsx; against: the same cells unstyled by the xlsx package`, unit: 'ms', value, against, ratio: value / against, limit: 1, samples }
}

const columns: readonly Column[] = [
  { header: '序号', width: 6 },
  { header: '项目名称', width: 30 },
  { header: '申请人', width: 24 },
  { header: '主题', width: 16 },
  { header: '流程', width: 16 },
  { header: '状态', width: 10, entry: { kind: 'choice', choices: ['受理中', '已受理', '已撤回'] } },
  { header: '受理日期', width: 14 },
  { header: '承诺办结', width: 14 },
  { header: '文书编号', width: 20 },
  { header: '经办', width: 10 },
  { header: '进度', width: 8, entry: { kind: 'percent' } },
  { header: '备注', width: 24 },
]

function aRegister(): Workbook {
  const text = (words: string): Cell => ({ kind: 'text', text: words })
  const rows = Array.from({ length: rowCount }, (_, at): readonly Cell[] => [
    { kind: 'number', value: at + 1 },
    text(`集美区第 ${at} 号厂房及配套设施工程（样例）`),
    text(`厦门样例实业有限公司第 ${at % 977} 分公司`),
    text('小型厂房、仓库'),
    text('社会投资简易低风险'),
    text(['受理中', '已受理', '已撤回'][at % 3] ?? ''),
    { kind: 'date', day: shiftDay('2021-01-04', at % 365) },
    { kind: 'date', day: shiftDay('2021-02-04', at % 365) },
    text(`K7QWX-3F9T2M-${String(at).padStart(4, '0')}`),
    text(['李敏', '陈刚', '林样例'][at % 3] ?? ''),
    { kind: 'number', value: (at % 101) / 100 },
    at % 4 === 0 ? text('材料待补，已电话告知申请人') : { kind: 'empty' },
  ])
  return { title: '办件清单', createdAt: '2021-08-03T02:15:00.000Z', foot: '样例', sheets: [{ name: '办件', title: '办件清单（样例）', note: null, columns, rows, whenEmpty: '没有办件', highlight: { column: '状态', is: '已撤回', unless: null } }] }
}

function writeBare({ sheets }: Workbook): Uint8Array {
  const book = xlsx.utils.book_new()
  for (const { name, columns: heads, rows } of sheets) {
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([heads.map(({ header }) => header), ...rows.map((cells) => cells.map(bareValue))]), name)
  }
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx' })
}

function bareValue(cell: Cell): string | number | Date | null {
  switch (cell.kind) {
    case 'text':
      return cell.text
    case 'number':
      return cell.value
    case 'date':
      return new Date(`${cell.day}T00:00:00Z`)
    case 'time':
      return cell.minutes / 1440
    case 'empty':
      return null
  }
}
