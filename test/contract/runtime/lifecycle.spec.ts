import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { _electron, expect } from '@playwright/test'
import { binary, definedOf, endOf, fixture, runtimeTest, test } from './electronUnderTest.ts'
import { findDescendants, isAlive, killIfThere } from '../../builders/processes.ts'

test('closing the last window ends the program, step by step', async ({ start }) => {
  const { app, said, ended } = await start()
  // As the button of the window does.
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await ended).toBe(0)
  expect(said()).toMatch(/closed\nall closed\nbefore quit\nwill quit\n/)
})

test('a window the browser closes is closed for the program', async ({ start }) => {
  const { app, page, said, ended } = await start()
  const session = await app.context().newCDPSession(page)
  await session.send('Page.close').catch(() => {})
  expect(await ended).toBe(0)
  expect(said()).toMatch(/closed\nall closed\n/)
})

test('a window may refuse to close, and so may the program', async ({ start }) => {
  const { app, page } = await start()
  const isOpen = await app.evaluate(({ app: program, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.once('close', (event) => event.preventDefault())
    window?.close()
    program.once('before-quit', (event) => event.preventDefault())
    program.quit()
    return window?.isDestroyed() === false
  })
  expect(isOpen).toBe(true)
  expect(await page.evaluate(() => window.desk.add(1, 1))).toBe(2)
})

test('a destroyed window is gone at once and asks nobody', async ({ start }) => {
  const { app, ended } = await start()
  const isGone = await app.evaluate(({ app: program, BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    window?.on('close', (event) => event.preventDefault())
    program.once('will-quit', (event) => event.preventDefault())
    window?.destroy()
    const left = BrowserWindow.getAllWindows().length
    setTimeout(() => program.exit(3), 0)
    return window?.isDestroyed() === true && left === 0
  })
  expect(isGone).toBe(true)
  expect(await ended).toBe(3)
})

test('a second start is told to the first and ends', async ({ start }, info) => {
  const { page } = await start()
  const second = spawn(binary, [fixture, `--user-data-dir=${info.outputPath('profile')}`, '--no-sandbox', '--hello'], { cwd: info.outputDir, stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  second.stderr.on('data', (chunk: Buffer) => { text += chunk.toString() })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  expect(text).toContain('not the first')
  await expect.poll(() => page.evaluate(() => window.desk.invoke('heard'))).toContain(`second true in ${info.outputDir}`)
})

test('after the first has been killed, the next start is the first', async ({ start }) => {
  const first = await start()
  process.kill(first.pid, 'SIGKILL')
  await first.ended
  const next = await start()
  await expect.poll(() => next.page.evaluate(() => window.desk.invoke('heard'))).toContain('loaded')
  expect(await next.page.evaluate(() => window.desk.invoke('heard'))).toContain('contents 1')
})

test('a killed page is reported, and can be loaded again', async ({ start }) => {
  const { app, pid, said } = await start()
  for (const renderer of findDescendants(pid).filter(({ commandLine }) => commandLine.includes('--type=renderer'))) killIfThere(renderer.pid)
  await expect.poll(said).toContain('gone killed')
  const answer = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    await window?.loadURL('app://desk/second.html')
    return await window?.webContents.executeJavaScript("desk.invoke('who').then(({ url }) => url)")
  })
  expect(answer).toBe('app://desk/second.html')
})

runtimeTest('a profile locked in the name of another computer is opened all the same', async ({ start }, info) => {
  const profile = info.outputPath('profile', 'chromium')
  mkdirSync(profile, { recursive: true })
  symlinkSync('another-computer-4711', join(profile, 'SingletonLock'))
  const { page } = await start()
  expect(await page.evaluate(() => window.desk.add(1, 1))).toBe(2)
})

test('two windows are told apart, and share what is stored', async ({ start }) => {
  const { app, page, said } = await start()
  const opened = app.waitForEvent('window')
  await app.evaluate(async ({ app: program, BrowserWindow }) => {
    const window = new BrowserWindow({ width: 600, height: 400, webPreferences: { preload: `${program.getAppPath()}/preload.cjs` } })
    await window.loadURL('app://desk/second.html')
  })
  const other = await opened
  await other.waitForFunction(() => 'desk' in window)
  const who = (one: typeof page): Promise<unknown> => one.evaluate(() => window.desk.invoke('who'))
  expect(await Promise.all([who(page), who(other)])).toMatchObject([{ url: 'app://desk/index.html' }, { url: 'app://desk/second.html' }])
  await page.evaluate(() => localStorage.setItem('shared', 'yes'))
  await expect.poll(() => other.evaluate(() => localStorage.getItem('shared'))).toBe('yes')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().find((window) => window.webContents.getURL().endsWith('second.html'))?.close())
  await expect.poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(await page.evaluate(() => window.desk.add(1, 1))).toBe(2)
  expect(said()).not.toContain('all closed')
})

test('a page that objects stays open, and the program with it, until it no longer objects', async ({ start }) => {
  const { app, page, ended, said } = await start()
  // Playwright would answer in the page's place.
  page.on('dialog', () => {})
  const ask = (code: string): Promise<unknown> => app.evaluate(async ({ app: program, BrowserWindow }, script) => {
    const [window] = BrowserWindow.getAllWindows()
    await window?.webContents.executeJavaScript(script, true)
    program.quit()
  }, code)
  await ask("globalThis.object = (event) => { globalThis.objected = true; event.preventDefault() }; addEventListener('beforeunload', object); 1")
  await page.waitForFunction(() => 'objected' in window)
  expect(await page.evaluate(() => window.desk.add(1, 1))).toBe(2)
  expect(said()).not.toContain('will quit')
  await ask("removeEventListener('beforeunload', object); 1")
  expect(await ended).toBe(0)
})

test('a page is printed and pictured', async ({ start }) => {
  const { app } = await start()
  const heads = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) return []
    const pdf = await window.webContents.printToPDF({ pageSize: 'A4' })
    const image = await window.webContents.capturePage()
    return [pdf.subarray(0, 5).toString('latin1'), image.toPNG().subarray(1, 4).toString('latin1')]
  })
  expect(heads).toEqual(['%PDF-', 'PNG'])
})

