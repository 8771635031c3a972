import { beforeAll, describe, expect, test } from 'vitest'
import * as xlsx from 'xlsx'
import { nameSheets } from '../../electron/station/documents/workbookWriter.ts'
import { assess } from '../../shared/domain/assess.ts'
import { scheduleCase } from '../../shared/domain/schedule.ts'
import { listWorkingDays } from '../../shared/domain/workdays.ts'
import { caseBook } from '../../shared/output/caseBook.ts'
import { dayBook } from '../../shared/output/dayBook.ts'
import { planLedger } from '../../shared/output/planLedger.ts'
import type { Cell, Sheet, Workbook } from '../../shared/output/sheet.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { findOffice } from '../fakes/office.ts'
import { readInfo, readText } from '../fakes/pdfTools.ts'
import { shippedDocuments } from '../fakes/shippedDocuments.ts'

const { pack, compiled } = await readXiamenPack()
const { tasks, units } = pack
const ledger = (): Workbook => planLedger({ tasks, units, packLabel: '厦建改办〔2021〕2号 · 1.0.0', today: '2021-08-03', createdAt: '2021-08-03T02:15:00.000Z', practice: false })

const documents = shippedDocuments()

async function render(book: Workbook): Promise<Uint8Array> {
  const result = await documents.renderWorkbook(book)
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}
const readBack = (bytes: Uint8Array): xlsx.WorkBook => xlsx.read(bytes, { cellDates: false, cellFormula: true, cellStyles: true, bookFiles: true })
/** A part of the file as it stands, such as `xl/worksheets/sheet1.xml`. */
function readPart(bytes: Uint8Array, name: string): string {
  const part: unknown = xlsx.CFB.find(xlsx.CFB.read(Buffer.from(bytes), { type: 'buffer' }), `/${name}`)?.content
  if (!(part instanceof Uint8Array)) throw new Error(`no ${name}`)
  return Buffer.from(part).toString('utf8')
}
const text = (value: string): Cell => ({ kind: 'text', text: value })
const aBook = (sheet: Partial<Sheet>): Workbook => ({
  title: '表', createdAt: '2021-08-03T02:15:00.000Z', foot: '样例',
  sheets: [{ name: '表一', title: '标题', note: null, columns: [{ header: '列', width: 20 }], rows: [], whenEmpty: '没有内容', highlight: null, ...sheet }],
})
/** First cell below the head. */
async function roundTrip(cell: Cell): Promise<xlsx.CellObject | undefined> {
  return readBack(await render(aBook({ rows: [[cell]] }))).Sheets['表一']?.['A3']
}

