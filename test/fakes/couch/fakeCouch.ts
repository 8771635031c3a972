import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Accounts, checkMember } from './accounts.ts'
import { Database } from './database.ts'
import { type Json, type JsonObject, isObject, Refusal, textOf } from './document.ts'
import { answerWith, type Fault, type FaultHook } from './faults.ts'
import type { UserContext } from './functions.ts'
import { jsonPieces } from './readyJson.ts'
import { type Answer, answerAsked, type Asked, changesAnswer, type Limits } from './requests.ts'

/**
 * A small fake of CouchDB's protocol over real HTTP, with what a peer from npm can't show: opaque sequences that may be
 * replayed, `pending`, time-outs of a long poll, faults on demand, and a server that comes back as an older one.
 * Left out: multipart bodies, attachments on their own, ranges, continuous feeds, selectors.
 */
export interface FakeCouch {
  readonly url: string
  /** Replaced at any time. */
  fault: FaultHook
  /** What time it says it is. */
  now: () => Date
  readonly accounts: Accounts
  /** Requests answered so far, as `GET /cases-jimei-2026/_changes`. */
  readonly requests: readonly string[]
  database(name: string): Database
  /** The whole server as it is now, to come back to. */
  backUp(): Backup
  /** As an operator would restore a server: what came later is gone. A new identity, unless it is kept. */
  restore(backup: Backup, identity?: 'same' | 'new'): void
  /** As a kill of its process: every connection breaks and nobody listens; what it had stays. */
  die(): Promise<void>
  /** Listens again at the same address. */
  rise(): Promise<void>
  stop(): Promise<void>
}
export interface Backup {
  readonly uuid: string
  readonly databases: readonly { readonly name: string; readonly security: JsonObject; readonly documents: readonly JsonObject[] }[]
}
export interface FakeOptions extends Partial<Limits> {
  readonly admin: { readonly name: string; readonly password: string }
  /** As a proxy in front of it would; CouchDB itself sends plain JSON. */
  readonly isZipping?: boolean
}

const serverUser: UserContext = { name: 'server', roles: ['_admin', 'retention', 'publisher', 'authority'] }
const newUuid = (): string => randomBytes(16).toString('hex')

