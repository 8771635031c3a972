import type { Locator, Page } from '@playwright/test'
import { connect } from '../../scripts/server/couch.ts'
import { casesDatabase } from '../../shared/domain/databases.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { asRetention, erasureOf } from '../builders/batches.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import type { Clerk } from './clerk.ts'
import { test as deskTest } from './desk.ts'
import { deskOfPage } from './pageDesk.ts'

/** A test in an office: its server beside the desk, and the pack that both go by. */
export const test = deskTest.extend<{ server: FakeCouch; pack: Pack }>({
  server: async ({}, use) => {
    const year = new Date().getFullYear()
    const server = await startOfficeServer([year, year + 1])
    await use(server)
    await server.stop()
  },
  pack: async ({}, use) => use((await readXiamenPack()).pack),
})
export { expect } from './desk.ts'

export const serverPanel = (page: Page): Locator => page.getByRole('region', { name: '局里的服务器' })

/** Types a server into the settings and has it asked. */
export async function fillServer(page: Page, typed: { readonly url: string; readonly account?: string; readonly password?: string }): Promise<void> {
  const panel = serverPanel(page)
  await panel.getByLabel('地址').fill(typed.url)
  await panel.getByLabel('账号').fill(typed.account ?? 'jimei-1')
  await panel.getByLabel('密码').fill(typed.password ?? password)
  await panel.getByRole('button', { name: '存下并联系' }).click()
}

/** From wherever the clerk is: the office's server is set, and all there is has gone to it. */
export async function joinOffice(clerk: Clerk, server: FakeCouch, account = 'jimei-1'): Promise<void> {
  await clerk.goTo('设置')
  await fillServer(clerk.page, { url: server.url, account })
  await serverPanel(clerk.page).getByText('全部上传好了').waitFor()
}

/** The office's server is set, gets a case of each name, and wants all of them erased at once: they are held. */
export async function joinAndHold(clerk: Clerk, server: FakeCouch, names: readonly string[]): Promise<readonly string[]> {
  const ids = await openCases(clerk.page, names)
  await joinOffice(clerk, server)
  await wantErased(server, ids)
  return ids
}

export async function openCases(page: Page, names: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const name of names) {
    const opened = await deskOfPage(page).handle('case:open', { fields: [{ path: 'project.name', value: name, over: [] }] })
    if (!opened.ok) throw new Error(opened.failure.kind)
    ids.push(opened.value.state.id)
  }
  return ids
}

/** The office's retention erases these cases in one go. */
export async function wantErased(server: FakeCouch, ids: readonly string[]): Promise<void> {
  await connect(server.url, { name: 'retention', password }).ask('POST', `${casesDatabase('jimei', new Date().getFullYear())}/_bulk_docs`, { docs: ids.map((id) => asRetention(erasureOf(id))) })
}
