import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { must } from '../builders/counter.ts'
import { type OfficeStation, openAt, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { aPlace } from '../builders/desk.ts'

const contactOf = async ({ station }: OfficeStation): Promise<string> => {
  const state = await station.handlers['sync:state']({})
  return state.kind === 'on' ? state.contact.kind : state.kind
}

test('nobody has to ask: what one station sends is at the other without any time passing', async ({ here, there }) => {
  await here.sync()
  const id = await there.openCase('对方的办件')
  await there.sync()
  // Woken by the long poll, whose answer is due at once.
  await expect.poll(async () => {
    here.timers.pass(0)
    return here.notesOf(id)
  }).toEqual([])
  expect(await contactOf(here)).toMatch(/in-step|reading|sending/)
})

test('what others changed since comes in one go: the lists are told once', async ({ here, there }) => {
  await there.openCase('早先的')
  await there.sync()
  await here.sync()
  for (let n = 0; n < 60; n += 1) await there.openCase(`第 ${n} 件`)
  await there.sync()
  const { watermark } = await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
  const before = here.announced.length
  await here.sync()
  expect(here.announced.slice(before).filter((name) => name === 'feed:changed')).toHaveLength(1)
  expect((await here.station.handlers['feed:pull']({ from: watermark, scope: 'all' })).rows).toHaveLength(60)
})

test('a first fill tells the lists of the first cases at once, and of all that follow while no time passes at its end', async ({ here, there }) => {
  for (let n = 0; n < 30; n += 1) await there.openCase(`第 ${n} 件`)
  await there.sync()
  // Its own set-up.
  const before = here.announced.length
  await here.sync()
  // Ten by themselves; the other twenty with the feed that brings them all again.
  expect(here.announced.slice(before).filter((name) => name === 'feed:changed')).toHaveLength(2)
  expect((await here.station.handlers['feed:pull']({ from: null, scope: 'all' })).rows).toHaveLength(30)
})

test('a contact that brings nothing writes nothing and says nothing of the station', async ({ here }) => {
  await here.sync()
  await here.sync()
  const written = async () => (await stat(join(here.place.root, 'profile', 'office', 'editions.json'), { bigint: true })).mtimeNs
  const [before, announced] = [await written(), here.announced.length]
  await here.sync()
  expect(await written()).toBe(before)
  expect(here.announced.slice(announced).filter((name) => name !== 'sync:changed')).toEqual([])
})

test('a case is sent half a minute after the last key, a decision at once', async ({ server, here }) => {
  await here.sync()
  const id = await here.openCase('一')
  const sent = (): boolean => server.requests.filter((request) => request.endsWith('cases-jimei-2026/_bulk_docs')).length > 0
  here.timers.pass(20_000)
  await here.note(id, '还在写')
  here.timers.pass(29_000)
  expect(sent()).toBe(false)
  here.timers.pass(1000)
  await expect.poll(sent).toBe(true)
  await expect.poll(() => contactOf(here)).toBe('in-step')
  const { heads } = must(await here.station.handlers['case:state']({ caseId: id }))
  must(await here.station.handlers['case:do']({ caseId: id, command: { kind: 'withdraw', reason: '申请人改期', heads: [...heads] } }))
  const before = server.requests.length
  here.timers.pass(0)
  await expect.poll(() => server.requests.slice(before).some((request) => request.endsWith('cases-jimei-2026/_bulk_docs'))).toBe(true)
  await expect.poll(() => contactOf(here)).toBe('in-step')
})

test('what waits is sent before the program ends, if the server is there', async ({ here, there }) => {
  await here.sync()
  const id = await here.openCase('下班前')
  await here.close()
  await there.sync()
  expect(await there.notesOf(id)).toEqual([])
  await here.reopen()
})

test('paused, nothing is sent and nothing asked, and the work goes on; then everything is made up for', async ({ server, here, there }) => {
  await here.sync()
  // Both feeds that still grow have been read, and are being waited for.
  for (const database of ['cases-jimei-2026', 'stations']) await expect.poll(() => server.requests.filter((request) => request === `GET /${database}/_changes`).length).toBe(2)
  await here.station.handlers['sync:pause']({ paused: true })
  const before = server.requests.length
  const id = await here.openCase('一')
  here.timers.pass(3_600_000)
  expect([await contactOf(here), server.requests.length]).toEqual(['paused', before])
  await here.station.handlers['sync:pause']({ paused: false })
  here.timers.pass(0)
  await expect.poll(() => contactOf(here)).toBe('in-step')
  here.timers.pass(300_000)
  await expect.poll(() => contactOf(here)).toBe('in-step')
  await there.sync()
  expect(await there.notesOf(id)).toEqual([])
})

test('a pause is still one after the program was ended and opened again, and so is the moment of the last contact; asking for it sends', async ({ server, here }) => {
  await here.sync()
  await here.station.handlers['sync:pause']({ paused: true })
  await here.openCase('一')
  const before = server.requests.length
  await here.reopen()
  here.timers.pass(3_600_000)
  const state = await here.station.handlers['sync:state']({})
  expect(state).toMatchObject({ contact: { kind: 'paused' }, counts: { waiting: 1 } })
  expect(state.kind === 'on' && state.lastContactAt).toMatch(/^2026-03-02T09:/)
  expect(server.requests.length).toBe(before)
  // Whoever wants it now wants no pause any more, after the next start neither.
  await here.sync()
  await here.reopen()
  expect(await contactOf(here)).toBe('beginning')
})

test('a pause that was taken back is none after a restart', async ({ here }) => {
  await here.sync()
  await here.station.handlers['sync:pause']({ paused: true })
  await here.station.handlers['sync:pause']({ paused: false })
  await here.reopen()
  expect(await contactOf(here)).toBe('beginning')
})

test('an address that is none, or that would show the password to everyone, is not taken', async ({ server, here }) => {
  const set = (url: string) => here.station.handlers['sync:setServer']({ url, account: 'jimei-1', password })
  for (const url of ['office', 'ftp://office.example/', 'file:///etc/passwd', 'https://jimei-1:secret@office.example/', 'https://office.example/?a=b', 'javascript:alert(1)']) expect(await set(url), url).toEqual({ ok: false, failure: { kind: 'server-refused', because: 'no-address' } })
  for (const url of ['http://office.example/', 'http://192.168.1.7:5984', 'http://127.0.0.1.example/']) expect(await set(url), url).toEqual({ ok: false, failure: { kind: 'server-refused', because: 'not-encrypted' } })
  expect(await here.sync()).toMatchObject({ url: server.url, contact: { kind: 'in-step' } })
})

test('without a server, and in practice, nothing is asked of anyone', async ({ server }) => {
  const place = await aPlace()
  const alone = await openAt(place)
  expect(await alone.station.handlers['sync:state']({})).toEqual({ kind: 'off' })
  expect(alone.timers.untilNext()).toBe(null)
  must(await alone.station.handlers['station:setUp']({ district: '集美区', stationName: '样例', operators: [{ name: '李敏', role: 'clerk' }] }))
  must(await alone.station.handlers['sync:setServer']({ url: server.url, account: 'jimei-1', password }))
  must(await alone.station.handlers['sync:forgetServer']({}))
  expect(await alone.station.handlers['sync:state']({})).toEqual({ kind: 'off' })
  await alone.close()
  const { station } = await openAt(place)
  expect(await station.handlers['sync:state']({})).toEqual({ kind: 'off' })
  await station.close()
  await place.remove()
})

test('a disk without room for more: what was done here is still sent, what others did stays at the server', async ({ here, there }) => {
  const id = await there.openCase('对方的办件')
  await there.sync()
  const full = { kind: 'low-space', level: 'stop', freeBytes: 1 } as const
  await here.reopen({ troublesOfDesk: () => [full] })
  const mine = await here.openCase('我的办件')
  expect(await here.sync()).toMatchObject({ contact: { kind: 'disk-refused', problem: 'full' }, counts: { waiting: 0 } })
  expect(await here.notesOf(id)).toBe(null)
  await there.sync()
  expect(await there.notesOf(mine)).toEqual([])
  await here.reopen()
  await here.sync()
  expect(await here.notesOf(id)).toEqual([])
})

test('the password lies in one file for this user alone, and in no other', async ({ here }) => {
  await here.openCase('一')
  await here.sync()
  const office = join(here.place.root, 'profile', 'office')
  const holding: string[] = []
  for (const entry of await readdir(office, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(password)) holding.push(entry.name)
  }
  expect(holding).toEqual(['server-password'])
  expect((await stat(join(office, 'server-password'))).mode & 0o777).toBe(0o600)
  expect(JSON.stringify(await here.station.handlers['sync:state']({}))).not.toContain(password)
  must(await here.station.handlers['sync:forgetServer']({}))
  expect((await readdir(office)).filter((name) => name.startsWith('server'))).toEqual([])
})
