import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { Desk, expect, test } from './desk.ts'
import { canMount, fillUp, mountSmallDisk } from './smallDisk.ts'

const banner = (page: Page, text: string | RegExp) => page.locator('.banner').filter({ hasText: text })

if (canMount()) {
  test('every trouble in words, what still works and what to do, on every screen and for as long as it lasts', async ({ dataFolder }) => {
    const disk = mountSmallDisk(join(dataFolder, 'station'), 64 * 1024)
    // Records of a day that this computer says is still to come.
    const ahead = new Date(Date.now() + 20 * 24 * 3600_000)
    execFileSync(process.execPath, ['--import', 'tsx', 'test/e2e/meetStations.ts', dataFolder, ahead.toISOString()])
    // Made while there was room; on a disk as short as this one none would be.
    writeFileSync(join(dataFolder, 'station', 'office', 'reserve.bin'), Buffer.alloc(16 << 20, 7))
    const desk = new Desk(dataFolder)
    try {
      const page = await desk.start()
      const clerk = new Clerk(page, (await readXiamenPack()).pack)
      await clerk.signInIfAsked('李敏')
      await expect(banner(page, /^电脑的日期是.+，记录里却有 .+ 的。今天是.+吗？/)).toContainText('时间存疑')
      await expect(banner(page, /磁盘只剩 \d+\sMB。/)).toContainText('受理、保存、出文书照常')

      const stick = join(dataFolder, 'stick')
      mkdirSync(stick)
      await desk.app.evaluate(({ dialog }, folder) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
      }, stick)
      const copyNow = () => page.evaluate(() => window.desk.invoke('copy:now', {}))
      await page.evaluate(() => window.desk.invoke('copy:choose', {}))
      await copyNow()
      renameSync(stick, `${stick}-pulled`)
      await copyNow()
      const gone = banner(page, '第二份拷贝的文件夹不见了。')
      await expect(gone).toContainText('请把 U 盘或移动硬盘插回来')
      await gone.getByRole('button', { name: '去设置' }).click()
      await expect(page.getByRole('region', { name: '第二份拷贝', exact: true })).toBeVisible()
      renameSync(`${stick}-pulled`, stick)
      await copyNow()
      await expect(gone).toHaveCount(0)

      await clerk.openNewCase('装饰装修')
      await clerk.fillProfile({ 项目名称: '软件园装修（样例）' })
      await page.getByRole('button', { name: '备注、经过' }).click()
      await clerk.openTab('经过与备注')
      fillUp(join(dataFolder, 'station', 'office', 'ballast'))
      // More than the last page of the file still has room for.
      const note = '来电补充'.repeat(500)
      await page.getByLabel('备注', { exact: true }).fill(note)
      await page.keyboard.press('Enter')
      await expect(page.getByRole('list', { name: '经过' })).toContainText(note)
      await expect(banner(page, '磁盘满了，刚才那一步用预留的空间存上了。')).toContainText('已保存的都在')
      await desk.kill9()
      rmSync(join(dataFolder, 'station', 'office', 'ballast'))
      const again = new Clerk(await desk.start(), (await readXiamenPack()).pack)
      await again.signInIfAsked('李敏')
      await again.search('软件园装修')
      await again.page.getByRole('row', { name: /软件园装修/ }).click()
      await again.page.getByRole('button', { name: '备注、经过' }).click()
      await again.openTab('经过与备注')
      await expect(again.page.getByRole('list', { name: '经过' })).toContainText(note)
    } finally {
      await desk.close()
      disk.remove()
    }
  })
} else console.warn('The banners of a small disk were left out: mounting is not allowed here.')
