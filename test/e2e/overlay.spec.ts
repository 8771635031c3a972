import { mkdirSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, jimeiOverlayDir, readJimeiPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { Desk, expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  pack = (await readJimeiPack()).layered.pack
})

const station = { district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏'] }

test.describe('with the overlay of 集美区', () => {
  test.use({ deskArgs: [`--overlay=${jimeiOverlayDir}`] })

  test('every line that comes from the district says so, and so does the foot of the window', async ({ desk }) => {
    const { page } = desk
    const clerk = new Clerk(page, pack)
    await clerk.setUpStation(station)
    await expect(page.getByText('政策包 厦门2021办理建筑许可改革方案 v1.0.0（样例时限） · 集美区补充 v1.0.0（样例）')).toBeVisible()

    // The district's card stands before the one for those who can't say.
    await page.getByRole('navigation').getByRole('button', { name: '受理', exact: true }).click()
    await expect(page.locator('.theme-card').nth(-2)).toContainText('集美区补充 样例')
    await clerk.openNewCase('加装电梯')
    await clerk.answer(anExample(pack, 'jimei-02'))

    const outcome = page.getByRole('region', { name: '办理结果' })
    await expect(outcome.locator('.outcome-line').filter({ hasText: '集美区补充 样例' })).toHaveText([/老旧小区改造项目立项/, /所在区另有具体实施方案/, /集美区加装电梯先公示（样例）/])
    await outcome.getByRole('button', { name: /^需办理 老旧小区改造项目立项/ }).press('Enter')
    const reason = page.getByRole('article', { name: '老旧小区改造项目立项的依据' })
    await expect(reason.getByRole('region', { name: '老旧小区改造直接立项' })).toContainText('出自：厦门2021办理建筑许可改革方案')
    await expect(reason.getByRole('region', { name: '集美区加装电梯先公示（样例）' })).toContainText('出自：集美区补充规定（样例）')
    await expect(reason).toContainText('集美区补充规定（样例）第三条')
    await page.keyboard.press('Escape')

    await clerk.goToMaterials()
    await expect(page.locator('.material-row').filter({ hasText: '集美区补充 样例' })).toHaveText([/小区公示情况说明/])

    await page.getByRole('navigation').getByRole('button', { name: '指南', exact: true }).click()
    await page.getByPlaceholder('名称、拼音或首字母').fill('联合审查')
    await page.getByRole('button', { name: /老旧小区改造实施方案联合审查/ }).first().click()
    await expect(page.getByRole('heading', { name: /老旧小区改造实施方案联合审查/ })).toContainText('集美区补充 样例')
    await expect(page.getByText('出自：厦门2021办理建筑许可改革方案；集美区补充规定（样例）改了承办部门、办理时限、备注')).toBeVisible()
  })
})

test('a broken overlay is refused by name, and the counter works by the city’s pack', async ({ dataFolder }) => {
  const overlay = join(dataFolder, 'overlay')
  mkdirSync(overlay)
  await cp(jimeiOverlayDir, overlay, { recursive: true })
  writeFileSync(join(overlay, 'themes.json'), '[{')
  const desk = new Desk(join(dataFolder, 'data'), ['--overlay', overlay])
  const page = await desk.start()
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(station)
  const notice = page.getByRole('alert').or(page.locator('.banner')).filter({ hasText: '“集美区补充规定”有问题，没有采用' }).first()
  await expect(notice).toContainText('themes.json')
  await expect(page.locator('.foot-pack')).toHaveText('政策包 厦门2021办理建筑许可改革方案 v1.0.0（样例时限）')
  await clerk.openNewCase('乡村建设')
  await desk.close()
})

test('a case keeps the rules that it was opened with when the overlay is no longer there', async ({ dataFolder }) => {
  const folder = join(dataFolder, 'data')
  const desk = new Desk(folder, [])
  const clerk = new Clerk(await desk.start('--overlay', jimeiOverlayDir), pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('加装电梯')
  await clerk.answer(anExample(pack, 'jimei-02'))
  await clerk.waitUntilSaved()
  const page = await desk.relaunch()
  await new Clerk(page, pack).signInIfAsked('李敏')
  await expect(page.getByText(/这个办件按政策包 .* 办。/)).toBeVisible()
  await expect(page.locator('.foot-pack')).not.toContainText('集美区补充')
  await expect(page.getByRole('region', { name: '办理结果' })).toContainText('集美区加装电梯先公示（样例）')
  await desk.close()
})
