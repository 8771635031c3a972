import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { diskFiles, type Files } from '../../electron/station/files.ts'
import { contactText } from '../../renderer/words/syncText.ts'
import type { AuthorityRefusal } from '../../shared/contracts/sync.ts'
import { closeInTime } from '../builders/closeInTime.ts'
import { aCertificate, anAuthority, type Certificate } from '../builders/certificates.ts'
import { must } from '../builders/counter.ts'
import { type OfficeStation, password } from '../builders/officeServer.ts'
import { officeTest } from '../builders/officeTest.ts'
import { add, open } from '../builders/officeScans.ts'
import { aLargePdf, digestOf } from '../builders/scans.ts'
import { startTls, type TlsServer } from '../builders/tlsServer.ts'
import { SystemError } from '../faults/memoryFiles.ts'

const addresses = ['127.0.0.1']
const office = anAuthority('集美区政务根证书（样例）')
const good = aCertificate(office, { addresses })
const today = '2026-03-02'
const nobodyKnown = '服务器的证书不是由已知机构签发的，没有连接'

/** The office's server behind a TLS whose authority no computer knows. */
const test = officeTest.extend<{ tls: TlsServer; other: TlsServer }>({
  tls: async ({ server }, lend) => {
    const tls = await startTls(server, good)
    await lend(tls)
    await closeInTime('the door with TLS', () => tls.stop())
  },
  other: async ({ server }, lend) => {
    const tls = await startTls(server, good)
    await lend(tls)
    await closeInTime('the door with TLS', () => tls.stop())
  },
})
const bytesOf = ({ certificate }: Certificate): Uint8Array => new TextEncoder().encode(certificate)
const moveTo = async (station: OfficeStation, url: string, authority?: Uint8Array): Promise<unknown> => must(await station.station.handlers['sync:setServer']({ url, account: 'jimei-1', password, ...(authority ? { authority } : {}) }))
const believe = (station: OfficeStation, bytes: Uint8Array | null) => station.station.handlers['sync:setAuthority']({ bytes })
const saidBy = async (station: OfficeStation) => contactText(await station.sync(), today)
const settingsOf = (station: OfficeStation): Promise<string> => readFile(join(station.place.root, 'profile', 'office', 'server.json'), 'utf8')

test('without it nothing is sent, and the way out is said; with it everything goes and comes, over restarts, until it is taken back', async ({ server, tls, here, there }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  await moveTo(here, tls.url)
  const before = server.requests.length
  const said = await saidBy(here)
  expect(said).toMatchObject({ tone: 'warning', title: nobodyKnown })
  expect(said.detail).toMatch(/^账号、密码和办件都没有发出去。局里用自己的机构签发证书的，请向管理员索取机构证书，由负责人在“设置”里选上。/)
  expect([tls.bytesRead(), server.requests.length]).toEqual([0, before])

  const looked = must(await here.station.handlers['sync:readAuthority']({ bytes: bytesOf(office) }))
  expect(looked).toMatchObject([{ name: '集美区政务根证书（样例）', issuer: null }])
  expect(await here.station.handlers['sync:state']({})).toMatchObject({ authority: [] })

  expect(must(await believe(here, bytesOf(office)))).toMatchObject({ authority: looked, contact: { kind: 'beginning' } })
  expect(await here.sync()).toMatchObject({ authority: looked, contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  await add(here, id, aLargePdf(1_200_000))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0, refused: 0 } })
  await there.sync()
  await there.note(id, '从别处')
  const { digest } = await add(there, id, aLargePdf(1_300_000, 'elsewhere'))
  await there.sync()

  await here.reopen()
  expect(await here.sync()).toMatchObject({ authority: looked, contact: { kind: 'in-step' } })
  expect(await here.notesOf(id)).toEqual(['从别处'])
  expect(digestOf(must(await open(here, id, digest)).bytes)).toBe(digest)
  expect(tls.bytesRead()).toBeGreaterThan(1_200_000)

  expect(must(await believe(here, null))).toMatchObject({ authority: [], url: tls.url })
  const read = tls.bytesRead()
  expect(await saidBy(here)).toMatchObject({ title: nobodyKnown })
  await here.reopen()
  expect(await saidBy(here)).toMatchObject({ title: nobodyKnown })
  expect(tls.bytesRead()).toBe(read)
})

