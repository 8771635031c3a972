import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { Desk, expect, removeData, test } from './desk.ts'

let pack: Pack
let folder: string
let desk: Desk
let page: Page
let clerk: Clerk

// One program for all: what the two stations left is put in order case by case.
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
  folder = mkdtempSync(join(tmpdir(), 'desk-'))
  execFileSync(process.execPath, ['--import', 'tsx', 'test/e2e/meetStations.ts', folder])
  desk = new Desk(folder)
  page = await desk.start()
  clerk = new Clerk(page, pack)
  await clerk.signInIfAsked('李敏')
})
test.afterAll(async () => {
  await desk.close()
  removeData(folder)
})

/** Opens the case where it is put in order. */
async function openUnsettled(name: string): Promise<Locator> {
  await clerk.search(name)
  await page.getByRole('row').nth(1).click()
  const toIt = page.locator('.banner').getByRole('button', { name: /^去理清|^去看要求/ })
  const tab = page.getByRole('tab', { name: /^待理清/ })
  await expect(toIt.or(tab).first()).toBeVisible()
  if (!(await tab.isVisible())) await toIt.click()
  await expect(tab).toHaveAttribute('aria-selected', 'true')
  return page.getByRole('tabpanel')
}

test('at home and in the list a case to be put in order is marked, and the list shows these alone', async () => {
  await expect(page.getByRole('button', { name: /^先锋厂房.*待理清/ })).toBeVisible()
  await clerk.goTo('办件')
  await page.getByLabel('按状态筛选').click()
  await page.getByTitle('待理清', { exact: true }).click()
  const rows = page.getByRole('row').filter({ hasText: '待理清' })
  await expect(rows.filter({ hasText: '先锋厂房' })).toHaveCount(1)
  // Of all rows but the head.
  await expect(page.getByRole('row')).toHaveCount((await rows.count()) + 1)
  await clerk.goTo('首页')
})

test('where a field in conflict is asked for, both answers stand beside it', async () => {
  await clerk.search('先锋厂房')
  await page.getByRole('row').nth(1).click()
  await expect(page.locator('.question-pane')).toContainText(/两处填得不一样：(10.200 ㎡ ／ 9.800 ㎡|9.800 ㎡ ／ 10.200 ㎡)。在这里填，就以这次填的为准/)
  await page.getByRole('button', { name: '项目与申请人' }).or(page.getByRole('tab', { name: '项目与申请人' })).first().click()
  await expect(page.locator('.profile-pane')).toContainText(/两处填得不一样：(林海 ／ 林浩|林浩 ／ 林海)/)
})

test('a field filled in differently: both values with who and when, what each leads to; one is chosen, or another given', async () => {
  const panel = await openUnsettled('先锋厂房')
  await expect(page.getByRole('tab', { name: '待理清' })).toContainText('2')
  const area = panel.getByRole('region', { name: '总建筑面积' })
  const [small, large] = [area.locator('.unsettled-choice').filter({ hasText: /9.800/ }), area.locator('.unsettled-choice').filter({ hasText: /10.200/ })]
  await expect(small).toContainText('李敏')
  // Up to 10 000 square metres it is the simple low-risk flow.
  await expect(small).toContainText('流程：')
  await expect(large).toContainText('流程：')
  expect(await small.locator('.unsettled-effect').innerText()).not.toBe(await large.locator('.unsettled-effect').innerText())
  await expect(small).toContainText('三号窗口')
  await expect(large).toContainText('别的工作站的人员')
  await large.getByRole('button', { name: '用这个' }).click()
  await expect(area).toHaveCount(0)

  const agent = panel.getByRole('region', { name: '经办人' })
  await expect(agent).toContainText('不影响办理结果，会印在文书上。')
  await agent.getByRole('button', { name: '都不对，另填一个…' }).click()
  await agent.getByLabel('另填：经办人').fill('林皓')
  await page.keyboard.press('Enter')
  await expect(agent).toHaveCount(0)
  await clerk.waitUntilSaved()
  await expect(page.getByRole('region', { name: '项目与申请人' })).toContainText('林皓')
})

