import type { Page } from '@playwright/test'
import { dayInChina } from '../../shared/domain/days.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { aCertificate, anAuthority } from '../builders/certificates.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import { aNextEdition, publishTo, putInto } from '../builders/published.ts'
import { startTls } from '../builders/tlsServer.ts'
import { Clerk } from '../e2e/clerk.ts'
import type { Desk } from '../e2e/desk.ts'
import { fillServer, serverPanel } from '../e2e/office.ts'

/** `look`: of the screen as it is; `all`: at the counter, dark and at 200 %. */
type Take = (page: Page, name: string, caption: string, look?: 'counter' | 'all') => Promise<void>

/** A station and its office's server, from none at all to everything confirmed. */
export async function withServer(desk: Desk, pack: Pack, longName: string, take: Take): Promise<void> {
  const year = new Date().getFullYear()
  const server = await startOfficeServer([year, year + 1])
  try {
    const page = await desk.start()
    const clerk = new Clerk(page, pack)
    const shown = async (name: string, caption: string, look?: 'counter' | 'all'): Promise<void> => {
      await hideAddress(page, server.url)
      await take(page, name, caption, look)
    }
    const verdict = (words: string): Promise<void> => page.getByRole('main').getByText(words).first().waitFor()
    const setServer = async (account: string): Promise<void> => {
      await page.getByLabel('地址').fill(server.url)
      await page.getByLabel('账号').fill(account)
      await page.getByLabel('密码').fill(password)
      await page.getByRole('button', { name: '存下并联系' }).click()
    }
    await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
    for (const name of ['集美大道甲装修（样例）', longName]) {
      await clerk.openNewCase('装饰装修')
      await clerk.fillProfile({ 项目名称: name })
      await clerk.waitUntilSaved()
    }
    await clerk.goTo('上传')
    await verdict('还没有设置局里的服务器')
    await shown('sync-off', '上传：还没有服务器')
    await page.getByRole('button', { name: '今天的日结' }).click()
    await verdict('对得上')
    await shown('day-close-off', '日结：还没有服务器，全部在本机等着')
    await clerk.goTo('上传')
    await page.getByRole('button', { name: '去设置服务器' }).click()
    await page.getByLabel('地址').waitFor()
    await shown('sync-server', '设置：填地址、账号和密码')
    await setServer('huli-1')
    await verdict('没有本区的权限')
    await shown('sync-server-set', '设置：联系上了，账号不对路')
    await clerk.goTo('上传')
    await shown('sync-refused', '上传：没有传成的，逐份写着为什么、怎么办', 'all')
    await page.getByRole('button', { name: '今天的日结' }).click()
    await verdict('服务器')
    await shown('day-close-refused', '日结：没有传成的，写着是哪一件、为什么')
    await clerk.goTo('上传')
    server.fault = () => ({ kind: 'html' })
    await page.getByRole('button', { name: '现在上传' }).click()
    await verdict('应答的不是局里的服务器')
    await shown('sync-portal', '上传：网络要先登录')
    server.fault = () => ({ kind: 'reset', when: 'before' })
    await clerk.goTo('设置')
    await page.getByRole('button', { name: '改地址、账号或密码…' }).click()
    await setServer('jimei-1')
    await clerk.goTo('上传')
    await verdict('联系不上局里的服务器')
    await shown('sync-offline', '上传：没有网络，等着，不丢')
    server.fault = () => null
    await page.getByRole('button', { name: '现在上传' }).click()
    await verdict('全部上传好了')
    await shown('sync-done', '上传：服务器逐份确认过')
    await page.getByRole('button', { name: '今天的日结' }).click()
    await page.getByRole('button', { name: '日结', exact: true }).click()
    await verdict('服务器都已确认')
    await page.getByRole('region', { name: '日结记录' }).waitFor()
    await shown('day-close-done', '日结：对得上，服务器都已确认', 'all')
    await withOwnAuthority(clerk, server, take)
    await publishTo(server.url, await aNextEdition('1.1.0'), dayInChina(new Date()))
    await putInto(server.url, await aNextEdition('1.2.0', ({ rules }) => void Object.assign(rules.rules[0] ?? {}, { when: 'noSuchFact = true' })))
    await clerk.goTo('上传')
    await page.getByRole('button', { name: '现在上传' }).click()
    await clerk.goTo('首页')
    await page.getByRole('button', { name: '看规则更新' }).click()
    await verdict('没有采用的')
    await verdict('件没有变化')
    await shown('editions', '规则更新：新规则到了，手上的办件会有什么不同，没有采用的为什么', 'all')
    await answerNoMore(desk, 'edition:list')
    await clerk.goTo('首页')
    await page.locator('.foot-pack').click()
    await verdict('本机的规则没有读出来')
    await shown('editions-failed', '规则更新：没有读出来')
    await answerNoMore(desk, 'sync:state')
    await clerk.goTo('上传')
    await verdict('上传的情况没有读出来')
    await shown('sync-failed', '上传：情况没有读出来，可以再读一次')
    await new Clerk(await desk.relaunch(), pack).signInIfAsked('李敏')
  } finally {
    await server.stop()
  }
}

/** The same server behind a certificate that the office has signed for itself: whose word counts is a supervisor's to say. */
async function withOwnAuthority(clerk: Clerk, server: { readonly url: string }, take: Take): Promise<void> {
  const { page } = clerk
  const office = anAuthority('集美区政务根证书（样例）', { organisation: '集美区数据局（样例）' })
  const tls = await startTls(server, aCertificate(office, { addresses: ['127.0.0.1'] }))
  const shown = async (name: string, caption: string): Promise<void> => {
    await hideAddress(page, tls.url)
    await take(page, name, caption)
  }
  const panel = serverPanel(page)
  await clerk.goTo('设置')
  await panel.getByRole('button', { name: '改地址、账号或密码…' }).click()
  await fillServer(page, { url: tls.url })
  await panel.getByText('服务器的证书不是由已知机构签发的，没有连接').waitFor()
  await page.locator('.foot-line').getByText('应答的不是局里的服务器').waitFor()
  await shown('sync-authority-clerk', '设置：服务器的证书是局里自己签发的，要由负责人来选')
  await clerk.addSupervisor('王芳')
  await shown('sync-authority-none', '设置：负责人可以选机构证书')
  await panel.getByLabel('机构证书文件').setInputFiles({ name: 'office.cer', mimeType: 'application/pkix-cert', buffer: office.bytes })
  await panel.getByRole('region', { name: '核对机构证书' }).waitFor()
  await shown('sync-authority-compare', '设置：先和管理员逐组核对指纹，再采用')
  await panel.getByRole('button', { name: '指纹一样，采用' }).click()
  await panel.getByText('全部上传好了').waitFor()
  await shown('sync-authority', '设置：这个服务器只认它签发的证书')
  await panel.getByRole('button', { name: '改地址、账号或密码…' }).click()
  await fillServer(page, { url: server.url })
  await panel.getByText('全部上传好了').waitFor()
  await clerk.takeOver('李敏')
  await tls.stop()
}

/** The main process fails at whatever is asked by this name. */
async function answerNoMore(desk: Desk, channel: string): Promise<void> {
  await desk.app.evaluate(({ ipcMain }, name) => ipcMain.removeHandler(name), channel)
}

/** A picture is of any office's server. */
export async function hideAddress(page: Page, url: string): Promise<void> {
  await page.evaluate((address) => {
    for (const place of document.querySelectorAll('.sync-url, .settings-path')) if (place.textContent === address) place.textContent = 'https://office.example/'
  }, url)
}
