import type { Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { counterStation, counterTest, expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const heading = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).getByRole('heading', { level: 2 })

async function openPalette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: '查办件、指南、动作' }).fill(typed)
}

counterTest('by a few letters to the guide of an item, on to a material and back again', async ({ desk }) => {
  const { page } = desk

  // sgxkz stands for 施工许可证; the piece of the name is marked.
  await openPalette(page, 'sgxkz')
  const found = page.getByRole('group', { name: '指南' }).getByRole('option')
  await expect(found.first()).toContainText('建筑工程施工许可证核发')
  await expect(found.first().locator('mark')).toHaveText('施工许可证')
  await page.keyboard.press('Enter')
  await expect(heading(page, '建筑工程施工许可证核发')).toBeFocused()
  await expect(page).toHaveTitle(/指南 · 建筑工程施工许可证核发/)

  // What it can become, by which rule, the sentence, clause and task text.
  const permit = page.getByRole('region', { name: '建筑工程施工许可证核发', exact: true })
  await expect(permit.getByText('样例时限')).toBeVisible()
  const rule = permit.getByRole('region', { name: '公共配套和加装电梯免施工许可证' })
  await expect(rule).toContainText('方案第9条')
  await rule.getByText(/^任务32/u).press('Enter')
  await expect(rule.getByText(pack.tasks.find(({ no }) => no === 32)?.content ?? '')).toBeVisible()

  // Item → material → item, and back the same way.
  await permit.getByRole('region', { name: '材料' }).getByRole('button', { name: '安全生产许可证' }).press('Enter')
  const licence = page.getByRole('region', { name: '安全生产许可证', exact: true })
  await expect(licence.getByRole('region', { name: '什么情况下免交' })).toContainText('方案第13条')
  await expect(licence).toContainText('电子证照库')
  await licence.getByRole('region', { name: '哪些事项要' }).getByRole('button', { name: '建筑工程施工许可证核发' }).click()
  await expect(heading(page, '建筑工程施工许可证核发')).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(heading(page, '安全生产许可证')).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(heading(page, '建筑工程施工许可证核发')).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.getByRole('heading', { name: '李敏，您好' })).toBeVisible()
})

test('a theme shows the course of a worked case and begins a new one', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(counterStation)
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '指南' }).click()
  const list = page.getByRole('region', { name: '指南目录' })
  await list.getByText(/^主题 \d+$/u).click()
  await list.getByRole('button', { name: '小型厂房、仓库、办公楼' }).press('Enter')

  const theme = page.getByRole('region', { name: '小型厂房、仓库、办公楼', exact: true })
  await expect(theme).toContainText('社会投资简易低风险工程建设项目')
  await expect(theme.getByText('样例办件')).toBeVisible()
  const course = theme.getByRole('region', { name: '一般怎么办' })
  await expect(course.getByRole('region', { name: '施工许可' }).getByRole('button', { name: /^告知承诺 建筑工程施工许可证核发/u })).toBeVisible()

  await theme.getByRole('button', { name: '按这个主题受理' }).click()
  await expect(page.getByRole('navigation', { name: '步骤' })).toBeVisible()
  await expect(page.getByText('已答 2 项')).toBeVisible()
  await clerk.waitUntilSaved()

  // Looking something up in passing: the case in hand is one step back, with its question.
  const question = await page.locator('.question-body h2').innerText()
  await openPalette(page, 'jiaotongyingxiang')
  await page.keyboard.press('Enter')
  await expect(heading(page, '交通影响评价')).toBeVisible()
  await page.keyboard.press('Alt+ArrowLeft')
  await expect(page.locator('.question-body h2')).toHaveText(question)
  await clerk.search('')
  await expect(page.getByRole('table', { name: '办件列表' }).getByRole('row')).toHaveCount(2)
})

counterTest('the list goes by arrow keys; what is not there is said, with the way to where it is', async ({ desk }) => {
  const { page } = desk
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '指南' }).click()
  const list = page.getByRole('region', { name: '指南目录' })
  const field = list.getByRole('textbox', { name: '查指南' })
  await expect(field).toBeFocused()
  await expect(page.getByText('从左边选一页')).toBeVisible()

  // All at once, as a fast typist whose keys come while the page is still busy with the ones before.
  await Promise.all([...'jungong', 'ArrowDown', 'ArrowDown', 'Enter'].map((key) => page.keyboard.down(key)))
  await expect(heading(page, '竣工验收备案')).toBeVisible()
  await expect(list.getByRole('button', { name: '竣工验收备案', exact: true })).toBeFocused()

  await field.fill('营业执照')
  await expect(list.getByText('事项里没有找到')).toBeVisible()
  await list.getByRole('button', { name: '材料里有 1 页' }).click()
  await list.getByRole('button', { name: '营业执照' }).click()
  await expect(heading(page, '营业执照')).toBeVisible()
  await field.fill('没有这样的东西')
  await expect(list.getByText('材料里没有找到')).toBeVisible()
  await list.getByRole('button', { name: '看全部' }).click()
  await expect(list.getByRole('button', { name: '授权委托书及经办人身份证' })).toBeVisible()

  await openPalette(page, '没有这样的东西')
  await expect(page.getByText('没有找到。换个字、拼音、首字母或编号试试。')).toBeVisible()
  await page.keyboard.press('Escape')

  // Reopening the program brings the page back.
  await expect(page.getByRole('combobox')).toBeHidden()
  const clerk = new Clerk(page, pack)
  await clerk.waitUntilDraftKept(desk.stationFolder, 'guides/material/business-licence')
  await desk.relaunch()
  await new Clerk(desk.page, pack).signInIfAsked('李敏')
  await expect(heading(desk.page, '营业执照')).toBeVisible()
})

test('in practice the guides are the same, and a theme begins a practice case', async ({ desk }) => {
  const { page } = desk
  await page.getByRole('button', { name: '先进入演练' }).click()
  await new Clerk(page, pack).signInIfAsked('演练员')
  await openPalette(page, 'jzdt')
  await expect(page.getByRole('group', { name: '指南' }).getByRole('option').first()).toContainText('加装电梯')
  await page.getByRole('group', { name: '指南' }).getByRole('option', { name: /老旧小区改造、加装电梯/u }).click()
  await expect(page).toHaveTitle(/演练.*指南/u)
  await page.getByRole('button', { name: '按这个主题受理' }).click()
  await expect(page.getByText('已答 1 项')).toBeVisible()
  await expect(page.getByText('演练 · 样例数据')).toBeVisible()
})

counterTest('every page fits a counter screen without scrolling sideways', async ({ desk }) => {
  const { page } = desk
  await page.setViewportSize({ width: 1366, height: 768 })
  await page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '指南' }).click()
  const list = page.getByRole('region', { name: '指南目录' })
  for (const kind of ['事项', '主题', '材料']) {
    const toKind = list.getByRole('radiogroup', { name: '哪一类' }).getByText(new RegExp(`^${kind} \\d+$`, 'u'))
    await toKind.click()
    // Not the pages of the kind before.
    await expect(list.getByRole('listitem')).toHaveCount(Number((await toKind.innerText()).split(' ').at(-1)))
    for (const entry of await list.getByRole('listitem').getByRole('button').all()) {
      await entry.click()
      await expect(entry).toHaveAttribute('aria-current', 'page')
      expect(await page.evaluate(() => [...document.querySelectorAll('.guides, .panel-body, main')].filter((box) => box.scrollWidth > box.clientWidth).length)).toBe(0)
    }
  }
})
