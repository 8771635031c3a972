import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }

test('closing and opening brings back the exact place, with what was half typed', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01'), 'maxHeight')
  await clerk.type({ maxHeight: 23.5 })
  await clerk.waitUntilDraftKept(desk.stationFolder, '23.5')
  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await expect(again.page.getByRole('heading', { name: '最高一栋的建筑高度是多少米？' })).toBeVisible()
  await expect(again.page.getByLabel('最高一栋的建筑高度是多少米？')).toHaveValue('23.5')
  await expect(again.page.getByRole('button', { name: /总建筑面积/ })).toContainText(/10.000/)
})

test('the plug is pulled after 已保存: every answer is there', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('老旧小区改造、加装电梯')
  const facts = anExample(pack, 's14')
  await clerk.answer(facts, 'tenderMode')
  await clerk.waitUntilSaved()
  const answered = await desk.page.getByRole('heading', { name: /^已答 \d+ 项$/ }).innerText()
  await desk.kill9()
  const again = new Clerk(await desk.start(), pack)
  await again.signInIfAsked('李敏')
  await again.search('')
  await again.page.getByRole('row').nth(1).click()
  await again.resumeIfAsked()
  await expect(again.page.getByRole('heading', { name: answered })).toBeVisible()
})

test('an emptied IndexedDB is filled again from the journal', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '软件园二期装修（样例）' })
  await clerk.search('软件园')
  await expect(desk.page.getByRole('row', { name: /软件园二期装修/ })).toHaveCount(1)
  await desk.close()

  const folders = findIndexedDb(desk.userData)
  expect(folders.length).toBeGreaterThan(0)
  for (const folder of folders) rmSync(folder, { recursive: true })

  const again = new Clerk(await desk.start(), pack)
  await again.signInIfAsked('李敏')
  await again.search('软件园')
  await expect(again.page.getByRole('row', { name: /软件园二期装修/ })).toHaveCount(1)
})

function findIndexedDb(userData: string): string[] {
  const found: string[] = []
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      if (entry.name === 'IndexedDB') found.push(join(folder, entry.name))
      else visit(join(folder, entry.name))
    }
  }
  if (existsSync(userData)) visit(userData)
  return found
}