const wrong: readonly (readonly [name: string, shown: Certificate, title: string])[] = [
  ['one that has expired', aCertificate(office, { addresses, until: '2024-01-01T00:00:00' }), '服务器的证书过期了，没有连接'],
  ['one that is not valid yet', aCertificate(office, { addresses, from: '2048-01-01T00:00:00' }), '服务器的证书还没有到启用的日子，没有连接'],
  ['one for another host', aCertificate(office, { addresses: ['127.0.0.2'] }), '服务器出示的是别的地址的证书，没有连接'],
  ['one for no host at all', aCertificate(office, { addresses: [] }), '服务器出示的是别的地址的证书，没有连接'],
  ['one that is no server’s', aCertificate(office, { addresses, isForClients: true }), '服务器的证书不对，没有连接'],
  ['one of another authority of the same name', aCertificate(anAuthority('集美区政务根证书（样例）'), { addresses }), '服务器的证书不对，没有连接'],
  ['one of somebody', aCertificate(anAuthority('somebody'), { addresses }), '服务器的证书不是选定的机构签发的，没有连接'],
  ['one that it signed itself', aCertificate(null, { addresses }), '服务器的证书不是选定的机构签发的，没有连接'],
]
test('all else that a certificate has to be is asked for as ever: each wrong one in its own words, and not a byte is sent', async ({ tls, here }) => {
  await moveTo(here, tls.url, bytesOf(office))
  const id = await here.openCase('一')
  await here.sync()
  for (const [name, shown, title] of wrong) {
    await here.reopen()
    tls.show(shown)
    await here.note(id, name)
    const read = tls.bytesRead()
    const said = await saidBy(here)
    expect(said, name).toMatchObject({ tone: 'warning', title })
    expect(said.detail, name).toContain('账号、密码和办件都没有发出去。')
    expect(tls.bytesRead(), name).toBe(read)
    tls.show(good)
    expect(await here.sync(), name).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  }
})

test('an authority below another one may be chosen by itself, and then its neighbours are nobody', async ({ tls, here }) => {
  const [below, neighbour] = [anAuthority('服务器机构', { below: office }), anAuthority('别的机构', { below: office })]
  tls.show(aCertificate(below, { addresses }))
  await moveTo(here, tls.url, bytesOf(below))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  await here.reopen()
  tls.show(aCertificate(neighbour, { addresses }), neighbour)
  expect(await saidBy(here)).toMatchObject({ title: '服务器的证书不是选定的机构签发的，没有连接' })
  must(await believe(here, bytesOf(office)))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
})

test('it counts for this server alone: nobody else in the program believes it, and another address begins without', async ({ tls, other, here }) => {
  await moveTo(here, tls.url, bytesOf(office))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  await expect(fetch(tls.url)).rejects.toThrow('fetch failed')
  // The same server under another path or with another password is still this one.
  await moveTo(here, tls.url)
  expect(await here.sync()).toMatchObject({ authority: [{ name: '集美区政务根证书（样例）' }], contact: { kind: 'in-step' } })
  await moveTo(here, other.url)
  expect(await saidBy(here)).toMatchObject({ title: nobodyKnown })
  expect(await here.station.handlers['sync:state']({})).toMatchObject({ authority: [] })
  expect(other.bytesRead()).toBe(0)
  must(await here.station.handlers['sync:forgetServer']({}))
  await moveTo(here, tls.url)
  expect(await saidBy(here)).toMatchObject({ title: nobodyKnown })
})

test('one that has expired since is said, and a new one makes it good', async ({ tls, here }) => {
  // By the clock of the station it still holds; TLS goes by the computer's.
  const old = anAuthority('旧机构', { until: '2026-03-02T02:00:00' })
  tls.show(aCertificate(old, { addresses }))
  await moveTo(here, tls.url, bytesOf(old))
  const state = await here.sync()
  expect(contactText(state, '2026-03-03')).toMatchObject({ tone: 'warning', title: '选定的机构证书过期了，没有连接' })
  const renewed = anAuthority('新机构')
  tls.show(aCertificate(renewed, { addresses }))
  must(await believe(here, bytesOf(renewed)))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
})

