import type * as Electron from 'electron'
import { EventEmitter } from 'node:events'
import { app } from './app.ts'
import type { CdpSession } from './cdp.ts'
import { cutUp, decode, encode, startJoining } from './codec.ts'
import { ipcMain } from './ipcMain.ts'
import type { ToPage } from './messages.ts'
import { isFromPage } from './messages.ts'
import { Navigation } from './navigation.ts'
import { checkEvent, offerOnly, offerOnlyClass } from './offered.ts'
import type { PageScripts } from './pageScripts.ts'
import { answerDialogs, capture, evaluate, printPdf } from './page.ts'
import { toAppUrl } from './protocol.ts'
import { defaultSession } from './session.ts'

/** The page's main frame, as one document shows it. */
export interface Frame {
  readonly url: string
  readonly parent: null
}

/** What a window does for its contents. */
export interface Host {
  readonly scripts: PageScripts | null
  readonly isShown: boolean
  readonly destroy: () => void
  readonly close: () => void
}

type OpenHandler = (details: Pick<Electron.HandlerDetails, 'url' | 'frameName' | 'features'>) => { action: 'deny' }

const events = [
  'will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview', 'render-process-gone', 'did-finish-load', 'destroyed',
]

/** Every `WebContents` that lives. */
export const allContents = new Set<WebContents>()

let lastId = 0
let lastMessage = 0

export class WebContents extends EventEmitter {
  readonly id: number
  readonly session = defaultSession
  /** Who answers for leaving the page; `null` until it is attached. */
  navigation: Navigation | null = null
  private readonly host: Host
  private readonly attached: Promise<CdpSession>
  private settleAttached: { resolve: (page: CdpSession) => void; reject: (error: Error) => void } = { resolve: () => {}, reject: () => {} }
  private page: CdpSession | null = null
  private targetId = ''
  /** The execution context of the preload in the document that is shown. */
  private contextId: number | null = null
  private frame: { url: string; parent: null }
  private isGone = false
  private openHandler: OpenHandler = () => ({ action: 'deny' })

  constructor(host: Host) {
    super()
    lastId += 1
    this.id = lastId
    this.host = host
    this.frame = offerOnly('electron.WebFrameMain', { url: '', parent: null })
    this.attached = new Promise((resolve, reject) => { this.settleAttached = { resolve, reject } })
    this.attached.catch(() => {})
    this.on('newListener', (event: string) => checkEvent('electron.WebContents', events, event))
    allContents.add(this)
    this.session.pages.add(this)
    app.emit('web-contents-created', app.makeEvent(), this)
  }

  get mainFrame(): Frame {
    return this.frame
  }

  getURL(): string {
    return this.frame.url
  }

