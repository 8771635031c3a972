import { beforeAll, expect, test } from 'vitest'
import { nameEvent } from '../../electron/station/identity.ts'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { createAgeCipher } from '../../electron/station/stick/ageCipher.ts'
import { frame } from '../../electron/station/stick/container.ts'
import { writeStick } from '../../electron/station/stick/writeStick.ts'
import { batchDocument, cutBatches, eventText } from '../../electron/station/sync/batch.ts'
import type { StickContent } from '../../shared/contracts/stick.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { asRetention, erasureOf } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { addScan, aPdf, digestOf } from '../builders/scans.ts'
import { aCarriedStation, because, eachOf, fileOf, keptOf, meetWith, passphrase, quickCipher, rewritten, stickOf, wholeOf } from '../builders/sticks.ts'
import { Counter } from '../builders/twoStations.ts'
import { openTestShelf } from './memoryDesk.ts'
import { MemoryFiles } from './memoryFiles.ts'
import { writebacks } from './writeback.ts'

let shelf: PackShelf
beforeAll(async () => {
  shelf = await openTestShelf()
}, 300_000)

const scansOf = (files: MemoryFiles): readonly string[] => [...files.entries.keys()].filter((path) => path.startsWith('/other/office/scans/')).map((path) => path.slice('/other/office/scans/'.length))
const asScanEntry = (caseId: string, digest: string, bytes: Uint8Array) => ({ kind: 'scan', stream: `case:${caseId}`, digest, bytes: Buffer.from(bytes).toString('base64') })

test('what the screen called safe to pull out outlives the pulling: flushed, and under its name', async () => {
  const { files, caravan } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  const whole = Buffer.from(fileOf(files, name))
  for (const writeback of writebacks(name)) {
    const after = files.afterPowerCut(writeback)
    expect(stickOf(after), writeback.name).toEqual([name])
    expect(fileOf(after, name).equals(whole), writeback.name).toBe(true)
  }
})

test('the final name is given once, after the whole file was read back', async () => {
  const { files, caravan } = await meetWith(shelf)
  const calls: string[] = []
  files.onDone = (call, path) => {
    if (path.startsWith('/stick')) calls.push(call)
  }
  must(await caravan.write())
  files.onDone = null
  expect(calls.filter((call) => call === 'rename')).toHaveLength(1)
  expect(calls.lastIndexOf('readAt')).toBeLessThan(calls.indexOf('rename'))
  expect(calls.indexOf('sync')).toBeLessThan(calls.indexOf('readAt'))
})

test('a stick that gives back something else than was written to it: refused, and no file and no note is left', async () => {
  const { files, caravan } = await meetWith(shelf)
  const open = files.open.bind(files)
  files.open = async (path) => {
    const file = await open(path)
    if (!path.endsWith('.part')) return file
    return { ...file, readAt: async (offset, length) => (await file.readAt(offset, length)).map((byte, at) => (offset + at === 300 ? byte ^ 1 : byte)) }
  }
  const { seq } = caravan.station.journal.head()
  expect(because(await caravan.write())).toBe('unreliable')
  expect(stickOf(files)).toEqual([])
  expect(caravan.station.journal.head().seq).toBe(seq)
})

test('what was encrypted is compared with what was to be written, not only with itself', async () => {
  const header = { number: 1, station: 'ab'.repeat(8), incarnation: 'A1B2C3', code: '7KQ2M', stationName: '大篷车一号', district: '集美区', madeAt: '2026-03-02T09:00:00.000+08:00', content: 'open' as const }
  const files = new MemoryFiles()
  await files.makeFolder('/stick')
  const other = await wholeOf(frame(header, eachOf([{ kind: 'batch' as const, document: 'another' }])).pieces)
  const ports = { files, isStopped: () => false, tell: () => undefined }
  const work = { folder: '/stick', name: 'a.age', passphrase, header, entries: eachOf([{ kind: 'batch' as const, document: 'one' }]) }
  // Whole and authentic, and yet another content.
  expect(because(await writeStick({ ...ports, cipher: { ...quickCipher, seal: async (word, plain) => ((await wholeOf(plain)), quickCipher.seal(word, eachOf([other]))) } }, work))).toBe('unreliable')
  expect(stickOf(files)).toEqual([])
})

