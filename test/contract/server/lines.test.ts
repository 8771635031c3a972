import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openLine } from '../../../electron/station/sync/authorityLine.ts'
import { askForJson, type Fetch, type RequestContent, type RequestLimits } from '../../../electron/station/sync/boundedRequest.ts'
import { aCertificate, anAuthority } from '../../builders/certificates.ts'
import { startTls, type TlsServer } from '../../builders/tlsServer.ts'

/** What the exchange relies on, by whichever way a server is reached: Node's own `fetch`, or a line that believes one authority. */

const office = anAuthority('局里的机构（样例）')
const good = aCertificate(office, { addresses: ['127.0.0.1'] })

const json = { 'content-type': 'application/json' }
const generous: RequestLimits = { totalMs: 20_000, silenceMs: 20_000, bytes: 8 << 20 }
const answering =
  (status: number, body: string | Buffer, headers: Readonly<Record<string, string>> = json): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { date: 'Mon, 02 Mar 2026 01:00:00 GMT', ...headers }).end(body)

const large = JSON.stringify({ text: '件'.repeat(1_000_000) })
/** Piece by piece, and then as it ends. */
const beginning =
  (end: 'reset' | 'never' | 'drip'): RequestListener =>
  (_request, response) => {
    response.writeHead(200, { ...json, 'content-length': '1000' }).write('{"half":', () => {
      if (end === 'reset') response.socket?.resetAndDestroy()
    })
    if (end !== 'drip') return
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(drip))
  }

/** What is answered, and what comes of it. */
const answers: readonly (readonly [name: string, listener: RequestListener, outcome: object, limits?: Partial<RequestLimits>])[] = [
  ['an answer', answering(200, '{"a":[1]}'), { ok: true, value: { status: 200, json: { a: [1] }, dateMs: Date.parse('2026-03-02T09:00:00+08:00') } }],
  ['a large one', answering(200, large), { ok: true, value: { json: JSON.parse(large) } }],
  ['a large one, packed', answering(200, gzipSync(large), { ...json, 'content-encoding': 'gzip' }), { ok: true, value: { json: JSON.parse(large) } }],
  ['one that is old', answering(201, '{}', { ...json, age: '60' }), { ok: true, value: { status: 201, dateMs: Date.parse('2026-03-02T09:01:00+08:00') } }],
  ['a connection that is refused', (_request, response) => response.socket?.resetAndDestroy(), { ok: false, failure: { kind: 'offline' } }],
  ['an answer that breaks off', beginning('reset'), { ok: false, failure: { kind: 'offline' } }],
  ['one that stops', beginning('never'), { ok: false, failure: { kind: 'offline' } }, { silenceMs: 200 }],
  ['one that drips for ever', beginning('drip'), { ok: false, failure: { kind: 'offline' } }, { totalMs: 300 }],
  ['none at all', () => undefined, { ok: false, failure: { kind: 'offline' } }, { silenceMs: 200 }],
  ['an empty one', answering(204, '', {}), { ok: false, failure: { kind: 'not-our-server', because: 'no-json' } }],
  ['half of what was packed', answering(200, gzipSync(large).subarray(0, 200), { ...json, 'content-encoding': 'gzip' }), { ok: false, failure: { kind: 'unreadable', because: 'not-json' } }],
  ['what is called packed and is not', answering(200, '{"a":1}', { ...json, 'content-encoding': 'gzip' }), { ok: false, failure: { kind: 'unreadable', because: 'not-json' } }],
  ['more than may come', answering(200, large), { ok: false, failure: { kind: 'unreadable', because: 'too-long' } }, { bytes: 1 << 20 }],
  ['a few bytes that unfold to many', answering(200, gzipSync(Buffer.alloc(60 << 20, ' ')), { ...json, 'content-encoding': 'gzip' }), { ok: false, failure: { kind: 'unreadable', because: 'too-long' } }],
  ['a redirect', answering(302, '', { location: 'http://portal.example/' }), { ok: false, failure: { kind: 'not-our-server', because: 'redirect' } }],
  ['a permanent one', answering(308, '{}', { ...json, location: '/elsewhere' }), { ok: false, failure: { kind: 'not-our-server', because: 'redirect' } }],
  ['a portal', answering(200, '<title>登录</title>', { 'content-type': 'text/html' }), { ok: false, failure: { kind: 'not-our-server', because: 'no-json' } }],
  ['a status that is none', answering(799, '{}'), { ok: false }],
  ['a refusal', answering(401, '{"error":"unauthorized"}'), { ok: false, failure: { kind: 'unauthorised' } }],
  ['no time now', answering(429, '{}', { ...json, 'retry-after': '90' }), { ok: false, failure: { kind: 'busy', retryAfterMs: 90_000 } }],
]

interface Way {
  readonly fetch: Fetch
  readonly url: URL
  /** Of the server that is asked. */
  readonly tls: TlsServer | null
}
const ways = ['the fetch of Node', 'a line that believes one authority'] as const

