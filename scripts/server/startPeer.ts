import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Account } from './couch.ts'

/** The peer from npm, running in a process of its own. */
export interface Peer {
  readonly url: string
  /** Settles when the process has ended, with its exit code. */
  readonly ended: Promise<number | null>
  /** As a power cut would, when `signal` is SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<void>
}
export interface PeerOptions {
  /** 0: any free one. */
  readonly port: number
  /** `null`: in memory. */
  readonly dataFolder: string | null
  readonly admin: Account
}

/** Throws with what the process said when it does not come to listen. */
export async function startPeer({ port, dataFolder, admin }: PeerOptions): Promise<Peer> {
  const child = spawn(process.execPath, ['--max-old-space-size=8192', join(import.meta.dirname, 'peer.mjs'), String(port), dataFolder ?? '', admin.name], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code))
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    // Enough to name the reason; a process that complains for hours is not kept in memory.
    said = `${said}${text}`.slice(-4000)
  })
  child.stdin.write(`${admin.password}\n`)
  const lines = createInterface({ input: child.stdout })
  const firstLine = await Promise.race([once(lines, 'line').then(([line]: unknown[]) => String(line)), ended.then(() => null)])
  if (firstLine === null) throw new Error(`the server did not start: ${said.trim()}`)
  const listening: unknown = JSON.parse(firstLine)
  const listensOn = typeof listening === 'object' && listening !== null && 'port' in listening ? Number(listening.port) : port
  return {
    url: `http://127.0.0.1:${listensOn}/`,
    ended,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      await ended
    },
  }
}
