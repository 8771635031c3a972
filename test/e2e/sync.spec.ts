import type { Page } from '@playwright/test'
import { connect } from '../../scripts/server/couch.ts'
import { casesDatabase } from '../../shared/domain/databases.ts'
import { aBatch, erasureOf } from '../builders/batches.ts'
import { password } from '../builders/preparedServer.ts'
import { Clerk } from './clerk.ts'
import { Desk } from './desk.ts'
import { expect, fillServer, joinAndHold, joinOffice, openCases, serverPanel, test } from './office.ts'
import { deskOfPage } from './pageDesk.ts'

const first = { district: '集美区', name: '一号窗口', operators: ['李敏'] }
const second = { district: '集美区', name: '二号窗口', operators: ['王芳'] }

const eightNames = Array.from({ length: 8 }, (_, at) => `样例 ${at + 1}`)

const uploadPanel = (page: Page) => page.getByRole('region', { name: '上传', exact: true })
const waitingPanel = (page: Page) => page.getByRole('region', { name: '还没有上传的' })
const countOf = (page: Page, label: string) => uploadPanel(page).locator('.sync-numbers > div').filter({ hasText: label }).locator('dd')

async function openNamedCase(clerk: Clerk, name: string): Promise<void> {
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: name })
  await clerk.waitUntilSaved()
}

test('a server is set, everything is confirmed; without it intake goes on and says why it waits; a colleague’s case arrives', async ({ desk, server, pack }, info) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(first)
  await openNamedCase(clerk, '集美大道甲装修')

  await clerk.goTo('上传')
  await expect(page.getByText('还没有设置局里的服务器')).toBeVisible()
  await expect(page.locator('.foot-line')).toContainText('单机运行')
  await page.getByRole('button', { name: '去设置服务器' }).click()
  await fillServer(page, { url: server.url })
  await expect(serverPanel(page).getByText('全部上传好了')).toBeVisible()
  await expect(page.locator('.foot-line')).toContainText('全部上传好了')

  await page.locator('.foot-line').getByRole('button', { name: '全部上传好了' }).click()
  await expect(countOf(page, '服务器已确认')).toHaveText('2 份')
  await expect(countOf(page, '等着上传')).toHaveText('0 份')
  await expect(waitingPanel(page)).toContainText('都传好了')

  // The cable is pulled: what is written now waits, with its reason, and intake does not notice.
  server.fault = () => ({ kind: 'reset', when: 'before' })
  await openNamedCase(clerk, '集美大道乙装修')
  await clerk.goTo('上传')
  await page.getByRole('button', { name: '现在上传' }).click()
  await expect(uploadPanel(page).getByText('联系不上局里的服务器')).toBeVisible()
  await expect(uploadPanel(page)).toContainText('记录都在本机，没有丢')
  await expect(countOf(page, '服务器已确认')).toHaveText('2 份')
  await expect(countOf(page, '等着上传')).toHaveText('1 份')
  await expect(waitingPanel(page).getByRole('listitem')).toHaveCount(1)
  await expect(waitingPanel(page).getByRole('listitem')).toContainText('集美大道乙装修')
  await expect(waitingPanel(page).getByRole('listitem')).toContainText('联系上服务器后自动上传')
  const kinds = page.getByRole('table', { name: '今天录入的，各类到了哪里' })
  const opened = kinds.getByRole('row', { name: /^新开件/ }).getByRole('cell')
  await expect(opened).toHaveText(['2', '1', '1', '0', '0'])
  await expect(page.locator('.foot-line')).toContainText(/联系不上服务器 · [1-9]\d* 条记录待上传/)

  server.fault = () => null
  await page.getByRole('button', { name: '现在上传' }).click()
  await expect(uploadPanel(page).getByText('全部上传好了')).toBeVisible()
  await expect(countOf(page, '服务器已确认')).toHaveText('3 份')
  await expect(opened).toHaveText(['2', '2', '0', '0', '0'])

  const colleague = new Desk(info.outputPath('colleague'))
  const other = new Clerk(await colleague.start(), pack)
  await other.setUpStation(second)
  await openNamedCase(other, '同集路丙装修')
  await joinOffice(other, server, 'jimei-2')
  await other.search('集美大道')
  await expect(colleague.page.getByRole('row', { name: /集美大道[甲乙]装修/ })).toHaveCount(2)

  // Both write the same field without the other's knowledge: it is listed here as something to put in order.
  await colleague.page.getByRole('row', { name: /集美大道甲装修/ }).click()
  await other.fillProfile({ 经办人: '林皓' })
  await other.waitUntilSaved()
  server.fault = () => ({ kind: 'reset', when: 'before' })
  await clerk.search('集美大道甲')
  await page.getByRole('row', { name: /集美大道甲装修/ }).click()
  await clerk.fillProfile({ 经办人: '陈怡' })
  await clerk.waitUntilSaved()
  server.fault = () => null
  await other.goTo('上传')
  await colleague.page.getByRole('button', { name: '现在上传' }).click()
  await expect(uploadPanel(colleague.page).getByText('全部上传好了')).toBeVisible()
  await clerk.goTo('上传')
  await page.getByRole('button', { name: '现在上传' }).click()
  await expect(countOf(page, '待理清')).toHaveText('1 份')
  await page.getByRole('region', { name: '待理清的办件' }).getByRole('button', { name: '集美大道甲装修' }).click()
  const agents = page.getByRole('region', { name: '经办人' })
  await expect(agents).toContainText('林皓')
  await expect(agents).toContainText('陈怡')
  await colleague.close()

  // Nobody asks here: the server tells of the change.
  await clerk.search('同集路丙')
  await expect(page.getByRole('row', { name: /同集路丙装修/ })).toHaveCount(1)
})

