import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { allNames, LabBrowser } from './cacheLab/lab.ts'
import { canMount, fillUp, mountSmallDisk } from './smallDisk.ts'

// Mounting takes root on Linux.
for (const layout of canMount() ? (['leveldb', 'sqlite'] as const) : []) {
  test(`a full disk under the store (${layout}): the list goes on from memory, nothing is deleted, and with room again everything is there`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cache-disk-'))
    const disk = mountSmallDisk(folder, 64 << 10)
    const ballast = join(folder, 'ballast')
    try {
      const profile = join(folder, 'profile')
      const browser = await LabBrowser.launch(profile, layout)
      const page = await browser.start('full')
      expect((await page.evaluate(() => window.lab.rest())).kind).toBe('stored')
      fillUp(ballast)
      // Some writes still find room in what the store had taken before.
      const startedAt = Date.now()
      for (let touch = 0; touch < 400 && (await page.evaluate(() => window.lab.state().kind)) === 'stored'; touch += 1) await page.evaluate(() => window.lab.touch('case-1'))
      const state = await page.evaluate(() => window.lab.rest())
      expect(state.kind).toBe('memory')
      expect(Date.now() - startedAt).toBeLessThan(30_000)
      const names = await page.evaluate(() => window.lab.list())
      expect(names).toHaveLength(120)
      expect(names.slice(1)).toEqual(allNames().slice(0, -1))
      expect(existsSync(join(profile, 'Default', 'IndexedDB'))).toBe(true)
      rmSync(ballast)
      await browser.close()

      const again = await LabBrowser.launch(profile, layout)
      const fresh = await again.start('full')
      expect((await fresh.evaluate(() => window.lab.rest())).kind).toBe('stored')
      expect(await fresh.evaluate(() => window.lab.list())).toEqual(allNames())
      await again.close()
    } finally {
      disk.remove()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
