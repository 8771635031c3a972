import { EventEmitter } from 'node:events'
import type { FromPage } from './messages.ts'
import { offerOnly, offerOnlyClass } from './offered.ts'
import type { Frame, WebContents } from './webContents.ts'

/** Who calls. */
export interface IpcEvent {
  readonly sender: WebContents
  /** `null` when the page has gone on meanwhile. */
  readonly senderFrame: Frame | null
}

type Handler = (event: IpcEvent, ...args: unknown[]) => unknown

export class IpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** A message of the page; `caller` is known by the browser, not by the message. */
  async receive(caller: IpcEvent, message: FromPage): Promise<void> {
    const event = offerOnly('electron.IpcMainEvent', { ...caller })
    if (message.kind === 'send') {
      this.emit(message.channel, event, ...message.args)
      return
    }
    const { id, channel } = message
    try {
      const handler = this.handlers.get(channel)
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
      const value = await handler(event, ...message.args)
      caller.sender.post({ kind: 'answer', id, ok: true, value })
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error)
      caller.sender.post({ kind: 'answer', id, ok: false, problem: String(error) })
    }
  }
}
offerOnlyClass('electron.ipcMain', IpcMain)

export const ipcMain = new IpcMain()