test('each thing that is not our server is said in words, and what to do; nothing is lost, and it can be put right or given up', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(first)
  await clerk.goTo('设置')
  const panel = serverPanel(page)
  await expect(panel.getByRole('button', { name: '存下并联系' })).toBeDisabled()

  await fillServer(page, { url: 'http://example.org/' })
  await expect(page.getByText('没有采用这个服务器地址')).toBeVisible()
  await expect(page.getByText('这个地址没有加密')).toBeVisible()

  await fillServer(page, { url: server.url, password: 'not this one' })
  await expect(panel.getByText('服务器不认这个账号或密码')).toBeVisible()
  await expect(page.locator('.foot-line')).toContainText('服务器不认账号或密码')

  server.fault = () => ({ kind: 'html' })
  await panel.getByRole('button', { name: '联系一次试试' }).click()
  await expect(panel.getByText('应答的不是局里的服务器，没有上传')).toBeVisible()
  await expect(panel).toContainText('请打开浏览器登录网络')
  server.fault = () => null

  await panel.getByRole('button', { name: '改地址、账号或密码…' }).click()
  await expect(panel.getByLabel('账号')).toHaveValue('jimei-1')
  await expect(panel.getByLabel('密码')).toHaveValue('')
  await fillServer(page, { url: server.url })
  await expect(panel.getByText('全部上传好了')).toBeVisible()

  await clerk.goTo('上传')
  await page.getByRole('button', { name: '暂停', exact: true }).click()
  await expect(uploadPanel(page).getByText('上传已暂停')).toBeVisible()
  await openNamedCase(clerk, '集美大道丁装修')
  await clerk.goTo('上传')
  await expect(waitingPanel(page).getByRole('listitem')).toContainText('集美大道丁装修')
  // The settings offer the way on as well.
  await clerk.goTo('设置')
  await panel.getByRole('button', { name: '继续上传' }).click()
  await expect(panel.getByRole('button', { name: '联系一次试试' })).toBeVisible()
  await clerk.goTo('上传')
  await page.getByRole('button', { name: '现在上传' }).click()
  await expect(uploadPanel(page).getByText('全部上传好了')).toBeVisible()

  await clerk.goTo('设置')
  await panel.getByRole('button', { name: '不再用这个服务器' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '不再用', exact: true }).click()
  await expect(panel).toContainText('现在是单机运行')
  await expect(page.locator('.foot-line')).toContainText('单机运行')
})

