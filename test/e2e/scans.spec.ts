import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import { aDrawnPdf, aDrawnPng, aLargePdf } from '../builders/scans.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { Clerk } from './clerk.ts'
import { expect, test } from './desk.ts'

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
const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })

async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([label, base64]) => {
      const made = new DataTransfer()
      made.items.add(new File([Uint8Array.from(atob(base64 ?? ''), (char) => char.charCodeAt(0))], label ?? ''))
      return made
    },
    [name, Buffer.from(bytes).toString('base64')],
  )
  await scans(page).dispatchEvent('dragover', { dataTransfer: transfer })
  await scans(page).dispatchEvent('drop', { dataTransfer: transfer })
}

test('scans are added, looked at, taken back and put back; they outlive a restart, go to the server, and come from there when they are opened', async ({ desk, dataFolder }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await clerk.bringToMaterials('装饰装修', anExample(pack, 's11'), { 项目名称: '软件园装修（样例）', '申请人（建设单位）': '厦门样例实业有限公司' })
  const { page } = desk
  const [material = ''] = await clerk.wantedMaterials()
  await expect(scans(page)).toContainText('还没有扫描件')

  await scans(page).getByLabel('扫描的是什么').selectOption({ label: material })
  await scans(page).getByLabel('选择扫描件').setInputFiles([file('委托书.pdf', aDrawnPdf()), file('大.pdf', aLargePdf(11_000_000)), file('假.pdf', Buffer.from('MZ not a scan'))])
  await expect(rowOf(page, '委托书.pdf')).toContainText(material)
  await expect(rowOf(page, '委托书.pdf')).toContainText('只在本机')
  await expect(scans(page).getByRole('status').filter({ hasText: '“大.pdf”：这个文件没有收' })).toContainText('超过 10 MB')
  await expect(scans(page).getByRole('status').filter({ hasText: '“假.pdf”：这个文件没有收' })).toContainText('只收 PDF、JPEG 和 PNG')
  await scans(page).getByLabel('扫描的是什么').selectOption({ label: '办件的其他资料' })
  await drop(page, '现场.png', aDrawnPng(400, 560))
  await expect(rowOf(page, '现场.png')).toContainText('PNG')
  await expect(scans(page).getByRole('status')).toHaveCount(0)

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
  await again.goTo('设置')
  await desk.page.getByLabel('地址').fill(server.url)
  await desk.page.getByLabel('账号').fill('jimei-1')
  await desk.page.getByLabel('密码').fill(password)
  await desk.page.getByRole('button', { name: '存下并联系' }).click()
  await expect(desk.page.getByText('全部上传好了').first()).toBeVisible()
  await again.search('软件园')
  await desk.page.getByRole('row').nth(1).click()
  await again.goToMaterials()
  await expect(rowOf(desk.page, '现场.png')).toContainText('已上传')

  // As after room was made for other work.
  const folder = join(dataFolder, 'station', 'office', 'scans')
  expect(await readdir(folder)).toHaveLength(2)
  for (const name of await readdir(folder)) await rm(join(folder, name))
  await again.openStep('项目')
  await again.goToMaterials()
  await expect(rowOf(desk.page, '现场.png')).toContainText('在服务器上')
  await desk.page.getByRole('button', { name: '打开 现场.png' }).click()
  const picture = desk.page.getByRole('dialog').getByRole('img', { name: '办件的其他资料' })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0))).toBe(400)
  await desk.page.keyboard.press('Escape')
  await expect(rowOf(desk.page, '现场.png')).toContainText('已上传')
  await expect(rowOf(desk.page, '委托书.pdf')).toContainText('在服务器上')
})
