import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'
import { type DeskService, openDesk } from '../../../electron/station/desk.ts'
import { startReadingThread } from '../../../electron/station/sync/readingThread.ts'
import { feedScope, watermark } from '../../../shared/contracts/feed.ts'
import { must } from '../../builders/counter.ts'
import { password } from '../../builders/preparedServer.ts'
import { tellProgress } from '../progress.ts'
import { stationPorts } from '../seeded.ts'
import { asStarted } from './asStarted.ts'
import { account } from './stationAccount.ts'

/**
 * A station in a process of its own, as the program's is: argv are its folder and, where the program itself is to open
 * it afterwards, that one's folder. Its page follows it over HTTP. Answers what it is asked, one after the other.
 */
export type Asked = { readonly kind: 'open' | 'set-up' | 'close' } | { readonly kind: 'open-cases'; readonly count: number } | { readonly kind: 'connect'; readonly url: string }
export type Said = { readonly kind: 'listening'; readonly url: string } | { readonly kind: 'done'; readonly spent: Spent } | { readonly kind: 'all-confirmed' } | { readonly kind: 'failed'; readonly problem: string }
/** What the process took for one thing that it was asked. */
export interface Spent {
  /** All its threads. */
  readonly cpuMs: number
  /** At its largest. */
  readonly rssBytes: number
}

const pullRequest = z.strictObject({ from: watermark.nullable(), scope: feedScope })
const [folder = '', userData] = process.argv.slice(2)
const say = (said: Said): void => void process.send?.(said)
let desk: DeskService | null = null
let hasComeInStep = (): void => undefined
let hasFailed = (_problem: Error): void => undefined
const told = tellProgress('documents read')
/** Pages that are told of what changes. */
const listeners = new Set<ServerResponse>()

/** As the screen does whenever it is told of a change. */
const look = oneAtATime(async () => {
  const state = await desk?.handle('sync:state', {})
  if (state?.kind !== 'on') return
  if (state.contact.kind === 'reading') told(state.contact.done, state.contact.total)
  if (state.contact.kind === 'in-step') hasComeInStep()
  if (state.counts.waiting === 0) say({ kind: 'all-confirmed' })
  if (state.contact.kind === 'out-of-contact') hasFailed(new Error(`out of contact: ${JSON.stringify(state.contact)}`))
})

async function open(): Promise<void> {
  desk = await openDesk({
    ...stationPorts(folder),
    ...(userData === undefined ? {} : asStarted(userData)),
    clock: { now: () => new Date(), uptimeMs: () => performance.now() },
    announce: (name) => {
      if (name === 'feed:changed') for (const listener of listeners) listener.write('data: changed\n\n')
      if (name === 'sync:changed') look()
    },
    network: {
      fetch,
      timers: {
        nowMs: () => performance.now(),
        after: (ms, work) => {
          const timer = setTimeout(work, ms)
          return () => clearTimeout(timer)
        },
      },
      random: Math.random,
      report: (error) => {
        throw error
      },
      reader: startReadingThread(join(process.cwd(), 'out', 'bench', 'readingWorker.cjs')),
    },
  })
}

async function answer(asked: Asked): Promise<void> {
  if (asked.kind === 'open') return open()
  if (!desk) throw new Error('the station is not open')
  switch (asked.kind) {
    case 'set-up':
      must(await desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'supervisor' }] }))
      return
    case 'open-cases':
      for (let entry = 0; entry < asked.count; entry += 1) must(await desk.handle('case:open', { fields: [{ path: 'project.name', value: `样例项目 ${entry}`, over: [] }] }))
      return
    case 'connect': {
      const arrived = new Promise<void>((done, failed) => {
        hasComeInStep = done
        hasFailed = failed
      })
      must(await desk.handle('sync:setServer', { url: asked.url, account, password }))
      await desk.handle('sync:now', {})
      return arrived
    }
    case 'close':
      return desk.close()
  }
}

/** What is asked for meanwhile leads to one more. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isRunning = false
  let isAsked = false
  const run = async (): Promise<void> => {
    isRunning = true
    while (isAsked) {
      isAsked = false
      // A station that is closing answers nothing any more.
      await work().catch(() => undefined)
    }
    isRunning = false
  }
  return () => {
    isAsked = true
    if (!isRunning) void run()
  }
}

/** The door of the page: its feed, and a word whenever there is more of it. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('access-control-allow-origin', '*')
  if (request.method !== 'POST') {
    listeners.add(response)
    response.once('close', () => listeners.delete(response))
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    return
  }
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(Buffer.from(piece))
  const batch = await desk?.handle('feed:pull', pullRequest.parse(JSON.parse(Buffer.concat(pieces).toString('utf8'))))
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(batch))
}

const server = createServer((request, response) => {
  serve(request, response).catch(() => response.destroy())
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.on('message', (asked: Asked) => {
  const before = process.cpuUsage()
  let rssBytes = 0
  const watching = setInterval(() => {
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss())
  }, 200)
  answer(asked)
    .then(
      () => {
        const { user, system } = process.cpuUsage(before)
        say({ kind: 'done', spent: { cpuMs: (user + system) / 1000, rssBytes } })
      },
      (problem: unknown) => say({ kind: 'failed', problem: String(problem) }),
    )
    .finally(() => clearInterval(watching))
})
process.on('disconnect', () => process.exit(0))
const address = server.address()
say({ kind: 'listening', url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/` })
