import type * as Electron from 'electron'
import { EventEmitter } from 'node:events'
import { app } from './app.ts'
import type { CdpSession } from './cdp.ts'
import type { TargetInfo } from './devtools.ts'
import { desktop } from './desktop.ts'
import { checkEvent, offerOnlyClass } from './offered.ts'
import { makePageScripts } from './pageScripts.ts'
import { WebContents } from './webContents.ts'

/** What is understood of a window's options; the page's own title and look take the place of the rest. */
const options = ['width', 'height', 'minWidth', 'minHeight', 'show', 'title', 'icon', 'backgroundColor', 'autoHideMenuBar', 'webPreferences']

/** The only way pages run here; asking for something else is refused. `null`: anything goes. */
const webPreferences: Readonly<Record<string, boolean | null>> = {
  preload: null,
  devTools: null,
  spellcheck: null,
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
}

const events = ['closed', 'close', 'ready-to-show']

const allWindows = new Set<BrowserWindow>()
let lastId = 0

/**
 * A window that shows one page. Headless, nothing is seen of it. With a display it is an app window of Chromium:
 * `show: false`, smallest size, icon and background are not Chromium's to set and have no effect.
 */
export class BrowserWindow extends EventEmitter {
  readonly id: number
  readonly webContents: WebContents
  private title: string
  private targetId: string | null = null
  private isGone = false

  constructor(given: Electron.BrowserWindowConstructorOptions = {}) {
    super()
    checkOptions(given)
    lastId += 1
    this.id = lastId
    this.title = given.title ?? app.getName()
    this.on('newListener', (event: string) => checkEvent('electron.BrowserWindow', events, event))
    const preload = given.webPreferences?.preload
    this.webContents = new WebContents({
      scripts: preload === undefined ? null : makePageScripts(preload),
      isShown: !desktop.isHeadless,
      destroy: () => this.destroy(),
      close: () => { this.close() },
    })
    this.webContents.once('did-finish-load', () => { this.emit('ready-to-show') })
    allWindows.add(this)
    app.windows.add(this)
    desktop.open(this, { width: given.width ?? 800, height: given.height ?? 600 }).catch((error: unknown) => {
      if (this.isGone || app.isLeaving) return
      console.error(error instanceof Error ? error.message : error)
      app.exit(1)
    })
  }

  static getAllWindows(): BrowserWindow[] {
    return [...allWindows]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...allWindows].find((window) => window.webContents === contents) ?? null
  }

  /** Which window has the focus is not known here; with one window it is that one. */
  static getFocusedWindow(): BrowserWindow | null {
    return [...allWindows].at(-1) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url)
  }

  show(): void {
    this.focus()
  }

  /** Brings it up, whatever state it is in. */
  focus(): void {
    if (this.targetId !== null) desktop.raise(this.targetId)
  }

  /** Chromium doesn't tell; `focus` and `restore` bring a minimised window back all the same. */
  isMinimized(): boolean {
    return false
  }

  restore(): void {
    this.focus()
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  /** Asks the program, then the page. Answers whether the program agrees. */
  close(): boolean {
    if (this.isGone) return true
    const event = app.makeEvent()
    this.emit('close', event)
    if (event.defaultPrevented) return false
    if (this.targetId === null) this.end()
    else this.webContents.closePage()
    return true
  }

  destroy(): void {
    if (this.targetId !== null) desktop.closeTarget(this.targetId)
    this.end()
  }

  setTitle(title: string): void {
    this.title = title
  }

  getTitle(): string {
    return this.title
  }

  /** The page's title becomes the window's. */
  hearTitle({ title, url }: TargetInfo): void {
    // A page without one is titled with its address.
    if (title !== '' && !url.includes(title)) this.title = title
  }

  async attach(browser: CdpSession, page: CdpSession, targetId: string): Promise<void> {
    this.targetId = targetId
    await this.webContents.attach(browser, page, targetId, desktop.isOffline)
  }

  /** It is closed. */
  end(): void {
    if (this.isGone) return
    this.isGone = true
    allWindows.delete(this)
    this.webContents.end()
    this.emit('closed')
    app.forget(this)
  }
}
offerOnlyClass('electron.BrowserWindow', BrowserWindow)

function checkOptions(given: Electron.BrowserWindowConstructorOptions): void {
  const unknown = Object.keys(given).find((name) => !options.includes(name))
  if (unknown !== undefined) throw new Error(`the Chromium runtime does not offer BrowserWindow option ${unknown}`)
  for (const [name, value] of Object.entries(given.webPreferences ?? {})) {
    const only = webPreferences[name]
    if (only === undefined || (only !== null && value !== only)) throw new Error(`the Chromium runtime does not offer webPreferences ${name}: ${String(value)}`)
  }
}
