import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../fakes/pdfTools.ts'
import { Clerk } from './clerk.ts'
import { expect, joinOffice, test } from './office.ts'

test('a day is closed at the desk: without a server all of it waits, with one it is sent and confirmed; the sheet says the same, and what comes after is told', async ({ desk, dataFolder, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  const byPalette = async (): Promise<void> => {
    await clerk.lookUp('日结')
    await page.getByRole('option', { name: '日结', exact: true }).waitFor()
    await page.keyboard.press('Enter')
  }
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await page.getByRole('button', { name: '今天的日结' }).click()
  // Who works here was entered as well.
  await expect(page.getByText('对得上：录入 2 项，都还没有得到服务器确认')).toBeVisible()
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '集美大道甲装修' })
  await clerk.waitUntilSaved()

  await byPalette()
  const row = (kind: string) => page.getByRole('row', { name: new RegExp(`^${kind}`) }).getByRole('cell')
  await expect(row('新开件')).toHaveText(['1', '0', '1', '0', '0'])
  await expect(page.getByRole('region', { name: '还没有得到服务器确认的' })).toContainText('设好服务器以后自动上传')
  await page.getByRole('button', { name: '日结', exact: true }).click()
  await expect(page.getByText('这一天还没有结。')).toBeHidden()
  await expect(page.getByRole('region', { name: '日结记录' }).getByRole('listitem')).toHaveCount(1)

  // Of the ways on that are offered without a server, none touches the next.
  await clerk.goTo('上传')
  const ways = await Promise.all(['去设置服务器', '今天的日结'].map((name) => page.getByRole('button', { name }).boundingBox()))
  expect((ways[1]?.x ?? 0) - (ways[0]?.x ?? 0) - (ways[0]?.width ?? 0)).toBeGreaterThan(4)

  await joinOffice(clerk, server)
  await clerk.goTo('上传')
  await page.getByRole('button', { name: '今天的日结' }).click()
  await page.getByRole('button', { name: '再结一次' }).click()
  await expect(page.getByText(/对得上：录入 \d+ 项，服务器都已确认/)).toBeVisible()
  await expect(row('新开件')).toHaveText(['1', '1', '0', '0', '0'])
  await expect(page.getByText('以后没有新的录入。')).toBeVisible()

  const sheet = join(dataFolder, 'day.pdf')
  await desk.replaceSaveDialog(sheet)
  await page.getByRole('button', { name: '存成 PDF' }).click()
  await expect(page.getByText(`日结单已存到 ${sheet}`)).toBeVisible()
  const text = readText(readFileSync(sheet)).replaceAll(/\s+/g, '')
  expect(text).toContain('日结单')
  expect(text).toContain('服务器都已确认')
  expect(text).toContain('新开件11000')

  // The cable is pulled and work goes on: what came after the close is told, and by which case.
  server.fault = () => ({ kind: 'reset', when: 'before' })
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '同集路乙装修' })
  await clerk.waitUntilSaved()
  await clerk.goTo('首页')
  await page.getByRole('button', { name: '今天的日结' }).click()
  await expect(page.getByText(/以后又录入 \d+ 项，已经算在下面/)).toBeVisible()
  const waiting = page.getByRole('region', { name: '还没有得到服务器确认的' }).getByRole('listitem')
  await expect(waiting).toHaveCount(1)
  // What was to be sent for the close found no server: why it waits says so.
  await page.getByRole('button', { name: '再结一次' }).click()
  await expect(waiting).toContainText('等联系上')
  await waiting.getByRole('button', { name: '同集路乙装修' }).click()
  await expect(page.getByRole('navigation', { name: '步骤' })).toBeVisible()

  await byPalette()
  await page.getByLabel('哪一天').fill('2021-13-40')
  await expect(page.getByText('日期请按 2021-08-03 的样子填写。')).toBeVisible()
  await page.getByLabel('哪一天').fill('2021-8-3')
  await expect(page.getByText('这一天没有录入')).toBeVisible()
})
