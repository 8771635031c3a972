import { createServer } from 'node:http'
import { createServer as createSocket, type Socket } from 'node:net'
import { once } from 'node:events'
import { expect } from 'vitest'
import { type RequestLimits, usualLimits } from '../../electron/station/sync/boundedRequest.ts'
import { createCouchPeer } from '../../electron/station/sync/couchPeer.ts'
import { contactText } from '../../renderer/words/syncText.ts'
import { aBatch } from '../builders/batches.ts'
import { cases, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { callAs } from '../contract/server/call.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import type { Fault, FaultyRequest } from '../fakes/couch/faults.ts'

const isSending = ({ path }: FaultyRequest): boolean => path.endsWith('_bulk_docs')
const isReading = ({ path }: FaultyRequest): boolean => path.endsWith('_changes')
const isWelcome = ({ path }: FaultyRequest): boolean => path === '/'
/** The first request of a kind goes wrong, or all of them. */
function disturb(server: FakeCouch, which: (request: FaultyRequest) => boolean, fault: Fault, times = 1): void {
  let left = times
  server.fault = (request) => (which(request) && (left -= 1) >= 0 ? fault : null)
}

const faults: readonly (readonly [name: string, fault: Fault, because: object])[] = [
  ['a connection that is refused', { kind: 'reset', when: 'before' }, { kind: 'offline' }],
  ['an answer that breaks off', { kind: 'reset', when: 'half-way' }, { kind: 'offline' }],
  ['an answer that is lost', { kind: 'reset', when: 'after' }, { kind: 'offline' }],
  ['half a JSON body', { kind: 'half-json' }, { kind: 'unreadable', because: 'not-json' }],
  ['a captive portal', { kind: 'html' }, { kind: 'not-our-server', because: 'no-json' }],
  ['a redirect', { kind: 'redirect', to: 'http://portal.example/' }, { kind: 'not-our-server', because: 'redirect' }],
  ['JSON that is nested too deep', { kind: 'deep-json', depth: 100_000 }, { kind: 'unreadable', because: 'too-deep' }],
  ['no time now', { kind: 'status', status: 429, retryAfterSeconds: 90 }, { kind: 'busy', retryAfterMs: 90_000 }],
  ['a restart', { kind: 'status', status: 503 }, { kind: 'busy', retryAfterMs: null }],
  ['an error of the server', { kind: 'status', status: 500 }, { kind: 'server-error', status: 500 }],
  ['a bad gateway', { kind: 'status', status: 502 }, { kind: 'server-error', status: 502 }],
]

test.for(faults)('%s, on sending, on reading and at the welcome: said, nothing is lost, and the next contact is whole', async ([, fault, because], { server, here, there }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  for (const [at, which] of [isSending, isReading, isWelcome].entries()) {
    await here.note(id, `第 ${at} 次`)
    // A page that can't be read is asked for in smaller ones.
    disturb(server, which, fault, 20)
    const during = await here.sync()
    expect(during.contact).toMatchObject({ kind: 'out-of-contact', because, tryAgainAt: expect.any(String) })
    server.fault = () => null
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0, deleted: 0 } })
  }
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['第 0 次', '第 1 次', '第 2 次'])
  await expectSameEverywhere(server, [here, there], [id])
})

test('a few bytes that unfold to many are given up before they fill the memory', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  for (const which of [isSending, isReading, isWelcome]) {
    // A page that can't be read is asked for in smaller ones.
    disturb(server, which, { kind: 'gzip-bomb', bytes: 400_000_000 }, which === isReading ? 20 : 1)
    const before = process.memoryUsage().rss
    expect(await here.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'unreadable', because: 'too-long' } } })
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
    server.fault = () => null
  }
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await there.sync()
  await expectSameEverywhere(server, [here, there], [id])
})

test('a server that takes its time holds nobody up: what is written meanwhile is saved first, and goes with the next contact', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  server.fault = () => ({ kind: 'latency', ms: 150 })
  const done: string[] = []
  const exchange = here.sync().then((state) => {
    done.push('exchange')
    return state
  })
  for (let count = 0; count < 3; count += 1) await here.note(id, `第 ${count} 次`)
  done.push('three notes')
  expect(await exchange).toMatchObject({ contact: { kind: 'in-step' } })
  expect(done).toEqual(['three notes', 'exchange'])
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['第 0 次', '第 1 次', '第 2 次'])
  await expectSameEverywhere(server, [here, there], [id])
})

test('what is written while its case is on its way is not taken for sent: it waits, and goes with the next contact', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const meanwhile: string[] = []
  await here.reopen({
    syncStep: async (name) => {
      if (!name.startsWith('push:') || meanwhile.includes(name)) return
      meanwhile.push(name)
      await here.note(id, name)
    },
  })
  await here.sync()
  expect(meanwhile).toHaveLength(4)
  await here.sync()
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await there.sync()
  expect(await there.notesOf(id)).toEqual(meanwhile.toSorted())
  await expectSameEverywhere(server, [here, there], [id])
})

test('the pause that a server asks for is kept', async ({ server, here, there }) => {
  disturb(server, isWelcome, { kind: 'status', status: 429, retryAfterSeconds: 90 }, 100)
  const id = await here.openCase('一')
  const state = await here.sync()
  expect(contactText(state, '2026-03-02')).toMatchObject({ tone: 'warning', title: '服务器正忙，请我们过一会儿再来' })
  expect(here.timers.untilNext()).toBeGreaterThanOrEqual(90_000)
  expect(here.timers.untilNext()).toBeLessThanOrEqual(91_000)
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await there.sync()
  await expectSameEverywhere(server, [here, there], [id])
})

