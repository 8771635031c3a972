import { randomBytes } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { release, uptime } from 'node:os'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { app, dialog, ipcMain, Menu, protocol } from 'electron'
import { drawAhead } from '../station/chance.ts'
import type { Timers } from '../station/ports.ts'
import { findNewerFormat } from '../station/profileFormat.ts'
import { answerAsset, appScheme, deskPage } from './appProtocol.ts'
import { runInBackground } from './background.ts'
import { readCommandLine } from './commandLine.ts'
import { keepCompiled } from './compileCache.ts'
import { endInOrder } from './endInOrder.ts'
import { describeError, openFaultLog } from './faultLog.ts'
import { nameMachine } from './machineName.ts'
import { askFolder, askSavePath } from './savePath.ts'
import type { DeskService } from './service.ts'
import { describeRefusal, type RefusalText } from './startRefusal.ts'
import { openDeskWindow, windowTitle } from './window.ts'

const nowMs = (): number => performance.now()
const after: Timers['after'] = (ms, work) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
const random = drawAhead((count) => new Uint8Array(randomBytes(count)))

// A name of its own for the data folder: the product's name is Chinese and would be part of every path.
if (!app.commandLine.hasSwitch('user-data-dir')) app.setPath('userData', join(app.getPath('appData'), 'caravan-desk'))
protocol.registerSchemesAsPrivileged([appScheme])
Menu.setApplicationMenu(null)

const userData = app.getPath('userData')
const profileRoot = join(userData, 'station')
const faultLog = openFaultLog(userData, () => new Date())
const log = faultLog.write
let window: BrowserWindow | null = null
let isLeaving = false
app.on('before-quit', () => {
  isLeaving = true
})

// At once: after this the browser opens its own folder among the data.
const newerFormat = findNewerFormat(profileRoot)
if (newerFormat !== null) refuse(describeRefusal({ kind: 'newer-format', format: newerFormat }, profileRoot))
else if (app.requestSingleInstanceLock()) run().catch(refuseToStart)
else {
  process.stderr.write(`${windowTitle}已经打开，已切换到那个窗口。\n`)
  app.quit()
}

async function run(): Promise<void> {
  const out = join(app.getAppPath(), 'out')
  const resources = join(app.getAppPath(), 'resources')
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => app.quit())
  await app.whenReady()

  protocol.handle('app', (request) => answerAsset(join(out, 'renderer'), request))
  const deskWindow = openDeskWindow({ preloadFile: join(out, 'main', 'preload.cjs'), iconFile: join(resources, 'icons', '256x256.png'), nowMs, log, giveUp: () => app.quit() })
  window = deskWindow
  deskWindow.on('closed', () => {
    window = null
  })

  // The window comes first: all that follows is done while the browser starts.
  // Beside the data, so that nothing that is run travels with them.
  keepCompiled(`${userData}.compiled`)
  const { announceTo, checkInWorker, createCipherThread, cupsPrinters, measureRoom, openAgain, openDesk, openDoor, reserveBytes, startDocuments, startReadingThread } = await import('./service.ts')
  const { packDir, overlayDirs, restoreFrom } = readCommandLine(process.argv.slice(1), process.cwd())
  // CUPS' own variable: a print server elsewhere.
  const printServer = process.env.CUPS_SERVER
  const documents = startDocuments({ fontsDir: join(resources, 'fonts'), workerFile: join(out, 'main', 'documentsWorker.cjs') })
  // The station opens while the page loads; what the page asks before is answered when it is open.
  const opening = openDesk({
    profileRoot,
    packDir: packDir ?? join(resources, 'packs', 'xiamen-2021'),
    overlayDirs,
    restoreFrom,
    documents,
    printers: cupsPrinters(printServer === undefined ? {} : { server: printServer }),
    chooseSavePath: askSavePath(dialog, () => window, app.getPath('documents')),
    // Of the system, because the clock of a process stands still while the computer sleeps.
    clock: { now: () => new Date(), uptimeMs: () => uptime() * 1000 },
    randomBytes: random,
    runInBackground,
    // After the answer to the command that it tells of, which is on its way within the same turn.
    announce: (announcement, payload) => {
      setImmediate(() => {
        if (window !== null) announceTo(window.webContents)(announcement, payload)
      })
    },
    relaunch: openAgain({
      app,
      session: deskWindow.webContents.session,
      freeBytes: async () => {
        const { bavail, bsize } = await statfs(userData)
        return bavail * bsize
      },
      log,
    }),
    version: app.getVersion(),
    safety: {
      machine: nameMachine(),
      // Beside the data, so that it does not travel with them.
      witnessDir: `${userData}.witness`,
      chooseFolder: askFolder(dialog, () => window, app.getPath('home')),
      every: (periodMs, work) => {
        const timer = setInterval(work, periodMs)
        return () => clearInterval(timer)
      },
      measureRoom,
      reserveBytes,
      report: (error) => log(`copy failed: ${describeError(error)}`),
    },
    stickCipher: createCipherThread({ workerFile: join(out, 'main', 'stickWorker.cjs') }),
    checkEdition: checkInWorker(join(out, 'main', 'checkWorker.cjs')),
    network: {
      fetch,
      timers: { nowMs, after },
      random: Math.random,
      reader: startReadingThread(join(out, 'main', 'readingWorker.cjs')),
      report: (error) => log(`sync failed: ${describeError(error)}`),
    },
    quit: () => app.quit(),
    machine: { versions: { system: `${process.platform} ${process.arch} ${release()}`, node: process.versions.node, chromium: process.versions.chrome }, readFaultLog: faultLog.read },
  })
  // Where it is refused, the program ends and says why; the page hears nothing of it.
  const whenOpen = new Promise<DeskService>((resolve) => void opening.then(resolve, () => undefined))
  // What was begun is finished and flushed before the process ends.
  const end = endInOrder({ parts: { desk: async () => (await opening).close(), documents: () => documents.close() }, after, log, exit: (code) => app.exit(code) })
  app.on('will-quit', (event) => {
    event.preventDefault()
    end()
  })
  openDoor({
    receiver: ipcMain,
    findPage: () => window?.webContents ?? null,
    handle: async (channel, request) => (await whenOpen).handle(channel, request),
    report: ({ id, channel, error }) => log(`fault ${id} ${channel}: ${describeError(error)}`),
    newFaultId: () => Buffer.from(random(4)).toString('hex'),
    nowMs,
  })
  await Promise.all([opening, deskWindow.loadURL(deskPage)])
}

async function refuseToStart(error: unknown): Promise<void> {
  // Told to end while the page was loading: that is not a failure.
  if (isLeaving) return
  log(`start failed: ${describeError(error)}`)
  const { DeskRefused } = await import('./service.ts')
  refuse(error instanceof DeskRefused ? describeRefusal(error.refusal, profileRoot) : { title: '工作站没有打开', text: '程序自己出了问题，记录没有改动。请重新打开一次；还是这样，请把数据文件夹里的 desk.log 交给维护人员。' })
}

function refuse({ title, text }: RefusalText): void {
  dialog.showErrorBox(title, text)
  app.exit(1)
}
