import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { counterTest as test, expect } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

test('Ctrl Z takes answers back one by one, Ctrl Shift Z makes them again', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01'))
  const height = page.getByRole('button', { name: /^建筑高度|^最高/ }).first()
  const answered = (value: string) => expect(height).toContainText(value)
  await height.click()
  await clerk.type({ maxHeight: 20 })
  await page.keyboard.press('Enter')
  await answered('20 米')
  await height.click()
  await clerk.type({ maxHeight: 30 })
  await page.keyboard.press('Enter')
  await answered('30 米')
  await page.locator('body').press('Control+z')
  await expect(page.getByText(/^已撤销：.*30 米 → 20 米$/)).toBeVisible()
  await answered('20 米')
  // Deeper: what stood before the first change; the question stands there again.
  await page.getByRole('heading', { name: '最高一栋的建筑高度是多少米？' }).click()
  await page.locator('body').press('Control+z')
  await expect(page.getByText(/^已撤销：.*20 米 → 24 米$/)).toBeVisible()
  await page.locator('body').press('Control+Shift+z')
  await expect(page.getByText(/^已重做：.* → 20 米$/)).toBeVisible()
  await page.locator('body').press('Control+Shift+z')
  await expect(page.getByText(/^已重做：.*20 米 → 30 米$/)).toBeVisible()
  await answered('30 米')
})

test('a first answer taken back is 暂不清楚; in a field being typed in, Ctrl Z is the field\u2019s own', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01'), 'totalFloorArea')
  await clerk.type({ totalFloorArea: 10_000 })
  await page.keyboard.press('Enter')
  await clerk.answer(anExample(pack, 's01'), 'maxHeight')
  const field = page.getByLabel('最高一栋的建筑高度是多少米？')
  await field.pressSequentially('23')
  await field.press('Control+z')
  await expect(field).toHaveValue('')
  await expect(page.getByText(/^已撤销/)).toHaveCount(0)
  await page.getByRole('button', { name: /总建筑面积/ }).click()
  await clerk.answer(anExample(pack, 's01'), 'maxHeight')
  await page.locator('body').press('Control+z')
  await expect(page.getByText(/^已撤销/)).toContainText('→ 暂不清楚')
})

test('a tick of materials and a name are taken back where they were given; a decision ends it', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.bringToMaterials('装饰装修', anExample(pack, 's11'), { 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  const box = page.getByRole('checkbox', { name: /^收件：/ }).first()
  await box.press(' ')
  await expect(box).toBeChecked()
  await box.press('Control+z')
  await expect(page.getByText(/^已撤销：.*已收.* → 未收$/)).toBeVisible()
  await expect(box).not.toBeChecked()
  await clerk.receiveAllMaterials()
  await clerk.accept()

  await page.getByRole('button', { name: '改项目名称' }).click()
  await page.getByLabel('项目名称', { exact: true }).fill('软件园二期装修（样例）')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('软件园二期装修（样例）')
  await page.locator('body').press('Control+z')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('软件园装修（样例）')
  await page.locator('body').press('Control+z')
  await expect(page.getByText('这次打开以后没有可以撤销的填写')).toBeVisible()
})

test('the history takes back what can still be taken back, after a restart too', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）' })
  await clerk.fillProfile({ 项目名称: '软件园二期（样例）' })
  await clerk.waitUntilSaved()
  const page = await desk.relaunch()
  const again = new Clerk(page, pack)
  await again.signInIfAsked('李敏')
  await again.search('软件园')
  await page.getByRole('row').nth(1).click()
  await page.getByRole('button', { name: '备注、经过' }).click()
  await again.openTab('经过')
  await page.getByRole('button', { name: '撤销：项目名称：软件园二期（样例）' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('软件园装修（样例）')
  // What is no longer the newest at its place has no such button.
  await expect(page.getByRole('button', { name: '撤销：项目名称：软件园二期（样例）' })).toHaveCount(0)
  await page.locator('body').press('Control+Shift+z')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('软件园二期（样例）')
})
