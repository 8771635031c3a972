import { app } from './app.ts'
import type { CdpSession } from './cdp.ts'
import type { RequestPaused } from './devtools.ts'
import { offerOnly } from './offered.ts'
import { isAppUrl, toAppUrl, toChromiumUrl } from './protocol.ts'
import type { WebContents } from './webContents.ts'

interface Wiring {
  readonly contents: WebContents
  readonly browser: CdpSession
  readonly page: CdpSession
  readonly targetId: string
}

interface Loading {
  readonly url: string
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  /** Known once Chromium has begun. */
  loaderId: string | null
}

/** Where a page may go, and when it has arrived. */
export class Navigation {
  private readonly wiring: Wiring
  private loading: Loading | null = null
  private loadedLoaderId = ''
  /** What the program said when the page asked to leave, kept until the request comes. */
  private leaving: { readonly url: string; readonly isPrevented: boolean } | null = null
  private readonly frames = new Set<string>()

  constructor(wiring: Wiring) {
    this.wiring = wiring
    const { page, targetId } = wiring
    page.on('Page.frameAttached', ({ frameId }) => this.frames.add(frameId))
    page.on('Page.frameDetached', ({ frameId }) => this.frames.delete(frameId))
    page.on('Page.frameRequestedNavigation', ({ frameId, reason, url, disposition }) => {
      if (frameId !== targetId || reason === 'reload' || disposition !== 'currentTab') return
      const isPrevented = this.ask(['will-navigate', 'will-frame-navigate'], url, true)
      this.leaving = { url: asRequested(url), isPrevented }
      // What comes without a request (blob:, data:) can't be refused there.
      if (isPrevented && !url.startsWith('http')) page.post('Page.stopLoading', {})
    })
    page.on('Page.lifecycleEvent', ({ frameId, loaderId, name }) => {
      if (frameId !== targetId || name !== 'load') return
      this.loadedLoaderId = loaderId
      if (this.loading?.loaderId === loaderId) this.arrive()
      wiring.contents.emit('did-finish-load')
    })
    page.on('Page.frameNavigated', ({ frame }) => {
      if (frame.id !== targetId) return
      this.leaving = null
      if (this.loading?.loaderId !== null && this.loading?.loaderId !== frame.loaderId) this.fail('ERR_ABORTED')
    })
  }

  /** Resolves when this very document has loaded, not the one before. */
  async load(url: string): Promise<void> {
    const { contents, browser, page } = this.wiring
    const chromiumUrl = toChromiumUrl(url)
    await contents.session.applyPermissions(browser, contents, url, chromiumUrl)
    this.fail('ERR_ABORTED')
    this.leaving = null
    const arrived = new Promise<void>((resolve, reject) => { this.loading = { url, resolve, reject, loaderId: null } })
    const loading = this.loading
    page.send('Page.navigate', { url: chromiumUrl }).then(({ loaderId, errorText }) => {
      if (this.loading !== loading || loading === null) return
      if (errorText !== undefined && errorText !== '') this.fail(errorText.replace(/^net::/, ''))
      else if (loaderId === undefined || loaderId === this.loadedLoaderId) this.arrive()
      else loading.loaderId = loaderId
    }, () => this.fail('ERR_FAILED'))
    await arrived
  }

  hasFrame(frameId: string): boolean {
    return frameId === this.wiring.targetId || this.frames.has(frameId)
  }

  /** Whether the program lets a document of this page be fetched. */
  mayFetch({ frameId, request: { url }, redirectedRequestId }: RequestPaused): boolean {
    const isMainFrame = frameId === this.wiring.targetId
    if (redirectedRequestId !== undefined) return !this.ask(['will-redirect'], url, isMainFrame)
    if (!isMainFrame) return !this.ask(['will-frame-navigate'], url, false)
    if (this.leaving?.url === url) return !this.leaving.isPrevented
    // Neither asked for by the page nor by the program: a file dropped on the window, for one.
    return isAppUrl(url) || (this.loading !== null && asRequested(toChromiumUrl(this.loading.url)) === url)
  }

  /** Nothing will arrive any more. */
  abandon(): void {
    this.fail('ERR_FAILED')
  }

  /** Asks the listeners; whether one of them has prevented it. */
  private ask(names: readonly string[], url: string, isMainFrame: boolean): boolean {
    const { contents } = this.wiring
    return names.map((name) => {
      const frame = isMainFrame ? contents.mainFrame : null
      const event = offerOnly('electron.NavigationEvent', Object.assign(app.makeEvent(), { url: toAppUrl(url), isSameDocument: false, isMainFrame, frame }))
      contents.emit(name, event, event.url, false, isMainFrame)
      return event.defaultPrevented
    }).includes(true)
  }

  private arrive(): void {
    this.loading?.resolve()
    this.loading = null
  }

  private fail(code: string): void {
    const { loading } = this
    this.loading = null
    loading?.reject(Object.assign(new Error(`${code} loading '${loading.url}'`), { code, url: loading.url }))
  }
}

/** As Chromium names it in a request. */
function asRequested(url: string): string {
  return (URL.canParse(url) ? new URL(url).href : url).replace(/#.*$/s, '')
}
