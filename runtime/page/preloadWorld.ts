import { cutUp, decode, encode, startJoining } from '../codec.ts'
import type { FromPage, ToPage } from '../messages.ts'
import { offerOnly } from '../offered.ts'
import { openBridge } from './worlds.ts'

type Listener = (event: object, ...args: unknown[]) => void

interface Module {
  exports: unknown
}

export interface PreloadWorld {
  readonly secret: string
  /** The browser's binding to the main process. */
  readonly post: (piece: string) => void
  readonly run: (require: (name: string) => unknown, module: Module, exports: unknown) => void
}

/** Runs in the preload's own world of the page, before anything of the page: gives the preload its `electron`. */
export function start({ secret, post, run }: PreloadWorld): void {
  // Frames have no preload, nor has what an app window shows until it is told what to load.
  if (window.top !== window || location.protocol === 'data:') return
  const { ipcRenderer, receive } = openIpc(post)
  const join = startJoining()
  Object.defineProperty(globalThis, secret, {
    value: (piece: string) => {
      const text = join(piece)
      // Whatever a listener throws must reach the console, not the main process.
      if (text !== undefined) queueMicrotask(() => receive(decodeMessage(text)))
    },
  })
  const channel = document.createElement('i')
  const bridge = openBridge(channel, secret, 'preload', () => {})
  window.dispatchEvent(new MouseEvent(secret, { relatedTarget: channel }))
  const exposed = new Set<string>()
  const contextBridge = offerOnly('electron.contextBridge', {
    exposeInMainWorld(name: string, api: unknown): void {
      if (exposed.has(name)) throw new Error('Cannot bind an API on top of an existing property on the window object')
      bridge.expose(name, api)
      exposed.add(name)
    },
  })
  const electron = offerOnly('electron', { contextBridge, ipcRenderer })
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    throw new Error(`the Chromium runtime does not offer the module ${name} in a preload`)
  }
  const module: Module = { exports: {} }
  run(require, module, module.exports)
}

function decodeMessage(text: string): ToPage {
  const message: unknown = decode(text)
  if (!isToPage(message)) throw new Error('not a message of the main process')
  return message
}

function isToPage(message: unknown): message is ToPage {
  return typeof message === 'object' && message !== null && 'kind' in message
}

function openIpc(post: (piece: string) => void) {
  const listeners = new Map<string, Listener[]>()
  const waiting = new Map<number, (answer: Extract<ToPage, { kind: 'answer' }>) => void>()
  let lastId = 0
  const send = (message: FromPage): void => {
    for (const piece of cutUp(lastId, encode(message))) post(piece)
  }
  const ipcRenderer = offerOnly('electron.ipcRenderer', {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      lastId += 1
      const id = lastId
      send({ kind: 'invoke', id, channel, args })
      return await new Promise((resolve, reject) => {
        waiting.set(id, (answer) => {
          if (answer.ok) resolve(answer.value)
          else reject(new Error(`Error invoking remote method '${channel}': ${answer.problem}`))
        })
      })
    },
    send(channel: string, ...args: unknown[]): void {
      lastId += 1
      send({ kind: 'send', channel, args })
    },
    on(channel: string, listener: Listener): object {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    removeListener(channel: string, listener: Listener): object {
      const known = listeners.get(channel) ?? []
      const at = known.lastIndexOf(listener)
      listeners.set(channel, known.filter((_, index) => index !== at))
      return ipcRenderer
    },
  })
  const receive = (message: ToPage): void => {
    if (message.kind === 'answer') {
      waiting.get(message.id)?.(message)
      waiting.delete(message.id)
      return
    }
    const event = offerOnly('electron.IpcRendererEvent', { sender: ipcRenderer })
    for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args)
  }
  return { ipcRenderer, receive }
}