const bad: readonly (readonly [name: string, file: Uint8Array, because: AuthorityRefusal])[] = [
  ['a text', new TextEncoder().encode('not one'), 'no-certificate'],
  ['the server’s own', bytesOf(good), 'no-authority'],
  ['an expired one', bytesOf(anAuthority('旧', { until: '2025-01-01T00:00:00' })), 'expired'],
  ['a key', new TextEncoder().encode(office.key), 'private-key'],
  ['too much', new Uint8Array(1 << 20), 'too-large'],
]
test.for(bad)('%s is refused whole: what was chosen before still counts', async ([, file, because], { tls, here }) => {
  await moveTo(here, tls.url, bytesOf(office))
  await here.sync()
  const before = await settingsOf(here)
  const refusal = { ok: false, failure: { kind: 'authority-refused', because } }
  expect(await here.station.handlers['sync:readAuthority']({ bytes: file })).toEqual(refusal)
  expect(await believe(here, file)).toEqual(refusal)
  expect(await here.station.handlers['sync:setServer']({ url: 'https://elsewhere.example/', account: 'jimei-2', password, authority: file })).toEqual(refusal)
  expect(await settingsOf(here)).toBe(before)
  expect(await here.sync()).toMatchObject({ url: tls.url, account: 'jimei-1', authority: [{ name: '集美区政务根证书（样例）' }], contact: { kind: 'in-step' } })
})

test('only a supervisor may choose it or take it back; where nothing is encrypted there is nothing to choose', async ({ server, tls, here }) => {
  expect(await believe(here, bytesOf(office))).toEqual({ ok: false, failure: { kind: 'authority-refused', because: 'not-encrypted' } })
  expect(await here.station.handlers['sync:setServer']({ url: server.url, account: 'jimei-1', password, authority: bytesOf(office) })).toEqual({ ok: false, failure: { kind: 'authority-refused', because: 'not-encrypted' } })
  await moveTo(here, tls.url, bytesOf(office))
  await here.station.handlers['station:addOperator']({ name: '陈怡', role: 'clerk' })
  const status = await here.station.handlers['station:status']({})
  must(await here.station.handlers['station:signIn']({ operatorId: status.operators.find(({ role }) => role === 'clerk')?.id ?? '' }))
  const before = await settingsOf(here)
  const refusal = { ok: false, failure: { kind: 'not-a-supervisor' } }
  for (const file of [bytesOf(anAuthority('别的')), null]) expect(await believe(here, file)).toEqual(refusal)
  expect(await here.station.handlers['sync:setServer']({ url: tls.url, account: 'jimei-1', password, authority: bytesOf(office) })).toEqual(refusal)
  expect(await settingsOf(here)).toBe(before)
  // A new password is anyone's to type, and leaves it alone.
  await moveTo(here, tls.url)
  expect(await here.sync()).toMatchObject({ authority: [{}], contact: { kind: 'in-step' } })
})

test('a disk that refuses it: the one before still counts, now and after a restart', async ({ tls, here }) => {
  await moveTo(here, tls.url, bytesOf(office))
  let isFull = false
  const create: Files['create'] = (path) => (isFull && path.endsWith('server.json.part') ? Promise.reject(new SystemError('ENOSPC', 'open')) : diskFiles.create(path))
  await here.reopen({ files: { ...diskFiles, create } })
  isFull = true
  expect(await believe(here, bytesOf(anAuthority('别的机构')))).toEqual({ ok: false, failure: { kind: 'disk', problem: 'full', place: 'server' } })
  isFull = false
  expect(await here.sync()).toMatchObject({ authority: [{ name: '集美区政务根证书（样例）' }], contact: { kind: 'in-step' } })
  await here.reopen()
  expect(await here.sync()).toMatchObject({ authority: [{ name: '集美区政务根证书（样例）' }], contact: { kind: 'in-step' } })
})

test('a pause stays a pause', async ({ tls, here }) => {
  await moveTo(here, tls.url)
  await here.station.handlers['sync:pause']({ paused: true })
  expect(must(await believe(here, bytesOf(office)))).toMatchObject({ contact: { kind: 'paused' } })
  expect(here.timers.untilNext()).toBe(null)
  expect(tls.connections()).toBe(0)
})
