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
async function accepted(clerk: Clerk): Promise<void> {
  await atMaterials(clerk)
  await clerk.receiveAllMaterials()
  await clerk.accept()
}

test('supplements are asked for once; what came back is checked and the case accepted', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await atMaterials(clerk)
  const request = await clerk.decide('一次性告知')
  await expect(request.getByLabel(/：问题$/).first()).toBeFocused()
  const lacks = request.getByRole('list', { name: '要补正的材料' }).getByRole('listitem')
  const wanted = await lacks.count()
  expect(wanted).toBeGreaterThan(1)
  await expect(request.getByRole('region', { name: '确认以后' })).toContainText('待补正')
  await expect(request.getByRole('region', { name: '确认以后' })).toContainText('一次性告知书')
  const first = await lacks.first().locator('.lack-name').innerText()
  await lacks.first().getByLabel(`${first}：问题`).selectOption('不合格')
  await lacks.first().getByLabel(`${first}：要求`).fill('盖建设单位公章')
  await request.getByLabel('补正期限').fill('2021-01-01')
  await expect(request.getByRole('button', { name: '确认告知' })).toBeDisabled()
  await request.getByLabel('补正期限').fill('2099-09-26')
  await request.getByLabel('补正期限').press('Enter')
  await expect(request).toBeHidden()
  await expect(page.getByLabel('时限', { exact: true })).toHaveText('待补正至 2099年9月26日')
  await clerk.openTab('经过')
  await expect(page.getByRole('button', { name: '去出具一次性告知书' })).toBeVisible()
  await expect.poll(() => clerk.decisionsOffered()).toEqual(['收到补正', '不予受理', '撤回'])

  // The list of cases says until when; the case is waited for at home.
  await clerk.search('软件园')
  // Others of this name may be there: the program is shared.
  await page.getByRole('row', { name: /待补正.*补正至 2099年9月26日/ }).click()

  const back = await clerk.decide('收到补正')
  await back.getByLabel('收到补正的日期').press('Enter')
  await expect(page.getByText('告知补正：不合格，盖建设单位公章').first()).toBeVisible()
  await clerk.receiveAllMaterials()
  await page.getByRole('button', { name: '其他决定' }).click()
  await expect(page.getByRole('menuitem')).toHaveText(['不予受理…', '撤回…'])
  await page.keyboard.press('Escape')
  await clerk.accept()
  await expect(page.locator('.case-head')).toContainText('已受理')
})

test('refusing says why, on what and where to turn; afterwards nothing can be decided', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await atMaterials(clerk)
  const refuse = await clerk.decide('不予受理')
  await expect(refuse.getByLabel('不予受理的理由')).toBeFocused()
  await expect(refuse.getByRole('button', { name: '确认不予受理' })).toBeDisabled()
  await refuse.getByRole('button', { name: '不属于本机关职权' }).click()
  await expect(refuse.getByLabel('依据条款')).toHaveValue(/行政许可法/)
  await refuse.getByLabel('正确办理途径').fill('请向集美区农业农村局申请')
  // Away and back: a click beside the dialog throws nothing away.
  await page.mouse.click(5, 400)
  await refuse.getByRole('button', { name: '确认不予受理' }).click()
  await expect(refuse).toBeHidden()
  await expect(page.locator('.case-head')).toContainText('不予受理')
  await expect(page.locator('.case-head')).toContainText('申请事项依法不属于本机关职权范围')
  await expect(page.getByRole('button', { name: /…$/ })).toHaveCount(0)
  await clerk.openTab('经过')
  await expect(page.getByRole('list', { name: '经过' })).toContainText('不予受理：申请事项依法不属于本机关职权范围')
})

test('a case without its people can be neither refused nor asked for supplements', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.openNewCase('装饰装修')
  await clerk.waitUntilSaved()
  const request = await clerk.decide('一次性告知')
  await expect(request.getByRole('alert')).toContainText('还缺项目名称、申请人')
  await request.getByLabel('其他要补正的').fill('补身份证明')
  await expect(request.getByRole('button', { name: '确认告知' })).toBeDisabled()
  await desk.page.keyboard.press('Escape')
  await expect(request).toBeHidden()
})

test('an accepted case is withdrawn with its reason', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await accepted(clerk)
  const withdraw = await clerk.decide('撤回')
  await withdraw.getByRole('button', { name: '申请人要求撤回' }).click()
  await withdraw.getByLabel('撤回原因').press('Control+Enter')
  await expect(desk.page.locator('.case-head')).toContainText('撤回原因：申请人要求撤回')
})