test('what the server would not have, what came spoilt and what it wants erased in a mass: each by name, with its reason and the way on', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(first)
  await joinAndHold(clerk, server, eightNames)

  const bulk = `${casesDatabase('jimei', new Date().getFullYear())}/_bulk_docs`
  const spoilt = { ...aBatch('case:spoilt-1', { sender: 'jimei-2' }), _id: `case:spoilt-1:${'0'.repeat(32)}` }
  await connect(server.url, { name: 'jimei-2', password }).ask('POST', bulk, { docs: [spoilt] })
  await clerk.goTo('上传')
  const aside = page.getByRole('region', { name: '收到后搁置的' })
  await expect(aside.getByRole('listitem')).toHaveCount(1)
  await expect(aside.getByRole('listitem')).toContainText('编号和内容不符')
  await expect(countOf(page, '收到后搁置')).toHaveText('1 份')
  const held = page.getByRole('region', { name: '等负责人' })
  await expect(held).toContainText('还有 8 个等着定')
  await expect(held.getByRole('button', { name: '同意删除…' })).toBeDisabled()
  await expect(held).toContainText('请负责人在右上角选择自己')
  await expect(held.getByRole('checkbox', { name: '全选' })).toBeDisabled()

  server.fault = ({ path }) => (path.endsWith('/_bulk_docs') ? { kind: 'status', status: 413 } : null)
  await openNamedCase(clerk, '集美大道戊装修')
  await clerk.goTo('上传')
  await page.getByRole('button', { name: '现在上传' }).click()
  const refused = waitingPanel(page).getByRole('listitem')
  await expect(refused).toHaveCount(1)
  await expect(refused).toContainText('集美大道戊装修')
  await expect(refused).toContainText('服务器没有收下有一条内容太大。请告诉局里的管理员。')
  await expect(countOf(page, '没有传成')).toHaveText('1 份')
  await refused.getByText('服务器的原话').click()
  await expect(refused.locator('code')).toHaveText('too large')
  await refused.getByRole('button', { name: '集美大道戊装修' }).click()
  await expect(page.getByRole('navigation', { name: '步骤' })).toBeVisible()

  // What waits is said even where its list can't be read.
  await desk.app.evaluate(({ ipcMain }) => ipcMain.removeHandler('erasure:list'))
  await clerk.goTo('上传')
  await expect(held.getByRole('alert')).toContainText('有 8 个办件，服务器要删，还没有删，都在本机')
  await expect(held.getByRole('button', { name: '再读一次' })).toBeVisible()
})

test('a mass of erasures is decided case by case, by keyboard: what is agreed to, refused with a reason, left, and taken back', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(first)
  const ids = await joinAndHold(clerk, server, eightNames)
  await clerk.goTo('上传')
  const held = page.getByRole('region', { name: '等负责人' })
  await expect(held.getByRole('row')).toHaveCount(9)
  await expect(held.getByRole('row', { name: '样例 3' })).toContainText('保存期限已满，依据：档案 2026-1')
  await clerk.addSupervisor('周敏')
  const [agree, refuse] = [held.getByRole('button', { name: '同意删除…' }), held.getByRole('button', { name: '拒绝删除…' })]
  await expect(agree).toBeDisabled()
  await expect(refuse).toBeDisabled()
  await expect(held.getByRole('status')).toHaveText('先勾选要定的办件：一个、几个，或者在最上面全选。')

  // The newest case stands first: two of them are ticked and agreed to.
  await held.getByRole('checkbox', { name: '全选' }).focus()
  for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'Space']) await page.keyboard.press(key)
  await expect(held.getByRole('checkbox', { checked: true })).toHaveCount(2)
  await expect(held.getByRole('status')).toHaveText('勾选了 2 个。另外 6 个不动，接着等。')
  await agree.press('Enter')
  const asked = page.getByRole('tooltip')
  await expect(asked).toContainText('同意删除勾选的 2 个办件？')
  await expect(asked).toContainText('不能撤回。另外 6 个不动，接着等。')
  await asked.getByRole('button', { name: '同意删除', exact: true }).press('Enter')
  await expect(held.getByRole('row')).toHaveCount(7)
  await expect(countOf(page, '等负责人')).toHaveText('6 份')
  await expect(held.getByRole('checkbox', { name: '全选' })).toBeFocused()

  // All but one are refused.
  await page.keyboard.press('Space')
  await held.getByRole('checkbox', { name: '样例 1' }).uncheck()
  await refuse.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('拒绝删除勾选的 5 个办件')
  await expect(dialog.getByRole('button', { name: '拒绝删除' })).toBeDisabled()
  await dialog.getByLabel('拒绝的理由').fill('已向局里核实，是误删')
  await dialog.getByRole('button', { name: '拒绝删除' }).click()
  await expect(held.getByRole('row')).toHaveCount(2)
  await expect(held).toContainText('还有 1 个等着定')
  const refused = page.getByRole('region', { name: '拒绝删除的' })
  await expect(refused).toContainText('周敏')
  await expect(refused).toContainText('理由：已向局里核实，是误删')
  await refused.getByText('是哪些办件').click()
  await refused.getByRole('button', { name: '样例 3' }).click()
  await expect(page.getByRole('main')).not.toContainText('收到删除这个办件的要求')

  const again = await desk.relaunch()
  const back = new Clerk(again, pack)
  await back.signInIfAsked('周敏')
  await back.goTo('上传')
  const [waits, word] = [again.getByRole('region', { name: '等负责人' }), again.getByRole('region', { name: '拒绝删除的' })]
  await expect(waits.getByRole('row', { name: '样例 1' })).toHaveCount(1)
  await word.getByText('是哪些办件').click()
  await expect(word.getByRole('button', { name: '勾选的还是同意删除…' })).toBeDisabled()
  await word.getByRole('checkbox', { name: '样例 4' }).check()
  await word.getByRole('button', { name: '勾选的还是同意删除…' }).click()
  await again.getByRole('tooltip').getByRole('button', { name: '同意删除', exact: true }).click()
  await expect(word).toContainText('4 个办件')
  // The next question has a button of the same name.
  await expect(again.getByRole('tooltip')).toBeHidden()
  const standing = async (at: number) => deskOfPage(again).handle('case:state', { caseId: ids[at] ?? '' })
  for (const [at] of eightNames.entries()) expect(await standing(at)).toMatchObject({ ok: true, value: { standing: { kind: [3, 6, 7].includes(at) ? 'erased' : 'writable' } } })
  await word.getByRole('button', { name: '全部还是同意删除…' }).click()
  await again.getByRole('tooltip').getByRole('button', { name: '同意删除', exact: true }).click()
  await expect(word).toBeHidden()
  expect(await standing(2)).toMatchObject({ ok: true, value: { standing: { kind: 'erased' } } })
  expect(await standing(0)).toMatchObject({ ok: true, value: { standing: { kind: 'writable' }, unconfirmedErasures: [{}] } })
})

