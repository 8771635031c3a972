import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type CDPSession, type Page } from '@playwright/test'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from '../e2e/clerk.ts'
import { Desk, removeData } from '../e2e/desk.ts'
import { breakDisk } from './breakDisk.ts'
import { withErasures } from './erasureScreens.ts'
import { whereHistoriesMet } from './metScreens.ts'
import { seedCases, seedDamage, seedMetCases } from './seeds.ts'
import { withScans } from './scanScreens.ts'
import { withStick } from './stickScreens.ts'
import { withServer } from './syncScreens.ts'

/**
 * `npm run pictures`: the real program, headless, its network cut, is led through every screen and the states of each;
 * one picture a state goes to docs/screens/, with index.md. A further screen is a further `show`.
 */
const out = join(process.cwd(), 'docs', 'screens')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

type Entry = { readonly title: string } | { readonly file: string; readonly caption: string }
const entries: Entry[] = []
let count = 0

/** What a picture is taken of: size in CSS pixels, how many of the screen's there are to one, and the colours. */
interface View {
  readonly width: number
  readonly height: number
  readonly scale: number
  readonly colors: 'light' | 'dark'
}
const counterView: View = { width: 1366, height: 768, scale: 1, colors: 'light' }
const darkView: View = { ...counterView, colors: 'dark' }
const wideView: View = { ...counterView, width: 1920, height: 1080 }
/** The same screen at 200 %: half as many CSS pixels, twice as fine. */
const zoomedView: View = { ...counterView, width: 683, height: 384, scale: 2 }

let camera: { readonly page: Page; readonly session: CDPSession } | null = null

function chapter(title: string): void {
  entries.push({ title })
  process.stdout.write(`${title}\n`)
}

/** A picture of the screen at rest: messages gone, fonts there. WebP, because Chromium writes it small and sharp. */
async function show(page: Page, name: string, caption: string, view: View = counterView): Promise<void> {
  if (camera?.page !== page) camera = { page, session: await page.context().newCDPSession(page) }
  const { session } = camera
  await session.send('Emulation.setDeviceMetricsOverride', { width: view.width, height: view.height, deviceScaleFactor: view.scale, mobile: false })
  await page.emulateMedia({ colorScheme: view.colors })
  await page.evaluate(() => document.fonts.ready)
  await expect(page.locator('.ant-message-notice')).toHaveCount(0)
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  count += 1
  const file = `${String(count).padStart(2, '0')}-${name}.webp`
  writeFileSync(join(out, file), Buffer.from(data, 'base64'))
  entries.push({ file, caption })
  process.stdout.write(`  ${caption}\n`)
  if (view !== counterView) {
    await session.send('Emulation.setDeviceMetricsOverride', { width: counterView.width, height: counterView.height, deviceScaleFactor: 1, mobile: false })
    await page.emulateMedia({ colorScheme: 'light' })
  }
}

async function showEveryWay(page: Page, name: string, caption: string): Promise<void> {
  await show(page, name, caption)
  await show(page, `${name}-dark`, '同上，深色', darkView)
  await show(page, `${name}-zoomed`, '同上，放大到 200 %', zoomedView)
}

const { pack } = await readXiamenPack()
const workshop = anExample(pack, 's01', { buildingType: 'workshop', totalFloorArea: 10_000, industrialProject: true, onCommitmentNegativeList: false })
const longName = '厦门市集美区灌口镇先锋智造产业园三期标准厂房及配套研发办公综合楼暨地下停车场与室外管网工程（第二标段）（样例）项目'

