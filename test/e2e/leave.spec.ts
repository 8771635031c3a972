import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { holdersOf } from '../builders/processes.ts'
import { answerAndLeave, expect, isRealElectron, test, type Desk } from './desk.ts'

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }

/** Nothing can be flushed from now on, as on a full disk; or all can again. */
async function setDiskFull(desk: Desk, isFull: boolean): Promise<void> {
  await desk.app.evaluate(async (_electron, full) => {
    const { open } = process.getBuiltinModule('node:fs/promises')
    const file = await open(process.execPath, 'r')
    const handle: { sync(): Promise<void>; datasync(): Promise<void> } = Object.getPrototypeOf(file)
    handle.sync = full ? () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'fsync' })) : handle.datasync
    await file.close()
  }, isFull)
}

/** The clerk closes the window; resolves when the program has ended. */
async function closeWindow(desk: Desk): Promise<number | null> {
  // Playwright would answer in the page's place.
  desk.page.on('dialog', () => undefined)
  const process = desk.app.process()
  const ended = new Promise<number | null>((resolve) => process.once('exit', resolve))
  await desk.app.evaluate(({ app }) => app.quit())
  return ended
}

// Two starts and a full disk take their time on a loaded machine.
test.setTimeout(120_000)

test('closing while something could not be saved asks first: stay, save again and go, or give it up', async ({ desk }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '软件园装修（样例）' })
  await clerk.waitUntilSaved()
  await setDiskFull(desk, true)
  await clerk.fillProfile({ 建设地址: '软件园二期' })
  await expect(page.locator('.banner.error')).toHaveCount(1)
  // On another screen it is said too, and can be saved again from there.
  await clerk.goTo('首页')
  await expect(page.locator('.banner.error')).toContainText('磁盘满了，最后一步没有存上。')
  await page.locator('.banner.error').getByRole('button', { name: '再存一次' }).click()
  await expect(page.locator('.banner.error')).toContainText('没存上的还留在屏幕上')

  const ended = closeWindow(desk)
  const dialog = page.getByRole('dialog', { name: '还有内容没有存上，要关掉吗？' })
  await expect(dialog).toContainText('有 1 处刚才没有存上')
  await dialog.getByRole('button', { name: '先不关' }).click()
  await expect(dialog).toBeHidden()

  await desk.app.evaluate(({ app }) => app.quit())
  await expect(dialog).toBeVisible()
  await setDiskFull(desk, false)
  await answerAndLeave(page.keyboard.press('Enter'))
  expect(await ended).toBe(0)

  const again = new Clerk(await desk.start(), pack)
  await again.search('软件园')
  await again.page.getByRole('row').nth(1).click()
  await again.resumeIfAsked()
  await again.openStep('项目')
  await expect(again.page.getByLabel('建设地址', { exact: true })).toHaveValue('软件园二期')

  await setDiskFull(desk, true)
  await again.fillProfile({ 联系电话: '13800001111' })
  await expect(again.page.locator('.banner.error')).toBeVisible()
  const secondEnd = closeWindow(desk)
  await answerAndLeave(again.page.getByRole('button', { name: '放弃这 1 处，关掉' }).click())
  // On a full disk it may not end without a complaint.
  await secondEnd
})

// On Electron the dialog is the system's own, and nobody could leave one open here.
if (!isRealElectron) {
  test('a dialog that was left open keeps no invisible program: it is closed, and the next start is the first', async ({ desk, dataFolder }) => {
    const clerk = new Clerk(desk.page, pack)
    await clerk.setUpStation(station)
    const bin = join(dataFolder, 'bin')
    mkdirSync(bin)
    // Found among the processes by its name.
    writeFileSync(join(bin, 'zenity'), `#!/bin/bash\necho > ${join(bin, 'asked')}\nexec -a ${join(bin, 'zenity')} sleep 600\n`)
    chmodSync(join(bin, 'zenity'), 0o755)
    await desk.app.evaluate((_electron, folder) => {
      Object.assign(process.env, { DISPLAY: ':99', PATH: `${folder}:${process.env['PATH'] ?? ''}` })
    }, bin)
    await clerk.goTo('设置')
    await desk.page.getByRole('button', { name: '选一个文件夹…' }).click()
    await expect.poll(() => existsSync(join(bin, 'asked'))).toBe(true)
    expect(holdersOf(bin)).toHaveLength(1)
    expect(await closeWindow(desk)).toBe(0)
    await expect.poll(() => holdersOf(bin)).toEqual([])
    await desk.start()
  })
}
