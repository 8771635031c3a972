import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack, xiamenPackDir } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { counterStation, counterTest, expect, test } from './desk.ts'
import { canMount, mountSmallDisk } from './smallDisk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

/** An accepted case with these names. */
async function acceptCase(clerk: Clerk, projectName: string, applicantName: string): Promise<void> {
  await clerk.openNewCase('装饰装修')
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: projectName, '申请人（建设单位）': applicantName })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.waitUntilSaved()
  await clerk.accept()
}

counterTest('a number out of range or of no number is named, and nothing is written', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
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
    counterTest(kind, async ({ desk }) => {
      const { page } = desk
      const clerk = new Clerk(page, pack)
      await clerk.openNewCase('装饰装修')
      await clerk.fillProfile({ 项目名称: name })
      await clerk.waitUntilSaved()
      await page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: '提问' }).click()
      const overflow = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      expect(await overflow()).toBe(false)
      await clerk.search('')
      await expect(page.getByRole('row').nth(1)).toBeVisible()
      expect(await overflow()).toBe(false)
      await page.getByRole('row').nth(1).click()
      await clerk.resumeIfAsked()
      await page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: /项目与申请人/ }).click()
      await expect(page.getByLabel('项目名称', { exact: true })).toHaveValue(name)
    })
  }
})

