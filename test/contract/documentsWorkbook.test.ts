import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as xlsx from 'xlsx'
import { startDocuments } from '../../electron/station/documents/documents.ts'
import { nameSheets } from '../../electron/station/documents/workbookWriter.ts'
import type { Documents } from '../../electron/station/ports.ts'
import { planLedger } from '../../shared/output/planLedger.ts'
import type { Cell, Sheet, Workbook } from '../../shared/output/sheet.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { bundleWorker, fontsDir } from '../fakes/builtDocuments.ts'
import { readInfo, readText } from '../fakes/pdfTools.ts'

const { tasks, units } = (await readXiamenPack()).pack
const ledger = (): Workbook => planLedger({ tasks, units, today: '2021-08-03', createdAt: '2021-08-03T02:15:00.000Z', practice: false })

let bundle: Awaited<ReturnType<typeof bundleWorker>>
let documents: Documents
beforeAll(async () => {
  bundle = await bundleWorker()
  documents = startDocuments({ fontsDir, workerFile: bundle.workerFile })
})
afterAll(async () => {
  await documents.close()
  bundle.remove()
})

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
  title: '表', createdAt: '2021-08-03T02:15:00.000Z',
  sheets: [{ name: '表一', title: '标题', columns: [{ header: '列', width: 20 }], rows: [], flagged: [], ...sheet }],
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

  test('has both sheets, the title, the head and every task', () => {
    expect(book.SheetNames).toEqual(['重点任务台账', '按单位'])
    const rows = xlsx.utils.sheet_to_json<unknown[]>(book.Sheets['重点任务台账'] ?? {}, { header: 1, raw: true })
    expect(rows[0]?.[0]).toBe('优化提升办理建筑许可重点任务台账（截至2021年8月3日）')
    expect(rows[1]).toEqual(['序号', '部分', '任务', '内容', '牵头单位', '责任单位', '条款', '完成时限', '状态', '是否逾期', '进展说明', '备注'])
    expect(rows).toHaveLength(2 + 65)
  })

  test('writes days as days and numbers as numbers, whatever the time zone', () => {
    const sheet = book.Sheets['重点任务台账']
    const number: xlsx.CellObject | undefined = sheet?.['A3']
    const day: xlsx.CellObject | undefined = sheet?.['H3']
    expect(number).toMatchObject({ t: 'n', v: 1 })
    expect(day?.t).toBe('n')
    expect(xlsx.SSF.parse_date_code(Number(day?.v))).toMatchObject({ y: 2021, m: 5, d: 31, H: 0, M: 0, S: 0 })
    expect(xlsx.SSF.format(String(day?.z ?? ''), day?.v)).toBe('2021年5月31日')
  })

  test('freezes title and head, filters, repeats the head, fits A4 landscape and numbers its pages', () => {
    const sheet = readPart(bytes, 'xl/worksheets/sheet1.xml')
    expect(sheet).toMatch(/<pane [^>]*ySplit="2"[^>]*state="frozen"/)
    expect(sheet).toContain('<autoFilter ref="A2:L67"/>')
    expect(sheet).toMatch(/<pageSetup [^>]*paperSize="9"/)
    expect(sheet).toMatch(/<pageSetup [^>]*orientation="landscape"/)
    expect(sheet).toMatch(/<pageSetup [^>]*fitToHeight="0"/)
    expect(sheet).toContain('第 &amp;P 页 共 &amp;N 页')
    expect(readPart(bytes, 'xl/workbook.xml')).toMatch(/_xlnm\.Print_Titles[^<]*<?[^<]*\$1:\$2/)
  })

  test('offers the states as a list and holds no formula anywhere', () => {
    const sheet = readPart(bytes, 'xl/worksheets/sheet1.xml')
    expect(sheet).toContain('&quot;未开始,推进中,已完成,持续推进&quot;')
    for (const name of book.SheetNames) for (const cell of Object.values<xlsx.CellObject>(book.Sheets[name] ?? {})) expect(cell.f).toBeUndefined()
  })

  test('gives a row the height its longest text needs', () => {
    const rows = book.Sheets['重点任务台账']?.['!rows'] ?? []
    const contents = ledger().sheets[0]?.rows.map((cells) => (cells[3]?.kind === 'text' ? cells[3].text.length : 0)) ?? []
    const longest = contents.indexOf(Math.max(...contents))
    const lines = Math.ceil(((contents[longest] ?? 0) * 2) / 44)
    expect(rows[2 + longest]?.hpt ?? 0).toBeGreaterThanOrEqual(lines * 13)
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
  expect(nameSheets(['a/b[c]:*?\\', '', "'引号'", '表', '表', 'HISTORY', '很'.repeat(40), '很'.repeat(40)])).toEqual([
    'a b c', '表2', '引号', '表', '表 (2)', 'HISTORY (2)', '很'.repeat(31), `${'很'.repeat(27)} (2)`,
  ])
})

const office = findOffice()
test.skipIf(office === null)('LibreOffice opens the ledger and prints it on landscape A4 with the head on every page', { timeout: 90_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'caravan-office-'))
  try {
    writeFileSync(join(dir, 'ledger.xlsx'), await render(ledger()))
    execFileSync(office ?? '', [`-env:UserInstallation=file://${join(dir, 'profile')}`, '--headless', '--convert-to', 'pdf', '--outdir', dir, join(dir, 'ledger.xlsx')], { stdio: 'ignore', timeout: 80_000 })
    const pdf = new Uint8Array(readFileSync(join(dir, 'ledger.pdf')))
    const info = readInfo(pdf)
    const [width = 0, height = 0] = /([\d.]+) x ([\d.]+)/.exec(info.get('Page size') ?? '')?.slice(1).map(Number) ?? []
    expect(width).toBeGreaterThan(height)
    expect(Number(info.get('Pages'))).toBeLessThanOrEqual(8)
    const leaves = readText(pdf).split('\f').slice(0, -1)
    for (const leaf of leaves) expect(leaf).toMatch(/完成时限|牵头任务数/)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

function findOffice(): string | null {
  for (const name of ['soffice', 'libreoffice']) {
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore', timeout: 30_000 })
      return name
    } catch {
      // The next name.
    }
  }
  console.warn('The conversion of the ledger was left out: LibreOffice (package libreoffice-calc) is not installed.')
  return null
}
