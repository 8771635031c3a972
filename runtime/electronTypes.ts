import type * as Electron from 'electron'

/**
 * What the runtime offers, in Electron's own types. The two checks together say: the runtime has all of it (electron.ts),
 * and Electron has all of it too (`check`), so that a program written against it runs on both.
 */

type AppNames =
  | 'whenReady' | 'isReady' | 'requestSingleInstanceLock' | 'hasSingleInstanceLock' | 'releaseSingleInstanceLock'
  | 'quit' | 'exit' | 'relaunch' | 'getPath' | 'setPath' | 'getName' | 'setName' | 'getVersion' | 'getAppPath'
  | 'isPackaged' | 'disableHardwareAcceleration' | 'enableSandbox'

type Plain = Pick<Electron.Event, 'preventDefault' | 'defaultPrevented'>

/** Overloads can't be picked from, they are said again. */
export interface AppSurface extends Pick<Electron.App, AppNames> {
  readonly commandLine: Pick<Electron.CommandLine, 'appendSwitch' | 'hasSwitch' | 'getSwitchValue'>
  on(event: 'ready', listener: () => void): this
  on(event: 'second-instance', listener: (event: Plain, argv: string[], workingDirectory: string) => void): this
  on(event: 'window-all-closed', listener: () => void): this
  on(event: 'before-quit', listener: (event: Plain) => void): this
  on(event: 'will-quit', listener: (event: Plain) => void): this
  on(event: 'activate', listener: () => void): this
  on(event: 'web-contents-created', listener: (event: Plain, contents: ContentsSurface) => void): this
  once(event: 'ready', listener: () => void): this
  once(event: 'before-quit', listener: (event: Plain) => void): this
  once(event: 'will-quit', listener: (event: Plain) => void): this
}

export interface FrameSurface {
  readonly url: string
  readonly parent: null | Electron.WebFrameMain
}

type NavigationEvent = Plain & Pick<Electron.WebContentsWillNavigateEventParams, 'url' | 'isMainFrame' | 'isSameDocument'>
type OpenDetails = Pick<Electron.HandlerDetails, 'url' | 'frameName' | 'features'>

export interface ContentsSurface extends Pick<Electron.WebContents, 'id' | 'send' | 'getURL' | 'isDestroyed' | 'reload' | 'executeJavaScript' | 'printToPDF' | 'close'> {
  readonly mainFrame: FrameSurface
  readonly session: SessionSurface
  capturePage(): Promise<Pick<Electron.NativeImage, 'toPNG'>>
  setWindowOpenHandler(handler: (details: OpenDetails) => { action: 'deny' }): void
  on(event: 'will-navigate', listener: (event: NavigationEvent) => void): this
  on(event: 'will-frame-navigate', listener: (event: NavigationEvent) => void): this
  on(event: 'will-redirect', listener: (event: NavigationEvent) => void): this
  on(event: 'will-attach-webview', listener: (event: Plain) => void): this
  on(event: 'render-process-gone', listener: (event: Plain, details: Electron.RenderProcessGoneDetails) => void): this
  on(event: 'did-finish-load', listener: () => void): this
  on(event: 'destroyed', listener: () => void): this
}

export interface WindowSurface extends Pick<Electron.BrowserWindow, 'id' | 'show' | 'focus' | 'isMinimized' | 'restore' | 'isDestroyed' | 'close' | 'destroy' | 'setTitle' | 'getTitle'> {
  readonly webContents: ContentsSurface
  loadURL(url: string): Promise<void>
  on(event: 'closed', listener: () => void): this
  on(event: 'close', listener: (event: Plain) => void): this
  on(event: 'ready-to-show', listener: () => void): this
  once(event: 'closed', listener: () => void): this
  once(event: 'close', listener: (event: Plain) => void): this
  once(event: 'ready-to-show', listener: () => void): this
}

export interface WindowClassSurface {
  new (options?: Electron.BrowserWindowConstructorOptions): WindowSurface
  getAllWindows(): WindowSurface[]
  fromWebContents(contents: ContentsSurface): WindowSurface | null
  getFocusedWindow(): WindowSurface | null
}

interface IpcEventSurface {
  readonly sender: ContentsSurface
  readonly senderFrame: FrameSurface | null
}

export interface IpcMainSurface extends Pick<Electron.IpcMain, 'removeHandler'> {
  handle(channel: string, listener: (event: IpcEventSurface, ...args: unknown[]) => unknown): void
  on(channel: string, listener: (event: IpcEventSurface, ...args: unknown[]) => void): this
  removeAllListeners(channel?: string): this
}

type Requested = Parameters<NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>>[1]
type Checked = Parameters<NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>>[1]

export interface SessionSurface extends Pick<Electron.Session, 'setDevicePermissionHandler' | 'clearStorageData'> {
  setPermissionRequestHandler(handler: ((contents: ContentsSurface, permission: Requested, answer: (isGranted: boolean) => void) => void) | null): void
  setPermissionCheckHandler(handler: ((contents: ContentsSurface | null, permission: Checked, origin: string) => boolean) | null): void
  on(event: 'will-download', listener: (event: Plain) => void): this
}

/** The window a dialog belongs to. */
export type DialogOwner = Pick<Electron.BaseWindow, 'id' | 'isDestroyed'>

export interface DialogSurface extends Pick<Electron.Dialog, 'showErrorBox'> {
  showSaveDialog(options: Electron.SaveDialogOptions): Promise<Electron.SaveDialogReturnValue>
  showSaveDialog(window: DialogOwner, options: Electron.SaveDialogOptions): Promise<Electron.SaveDialogReturnValue>
  showOpenDialog(options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue>
  showOpenDialog(window: DialogOwner, options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue>
  showMessageBox(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue>
  showMessageBox(window: DialogOwner, options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue>
}

export interface Surface {
  readonly app: AppSurface
  readonly BrowserWindow: WindowClassSurface
  readonly dialog: DialogSurface
  readonly ipcMain: IpcMainSurface
  readonly Menu: { setApplicationMenu(menu: null): void }
  readonly protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>
  readonly session: { readonly defaultSession: SessionSurface }
  readonly shell: Pick<Electron.Shell, 'openPath' | 'showItemInFolder' | 'openExternal'>
  readonly webContents: {
    getAllWebContents(): ContentsSurface[]
    fromId(id: number): ContentsSurface | undefined
    fromDevToolsTargetId(targetId: string): ContentsSurface | undefined
  }
}

/** Compiles only as long as Electron itself is such a surface. */
export const check = (electron: typeof import('electron')): Surface => electron