test('a choice is taken back: with the key, on its line, in the history; both values stand again with whoever gave them', async () => {
  const panel = page.getByRole('tabpanel')
  const agent = panel.getByRole('region', { name: '经办人' })
  await page.locator('body').press('Control+z')
  await expect(page.getByText(/^已撤销：经办人 林皓 → .*请再选定$/)).toBeVisible()
  await expect(agent.locator('.unsettled-choice').filter({ hasText: '林浩' })).toContainText('李敏 · 三号窗口')
  await expect(agent.locator('.unsettled-choice').filter({ hasText: '林海' })).toContainText('别的工作站的人员')
  await page.locator('body').press('Control+Shift+z')
  await expect(agent).toHaveCount(0)
  await expect(page.getByRole('region', { name: '项目与申请人' })).toContainText('林皓')

  await panel.getByRole('button', { name: '撤销选定：总建筑面积' }).click()
  const area = panel.getByRole('region', { name: '总建筑面积' })
  await expect(area.locator('.unsettled-choice')).toHaveCount(2)
  await expect(area.locator('.unsettled-choice').filter({ hasText: /9.800/ })).toContainText('李敏 · 三号窗口')
  await area.locator('.unsettled-choice').filter({ hasText: /10.200/ }).getByRole('button', { name: '用这个' }).click()
  await clerk.waitUntilSaved()

  await clerk.openTab('经过与备注')
  const history = page.getByRole('list', { name: '经过' })
  await expect(history.getByText(/经办人：林皓（在不同填法里选定）/).first()).toBeVisible()
  await expect(history.getByText(/（撤销选定，恢复这种填法）/).first()).toBeVisible()
  await history.getByRole('button', { name: /^撤销：经办人：林皓（在不同填法里选定）/ }).first().click()
  await expect(page.getByRole('region', { name: '项目与申请人' })).toContainText('两处填得不一样')
  await page.locator('body').press('Control+Shift+z')
  await expect(page.getByRole('region', { name: '项目与申请人' })).toContainText('林皓')
})

test('both are kept together where that can be: texts joined to be edited, papers of both counters; a theme is chosen among all', async () => {
  const panel = await openUnsettled('海沧仓库')
  const address = panel.getByRole('region', { name: '建设地址' })
  await address.getByRole('button', { name: '综合两处填的…' }).click()
  const typed = address.getByLabel('综合：建设地址')
  await expect(typed).toHaveValue(/^(海沧大道 2 号；兴港路口东侧|兴港路口东侧；海沧大道 2 号)$/)
  await typed.fill('海沧大道 2 号（兴港路口东侧）')
  await page.keyboard.press('Enter')
  await expect(address).toHaveCount(0)

  const survey = panel.getByRole('region', { name: /多测合一测绘成果/ })
  await survey.getByRole('button', { name: /^两处收的都算：已收 原件 2 · 复印件 2$/ }).click()
  await expect(survey).toHaveCount(0)

  const theme = panel.getByRole('region', { name: '主题' })
  await expect(theme).toContainText('主题不影响办理结果')
  await theme.getByRole('button', { name: '都不对，另填一个…' }).click()
  await theme.getByLabel('另填：主题').click()
  const [first] = pack.themes.filter(({ id }) => id !== 'decoration' && id !== 'old-community')
  await page.locator('.ant-select-item', { hasText: first?.name_zh ?? '' }).first().click()
  await theme.getByRole('button', { name: '用填的这个' }).click()
  await expect(theme).toHaveCount(0)
  await clerk.waitUntilSaved()
  await expect(panel.getByRole('region', { name: '选定过的' }).getByRole('listitem')).toHaveCount(3)
})

test('a status that went two ways: nothing else is offered, one is chosen, and the choice can be changed', async () => {
  const panel = await openUnsettled('杏林学校')
  await expect.poll(() => clerk.decisionsOffered()).toEqual([])
  const ways = panel.getByRole('region', { name: '状态', exact: true })
  await expect(ways).toContainText('不予受理：不属于本窗口受理范围')
  await expect(ways).toContainText('撤回：申请人改期')
  await ways.getByLabel('选定的理由').fill('已与大篷车核对')
  await ways.getByRole('button', { name: '以“已撤回”为准' }).click()
  await expect(ways.getByRole('heading', { name: '状态已选定：已撤回' })).toBeVisible()
  await expect(page.locator('.case-title')).toContainText('已撤回')
  await ways.getByRole('button', { name: '以“不予受理”为准' }).click()
  await expect(ways.getByRole('heading', { name: '状态已选定：不予受理' })).toBeVisible()
})

