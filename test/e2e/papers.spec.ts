import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
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
  cups = await startPrivateCups([{ name: 'counter', description: '窗口打印机', isDefault: true, accepts: true }])
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
