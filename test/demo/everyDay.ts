import { jimeiOverlayDir } from '../builders/pack.ts'
import type { Stage } from './stage.ts'

/** The first start. */
export async function openStation(stage: Stage): Promise<void> {
  stage.album.begin('第一次打开')
  await stage.page.getByRole('button', { name: '开始使用' }).waitFor()
  await stage.show('站点和人员')
  await stage.clerk.setUpStation({ district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏', '陈刚'] })
  await stage.show('首页')
}

/** Tables for those who do not sit at the counter. */
export async function exportWorkbooks(stage: Stage): Promise<void> {
  const { clerk, page } = stage
  stage.album.begin('Excel 表')
  await clerk.goTo('台账')
  const exportLedger = page.getByRole('button', { name: '导出 Excel' })
  await exportLedger.waitFor()
  await stage.show('65 项任务台账')
  await stage.keepWorkbook('任务台账.xlsx', () => exportLedger.click())
  await clerk.goTo('办件')
  await page.getByRole('button', { name: /导出今天的办件/ }).click()
  const dialog = page.getByRole('dialog', { name: '导出一天的办件' })
  await dialog.waitFor()
  await stage.show('今天的办件，导出一天')
  await stage.keepWorkbook('当日办件.xlsx', () => dialog.getByRole('button', { name: '导出 Excel' }).click())
}

export async function lookThingsUp(stage: Stage): Promise<void> {
  const { clerk, page } = stage
  stage.album.begin('指南和查找')
  await clerk.lookUp('sgxkz')
  await page.getByRole('group', { name: '指南' }).getByRole('option').first().waitFor()
  await stage.show('Ctrl K：按首字母 sgxkz 找到施工许可证')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: '建筑工程施工许可证核发', exact: true }).waitFor()
  await stage.show('指南：什么情况办、什么情况免办、要哪些材料', 'guide')
}

/** Closed and opened again: everything is where it was. */
export async function comeBack(stage: Stage): Promise<void> {
  stage.album.begin('接着办')
  await stage.desk.relaunch()
  const { clerk, page } = stage
  await clerk.signInIfAsked('李敏')
  await clerk.search('jmsh')
  const found = page.getByRole('row', { name: /集美三号厂房/ })
  await found.waitFor()
  await stage.show('关掉再打开：按首字母 jmsh 找到')
  await found.click()
  await clerk.openTab('文书')
  await page.locator('.pdf-page').first().waitFor()
  await stage.show('办件和文书原样还在')
}

export async function practise(stage: Stage): Promise<void> {
  const { clerk, page } = stage
  stage.album.begin('演练')
  await page.getByRole('button', { name: /^当班人员/ }).click()
  await page.getByRole('menuitem', { name: '进入演练' }).click()
  await page.getByText('演练 · 样例数据').waitFor()
  await clerk.search('')
  await page.getByRole('row').nth(1).waitFor()
  await stage.show('演练：样例办件，处处标明')
}

/** A district's own rules on top of the city's, named on every line that comes from them. */
export async function openWithOverlay(stage: Stage): Promise<void> {
  stage.album.begin('区级补充')
  await stage.desk.relaunch(`--overlay=${jimeiOverlayDir}`)
  const { clerk, page } = stage
  await clerk.signInIfAsked('李敏')
  await clerk.goTo('受理')
  await page.locator('.theme-card').first().waitFor()
  await stage.show('带着集美区补充打开：主题、事项和依据都写明出自哪里')
}
