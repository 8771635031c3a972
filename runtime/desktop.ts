import { app } from './app.ts'
import type { Browser } from './browser.ts'
import type { BrowserWindow } from './browserWindow.ts'
import type { CdpConnection, CdpSession } from './cdp.ts'
import type { RequestPaused } from './devtools.ts'
import { answerRequest, interceptionPatterns, isAppUrl } from './protocol.ts'

/** Our windows and the targets in the browser that show them. */
export class Desktop {
  isOffline = false
  isHeadless = false
  private browser: Browser | null = null
  private readonly windows = new Map<string, BrowserWindow>()
  /** Windows whose target is not known by name yet. */
  private openCount = 0
  /** Pages of no window. */
  private readonly strangers = new Set<string>()

  begin(browser: Browser, { isOffline, isHeadless }: { readonly isOffline: boolean; readonly isHeadless: boolean }): void {
    this.browser = browser
    this.isOffline = isOffline
    this.isHeadless = isHeadless
  }

  /** Opens the target of a window and sets it up; the window may load a page then. */
  async open(window: BrowserWindow, size: { readonly width: number; readonly height: number }): Promise<void> {
    if (this.browser === null) throw new Error('the program was not started by the runtime')
    const targetId = await this.openTarget(this.browser, window, size)
    const connection = await this.browser.connect()
    if (window.isDestroyed()) {
      connection.browser.post('Target.closeTarget', { targetId })
      return
    }
    const { sessionId } = await connection.browser.send('Target.attachToTarget', { targetId, flatten: true })
    await window.attach(connection.browser, connection.session(sessionId), targetId)
  }

  private async openTarget(browser: Browser, window: BrowserWindow, size: { readonly width: number; readonly height: number }): Promise<string> {
    this.openCount += 1
    try {
      const targetId = await browser.openTarget(size)
      this.windows.set(targetId, window)
      this.strangers.delete(targetId)
      return targetId
    } finally {
      this.openCount -= 1
      const { current } = browser
      if (this.openCount === 0) for (const stranger of this.strangers) void current?.then((connection) => closeStranger(connection, stranger))
    }
  }

  /** Brings a window up, also from the task bar. */
  raise(targetId: string): void {
    void this.browser?.current?.then(async ({ browser }) => {
      const { windowId, bounds } = await browser.send('Browser.getWindowForTarget', { targetId })
      if (bounds.windowState === 'minimized') await browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } })
      await browser.send('Target.activateTarget', { targetId })
    }).catch(() => {})
  }

  closeTarget(targetId: string): void {
    void this.browser?.current?.then(({ browser }) => browser.post('Target.closeTarget', { targetId })).catch(() => {})
  }

  /** Everything the browser says that is not about one page only. */
  async listen(connection: CdpConnection): Promise<void> {
    const { browser } = connection
    browser.on('Target.targetCreated', ({ targetInfo: { type, targetId, openerId } }) => {
      if (type !== 'page' || this.windows.has(targetId)) return
      this.strangers.add(targetId)
      if (openerId !== undefined || this.openCount === 0) void closeStranger(connection, targetId)
    })
    browser.on('Target.targetInfoChanged', ({ targetInfo }) => this.windows.get(targetInfo.targetId)?.hearTitle(targetInfo))
    browser.on('Target.targetDestroyed', ({ targetId }) => {
      this.strangers.delete(targetId)
      const window = this.windows.get(targetId)
      this.windows.delete(targetId)
      window?.end()
    })
    browser.on('Target.targetCrashed', ({ targetId, status, errorCode }) => this.windows.get(targetId)?.webContents.lose(reasonOf(status), errorCode))
    browser.on('Fetch.requestPaused', (paused) => this.decide(browser, paused))
    await Promise.all([
      browser.send('Target.setDiscoverTargets', { discover: true }),
      browser.send('Fetch.enable', { patterns: interceptionPatterns(this.isOffline) }),
      browser.send('Browser.setDownloadBehavior', { behavior: 'deny' }),
    ])
  }

  /** The browser itself has ended: its last window was closed, or it was lost. */
  hearEnd({ isOrderly, exitCode }: { readonly isOrderly: boolean; readonly exitCode: number }): void {
    const windows = [...this.windows.values()]
    this.windows.clear()
    this.strangers.clear()
    if (isOrderly) {
      for (const window of windows) window.end()
      return
    }
    process.stderr.write(`Chromium has ended (${exitCode}); the program ends too.\n`)
    app.failWith(70)
    for (const { webContents } of windows) webContents.lose('killed', exitCode)
    app.exit(70)
  }

  private decide(browser: CdpSession, paused: RequestPaused): void {
    const { requestId, request, resourceType } = paused
    if (resourceType === 'Document' && !this.mayFetch(paused)) browser.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    else if (isAppUrl(request.url)) void answerRequest(browser, paused)
    else if (this.isOffline && /^(https?|wss?|ftp):/.test(request.url)) browser.post('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' })
    else browser.post('Fetch.continueRequest', { requestId })
  }

  private mayFetch(paused: RequestPaused): boolean {
    if (this.strangers.has(paused.frameId)) return false
    const all = [...this.windows.values()].map(({ webContents }) => webContents)
    const own = all.find((contents) => contents.navigation?.hasFrame(paused.frameId))
    // A frame within a foreign frame is known to nobody: every page is asked, one is enough to refuse.
    return (own === undefined ? all : [own]).every((contents) => contents.navigation?.mayFetch(paused) ?? true)
  }
}

/** A page that no window of ours opened. */
async function closeStranger({ browser }: CdpConnection, targetId: string): Promise<void> {
  try {
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true })
    // Closed before it has begun, or while another tool holds it back, it would leave its opener waiting for ever.
    const page = browser.other(sessionId)
    await page.send('Runtime.runIfWaitingForDebugger', {})
    await page.send('Runtime.evaluate', { expression: '0' })
    await browser.send('Target.closeTarget', { targetId })
  } catch {
    // Gone already.
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
