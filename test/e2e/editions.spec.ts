import { anExample } from '../builders/pack.ts'
import { aNextEdition, publishTo, putInto } from '../builders/published.ts'
import { Clerk } from './clerk.ts'
import { expect, joinOffice, test } from './office.ts'
import { deskOfPage } from './pageDesk.ts'

test('a new edition comes from the office: what it changes for my open case is read, it becomes the default, the case is moved, its materials and its history say so', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's02'))
  await clerk.fillProfile({ 项目名称: '集美大道厂房' })
  await clerk.waitUntilSaved()

  await publishTo(server.url, await aNextEdition('1.1.0'), '2026-03-02')
  await putInto(server.url, await aNextEdition('1.2.0', ({ rules }) => void Object.assign(rules.rules[0] ?? {}, { when: 'noSuchFact = true' })))
  await joinOffice(clerk, server)

  // Nothing has changed but that it is said.
  await clerk.goTo('首页')
  const notice = page.locator('.banner').filter({ hasText: '新规则 1.1.0 到了' })
  await expect(notice).toContainText('没有自动换')
  await expect(page.locator('.foot-pack')).toContainText('v1.0.0')
  await notice.getByRole('button', { name: '看规则更新' }).click()
  await expect(page.getByRole('listitem', { name: '规则 1.0.0' })).toContainText('默认')
  const arrived = page.getByRole('listitem', { name: '规则 1.1.0' })
  await expect(arrived).toContainText('局里定为2026年3月2日起用')
  const refused = page.getByRole('region', { name: '没有采用的' })
  await expect(refused).toContainText('1.2.0')
  await refused.getByText('看问题').click()
  await expect(refused).toContainText('noSuchFact')

  const mine = page.getByRole('region', { name: '改用 1.1.0 的话，我手上的办件' })
  await expect(mine).toContainText('看了 1 件：1 件会不一样，0 件没有变化。')
  await expect(mine.getByRole('row', { name: /^建设工程规划许可证核发的时限/ })).toContainText('5 个工作日8 个工作日')
  await expect(mine.getByRole('row', { name: /^建设工程规划许可证核发 · 环境影响/ })).toContainText('不要要交')

  await arrived.getByRole('button', { name: '设为默认…' }).click()
  await page.getByRole('button', { name: '设为默认', exact: true }).click()
  await expect(arrived).toContainText(/李敏 .* 设为默认/)
  await expect(page.locator('.foot-pack')).toContainText('v1.1.0')

  await mine.getByRole('button', { name: '改用 1.1.0…' }).click()
  const dialog = page.getByRole('dialog', { name: '改用规则 1.1.0' })
  await expect(dialog).toContainText('要改回来，再选原来的那一版')
  await dialog.getByRole('button', { name: '改用', exact: true }).click()
  await expect(mine).toContainText('看了 1 件：0 件会不一样，1 件没有变化。')

  // The same after the program was opened again: the choice, and the case under its new edition.
  const again = await desk.relaunch()
  const later = new Clerk(again, pack)
  await later.signInIfAsked('李敏')
  await expect(again.locator('.foot-pack')).toContainText('v1.1.0')
  await later.search('集美大道厂房')
  await again.getByRole('row', { name: /集美大道厂房/ }).click()
  await expect(again.getByText('这个办件按政策包')).toHaveCount(0)
  await later.goToMaterials()
  expect(await later.wantedMaterials()).toContainEqual(expect.stringContaining('环境影响'))
  await again.getByRole('button', { name: '备注、经过' }).click()
  await later.openTab('经过与备注')
  await expect(again.getByRole('list', { name: '经过' })).toContainText('改用规则 1.1.0，原来是 1.0.0：1 处材料不同')
})

test('more open cases than are compared at once: the newest first, and it is said how many more there are', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  const service = deskOfPage(page)
  for (let count = 0; count < 203; count += 1) expect(await service.handle('case:open', { fields: [{ path: 'project.name', value: `集美大道厂房 ${count}`, over: [] }] })).toMatchObject({ ok: true })
  await publishTo(server.url, await aNextEdition('1.1.0'), '2026-03-02')
  await joinOffice(clerk, server)
  await page.locator('.foot-pack').click()
  const mine = page.getByRole('region', { name: '改用 1.1.0 的话，我手上的办件' })
  await expect(mine.getByRole('status')).toContainText('看了 200 件')
  await expect(mine).toContainText('只看了最近动过的 200 件，还有 3 件没有看')
  await mine.getByRole('button', { name: '再看 3 件' }).click()
  await expect(mine.getByRole('status')).toContainText('看了 203 件')
  await expect(mine).not.toContainText('没有看')
})

test('with one edition there is nothing to choose; of a new one, cases in which the same changes are moved together, and the others stay', async ({ desk, server, pack }) => {
  const { page } = desk
  const clerk = new Clerk(page, pack)
  await clerk.setUpStation({ district: '集美区', name: '一号窗口', operators: ['李敏'] })
  await page.locator('.foot-pack').click()
  await expect(page.getByText('本机只有这一版，没有别的可换')).toBeVisible()
  await expect(page.getByText('我手上的办件')).toHaveCount(0)
  for (const [name, example] of [['集美大道甲厂房', 's02'], ['集美大道乙厂房', 's02'], ['同集路丙厂房', 's03']] as const) {
    const fields = [['project.name', name] as const, ...Object.entries(anExample(pack, example)).map(([fact, value]) => [`facts.${fact}`, value] as const)]
    expect(await deskOfPage(page).handle('case:open', { fields: fields.map(([path, value]) => ({ path, value, over: [] })) })).toMatchObject({ ok: true })
  }
  await publishTo(server.url, await aNextEdition('1.1.0'), '2026-03-02')
  await joinOffice(clerk, server)
  await page.locator('.foot-pack').click()
  const mine = page.getByRole('region', { name: '改用 1.1.0 的话，我手上的办件' })
  await expect(mine).toContainText('看了 3 件：3 件会不一样，0 件没有变化。')
  await mine.getByRole('button', { name: '这 2 件都改用 1.1.0…' }).click()
  const dialog = page.getByRole('dialog', { name: '改用规则 1.1.0' })
  await expect(dialog.getByRole('listitem').filter({ hasText: /^集美大道[甲乙]厂房$/ })).toHaveCount(2)
  await dialog.getByRole('button', { name: '改用', exact: true }).click()
  await expect(page.getByText('2 件已按规则 1.1.0 办')).toBeVisible()
  await expect(mine).toContainText('看了 3 件：1 件会不一样，2 件没有变化。')
  await expect(mine.getByRole('button', { name: '同集路丙厂房' })).toBeVisible()
  await expect(mine.getByRole('button', { name: /厂房$/ })).toHaveCount(1)
})
