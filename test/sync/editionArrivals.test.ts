import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { diskFiles, type OpenFile } from '../../electron/station/files.ts'
import { openPackShelf } from '../../electron/station/packShelf.ts'
import { editionRefusalText } from '../../renderer/words/editionText.ts'
import { failureText } from '../../renderer/words/failureText.ts'
import { lookUpPack } from '../../renderer/words/packLookup.ts'
import { timelineText } from '../../renderer/words/timelineText.ts'
import { readPackText } from '../../shared/domain/packText.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { fail, ok } from '../../shared/domain/result.ts'
import { closeInTime } from '../builders/closeInTime.ts'
import { must } from '../builders/counter.ts'
import { aPlace, builtInPack } from '../builders/desk.ts'
import { aStation, admin, type OfficeStation, packsOf, password } from '../builders/officeServer.ts'
import { officeTest } from '../builders/officeTest.ts'
import { anExample } from '../builders/pack.ts'
import { aNextEdition, documentOf, putInto } from '../builders/published.ts'
import { callAs, documentAt, fieldOf } from '../contract/server/call.ts'

/** At a station that has a shelf of its own. */
const test = officeTest.extend<{ readonly here: OfficeStation }>({
  here: async ({ server }, lend) => {
    const here = await aStation(server, 'jimei-1', { packDir: builtInPack })
    await lend(here)
    await closeInTime('the station here', () => here.remove())
  },
})
const listOf = ({ station }: OfficeStation) => station.handlers['edition:list']({})
const versionsOf = async (station: OfficeStation): Promise<readonly string[]> => (await listOf(station)).editions.map(({ ref }) => ref.version).toSorted()

async function refOf(station: OfficeStation, version: string): Promise<PackRef> {
  const found = (await listOf(station)).editions.find(({ ref }) => ref.version === version)
  if (!found) throw new Error(`no edition ${version}`)
  return found.ref
}

test('an edition whose own worked case comes out otherwise is refused whole, and the problem names the case', async ({ server, here }) => {
  // Nothing else is wrong with it.
  const dir = await aNextEdition('1.6.0', ({ items }) => {
    const permit = items.items.find(({ id }) => id === 'planning-permit')
    if (permit) permit.timeLimit.workingDays += 40
  })
  const broken = await documentOf(await aNextEdition('1.7.0', ({ rules }) => void Object.assign(rules.rules.find(({ id }) => id === 'low-risk') ?? rules.rules[0] ?? {}, { when: 'false' })))
  await putInto(server.url, await documentOf(dir))
  await putInto(server.url, broken)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await versionsOf(here)).toEqual(['1.0.0', '1.6.0'])
  const [refused] = (await listOf(here)).refused
  if (refused?.because.kind !== 'faulty') throw new Error(`not faulty: ${JSON.stringify(refused)}`)
  expect(refused.because.problems.join('\n')).toMatch(/^scenarios\.json s\d\d/m)
  expect(editionRefusalText(refused.because)).toEqual({ title: `检查出 ${refused.because.problems.length} 处问题`, detail: '它自己的样例办件在本机算出来不对，或者里面互相对不上。请转告局里的管理员。' })
  expect(await readdir(`${packsOf(here.place)}.arriving`)).toEqual([])
})

test('an edition under the id of another one is refused, and neither is kept', async ({ server, here }) => {
  const document = await documentOf(await aNextEdition('1.1.0'))
  await putInto(server.url, { ...document, _id: `pack:${'a'.repeat(64)}` })
  await here.sync()
  expect((await listOf(here)).refused).toMatchObject([{ version: '1.1.0', because: { kind: 'malformed' } }])
  expect(await versionsOf(here)).toEqual(['1.0.0'])
})

test('a forged leaf beside the true one of an edition: the true one is kept, whichever wins', async ({ server, here }) => {
  for (const [at, [forged, true_]] of [['1-ffffffffffffffffffffffffffffffff', '1-11111111111111111111111111111111'], ['1-00000000000000000000000000000000', '1-99999999999999999999999999999999']].entries()) {
    const version = `1.${at + 1}.0`
    const document = await documentOf(await aNextEdition(version))
    const other = await documentOf(await aNextEdition(`9.${at}.0`))
    const publisher = callAs(server.url, { name: 'publisher', password })
    for (const [rev, files] of [[forged, other['_attachments']], [true_, document['_attachments']]]) await publisher('POST', 'content/_bulk_docs', { new_edits: false, docs: [{ ...document, _attachments: files, _rev: rev }] })
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
    expect(await versionsOf(here)).toContain(version)
  }
  expect((await listOf(here)).refused).toEqual([])
})

