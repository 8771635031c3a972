import type * as Electron from 'electron'
import { EventEmitter } from 'node:events'
import type { CdpSession } from './cdp.ts'
import type { PermissionDescriptor } from './devtools.ts'
import { checkEvent, offerOnlyClass } from './offered.ts'
import type { WebContents } from './webContents.ts'

type Requested = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>[1]
type Checked = Parameters<NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>>[1]

export interface PermissionDetails {
  readonly isMainFrame: boolean
  readonly requestingUrl: string
}

type RequestHandler = (contents: WebContents, permission: Requested, answer: (isGranted: boolean) => void, details: PermissionDetails) => void
type CheckHandler = (contents: WebContents | null, permission: Checked, origin: string, details: PermissionDetails) => boolean
type Storage = NonNullable<NonNullable<Parameters<Electron.Session['clearStorageData']>[0]>['storages']>[number]
type DeviceHandler = (details: Electron.DevicePermissionHandlerHandlerDetails) => boolean

/** Chromium's permissions, with the name under which Electron asks for them. */
const permissions: readonly { readonly descriptor: PermissionDescriptor; readonly requested: Requested; readonly checked: Checked | null }[] = [
  { descriptor: { name: 'camera' }, requested: 'media', checked: 'media' },
  { descriptor: { name: 'microphone' }, requested: 'media', checked: 'media' },
  { descriptor: { name: 'geolocation' }, requested: 'geolocation', checked: 'geolocation' },
  { descriptor: { name: 'notifications' }, requested: 'notifications', checked: 'notifications' },
  { descriptor: { name: 'midi' }, requested: 'midi', checked: 'midi' },
  { descriptor: { name: 'midi', sysex: true }, requested: 'midiSysex', checked: 'midiSysex' },
  { descriptor: { name: 'clipboard-read' }, requested: 'clipboard-read', checked: 'clipboard-read' },
  { descriptor: { name: 'clipboard-write' }, requested: 'clipboard-sanitized-write', checked: 'clipboard-sanitized-write' },
  { descriptor: { name: 'display-capture' }, requested: 'display-capture', checked: null },
  { descriptor: { name: 'idle-detection' }, requested: 'idle-detection', checked: 'idle-detection' },
  { descriptor: { name: 'storage-access' }, requested: 'storage-access', checked: 'storage-access' },
  { descriptor: { name: 'window-management' }, requested: 'window-management', checked: null },
  { descriptor: { name: 'persistent-storage' }, requested: 'unknown', checked: null },
  { descriptor: { name: 'local-fonts' }, requested: 'unknown', checked: null },
]

/** The one session. Downloads are always refused, so that listeners of `will-download` are never called. */
export class Session extends EventEmitter {
  readonly pages = new Set<{ clearIndexedDb(): Promise<void> }>()
  private requestHandler: RequestHandler | null = null
  private checkHandler: CheckHandler | null = null

  constructor() {
    super()
    this.on('newListener', (event: string) => checkEvent('electron.Session', ['will-download'], event))
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.requestHandler = handler
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.checkHandler = handler
  }

  /** IndexedDB is all that can be named. The origins of the pages that are open, as far as they have one. */
  async clearStorageData({ storages }: { readonly storages?: readonly Storage[] } = {}): Promise<void> {
    if (storages?.length !== 1 || storages[0] !== 'indexdb') throw new Error('the Chromium runtime does not offer electron.Session.clearStorageData of anything but indexdb')
    await Promise.all([...this.pages].map((page) => page.clearIndexedDb()))
  }

  /** Nobody is asked: the runtime switches devices off in the page altogether. */
  setDevicePermissionHandler(_handler: DeviceHandler | null): void {}

  /** DevTools don't say when a page asks: both handlers are asked for each permission before a page is opened. */
  async applyPermissions(browser: CdpSession, contents: WebContents, url: string, chromiumUrl: string): Promise<void> {
    if (!URL.canParse(chromiumUrl) || !chromiumUrl.startsWith('http')) return
    const { origin } = new URL(chromiumUrl)
    await Promise.all(permissions.map(async ({ descriptor, requested, checked }) => {
      const isGranted = (await this.isRequestGranted(contents, requested, url)) && this.isCheckGranted(contents, checked, url)
      // A Chromium that doesn't know the permission can't grant it either.
      await browser.send('Browser.setPermission', { permission: descriptor, setting: isGranted ? 'granted' : 'denied', origin }).catch(() => {})
    }))
  }

  private isRequestGranted(contents: WebContents, permission: Requested, requestingUrl: string): Promise<boolean> {
    const handler = this.requestHandler
    if (handler === null) return Promise.resolve(true)
    return new Promise((resolve) => handler(contents, permission, resolve, { isMainFrame: true, requestingUrl }))
  }

  private isCheckGranted(contents: WebContents, permission: Checked | null, requestingUrl: string): boolean {
    if (this.checkHandler === null || permission === null) return true
    return this.checkHandler(contents, permission, requestingUrl, { isMainFrame: true, requestingUrl })
  }
}
offerOnlyClass('electron.Session', Session)

export const defaultSession = new Session()
