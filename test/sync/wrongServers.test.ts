import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { expect } from 'vitest'
import { failureText } from '../../renderer/words/failureText.ts'
import { contactText } from '../../renderer/words/syncText.ts'
import { must } from '../builders/counter.ts'
import { password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'

const today = '2026-03-02'
const safe = '记录都在本机，没有丢，可以照常办理。'
const untilSomeone = '处理好以前不会自动再试；处理好后点“现在上传”。'
const portal = '这个网络可能要先登录（公共无线网常这样）：请打开浏览器登录网络。也可能地址填错了，请核对“设置”里的地址。'
const another = { title: '这个地址是别的服务器，没有上传', detail: '请核对“设置”里的地址，或向局里的管理员要一个。' }

/** Somebody listens at an address of this computer, and answers whatever he likes. */
interface Listener {
  readonly url: string
  stop(): Promise<unknown>
}
async function listen(server: ReturnType<typeof createSocket>, protocol: 'http' | 'https' = 'http'): Promise<Listener> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { url: `${protocol}://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`, stop: () => new Promise((resolve) => server.close(resolve)) }
}
const answering = (status: number, type: string, body: string, more: Readonly<Record<string, string>> = {}) => () => listen(createServer((_request, response) => response.writeHead(status, { 'content-type': type, connection: 'close', ...more }).end(body)))
const json = 'application/json'
const page = '<!doctype html><title>登录</title>'
const silent = (greeting: string) => createSocket((socket) => socket.on('error', () => undefined).resume().end(greeting))

/** What answers there, and what the clerk then reads. */
const addresses: readonly (readonly [name: string, start: () => Promise<Listener>, title: string, detail: string])[] = [
  ['nobody', async () => {
    const gone = await listen(silent(''))
    await gone.stop()
    return { ...gone, stop: () => Promise.resolve() }
  }, '联系不上局里的服务器', '可能这里没有网络，或者服务器没有开。也可能地址填错了，请核对“设置”里的地址。'],
  ['a name that nobody has', () => Promise.resolve({ url: 'https://no-such-office.invalid/', stop: () => Promise.resolve() }), '联系不上局里的服务器', '可能这里没有网络，或者服务器没有开。也可能地址填错了，请核对“设置”里的地址。'],
  ['a web site', answering(200, 'text/html', page), '应答的不是局里的服务器，没有上传', portal],
  ['a page that is not there', answering(404, 'text/html', page), '应答的不是局里的服务器，没有上传', portal],
  ['a box that wants somebody to sign in', answering(401, 'text/html', page), '应答的不是局里的服务器，没有上传', portal],
  ['the portal of a network', answering(302, 'text/html', '', { location: 'http://portal.example/' }), '应答的不是局里的服务器，没有上传', portal],
  ['a portal that says the network is for members', answering(511, 'text/html', page), '应答的不是局里的服务器，没有上传', portal],
  ['another service that speaks JSON', answering(200, json, '{"name":"elasticsearch","uuid":"12345678"}'), another.title, another.detail],
  ['a service that knows no such place', answering(404, json, '{"error":"not found"}'), another.title, another.detail],
  ['a service that nobody may ask', answering(403, json, '{"error":"no"}'), another.title, another.detail],
  ['something that is no HTTP', () => listen(silent('SSH-2.0-OpenSSH_9.2\r\n')), another.title, another.detail],
  ['something that is no TLS', () => listen(silent('220 mail.example ESMTP\r\n'), 'https'), '这个地址没有加密的服务，没有连接', '账号、密码和办件都没有发出去。请核对“设置”里的地址和冒号后面的数字，或向局里的管理员要一个。'],
  ['an empty answer', answering(200, json, ''), '服务器的回答不完整，没有采用', '可能网络断断续续。一直这样，请告诉局里的管理员。'],
]