test('a scan on a stick is taken when an event names it, the bytes are the named ones, and they are a scan', async () => {
  const { files, caravan, counter, caseId } = await meetWith(shelf)
  const { digest } = await addScan(caravan.station.handlers['scan:add'], caseId, aPdf())
  const { name: seen, over: _over, ...envelope } = await new Counter(caravan.station).newest(caseId)
  const program = Buffer.from('MZ no scan')
  const text = canonicalJson({ ...envelope, parents: [seen], v: 2, salt: nameEvent('program'), kind: 'scan.added', payload: { digest: digestOf(program), bytes: program.length, mediaType: 'application/pdf', label: '', of: { kind: 'case' } } })
  const [batch] = cutBatches(`case:${caseId}`, [eventText(text)]).batches
  if (!batch) throw new Error('no batch')
  const { name } = must(await caravan.write())
  const forged = await rewritten(files, name, (entries) => [
    ...entries.filter(({ kind }) => kind !== 'scan'),
    { kind: 'batch', document: batchDocument(batch, 'station', 'open') },
    asScanEntry(caseId, digest, aPdf('other bytes under this name')),
    asScanEntry(caseId, digestOf(aPdf('nobody')), aPdf('nobody')),
    asScanEntry(caseId, digestOf(program), program),
  ])
  expect(must(await counter.take(forged)).counts).toMatchObject({ scans: 0, aside: [] })
  expect(must(await counter.station.handlers['case:state']({ caseId })).scans).toHaveLength(2)
  expect(scansOf(files)).toEqual([])
  must(await counter.take(name))
  expect(scansOf(files)).toEqual([`${caseId}.${digest}`])
})

test('a file that asks for more memory than ours need is refused before any key is derived', async () => {
  const { files, caravan, counter } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  let keys = 0
  const careful = await aCarriedStation(files, shelf, '/third', { stickCipher: { seal: quickCipher.seal, open: (...given) => ((keys += 1), quickCipher.open(...given)) } })
  files.put(`/stick/${name}`, Buffer.from(fileOf(files, name).toString('latin1').replace(/(-> scrypt \S+) 1\n/, '$1 19\n'), 'latin1'))
  expect(because(await careful.look(name))).toBe('not-ours')
  expect(keys).toBe(0)
  // Ours go up to 2^18.
  const strong = await aCarriedStation(new MemoryFiles(), shelf, '/place', { stickCipher: createAgeCipher({ scryptLogN: 6 }) })
  await strong.openCase('一（样例）')
  must(await strong.write())
  expect(must(await strong.look()).number).toBe(1)
  expect(because(await counter.look(name))).toBe('not-ours')
})

test('what is taken in is what was looked at: another file in its place is refused, and none of it is kept', async () => {
  const { files, caravan, counter } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  const other = await rewritten(files, name, (entries) => entries.slice(0, 1))
  const { id } = must(await counter.look(name))
  files.put('/other/office/stick/incoming.age', fileOf(files, other))
  expect(because(await counter.station.handlers['stick:import']({ preview: id }))).toBe('not-checked')
  expect(keptOf(files)).toBe('')
})

test('the stick may be pulled out once the file was looked at', async () => {
  const { files, caravan, counter, caseId } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  const { id } = must(await counter.look(name))
  await files.remove(`/stick/${name}`)
  must(await counter.station.handlers['stick:import']({ preview: id }))
  expect(await counter.notesOf(caseId)).toEqual(['第一次到工地'])
})

test('of a case that was erased nothing but its erasure goes on a stick', async () => {
  const { files, caravan, counter, caseId } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  const erasing = await rewritten(files, name, (entries) => [...entries, { kind: 'batch', document: asRetention(erasureOf(caseId)) }])
  must(await counter.take(erasing))
  const [erasure = ''] = must(await counter.station.handlers['case:state']({ caseId })).unconfirmedErasures.map((one) => one.event)
  must(await counter.station.handlers['erasure:confirm']({ erasures: [{ caseId, erasure }] }))
  const contents: readonly StickContent[] = [{ kind: 'unconfirmed' }, { kind: 'chosen', cases: [caseId] }]
  for (const content of contents) {
    const written = must(await counter.write(content)).name
    let lines = ''
    await rewritten(files, written, (entries) => {
      lines = JSON.stringify(entries)
      return entries
    })
    expect(lines, content.kind).toContain('case.erased')
    expect(lines, content.kind).not.toContain('第一次到工地')
    expect(lines, content.kind).not.toContain('灌口仓库')
  }
})

test('nothing is taken in while the disk is nearly full, and nothing is written into the program’s own data', async () => {
  const { files, caravan, caseId } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  let isFull = true
  const tight = await aCarriedStation(files, shelf, '/third', { troublesOfDesk: () => (isFull ? [{ kind: 'low-space', level: 'stop', freeBytes: 0 }] : []) })
  const { id } = must(await tight.look(name))
  expect(await tight.station.handlers['stick:import']({ preview: id })).toMatchObject({ ok: false, failure: { kind: 'disk', problem: 'full' } })
  expect(await tight.notesOf(caseId)).toBe(null)
  isFull = false
  must(await tight.station.handlers['stick:import']({ preview: id }))
  expect(await tight.notesOf(caseId)).toEqual(['第一次到工地'])

  const inside = await aCarriedStation(new MemoryFiles(), shelf, '/place', { folder: '/place/office' })
  await inside.openCase('一（样例）')
  expect(because(await inside.write())).toBe('inside-data')
})

test('numbers go on behind the highest on the stick, also where the note of it is gone', async () => {
  const { files, caravan } = await meetWith(shelf)
  const { name } = must(await caravan.write())
  files.put(`/stick/${name.replace(/-1\.age$/, '-7.age')}`, fileOf(files, name))
  expect(must(await caravan.write()).name).toMatch(/-8\.age$/)
})
