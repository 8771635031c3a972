import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { Desk, expect, test } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }

test('what is on the stick opens on another computer with --restore, under new numbers', async ({ desk }, info) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '软件园二期装修（样例）' })
  await clerk.waitUntilSaved()
  const stick = info.outputPath('stick')
  mkdirSync(stick)
  await desk.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, stick)
  await desk.page.evaluate(() => window.desk.invoke('copy:choose', {}))
  expect(await desk.page.evaluate(() => window.desk.invoke('copy:now', {}))).toMatchObject({ ok: true, value: { kind: 'on', now: { kind: 'up-to-date' } } })
  await desk.close()
  const [name] = readdirSync(stick)
  expect(readFileSync(join(stick, name ?? '', 'README.txt'), 'utf8')).toContain('第二份拷贝')

  const other = new Desk(info.outputPath('other'), ['--restore', stick])
  const there = new Clerk(await other.start(), pack)
  expect(await there.page.evaluate(() => window.desk.invoke('station:status', {}))).toMatchObject({ phase: { stationName: '三号窗口' }, notices: [{ kind: 'restored' }] })
  await other.close()
})
