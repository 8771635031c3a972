import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as XLSX from 'xlsx'
import { expect, test } from './desk.ts'

const rowsIn = (file: string, sheet: string): readonly (readonly unknown[])[] => XLSX.utils.sheet_to_json<unknown[]>(XLSX.read(readFileSync(file), { cellDates: false }).Sheets[sheet] ?? {}, { header: 1 })

test('the cases of a day are a workbook: today at once, another day by its date, a day without cases said plainly', async ({ desk, dataFolder }) => {
  const { page } = desk
  await page.getByRole('button', { name: '先进入演练' }).click()
  await page.getByRole('navigation').getByRole('button', { name: '办件', exact: true }).click()
  await page.getByRole('row').nth(1).waitFor()

  const today = join(dataFolder, 'today.xlsx')
  await desk.replaceSaveDialog(today)
  await page.getByRole('button', { name: /导出今天的办件/ }).click()
  const dialog = page.getByRole('dialog', { name: '导出一天的办件' })
  await expect(dialog.getByText('今天')).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: '哪一天' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByText(`办件清单已存到 ${today}`)).toBeVisible()
  await expect(dialog).toBeHidden()
  const rows = rowsIn(today, '办件清单')
  expect(String(rows[0]?.[0])).toMatch(/^\d{4}年\d+月\d+日办件清单（演练）$/)
  const numbered = rows.filter((row) => typeof row[0] === 'number')
  expect(numbered.length).toBeGreaterThan(0)
  // Time of day and, where accepted, the day of acceptance are numbers that Excel reads as such.
  for (const row of numbered) expect(row[1]).toBeLessThan(1)
  expect(rowsIn(today, '统计').find((row) => row[0] === '合计')?.[2]).toBe(numbered.length)

  const empty = join(dataFolder, 'empty.xlsx')
  await desk.replaceSaveDialog(empty)
  await page.getByRole('button', { name: /导出今天的办件/ }).click()
  await dialog.getByRole('textbox', { name: '哪一天' }).fill('2021-13-40')
  await expect(dialog.getByText('日期请按 2021-08-03 的样子填写。')).toBeVisible()
  await expect(dialog.getByRole('button', { name: '导出 Excel' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: '哪一天' }).fill('2099-01-01')
  await expect(dialog.getByText('这一天还没有到。')).toBeVisible()
  await dialog.getByRole('textbox', { name: '哪一天' }).fill('2021-8-3')
  await expect(dialog.getByText('2021年8月3日')).toBeVisible()
  await dialog.getByRole('button', { name: '导出 Excel' }).click()
  await expect(page.getByText(`办件清单已存到 ${empty}`)).toBeVisible()
  expect(rowsIn(empty, '办件清单')[3]?.[0]).toBe('当日没有办件。')
})
