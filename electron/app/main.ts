import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { app, dialog, ipcMain, Menu, protocol } from 'electron'
import type { AnswerOf, Channel, RequestOf } from '../../shared/contracts/ipc.ts'
import { answerAsset, appScheme, deskPage } from './appProtocol.ts'
import { readCommandLine } from './commandLine.ts'
import { describeError, openFaultLog } from './faultLog.ts'
import { announceTo, openDoor } from './ipcDoor.ts'
import { askSavePath } from './savePath.ts'
import { openDeskWindow, windowTitle } from './window.ts'

const nowMs = (): number => performance.now()
const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count))
const newFaultId = (): string => Buffer.from(random(4)).toString('hex')

// A name of its own for the data folder: the product's name is Chinese and would be part of every path.
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), 'caravan-desk'))
protocol.registerSchemesAsPrivileged([appScheme])
Menu.setApplicationMenu(null)

if (app.requestSingleInstanceLock()) void run()
else {
  console.error(`${windowTitle}已经打开，已切换到那个窗口。`)
  app.quit()
}

async function run(): Promise<void> {
  const userData = app.getPath('userData')
  const log = openFaultLog(userData, () => new Date())
  let window: BrowserWindow | null = null
  try {
    await app.whenReady()
    const resources = join(app.getAppPath(), 'resources')
    const out = join(app.getAppPath(), 'out')
    protocol.handle('app', (request) => answerAsset(join(out, 'renderer'), request))

    const { packDir } = readCommandLine(process.argv.slice(1), process.cwd())
    void packDir; void resources; void askSavePath; void dialog; void announceTo; void random
    const desk = {
      async handle<C extends Channel>(_channel: C, _request: RequestOf<C>): Promise<AnswerOf<C>> { throw new Error('not yet') },
      async close() {},
    }
    openDoor({
      receiver: ipcMain,
      findPage: () => window?.webContents ?? null,
      handle: (channel, request) => desk.handle(channel, request),
      report: ({ id, channel, error }) => log(`fault ${id} ${channel}: ${describeError(error)}`),
      newFaultId,
      nowMs,
    })

    app.on('second-instance', () => {
      if (window?.isMinimized() === true) window.restore()
      window?.focus()
    })
    app.on('window-all-closed', () => app.quit())
    window = openDeskWindow({ preloadFile: join(out, 'main', 'preload.cjs'), nowMs, log, giveUp: () => app.quit() })
    window.on('closed', () => { window = null })
    await window.loadURL(deskPage)
  } catch (error) {
    log(`start failed: ${describeError(error)}`)
    app.exit(1)
  }
}