test('a program that starts itself anew ends first', async ({ start }, info) => {
  const { app, ended } = await start()
  const trace = info.outputPath('trace')
  await app.evaluate(({ app: program }, file) => {
    program.relaunch({ execPath: '/bin/sh', args: ['-c', `echo again > ${file}`] })
    setTimeout(() => program.exit(0), 0)
  }, trace)
  expect(await ended).toBe(0)
  await expect.poll(() => existsSync(trace)).toBe(true)
})

runtimeTest('started as npm would start Electron, it runs as well', async ({}, info) => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = dirname(binary)
  const app = await _electron.launch({ args: [fixture, `--user-data-dir=${info.outputPath('profile')}`] })
  const page = await app.firstWindow()
  await page.waitForFunction(() => 'desk' in window)
  expect(await app.evaluate(({ app: program }) => [program.isReady(), process.argv.length])).toEqual([true, 3])
  await app.close()
})

runtimeTest('a killed browser is reported, and the program ends with a failure, even if it quits in order', async ({ start }) => {
  const { app, pid, said, ended } = await start()
  await app.evaluate(({ app: program, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.on('render-process-gone', () => program.quit())
  })
  const browser = findDescendants(pid).find(({ parent, commandLine }) => parent === pid && commandLine.includes('--user-data-dir'))
  expect(browser).toBeDefined()
  process.kill(browser?.pid ?? 0, 'SIGKILL')
  expect(await ended).toBe(70)
  expect(said()).toContain('gone killed')
})

test('a killed program takes its browser with it', async ({ start }) => {
  const { pid, ended } = await start()
  const family = findDescendants(pid)
  expect(family.some(({ commandLine }) => commandLine.includes('--type=renderer'))).toBe(true)
  process.kill(pid, 'SIGKILL')
  await ended
  await expect.poll(() => family.filter(isAlive).map(({ commandLine }) => commandLine)).toEqual([])
})

test('asked to terminate, the program quits in order', async ({ start }) => {
  const { pid, said, ended } = await start()
  const family = findDescendants(pid)
  process.kill(pid, 'SIGTERM')
  expect(await ended).toBe(0)
  expect(said()).toContain('will quit')
  await expect.poll(() => family.filter(isAlive)).toEqual([])
})

test('the program knows itself', async ({ start }, info) => {
  const launched = await start({ args: ['--lang=zh-CN', 'a-word'] })
  const told = await launched.app.evaluate(({ app }) => [
    app.getName(), app.getVersion(), app.getAppPath(), app.getPath('userData'), app.isPackaged, app.isReady(), app.hasSingleInstanceLock(),
    app.commandLine.hasSwitch('lang'), app.commandLine.getSwitchValue('lang'), app.commandLine.hasSwitch('other'), process.argv.at(-1),
  ])
  expect(told).toEqual(['fixture', '1.2.3', fixture, info.outputPath('profile'), false, true, true, true, 'zh-CN', false, 'a-word'])
  await endOf(launched)
})

test('without --user-data-dir, data goes below the configuration folder, under the name of the program', async ({}, info) => {
  const env = { ...definedOf(process.env), XDG_CONFIG_HOME: info.outputPath('config') }
  const child = spawn(binary, [fixture, '--no-sandbox'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => { text += chunk.toString() })
  await expect.poll(() => text).toContain('loaded')
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(existsSync(info.outputPath('config', 'fixture'))).toBe(true)
})