test('ten minutes of errors: the station asks less and less, and is in step within a minute of their end', async ({ server, here, there }) => {
  const id = await here.openCase('杏林厂房（样例）')
  server.fault = () => ({ kind: 'status', status: 500 })
  const settled = (): Promise<unknown> => here.station.handlers['sync:state']({})
  let asked = 0
  for (let passed = 0; passed < 600_000; ) {
    const next = here.timers.untilNext() ?? 0
    passed += next
    const before = server.requests.length
    here.timers.pass(next)
    await expect.poll(() => here.timers.untilNext()).not.toBe(null)
    await settled()
    asked += server.requests.length - before
  }
  expect(asked).toBeGreaterThan(5)
  expect(asked).toBeLessThan(20)
  const state = await here.station.handlers['sync:state']({})
  if (state.kind !== 'on') throw new Error('no server')
  expect(contactText(state, '2026-03-02')).toMatchObject({ tone: 'warning', title: '服务器自己出了错', detail: expect.stringContaining('错误 500。记录都在本机，没有丢，可以照常办理。将在') })
  server.fault = () => null
  here.timers.pass(300_000)
  await expect.poll(async () => (await here.station.handlers['sync:state']({})).kind === 'on' && (await here.sync()).contact.kind).toBe('in-step')
  await there.sync()
  await expectSameEverywhere(server, [here, there], [id])
})

test.for([
  ['rows that come twice', { kind: 'changes', rows: 'twice' }],
  ['rows out of order', { kind: 'changes', rows: 'shuffled' }],
  ['rows from before', { kind: 'changes', rows: { again: 3 } }],
] as const)('%s change nothing', async ([, fault], { server, here, there }) => {
  const ids = [await here.openCase('一'), await here.openCase('二'), await here.openCase('三')]
  await here.sync()
  server.fault = (request) => (isReading(request) ? fault : null)
  await there.sync()
  await here.note(ids[0] ?? '', '再来')
  await here.sync()
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 0, waiting: 0 } })
  for (const id of ids) expect(await there.notesOf(id)).toEqual(id === ids[0] ? ['再来'] : [])
  await expectSameEverywhere(server, [here, there], ids)
})

test('a feed that leads round in circles ends', async ({ server, there }) => {
  const documents = Array.from({ length: 120 }, (_, count) => aBatch(`case:round-${String(count).padStart(3, '0')}`, { sender: 'jimei-3' }))
  await callAs(server.url, { name: 'jimei-3', password })('POST', `${cases}/_bulk_docs`, { docs: documents })
  // A page that begins further back than the page before leads nowhere.
  server.fault = (request) => (isReading(request) ? { kind: 'changes', rows: { again: 200 } } : null)
  const before = server.requests.length
  await there.sync()
  expect(server.requests.slice(before).filter((request) => request.endsWith('_changes')).length).toBeLessThan(40)
  server.fault = () => null
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { confirmed: 121 } })
})

const small: RequestLimits = { totalMs: 400, silenceMs: 100, bytes: 1 << 20 }
const peerAt = (url: string, limits = usualLimits) => createCouchPeer({ fetch, url, account: 'jimei-1', password, limits, signal: new AbortController().signal })

test('a server that never answers, or sends a byte now and then for ever, is given up', async ({ server }) => {
  server.fault = () => ({ kind: 'stall' })
  expect(await peerAt(server.url, small).identify()).toEqual({ ok: false, failure: { kind: 'offline' } })
  const loris = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const drip = setInterval(() => response.write(' '), 30)
    response.on('close', () => clearInterval(drip))
  }).listen(0, '127.0.0.1')
  await once(loris, 'listening')
  const address = loris.address()
  try {
    expect(await peerAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, small).identify()).toEqual({ ok: false, failure: { kind: 'offline' } })
  } finally {
    loris.closeAllConnections()
    loris.close()
  }
})

test('what is no CouchDB is not our server, whatever JSON it speaks', async () => {
  for (const body of ['{}', '[]', '{"couchdb":"Welcome"}', '{"couchdb":"Welcome","uuid":"../../x"}', '"Welcome"']) {
    const other = createServer((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body)).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    expect(await peerAt(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`).identify()).toEqual({ ok: false, failure: { kind: 'not-our-server', because: 'no-couchdb' } })
    other.close()
  }
})

test('nobody is there, or nobody that speaks HTTP', async () => {
  const sockets: Socket[] = []
  const silent = createSocket((socket) => {
    sockets.push(socket.on('error', () => undefined))
    socket.end('SSH-2.0-OpenSSH_9.2\r\n')
  }).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  expect(await peerAt(url).identify()).toEqual({ ok: false, failure: { kind: 'not-our-server', because: 'no-http' } })
  // TLS spoken to what does not speak it.
  expect(await peerAt(url.replace('http:', 'https:')).identify()).toEqual({ ok: false, failure: { kind: 'not-our-server', because: 'no-tls' } })
  for (const socket of sockets) socket.destroy()
  silent.close()
  await once(silent, 'close')
  expect(await peerAt(url).identify()).toEqual({ ok: false, failure: { kind: 'offline' } })
})
