import type * as Electron from 'electron'
import { spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { CommandLine } from './commandLine.ts'
import type { Folders } from './folders.ts'
import { checkEvent, offerOnly, offerOnlyClass } from './offered.ts'
import { SingleInstance } from './singleInstance.ts'

/** An event whose default can be prevented. */
export interface AppEvent {
  readonly defaultPrevented: boolean
  preventDefault(): void
}

/** How long a page may take to close when the program ends. */
const pagePatienceMs = 3_000

/** The part of a window that quitting needs. */
export interface Closable {
  close(): boolean
  destroy(): void
}

export interface AppPlan {
  readonly commandLine: CommandLine
  readonly folders: Folders
  readonly name: string
  readonly version: string
  readonly appPath: string
  readonly exe: string
  readonly isPackaged: boolean
}

const events = [
  'ready', 'second-instance', 'window-all-closed', 'before-quit', 'will-quit', 'quit', 'activate', 'web-contents-created', 'render-process-gone',
]

export class App extends EventEmitter {
  readonly windows = new Set<Closable>()
  private plan: AppPlan | null = null
  private readonly instance = new SingleInstance((argv, workingDirectory) => {
    this.emit('second-instance', this.makeEvent(), argv, workingDirectory)
  })
  private ready: { readonly promise: Promise<void>; readonly resolve: () => void }
  private hasStarted = false
  private isQuitting = false
  private failure: number | null = null
  private relaunches: Electron.RelaunchOptions[] = []
  private leaving: Promise<void> | null = null
  private beforeLeaving: () => Promise<void> = () => Promise.resolve()

  constructor() {
    super()
    let resolve = (): void => {}
    const promise = new Promise<void>((settle) => { resolve = settle })
    this.ready = { promise, resolve }
    this.on('newListener', (event: string) => checkEvent('electron.app', events, event))
  }

  /** Done once, by the launcher, before the program is loaded. */
  begin(plan: AppPlan, beforeLeaving: () => Promise<void>): void {
    this.plan = plan
    this.beforeLeaving = beforeLeaving
  }

  becomeReady(): void {
    this.hasStarted = true
    this.ready.resolve()
    this.emit('ready', this.makeEvent(), {})
  }

  makeEvent(): AppEvent {
    let isPrevented = false
    return {
      get defaultPrevented() { return isPrevented },
      preventDefault() { isPrevented = true },
    }
  }

  get commandLine(): Pick<CommandLine, 'appendSwitch' | 'hasSwitch' | 'getSwitchValue'> {
    return this.known.commandLine
  }

  whenReady(): Promise<void> {
    return this.ready.promise
  }

  isReady(): boolean {
    return this.hasStarted
  }

  get isLeaving(): boolean {
    return this.leaving !== null
  }

  requestSingleInstanceLock(): boolean {
    return this.instance.request(this.getPath('userData'), process.argv, process.cwd())
  }

  hasSingleInstanceLock(): boolean {
    return this.instance.isHeld
  }

  releaseSingleInstanceLock(): void {
    this.instance.release()
  }

  quit(): void {
    if (this.isQuitting || this.isLeaving) return
    const event = this.makeEvent()
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.isQuitting = true
    for (const window of [...this.windows]) {
      if (window.close()) continue
      this.isQuitting = false
      return
    }
    if (this.windows.size === 0) this.finish()
    // A page asked to close in the middle of being loaded may never answer.
    else setTimeout(() => this.isQuitting && [...this.windows].forEach((window) => window.destroy()), pagePatienceMs).unref()
  }

  exit(code = 0): void {
    for (const window of [...this.windows]) window.destroy()
    this.leave(code)
  }

  relaunch(options: Electron.RelaunchOptions = {}): void {
    this.relaunches.push(options)
  }

  /** However the program goes about ending now, it ends with this code. */
  failWith(code: number): void {
    this.failure = code
  }

  /** A page objects to being closed. */
  stayOpen(): void {
    this.isQuitting = false
  }

  /** A window has gone. */
  forget(window: Closable): void {
    if (!this.windows.delete(window) || this.windows.size > 0 || this.isLeaving) return
    if (this.isQuitting) this.finish()
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    return this.known.folders.get(name)
  }

  setPath(name: string, path: string): void {
    this.known.folders.set(name, path)
  }

  getName(): string {
    return this.known.folders.name
  }

  setName(name: string): void {
    this.known.folders.name = name
  }

  getVersion(): string {
    return this.known.version
  }

  getAppPath(): string {
    return this.known.appPath
  }

  get isPackaged(): boolean {
    return this.known.isPackaged
  }

  disableHardwareAcceleration(): void {
    this.commandLine.appendSwitch('disable-gpu')
  }

  /** Every page is sandboxed already, wherever the kernel allows it. */
  enableSandbox(): void {}

  private get known(): AppPlan {
    if (this.plan === null) throw new Error('the program was not started by the runtime')
    return this.plan
  }

  private finish(): void {
    const event = this.makeEvent()
    this.emit('will-quit', event)
    if (event.defaultPrevented) this.isQuitting = false
    else this.leave(0)
  }

  private leave(code: number): void {
    this.leaving ??= (async () => {
      const exitCode = this.failure ?? code
      this.emit('quit', this.makeEvent(), exitCode)
      await Promise.allSettled([this.beforeLeaving(), this.instance.delivered])
      this.instance.release()
      for (const { args = process.argv.slice(1), execPath = this.known.exe } of this.relaunches) {
        spawn(execPath, args, { detached: true, stdio: 'inherit' }).unref()
      }
      process.exit(exitCode)
    })()
  }
}
offerOnlyClass('electron.app', App)

/** One per process, as in Electron. */
export const app = new App()

export const menu = offerOnly('electron.Menu', {
  /** There is none to take away. */
  setApplicationMenu(menu: null): void {
    if (menu !== null) throw new Error('the Chromium runtime does not offer electron.Menu with entries')
  },
})
