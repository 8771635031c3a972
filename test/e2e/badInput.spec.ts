import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack, xiamenPackDir } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }

/** From set-up to an accepted case with these names. */
async function acceptCase(clerk: Clerk, projectName: string, applicantName: string): Promise<void> {
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: projectName, '申请人（建设单位）': applicantName })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.waitUntilSaved()
  await clerk.accept()
}

test('a number out of range or of no number is named, and nothing is written', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01'), 'totalFloorArea')
  const field = page.getByLabel('总建筑面积是多少平方米？')
  for (const typed of ['-5', '一万', '1e300', '12,34,x']) {
    await field.fill(typed)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').first(), typed).toBeVisible()
    await expect(page.getByRole('heading', { name: '总建筑面积是多少平方米？' })).toBeVisible()
  }
  await expect(page.getByRole('button', { name: /^总建筑面积/ })).toHaveCount(0)
})

test.describe('names that try the layout', () => {
  const names = {
    'of 200 characters': '厦门市集美区'.repeat(40).slice(0, 200),
    'right to left': 'مشروع بناء ‮تجريبي‬',
    'with zero-width characters': '集\u200b美\u200d三\ufeff号厂房',
    'with rare characters': '𠮷㙍堃龘工业厂房',
  }
  for (const [kind, name] of Object.entries(names)) {
    test(kind, async ({ desk }) => {
      const { page } = desk
      const clerk = new Clerk(page, pack)
      await clerk.setUpStation(station)
      await clerk.openNewCase('装饰装修')
      await clerk.fillProfile({ 项目名称: name })
      await clerk.waitUntilSaved()
      await page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: '提问' }).click()
      const overflow = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      expect(await overflow()).toBe(false)
      await clerk.search('')
      await expect(page.getByRole('row')).toHaveCount(2)
      expect(await overflow()).toBe(false)
      await page.getByRole('row').nth(1).click()
      await clerk.resumeIfAsked()
      await page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: /项目与申请人/ }).click()
      await expect(page.getByLabel('项目名称', { exact: true })).toHaveValue(name)
    })
  }
})

test('a character that no font has stops the paper, names it and uses no number', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await acceptCase(clerk, '软件园🏗️装修', '厦门样例实业有限公司')
  await expect(page.getByText(/🏗/).first()).toBeVisible()
  const issue = page.getByRole('button', { name: /^出\s?具$/ })
  await issue.click()
  await expect(page.getByRole('alert').filter({ hasText: '🏗' }).first()).toBeVisible()
  await expect(page.getByText(/编号 [0-9A-Z]{5}-/)).toHaveCount(0)
  await expect(issue).toBeVisible()
})

test('a folder that can not be written is named, and the paper stays', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await acceptCase(clerk, '软件园装修（样例）', '厦门样例实业有限公司')
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()
  // Not even root may make a file there.
  await desk.replaceSaveDialog('/proc/notice.pdf')
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(/没有丢|都在/).first()).toBeVisible()
  await expect(page.getByText(/已存到/)).toHaveCount(0)
  await desk.replaceSaveDialog(null)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(/编号 [0-9A-Z]{5}-/).first()).toBeVisible()
})

test('no printer: it is said, and saving is offered', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await acceptCase(clerk, '软件园装修（样例）', '厦门样例实业有限公司')
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await page.getByRole('button', { name: /^打\s?印$/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('没有可用的打印机')
  await expect(dialog.getByRole('button', { name: '保存成文件' })).toBeVisible()
})

test('a half-written pack is refused by name; the last good one stays', async ({ desk, dataFolder }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  const broken = join(dataFolder, 'broken-pack')
  cpSync(xiamenPackDir, broken, { recursive: true })
  const rules = readFileSync(join(broken, 'policy-rules.json'), 'utf8')
  writeFileSync(join(broken, 'policy-rules.json'), rules.slice(0, rules.length / 2))
  const page = await desk.relaunch('--pack', broken)
  const again = new Clerk(page, pack)
  await again.signInIfAsked('李敏')
  await page.getByRole('navigation').first().getByRole('button', { name: '首页', exact: true }).click()
  await expect(page.getByText(/policy-rules\.json/).first()).toBeVisible()
  await again.openNewCase('装饰装修')
  await again.answer(anExample(pack, 's11'))
  await expect(page.getByRole('region', { name: '办理结果' })).toContainText('装饰装修工程')
})
