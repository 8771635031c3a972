import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { dayInChina } from '../../shared/domain/days.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { dayText } from '../../renderer/words/dayText.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import { Clerk } from './clerk.ts'
import { counterStation, type Desk, expect, test } from './desk.ts'

const dayMs = 24 * 3600_000
const leapMs = 3653 * dayMs

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

/** The computer's clock, for the program and for its page. */
async function setAhead(desk: Desk, fromMs: number, toMs: number): Promise<void> {
  await desk.jumpClock(toMs - fromMs)
  await desk.page.clock.setFixedTime(Date.now() + toMs)
}
async function chooseFilter(page: Page, name: string): Promise<void> {
  await page.getByLabel('按状态筛选').click()
  await page.locator('.ant-select-item-option').getByText(name, { exact: true }).click()
}
const clockBanner = (page: Page): Locator => page.locator('.banner').filter({ hasText: /^电脑的日期是/ })
const todayText = (aheadMs = 0): string => dayText(dayInChina(new Date(Date.now() + aheadMs)))

test('the date leaps ten years ahead: it is said, no day is suggested, paper and records say so; once it is put right all is as before', async ({ desk, dataFolder }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(counterStation)
  await clerk.openNewCase('装饰装修')
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.waitUntilSaved()
  await expect(clockBanner(page)).toHaveCount(0)

  await setAhead(desk, 0, leapMs)
  await expect(clockBanner(page)).toContainText(`电脑的日期是${todayText(leapMs)}，上一次可信的时间是`, { timeout: 10_000 })
  await expect(clockBanner(page)).toContainText('照常可以受理')
  await page.getByRole('button', { name: '受理…', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: '受理' })
  await expect(sheet.getByLabel('收到日期')).toHaveValue('')
  await expect(sheet.getByLabel('受理日期')).toHaveValue('')
  await sheet.getByLabel('受理日期').fill('今天')
  await expect(sheet).toContainText('日期请按 2021-08-03 的样子填写')
  await page.keyboard.press('Escape')
  await clerk.accept({ receivedOn: '2026-08-03', acceptedOn: '2026-08-03' })
  await clerk.issue('受理通知书')
  const file = join(dataFolder, 'notice.pdf')
  await desk.replaceSaveDialog(file)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${file}`)).toBeVisible()
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).normalize('NFKC')
  expect(text).toContain('制作时电脑时间不可信')
  expect(text).not.toContain(todayText(leapMs))
  await clerk.openTab('经过与备注')
  await expect(page.getByRole('list', { name: '经过' }).getByText('时间存疑').first()).toBeVisible()

  // Of the lists none counts up to that day.
  await clerk.goTo('办件')
  const cases = page.getByRole('region', { name: '办件', exact: true })
  await expect(cases.getByRole('status')).toHaveText('共 1 件 · 今天的日期存疑，没有算超期')
  await expect(cases.getByRole('row').nth(1)).toContainText('承诺 2026年')
  await expect(cases.getByText('已过')).toHaveCount(0)
  await chooseFilter(page, '已过期限')
  await expect(cases.getByText('今天的日期存疑，算不出哪些过了期限')).toBeVisible()
  await chooseFilter(page, '全部状态')
  await clerk.goTo('首页')
  await expect(page.getByText(`${todayText(leapMs)}（存疑）`)).toBeVisible()
  await expect(page.getByRole('definition').first()).toHaveText('–')
  await clerk.goTo('台账')
  const ledger = page.getByRole('region', { name: '任务台账' })
  await expect(ledger.getByText('今天的日期存疑，没有算超期')).toBeVisible()
  await expect(ledger.getByText('期限已过')).toHaveCount(1)
  await expect(ledger.getByRole('radio', { name: '期限已过' })).toBeDisabled()

  await setAhead(desk, leapMs, 0)
  await expect(clockBanner(page)).toHaveCount(0, { timeout: 10_000 })
  await expect(ledger.getByText(/· 期限已过 \d+ 项/)).toBeVisible()
  await clerk.goTo('办件')
  await expect(cases.getByRole('status')).toHaveText('共 1 件')
  await expect(cases.getByRole('row').nth(1)).toContainText('已过')
  await cases.getByRole('row').nth(1).click()
  await clerk.openTab('经过与备注')
  const inDoubt = page.getByRole('list', { name: '经过' }).getByText('时间存疑')
  await expect(inDoubt.first()).toBeVisible()
  const marked = await inDoubt.count()
  await page.getByLabel('备注', { exact: true }).fill('时间改好了')
  await page.keyboard.press('Enter')
  const first = page.getByRole('list', { name: '经过' }).getByRole('listitem').first()
  await expect(first).toContainText('时间改好了')
  await expect(first).not.toContainText('时间存疑')
  await expect(inDoubt).toHaveCount(marked)
})

test('a computer that was off for a season: the clerk says that the date is right, and the day is suggested again, after a start too', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(counterStation)
  await setAhead(desk, 0, 90 * dayMs)
  const answer = desk.page.getByRole('button', { name: `是，今天是${todayText(90 * dayMs)}` })
  await answer.click({ timeout: 10_000 })
  await expect(clockBanner(desk.page)).toHaveCount(0)
  // Three months later by the records: the computer that is right again is asked about in its turn.
  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await expect(clockBanner(again.page)).toContainText(`今天是${todayText()}吗？`)
  await again.page.getByRole('button', { name: `是，今天是${todayText()}` }).click()
  await expect(clockBanner(again.page)).toHaveCount(0)
  const third = new Clerk(await desk.relaunch(), pack)
  await third.signInIfAsked('李敏')
  await expect(third.page.getByRole('navigation').first()).toBeVisible()
  await expect(clockBanner(third.page)).toHaveCount(0)
})

test('a computer that is three minutes slow is told how it stands to the server; one that is a year off is asked about', async ({ desk }) => {
  const year = new Date().getFullYear()
  const server = await startOfficeServer([year, year + 1])
  try {
    const { page } = desk
    const clerk = new Clerk(page, pack)
    await clerk.setUpStation(counterStation)
    server.now = () => new Date(Date.now() + 3 * 60_000)
    await clerk.goTo('设置')
    const panel = page.getByRole('region', { name: '局里的服务器' })
    await panel.getByLabel('地址').fill(server.url)
    await panel.getByLabel('账号').fill('jimei-1')
    await panel.getByLabel('密码').fill(password)
    await panel.getByRole('button', { name: '存下并联系' }).click()
    await expect(panel.getByText('全部上传好了')).toBeVisible()
    await clerk.goTo('上传')
    const upload = page.getByRole('region', { name: '上传', exact: true })
    await expect(upload.locator('.sync-numbers > div').filter({ hasText: '本机时间' })).toContainText('比服务器慢约 3 分钟')
    await expect(upload).toContainText('办理、上传和办件的先后都不受影响')
    await expect(clockBanner(page)).toHaveCount(0)

    server.now = () => new Date(Date.now() + 365 * dayMs)
    await upload.getByRole('button', { name: '现在上传' }).click()
    await expect(clockBanner(page)).toContainText(`服务器上是 ${todayText(365 * dayMs)}`, { timeout: 10_000 })
    await expect(upload).toContainText('慢约 365 天，请改好电脑的日期和时间')
    await page.getByRole('button', { name: `是，今天是${todayText()}` }).click()
    await expect(clockBanner(page)).toHaveCount(0)
  } finally {
    await server.stop()
  }
})
