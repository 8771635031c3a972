import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { counterTest as test, expect } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const people = { 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' }

async function atMaterials(clerk: Clerk): Promise<void> {
  await clerk.bringToMaterials('装饰装修', anExample(pack, 's11'), people)
}

test('five ways a material can stand; the sum is the same beside the list, in the foot line and on the sheet, and a restart keeps it', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await atMaterials(clerk)
  const names = await clerk.wantedMaterials()
  const [received = '', seen = '', shared = '', waived = '', later = ''] = names
  const sum = page.locator('.materials-sum')

  await page.getByLabel(`收件：${received}`, { exact: true }).first().press(' ')
  await clerk.setMaterial(seen, '核原件')
  await clerk.setMaterial(shared, '共享免交')
  // Without its number it is not settled.
  await expect(sum).toContainText(`已收 2 · 还差 ${names.length - 2}`)
  await page.getByLabel(`${shared}从哪里共享`).first().selectOption('前序阶段')
  await page.getByLabel(`${shared}共享来源`).first().fill('市工程建设项目审批管理系统')
  await page.getByLabel(`${shared}编号`).first().fill('厦建审〔2021〕18号')
  await page.keyboard.press('Enter')
  await expect(sum).toContainText('共享 1')
  await clerk.setMaterial(waived, '窗口免收')
  await page.getByLabel(`${waived}免收原因`).first().fill('证照库已核验')
  await page.keyboard.press('Enter')
  await clerk.setMaterial(later, '容缺')
  await page.getByLabel(`${later}容缺补交日期`).first().fill('2099-09-26')
  await page.keyboard.press('Enter')

  const missing = names.length - 5
  const expected = `共 ${names.length} 份 · 已收 2 · 共享 1 · 窗口免收 1 · 容缺 1${missing > 0 ? ` · 还差 ${missing}` : ''}`
  await expect(sum).toContainText(expected)
  await expect(page.locator('.outcome-foot')).toContainText(expected)
  await page.getByRole('button', { name: '受理…', exact: true }).click()
  await expect(page.getByRole('dialog', { name: '受理' })).toContainText(expected)
  await page.keyboard.press('Escape')
  await clerk.waitUntilSaved()

  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await again.search('软件园')
  await again.page.getByRole('row').nth(1).click()
  await again.goToMaterials()
  await expect(again.page.locator('.materials-sum')).toContainText(expected)
  await expect(again.page.getByLabel(`${shared}编号`).first()).toHaveValue('厦建审〔2021〕18号')
  await expect(again.page.getByLabel(`${waived}免收原因`).first()).toHaveValue('证照库已核验')
  await expect(again.page.getByLabel(`${later}容缺补交日期`).first()).toHaveValue('2099-09-26')
})

test('a material that another department has suggests where it can be fetched; a day gone by is not taken', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await atMaterials(clerk)
  const names = await clerk.wantedMaterials()
  const shareable = pack.materials.find(({ name_zh, shareableFrom, resultOf }) => names.includes(name_zh) && shareableFrom !== undefined && resultOf === undefined)
  if (!shareable) throw new Error('no shareable material in this case')
  await clerk.setMaterial(shareable.name_zh, '共享免交')
  await expect(page.getByLabel(`${shareable.name_zh}共享来源`).first()).toHaveValue(shareable.shareableFrom ?? '')
  // The number is what is still to be typed.
  await expect(page.getByLabel(`${shareable.name_zh}编号`).first()).toBeFocused()

  await clerk.setMaterial(shareable.name_zh, '容缺')
  const day = page.getByLabel(`${shareable.name_zh}容缺补交日期`).first()
  const kept = await day.inputValue()
  await day.fill('2021-01-01')
  await expect(page.getByText('已经过了')).toBeVisible()
  await day.press('Enter')
  await expect(day).toHaveValue(kept)
})

test('materials may still come in after the acceptance, and no longer once the case is closed', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await atMaterials(clerk)
  const [first = ''] = await clerk.wantedMaterials()
  await clerk.receiveAllMaterials()
  await clerk.setMaterial(first, '容缺')
  await clerk.accept()
  await clerk.openTab('材料')
  await expect(page.locator('.materials-sum')).toContainText('容缺 1')
  await clerk.setMaterial(first, '收件')
  await expect(page.locator('.materials-sum')).not.toContainText('容缺')
  const close = await clerk.decide('办结')
  await close.getByLabel('终止办理').check()
  await close.getByRole('button', { name: '确认办结' }).click()
  await expect(page.getByText('办件现在的状态不能再改材料。')).toBeVisible()
  await expect(page.getByLabel(`方式：${first}`, { exact: true }).first()).toBeDisabled()
})
