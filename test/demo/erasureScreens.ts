import type { Page } from '@playwright/test'
import type { Pack } from '../../shared/domain/pack.ts'
import { startOfficeServer } from '../builders/preparedServer.ts'
import { Clerk } from '../e2e/clerk.ts'
import type { Desk } from '../e2e/desk.ts'
import { joinAndHold } from '../e2e/office.ts'
import { hideAddress } from './syncScreens.ts'

/** `look`: of the screen as it is; `all`: at the counter, dark and at 200 %. */
type Take = (page: Page, name: string, caption: string, look?: 'counter' | 'all') => Promise<void>

/** Erasures that came in a mass: what a clerk sees, what a supervisor decides of some, of the rest, and what was refused. */
export async function withErasures(desk: Desk, pack: Pack, longName: string, take: Take): Promise<void> {
  const year = new Date().getFullYear()
  const server = await startOfficeServer([year, year + 1])
  try {
    const page = await desk.start()
    const clerk = new Clerk(page, pack)
    await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
    const shown = async (name: string, caption: string, look?: 'counter' | 'all'): Promise<void> => {
      await hideAddress(page, server.url)
      await take(page, name, caption, look)
    }
    const held = page.getByRole('region', { name: '等负责人' })
    const tick = (name: string) => held.getByRole('checkbox', { name, exact: true }).check()
    const numbered = (count: number): readonly string[] => [...Array.from({ length: count - 1 }, (_, at) => `灌口样例厂房 ${at + 1} 号楼（样例）`), longName]
    const refuse = async (reason: string): Promise<void> => {
      await held.getByRole('button', { name: '拒绝删除…' }).click()
      await page.getByRole('dialog').getByLabel('拒绝的理由').fill(reason)
      await page.getByRole('dialog').getByRole('button', { name: '拒绝删除' }).click()
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    await joinAndHold(clerk, server, numbered(60))
    await clerk.goTo('上传')
    await held.getByText('60 个等着定').waitFor()
    await shown('erasures-held', '上传：服务器一下子要删 60 个办件，先没有删，等负责人')
    await clerk.addSupervisor('周敏')
    await tick(longName)
    await tick('灌口样例厂房 58 号楼（样例）')
    await held.evaluate((element) => element.scrollIntoView())
    await shown('erasures-chosen', '上传：负责人逐个勾选，同意或者拒绝', 'all')
    await held.getByRole('button', { name: '同意删除…' }).click()
    await page.getByRole('tooltip').getByRole('button', { name: '先不删' }).waitFor()
    await shown('erasures-agree', '上传：同意删除以前，说清会怎样')
    await page.getByRole('tooltip').getByRole('button', { name: '先不删' }).click()
    await held.getByRole('button', { name: '拒绝删除…' }).click()
    await page.getByRole('dialog').getByLabel('拒绝的理由').waitFor()
    await shown('erasures-refuse', '上传：拒绝删除要写理由')
    await page.getByRole('dialog').getByRole('button', { name: '先不定' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await refuse('已向局里核实，是误删')
    await held.getByText('58 个等着定').waitFor()
    await clerk.addSupervisor('欧阳静雯（样例）')
    await tick('全选')
    await held.getByRole('checkbox', { name: '灌口样例厂房 7 号楼（样例）' }).uncheck()
    await refuse('局档案室 2026 年 11 月 3 日来电：这一批的保存期限算错了年份，是从受理之日起算的，应当从办结之日起算；更正的清单下个月再发，在那以前一件也不要删，各窗口都照常办')
    await held.getByText('还有 1 个等着定').waitFor()
    await shown('erasures-last', '上传：还有一个等着定')
    const refused = page.getByRole('region', { name: '拒绝删除的' })
    await refused.locator('summary').last().click()
    await refused.getByRole('table').waitFor()
    await refused.evaluate((element) => element.scrollIntoView())
    await shown('erasures-refused', '上传：拒绝删除的，哪些办件、谁、为什么')
  } finally {
    await server.stop()
  }
}
