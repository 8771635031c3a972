import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as XLSX from 'xlsx'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { counterTest, expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const project = { 项目名称: '集美三号厂房（样例）', 项目代码: '2105-350211-04-01-000127', '申请人（建设单位）': '厦门样例实业有限公司' }

function textOf(pdf: string): string {
  return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).normalize('NFKC')
}

test('a low-risk workshop, from the first question to the printed notice and back again', async ({ desk, dataFolder }) => {
  const clerk = new Clerk(desk.page, pack)
  const { page } = desk
  await clerk.setUpStation({ district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏', '陈刚'] })
  await clerk.openNewCase('小型厂房、仓库、办公楼')

  // Two answers come with the theme; the question says why it is asked and what follows.
  const facts = anExample(pack, 's01', { buildingType: 'workshop', industrialProject: true, onCommitmentNegativeList: false })
  await clerk.answer(facts, 'totalFloorArea')
  await expect(page.getByText(/这一问决定 \d+ 个事项/)).toBeVisible()
  await expect(page.getByText('流程待定')).toBeVisible()

  // Just beyond the bound the screen says so, and F6 shows both outcomes.
  await clerk.type({ totalFloorArea: 10_200 })
  await expect(page.getByText(/超过 10.000 平方米 200 平方米/)).toBeVisible()
  await page.keyboard.press('F6')
  await expect(page.getByRole('dialog')).toContainText('假设')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()

  await clerk.answer({ ...facts, totalFloorArea: 10_000 })
  const outcome = page.getByRole('region', { name: '办理结果' })
  await expect(outcome).toContainText('社会投资简易低风险工程建设项目')
  await expect(outcome.getByText('告知承诺').first()).toBeVisible()
  await expect(page.getByText('事项和材料都已确定').first()).toBeVisible()

  // Every line gives its reason: the sentence to read aloud, clause and task.
  await outcome.getByRole('button', { name: /^告知承诺 建设工程规划许可证核发/ }).press('Enter')
  const reason = page.getByRole('article', { name: '建设工程规划许可证核发的依据' })
  await expect(reason).toContainText('都可以签告知承诺书办理')
  await expect(reason).toContainText('22')
  await page.keyboard.press('Escape')

  await clerk.fillProfile(project)
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.accept()

  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()
  const file = join(dataFolder, 'notice.pdf')
  await desk.replaceSaveDialog(file)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${file}`)).toBeVisible()
  const text = textOf(file)
  const number = /[0-9A-Z]{5}-[0-9A-Z]{6}-\d{4}/.exec(text)?.[0] ?? 'none'
  for (const part of ['受理通知书', ...Object.values(project), '社会投资简易低风险工程建设项目', '集美区', '样例']) expect(text.replaceAll(/\s/g, '')).toContain(part.normalize('NFKC').replaceAll(/\s/g, ''))
  expect(text).not.toContain('演练')

  // Closed and opened: the same case, found by number, project, applicant, pinyin and initials.
  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  for (const wanted of [number, '三号厂房', '样例实业', 'jimeisanhao', 'jmshcf']) {
    await again.search(wanted)
    await expect(again.page.getByRole('row', { name: /集美三号厂房/ })).toHaveCount(1)
  }
  await again.page.getByRole('row', { name: /集美三号厂房/ }).click()
  await expect(again.page.getByText(number).first()).toBeVisible()
  await expect(again.page.getByText('已受理').first()).toBeVisible()
})

counterTest('an old-community lift needs no permits, and the screen says which clause frees it', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.openNewCase('老旧小区改造、加装电梯')
  await clerk.answer(anExample(pack, 's14'))
  const outcome = desk.page.getByRole('region', { name: '办理结果' })
  await expect(outcome).toContainText('城镇老旧小区改造项目')
  await outcome.getByRole('button', { name: /^免办 建筑工程施工许可证核发/ }).press('Enter')
  const reason = desk.page.getByRole('article', { name: '建筑工程施工许可证核发的依据' })
  await expect(reason).toContainText('不用办施工许可证')
  await expect(reason).toContainText('32')
})

counterTest("don't know, back and change at any time", async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.type({ buildingType: 'office' })
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '总建筑面积是多少平方米？' })).toBeVisible()
  await page.keyboard.press('Control+0')
  await expect(page.getByRole('heading', { name: '总建筑面积是多少平方米？' })).toBeHidden()
  await expect(page.getByText('暂不清楚').first()).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('heading', { name: '总建筑面积是多少平方米？' })).toBeVisible()
  await page.getByRole('button', { name: /建筑类型/ }).click()
  await expect(page.getByRole('heading', { name: '建筑的主要用途是什么？' })).toBeVisible()
  await page.keyboard.press('5')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /建筑类型.*住宅/ })).toBeVisible()
})

counterTest('the plan ledger is a workbook of 65 tasks', async ({ desk, dataFolder }) => {
  await desk.page.getByRole('navigation').getByRole('button', { name: '台账', exact: true }).click()
  const file = join(dataFolder, 'ledger.xlsx')
  await desk.replaceSaveDialog(file)
  await desk.page.getByRole('button', { name: /导出/ }).click()
  await expect(desk.page.getByText(`已存到 ${file}`)).toBeVisible()
  const workbook = XLSX.read(readFileSync(file), { cellDates: false })
  const [name] = workbook.SheetNames
  const rows = XLSX.utils.sheet_to_json<unknown[]>(workbook.Sheets[name ?? ''] ?? {}, { header: 1 })
  const numbered = rows.filter((row) => typeof row[0] === 'number')
  expect(numbered).toHaveLength(65)
  // Task 22 ends on 31 May 2021: a real date, serial 44347.
  expect(numbered[21]).toContain(44347)
})

test('practice is marked everywhere and stays by itself', async ({ desk, dataFolder }) => {
  const { page } = desk
  await page.getByRole('button', { name: '先进入演练' }).click()
  await expect(page.getByText('演练').first()).toBeVisible()
  await expect.poll(async () => page.title()).toContain('演练')
  const clerk = new Clerk(page, pack)
  await clerk.search('')
  await page.getByRole('row', { name: /已受理/ }).first().click()
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()
  const file = join(dataFolder, 'practice.pdf')
  await desk.replaceSaveDialog(file)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${file}`)).toBeVisible()
  expect(textOf(file)).toMatch(/演练-[0-9A-Z]{5}-/)
})

