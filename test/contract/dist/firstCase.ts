import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { anExample, readXiamenPack } from '../../builders/pack.ts'
import { Clerk } from '../../e2e/clerk.ts'
import type { Desk } from '../../e2e/desk.ts'

/** The first case of the demo: from a first start to the notice and a workbook on disk, closed, opened again, found by initials. */
export async function doFirstCase(desk: Desk, folder: string): Promise<void> {
  const { pack } = await readXiamenPack()
  const clerk = new Clerk(await desk.start(), pack)
  const { page } = desk
  await clerk.setUpStation({ district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏', '陈刚'] })

  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01', { buildingType: 'workshop', totalFloorArea: 10_000, industrialProject: true, onCommitmentNegativeList: false }))
  await clerk.fillProfile({ 项目名称: '集美三号厂房（样例）', 项目代码: '2105-350211-04-01-000127', 建设地址: '集美区灌口镇样例路 3 号', '申请人（建设单位）': '厦门样例实业有限公司', 经办人: '王样例', 联系电话: '0592-0000000' })
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.accept()
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await expect(page.getByText(/编号 [0-9A-Z]{5}-/).first()).toBeVisible()
  const notice = join(folder, '受理通知书.pdf')
  await desk.replaceSaveDialog(notice)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await expect(page.getByText(`已存到 ${notice}`)).toBeVisible()
  expect(readFileSync(notice).subarray(0, 5).toString('latin1')).toBe('%PDF-')

  await page.getByRole('navigation').first().getByRole('button', { name: '台账', exact: true }).click()
  const ledger = join(folder, '任务台账.xlsx')
  await desk.replaceSaveDialog(ledger)
  await page.getByRole('button', { name: /导出/ }).click()
  await expect(page.getByText(`已存到 ${ledger}`)).toBeVisible()
  expect(existsSync(ledger)).toBe(true)

  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await again.search('jmsh')
  await expect(desk.page.getByRole('row', { name: /集美三号厂房/ })).toBeVisible()
}
