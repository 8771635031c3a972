import { spawnSync } from 'node:child_process'
import { expect } from '@playwright/test'
import { findChromium } from '../../../runtime/findChromium.mjs'
import { definedOf, fixture, ownBinary, runtimeTest } from './electronUnderTest.ts'

runtimeTest('what is not offered says so by its name', async ({ shared: { app } }) => {
  const problems = await app.evaluate((electron) => {
    const { app: program, BrowserWindow, dialog, ipcMain, session, shell } = electron
    const [window] = BrowserWindow.getAllWindows()
    const attempts: (() => unknown)[] = [
      () => electron.net,
      () => electron.safeStorage,
      () => electron.Notification,
      () => electron.powerMonitor,
      () => program.dock,
      () => program.getPath('music'),
      () => program.on('gpu-info-update', () => {}),
      () => window?.setKiosk(true),
      () => window?.on('blur', () => {}),
      () => window?.webContents.print(),
      () => window?.webContents.on('zoom-changed', () => {}),
      () => BrowserWindow.fromId(1),
      () => new BrowserWindow({ kiosk: true }),
      () => new BrowserWindow({ webPreferences: { nodeIntegration: true } }),
      () => dialog.showMessageBoxSync({ message: '' }),
      () => ipcMain.handleOnce('x', () => {}),
      () => session.fromPartition('x'),
      () => session.defaultSession.cookies,
      () => shell.beep(),
    ]
    return attempts.map((attempt) => {
      try {
        attempt()
        return 'offered'
      } catch (error) {
        return error instanceof Error ? error.message : 'not an error'
      }
    })
  })
  const name = 'the Chromium runtime does not offer'
  expect(problems).toEqual([
    `${name} electron.net`,
    `${name} electron.safeStorage`,
    `${name} electron.Notification`,
    `${name} electron.powerMonitor`,
    `${name} electron.app.dock`,
    `${name} electron.app.getPath('music')`,
    `${name} electron.app event 'gpu-info-update'`,
    `${name} electron.BrowserWindow.setKiosk`,
    `${name} electron.BrowserWindow event 'blur'`,
    `${name} electron.WebContents.print`,
    `${name} electron.WebContents event 'zoom-changed'`,
    `${name} electron.BrowserWindow.fromId`,
    `${name} BrowserWindow option kiosk`,
    `${name} webPreferences nodeIntegration: true`,
    `${name} electron.dialog.showMessageBoxSync`,
    `${name} electron.ipcMain.handleOnce`,
    `${name} electron.session.fromPartition`,
    `${name} electron.Session.cookies`,
    `${name} electron.shell.beep`,
  ])
})

runtimeTest('addresses outside of the program are not opened', async ({ shared: { app } }) => {
  const problem = await app.evaluate(async ({ shell }) => await shell.openExternal('https://example.com/').then(() => 'opened', String))
  expect(problem).toContain('does not open addresses outside of the program')
})

runtimeTest('without a browser, the package to install is named', () => {
  const named = findChromium({ CARAVAN_CHROMIUM: '/nowhere/chromium' })
  expect(named).toEqual({ ok: false, problem: 'CARAVAN_CHROMIUM names /nowhere/chromium, which is not a program.' })
  const { status, stderr } = spawnSync(ownBinary, [fixture], { env: { ...definedOf(process.env), CARAVAN_CHROMIUM: '/nowhere/chromium' }, encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain('CARAVAN_CHROMIUM names /nowhere/chromium')
})
