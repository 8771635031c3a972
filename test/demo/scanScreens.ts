import type { Page } from '@playwright/test'
import { pickedFiles } from '../builders/pickedFiles.ts'
import { aDrawnPdf, aDrawnPng, aLargePdf } from '../builders/scans.ts'

/** `look`: of the screen as it is; `all`: at the counter, dark and at 200 %. */
type Take = (page: Page, name: string, caption: string, look?: 'counter' | 'all') => Promise<void>

/** The scans of a case, at its materials: none, some, refused ones, one looked at, one taken back. */
export async function withScans(page: Page, folder: string, take: Take): Promise<void> {
  const scans = page.getByRole('region', { name: '扫描件', exact: true })
  await scans.scrollIntoViewIfNeeded()
  await take(page, 'scans-empty', '扫描件：还没有')
  await scans.getByLabel('选择扫描件').setInputFiles(pickedFiles(folder, [['授权委托书.pdf', aDrawnPdf()], ['现场照片.png', aDrawnPng(1200, 1700)], [`${'厦门市集美区灌口镇样例路三号厂房装饰装修工程'.repeat(3)}.pdf`, aDrawnPdf('another')]]))
  await scans.getByText('现场照片.png').waitFor()
  await scans.getByRole('button', { name: '撤下 授权委托书.pdf' }).click()
  await scans.getByText('已撤下').waitFor()
  await scans.getByLabel('选择扫描件').setInputFiles(pickedFiles(folder, [['整本图纸.pdf', aLargePdf(11_000_000)], ['表格.docx', Buffer.from('PK')]]))
  await scans.getByText('只收 PDF、JPEG 和 PNG').waitFor()
  await scans.scrollIntoViewIfNeeded()
  await take(page, 'scans', '扫描件：几份，一份撤下，两份没有收', 'all')
  await page.getByRole('button', { name: '打开 现场照片.png' }).click()
  await page.getByRole('dialog').getByRole('img', { name: '办件的其他资料' }).waitFor()
  await take(page, 'scan-picture', '扫描件：打开一张图片')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await scans.getByRole('button', { name: '知道了' }).first().click()
  await scans.getByRole('button', { name: '知道了' }).click()
}
