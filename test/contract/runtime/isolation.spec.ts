import { expect } from '@playwright/test'
import type { Launched } from './electronUnderTest.ts'
import { open, test } from './electronUnderTest.ts'

test.beforeEach(async ({ shared }) => {
  await open(shared, 'index.html')
})

const heard = async ({ page }: Launched): Promise<unknown> => await page.evaluate(() => window.desk.invoke('heard'))

/** How often it was said. */
const countOf = async (launched: Launched, text: string): Promise<number> => {
  const all = await heard(launched)
  return Array.isArray(all) ? all.filter((said) => said === text).length : 0
}

test('the page sees the api and nothing else of the program', async ({ start }) => {
  const { app, page } = await start()
  await page.waitForFunction(() => 'found' in window)
  const { all, plain }: { all: string[]; plain: string[] } = await app.evaluate(async ({ BrowserWindow }) => {
    const names = 'Object.getOwnPropertyNames(window)'
    const [window] = BrowserWindow.getAllWindows()
    const withoutPreload = new BrowserWindow({ width: 600, height: 400 })
    await withoutPreload.loadURL('app://desk/index.html')
    return { all: await window?.webContents.executeJavaScript(names), plain: await withoutPreload.webContents.executeJavaScript(names) }
  })
  expect(plain.length).toBeGreaterThan(500)
  expect(all.filter((name) => !plain.includes(name))).toEqual(['desk'])
  expect(plain.filter((name) => ['require', 'process', 'module', 'electron', 'Buffer'].includes(name))).toEqual([])
})

test('a script of the page finds no way into the world of the preload', async ({ shared: { page } }) => {
  const found = await page.evaluate(() => {
    const getPrototype = (value: unknown): unknown => Object.getPrototypeOf(value)
    return [getPrototype(window.desk.invoke) === Function.prototype, getPrototype(window.desk.nested) === Object.prototype, window.desk.invoke.constructor === Function]
  })
  expect(found).toEqual([true, true, true])
})

test('a frame inside the page gets no api', async ({ shared: { page } }) => {
  const api = await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.src = '/second.html'
    const loaded = new Promise((settle) => frame.addEventListener('load', settle))
    document.body.append(frame)
    await loaded
    const inner = frame.contentWindow
    return inner === null ? 'no frame' : [typeof inner.desk, inner.found['api']]
  })
  expect(api).toEqual(['undefined', 'undefined'])
})

test('the policy sent with the page holds for its scripts', async ({ shared: { page } }) => {
  await page.waitForFunction(() => 'fetched' in window.found && 'violations' in window.found)
  const found = await page.evaluate(() => window.found)
  expect(found).toMatchObject({ api: 'object', inlineRan: false, evaluated: 'EvalError', fetched: 'TypeError' })
  expect(found['violations']).toContainEqual('connect-src https://example.com/')
})

for (const [way, leave] of [
  ['a link', () => document.getElementById('away')?.click()],
  ['a script', () => { location.href = 'https://example.com/elsewhere' }],
  ['a form', () => {
    const form = document.createElement('form')
    form.action = 'https://example.com/elsewhere'
    form.method = 'post'
    document.body.append(form)
    form.submit()
  }],
] as const) {
  test(`${way} can't lead out of the program`, async ({ shared }) => {
    await shared.page.evaluate(() => { window.mark = 'still here' })
    const before = await countOf(shared, 'navigate https://example.com/elsewhere')
    await shared.page.evaluate(leave)
    await expect.poll(() => countOf(shared, 'navigate https://example.com/elsewhere')).toBe(before + 1)
    expect(await shared.page.evaluate(() => [window.mark, document.title])).toEqual(['still here', 'Fixture page'])
  })
}

test('a link inside the program is followed, and the api is there again', async ({ shared }) => {
  await shared.page.evaluate(() => document.getElementById('inside')?.click())
  await shared.page.waitForFunction(() => document.title === 'Second page' && 'desk' in window)
  expect(await shared.page.evaluate(() => window.desk.invoke('who'))).toMatchObject({ url: 'app://desk/second.html#part' })
  expect(await heard(shared)).toContain('navigate app://desk/second.html#part')
})

test('a reload after a refused navigation is not refused', async ({ shared }) => {
  await shared.page.evaluate(() => {
    window.mark = 'old'
    location.href = 'https://example.com/elsewhere'
  })
  await shared.page.evaluate(() => location.reload())
  await shared.page.waitForFunction(() => window.mark === undefined && 'desk' in window)
})

test('the program hears of a redirect', async ({ shared }) => {
  await shared.page.evaluate(() => { location.href = '/moved' })
  await shared.page.waitForFunction(() => document.body.innerText.includes('0123456789') && 'desk' in window)
  expect(await heard(shared)).toContain('redirect app://desk/small.txt')
  expect(await shared.page.evaluate(() => window.desk.invoke('who'))).toMatchObject({ url: 'app://desk/small.txt' })
})

test('a frame can be kept from going elsewhere', async ({ shared }) => {
  await shared.page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.name = 'inner'
    frame.src = '/second.html'
    const loaded = new Promise((settle) => frame.addEventListener('load', settle))
    document.body.append(frame)
    await loaded
    frame.src = '/second.html?refused'
  })
  await expect.poll(() => heard(shared)).toContain('frame app://desk/second.html?refused')
  expect(await heard(shared)).toContain('frame app://desk/second.html')
  // A page asked for later has been served by now, so the frame would have been, too.
  await open(shared, 'index.html')
  expect(await heard(shared)).not.toContain('served all the same')
})

test('windows the page opens are refused, and it stays usable', async ({ shared }) => {
  for (let time = 1; time <= 5; time += 1) {
    await shared.page.evaluate(() => { window.open('/second.html') })
    await shared.page.evaluate(() => { window.open('https://example.com/popup') })
  }
  await expect.poll(() => countOf(shared, 'open app://desk/second.html')).toBe(5)
  await expect.poll(() => countOf(shared, 'open https://example.com/popup')).toBe(5)
  const session = await shared.app.context().newCDPSession(shared.page)
  const countPages = async (): Promise<number> => (await session.send('Target.getTargets')).targetInfos.filter(({ type }) => type === 'page').length
  await expect.poll(countPages).toBe(1)
  expect(await shared.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(await shared.page.evaluate(() => window.desk.add(1, 1))).toBe(2)
})

test('permissions the program refuses are refused', async ({ shared: { page } }) => {
  const states = await page.evaluate(async () => {
    const names: PermissionName[] = ['notifications', 'geolocation', 'camera', 'microphone']
    return await Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
  const position = await page.evaluate(() => new Promise((settle) => {
    navigator.geolocation.getCurrentPosition(() => settle('position'), ({ code, PERMISSION_DENIED }) => settle(code === PERMISSION_DENIED ? 'denied' : 'other'))
  }))
  expect(position).toBe('denied')
})