const goTo = (page: Page, place: string): Promise<void> => page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: place, exact: true }).click()
const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** From the first start to the case page, on a station of its own. */
async function firstDay(desk: Desk): Promise<void> {
  const page = await desk.start()
  const clerk = new Clerk(page, pack)
  chapter('第一次打开')
  await page.getByRole('button', { name: '开始使用' }).waitFor()
  await show(page, 'set-up', '设置站点和人员')
  await page.getByRole('button', { name: '开始使用' }).click()
  await page.getByText('请填站点名称').waitFor()
  await show(page, 'set-up-missing', '有必填项没填：缺什么说什么')
  await clerk.setUpStation({ district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏', '陈刚'] })
  await page.getByText('手上没有在办的件').waitFor()
  await show(page, 'home-empty', '首页：还没有办件')
  await goTo(page, '办件')
  await page.getByText('还没有办件').waitFor()
  await show(page, 'cases-empty', '办件列表：还没有办件')

  chapter('受理：提问')
  await goTo(page, '受理')
  await page.getByRole('button', { name: '小型厂房、仓库、办公楼', exact: true }).waitFor()
  await show(page, 'themes', '选主题')
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await page.locator('.question-body h2').waitFor()
  await show(page, 'question-first', '第一问：右边的结果已经开始长')
  await clerk.answer(workshop, 'totalFloorArea')
  await show(page, 'question-number', '填数字的问题，还没填')
  await clerk.type({ totalFloorArea: 10_200 })
  await show(page, 'question-limit', '超过 10 000 平方米：差多少、调整后会怎样')
  await page.keyboard.press('F6')
  await page.getByRole('dialog').waitFor()
  await show(page, 'what-if', '假设一下：两种结果并排看（F6）')
  await closeDialog(page)
  await page.getByLabel('总建筑面积').or(page.locator('.big-field input')).first().fill('一万')
  await show(page, 'question-problem', '填的不是数字：哪里不对、怎么改')
  await clerk.answer(workshop, 'eiaBuildingClass')
  await show(page, 'question-choice', '选一项的问题，问到一半')
  await page.keyboard.press('F4')
  await page.locator('.form-pane').waitFor()
  await show(page, 'form', '表单：全部问题一次看（F4）')
  await page.keyboard.press('F4')
  await page.getByRole('button', { name: '受理…' }).click()
  await page.getByRole('dialog').waitFor()
  await show(page, 'accept-lacking', '还不能受理：缺什么，去哪里补')
  await closeDialog(page)
  await clerk.answer(workshop)
  await show(page, 'settled', '问完：事项、办理方式和材料都已确定')
  await page.getByRole('region', { name: '办理结果' }).getByRole('button', { name: /^告知承诺 建设工程规划许可证核发/ }).press('Enter')
  await page.getByText('回到清单').waitFor()
  await show(page, 'reason', '为什么：规则、可念的一句话、条款、任务和用到的回答')
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: '流程图' }).click()
  await page.getByRole('dialog', { name: /办理流程图/ }).waitFor()
  await show(page, 'flow-chart', '办理流程图（任务21）')
  await closeDialog(page)

  chapter('受理：项目、材料、受理')
  await page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: /项目/ }).click()
  await show(page, 'profile-empty', '项目与申请人，还没填')
  await clerk.fillProfile({ 项目名称: longName, 项目代码: '2105-350211-04-01-000127', 建设地址: '集美区灌口镇样例路 3 号', '申请人（建设单位）': '厦门样例实业有限公司', 经办人: '王样例', 联系电话: '0592-0000000' })
  await show(page, 'profile-long-name', '项目与申请人，名称有 60 个字')
  await clerk.goToMaterials()
  await show(page, 'materials', '材料：还没收')
  await clerk.waitUntilSaved()
  for (const [decision, name] of [['一次性告知', 'decide-supplement'], ['不予受理', 'decide-refuse']] as const) {
    await clerk.decide(decision)
    await show(page, name, `决定：${decision}`)
    await closeDialog(page)
  }
  await clerk.receiveAllMaterials()
  await clerk.waitUntilSaved()
  await show(page, 'materials-received', '材料收齐')
  await withScans(page, join(desk.userData, 'picked'), (_page, name, caption, look) => (look === 'all' ? showEveryWay(page, name, caption) : show(page, name, caption)))
  await page.getByRole('button', { name: '受理…' }).click()
  await page.getByRole('dialog', { name: '受理' }).waitFor()
  await show(page, 'accept', '受理前核对')
  await closeDialog(page)
  await clerk.accept()

  chapter('办件页')
  await page.getByRole('tab', { name: '文书', exact: true }).waitFor()
  await page.getByRole('button', { name: /^出\s?具$/ }).waitFor()
  await show(page, 'case-papers', '文书：受理通知书还没出具，先看样子')
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await page.getByText(/编号 ?[0-9A-Z]{5}-/).first().waitFor()
  await show(page, 'case-papers-issued', '文书：已编号')
  const kinds = page.getByRole('tablist', { name: '文书种类' }).getByRole('tab')
  for (let kind = 1; kind < (await kinds.count()); kind += 1) {
    await kinds.nth(kind).click()
    // A paper is drawn; the licences are typed in first.
    await page.locator('.papers canvas[width]:not([width="300"]), .papers input:visible').first().waitFor()
    await expect(page.getByText('正在生成文书')).toHaveCount(0)
    await show(page, `case-paper-${kind + 1}`, `文书：${(await kinds.nth(kind).innerText()).trim()}`)
  }
  for (const [tab, name] of [['材料', 'materials'], ['流程图', 'flow-chart'], ['答复', 'answers'], ['经过与备注', 'timeline']] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await show(page, `case-${name}`, `办件页：${tab}`)
  }
}

