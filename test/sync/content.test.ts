import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PackRef } from '../../shared/domain/pack.ts'
import { connect } from '../../scripts/server/couch.ts'
import { prepareAccounts, prepareServer } from '../../scripts/server/prepare.ts'
import { startPeer } from '../../scripts/server/startPeer.ts'
import { must } from '../builders/counter.ts'
import { builtInPack } from '../builders/desk.ts'
import { admin, aStation, type OfficeStation, packsOf, password, startOfficeServer } from '../builders/officeServer.ts'
import { jimeiOverlayDir } from '../builders/pack.ts'
import { aNextEdition, documentOf, publishTo, putInto } from '../builders/published.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'

const own = { packDir: builtInPack }
const today = '2026-03-02'
const listOf = (station: OfficeStation) => station.station.handlers['edition:list']({})
const inUse = async (station: OfficeStation): Promise<string> => (await station.station.handlers['pack:get']({})).ref.version
const noticesOf = async (station: OfficeStation) => (await station.station.handlers['station:status']({})).notices.map(({ kind }) => kind)
const stateOf = async (station: OfficeStation, caseId: string) => must(await station.station.handlers['case:state']({ caseId }))
const putEdition = async (url: string, version: string): Promise<void> => putInto(url, await aNextEdition(version))
async function findRef(station: OfficeStation, version: string): Promise<PackRef> {
  const found = (await listOf(station)).editions.find(({ ref }) => ref.version === version)
  if (!found) throw new Error(`no edition ${version}`)
  return found.ref
}

const peers = {
  'a fake of CouchDB': async () => {
    const fake: FakeCouch = await startOfficeServer()
    return { url: fake.url, stop: () => fake.stop() }
  },
  'express-pouchdb in a process of its own': async () => {
    const peer = await startPeer({ port: 0, dataFolder: null, admin })
    await prepareServer(connect(peer.url, admin), { districts: ['jimei'], years: [2026] })
    const roles = ['station', 'district:jimei']
    await prepareAccounts(connect(peer.url, admin), { 'jimei-1': roles, 'jimei-2': roles, publisher: ['publisher'] }, password)
    return { url: peer.url, stop: () => peer.stop() }
  },
}