test('two editions that a case was put under: one is chosen, and the choice can be changed, while the screen says which it goes by', async () => {
  const panel = await openUnsettled('新阳厂房')
  const editions = panel.getByRole('region', { name: '改用的规则' })
  await expect(editions).toContainText('两处选得不一样')
  const [plain, layered] = [editions.locator('.unsettled-choice').filter({ hasText: '别的工作站的人员' }), editions.locator('.unsettled-choice').filter({ hasText: '李敏' })]
  await expect(plain.locator('strong')).toHaveText('1.0.0')
  await layered.getByRole('button', { name: '用这个' }).click()
  await expect(editions.getByRole('heading')).toHaveText(/^改用的规则已选定：1\.0\.0\+jimei/)
  await expect(editions).toContainText('选错了可以改选另一版')
  await expect(editions.locator('.chosen')).toContainText('jimei')
  await editions.getByRole('button', { name: '改选 1.0.0', exact: true }).click()
  await expect(editions.getByRole('heading')).toHaveText('改用的规则已选定：1.0.0')
  await expect(editions.getByRole('button', { name: /^改选 1\.0\.0\+jimei/ })).toBeEnabled()
  await clerk.openTab('经过与备注')
  await expect(page.getByRole('list', { name: '经过' })).toContainText('改用规则 1.0.0，原来是 1.0.0+jimei')
})

test('a change that the acceptance did not know: said as 越序 with before and now; seen, or put back', async () => {
  const panel = await openUnsettled('灌口仓库')
  const mark = panel.getByRole('region', { name: '越序' })
  await expect(mark).toContainText(/作决定时：10.000.㎡；现在：10.200.㎡。/)
  await expect(mark).toContainText('受理，受理日期 2026年3月2日')
  await expect(mark).toContainText('李敏')
  await expect.poll(() => clerk.decisionsOffered()).toEqual([])
  await mark.getByRole('button', { name: '已阅' }).click()
  await expect(mark).toHaveCount(0)
  await expect(panel).toContainText('另有 1 处标记已阅。')
  await expect(page.locator('.case-decisions').getByRole('button', { name: '办结…' })).toBeVisible()

  await openUnsettled('后溪仓库')
  await mark.getByRole('button', { name: '改回作决定时的' }).click()
  // What was put back stands for both.
  await expect(mark).toHaveCount(0)
  await expect(page.locator('.case-decisions').getByRole('button', { name: '办结…' })).toBeVisible()
})

test('a record that has not come: what it means, and giving it up with a reason', async () => {
  const panel = await openUnsettled('马銮湾幼儿园')
  const gaps = panel.getByRole('region', { name: '缺的记录' })
  await expect(gaps.getByRole('heading', { name: '还缺 1 条记录' })).toBeVisible()
  await gaps.getByRole('button', { name: '不再等了…' }).click()
  await expect(gaps.getByRole('button', { name: '不再等', exact: true })).toBeDisabled()
  await gaps.getByLabel('不再等的理由').fill('大篷车的电脑已坏，按电话核对')
  await page.keyboard.press('Enter')
  await expect(gaps.getByRole('heading', { name: '不再等的记录' })).toBeVisible()
  await expect(gaps).toContainText('大篷车的电脑已坏，按电话核对')
  await expect(gaps).toContainText('李敏')
})