/** A station with cases of some weeks: lists, finding, everywhere, and the looks. */
async function laterDay(desk: Desk): Promise<void> {
  // The first start fills the cache and says so; a clerk's second day is quiet.
  const first = new Clerk(await desk.start(), pack)
  await first.signInIfAsked('李敏')
  await desk.page.locator('.home-rows > li').first().waitFor()
  await desk.page.getByRole('button', { name: '知道了' }).click()
  await goTo(desk.page, '首页')
  chapter('电脑的日期存疑')
  await show(desk.page, 'clock-doubtful', '首页：程序问今天是不是这一天，今天的数先不算')
  await goTo(desk.page, '办件')
  await desk.page.getByRole('row').nth(5).waitFor()
  await show(desk.page, 'clock-doubtful-cases', '办件列表：期限照写，哪些超期先不算')
  await first.confirmDate()
  await goTo(desk.page, '首页')
  const page = await desk.relaunch()
  const clerk = new Clerk(page, pack)
  chapter('再次打开')
  await page.getByRole('region', { name: '选择当班人员' }).waitFor()
  await show(page, 'operator', '今天谁在窗口')
  await clerk.signIn('李敏')
  await page.locator('.home-rows > li').first().waitFor()
  await show(page, 'home', '首页：手上的办件')
  await goTo(page, '办件')
  await page.getByRole('row').nth(5).waitFor()
  await show(page, 'cases', '办件列表')
  await page.getByLabel('查办件').fill('yey')
  await page.getByRole('row', { name: /幼儿园/ }).first().waitFor()
  await show(page, 'cases-found', '按首字母 yey 找：幼儿园')
  await page.getByLabel('查办件').fill('没有这个项目')
  await page.getByText('没有找到').waitFor()
  await show(page, 'cases-no-hit', '没有找到')
  await goTo(page, '台账')
  await page.getByRole('button', { name: /导出/ }).first().waitFor()
  await show(page, 'ledger', '65 项任务台账')
  await goTo(page, '指南')
  await page.getByRole('region', { name: '指南目录' }).waitFor()
  await show(page, 'guides', '指南目录')
  for (const [name, typed] of [['guide-theme', '小型厂房、仓库、办公楼'], ['guide-item', '建筑工程施工许可证核发'], ['guide-material', '安全生产许可证']] as const) {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: '查办件、指南、动作' }).fill(typed)
    await page.getByRole('group', { name: '指南' }).getByRole('option').first().click()
    await page.getByRole('region', { name: typed, exact: true }).waitFor()
    await show(page, name, `指南：${typed}`)
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await show(page, 'palette', '查找和动作（Ctrl K）')
  await closeDialog(page)
  await page.keyboard.press('F1')
  await page.getByRole('dialog').waitFor()
  await show(page, 'shortcuts', '快捷键（F1）')
  await closeDialog(page)
  await page.getByRole('button', { name: /^当班人员/ }).click()
  await page.getByText('添加人员…').waitFor()
  await show(page, 'operator-menu', '换人值守、添加人员、演练')
  await page.getByText('添加人员…').click()
  await page.getByRole('dialog').waitFor()
  await show(page, 'operator-add', '添加人员')
  await closeDialog(page)

  chapter('换个样子看')
  await goTo(page, '首页')
  await page.locator('.home-rows > li').first().waitFor()
  await show(page, 'home-dark', '首页，深色', darkView)
  await show(page, 'home-zoomed', '首页，200 %', zoomedView)
  await goTo(page, '受理')
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(workshop, 'eiaBuildingClass')
  await show(page, 'question-dark', '提问，深色', darkView)
  await show(page, 'question-zoomed', '提问，200 %', zoomedView)
  await show(page, 'question-wide', '提问，1920×1080', wideView)
  await breakDisk(desk)
  await clerk.type(workshop)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '再存一次' }).waitFor()
  await show(page, 'unsaved', '磁盘满了：没存上的留在屏幕上，可以再存')
  await page.getByRole('button', { name: /^放弃没存上/ }).click()
  await goTo(page, '办件')
  await page.getByRole('row').nth(5).waitFor()
  await show(page, 'cases-wide', '办件列表，1920×1080', wideView)
}