describe.each(Object.entries(peers))('over %s', (_name, start) => {
  let server: Awaited<ReturnType<typeof start>>
  let here: OfficeStation
  beforeEach(async () => {
    server = await start()
    here = await aStation(server, 'jimei-1', own)
  }, 120_000)
  afterEach(async () => {
    await here.remove()
    await server.stop()
  })

  test('a new edition comes, is checked, and changes nothing until somebody chooses it; open cases keep theirs until they are moved', async () => {
    const caseId = await here.openCase('一')
    await publishTo(server.url, await aNextEdition('1.1.0'), today)
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
    const { editions, refused } = await listOf(here)
    expect(editions).toMatchObject([{ ref: { version: '1.0.0' }, isInUse: true, isShipped: true, orderedFrom: null }, { ref: { version: '1.1.0' }, isInUse: false, isShipped: false, orderedFrom: today }])
    expect(editions[1]?.arrivedAt).not.toBeNull()
    expect(refused).toEqual([])
    expect(await inUse(here)).toBe('1.0.0')
    expect(await noticesOf(here)).toEqual(['edition-waiting'])

    const to = await findRef(here, '1.1.0')
    expect(must(await here.station.handlers['edition:choose']({ pack: to })).chosen).toMatchObject({ operatorName: '李敏 jimei-1' })
    expect(await inUse(here)).toBe('1.1.0')
    expect(await noticesOf(here)).toEqual([])
    await here.reopen(own)
    expect(await inUse(here)).toBe('1.1.0')
    expect((await stateOf(here, await here.openCase('二'))).opened?.pack).toEqual(to)

    const { heads, opened } = await stateOf(here, caseId)
    expect(opened?.pack.version).toBe('1.0.0')
    const moved = must(await here.station.handlers['case:do']({ caseId, command: { kind: 'move', to, heads: [...heads] } })).state
    expect(moved.edition).toMatchObject({ conflict: false, heads: [{ move: { from: { version: '1.0.0' }, to } }] })

    // The former one is chosen again: that is how a choice is taken back.
    must(await here.station.handlers['edition:choose']({ pack: await findRef(here, '1.0.0') }))
    await here.reopen(own)
    expect(await inUse(here)).toBe('1.0.0')
    expect(await noticesOf(here)).toEqual(['edition-waiting'])
  }, 120_000)

  test('what is not what it says is refused whole with its reason; it changes nothing and stops nothing', async () => {
    const good = await aNextEdition('1.1.0')
    const changed = await documentOf(await aNextEdition('1.2.0'))
    const foreign = await documentOf(await aNextEdition('1.2.1'))
    await putInto(server.url, { ...changed, _attachments: (await documentOf(good))['_attachments'] })
    await putInto(server.url, { ...foreign, _id: `pack:${'0'.repeat(64)}`, ref: { ...foreign.ref, digest: '0'.repeat(64) } })
    await putInto(server.url, { ...(await documentOf(await aNextEdition('2.0.0'))), v: 2 })
    await putInto(server.url, await documentOf(await aNextEdition('1.3.0', ({ rules }) => void Object.assign(rules.rules[0] ?? {}, { when: 'noSuchFact = true' }))))
    await putInto(server.url, { ...(await documentOf(await aNextEdition('1.4.0'))), files: [{ name: '../../evil.json', bytes: 1, sha256: '0'.repeat(64) }] })
    await putInto(server.url, { ...(await documentOf(await aNextEdition('1.5.0'))), files: [{ name: 'pack.json', bytes: 9_000_000, sha256: '0'.repeat(64) }] })
    await publishTo(server.url, good, today)
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 0 } })
    const { editions, refused } = await listOf(here)
    expect(editions.map(({ ref }) => ref.version)).toEqual(['1.0.0', '1.1.0'])
    expect(Object.fromEntries(refused.map(({ version, because }) => [version, because.kind]))).toEqual({ '1.2.0': 'wrong-digest', '1.2.1': 'wrong-digest', '2.0.0': 'newer-format', '1.3.0': 'faulty', '1.4.0': 'malformed', '1.5.0': 'too-large' })
    expect(refused.flatMap(({ because }) => (because.kind === 'faulty' ? because.problems : [])).join('\n')).toContain('noSuchFact')
    expect((await readdir(packsOf(here.place))).filter((name) => name.length === 64)).toHaveLength(2)
    expect(await readdir(`${packsOf(here.place)}.arriving`)).toEqual([])

    // Another version of the program looks at them once more.
    const at = Object.fromEntries(refused.map((one) => [one.document, one.at]))
    await here.reopen({ ...own, version: '0.2.0' })
    await here.sync()
    expect(Object.fromEntries((await listOf(here)).refused.map((one) => [one.document, one.at]))).toEqual(at)
  }, 120_000)
})

