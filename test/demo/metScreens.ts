import type { Page } from '@playwright/test'
import type { Clerk } from '../e2e/clerk.ts'

/** `look`: of the screen as it is; `all`: at the counter, dark and at 200 %. */
type Take = (page: Page, name: string, caption: string, look?: 'counter' | 'all') => Promise<void>

/** Cases on which two stations met, each put in order in its way. */
export async function whereHistoriesMet(page: Page, clerk: Clerk, take: Take): Promise<void> {
  await openUnsettled(page, clerk, '先锋厂房')
  await take(page, 'unsettled-conflict', '两处填得不一样：谁、什么时候、各会怎样', 'all')
  await openUnsettled(page, clerk, '杏林学校')
  await take(page, 'unsettled-contested', '状态有两种走法，互未见')
  await openUnsettled(page, clerk, '新阳厂房')
  await take(page, 'unsettled-editions', '改用的规则：两处选得不一样')
  await openUnsettled(page, clerk, '灌口仓库')
  await page.getByText('改回作决定时的').waitFor()
  await take(page, 'unsettled-mark', '越序：作决定的人没有看到的改动')
  await openUnsettled(page, clerk, '集美仓库')
  await take(page, 'unsettled-doubled', '重复：两处各受理了一次')
  await openUnsettled(page, clerk, '高崎泵房')
  await take(page, 'unsettled-late', '迟到：注明不再等的记录后来到了')
  await clerk.search('文滩水厂')
  await page.getByRole('row').nth(1).click()
  await page.getByText('这个办件要新版本的程序才能改。').waitFor()
  await take(page, 'needs-upgrade', '更新版本写过的办件：可以看，不能改')
  await openUnsettled(page, clerk, '旧例')
  await take(page, 'erasure-asked', '收到删除的要求：等负责人确认')
  await openUnsettled(page, clerk, '马銮湾幼儿园')
  await page.getByRole('button', { name: '不再等了…' }).click()
  await take(page, 'unsettled-gap', '还缺一条记录，注明不再等')
  await clerk.openTab('经过与备注')
  await page.getByRole('button', { name: '与某一时刻比较…' }).click()
  await page.locator('.moment-table').waitFor()
  await take(page, 'moments', '两个时刻的差别')
}

async function openUnsettled(page: Page, clerk: Clerk, name: string): Promise<void> {
  await clerk.search(name)
  await page.getByRole('row').nth(1).click()
  const toIt = page.locator('.banner').getByRole('button', { name: /^去理清|^去看要求/ })
  const tab = page.getByRole('tab', { name: /^待理清/ })
  await toIt.or(tab).first().waitFor()
  if (!(await tab.isVisible())) await toIt.click()
  await tab.waitFor()
}