counterTest('a character that no font has stops the paper, names it and uses no number', async ({ desk }) => {
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

counterTest('a folder that can not be written is named, and the paper stays', async ({ desk }) => {
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

counterTest('no printer: it is said, and saving is offered', async ({ desk }) => {
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
  await clerk.setUpStation(counterStation)
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

test('a record that can not be read is skipped and listed, its file is kept aside, and the program goes on', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(counterStation)
  for (const name of ['读不出的装修（样例）', '另一个装修（样例）']) {
    await clerk.openNewCase('装饰装修')
    await clerk.fillProfile({ 项目名称: name })
    await clerk.waitUntilSaved()
  }
  await desk.close()
  const journal = join(desk.stationFolder, 'office', 'journal')
  const segment = join(journal, readdirSync(journal)[0] ?? '')
  const bytes = readFileSync(segment)
  const hit = bytes.indexOf('读不出')
  const [, seq] = /.*"seq":(\d+)/s.exec(bytes.toString('latin1', 0, hit)) ?? []
  bytes.writeUInt8(0, hit)
  writeFileSync(segment, bytes)

  const page = await desk.start()
  const again = new Clerk(page, pack)
  await expect(page.getByRole('region', { name: '有 1 条记录读不出来，已跳过' })).toContainText(join(journal, 'aside'))
  await expect(page.getByRole('region', { name: '缺的记录' })).toContainText(`记录编号：${seq}`)
  await again.signInIfAsked('李敏')
  const [copy = '', ...others] = readdirSync(join(journal, 'aside'))
  expect(others).toEqual([])
  expect(readFileSync(join(journal, 'aside', copy)).equals(bytes)).toBe(true)

  await again.search('另一个')
  await page.getByRole('row').nth(1).click()
  await again.resumeIfAsked()
  await again.fillProfile({ 建设地址: '集美区样例路 1 号' })
  await again.waitUntilSaved()
})

test('a licence file is refused whole with row and column; a good one becomes a print-out that says 非证照原件', async ({ desk, dataFolder }) => {
  const { page } = desk
  await page.getByRole('button', { name: '先进入演练' }).click()
  await new Clerk(page, pack).search('')
  await page.getByRole('row', { name: /已受理/ }).first().click()
  await page.getByRole('tab', { name: /^文书/ }).click()
  await page.getByRole('tab', { name: /^建设工程规划许可证/ }).click()
  const read = (rows: string): Promise<void> => page.getByLabel('证照数据文件').setInputFiles({ name: 'permit.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) })
  const builder = page.getByLabel('建设单位（个人）')
  await builder.fill('原来填的单位（样例）')
  await builder.press('Enter')

  await read('字段,值\n建设单位,另一家单位\n\n层数,3,多出来的\n颜色,红\n')
  const banner = page.locator('.banner').filter({ hasText: '这个文件没有读入，原来填的都还在。' })
  await expect(banner).toContainText('第 4 行第 3 列：只应有“字段、值”两列')
  await expect(builder).toHaveValue('原来填的单位（样例）')

  // A character that no font has, in a paper that an authority's file fills.
  const good = '字段,值\n证号,建字第 3502112021-样例号\n建设单位,厦门样例实业有限公司\n建设项目名称,集美三号厂房（样例）\n建设位置,集美区样例路\n建设规模,9 800 平方米\n发证机关,样例发证机关\n发证日期,2021-08-03\n'
  await read(good.replace('三号', '三号🏗'))
  await expect(banner).toBeHidden()
  await expect(page.getByRole('alert').filter({ hasText: '🏗' })).toBeVisible()

  await read(good)
  await expect(builder).toHaveValue('厦门样例实业有限公司')
  await expect(page.getByRole('document', { name: '建设工程规划许可证（打印件）（预览）' })).toBeVisible()
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/^已出具，编号/)).toBeVisible()
  const file = join(dataFolder, 'permit.pdf')
  await desk.replaceSaveDialog(file)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${file}`)).toBeVisible()
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).normalize('NFKC').replaceAll(/\s/g, '')
  for (const part of ['非证照原件', '集美三号厂房', '厦门样例实业有限公司']) expect(text).toContain(part)
})

if (canMount()) {
  test('the disk is full while a paper is made and while it is saved: said, and finished under its number when there is room', async ({ desk, dataFolder }) => {
    const { page } = desk
    const clerk = new Clerk(page, pack)
    await clerk.setUpStation(counterStation)
    await acceptCase(clerk, '软件园装修（样例）', '厦门样例实业有限公司')
    const full = page.getByText('磁盘满了，没有存上')
    const papers = mountSmallDisk(join(desk.stationFolder, 'office', 'papers'), 16)
    const stick = mountSmallDisk(join(dataFolder, 'stick'), 16)
    try {
      await page.getByRole('button', { name: /^出\s?具$/ }).click()
      await expect(full).toHaveCount(1)
      await expect(page.getByText('编号已取好，接着生成会用同一个编号；不要了就作废。')).toBeVisible()
      const number = await page.locator('.paper-line b').innerText()
      papers.makeRoom()
      await page.getByRole('button', { name: '接着生成' }).click()
      await expect(page.getByText(`已出具，编号 ${number}`)).toBeVisible()

      const file = join(dataFolder, 'stick', 'notice.pdf')
      await desk.replaceSaveDialog(file)
      await page.getByRole('button', { name: /^保\s?存$/ }).click()
      await expect(full).toHaveCount(2)
      await expect(page.getByText('已生成，待交付')).toBeVisible()
      expect(readdirSync(join(dataFolder, 'stick'))).toEqual([])
      stick.makeRoom()
      await page.getByRole('button', { name: /^保\s?存$/ }).click()
      await expect(page.getByText(`已存到 ${file}`)).toBeVisible()
      expect(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' })).toContain(number)
    } finally {
      papers.remove()
      stick.remove()
    }
  })
} else console.warn('A full disk while a paper is saved was left out: mounting is not allowed here.')

test('a clock before the plan came into force is said and blocks nothing; the days are those that a person gives', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(counterStation)
  await desk.jumpClock(Date.parse('2020-03-02T09:00:00+08:00') - Date.now())
  await page.clock.setFixedTime('2020-03-02T09:00:00+08:00')
  await clerk.openNewCase('装饰装修')
  const banner = page.locator('.banner').filter({ hasText: /^电脑的日期是2020年3月2日，那时还没有这个程序。/ })
  await expect(banner).toContainText('照常可以受理', { timeout: 10_000 })
  // Nobody is asked whether it is right.
  await expect(banner.getByRole('button')).toHaveCount(0)
  await clerk.answer(anExample(pack, 's11'))
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.accept({ receivedOn: '2021-08-02', acceptedOn: '2021-08-03' })
  await expect(page.getByText('已受理').first()).toBeVisible()
})
