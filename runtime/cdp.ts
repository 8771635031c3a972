import type { Readable, Writable } from 'node:stream'
import type { Commands, EventName, Events, Method } from './devtools.ts'

interface Incoming {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: EventName
  readonly params?: Events[EventName]
  readonly result?: Commands[Method]['answer']
  readonly error?: { readonly message: string }
}

interface Waiting {
  readonly method: Method
  readonly settle: (message: Incoming) => void
  readonly fail: (error: Error) => void
}

/** One conversation with the browser itself or with one of its targets. */
export class CdpSession {
  private readonly listeners = new Map<EventName, ((params: never) => void)[]>()
  private readonly connection: CdpConnection
  readonly id: string | undefined

  constructor(connection: CdpConnection, id: string | undefined) {
    this.connection = connection
    this.id = id
  }

  send<M extends Method>(method: M, params: Commands[M]['params']): Promise<Commands[M]['answer']> {
    return this.connection.send(this.id, method, params)
  }

  /** For what may come too late to matter: the page, the request or the browser may be gone. */
  post<M extends Method>(method: M, params: Commands[M]['params']): void {
    this.send(method, params).catch(() => {})
  }

  on<E extends EventName>(event: E, listener: (params: Events[E]) => void): void {
    const known = this.listeners.get(event)
    if (known === undefined) this.listeners.set(event, [listener])
    else known.push(listener)
  }

  /** The conversation with a target that was attached through this one or any other. */
  other(sessionId: string): CdpSession {
    return this.connection.session(sessionId)
  }

  hear(event: EventName, params: Events[EventName]): void {
    // One table for all events: `on` has tied each listener to its event's type.
    for (const listener of this.listeners.get(event) ?? []) Reflect.apply(listener, undefined, [params])
  }
}

/** DevTools protocol over the two pipes of `--remote-debugging-pipe`: JSON texts, each ended by NUL. */
export class CdpConnection {
  readonly browser = new CdpSession(this, undefined)
  private readonly sessions = new Map<string, CdpSession>()
  private readonly waiting = new Map<number, Waiting>()
  private readonly output: Writable
  private lastId = 0
  private isOpen = true

  constructor(input: Readable, output: Writable) {
    this.output = output
    let rest: Buffer[] = []
    input.on('data', (chunk: Buffer) => {
      let start = 0
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
        rest.push(chunk.subarray(start, end))
        const text = Buffer.concat(rest).toString('utf8')
        rest = []
        start = end + 1
        this.receive(text)
      }
      if (start < chunk.length) rest.push(chunk.subarray(start))
    })
    input.on('close', () => this.close())
    input.on('error', () => this.close())
    output.on('error', () => this.close())
  }

  session(id: string): CdpSession {
    const known = this.sessions.get(id)
    if (known !== undefined) return known
    const session = new CdpSession(this, id)
    this.sessions.set(id, session)
    return session
  }

  send<M extends Method>(sessionId: string | undefined, method: M, params: Commands[M]['params']): Promise<Commands[M]['answer']> {
    if (!this.isOpen) return Promise.reject(new Error(`${method}: the browser has ended`))
    this.lastId += 1
    const id = this.lastId
    this.output.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
    return new Promise((resolve, reject) => {
      const settle = ({ result, error }: Incoming): void => {
        if (error !== undefined) reject(new Error(`${method}: ${error.message}`))
        else if (result !== undefined) resolve(result)
      }
      this.waiting.set(id, { method, settle, fail: reject })
    })
  }

  /** Everything still open fails. */
  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    for (const { method, fail } of this.waiting.values()) fail(new Error(`${method}: the browser has ended`))
    this.waiting.clear()
  }

  private receive(text: string): void {
    // Trusted: it comes from the browser we started, over a pipe nobody else has.
    const message: Incoming = JSON.parse(text)
    if (message.id !== undefined) {
      this.waiting.get(message.id)?.settle(message)
      this.waiting.delete(message.id)
      return
    }
    if (message.method === undefined || message.params === undefined) return
    const session = message.sessionId === undefined ? this.browser : this.sessions.get(message.sessionId)
    session?.hear(message.method, message.params)
  }
}
