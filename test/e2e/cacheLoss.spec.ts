import { randomUUID } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { connect } from '../../scripts/server/couch.ts'
import { casesDatabase } from '../../shared/domain/databases.ts'
import { aNamedBatch } from '../builders/batches.ts'
import { password } from '../builders/preparedServer.ts'
import { Clerk } from './clerk.ts'
import { Desk } from './desk.ts'
import { expect, test } from './office.ts'
import { deskOfPage } from './pageDesk.ts'

// Thousands of cases, or three starts.
test.setTimeout(240_000)

test('the store fails under the lists: the clerk opens the program again with one press, and loses nothing', async ({ desk, dataFolder, pack }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation({ district: '集美区', name: '三号窗口', operators: ['李敏'] })
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '杏林湾装修（样例）' })
  await clerk.waitUntilSaved()
  await loseStore(desk.page)
  await desk.page.getByLabel('建设地址', { exact: true }).fill('杏林湾路 1 号')
  const again = desk.page.getByRole('button', { name: '重新打开工作站' })
  await expect(again).toBeVisible()

  // As it was started, without what this test holds it by.
  const args = [process.cwd(), `--user-data-dir=${dataFolder}`]
  await desk.app.evaluate(({ app }, given) => {
    const relaunch = app.relaunch.bind(app)
    app.relaunch = () => relaunch({ args: given })
  }, args)
  const before = programsOn(dataFolder)
  await again.click()
  await expect.poll(() => programsOn(dataFolder).filter((pid) => !before.includes(pid)).length, { timeout: 60_000 }).toBe(1)
  const [reopened] = programsOn(dataFolder).filter((pid) => !before.includes(pid))
  if (reopened === undefined) throw new Error('it was not opened again')
  await expect.poll(() => pagesOn(dataFolder).length, { timeout: 60_000 }).toBeGreaterThan(0)
  process.kill(reopened, 'SIGTERM')
  await expect.poll(() => [...programsOn(dataFolder), ...pagesOn(dataFolder)], { timeout: 30_000 }).toEqual([])

  const page = await desk.start()
  await new Clerk(page, pack).signInIfAsked('李敏')
  await expect(page.getByLabel('建设地址', { exact: true })).toHaveValue('杏林湾路 1 号')
  await new Clerk(page, pack).goTo('办件')
  await expect(page.getByText('杏林湾装修（样例）')).toBeVisible()
  await expect(page.getByRole('button', { name: '重新打开工作站' })).toHaveCount(0)
})

test('lists that are made anew: said with how far they are, broken off and taken up again by the clerk', async ({ dataFolder, pack }) => {
  // Enough that the clerk's word comes before the last batch was asked for.
  const cases = 5000
  execFileSync(process.execPath, ['--import', 'tsx', 'test/e2e/listedCases.ts', join(dataFolder, 'station'), String(cases)])
  const desk = new Desk(dataFolder)
  try {
    const page = await desk.start()
    const clerk = new Clerk(page, pack)
    await clerk.signInIfAsked('李敏')
    const stop = page.getByRole('button', { name: '先停下，稍后再列' })
    await expect(page.getByRole('progressbar', { name: '列表进度' })).toHaveAttribute('max', String(cases))
    await stop.click()
    const goOn = page.getByRole('button', { name: '接着列' })
    await expect(goOn).toBeVisible()
    // Work goes on meanwhile, and what is changed is listed.
    await clerk.openNewCase('装饰装修')
    await clerk.fillProfile({ 项目名称: '停下时受理的装修（样例）' })
    await clerk.waitUntilSaved()
    await clerk.search('停下时受理')
    await expect(page.getByText('停下时受理的装修（样例）')).toBeVisible()
    await goOn.click()
    await expect(page.getByRole('button', { name: '知道了' })).toBeVisible({ timeout: 60_000 })
    await expect(goOn).toHaveCount(0)
  } finally {
    await desk.close()
  }
})

test('the store is lost while a server brings cases: what came meanwhile and what was written here are all there afterwards, each once', async ({ desk, server, pack }) => {
  const year = new Date().getFullYear()
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation({ district: '集美区', name: '三号窗口', operators: ['李敏'] })
  const station = deskOfPage(desk.page)
  const set = await station.handle('sync:setServer', { url: server.url, account: 'jimei-1', password })
  expect(set.ok).toBe(true)
  const bring = (from: number, to: number) => {
    const docs = Array.from({ length: to - from }, (_, at) => aNamedBatch(randomUUID(), `杏林湾装修 ${from + at}（样例）`, 'jimei-2'))
    return connect(server.url, { name: 'jimei-2', password }).ask('POST', `${casesDatabase('jimei', year)}/_bulk_docs`, { docs })
  }
  await bring(0, 20)
  await clerk.search('杏林湾')
  await expect(desk.page.getByRole('row', { name: /杏林湾装修/ }).first()).toBeVisible()
  // Every answer takes a while: the store goes while more is on its way.
  server.fault = () => ({ kind: 'latency', ms: 150 })
  await bring(20, 60)
  await loseStore(desk.page)
  const opened = await station.handle('case:open', { fields: [{ path: 'project.name', value: '杏林湾自家装修（样例）', over: [] }] })
  expect(opened.ok).toBe(true)
  await expect(desk.page.getByRole('button', { name: '重新打开工作站' })).toBeVisible()
  await bring(60, 80)
  await desk.close()

  const page = await desk.start()
  const again = new Clerk(page, pack)
  await again.signInIfAsked('李敏')
  const state = () => deskOfPage(page).handle('sync:state', {})
  await expect.poll(async () => (await state()).kind === 'on' && JSON.stringify(await state())).toContain('"in-step"')
  expect(await state()).toMatchObject({ counts: { waiting: 0, refused: 0, setAside: 0 } })
  await again.search('杏林湾')
  await expect(page.getByText('共 81 件')).toBeVisible()
  for (const name of ['杏林湾自家装修（样例）', '杏林湾装修 0（样例）', '杏林湾装修 20（样例）', '杏林湾装修 59（样例）', '杏林湾装修 79（样例）']) {
    await again.search(name)
    await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(1)
  }
})

/** The browser takes the store away, as it does with one that it finds broken. */
async function loseStore(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'indexeddb' })
}

/** Processes on a data folder whose command line says so. Linux only, as is the runtime. */
function processesOn(folder: string): readonly { readonly pid: number; readonly commandLine: string }[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return []
    try {
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return commandLine.includes(folder) ? [{ pid: Number(pid), commandLine }] : []
    } catch {
      // It ended while it was looked at.
      return []
    }
  })
}
const programsOn = (folder: string): readonly number[] => processesOn(folder).flatMap(({ pid, commandLine }) => (commandLine.includes(`--user-data-dir=${folder}\0`) && commandLine.includes(`${process.cwd()}\0`) ? [pid] : []))
const pagesOn = (folder: string): readonly number[] => processesOn(folder).flatMap(({ pid, commandLine }) => (commandLine.includes('--type=renderer') ? [pid] : []))
