import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { readCodes } from '../fakes/codeReader.ts'
import { type PrivateCups, startPrivateCups } from '../fakes/privateCups.ts'
import { Clerk } from './clerk.ts'
import { expect, test } from './desk.ts'

let pack: Pack
let cups: PrivateCups
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})
// A print server of its own, found by the program through CUPS' own variable.
test.beforeEach(async () => {
  cups = await startPrivateCups([
    { name: 'counter', description: '窗口打印机', isDefault: true, accepts: true },
    { name: 'hall', description: '大厅打印机', isDefault: false, accepts: true },
  ])
  process.env.CUPS_SERVER = cups.socket
})
test.afterEach(async () => {
  delete process.env.CUPS_SERVER
  await cups.stop()
})

const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }

async function acceptCase(clerk: Clerk): Promise<void> {
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: '银江路书店装修（样例）', 建设地址: '集美区银江路样例号', '申请人（建设单位）': '厦门样例文化有限公司' })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.waitUntilSaved()
  await clerk.accept()
}

function textOf(pdf: Uint8Array, folder: string): string {
  const file = join(folder, 'printed.pdf')
  writeFileSync(file, pdf)
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).normalize('NFKC')
}

test('a notice is printed, printed again with 补打 on its face, and confirmed', async ({ desk, dataFolder }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await acceptCase(clerk)
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()

  await page.getByRole('button', { name: /^打\s?印$/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^打\s?印$/ }).click()
  await expect(page.getByText('请核对打出来的纸：')).toBeVisible()
  await expect.poll(() => cups.readPrinted().length).toBe(1)

  await page.getByRole('button', { name: /^补\s?打$/ }).click()
  await expect(page.getByRole('dialog')).toContainText('再打的纸上会标明“补打”')
  await page.getByRole('dialog').getByRole('button', { name: /^打\s?印$/ }).click()
  await expect.poll(() => cups.readPrinted().length).toBe(2)
  const [first = '', second = ''] = cups.readPrinted().map(({ pdf }) => textOf(pdf, dataFolder))
  expect(first).not.toContain('补打')
  expect(second).toContain('补打 第 1 次')
  expect(cups.readPrinted().every(({ title }) => /^受理通知书 [0-9A-Z]{5}-/.test(title))).toBe(true)

  await page.getByRole('button', { name: '核对无误' }).click()
  await expect(page.getByText('已打印 2 次 · 已核对')).toBeVisible()
  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await expect(again.page.getByText('已打印 2 次 · 已核对')).toBeVisible()
})

test('the printer goes away between choosing and printing: said, nothing lost, printed later as the first', async ({ desk, dataFolder }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await acceptCase(clerk)
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()
  await page.getByRole('button', { name: /^打\s?印$/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('窗口打印机')).toBeVisible()
  await cups.stop()
  await dialog.getByRole('button', { name: /^打\s?印$/ }).click()
  await expect(page.getByText('文书已经出具，没有丢。').first()).toBeVisible()
  await expect(page.getByText('已生成，待交付')).toBeVisible()
  const file = join(dataFolder, 'notice.pdf')
  await desk.replaceSaveDialog(file)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${file}`)).toBeVisible()
  expect(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })).not.toContain('补打')
})

test('what if, on paper; several papers as one job; a code scanned into Ctrl K says what it proves', async ({ desk, dataFolder }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: '银江路书店装修（样例）', '申请人（建设单位）': '厦门样例文化有限公司' })
  await clerk.waitUntilSaved()

  await page.keyboard.press('F6')
  const whatIf = page.getByRole('dialog')
  await whatIf.getByLabel('假设的值').fill('2021-03-01')
  const sheet = join(dataFolder, 'sheet.pdf')
  await desk.replaceSaveDialog(sheet)
  await whatIf.getByRole('button', { name: '保存对照单' }).click()
  await expect(page.getByText(`对照单已存到 ${sheet}`)).toBeVisible()
  expect(execFileSync('pdftotext', [sheet, '-'], { encoding: 'utf8' })).toContain('假设')
  await whatIf.getByLabel('打印机').press('ArrowDown')
  await page.getByTitle('大厅打印机', { exact: true }).click()
  await whatIf.getByRole('button', { name: '打印对照单' }).click()
  await expect(page.getByText('对照单已交给打印机“hall”')).toBeVisible()
  await expect.poll(() => cups.readPrinted().map(({ printer }) => printer)).toEqual(['hall'])
  await page.keyboard.press('Escape')

  await page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: '文书' }).click()
  await page.getByRole('tab', { name: '办事流程与材料清单' }).click()
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()
  const guide = join(dataFolder, 'guide.pdf')
  await desk.replaceSaveDialog(guide)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${guide}`)).toBeVisible()
  await page.getByRole('tab', { name: '免办告知单' }).click()
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await page.getByRole('button', { name: '一起打印 2 份…' }).click()
  await page.getByRole('dialog', { name: '一起打印 2 份文书' }).getByRole('button', { name: /^打\s?印$/ }).click()
  await expect.poll(() => cups.readPrinted().length).toBe(2)
  const printed = textOf(cups.readPrinted()[1]?.pdf ?? new Uint8Array(), dataFolder)
  expect(printed).toContain('办事流程与材料清单')
  expect(printed).toContain('免办告知单')

  // The code stands beside the seal, on the last page.
  const pages = /Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [guide], { encoding: 'utf8' }))?.[1] ?? '1'
  const last = join(dataFolder, 'last.pdf')
  execFileSync('pdfseparate', ['-f', pages, '-l', pages, guide, last])
  const [code = ''] = await readCodes(new Uint8Array(readFileSync(last)), 200)
  expect(code).toMatch(/^XK0:/)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: '查办件、指南、动作' }).fill(code)
  await expect(page.getByText('核验码与记录一致')).toBeVisible()
  await page.getByRole('combobox', { name: '查办件、指南、动作' }).fill(`${code.slice(0, -4)}0000`)
  await expect(page.getByText('这张纸不要采信')).toBeVisible()
})
