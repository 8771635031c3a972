import { mkdirSync, readdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { Desk, expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const writePanel = (page: Page) => page.getByRole('region', { name: '用U盘带走' })
const readPanel = (page: Page) => page.getByRole('region', { name: '读U盘' })

/** From now on every folder that is asked for is this one. */
const choose = (desk: Desk, folder: string): Promise<void> =>
  desk.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, folder)

async function toStick(clerk: Clerk): Promise<void> {
  await clerk.goTo('上传')
  await clerk.page.getByRole('button', { name: '用U盘带走 / 读U盘…' }).click()
}

/** Writes under a passphrase that the program draws; gives it. */
async function writeDrawn(page: Page, what: string): Promise<string> {
  const panel = writePanel(page)
  await panel.getByText(what, { exact: true }).click()
  await panel.getByRole('button', { name: /用程序给的口令|换一个/ }).click()
  await expect(panel.getByText('请抄下来')).toBeVisible()
  const passphrase = await panel.getByLabel('口令', { exact: true }).inputValue()
  await panel.getByRole('button', { name: '选U盘，写上去…' }).click()
  await expect(panel.getByRole('status').filter({ hasText: '可以拔出U盘了' })).toBeVisible()
  return passphrase
}

async function look(page: Page, passphrase: string): Promise<void> {
  const panel = readPanel(page)
  await panel.getByRole('button', { name: /选U盘…|换一个U盘…/ }).click()
  await panel.getByLabel('口令').fill(passphrase)
  await panel.getByRole('button', { name: '看里面有什么' }).click()
}

test('a caravan and a counter carry cases to one another on a stick; a wrong passphrase opens nothing, a second reading changes nothing', async ({ desk }, info) => {
  const stick = info.outputPath('stick')
  mkdirSync(stick)
  const caravan = new Clerk(desk.page, pack)
  await caravan.setUpStation({ district: '集美区', name: '大篷车一号', operators: ['李敏'] })
  await caravan.openNewCase('装饰装修')
  await caravan.fillProfile({ 项目名称: '灌口仓库装修' })
  await caravan.waitUntilSaved()
  await choose(desk, stick)
  await toStick(caravan)
  await expect(writePanel(desk.page).getByRole('button', { name: '选U盘，写上去…' })).toBeDisabled()
  await writePanel(desk.page).getByLabel('口令', { exact: true }).fill('12345')
  await expect(writePanel(desk.page)).toContainText('太短')
  const passphrase = await writeDrawn(desk.page, '只写还没上传的')
  expect(readdirSync(stick)).toEqual([expect.stringMatching(/^caravan-desk-[0-9A-Z]{5}-[0-9A-Z]{6}-\d{8}-1\.age$/)])

  const other = new Desk(info.outputPath('counter'))
  const counter = new Clerk(await other.start(), pack)
  const { page } = other
  await counter.setUpStation({ district: '集美区', name: '三号窗口', operators: ['王芳'] })
  await choose(other, stick)
  await toStick(counter)
  await look(page, 'not-the-passphrase')
  await expect(page.getByText('口令不对', { exact: true })).toBeVisible()
  await look(page, passphrase)
  const preview = page.getByRole('region', { name: '文件里有什么' })
  await expect(preview).toContainText('大篷车一号')
  await expect(preview.getByRole('list', { name: '文件里的办件' })).toContainText('本机还没有的办件')
  await counter.search('灌口仓库')
  await expect(page.getByRole('row', { name: /灌口仓库装修/ })).toHaveCount(0)
  // What was looked at and left lies here, and that is said.
  await toStick(counter)
  await readPanel(page).getByRole('button', { name: '删掉' }).click()
  await expect(readPanel(page).getByText('没有导入的文件')).toHaveCount(0)
  await look(page, passphrase)
  await preview.getByRole('button', { name: '不导入' }).click()
  await expect(preview).toHaveCount(0)
  await expect(readPanel(page).getByText('没有导入的文件')).toHaveCount(0)

  await look(page, passphrase)
  await preview.getByRole('button', { name: '导入', exact: true }).click()
  const result = page.getByRole('region', { name: '导入的结果' })
  await expect(result).toContainText('已导入')
  await expect(result.getByRole('button', { name: '灌口仓库装修' })).toBeVisible()
  await look(page, passphrase)
  await expect(preview).toContainText('已经读过，里面的记录本机都有了')

  await counter.openNewCase('装饰装修')
  await counter.fillProfile({ 项目名称: '杏林学校装修' })
  await counter.waitUntilSaved()
  await toStick(counter)
  const back = await writeDrawn(page, '全部在办件')
  await other.close()

  await look(desk.page, back)
  await expect(desk.page.getByRole('region', { name: '文件里有什么' })).toContainText('三号窗口')
  await desk.page.getByRole('region', { name: '文件里有什么' }).getByRole('button', { name: '导入', exact: true }).click()
  await expect(desk.page.getByRole('region', { name: '导入的结果' })).toContainText('1 个办件有变化')
  await caravan.search('杏林学校')
  await expect(desk.page.getByRole('row', { name: /杏林学校装修/ })).toHaveCount(1)
})
