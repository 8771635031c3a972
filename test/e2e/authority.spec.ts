import { X509Certificate } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { aCertificate, anAuthority } from '../builders/certificates.ts'
import { startTls } from '../builders/tlsServer.ts'
import { Clerk } from './clerk.ts'
import { expect, fillServer, serverPanel, test } from './office.ts'

const office = anAuthority('集美区政务根证书（样例）', { organisation: '集美区数据局（样例）' })
const good = aCertificate(office, { addresses: ['127.0.0.1'] })

test('the office’s own authority is chosen from a file, compared, kept over a restart and taken back; what is none is refused whole', async ({ desk, server, pack }, info) => {
  const tls = await startTls(server, good)
  const write = async (name: string, bytes: string | Uint8Array): Promise<string> => {
    const path = info.outputPath(name)
    await writeFile(path, bytes)
    return path
  }
  const authorityFile = await write('office.cer', office.bytes)
  const serverFile = await write('server.crt', good.certificate)
  const oldFile = await write('old.pem', anAuthority('旧', { until: '2024-01-01T00:00:00' }).certificate)
  const [largeFile, keyFile] = [await write('large.pem', office.certificate.repeat(200)), await write('key.pem', office.key)]
  const settingsFile = join(desk.stationFolder, 'office', 'server.json')
  const kept = async (): Promise<unknown> => JSON.parse(await readFile(settingsFile, 'utf8')).authority
  const { page } = desk
  const clerk = new Clerk(page, pack)
  const panel = serverPanel(page)
  const choose = (path: string): Promise<void> => panel.getByLabel('机构证书文件').setInputFiles(path)
  const comparing = panel.getByRole('region', { name: '核对机构证书' })
  const noneChosen = panel.getByText('没有选，只认公开机构签发的证书')
  const nobodyKnown = panel.getByText('服务器的证书不是由已知机构签发的，没有连接')
  const inStep = panel.getByText('全部上传好了')

  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await clerk.goTo('设置')
  await fillServer(page, { url: tls.url })
  await expect(nobodyKnown).toBeVisible()
  await expect(panel).toContainText('请向管理员索取机构证书，由负责人在“设置”里选上')
  await expect(noneChosen).toBeVisible()
  // Whom the program believes is no clerk's to say.
  await expect(panel.getByRole('button', { name: '选机构证书…' })).toBeDisabled()
  await expect(panel).toContainText('要由负责人来选：请负责人在右上角选择自己')
  await clerk.addSupervisor('王芳')

  for (const [file, why] of [[serverFile, '文件里有服务器或个人的证书，不是机构的'], [oldFile, '证书已经过期'], [largeFile, '文件太大'], [keyFile, '文件里有私钥']] as const) {
    await choose(file)
    await expect(panel.getByRole('alert')).toContainText(why)
    await expect(panel.getByRole('alert')).toContainText('原来的设置没有改动')
    await expect(comparing).toBeHidden()
  }
  await choose(authorityFile)
  await expect(comparing).toContainText('集美区政务根证书（样例） · 集美区数据局（样例）')
  await expect(comparing).toContainText('它自己（根证书）')
  await expect(comparing).toContainText('到2049年12月31日为止')
  const fingerprint = new X509Certificate(office.bytes).fingerprint256.replaceAll(':', '').replaceAll(/.{4}(?=.)/g, '$& ')
  await expect(comparing.locator('code')).toHaveText(fingerprint)
  await expect(panel.getByRole('alert')).toBeHidden()
  // Shown is not believed.
  await comparing.getByRole('button', { name: '不采用' }).click()
  await expect(noneChosen).toBeVisible()
  expect([tls.bytesRead(), await kept()]).toEqual([0, null])

  await choose(authorityFile)
  await comparing.getByRole('button', { name: '指纹一样，采用' }).click()
  await expect(inStep).toBeVisible()
  await expect(panel.locator('code')).toHaveText(fingerprint)
  expect(tls.bytesRead()).toBeGreaterThan(1000)
  // A refused file leaves the chosen one.
  await choose(serverFile)
  await expect(panel.getByRole('alert')).toContainText('没有采用这个证书文件')
  await expect(panel.locator('code')).toHaveText(fingerprint)

  const again = await desk.relaunch()
  const later = new Clerk(again, pack)
  await later.signInIfAsked('王芳')
  await later.goTo('设置')
  await expect(serverPanel(again).getByText('全部上传好了')).toBeVisible()
  await expect(serverPanel(again).locator('code')).toHaveText(fingerprint)

  // Practice has no server, and leaves this one alone.
  await openMenu(again)
  await again.getByRole('menuitem', { name: '进入演练' }).click()
  await expect(again.getByText('演练 · 样例数据')).toBeVisible()
  await later.signInIfAsked('演练员')
  await later.goTo('设置')
  await expect(again.getByRole('region', { name: '本机', exact: true })).toBeVisible()
  await expect(serverPanel(again)).toHaveCount(0)
  await openMenu(again)
  await again.getByRole('menuitem', { name: '回到正式办件' }).click()
  await expect(again.getByText('演练 · 样例数据')).toBeHidden()
  await later.signInIfAsked('王芳')
  expect(await kept()).toBe(office.certificate)

  await later.goTo('设置')
  await serverPanel(again).getByRole('button', { name: '不再用它' }).click()
  await again.getByRole('tooltip').getByRole('button', { name: '不再用', exact: true }).click()
  await expect(serverPanel(again).getByText('服务器的证书不是由已知机构签发的，没有连接')).toBeVisible()
  await expect(serverPanel(again).getByText('没有选，只认公开机构签发的证书')).toBeVisible()
  expect(await kept()).toBe(null)
  await tls.stop()
})

test('at the first set-up it is chosen beside address and password, and the first contact is a good one', async ({ desk, server, pack }, info) => {
  const tls = await startTls(server, good)
  const file = info.outputPath('office.pem')
  await writeFile(file, office.certificate)
  const { page } = desk
  const clerk = new Clerk(page, pack)
  const panel = serverPanel(page)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await clerk.addSupervisor('王芳')
  await clerk.goTo('设置')
  await panel.getByLabel('地址').fill(tls.url)
  await panel.getByLabel('机构证书文件').setInputFiles(file)
  await panel.getByRole('button', { name: '指纹一样，采用' }).click()
  await expect(panel.locator('code')).toBeVisible()
  await fillServer(page, { url: tls.url })
  await expect(panel.getByText('全部上传好了')).toBeVisible()

  // What another server may show has to be chosen anew, and the form says so while the address is typed.
  await panel.getByRole('button', { name: '改地址、账号或密码…' }).click()
  await expect(panel.locator('code')).toBeVisible()
  await panel.getByLabel('地址').fill('https://another.example/')
  await expect(panel.getByText('没有选，只认公开机构签发的证书')).toBeVisible()
  await panel.getByLabel('地址').fill('http://localhost:5984/')
  await expect(panel.getByText('机构证书', { exact: true })).toBeHidden()
  await tls.stop()
})

const openMenu = (page: Page): Promise<void> => page.getByRole('button', { name: /^当班人员/ }).click()