describe('the ledger as a workbook', () => {
  let bytes: Uint8Array
  let book: xlsx.WorkBook
  beforeAll(async () => {
    bytes = await render(ledger())
    book = readBack(bytes)
  })

  test('has the register, the overview and a sheet for every unit, with title, head and every task', () => {
    expect(book.SheetNames.slice(0, 4)).toEqual(['重点任务台账', '各单位', '市工信局', '市审批管理局'])
    const rows = xlsx.utils.sheet_to_json<unknown[]>(book.Sheets['重点任务台账'] ?? {}, { header: 1, raw: true })
    expect(rows[0]?.[0]).toBe('优化提升办理建筑许可重点任务台账（截至2021年8月3日）')
    expect(rows[2]).toEqual(['序号', '部分', '任务', '内容', '牵头单位', '责任单位', '条款', '完成时限', '状态', '进度', '是否逾期', '进展说明', '备注'])
    expect(rows).toHaveLength(3 + 65)
  })

  test('writes days as days and numbers as numbers, whatever the time zone', () => {
    const sheet = book.Sheets['重点任务台账']
    const number: xlsx.CellObject | undefined = sheet?.['A4']
    const day: xlsx.CellObject | undefined = sheet?.['H4']
    expect(number).toMatchObject({ t: 'n', v: 1 })
    expect(day?.t).toBe('n')
    expect(xlsx.SSF.parse_date_code(Number(day?.v))).toMatchObject({ y: 2021, m: 5, d: 31, H: 0, M: 0, S: 0 })
    expect(xlsx.SSF.format(String(day?.z ?? ''), day?.v)).toBe('2021年5月31日')
  })

  test('freezes title and head, filters, repeats the head, fits A4 landscape and numbers its pages, on every sheet', () => {
    const workbook = readPart(bytes, 'xl/workbook.xml')
    for (const [index, name] of book.SheetNames.entries()) {
      const sheet = readPart(bytes, `xl/worksheets/sheet${index + 1}.xml`)
      expect(sheet).toMatch(/<pane [^>]*ySplit="3"[^>]*state="frozen"/)
      expect(sheet).toMatch(/<autoFilter ref="A3:[J-M]\d+"\/>/)
      expect(sheet).toMatch(/<pageSetup [^>]*paperSize="9"/)
      expect(sheet).toMatch(/<pageSetup [^>]*orientation="landscape"/)
      expect(sheet).toMatch(/<pageSetup [^>]*fitToHeight="0"/)
      expect(sheet).toContain('第 &amp;P 页 共 &amp;N 页')
      expect(workbook).toContain(`localSheetId="${index}">&apos;${name}&apos;!$1:$3</definedName>`)
    }
  })

  test('offers the states as a list, takes a share for the progress, and holds no formula in any cell', () => {
    const sheet = readPart(bytes, 'xl/worksheets/sheet1.xml')
    expect(sheet).toMatch(/<dataValidation type="list"[^>]*sqref="I4:I68"><formula1>&quot;未开始,推进中,已完成,持续推进&quot;<\/formula1>/)
    expect(sheet).toMatch(/<dataValidation type="decimal"[^>]*sqref="J4:J68"><formula1>0<\/formula1><formula2>1<\/formula2>/)
    for (const name of book.SheetNames) for (const cell of Object.values<xlsx.CellObject>(book.Sheets[name] ?? {})) expect(cell.f).toBeUndefined()
  })

  test('sets off what is overdue until it is marked as done', () => {
    const sheet = readPart(bytes, 'xl/worksheets/sheet1.xml')
    expect(sheet).toMatch(/<conditionalFormatting sqref="A4:M68"><cfRule type="expression" dxfId="0" priority="1"><formula>AND\(\$K4=(&quot;|")是(&quot;|"),NOT\(\$I4=(&quot;|")已完成(&quot;|")\)\)<\/formula>/)
  })

  test('gives a row the height its longest text needs', () => {
    const rows = book.Sheets['重点任务台账']?.['!rows'] ?? []
    const contents = ledger().sheets[0]?.rows.map((cells) => (cells[3]?.kind === 'text' ? cells[3].text.length : 0)) ?? []
    const longest = contents.indexOf(Math.max(...contents))
    const lines = Math.ceil(((contents[longest] ?? 0) * 2) / 44)
    expect(rows[3 + longest]?.hpt ?? 0).toBeGreaterThanOrEqual(lines * 13)
  })
})

describe('a cell', () => {
  test.each(['=1+1', '=cmd|\'/c calc\'!A1', '+1', '-1', '@SUM(A1)', '\t=1+1'])('with %j stays text', async (typed) => {
    const cell = await roundTrip(text(typed))
    expect(cell?.t).toBe('s')
    expect(cell?.f).toBeUndefined()
    expect(cell?.v).toBe(typed)
  })

  test('with what looks like an escape keeps it as typed', async () => {
    expect((await roundTrip(text('_x0041_和_x000D_')))?.v).toBe('_x0041_和_x000D_')
  })

  test('longer than Excel can hold is cut with an ellipsis, not through a character', async () => {
    const value = String((await roundTrip(text('𠮷'.repeat(20_000))))?.v)
    expect(value.length).toBeLessThanOrEqual(32_767)
    expect(value.endsWith('𠮷…')).toBe(true)
  })

  test('drops control characters and mends lone surrogates', async () => {
    expect((await roundTrip(text('甲\u0000\u000b乙\ud842丙')))?.v).toBe('甲乙\ufffd丙')
  })

  test('with rare characters, quotes and markup comes back as it was', async () => {
    expect((await roundTrip(text('龘𠮷㙍堃 <b>&"\'😀')))?.v).toBe('龘𠮷㙍堃 <b>&"\'😀')
  })

  test.each(['2021-01-01', '2021-02-28', '2024-02-29', '2021-12-31'])('with the day %s is that day', async (day) => {
    const cell = await roundTrip({ kind: 'date', day })
    const { y, m, d } = xlsx.SSF.parse_date_code(Number(cell?.v))
    expect([y, m, d]).toEqual(day.split('-').map(Number))
  })
})