describe('at a station', () => {
  let server: FakeCouch
  let here: OfficeStation
  let there: OfficeStation
  beforeAll(async () => {
    server = await startOfficeServer()
    here = await aStation(server, 'jimei-1', own)
    there = await aStation(server, 'jimei-2', own)
    await putEdition(server.url, '1.1.0')
    await putEdition(server.url, '1.2.0')
    await here.sync()
    await there.sync()
  }, 120_000)
  afterAll(async () => {
    await here.remove()
    await there.remove()
    await server.stop()
  })
  const move = async (station: OfficeStation, caseId: string, version: string) => {
    const { heads } = await stateOf(station, caseId)
    return station.station.handlers['case:do']({ caseId, command: { kind: 'move', to: await findRef(station, version), heads: [...heads] } })
  }

  test('two who move a case apart see both editions and choose one', async () => {
    const caseId = await here.openCase('一')
    await here.sync()
    await there.sync()
    must(await move(here, caseId, '1.1.0'))
    must(await move(there, caseId, '1.2.0'))
    await here.sync()
    await there.sync()
    await here.sync()
    expect((await stateOf(here, caseId)).edition).toMatchObject({ conflict: true })
    expect((await stateOf(there, caseId)).edition).toEqual((await stateOf(here, caseId)).edition)
    must(await move(here, caseId, '1.2.0'))
    await here.sync()
    await there.sync()
    expect((await stateOf(there, caseId)).edition).toMatchObject({ conflict: false, heads: [{ move: { to: { version: '1.2.0' } } }] })
  }, 120_000)

  test('an edition that is not here is no edition to move to, to choose or to compare with', async () => {
    const caseId = await here.openCase('一')
    const unknown = { id: 'xiamen-2021', version: '9.0.0', digest: '9'.repeat(64) }
    const { heads } = await stateOf(here, caseId)
    expect(await here.station.handlers['case:do']({ caseId, command: { kind: 'move', to: unknown, heads: [...heads] } })).toMatchObject({ failure: { kind: 'pack-refused' } })
    expect(await here.station.handlers['edition:choose']({ pack: unknown })).toMatchObject({ failure: { kind: 'pack-refused' } })
    expect(await here.station.handlers['edition:effects']({ to: unknown, caseIds: [caseId] })).toMatchObject({ failure: { kind: 'pack-refused' } })
  }, 120_000)

  test('the edition in use is damaged on disk: the one of the program is used and it is said; the server gives it again', async () => {
    const to = await findRef(here, '1.1.0')
    must(await here.station.handlers['edition:choose']({ pack: to }))
    await here.close()
    const folder = join(packsOf(here.place), to.digest)
    await writeFile(join(folder, 'items.json'), (await readFile(join(folder, 'items.json'), 'utf8')).slice(0, 1000))
    await here.reopen(own)
    expect(await inUse(here)).toBe('1.0.0')
    expect(await noticesOf(here)).toContain('edition-missing')
    await here.close()
    await rm(folder, { recursive: true })
    await here.reopen(own)
    await here.sync()
    await here.reopen(own)
    expect(await inUse(here)).toBe('1.1.0')
  }, 120_000)

  test('a server that fails at the content does not keep cases from coming', async () => {
    const caseId = await there.openCase('别处的')
    await there.sync()
    await putEdition(server.url, '1.3.0')
    server.fault = ({ database, path }) => (database === 'content' && path.includes('pack') ? { kind: 'status', status: 500 } : null)
    await here.sync()
    expect(await here.notesOf(caseId)).toEqual([])
    expect((await listOf(here)).editions.map(({ ref }) => ref.version)).not.toContain('1.3.0')
    server.fault = () => null
    await here.sync()
    expect((await listOf(here)).editions.map(({ ref }) => ref.version)).toContain('1.3.0')
  }, 120_000)

  test('a district’s overlay comes the same way, and stands before the city’s word', async () => {
    await putInto(server.url, { _id: 'inForce:xiamen-2021', v: 1, sender: 'publisher', pack: await findRef(here, '1.1.0'), from: today })
    await publishTo(server.url, builtInPack, today, [jimeiOverlayDir])
    await here.sync()
    expect((await listOf(here)).editions.filter(({ orderedFrom }) => orderedFrom !== null)).toMatchObject([{ ref: { version: '1.0.0+jimei-sample.1.0.0' }, overlays: ['集美区补充规定（样例）'], orderedFrom: today }])
    const to = await findRef(here, '1.0.0+jimei-sample.1.0.0')
    must(await here.station.handlers['edition:choose']({ pack: to }))
    await here.reopen(own)
    expect(await inUse(here)).toBe(to.version)
  }, 120_000)
})
