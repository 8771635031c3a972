import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import Module from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Desk, electronFile, expect, isRealElectron, runToEnd, test } from './desk.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

test('the workstation opens under its name', async ({ desk }) => {
  await expect(desk.page).toHaveTitle(/大篷车窗口工作站/)
  // The service opens its folder beside the page, which may be there first.
  await expect.poll(() => existsSync(join(desk.stationFolder, 'office'))).toBe(true)
})

test('the page needs nothing that its policy refuses', async ({ desk }) => {
  const complaints: string[] = []
  desk.page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  desk.page.on('pageerror', (error) => complaints.push(error.message))
  await desk.page.reload()
  await expect(desk.page.locator('body')).toContainText('大篷车')
  expect(complaints).toEqual([])
})

test('the first screen waits for one script without the controls; they and the lists come after it', async ({ desk }) => {
  const { page } = desk
  await expect(page.getByRole('button', { name: '开始使用' })).toBeVisible()
  await page.getByRole('button', { name: '先进入演练' }).click()
  // The place of now is kept before another one takes its place: an intake not begun.
  await expect.poll(() => page.evaluate(async () => JSON.stringify(await window.desk?.invoke('draft:get', {})))).toContain('"route":"home"')
  await page.evaluate(() => window.desk?.invoke('draft:put', { draft: { caseId: null, route: 'intake/new/questions', question: null, input: {} } }))
  await page.reload()
  await expect(page.locator('.theme-card').first()).toBeFocused()
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length)).toBe(1)
  const read = await page.evaluate(() => {
    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0
    return performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming && entry.name.endsWith('.js'))
      .map(({ name, startTime, decodedBodySize }) => ({ name, isBefore: startTime < painted, bytes: decodedBodySize }))
  })
  const before = read.filter(({ isBefore }) => isBefore)
  expect(before.length).toBeGreaterThan(0)
  expect(before.map(({ name }) => name).filter((name) => /controls|cacheDb|caseRows/i.test(name))).toEqual([])
  expect(before.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(330_000)
})

test('the main process starts without what reads and compiles packs', () => {
  const read = (bundle: string): string => readFileSync(join(root, 'out', 'main', `${bundle}.cjs`), 'utf8')
  // The parser of expressions, and a word of the shapes of packs.
  for (const part of ['LRParser', 'statusOrderNote']) expect([read('service').includes(part), read('packReading').includes(part)]).toEqual([false, true])
})

// A newer Node keeps it in its own way.
if (!isRealElectron && !('enableCompileCache' in Module)) {
  test('what was compiled is kept beside the data and used again; damaged, it is made anew', async ({ desk }) => {
    const folder = `${desk.userData}.compiled`
    const kept = (): string => readdirSync(folder).filter((name) => name.startsWith('service.cjs-')).map((name) => join(folder, name)).join()
    await desk.close()
    const made = statSync(kept())
    await desk.start()
    await desk.close()
    expect(statSync(kept()).mtimeMs).toBe(made.mtimeMs)
    const bytes = readFileSync(kept())
    writeFileSync(kept(), bytes.subarray(0, -1))
    await desk.start()
    await expect(desk.page).toHaveTitle(/大篷车窗口工作站/)
    await desk.close()
    expect(statSync(kept()).size).toBeGreaterThan(100_000)
    expect(statSync(kept()).mtimeMs).not.toBe(made.mtimeMs)
  })
}

test('it closes cleanly and opens again', async ({ desk }) => {
  const process = desk.app.process()
  await desk.relaunch()
  expect(process.exitCode).toBe(0)
  await expect(desk.page).toHaveTitle(/大篷车窗口工作站/)
})

test('after the plug was pulled it opens again', async ({ desk }) => {
  await desk.kill9()
  await desk.start()
  await expect(desk.page).toHaveTitle(/大篷车窗口工作站/)
})

test('a second start focuses the first window and ends', async ({ desk }) => {
  await desk.app.evaluate(({ app, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const focus = window?.focus.bind(window)
    if (window !== undefined) window.focus = () => { Reflect.set(globalThis, 'focused', true); focus?.() }
    app.once('second-instance', () => Reflect.set(globalThis, 'asked', true))
  })
  const second = await runToEnd(electronFile, [root, `--user-data-dir=${desk.userData}`])
  expect(second.code).toBe(0)
  expect(second.stderr).toContain('已经打开')
  await expect.poll(() => desk.app.evaluate((): unknown[] => [Reflect.get(globalThis, 'asked'), Reflect.get(globalThis, 'focused')])).toEqual([true, true])
  expect(desk.app.windows()).toHaveLength(1)
  await expect(desk.page).toHaveTitle(/大篷车窗口工作站/)
})

test('a page that is lost comes back by itself', async ({ desk }) => {
  const { app, page } = desk
  const session = await page.context().newCDPSession(page)
  session.send('Page.crash').catch(() => {})
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toMatch(/^app:\/\/desk\/index\.html\?restored=1/)
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.title'))).toContain('大篷车')
  expect(readFileSync(join(desk.userData, 'desk.log'), 'utf8')).toContain('page lost')
})

test('a broken pack on a first start is refused with a reason, and nothing is written', async ({ dataFolder }) => {
  const desk = new Desk(dataFolder)
  const end = await runToEnd(electronFile, [root, `--user-data-dir=${desk.userData}`, '--pack', join(root, 'docs')])
  expect(end.code).toBe(1)
  expect(end.stderr).toContain('政策包有问题')
  expect(existsSync(join(desk.stationFolder, 'office'))).toBe(false)
})

test('data of a newer program are refused before the browser opens its folder', async ({ dataFolder }) => {
  const desk = new Desk(dataFolder)
  const format = join(desk.stationFolder, 'office', 'format.json')
  mkdirSync(dirname(format), { recursive: true })
  writeFileSync(format, '{"format":99}\n')
  const end = await runToEnd(electronFile, [root, `--user-data-dir=${desk.userData}`])
  expect(end.code).toBe(1)
  expect(end.stderr).toContain('由更新版本的程序保存')
  expect(readFileSync(format, 'utf8')).toBe('{"format":99}\n')
  expect(readdirSync(desk.userData)).toEqual(['station'])
})

test('npm start runs from any folder, says what it runs on, and ends when told to', async ({ dataFolder }) => {
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs'), `--user-data-dir=${dataFolder}`], {
    cwd: tmpdir(),
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', INIT_CWD: tmpdir(), CARAVAN_OFFLINE: '1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { said += String(chunk) })
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  await expect.poll(() => existsSync(join(dataFolder, 'station', 'office', 'journal')), { timeout: 30_000 }).toBe(true)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(said).toMatch(/Running on (Electron|the installed Chromium)/)
  expect(said).toContain('no display')
})