describe.each(ways)('%s', (kind) => {
  let listener: RequestListener
  let server: ReturnType<typeof createServer>
  let way: Way
  let end: () => Promise<unknown>
  beforeEach(async () => {
    server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
    const tls = kind === 'the fetch of Node' ? null : await startTls({ url }, good)
    const line = tls && openLine(office.certificate)
    way = { fetch: line?.fetch ?? fetch, url: new URL('office?since=%22a%22', tls?.url ?? url), tls }
    end = async () => {
      line?.close()
      server.closeAllConnections()
      await Promise.all([tls?.stop(), new Promise((resolve) => server.close(resolve))])
    }
  })
  afterEach(() => end())
  const ask = (content: RequestContent = { headers: {} }, limits: Partial<RequestLimits> = {}, signal = new AbortController().signal) => askForJson(way.fetch, way.url, content, { ...generous, ...limits }, signal)

  test.for(answers)('%s', async ([, answer, outcome, limits]) => {
    listener = answer
    expect(await ask({ headers: {} }, limits)).toMatchObject(outcome)
  })

  test('a request arrives as it was made, however large', async () => {
    listener = (request, response) => {
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => response.writeHead(200, json).end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, sameBody: Buffer.concat(pieces).toString() === large })))
    }
    const headers = { authorization: 'Basic amltZWk6eA==', accept: 'application/json', 'content-type': 'application/json' }
    expect(await ask({ method: 'POST', headers, body: large })).toMatchObject({
      ok: true,
      value: { json: { method: 'POST', url: '/office?since=%22a%22', headers: { ...headers, 'content-length': String(Buffer.byteLength(large)), host: way.url.host, 'accept-encoding': expect.stringContaining('gzip') }, sameBody: true } },
    })
  })

  test('a wait is kept alive by a byte now and then, and each is heard at once', async () => {
    listener = (_request, response) => {
      response.writeHead(200, json).flushHeaders()
      let beats = 0
      const heart = setInterval(() => {
        if ((beats += 1) < 8) return response.write('\n')
        clearInterval(heart)
        return response.end('{"results":[]}')
      }, 300)
    }
    // Shorter than all of them together; five times as long as one, where the machine is slow.
    expect(await ask({ headers: {} }, { silenceMs: 1500 })).toMatchObject({ ok: true, value: { json: { results: [] } } })
  })

  test('given up before, while it waits and while it is read: the connection ends, and nothing is left behind', async () => {
    const closed: string[] = []
    const giveUp = new AbortController()
    for (const [when, answer] of [['waiting', () => undefined], ['reading', beginning('drip')]] as const) {
      const given = new AbortController()
      listener = (request, response) => {
        response.on('close', () => closed.push(when))
        void answer(request, response)
        given.abort()
      }
      expect(await ask({ headers: {} }, {}, given.signal), when).toEqual({ ok: false, failure: { kind: 'offline' } })
      await expect.poll(() => closed).toContain(when)
    }
    giveUp.abort()
    listener = () => closed.push('asked all the same')
    expect(await ask({ headers: {} }, {}, giveUp.signal)).toEqual({ ok: false, failure: { kind: 'offline' } })
    expect(closed).toEqual(['waiting', 'reading'])
  })

  test('what is not wanted any further ends with its connection: an answer that is too long, and one that is refused unread', async () => {
    for (const [status, because] of [[200, 'too-long'], [302, 'redirect']] as const) {
      let isClosed = false
      listener = (_request, response) => {
        response.on('close', () => {
          isClosed = true
        })
        const pour = (): void => void response.write(' '.repeat(100_000), (error) => error || setImmediate(pour))
        response.writeHead(status, json)
        pour()
      }
      expect(await ask({ headers: {} }, { bytes: 1 << 20 })).toMatchObject({ ok: false, failure: { because } })
      await expect.poll(() => isClosed, { message: because }).toBe(true)
    }
  })

  test('a server that goes over to another protocol unasked is heard at once, and not waited for', async () => {
    listener = (_request, response) => void response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
    await expect(way.fetch(way.url, { headers: {}, redirect: 'manual', signal: new AbortController().signal })).rejects.toThrow('fetch failed')
  })

  test('one request after the other goes over a connection that is there', async () => {
    const connections = new Set<unknown>()
    listener = (request, response) => {
      connections.add(request.socket)
      return answering(200, '{}')(request, response)
    }
    for (let count = 0; count < 5; count += 1) expect(await ask()).toMatchObject({ ok: true })
    // `fetch` may begin a second one before the first is free.
    expect(connections.size).toBeLessThanOrEqual(2)
    expect(way.tls?.connections() ?? 1).toBe(1)
  })
})

test('what speaks no TLS, and what speaks TLS but no HTTP, are each called by their name', async () => {
  const greeting = createSocket((socket) => socket.on('error', () => undefined).resume().end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1')
  await once(greeting, 'listening')
  const address = greeting.address()
  const port = typeof address === 'object' ? address?.port : 0
  const tls = await startTls({ url: `http://127.0.0.1:${port}/` }, good)
  const line = openLine(office.certificate)
  for (const [url, because] of [[`https://127.0.0.1:${port}/`, 'no-tls'], [tls.url, 'no-http']] as const) {
    expect(await askForJson(line.fetch, new URL(url), { headers: {} }, generous, new AbortController().signal), because).toEqual({ ok: false, failure: { kind: 'not-our-server', because } })
  }
  line.close()
  await tls.stop()
  await new Promise((resolve) => greeting.close(resolve))
})
