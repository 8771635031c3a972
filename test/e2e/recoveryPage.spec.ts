import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { readText } from '../fakes/pdfTools.ts'
import { Clerk } from './clerk.ts'
import { expect, test, type Desk } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }

/** Two cases, the first of which loses the record with its name to a flipped byte while the program is closed. */
async function loseARecord(desk: Desk): Promise<void> {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  for (const name of ['读不出的装修（样例）', '另一个装修（样例）']) {
    await clerk.openNewCase('装饰装修')
    await clerk.fillProfile({ 项目名称: name, '申请人（建设单位）': '厦门样例实业有限公司' })
    await clerk.waitUntilSaved()
  }
  await desk.close()
  const folder = join(desk.stationFolder, 'office', 'journal')
  const segment = join(folder, readdirSync(folder).find((name) => name.endsWith('.log')) ?? '')
  const bytes = readFileSync(segment)
  bytes.writeUInt8(bytes.readUInt8(bytes.indexOf('读不出')) ^ 1, bytes.indexOf('读不出'))
  writeFileSync(segment, bytes)
}

// Three starts take their time on a loaded machine.
test.setTimeout(120_000)

test('a lost record: said before any work, by number and by case, printable, put away on purpose and found again', async ({ desk, dataFolder }) => {
  await loseARecord(desk)
  const page = await desk.start()
  await expect(page.getByRole('heading', { name: '本机记录恢复过一次' })).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(page.locator('.recovery-verdict')).toContainText('缺 1 条记录，其余的都在。')
  const numbers = await page.getByRole('region', { name: '缺的记录' }).innerText()
  expect(numbers).toMatch(/记录编号：\d+$/)
  // Its name is what was lost.
  await expect(page.getByRole('region', { name: '请核对的办件' })).toContainText('未填项目名称')
  await expect(page.getByRole('region', { name: '请核对的办件' })).toContainText('还缺 1 条记录')

  const report = join(dataFolder, '恢复报告.pdf')
  await desk.replaceSaveDialog(report)
  await page.getByRole('button', { name: '存成 PDF' }).click()
  await expect(page.getByText(`已存到 ${report}`)).toBeVisible()
  const paper = execFileSync('pdftotext', [report, '-'], { encoding: 'utf8' })
  expect(paper).toContain('恢复报告')
  expect(paper.replaceAll(/\s/g, '')).toContain(numbers.replace(/^[\s\S]*记录编号：/, '记录编号：').trim())

  // Not read yet: the next start says it again.
  const again = await desk.relaunch()
  await again.getByRole('button', { name: '我看过了，开始办件' }).press('Enter')
  const clerk = new Clerk(again, pack)
  await clerk.goTo('首页')
  await expect(again.getByText('另一个装修（样例）')).toBeVisible()
  await clerk.goTo('设置')
  await expect(again.getByText('有 1 条记录读不出来，已跳过').first()).toBeVisible()
  await again.getByRole('button', { name: /^查看 .*的恢复$/ }).click()
  await again.getByRole('region', { name: '请核对的办件' }).getByRole('button').click()
  await expect(again.locator('.case-head')).toBeVisible()

  const third = await desk.relaunch()
  await expect(third.getByRole('navigation', { name: '主导航' })).toBeVisible()

  // The day of the lost record does not add up: an alarm on the screen and on the sheet.
  await new Clerk(third, pack).goTo('首页')
  await third.getByRole('button', { name: '今天的日结' }).click()
  await expect(third.getByRole('alert').filter({ hasText: '对不上，请先看下面写的原因' })).toBeVisible()
  await expect(third.getByText('对得上')).toHaveCount(0)
  const sheet = join(dataFolder, '日结单.pdf')
  await desk.replaceSaveDialog(sheet)
  await third.getByRole('button', { name: '存成 PDF' }).click()
  await expect(third.getByText(`日结单已存到 ${sheet}`)).toBeVisible()
  expect(readText(readFileSync(sheet)).normalize('NFKC').replaceAll(/\s/g, '')).toContain('对不上')
})

test('a torn end: nothing is missing, and what was half typed is offered again', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）' })
  await clerk.waitUntilSaved()
  await desk.page.getByLabel('建设地址', { exact: true }).fill('软件园二期')
  await clerk.waitUntilDraftKept(desk.stationFolder, '软件园二期')
  await desk.kill9()
  const folder = join(desk.stationFolder, 'office', 'journal')
  const segment = join(folder, readdirSync(folder).find((name) => name.endsWith('.log')) ?? '')
  writeFileSync(segment, Buffer.concat([readFileSync(segment), Buffer.from('0000012c 9d01')]))

  const page = await desk.start()
  await expect(page.locator('.recovery-verdict')).toContainText('已保存的记录一条不缺。')
  await expect(page.getByText('停下前正在填、还没保存的也留着，接下来会回到那里。')).toBeVisible()
  await page.getByRole('button', { name: '我看过了，开始办件' }).click()
  await expect(page.getByLabel('建设地址', { exact: true })).toHaveValue('软件园二期')
  await expect(page.getByLabel('项目名称', { exact: true })).toHaveValue('软件园装修（样例）')
})