test('names of sheets follow the rules of Excel', () => {
  expect(nameSheets(['a/b[c]:*?\\', '', "'引号'的'", '表', '表', 'HISTORY', '很'.repeat(40), '很'.repeat(40), '=1+1'])).toEqual([
    'a b c', '表2', '引号 的', '表', '表 (2)', 'HISTORY (2)', '很'.repeat(31), `${'很'.repeat(27)} (2)`, '=1+1',
  ])
})

test('a sheet without rows says so, and has neither filter nor list', async () => {
  const bytes = await render(aBook({ columns: [{ header: '状态', width: 20, entry: { kind: 'choice', choices: ['甲', '乙'] } }, { header: '备注', width: 20 }], highlight: { column: '状态', is: '甲', unless: null } }))
  expect(readBack(bytes).Sheets['表一']?.['A3']).toMatchObject({ v: '没有内容' })
  const sheet = readPart(bytes, 'xl/worksheets/sheet1.xml')
  expect(sheet).toContain('<mergeCell ref="A3:B3"/>')
  for (const feature of ['autoFilter', 'dataValidation', 'conditionalFormatting']) expect(sheet).not.toContain(feature)
})

test('a time of day is a number that reads as one', async () => {
  const cell = await roundTrip({ kind: 'time', minutes: 9 * 60 + 5 })
  expect(cell?.t).toBe('n')
  expect(xlsx.SSF.format(String(cell?.z ?? ''), cell?.v)).toBe('09:05')
})

