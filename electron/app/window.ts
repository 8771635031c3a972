import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron'
import { BrowserWindow } from 'electron'
import { deskPage, isDeskPage } from './appProtocol.ts'

export const windowTitle = '大篷车窗口工作站'

/** Where a page is opened after its process was lost; it tells the clerk that nothing was. */
export const restoredPage = `${deskPage}?restored=1`

/** A second loss within this time is not reloaded again: it would only repeat. */
const reloadAgainAfterMs = 60_000

/** Locked down: the page has no Node, no other page and no permission; all it gets is the preload's `window.desk`. */
function windowOptions({ preloadFile, iconFile }: DeskWindow): BrowserWindowConstructorOptions {
  return {
    title: windowTitle,
    icon: iconFile,
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 680,
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  }
}

export interface DeskWindow {
  readonly preloadFile: string
  /** Shown in the task bar where the desktop has no icon of the installed program. */
  readonly iconFile: string
  readonly nowMs: () => number
  readonly log: (entry: string) => void
  /** The page was lost twice in short order. */
  readonly giveUp: () => void
}

/** Opens the one window. The page is not loaded yet. */
export function openDeskWindow(desk: DeskWindow): BrowserWindow {
  const window = new BrowserWindow(windowOptions(desk))
  denyLeaving(window.webContents)
  denyPermissions(window.webContents.session)
  let lostAtMs = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    desk.log(`page lost: ${reason} ${exitCode}`)
    const isRepeated = desk.nowMs() - lostAtMs < reloadAgainAfterMs
    lostAtMs = desk.nowMs()
    if (isRepeated) desk.giveUp()
    else void window.loadURL(restoredPage)
  })
  return window
}

/** The page can't be replaced, framed, multiplied or downloaded from. */
function denyLeaving(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-redirect', (event) => event.preventDefault())
  // Comes for the page itself and for frames inside it, of which there are none.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isDeskPage(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Camera, position, devices, notifications, clipboard reading: a counter program needs none of them. */
function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
}