/** Cases on which two stations met. */
async function whereTwoMet(desk: Desk): Promise<void> {
  const page = await desk.start()
  const clerk = new Clerk(page, pack)
  await clerk.signInIfAsked('李敏')
  // The records are of a spring; a computer that was off since is asked about once.
  await clerk.confirmDate()
  await page.getByRole('button', { name: '知道了' }).click()
  chapter('两处各办过的办件')
  await whereHistoriesMet(page, clerk, (_page, name, caption, look) => (look === 'all' ? showEveryWay(page, name, caption) : show(page, name, caption)))

  chapter('设置')
  await goTo(page, '设置')
  await page.getByText('还没有第二份拷贝').waitFor()
  await hidePlaces(page, desk)
  await show(page, 'settings', '设置：数据、第二份拷贝、本机')
  const stick = join(desk.userData, 'stick')
  mkdirSync(stick)
  await desk.app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
  }, stick)
  await page.getByRole('button', { name: '选一个文件夹…' }).click()
  await page.getByText('全部拷好了').waitFor()
  await page.getByRole('button', { name: '现在检查' }).click()
  await page.getByText(/^今天 \d\d:\d\d 检查。$/).waitFor()
  await page.getByRole('button', { name: '检查一份拷贝…' }).click()
  await page.getByText('没有，全部查验过').waitFor()
  await hidePlaces(page, desk)
  await show(page, 'settings-restore', '恢复以前：拷贝里有什么，恢复会怎样')
  await show(page, 'settings-dark', '设置，深色', darkView)
}

/** Where these pictures happen to be made is nobody's business: the places are shown as they would be at a counter. */
async function hidePlaces(page: Page, { userData }: Desk): Promise<void> {
  await page.evaluate((folder) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) text.nodeValue = (text.nodeValue ?? '').replace(`${folder}/stick`, '/media/U盘').replace(folder, '/home/window3/.config/caravan-desk')
  }, userData)
}

async function afterDamage(desk: Desk): Promise<void> {
  const page = await desk.start()
  chapter('记录恢复过')
  const clerk = new Clerk(page, pack)
  await clerk.signIn('李敏')
  await page.locator('.recovery-cases').waitFor()
  await hidePlaces(page, desk)
  await showEveryWay(page, 'recovery', '先说发生了什么、查验了多少、缺什么，再开始办件')
  await page.getByRole('button', { name: '我看过了，开始办件' }).click()
  await clerk.confirmDate()
  await page.getByRole('button', { name: '知道了' }).click()
  await page.getByRole('button', { name: '今天的日结' }).click()
  await page.getByLabel('哪一天').fill('2026-03-02')
  await page.getByRole('alert').filter({ hasText: '对不上' }).waitFor()
  await show(page, 'day-close-alarm', '日结：对不上，写着为什么、怎么办')
}

async function upload(desk: Desk): Promise<void> {
  chapter('上传')
  const take = async (page: Page, name: string, caption: string, look: 'counter' | 'all' = 'counter'): Promise<void> => {
    await hidePlaces(page, desk)
    await (look === 'all' ? showEveryWay(page, name, caption) : show(page, name, caption))
  }
  await withServer(desk, pack, longName, take)
  chapter('U盘')
  await withStick(desk, join(desk.userData, 'stick'), longName, take)
}

async function manyErasures(desk: Desk): Promise<void> {
  chapter('一下子要删很多办件')
  await withErasures(desk, pack, longName, (page, name, caption, look) => (look === 'all' ? showEveryWay(page, name, caption) : show(page, name, caption)))
}

async function practice(desk: Desk): Promise<void> {
  const page = await desk.start()
  chapter('演练')
  await page.getByRole('button', { name: '先进入演练' }).click()
  await page.locator('.home-rows > li').first().waitFor({ timeout: 60_000 })
  await show(page, 'practice', '演练：样例办件，处处标明')
}

async function withDesk(walk: (desk: Desk) => Promise<void>, seed: (userData: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'caravan-pictures-'))
  const desk = new Desk(folder, ['--headless'])
  try {
    await seed(folder)
    await walk(desk)
  } finally {
    await desk.close()
    removeData(folder)
  }
}

await withDesk(firstDay)
await withDesk(laterDay, seedCases)
await withDesk(whereTwoMet, seedMetCases)
await withDesk(afterDamage, seedDamage)
await withDesk(upload)
await withDesk(manyErasures)
await withDesk(practice)

const lines = entries.map((entry) => ('title' in entry ? `\n## ${entry.title}\n` : `**${entry.caption}**\n\n![${entry.caption}](${entry.file})\n`))
writeFileSync(join(out, 'index.md'), `# 画面\n\n真实程序，断网，无界面运行时拍下（\`npm run pictures\`）。项目、名称和人员都是样例。\n${lines.join('\n')}`)
const bytes = entries.reduce((sum, entry) => sum + ('file' in entry ? statSync(join(out, entry.file)).size : 0), 0)
process.stdout.write(`docs/screens: ${count} pictures, ${(bytes / 1e6).toFixed(1)} MB\n`)