test('a spoilt edition that was put right at the server is looked at once more', async ({ server, here }) => {
  const document = await documentOf(await aNextEdition('1.1.0'))
  await putInto(server.url, { ...document, _attachments: (await documentOf(await aNextEdition('1.2.0')))['_attachments'] })
  await here.sync()
  expect((await listOf(here)).refused).toMatchObject([{ version: '1.1.0', because: { kind: 'wrong-digest' } }])
  let asked = 0
  server.fault = ({ path, query }) => {
    if (path.includes('pack') && query.has('attachments')) asked += 1
    return null
  }
  await here.reopen({ packDir: builtInPack })
  await here.sync()
  expect(asked).toBe(0)
  // What a publisher may not do, whoever owns the server can.
  const owner = callAs(server.url, admin)
  await owner('DELETE', `content/_design/desk?rev=${String(fieldOf((await owner('GET', 'content/_design/desk')).body, '_rev'))}`)
  const rev = fieldOf((await owner('GET', documentAt('content', document._id))).body, '_rev')
  expect((await owner('PUT', documentAt('content', document._id), { ...document, _rev: rev })).status).toBe(201)
  await here.sync()
  expect(await versionsOf(here)).toEqual(['1.0.0', '1.1.0'])
  expect((await listOf(here)).refused).toEqual([])
})

test('an edition that comes by two ways at once is checked and kept once', async () => {
  const place = await aPlace()
  const opened = await openPackShelf(diskFiles, packsOf(place), { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.kind)
  const dir = await aNextEdition('1.1.0')
  const { ref, files } = await documentOf(dir)
  const names = Array.isArray(files) ? files.map(({ name }: { readonly name: string }) => name) : []
  const bytes = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name))] as const)))
  let checks = 0
  const check = async ({ packDir }: { readonly packDir: string }) => {
    checks += 1
    expect((await readdir(packDir)).toSorted()).toEqual(names.toSorted())
    return ok(null)
  }
  expect(await Promise.all([opened.value.keep(ref.digest, bytes, check), opened.value.keep(ref.digest, bytes, check)])).toEqual([ok(ok(null)), ok(ok(null))])
  expect(checks).toBe(1)
  expect((await opened.value.load(ref.digest))?.ref).toEqual(ref)
  expect(await readdir(`${packsOf(place)}.arriving`)).toEqual([])
  await place.remove()
})

test('an edition that this version of the program finds wrong is not chosen, and one that the disk does not note is none: the former goes on', async ({ server, here }) => {
  await putInto(server.url, await aNextEdition('1.1.0'))
  await here.sync()
  const pack = await refOf(here, '1.1.0')
  const inUse = async () => (await here.station.handlers['pack:get']({})).ref.version
  await here.reopen({ packDir: builtInPack, checkEdition: () => Promise.resolve(fail({ kind: 'faulty', problems: ['scenarios.json s02：办理流程是 A，应为 B'] })) })
  const refused = await here.station.handlers['edition:choose']({ pack })
  expect(refused.ok ? null : failureText(refused.failure, null)).toEqual({ tone: 'warning', title: '这个政策包没有采用', detail: '仍用原来的政策包，办件不受影响。问题：scenarios.json s02：办理流程是 A，应为 B' })
  expect(await inUse()).toBe('1.0.0')
  let isFull = false
  const shortOfRoom = (open: (path: string) => Promise<OpenFile>) => async (path: string): Promise<OpenFile> => {
    const file = await open(path)
    return { ...file, write: (bytes, offset) => (isFull ? Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: 'write' })) : file.write(bytes, offset)) }
  }
  await here.reopen({ packDir: builtInPack, files: { ...diskFiles, open: shortOfRoom(diskFiles.open), create: shortOfRoom(diskFiles.create) } })
  isFull = true
  expect(await here.station.handlers['edition:choose']({ pack })).toMatchObject({ failure: { kind: 'disk', problem: 'full' } })
  expect(await inUse()).toBe('1.0.0')
  isFull = false
  must(await here.station.handlers['edition:choose']({ pack }))
  await here.reopen({ packDir: builtInPack })
  expect(await inUse()).toBe('1.1.0')
})