  isDestroyed(): boolean {
    return this.isGone
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.isGone) throw new TypeError('Object has been destroyed')
    this.post({ kind: 'send', channel, args })
  }

  reload(): void {
    this.page?.post('Page.reload', {})
  }

  /** As a window's contents: with or without asking the page first. */
  close(options?: Electron.CloseOpts): void {
    if (options?.waitForBeforeUnload === true) this.host.close()
    else this.host.destroy()
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    return await evaluate(await this.attached, code, userGesture)
  }

  async capturePage(): Promise<Pick<Electron.NativeImage, 'toPNG'>> {
    return await capture(await this.attached)
  }

  /** Everything that the origin of the page keeps in IndexedDB; a page without an origin keeps nothing. */
  async clearIndexedDb(): Promise<void> {
    const page = await this.attached
    const origin = await evaluate(page, 'location.origin', false)
    if (typeof origin === 'string' && origin !== 'null') await page.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
  }

  async printToPDF(options: Electron.PrintToPDFOptions): Promise<Buffer> {
    return await printPdf(await this.attached, options)
  }

  async load(url: string): Promise<void> {
    await this.attached
    if (this.navigation === null) throw new Error('the page is not attached')
    await this.navigation.load(url)
  }

  /** Sends to the preload of the document that is shown; without one there is nobody to hear it. */
  post(message: ToPage): void {
    const contextId = this.contextId
    const text = encode(message)
    if (this.page === null || this.host.scripts === null || contextId === null) return
    lastMessage += 1
    for (const value of cutUp(lastMessage, text)) {
      this.page.post('Runtime.callFunctionOn', { functionDeclaration: this.host.scripts.deliver, executionContextId: contextId, arguments: [{ value }] })
    }
  }

  isTarget(targetId: string): boolean {
    return this.targetId === targetId
  }

  /** Asks the page whether it agrees, then closes it. */
  closePage(): void {
    this.attached.then((page) => page.post('Page.close', {})).catch(() => {})
  }

  async attach(browser: CdpSession, page: CdpSession, targetId: string, isOffline: boolean): Promise<void> {
    this.targetId = targetId
    this.page = page
    this.navigation = new Navigation({ contents: this, browser, page, targetId })
    this.listen(page)
    const { scripts } = this.host
    const world = scripts?.world ?? ''
    await Promise.all([
      page.send('Page.enable', {}),
      page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      page.send('Runtime.enable', {}),
      // Otherwise every exception a page makes, react-dom's own at its start too, has its whole script parsed again for
      // the sake of a debugger. A test tool that is attached asks for itself. A Chromium that does not know it, does it.
      page.send('Runtime.setMaxCallStackSizeToCapture', { size: 0 }).catch(() => {}),
      ...(scripts === null ? [] : [
        page.send('Runtime.addBinding', { name: world, executionContextName: world }),
        page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.mainWorld }),
        page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preloadWorld, worldName: world }),
      ]),
      ...(isOffline ? [goOffline(page)] : []),
    ])
    this.settleAttached.resolve(page)
  }

  private listen(page: CdpSession): void {
    const world = this.host.scripts?.world
    const join = startJoining()
    page.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === world && context.auxData.frameId === this.targetId) this.contextId = context.id
    })
    page.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.contextId) this.contextId = null
    })
    page.on('Runtime.executionContextsCleared', () => { this.contextId = null })
    page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      // Frames have the binding too, but no preload that would use it.
      if (name !== world || executionContextId !== this.contextId) return
      const text = join(payload)
      if (text === undefined) return
      const message = readMessage(text)
      if (isFromPage(message)) void ipcMain.receive({ sender: this, senderFrame: this.frame }, message)
      else process.stderr.write('a message of a page could not be read\n')
    })
    page.on('Page.frameNavigated', ({ frame: { id, url, urlFragment = '' } }) => {
      if (id === this.targetId) this.frame = offerOnly('electron.WebFrameMain', { url: toAppUrl(url + urlFragment), parent: null })
    })
    page.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.targetId) this.frame.url = toAppUrl(url)
    })
    page.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      const { action } = this.openHandler({ url: toAppUrl(url), frameName: windowName, features: windowFeatures.join(',') })
      if (action !== 'deny') process.stderr.write(`the Chromium runtime does not offer windows opened by a page: ${toAppUrl(url)}\n`)
    })
    answerDialogs(page, this.host.isShown, () => app.stayOpen())
  }

  /** The renderer is gone; the window stays and may load again. */
  lose(reason: Electron.RenderProcessGoneDetails['reason'], exitCode: number): void {
    this.contextId = null
    this.navigation?.abandon()
    this.emit('render-process-gone', app.makeEvent(), { reason, exitCode })
  }

  /** The window is gone. */
  end(): void {
    if (this.isGone) return
    this.isGone = true
    this.contextId = null
    allContents.delete(this)
    this.session.pages.delete(this)
    this.settleAttached.reject(new Error('Object has been destroyed'))
    this.navigation?.abandon()
    this.emit('destroyed')
  }
}
offerOnlyClass('electron.WebContents', WebContents)

/** A renderer that has been taken over may send anything; the program must outlive it. */
function readMessage(text: string): unknown {
  try {
    return decode(text)
  } catch {
    return null
  }
}

/** Each worker and foreign frame is a target of its own. */
async function goOffline(target: CdpSession): Promise<void> {
  target.on('Target.attachedToTarget', ({ sessionId }) => void goOffline(target.other(sessionId)).catch(() => {}))
  // The document that goes takes `navigator.onLine` of the one that comes with it.
  target.on('Page.frameNavigated', () => target.post('Network.emulateNetworkConditions', noNetwork))
  await Promise.all([
    target.send('Network.enable', {}),
    target.send('Network.emulateNetworkConditions', noNetwork),
    target.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }),
  ])
}

const noNetwork = { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 }

/** `electron.webContents`: what finds contents. */
export const webContents = offerOnly('electron.webContents', {
  getAllWebContents: (): WebContents[] => [...allContents],
  fromId: (id: number): WebContents | undefined => [...allContents].find((contents) => contents.id === id),
  fromDevToolsTargetId: (targetId: string): WebContents | undefined => [...allContents].find((contents) => contents.isTarget(targetId)),
})
