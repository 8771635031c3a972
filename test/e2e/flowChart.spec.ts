import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { counterTest as test, expect } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

test('the published chart of a low-risk case: by stage and lane, with days, reasons and a size to choose', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01'))
  await page.getByRole('button', { name: '流程图' }).click()
  const sheet = page.getByRole('dialog', { name: '社会投资简易低风险工程建设项目 办理流程图（任务21）' })
  const chart = sheet.getByRole('group', { name: '流程图' })

  // An assumed day until the case is accepted; over the National Day of 2021 the make-up days are worked.
  await sheet.getByLabel('假设的受理日期').fill('2021-9-16')
  await expect(sheet).toContainText('20 个工作日，预计 2021年10月20日办结')
  await expect(sheet).toContainText('含中秋 3 天、国庆节 7 天，9月18日、9月26日、10月9日调休上班。')
  await expect(chart.getByRole('region', { name: '工程建设许可' })).toContainText('9月17日–10月9日')
  await expect(chart.getByRole('button', { name: /^告知承诺 ?市资源规划局 ?建设工程规划许可证核发/ })).toContainText(/9月28日–10月9日 · 5 个工作日/)
  await expect(chart.getByRole('region', { name: '竣工验收' })).toContainText('竣工后第 1–23 个工作日')

  // A year without a calendar is said.
  await sheet.getByLabel('假设的受理日期').fill('2027-3-1')
  await expect(sheet).toContainText('日历还没有 2027 年的节假日，排到那一年的日期要另行确定。')
  await sheet.getByLabel('假设的受理日期').fill('三月')
  await expect(sheet).toContainText('日期请按 2021-08-03 的样子填写')
  await sheet.getByLabel('假设的受理日期').fill('2021-9-16')

  // Every box gives its reason; Escape goes back to the box, then to the questions.
  const exempt = chart.getByRole('button', { name: /环境影响评价审批/ })
  await exempt.press('Enter')
  await expect(page.getByRole('article', { name: '环境影响评价审批的依据' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('article')).toBeHidden()
  await expect(exempt).toBeFocused()

  // Larger and smaller by key; the chart moves in its own place, the page does not.
  const size = sheet.getByLabel('比例')
  await page.keyboard.press('Control+-')
  await expect(size).toHaveText('80%')
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+=')
  await expect(size).toHaveText('120%')
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false)
  await sheet.getByRole('button', { name: '整图' }).click()
  await expect.poll(() => chart.evaluate((element) => element.scrollWidth <= element.clientWidth && element.scrollHeight <= element.clientHeight)).toBe(true)

  // The same as a list.
  await sheet.getByRole('button', { name: '列表' }).click()
  const list = sheet.getByRole('list', { name: '流程图列表' })
  await expect(list.getByRole('button')).toHaveCount(await page.locator('.flow-item').count())
  await expect(list).toContainText('与联合验收一并办理')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('a text in a box is never cut, in any of the worked flows', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  for (const [theme, example] of [['政府投资项目', 's09'], ['老旧小区改造、加装电梯', 's14'], ['工业项目', 's24'], ['其他或还说不清', null]] as const) {
    await clerk.openNewCase(theme)
    if (example !== null) await clerk.answer(anExample(pack, example))
    await page.getByRole('button', { name: '流程图' }).click()
    const boxes = page.locator('.flow-item')
    await expect(boxes.first()).toBeVisible()
    const cut = await boxes.evaluateAll((all) => all.filter((box) => box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth).map((box) => box.textContent))
    expect(cut, theme).toEqual([])
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
})

test('half answered, what is open is dashed and not dated; accepted, the days are those of the acceptance', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.openNewCase('装饰装修')
  const facts = anExample(pack, 's11')
  await page.getByRole('button', { name: '流程图' }).click()
  const open = page.locator('.flow-item.flow-open')
  await expect(open.first()).toHaveCSS('border-top-style', 'dashed')
  await expect(page.getByRole('dialog')).toContainText(/还有 \d+ 项待定，没有算进日期。/)
  await page.keyboard.press('Escape')

  await clerk.answer(facts)
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.accept()
  const clock = await page.locator('.case-head').getByLabel('时限').innerText()
  const accepted = /\d+月\d+日受理/.exec(clock)?.[0] ?? 'not accepted'
  // Late in the last year of the calendar there is no promised day, and the chart says why.
  const promised = /\d+月\d+日办结/.exec(clock)?.[0] ?? '日历还没有'
  await page.getByRole('tab', { name: '流程图' }).click()
  const panel = page.getByRole('tabpanel')
  await expect(panel).toContainText(accepted)
  await expect(panel).toContainText(promised)
  await expect(panel.getByLabel('假设的受理日期')).toBeHidden()
  await panel.getByRole('button', { name: '全屏' }).click()
  await expect(page.getByRole('dialog', { name: '装饰装修工程 办理流程图' })).toContainText(promised)
})