test('what a colleague wishes to be erased: a supervisor refuses it on the case, it is listed, and it can be taken back', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation(first)
  const [id = ''] = await openCases(page, ['样例 甲'])
  await joinOffice(clerk, server)
  await connect(server.url, { name: 'jimei-2', password }).ask('POST', `${casesDatabase('jimei', new Date().getFullYear())}/_bulk_docs`, { docs: [erasureOf(id)] })
  await clerk.search('样例 甲')
  await page.getByRole('row').nth(1).click()
  await page.getByRole('button', { name: '去看要求' }).click()
  const wish = page.getByRole('region', { name: '删除要求' })
  await expect(wish.getByRole('button', { name: '拒绝删除…' })).toBeDisabled()
  await expect(wish).toContainText('请负责人在右上角选择自己')
  await clerk.addSupervisor('周敏')
  await wish.getByRole('button', { name: '拒绝删除…' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('拒绝的理由').fill('没有依据，已向局里核实')
  await dialog.getByRole('button', { name: '拒绝删除' }).click()
  await expect(wish).toBeHidden()
  await expect(page.getByRole('main')).not.toContainText('收到删除这个办件的要求')
  // Without a server too.
  await clerk.goTo('设置')
  await serverPanel(page).getByRole('button', { name: '不再用这个服务器' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '不再用', exact: true }).click()
  await expect(serverPanel(page)).toContainText('现在是单机运行')
  await clerk.goTo('上传')
  const refused = page.getByRole('region', { name: '拒绝删除的' })
  await expect(refused).toContainText('理由：没有依据，已向局里核实')
  await refused.getByText('是哪些办件').click()
  await expect(refused.getByRole('row', { name: '样例 甲' })).toHaveCount(1)
  await refused.getByRole('button', { name: '还是同意删除…' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '同意删除', exact: true }).click()
  await expect(refused).toBeHidden()
  expect(await deskOfPage(page).handle('case:state', { caseId: id })).toMatchObject({ ok: true, value: { standing: { kind: 'erased' } } })
})

test('what the main process does not tell is said not to have been read, and read again when asked', async ({ desk, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await desk.app.evaluate(({ ipcMain }) => ['sync:state', 'edition:list'].forEach((channel) => ipcMain.removeHandler(channel)))
  const alert = page.getByRole('main').getByRole('alert')
  await clerk.goTo('上传')
  await expect(alert).toContainText('上传的情况没有读出来')
  await alert.getByRole('button', { name: '再读一次' }).click()
  await expect(alert).toContainText('还是不行，请关掉程序再打开')
  await desk.app.evaluate(({ ipcMain }) => ipcMain.handle('sync:state', () => ({ kind: 'off' })))
  await alert.getByRole('button', { name: '再读一次' }).click()
  await expect(page.getByText('还没有设置局里的服务器')).toBeVisible()
  await page.locator('.foot-pack').click()
  await expect(alert).toContainText('本机的规则没有读出来')
  await desk.app.evaluate(({ ipcMain }) => ipcMain.handle('edition:list', () => ({ editions: [], refused: [], chosen: null })))
  await alert.getByRole('button', { name: '再读一次' }).click()
  await expect(page.getByRole('region', { name: '本机的规则' })).toBeVisible()
})