test('a start with the chosen edition knows it by its bytes: other bytes are read whole, and what is another content is not used', async ({ server, here }) => {
  await putInto(server.url, await aNextEdition('1.1.0'))
  await here.sync()
  const pack = await refOf(here, '1.1.0')
  must(await here.station.handlers['edition:choose']({ pack }))
  const found = async () => {
    const { ref, text } = await (await here.reopen({ packDir: builtInPack })).station.handlers['pack:get']({})
    return { ref, pack: readPackText(text) }
  }
  const folder = join(packsOf(here.place), pack.digest)
  const known = async (): Promise<unknown> => JSON.parse(await readFile(join(packsOf(here.place), 'chosen.json'), 'utf8'))
  const first = await found()
  expect(first.ref).toEqual(pack)
  const noted = await known()
  expect(noted).toMatchObject({ digest: pack.digest, checkedBy: '0.1.0' })
  expect(await found()).toEqual(first)
  expect(await known()).toEqual(noted)
  await appendFile(join(folder, 'items.json'), '\n')
  expect(await found()).toEqual(first)
  expect(await known()).not.toEqual(noted)
  const items = await readFile(join(folder, 'items.json'), 'utf8')
  await writeFile(join(folder, 'items.json'), items.replace(/"workingDays": ?\d+/, '"workingDays":99'))
  expect((await found()).ref.version).toBe('1.0.0')
  expect((await here.station.handlers['station:status']({})).notices.map(({ kind }) => kind)).toContain('edition-missing')
})

test('a case that was moved: its papers and its history go by the new edition, those issued before stay, and a case beside it keeps its own', async ({ server, here }) => {
  const pack = readPackText((await here.station.handlers['pack:get']({})).text)
  const fields = [...['project.name', 'applicant.name'].map((path) => ({ path, value: '样例', over: [] })), ...Object.entries(anExample(pack, 's02')).map(([fact, value]) => ({ path: `facts.${fact}`, value, over: [] }))]
  const open = async () => must(await here.station.handlers['case:open']({ fields })).state
  const headsOf = async (caseId: string) => [...must(await here.station.handlers['case:state']({ caseId })).heads]
  const guideOf = async (caseId: string, another = false): Promise<{ readonly number: string; readonly text: string }> => {
    const { number } = must(await here.station.handlers['paper:issue']({ caseId, paper: 'process-guide', heads: await headsOf(caseId), another }))
    return { number: number ?? '', text: await textOf(caseId, number ?? '') }
  }
  const textOf = async (caseId: string, number: string): Promise<string> => Buffer.from(must(await here.station.handlers['paper:bytes']({ caseId, number })).pdf).toString('utf8')
  const [{ id: moved }, { id: stays }] = [await open(), await open()]
  const before = await guideOf(moved)
  expect(before.text).toContain('1.0.0')
  await putInto(server.url, await aNextEdition('1.1.0'))
  await here.sync()
  const to = await refOf(here, '1.1.0')
  must(await here.station.handlers['edition:choose']({ pack: to }))
  expect((await guideOf(stays)).text).not.toContain('1.1.0')
  must(await here.station.handlers['case:do']({ caseId: moved, command: { kind: 'move', to, heads: await headsOf(moved) } }))
  // What was handed out says what it said.
  expect(await textOf(moved, before.number)).toBe(before.text)
  must(await here.station.handlers['paper:void']({ caseId: moved, number: before.number, reason: '规则变了' }))
  const after = await guideOf(moved)
  expect(after.text).toContain('1.1.0')
  expect(after.text).not.toBe(before.text)
  const history = must(await here.station.handlers['case:timeline']({ caseId: moved }))
  const lines = history.map((entry) => timelineText(entry, lookUpPack(pack)))
  expect(lines).toContainEqual(expect.stringMatching(/^改用规则 1\.1\.0，原来是 1\.0\.0：\d+ 处材料不同$/))
  expect(history.find(({ kind }) => kind === 'case.moved')?.operatorName).toBe('李敏 jimei-1')
  expect(must(await here.station.handlers['case:timeline']({ caseId: stays })).map(({ kind }) => kind)).not.toContain('case.moved')
})