test('the same done twice, and a record that came after all: said as 重复 and 迟到, and put away when seen', async () => {
  const panel = await openUnsettled('集美仓库')
  const doubled = panel.getByRole('region', { name: '重复' }).first()
  await expect(panel.getByRole('region', { name: '状态', exact: true }).locator('.unsettled-effect').first()).toContainText(/受理 \d+ 个事项，承诺 2026年/)
  await expect(doubled).toContainText('两处各办了一次同样的事')
  await expect(doubled).toContainText('李敏')
  await expect(doubled).toContainText('别的工作站的人员')
  await expect.poll(() => clerk.decisionsOffered()).toEqual([])
  await doubled.getByRole('button', { name: '已阅' }).click()
  await expect(panel.getByRole('region', { name: '重复' })).toHaveCount(0)
  await expect(page.locator('.case-title')).toContainText('已受理')

  await openUnsettled('高崎泵房')
  const late = panel.getByRole('region', { name: '迟到' })
  await expect(late).toContainText('高崎北路')
  await late.getByRole('button', { name: '已阅' }).click()
  await expect(late).toHaveCount(0)
  await expect(panel).toContainText('大篷车的电脑已坏')
})

test('a case that a newer version wrote to can be read, and nothing is written to it', async () => {
  await clerk.search('文滩水厂')
  await page.getByRole('row').nth(1).click()
  await expect(page.locator('.banner', { hasText: '这个办件要新版本的程序才能改。' })).toContainText('里面有 1 条更新版本写的记录')
  await expect(page.locator('.case-title')).toContainText('文滩水厂')
  await expect.poll(() => clerk.decisionsOffered()).toEqual([])
})

test('two moments of a case side by side; a note is withdrawn and stays to be read', async () => {
  await clerk.search('先锋厂房')
  await page.getByRole('row').nth(1).click()
  await page.getByRole('button', { name: '备注、经过' }).click()
  await clerk.openTab('经过与备注')
  await page.getByLabel('备注', { exact: true }).fill('误记')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '撤下备注：误记' }).click()
  await page.getByRole('button', { name: '撤下', exact: true }).last().click()
  await expect(page.locator('.timeline .retracted')).toHaveText('备注：误记')
  await expect(page.getByRole('list', { name: '经过' })).toContainText('已撤下，李敏')

  await page.getByRole('button', { name: '与某一时刻比较…' }).click()
  const compare = page.getByRole('region', { name: '两个时刻的差别' })
  const area = compare.getByRole('row', { name: /总建筑面积/ })
  // From the beginning, until another moment is chosen.
  await expect(area).toContainText(/—10.200.㎡/)
  // The list stands at its end, where the case was begun; above stand the name and then the answers.
  const from = compare.getByRole('combobox', { name: '从哪个时刻' })
  await from.press('ArrowDown')
  await expect(page.locator('.ant-select-item-option-active')).toContainText('新建办件')
  await from.press('ArrowUp')
  await expect(page.locator('.ant-select-item-option-active')).toContainText('填写')
  await from.press('ArrowUp')
  await expect(page.locator('.ant-select-item-option-active')).toContainText('答复')
  await from.press('Enter')
  await expect(area).toContainText(/9.800.㎡10.200.㎡/)
  await expect(compare.getByRole('row', { name: /经办人/ })).toContainText('林皓')
  await compare.getByRole('button', { name: '不比了' }).click()
  await expect(compare).toHaveCount(0)
})

test('a case that is to be erased: a clerk is told, a supervisor confirms, and nothing is left of it', async () => {
  const panel = await openUnsettled('旧例')
  const wish = panel.getByRole('region', { name: '删除要求' })
  await expect(wish).toContainText('依法请求删除，依据：厦资规信〔2026〕7号（样例）')
  await expect(wish).toContainText('要由负责人来定：请负责人在右上角选择自己。')
  await expect(wish.getByRole('button', { name: '确认删除…' })).toBeDisabled()
  await page.getByRole('button', { name: '当班人员：李敏' }).click()
  await page.getByRole('menuitem', { name: /王芳/ }).click()
  await openUnsettled('旧例')
  await wish.getByRole('button', { name: '确认删除…' }).click()
  await page.getByRole('button', { name: '确认删除', exact: true }).click()
  await expect(page.getByText('这个办件已删除')).toBeVisible()
  await expect(page.getByText('厦资规信〔2026〕7号（样例）')).toBeVisible()
  await expect(page.getByText('旧例（样例）')).toHaveCount(0)
  await expect(page.getByRole('banner')).toContainText('已删除的办件')
  await clerk.search('旧例')
  await expect(page.getByText('没有找到')).toBeVisible()
})
