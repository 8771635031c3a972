import { app } from './app.ts'
import type { Browser } from './browser.ts'
import type { BrowserWindow } from './browserWindow.ts'
import type { CdpConnection } from './cdp.ts'
import type { RequestPaused, TargetInfo } from './devtools.ts'
import { answerRequest, interceptionPatterns, isAppUrl } from './protocol.ts'

/** Our windows and the targets in the browser that show them. */
export class Desktop {
  isOffline = false
  private browser: Browser | null = null
  private readonly windows = new Map<string, BrowserWindow>()
  /** Targets that are ours but not known by name yet. */
  private openCount = 0
  private readonly strangers = new Map<string, TargetInfo>()

  begin(browser: Browser, isOffline: boolean): void {
    this.browser = browser
    this.isOffline = isOffline
  }

  /** Opens the target of a window and sets it up; the window may load a page then. */
  async open(window: BrowserWindow, size: { readonly width: number; readonly height: number }): Promise<void> {
    if (this.browser === null) throw new Error('the program was not started by the runtime')
    this.openCount += 1
    let targetId: string
    try {
      targetId = await this.browser.openTarget(size)
      this.windows.set(targetId, window)
      this.strangers.delete(targetId)
    } finally {
      this.openCount -= 1
    }
    const connection = await this.browser.connect()
    if (window.isDestroyed()) {
      connection.browser.post('Target.closeTarget', { targetId })
      return
    }
    const { sessionId } = await connection.browser.send('Target.attachToTarget', { targetId, flatten: true })
    await window.attach(connection.browser, connection.session(sessionId), targetId)
    if (this.openCount === 0) for (const stranger of this.strangers.values()) void this.closeStranger(connection, stranger)
  }

  /** Brings a window up, also from the task bar. */
  raise(targetId: string): void {
    void this.browser?.connect().then(async ({ browser }) => {
      const { windowId, bounds } = await browser.send('Browser.getWindowForTarget', { targetId })
      if (bounds.windowState === 'minimized') await browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } })
      await browser.send('Target.activateTarget', { targetId })
    }).catch(() => {})
  }

  async closeTarget(targetId: string): Promise<void> {
    const connection = await this.browser?.connect()
    connection?.browser.post('Target.closeTarget', { targetId })
  }

  /** Everything the browser says that is not about one page only. */
  async listen(connection: CdpConnection): Promise<void> {
    const { browser } = connection
    browser.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.type !== 'page' || this.windows.has(targetInfo.targetId)) return
      if (targetInfo.openerId === undefined && this.openCount > 0) this.strangers.set(targetInfo.targetId, targetInfo)
      else void this.closeStranger(connection, targetInfo)
    })
    browser.on('Target.targetInfoChanged', ({ targetInfo }) => this.windows.get(targetInfo.targetId)?.hearTitle(targetInfo.title))
    browser.on('Target.targetDestroyed', ({ targetId }) => {
      this.strangers.delete(targetId)
      const window = this.windows.get(targetId)
      this.windows.delete(targetId)
      window?.end()
    })
    browser.on('Target.targetCrashed', ({ targetId, status, errorCode }) => this.windows.get(targetId)?.webContents.lose(reasonOf(status), errorCode))
    browser.on('Fetch.requestPaused', (paused) => this.decide(connection, paused))
    await Promise.all([
      browser.send('Target.setDiscoverTargets', { discover: true }),
      browser.send('Fetch.enable', { patterns: interceptionPatterns(this.isOffline) }),
      browser.send('Browser.setDownloadBehavior', { behavior: 'deny' }),
    ])
  }

  /** The browser itself has ended. */
  hearEnd({ isByUser, exitCode }: { readonly isByUser: boolean; readonly exitCode: number }): void {
    const windows = [...this.windows.values()]
    this.windows.clear()
    if (isByUser || windows.length === 0) {
      for (const window of windows) window.end()
      return
    }
    process.stderr.write(`Chromium has ended (${exitCode}); the program ends too.\n`)
    for (const { webContents } of windows) webContents.lose('killed', exitCode)
    app.exit(70)
  }

  /** A page that no window of ours opened. */
  private async closeStranger(connection: CdpConnection, { targetId }: TargetInfo): Promise<void> {
    this.strangers.delete(targetId)
    try {
      const { sessionId } = await connection.browser.send('Target.attachToTarget', { targetId, flatten: true })
      // Closed before it has begun, it would leave its opener waiting for ever.
      await connection.session(sessionId).send('Runtime.evaluate', { expression: '0' })
      await connection.browser.send('Target.closeTarget', { targetId })
    } catch {
      // Gone already.
    }
  }

  private decide({ browser }: CdpConnection, paused: RequestPaused): void {
    const { requestId, request, resourceType } = paused
    if (resourceType === 'Document' && !this.mayFetch(paused)) browser.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    else if (isAppUrl(request.url)) void answerRequest(browser, paused)
    else if (this.isOffline && /^(https?|wss?|ftp):/.test(request.url)) browser.post('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' })
    else browser.post('Fetch.continueRequest', { requestId })
  }

  private mayFetch(paused: RequestPaused): boolean {
    const own = this.windows.get(paused.frameId)
    // A frame inside a page doesn't say whose it is: every page is asked, one is enough to refuse.
    const asked = own === undefined ? [...this.windows.values()] : [own]
    return asked.length > 0 && asked.every((window) => window.webContents.navigation?.mayFetch(paused) ?? true)
  }
}

function reasonOf(status: string): 'killed' | 'oom' | 'crashed' | 'abnormal-exit' | 'launch-failed' {
  switch (status) {
    case 'killed':
    case 'oom':
    case 'crashed':
      return status
    case 'launch failed':
      return 'launch-failed'
    default:
      return 'abnormal-exit'
  }
}

/** One per process, as the browser. */
export const desktop = new Desktop()
