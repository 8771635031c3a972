import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { pickedFiles } from '../builders/pickedFiles.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import { aDrawnPdf, aDrawnPng, aLargePdf, asPhotograph } from '../builders/scans.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { Clerk } from './clerk.ts'
import { Desk, expect, test } from './desk.ts'

let pack: Pack
let server: FakeCouch
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
  const year = new Date().getFullYear()
  server = await startOfficeServer([year, year + 1])
})
test.afterAll(() => server.stop())

const scans = (page: Page) => page.getByRole('region', { name: '扫描件', exact: true })
const rowOf = (page: Page, name: string) => scans(page).getByRole('listitem').filter({ hasText: name })
async function drop(page: Page, target: Locator, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([label, base64]) => {
      const made = new DataTransfer()
      made.items.add(new File([Uint8Array.from(atob(base64 ?? ''), (char) => char.charCodeAt(0))], label ?? ''))
      return made
    },
    [name, Buffer.from(bytes).toString('base64')],
  )
  await target.dispatchEvent('dragover', { dataTransfer: transfer })
  await target.dispatchEvent('drop', { dataTransfer: transfer })
}

/** As a telephone takes it, lying on its side: 90 by 60, to be shown 60 by 90. */
async function aLyingPhotograph(page: Page): Promise<Uint8Array> {
  const base64 = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 90
    canvas.height = 60
    canvas.getContext('2d')?.fillRect(10, 10, 30, 20)
    return canvas.toDataURL('image/jpeg').split(',')[1] ?? ''
  })
  return asPhotograph(Buffer.from(base64, 'base64'), 6)
}

test('scans are added, looked at, taken back and put back; they outlive a restart, go to the server, and come from there to another counter when they are opened', async ({ desk }, info) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await clerk.bringToMaterials('装饰装修', anExample(pack, 's11'), { 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  const { page } = desk
  const [material = ''] = await clerk.wantedMaterials()
  await expect(scans(page)).toContainText('还没有扫描件')

  await scans(page).getByLabel('扫描的是什么').selectOption({ label: material })
  await scans(page).getByLabel('选择扫描件').setInputFiles(pickedFiles(info.outputPath('picked'), [['委托书.pdf', aDrawnPdf()], ['大.pdf', aLargePdf(11_000_000)], ['假.pdf', Buffer.from('MZ not a scan')]]))
  await expect(rowOf(page, '委托书.pdf')).toContainText(material)
  await expect(rowOf(page, '委托书.pdf')).toContainText('只在本机')
  await expect(scans(page).getByRole('status').filter({ hasText: '“大.pdf”：这个文件没有收' })).toContainText('超过 10 MB')
  await expect(scans(page).getByRole('status').filter({ hasText: '“假.pdf”：这个文件没有收' })).toContainText('只收 PDF、JPEG 和 PNG')
  await scans(page).getByLabel('扫描的是什么').selectOption({ label: '办件的其他资料' })
  await drop(page, scans(page), '现场.png', aDrawnPng(400, 560))
  await expect(rowOf(page, '现场.png')).toContainText('PNG')
  await expect(scans(page).getByRole('status')).toHaveCount(0)

  // On the row of a material: what it shows is said by the row.
  const [, second = ''] = await clerk.wantedMaterials()
  const row = page.getByRole('listitem').filter({ has: page.getByLabel(`方式：${second}`, { exact: true }) }).first()
  await drop(page, row, '手机拍的.jpg', await aLyingPhotograph(page))
  await expect(rowOf(page, '手机拍的.jpg')).toContainText(second)
  await page.getByRole('button', { name: '打开 手机拍的.jpg' }).click()
  const photograph = page.getByRole('dialog').getByRole('img', { name: second })
  await expect(photograph).toBeVisible()
  await expect.poll(() => photograph.evaluate((image) => (image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : []))).toEqual([60, 90])
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '撤下 手机拍的.jpg' }).click()
  await expect(row.getByRole('button', { name: /^添加扫描件/ })).toHaveText('扫描…')
  // By keyboard as well.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const chooser = page.waitForEvent('filechooser')
  await row.getByRole('button', { name: /^添加扫描件/ }).press('Enter')
  await (await chooser).setFiles(pickedFiles(info.outputPath('picked'), [['第二份.pdf', aDrawnPdf('second')], ['不是扫描件.docx', Buffer.from('PK')]]))
  await expect(row.getByRole('button', { name: /^添加扫描件/ })).toHaveText('扫描 1')
  await expect(scans(page).getByRole('status').filter({ hasText: '“不是扫描件.docx”' })).toBeInViewport()
  await scans(page).getByRole('button', { name: '知道了' }).click()
  await page.getByRole('button', { name: '撤下 第二份.pdf' }).click()

  await page.getByRole('button', { name: '打开 委托书.pdf' }).click()
  await expect(page.getByRole('dialog').getByRole('img', { name: '第 1 页' })).toBeVisible()
  await expect(page.getByRole('dialog')).toContainText('Scan of a commission')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '撤下 委托书.pdf' }).click()
  await expect(rowOf(page, '委托书.pdf')).toContainText('已撤下')
  await page.getByRole('button', { name: '撤销撤下 委托书.pdf' }).click()
  await expect(rowOf(page, '委托书.pdf')).toContainText('只在本机')

  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await setServer(again, 'jimei-1')
  await openScans(again)
  await expect(rowOf(desk.page, '现场.png')).toContainText('已上传')
  await desk.close()

  // At another counter its case is there, and the file comes when somebody opens it.
  const other = new Desk(info.outputPath('second'))
  const colleague = new Clerk(await other.start(), pack)
  await colleague.setUpStation({ district: '集美区', name: '二号窗口', operators: ['王芳'] })
  await setServer(colleague, 'jimei-2')
  await openScans(colleague)
  await expect(rowOf(other.page, '现场.png')).toContainText('在服务器上')
  const folder = join(other.stationFolder, 'office', 'scans')
  expect(existsSync(folder)).toBe(false)
  await other.page.getByRole('button', { name: '打开 现场.png' }).click()
  const picture = other.page.getByRole('dialog').getByRole('img', { name: '办件的其他资料' })
  await expect(picture).toBeVisible()
  await expect.poll(() => picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))).toBe(400)
  await other.page.keyboard.press('Escape')
  await expect(rowOf(other.page, '现场.png')).toContainText('已上传')
  await expect(rowOf(other.page, '委托书.pdf')).toContainText('在服务器上')
  expect(readdirSync(folder)).toHaveLength(1)
  await other.close()
})

async function setServer(clerk: Clerk, account: string): Promise<void> {
  const { page } = clerk
  await clerk.goTo('设置')
  await page.getByLabel('地址').fill(server.url)
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '存下并联系' }).click()
  await expect(page.getByText('全部上传好了').first()).toBeVisible()
}

async function openScans(clerk: Clerk): Promise<void> {
  await clerk.search('软件园')
  await clerk.page.getByRole('row').nth(1).click()
  await clerk.goToMaterials()
}