export async function startFakeCouch({ admin, largestDocumentBytes = 8_000_000, isZipping = true }: FakeOptions): Promise<FakeCouch> {
  const accounts = new Accounts(admin)
  const databases = new Map<string, Database>()
  const requests: string[] = []
  const limits = { largestDocumentBytes }
  let uuid = newUuid()

  const find = (name: string): Database => {
    const found = databases.get(name)
    if (!found) throw new Refusal(404, 'not_found', 'Database does not exist.')
    return found
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const path = url.pathname.split('/').slice(1).map(decodeURIComponent)
    const method = request.method ?? 'GET'
    requests.push(`${method} ${url.pathname}`)
    const { length: number } = requests
    const bytes = await readBody(request)
    const fault = fake.fault({ method, path: url.pathname, database: path[0] ?? '', number, query: url.searchParams, body: bytes.toString('utf8') })
    if (fault && answerWith(fault, response)) return
    if (fault?.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms))
    try {
      const body: Json = bytes.length > 0 && request.headers['content-type']?.includes('json') ? parse(bytes) : null
      const user = accounts.whoIs(request.headers.authorization, request.headers.cookie)
      const asked: Asked = { method, path: path.slice(1), query: url.searchParams, body, user, fault }
      if (path[1] === '_changes') await sendChanges(find(path[0] ?? ''), asked, request, response)
      else send(path[0]?.startsWith('_') || path.length === 1 ? answerServer(path, asked) : answerAsked(find(path[0] ?? ''), asked, limits), fault, request, response, fake.now(), isZipping)
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      send({ status: refusal.status, body: refusal.body }, fault, request, response, fake.now(), isZipping)
    }
  }

  function answerServer(path: readonly string[], asked: Asked): Answer {
    const { method, body, user } = asked
    const [name = ''] = path
    if (name === '') return { status: 200, body: { couchdb: 'Welcome', version: '3.3.3', uuid, features: [], vendor: { name: 'fake' } } }
    if (name === '_session') {
      if (method !== 'POST') return { status: 200, body: { ok: true, userCtx: { name: user.name, roles: user.roles } } }
      const signedIn = accounts.signIn(body)
      return { status: 200, body: { ok: true, name: signedIn.user.name, roles: signedIn.user.roles }, headers: { 'set-cookie': signedIn.cookie } }
    }
    const isAdmin = user.roles.includes('_admin')
    if (name === '_users' && path.length > 1) {
      if (!isAdmin) throw new Refusal(403, 'forbidden', 'You are not a server admin.')
      if (isObject(body)) accounts.keep(body)
      return { status: 201, body: { ok: true, id: path[1] ?? '', rev: '1-0' } }
    }
    if (method === 'PUT') {
      if (!isAdmin) throw new Refusal(401, 'unauthorized', 'You are not a server admin.')
      if (databases.has(name) || name.startsWith('_')) throw new Refusal(412, 'file_exists', 'The database could not be created, the file already exists.')
      if (!/^[a-z][a-z0-9_$()+/-]*$/.test(name)) throw new Refusal(400, 'illegal_database_name', name)
      databases.set(name, new Database(name))
      return { status: 201, body: { ok: true } }
    }
    if (method === 'DELETE') {
      if (!isAdmin) throw new Refusal(401, 'unauthorized', 'You are not a server admin.')
      find(name)
      databases.delete(name)
      return { status: 200, body: { ok: true } }
    }
    return answerAsked(find(name), asked, limits)
  }

  async function sendChanges(database: Database, asked: Asked, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { query } = asked
    checkMember(asked.user, database.security)
    const place = database.place(query.get('since') ?? '0')
    let { rows, body } = changesAnswer(database, place, asked)
    if (query.get('feed') !== 'longpoll' || rows > 0) return send({ status: 200, body }, asked.fault, request, response, fake.now(), isZipping)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    const heartbeat = query.has('heartbeat') ? setInterval(() => response.write('\n'), Number(query.get('heartbeat'))) : null
    // With a heartbeat CouchDB waits as long as it takes.
    const wait = database.nextChange(query.has('timeout') ? Number(query.get('timeout')) : heartbeat ? 2 ** 31 - 1 : 60_000)
    response.once('close', wait.cancel)
    // Whoever asked may have gone while a slow line was played.
    if (response.closed) wait.cancel()
    await wait.changed
    if (heartbeat) clearInterval(heartbeat)
    ;({ rows, body } = changesAnswer(database, place, asked))
    const text = JSON.stringify(body)
    if (asked.fault?.kind === 'reset') response.socket?.resetAndDestroy()
    else response.end(asked.fault?.kind === 'half-json' ? text.slice(0, text.length / 2) : text)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // Whoever asked has gone, or this fake has a bug: never an answer that looks whole.
      response.socket?.destroy(error instanceof Error ? error : undefined)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  async function end(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  const fake: FakeCouch = {
    url: `http://127.0.0.1:${port}/`,
    fault: () => null,
    now: () => new Date(),
    accounts,
    requests,
    database: find,
    backUp: () => ({
      uuid,
      databases: [...databases.values()].map((database) => ({
        name: database.name,
        security: database.security,
        documents: [...database.documents].flatMap(([id, tree]) => tree.leaves().map(({ rev }) => database.read(id, rev, { withRevisions: true, withAttachments: true }))),
      })),
    }),
    restore: (backup, identity = 'new') => {
      uuid = identity === 'same' ? backup.uuid : newUuid()
      databases.clear()
      for (const { name, security, documents } of backup.databases) {
        const database = new Database(name)
        databases.set(name, database)
        // Design documents last: what stood in the backup is not judged again.
        for (const document of documents.toSorted((one, other) => Number(isDesign(one)) - Number(isDesign(other)))) database.replicate(document, serverUser)
        database.security = security
      }
    },
    die: end,
    rise: async () => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    stop: end,
  }
  return fake
}

function send({ status, body, headers = {} }: Answer, fault: Fault | null, request: IncomingMessage, response: ServerResponse, now: Date, isZipping: boolean): void {
  const isBinary = Buffer.isBuffer(body)
  const pieces = isBinary ? [body] : jsonPieces(body)
  const isWhole = fault !== null || isZipping || request.method === 'HEAD' || pieces.length === 1
  const whole = isWhole ? Buffer.concat(pieces) : Buffer.alloc(0)
  const isZipped = isZipping && !isBinary && whole.length > 1024 && request.headers['accept-encoding']?.includes('gzip') === true
  const bytes = isZipped ? gzipSync(whole) : whole
  const cut = fault?.kind === 'half-json' ? whole.subarray(0, whole.length / 2) : bytes
  if (fault?.kind === 'reset') {
    if (fault.when === 'half-way') response.writeHead(status, { 'content-type': 'application/json', 'content-length': String(whole.length) }).write(whole.subarray(0, whole.length / 2), () => response.socket?.resetAndDestroy())
    else response.socket?.resetAndDestroy()
    return
  }
  const isEncoded = isZipped && cut === bytes
  const ageSeconds = fault?.kind === 'aged' ? fault.seconds : 0
  response.writeHead(status, { 'content-type': isBinary ? 'application/octet-stream' : 'application/json', date: new Date(now.getTime() - ageSeconds * 1000).toUTCString(), ...(ageSeconds > 0 ? { age: String(ageSeconds) } : {}), ...(isEncoded ? { 'content-encoding': 'gzip' } : {}), ...(isWhole ? {} : { 'content-length': String(pieces.reduce((sum, { length }) => sum + length, 0)) }), ...headers })
  if (isWhole) return void response.end(request.method === 'HEAD' ? undefined : cut)
  response.cork()
  for (const piece of pieces) response.write(piece)
  response.end()
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const bytes = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
}

function parse(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refusal(400, 'bad_request', 'invalid UTF-8 JSON')
  }
}

const isDesign = (document: JsonObject): boolean => textOf(document['_id'])?.startsWith('_design/') === true
