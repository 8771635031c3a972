import type { Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { startOfficeServer } from '../builders/preparedServer.ts'
import { Clerk } from '../e2e/clerk.ts'
import type { Desk } from '../e2e/desk.ts'
import { joinAndHold, openCases, wantErased } from '../e2e/office.ts'

/** `look`: of the screen as it is; `all`: at the counter, dark and at 200 %. */
type Take = (page: Page, name: string, caption: string, look?: 'counter' | 'all') => Promise<void>

/** Erasures that came in a mass: what supervisors refused, many at once and few, one after the other. */
export async function withErasures(desk: Desk, pack: Pack, longName: string, take: Take): Promise<void> {
  const year = new Date().getFullYear()
  const server = await startOfficeServer([year, year + 1])
  try {
    const page = await desk.start()
    const clerk = new Clerk(page, pack)
    await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
    const numbered = (count: number): readonly string[] => [longName, ...Array.from({ length: count - 1 }, (_, at) => `灌口样例厂房 ${at + 1} 号楼（样例）`)]
    const refuse = async (reason: string): Promise<void> => {
      await clerk.goTo('上传')
      await page.getByRole('button', { name: '拒绝删除…' }).click()
      await page.getByRole('dialog').getByLabel('拒绝的理由').fill(reason)
      await page.getByRole('dialog').getByRole('button', { name: '拒绝删除' }).click()
      await page.getByRole('region', { name: '等负责人' }).waitFor({ state: 'hidden' })
    }
    await joinAndHold(clerk, server, numbered(30))
    await clerk.addSupervisor('周敏')
    await refuse('已向局里核实，是误删')
    await wantErased(server, await openCases(page, numbered(8)))
    await clerk.addSupervisor('欧阳静雯（样例）')
    await refuse('局档案室 2026 年 11 月 3 日来电：这一批的保存期限算错了年份，是从受理之日起算的，应当从办结之日起算；更正的清单下个月再发，在那以前一件也不要删，各窗口都照常办')
    const panel = page.getByRole('region', { name: '拒绝删除的' })
    await panel.locator('summary').last().click()
    await panel.scrollIntoViewIfNeeded()
    await panel.evaluate((element) => element.scrollIntoView())
    await take(page, 'erasures-refused', '上传：拒绝删除的，哪些办件、谁、为什么', 'all')
  } finally {
    await server.stop()
  }
}
