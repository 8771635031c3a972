import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { contactText } from '../../renderer/words/syncText.ts'
import type { SyncState } from '../../shared/contracts/sync.ts'
import { aCertificate, anAuthority, type Certificate } from '../builders/certificates.ts'
import { must } from '../builders/counter.ts'
import { builtInPack } from '../builders/desk.ts'
import { aStation, packsOf, password, startOfficeServer } from '../builders/officeServer.ts'
import { startTls } from '../builders/tlsServer.ts'
import { bundleProgram } from '../faults/nodeProgram.ts'

const office = anAuthority('an authority that this computer knows')
const addresses = ['127.0.0.1']
const good = aCertificate(office, { addresses })

const wrong: readonly (readonly [name: string, shown: Certificate, title: string, advice: string])[] = [
  ['one that has expired', aCertificate(office, { addresses, until: '2024-01-01T00:00:00' }), '服务器的证书过期了，没有连接', '请告诉局里的管理员换证书'],
  ['one that is not valid yet', aCertificate(office, { addresses, from: '2048-01-01T00:00:00' }), '服务器的证书还没有到启用的日子，没有连接', '请核对日期和时间'],
  ['one for another host', aCertificate(office, { addresses: ['127.0.0.2'] }), '服务器出示的是别的地址的证书，没有连接', '请核对“设置”里的地址'],
  ['one of an authority that nobody knows', aCertificate(anAuthority('somebody'), { addresses }), '服务器的证书不是由已知机构签发的，没有连接', '请换一个网络再试'],
  ['one that it signed itself', aCertificate(null, { addresses }), '服务器的证书是它自己签的，没有连接', '请换一个网络再试'],
]

test('a server that shows a wrong certificate is not ours: each kind in its own words, and neither the account nor a case is sent; with the right one everything goes', async () => {
  const server = await startOfficeServer()
  const tls = await startTls(server, good)
  const program = await bundleProgram('killedStation', import.meta.dirname)
  const here = await aStation(server, 'jimei-1')
  const known = join(here.place.root, 'known.pem')
  await writeFile(known, office.certificate)
  /** The station as a program of its own: who is known is settled when a program starts. */
  async function exchange(): Promise<Extract<SyncState, { kind: 'on' }>> {
    await here.close()
    const child = spawn(process.execPath, [program, join(here.place.root, 'profile'), packsOf(here.place), builtInPack, 'none'], { env: { ...process.env, NODE_EXTRA_CA_CERTS: known } })
    const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    if (child.exitCode !== 0) throw new Error(complaint)
    await here.reopen()
    const state: SyncState = JSON.parse(said)
    if (state.kind !== 'on') throw new Error('no server')
    return state
  }
  must(await here.station.handlers['sync:setServer']({ url: tls.url, account: 'jimei-1', password }))
  const id = await here.openCase('集美大道办公楼（样例）')
  for (const isKnownAlready of [false, true]) {
    for (const [name, shown, title, advice] of wrong) {
      tls.show(shown)
      await here.note(id, name)
      const before = [tls.bytesRead(), server.requests.length]
      const state = await exchange()
      const said = contactText(state, '2026-03-02')
      expect(said, name).toMatchObject({ tone: 'warning', title })
      expect(said.detail, name).toContain(advice)
      expect(said.detail, name).toContain('账号、密码和办件都没有发出去。')
      expect(said.detail, name).toMatch(/记录都在本机，没有丢，可以照常办理。将在 .* 自动再试。$/)
      expect(state.counts, name).toMatchObject({ waiting: isKnownAlready ? 1 : 2, refused: 0 })
      expect([tls.bytesRead(), server.requests.length], name).toEqual(before)
    }
    tls.show(good)
    expect(await exchange()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, confirmed: 2 } })
    expect(tls.bytesRead()).toBeGreaterThan(1000)
  }
  const there = await aStation(server, 'jimei-2')
  await there.sync()
  expect(await there.notesOf(id)).toEqual([...wrong, ...wrong].map(([name]) => name).toSorted())
  for (const station of [here, there]) await station.remove()
  await tls.stop()
  await server.stop()
})
