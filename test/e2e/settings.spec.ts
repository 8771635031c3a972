import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const station = { district: '集美区', name: '二号窗口甲', operators: ['王小明甲'] }

test('settings: where the data are, a check of every record, a diagnostics file without names; by keyboard, at every width', async ({ desk, dataFolder }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '集美大道甲装修', 联系电话: '13800001111' })
  await clerk.waitUntilSaved()
  await clerk.lookUp('设置')
  await page.keyboard.press('Enter')

  const data = page.getByRole('region', { name: '本机的数据' })
  await expect(data).toContainText(join(desk.stationFolder, 'office'))
  await expect(data.getByText(/^\d+ 条 · .*（1 个文件）$/)).toBeVisible()
  await page.getByRole('button', { name: '现在检查' }).press('Enter')
  await expect(data.getByText(/^[1-9]\d* 条记录全部完好$/)).toBeVisible()
  await expect(data.getByText(/^今天 \d\d:\d\d 检查。$/)).toBeVisible()

  const who = page.getByRole('region', { name: '本机', exact: true })
  await expect(who).toContainText('集美区 二号窗口甲')
  await expect(who).toContainText('第一次使用时取的。')
  await expect(page.getByRole('region', { name: '恢复过的记录' })).toContainText('没有。')

  const file = join(dataFolder, '诊断文件.json')
  await desk.replaceSaveDialog(file)
  await page.getByRole('button', { name: '导出诊断文件…' }).click()
  await expect(page.getByText(`诊断文件已存到 ${file}`)).toBeVisible()
  const text = readFileSync(file, 'utf8')
  for (const name of ['王小明甲', '集美大道甲', '13800001111', '二号窗口甲', dataFolder]) expect(text).not.toContain(name)
  expect(JSON.parse(text)).toMatchObject({ kind: 'caravan-desk-diagnostics', counts: { cases: 1, operators: 1 } })

  for (const width of [1366, 683]) {
    await page.setViewportSize({ width, height: 768 })
    expect(await page.locator('.settings').evaluate((settings) => settings.scrollWidth - settings.clientWidth)).toBe(0)
  }
})

test('a second copy on a stick, and back from it: said what it would do, confirmed in words, told afterwards', async ({ desk, dataFolder }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '集美大道甲装修' })
  await clerk.waitUntilSaved()
  const stick = join(dataFolder, 'stick')
  mkdirSync(stick)
  await desk.app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
  }, stick)
  await clerk.goTo('设置')
  const copy = page.getByRole('region', { name: '第二份拷贝', exact: true })
  await expect(copy).toContainText('还没有第二份拷贝')
  await copy.getByRole('button', { name: '选一个文件夹…' }).click()
  await expect(copy.getByText('全部拷好了')).toBeVisible({ timeout: 30_000 })
  await expect(copy).toContainText(stick)

  // What is done after the copy was stopped is not in it.
  await copy.getByRole('button', { name: '停止拷贝' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '停止' }).click()
  await expect(copy).toContainText('还没有第二份拷贝')
  await clerk.openNewCase('装饰装修')
  await clerk.waitUntilSaved()
  await clerk.goTo('设置')
  const restore = page.getByRole('region', { name: '从第二份拷贝恢复' })
  await restore.getByRole('button', { name: '检查一份拷贝…' }).click()
  await expect(restore).toContainText('1 个办件')
  await expect(restore).toContainText('没有，全部查验过')
  await expect(restore).toContainText(/本机现在有 \d+ 条记录，比拷贝多 \d+ 条/)
  await expect(restore.getByRole('button', { name: /^恢\s?复$/ })).toBeDisabled()
  await restore.getByLabel('确认请填“恢复”').fill('恢复')
  await page.keyboard.press('Enter')

  await expect(page.getByText('拷贝里的记录一条不缺。')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: '我看过了，开始办件' }).click()
  await clerk.search('')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row').nth(1)).toContainText('集美大道甲装修')
})