test.for(addresses)('%s at the address that was typed: said in words and what to do; nothing is sent, nothing is lost, and the right address makes it good', async ([, start, title, detail], { server, here, there }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  await here.note(id, '之前')
  const before = must(await here.station.handlers['case:state']({ caseId: id }))
  const wrong = await start()
  must(await here.station.handlers['sync:setServer']({ url: wrong.url, account: 'jimei-1', password }))
  const state = await here.sync()
  const said = contactText(state, today)
  expect(said).toMatchObject({ tone: 'warning', title })
  expect(said.detail).toMatch(new RegExp(`^${detail}${safe}将在 .* 自动再试。$`))
  expect(state.counts).toMatchObject({ confirmed: 0, waiting: 2, refused: 0, setAside: 0 })
  expect(state.lastContactAt).toBeNull()
  expect(must(await here.station.handlers['case:state']({ caseId: id }))).toEqual(before)
  expect(server.requests.filter((request) => request.startsWith('POST') && request.includes('jimei-2026'))).toEqual([])
  await wrong.stop()
  must(await here.station.handlers['sync:setServer']({ url: server.url, account: 'jimei-1', password }))
  expect(contactText(await here.sync(), today)).toMatchObject({ tone: 'good', title: '全部上传好了' })
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['之前'])
})

const refusedAddresses = [
  ['office', '这不是一个服务器地址。请填以 https:// 开头的地址，账号和密码填在下面各自的格子里。'],
  ['ftp://office.example/', '这不是一个服务器地址。请填以 https:// 开头的地址，账号和密码填在下面各自的格子里。'],
  ['https://jimei-1:secret@office.example/', '这不是一个服务器地址。请填以 https:// 开头的地址，账号和密码填在下面各自的格子里。'],
  ['http://office.example/', '这个地址没有加密，密码会被路上的人看到。请填以 https:// 开头的地址；没有的话，请联系维护人员。'],
] as const

test.for(refusedAddresses)('%s is not taken: said why and what to type; the server that was set stays and is in step', async ([url, why], { server, here }) => {
  await here.sync()
  const answer = await here.station.handlers['sync:setServer']({ url, account: 'somebody', password: 'another one' })
  expect(answer.ok ? null : failureText(answer.failure, null)).toEqual({ tone: 'warning', title: '没有采用这个服务器地址', detail: `${why}本机的记录都在，原来的设置没有改动。` })
  expect(await here.sync()).toMatchObject({ url: server.url, account: 'jimei-1', contact: { kind: 'in-step' } })
})

const account = ['服务器不认这个账号或密码', '可能填错了，或者密码改过、过期了。请到“设置”里重新填账号和密码；不知道密码，请问局里的管理员。'] as const
const credentials: readonly (readonly [name: string, account: string, password: string, welcomed: number, title: string, detail: string])[] = [
  ['a wrong password', 'jimei-1', 'not this one', Infinity, ...account],
  ['an account that nobody has', 'jimei-99', password, Infinity, ...account],
  ['a password that ran out over night', 'jimei-1', password, 0, ...account],
  ['a password that runs out in the middle of the exchange', 'jimei-1', password, 4, ...account],
]

test.for(credentials)('%s: said in words and what to do; nothing is tried until somebody acts, nothing is lost, and the right one makes it good', async ([, name, typed, welcomed, title, detail], { server, here, there }) => {
  const id = await here.openCase('一')
  await here.sync()
  await here.note(id, '之后')
  const before = must(await here.station.handlers['case:state']({ caseId: id }))
  let answered = 0
  server.fault = () => ((answered += 1) > welcomed ? { kind: 'status', status: 401 } : null)
  must(await here.station.handlers['sync:setServer']({ url: server.url, account: name, password: typed }))
  const state = await here.sync()
  expect(contactText(state, today)).toEqual({ tone: 'warning', title, detail: `${detail}${safe}${untilSomeone}` })
  expect(state.counts).toMatchObject({ refused: 0, setAside: 0 })
  expect(here.timers.untilNext()).toBeNull()
  expect(must(await here.station.handlers['case:state']({ caseId: id }))).toEqual(before)
  server.fault = () => null
  must(await here.station.handlers['sync:setServer']({ url: server.url, account: 'jimei-1', password }))
  expect(contactText(await here.sync(), today)).toMatchObject({ tone: 'good', title: '全部上传好了' })
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['之后'])
})