test('the clock stops and goes on: the promised day moves by what it stood still', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await atMaterials(clerk)
  await clerk.receiveAllMaterials()
  await clerk.accept({ receivedOn: '2026-03-02', acceptedOn: '2026-03-02' })
  const clock = page.getByLabel('时限', { exact: true })
  await expect(clock).toContainText(/承诺 \S+?办结/)
  const promised = /承诺 (\S+?)办结/.exec(await clock.innerText())?.[1]
  await expect.poll(() => clerk.decisionsOffered()).toEqual(['中止时限', '移交', '办结', '撤回'])

  const suspend = await clerk.decide('中止时限')
  await suspend.getByLabel('中止原因').fill('专家评审')
  await suspend.getByLabel('从哪天起中止').fill('2026-03-01')
  await suspend.getByRole('button', { name: '中止时限' }).click()
  // Before the acceptance: said, and what was typed is still there.
  await expect(page.getByText('中止日期早了')).toBeVisible()
  await expect(suspend.getByLabel('中止原因')).toHaveValue('专家评审')
  await suspend.getByLabel('从哪天起中止').fill('2026-03-04')
  await suspend.getByRole('button', { name: '中止时限' }).click()
  await expect(clock).toContainText('时限中止中：专家评审')
  await expect.poll(() => clerk.decisionsOffered()).toEqual(['恢复时限', '撤回'])

  const resume = await clerk.decide('恢复时限')
  await resume.getByLabel('从哪天起恢复').fill('2026-03-09')
  await expect(resume.getByRole('region', { name: '确认以后' })).toContainText('共停了 3 个工作日')
  await resume.getByRole('button', { name: '恢复时限' }).click()
  await expect(clock).toContainText('已扣除中止 3 个工作日')
  const moved = /承诺 (\S+?)办结/.exec(await clock.innerText())?.[1]
  expect(moved).not.toBe(promised)
  // The day has passed long since: it is said in red, and found by it.
  await expect(clock).toContainText(/已超过 .* 个工作日/)
  await clerk.search('')
  await page.getByLabel('按状态筛选').press('ArrowDown')
  await page.getByTitle('已过期限', { exact: true }).click()
  await expect(page.getByRole('row', { name: new RegExp(`${moved} 已过`) })).toHaveCount(1)
})

test('handed over to a department of its items, taken back, and closed', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await accepted(clerk)
  const away = await clerk.decide('移交')
  await expect(away.getByLabel('接收单位')).toBeFocused()
  await away.getByLabel('接收单位').fill('市建')
  await page.getByTitle('市建设局', { exact: true }).click()
  await away.getByRole('button', { name: '确认移交' }).click()
  await expect(page.locator('.case-head')).toContainText('在市建设局办理')
  await expect.poll(() => clerk.decisionsOffered()).toEqual(['收回', '办结'])

  const back = await clerk.decide('收回')
  await back.getByLabel('收回原因').fill('缺页')
  await back.getByRole('button', { name: '确认收回' }).click()
  await expect(page.locator('.case-head')).toContainText('已受理')

  const close = await clerk.decide('办结')
  await expect(close.getByRole('button', { name: '确认办结' })).toBeDisabled()
  await close.getByLabel('准予许可').check()
  await close.getByLabel('备注').fill('证照已领')
  await close.getByRole('button', { name: '确认办结' }).click()
  await expect(page.locator('.case-head')).toContainText('准予许可：证照已领')
  await expect.poll(() => clerk.decisionsOffered()).toEqual([])
  await clerk.openTab('经过')
  for (const line of [/移交市建设局/, /收回：缺页/, /办结，准予许可：证照已领/]) await expect(page.getByRole('list', { name: '经过' })).toContainText(line)
})

test('nothing runs over at 1366 × 768, with a long name and every button', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await page.setViewportSize({ width: 1366, height: 768 })
  await clerk.bringToMaterials('装饰装修', anExample(pack, 's11'), { ...people, 项目名称: '厦门市集美区'.repeat(12) })
  await clerk.receiveAllMaterials()
  await clerk.accept()
  const runsOver = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth || [...document.querySelectorAll('.case-head, .panel > header, .materials')].some((box) => box.scrollWidth > box.clientWidth))
  await expect(page.locator('.case-head')).toContainText('已受理')
  expect(await runsOver()).toBe(false)
  await clerk.search('')
  // The newest of those with long names: the program is shared.
  await expect(page.getByRole('row', { name: /厦门市集美区/ }).first()).toBeVisible()
  expect(await runsOver()).toBe(false)
})