const office = findOffice()
describe.skipIf(office === null)('LibreOffice', { timeout: 90_000 }, () => {
  const convert = (bytes: Uint8Array, to: 'pdf' | 'xlsx'): Uint8Array => office?.convert(bytes, to) ?? new Uint8Array()
  const leavesOf = (pdf: Uint8Array): readonly string[] => readText(pdf).split('\f').slice(0, -1)

  test('prints the ledger on landscape A4, the head on every page and every page numbered', async () => {
    const book = ledger()
    const pdf = convert(await render(book), 'pdf')
    const [width = 0, height = 0] = /([\d.]+) x ([\d.]+)/.exec(readInfo(pdf).get('Page size') ?? '')?.slice(1).map(Number) ?? []
    expect([Math.round(width), Math.round(height)]).toEqual([842, 595])
    const leaves = leavesOf(pdf)
    expect(leaves.length).toBeGreaterThanOrEqual(book.sheets.length)
    expect(leaves.length).toBeLessThanOrEqual(book.sheets.length + 12)
    for (const [index, leaf] of leaves.entries()) {
      expect(leaf).toMatch(/完成时限|下一个时限/)
      expect(leaf.replaceAll(/\s+/g, '')).toContain(`第${index + 1}页共${leaves.length}页`)
      expect(leaf).toContain('依据：厦建改办〔2021〕2号 · 1.0.0')
    }
  })

  test('reads days as days, shares and times as numbers, and keeps what looks like a formula as text', async () => {
    const typed = ['=1+1', '=cmd|\'/c calc\'!A1', '+1', '-1', '@SUM(A1)', '\t=1+1', '\r=1+1']
    const bytes = await render(aBook({
      name: '=2+2',
      title: '=3+3',
      note: '@note',
      columns: [{ header: '=头', width: 20 }, { header: '日', width: 20 }, { header: '时', width: 20 }, { header: '进度', width: 20, entry: { kind: 'percent' } }],
      rows: typed.map((words) => [text(words), { kind: 'date', day: '2021-02-07' }, { kind: 'time', minutes: 61 }, { kind: 'number', value: 0.25 }]),
    }))
    const book = xlsx.read(convert(bytes, 'xlsx'), { cellFormula: true, cellNF: true })
    const sheet = book.Sheets['=2+2'] ?? {}
    for (const cell of Object.values<xlsx.CellObject>(sheet)) expect(cell.f).toBeUndefined()
    expect(sheet['A1']).toMatchObject({ t: 's', v: '=3+3' })
    for (const [index, words] of typed.entries()) expect(sheet[`A${4 + index}`]).toMatchObject({ t: 's', v: words.replace('\r', '') })
    const day: xlsx.CellObject = sheet['B4']
    expect(day.t).toBe('n')
    expect(xlsx.SSF.parse_date_code(Number(day.v))).toMatchObject({ y: 2021, m: 2, d: 7, H: 0 })
    expect(sheet['B4'].z).toMatch(/yyyy/i)
    expect(sheet['C4']).toMatchObject({ t: 'n' })
    expect(Number(sheet['C4'].v) * 1440).toBeCloseTo(61, 6)
    expect(sheet['D4']).toMatchObject({ t: 'n', v: 0.25 })
  })

  test('prints a case with long names: every sheet headed on every page, its days as days', async () => {
    const facts = anExample(pack, 's01')
    const assessment = assess(compiled, facts)
    const schedule = scheduleCase(pack, assessment, { from: '2021-08-02' })
    const book = caseBook({
      pack,
      assessment,
      schedule,
      days: listWorkingDays('2021-08-02', schedule.workingDays, pack.calendarYears).days,
      accepted: null,
      status: 'intake',
      materialState: () => ({ kind: 'to-follow', by: '2021-08-20' }),
      departmentOf: ({ department }) => department,
      project: { name: '集美区后溪镇'.repeat(34).slice(0, 200), code: '=1+1', applicant: '&"Arial"&24', theme: '@小型厂房' },
      createdAt: '2021-08-03T02:15:00.000Z',
      practice: true,
    })
    const bytes = await render(book)
    const leaves = leavesOf(convert(bytes, 'pdf'))
    expect(leaves.length).toBeGreaterThanOrEqual(3)
    for (const [index, leaf] of leaves.entries()) {
      expect(leaf).toMatch(/办件事项|办件材料清单|办理日程/)
      expect(leaf).toContain('（演练）')
      expect(leaf).toMatch(/主管部门|补交期限|主线/)
      expect(leaf.replaceAll(/\s+/g, '')).toContain(`第${index + 1}页共${leaves.length}页`)
    }
    const sheet = xlsx.read(convert(bytes, 'xlsx'), { cellFormula: true }).Sheets['日程'] ?? {}
    for (const cell of Object.values<xlsx.CellObject>(sheet)) expect(cell.f).toBeUndefined()
    expect(xlsx.SSF.parse_date_code(Number(sheet['B4'].v))).toMatchObject({ y: 2021, m: 8, d: 2 })
    expect(sheet['A5']).toMatchObject({ t: 'n', v: 1 })
  })

  test('prints a day without cases on one page a sheet', async () => {
    const leaves = leavesOf(convert(await render(dayBook({ day: '2026-03-02', cases: [], stationName: '集美政务中心 3 号窗口', createdAt: '2026-03-02T09:30:00.000Z', practice: false })), 'pdf'))
    expect(leaves).toHaveLength(2)
    expect(leaves[0]).toContain('当日没有办件。')
    expect(leaves[0]).toContain('集美政务中心 3 号窗口')
    expect(leaves[1]?.replaceAll(/\s+/g, '')).toContain('第2页共2页')
  })

  test('prints a foot line with codes in it as it was typed', async () => {
    const pdf = convert(await render({ ...aBook({ rows: [[text('甲')]] }), foot: '甲&乙公司 &P &"Arial"&24' }), 'pdf')
    const [leaf = ''] = leavesOf(pdf)
    expect(leaf).toContain('甲&乙公司 &P &"Arial"&24')
    expect(leaf.replaceAll(/\s+/g, '')).toContain('第1页共1页')
  })
})
