import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import type { Server } from 'node:net'
import { connect, createServer } from 'node:net'

/**
 * The lock is a listening socket in Linux's abstract namespace: taken in one step, and given back by the kernel
 * however the process ends. There is no file that a killed process could leave behind.
 */
export class SingleInstance {
  /** When the other process has heard of us. */
  delivered: Promise<void> = Promise.resolve()
  private server: Server | null = null
  private readonly onSecond: (argv: string[], workingDirectory: string) => void

  constructor(onSecond: (argv: string[], workingDirectory: string) => void) {
    this.onSecond = onSecond
  }

  get isHeld(): boolean {
    return this.server !== null
  }

  request(folder: string, argv: readonly string[], workingDirectory: string): boolean {
    if (this.isHeld) return true
    mkdirSync(folder, { recursive: true })
    const name = `\0electron-${process.getuid?.() ?? 0}-${createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)}`
    const server = createServer((socket) => {
      let text = ''
      socket.setEncoding('utf8')
      socket.on('data', (chunk: string) => { text += chunk })
      socket.on('end', () => {
        this.hear(text)
        socket.end()
      })
      socket.on('error', () => {})
    })
    // Reported after the fact; `listening` already tells.
    server.on('error', () => {})
    server.listen(name)
    if (server.listening) {
      server.unref()
      this.server = server
      return true
    }
    this.delivered = deliver(name, JSON.stringify({ argv, workingDirectory }))
    return false
  }

  release(): void {
    this.server?.close()
    this.server = null
  }

  private hear(text: string): void {
    let message: unknown
    try {
      message = JSON.parse(text)
    } catch {
      return
    }
    if (typeof message !== 'object' || message === null) return
    const { argv, workingDirectory }: { argv?: unknown; workingDirectory?: unknown } = message
    if (!Array.isArray(argv) || !argv.every((arg) => typeof arg === 'string') || typeof workingDirectory !== 'string') return
    this.onSecond(argv, workingDirectory)
  }
}

/** Waits until the other side has closed: then it has heard. */
function deliver(name: string, message: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(name, () => socket.end(message))
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
  })
}