counterTest('the next applicant begins afresh, and a case begun by mistake can be withdrawn', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '选错了主题（样例）' })
  await clerk.waitUntilSaved()
  // The theme cards again, with nothing of the case before, even for a hand that is there before the screen has settled.
  await page.evaluate(() => {
    const watcher = new MutationObserver(() => {
      const card = document.querySelector<HTMLElement>('[aria-label="老旧小区改造、加装电梯"]')
      if (card === null) return
      watcher.disconnect()
      card.click()
    })
    watcher.observe(document.body, { childList: true, subtree: true })
  })
  await page.getByRole('navigation').getByRole('button', { name: '受理', exact: true }).click()
  await expect(page.getByRole('region', { name: '办理结果' })).toContainText('城镇老旧小区改造项目')

  await clerk.search('选错')
  await page.getByRole('row').nth(1).click()
  await clerk.decide('撤回')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill('主题选错')
  await dialog.getByRole('button', { name: /^撤\s?回$/ }).click()
  await expect(page.getByText('已撤回').first()).toBeVisible()
})

counterTest('nothing is accepted while materials are neither received nor noted as to follow', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('装饰装修')
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  await page.getByRole('button', { name: '受理…' }).click()
  const sheet = page.getByRole('dialog', { name: '受理' })
  await expect(sheet).toContainText(/还差 \d+ 份材料/)
  await sheet.getByLabel('日期和事项我已核对').check()
  await expect(sheet.getByRole('button', { name: '确认受理' })).toBeDisabled()
})
