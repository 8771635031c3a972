import { beforeAll, expect, test } from 'vitest'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { asRetention, erasureOf } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { addScan, aPdf } from '../builders/scans.ts'
import { aCarriedStation, because, fileOf, keptOf, type Met, meetWith, onlyHolding, rewritten, stickOf } from '../builders/sticks.ts'
import { openTestShelf } from './memoryDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

let shelf: PackShelf
beforeAll(async () => {
  shelf = await openTestShelf()
}, 300_000)

const meet = (files?: MemoryFiles): Promise<Met> => meetWith(shelf, files)

test('what is on the stick arrives, scans with it; it is named without a person or a project, and confirms nothing', async () => {
  const { files, caravan, counter, caseId } = await meet()
  const { digest } = await addScan(caravan.station.handlers['scan:add'], caseId, aPdf())
  const written = must(await caravan.write())
  expect(written).toMatchObject({ cases: 1, scans: 1, isNoted: true })
  expect(stickOf(files)).toEqual([written.name])
  expect(written.name).toMatch(/^caravan-desk-[0-9A-Z]{5}-[0-9A-Z]{6}-20260302-1\.age$/)
  expect(fileOf(files, written.name).toString('latin1')).not.toContain('case:')
  expect(must(await counter.look())).toMatchObject({ from: { stationName: '大篷车一号', district: '集美区' }, number: 1, notes: [], isRepeat: false, unread: [], cases: [{ caseId, known: 0, gaps: 0 }], counts: { known: 0, scans: 1, freshScans: 1 } })
  expect(await counter.notesOf(caseId)).toBe(null)
  const taken = must(await counter.take())
  expect(taken).toMatchObject({ counts: { fresh: written.events, known: 0, scans: 1 }, cases: [{ caseId, gaps: 0 }], isStopped: false })
  expect(await counter.notesOf(caseId)).toEqual(['第一次到工地'])
  expect(must(await counter.station.scans.has(`case:${caseId}`, digest))).toBe(true)
  // Nobody confirmed anything: the next file holds it once more.
  expect(must(await caravan.write())).toMatchObject({ cases: 1, events: written.events })
})

test('F49: read again, it changes nothing, not even a byte; out of order, it ends the same; a gap is named by case and by file', async () => {
  const { files, caravan, counter, caseId } = await meet()
  const first = must(await caravan.write()).name
  await caravan.note(caseId, '第二次')
  const second = must(await caravan.write()).name
  must(await counter.take(second))
  const after = keptOf(files)
  expect(must(await counter.look(second))).toMatchObject({ isRepeat: true, counts: { fresh: 0 } })
  expect(must(await counter.take(second))).toMatchObject({ counts: { fresh: 0 }, cases: [] })
  expect(keptOf(files)).toBe(after)
  // The earlier one holds nothing that is not here.
  expect(must(await counter.look(first))).toMatchObject({ isRepeat: false, counts: { fresh: 0 } })
  expect(must(await counter.take(first)).counts).toMatchObject({ fresh: 0 })
  expect(await counter.notesOf(caseId)).toEqual(['第一次到工地', '第二次'])
})

test('F49: where the file before is missing, the case is named with what it lacks, and is whole once that came', async () => {
  const { files, caravan, counter, caseId } = await meet()
  const first = must(await caravan.write()).name
  await caravan.note(caseId, '第二次')
  const second = must(await caravan.write()).name
  const lacking = await rewritten(files, second, (entries) => entries.map((entry) => onlyHolding(entry, '第二次')))
  expect(must(await counter.look(lacking))).toMatchObject({ unread: [1], cases: [{ caseId, fresh: 1, gaps: 1 }] })
  expect(must(await counter.take(lacking)).cases).toEqual([{ caseId, gaps: 1 }])
  must(await counter.take(first))
  expect(must(await counter.station.handlers['case:state']({ caseId })).gaps).toEqual([])
})

test('F48: cut off, changed, or with another passphrase, it is refused whole and nothing is taken in', async () => {
  const { files, caravan, counter } = await meet()
  const { name } = must(await caravan.write())
  const whole = Buffer.from(fileOf(files, name))
  const refusals = new Set<string>()
  for (let cut = 0; cut < whole.length; cut += 31) {
    files.put(`/stick/${name}`, whole.subarray(0, cut))
    refusals.add(because(await counter.look()))
    const flipped = Buffer.from(whole)
    flipped[cut] = (flipped[cut] ?? 0) ^ 64
    files.put(`/stick/${name}`, flipped)
    refusals.add(because(await counter.look()))
  }
  // In the few bytes that hold the key the two can't be told apart.
  expect([...refusals].filter((refusal) => refusal !== 'wrong-passphrase').sort()).toEqual(['damaged', 'not-ours'])
  files.put(`/stick/${name}`, whole)
  expect(because(await counter.look(name, 'another-passphrase'))).toBe('wrong-passphrase')
  // As it was read out on the telephone and typed again.
  expect(must(await counter.look(name, '7KQ2 M4XW 9DOH C3TA')).number).toBe(1)
  expect(because(await counter.look(name, '7KQ2 M4XW 9DOH C3TB'))).toBe('wrong-passphrase')
  expect(keptOf(files)).toBe('')
  expect([...files.entries.keys()].filter((path) => path.includes('incoming'))).toEqual([])
})

test('a file that was looked at and not taken in is told as lying here, and is gone when the clerk says so; then it has to be looked at again', async () => {
  const { files, caravan, counter } = await meet()
  must(await caravan.write())
  const incomingOf = async () => must(await counter.station.handlers['stick:state']({})).incoming
  expect(await incomingOf()).toBe(null)
  const { id } = must(await counter.look())
  const path = '/other/office/stick/incoming.age'
  expect(await incomingOf()).toEqual({ bytes: files.get(path).length })
  expect(must(await counter.station.handlers['stick:drop']({})).incoming).toBe(null)
  expect(files.entries.has(path)).toBe(false)
  expect(because(await counter.station.handlers['stick:import']({ preview: id }))).toBe('not-checked')
  expect(keptOf(files)).toBe('')
  // What was taken in is not kept twice.
  must(await counter.take())
  expect(await incomingOf()).toBe(null)
})

test('F50: a file of another district is said to be one; its own is; an import that was not looked at is refused', async () => {
  const files = new MemoryFiles()
  const caravan = await aCarriedStation(files, shelf, '/place', { district: '湖里区' })
  const counter = await aCarriedStation(files, shelf, '/other')
  await caravan.openCase('湖里装修（样例）')
  must(await caravan.write())
  expect(must(await counter.look()).notes).toEqual(['other-district'])
  expect(must(await caravan.look()).notes).toEqual(['own'])
  must(await counter.write())
  // What others wrote comes first.
  expect(must(await counter.station.handlers['stick:find']({})).files.map(({ isOwn }) => isOwn)).toEqual([false, true])
  expect(because(await counter.station.handlers['stick:import']({ preview: '0'.repeat(32) }))).toBe('not-checked')
  expect(because(await counter.station.handlers['stick:preview']({ name: '../place/office/format.json', passphrase: 'x' }))).toBe('not-checked')
})

test('F52: a newer form is refused cleanly; a newer document in it is set aside, the rest is taken, and the file is not done with', async () => {
  const { files, caravan, counter, caseId } = await meet()
  const { name } = must(await caravan.write())
  const newer = await rewritten(files, name, (entries) => [...entries, { kind: 'batch', document: { _id: `case:newer:${'0'.repeat(32)}`, v: 2 } }])
  expect(must(await counter.look(newer))).toMatchObject({ counts: { aside: [{ reason: 'newer-version', count: 1 }] } })
  must(await counter.take(newer))
  expect(await counter.notesOf(caseId)).toEqual(['第一次到工地'])
  expect(must(await counter.look(newer)).isRepeat).toBe(false)
  const later = await rewritten(files, name, (entries) => entries, { v: 2 })
  expect(because(await counter.look(later))).toBe('newer-format')
})

test('an erasure that was carried by hand lies aside until a supervisor confirms it, whatever it calls itself', async () => {
  const { files, caravan, counter, caseId } = await meet()
  const { name } = must(await caravan.write())
  const erasing = await rewritten(files, name, (entries) => [...entries, { kind: 'batch', document: asRetention(erasureOf(caseId)) }, { kind: 'batch', document: { _id: asRetention(erasureOf(caseId))._id, v: 1, sender: 'retention', as: 'retention', erased: true } }])
  expect(must(await counter.look(erasing)).counts.erasures).toBe(1)
  must(await counter.take(erasing))
  const state = must(await counter.station.handlers['case:state']({ caseId }))
  expect([state.standing.kind, state.unconfirmedErasures.length]).toEqual(['writable', 1])
  expect(await counter.notesOf(caseId)).toEqual(['第一次到工地'])
})

/** One call of those that are meant fails. */
function failAt(files: MemoryFiles, code: string, nth: number, isMeant: (path: string) => boolean): { readonly wasReached: () => boolean } {
  let calls = 0
  files.onCall = (call, path) => {
    if (isMeant(path) && (calls += 1) === nth) throw new SystemError(code, call)
  }
  return { wasReached: () => calls >= nth }
}
const onStick = (path: string): boolean => path.startsWith('/stick')
const finished = (files: MemoryFiles): readonly string[] => stickOf(files).filter((name) => name.endsWith('.age'))

test.each([
  ['ENOSPC', 'stick-full'],
  ['EIO', 'stick-broken'],
  ['EROFS', 'stick-read-only'],
  ['ENOENT', 'stick-gone'],
])('F51: %s at any call on the stick while writing is called %s: no file with a final name, nothing noted, and the next try is whole', async (code, meaning) => {
  let refused = 0
  for (let nth = 1; ; nth += 1) {
    const { files, caravan } = await meet()
    const head = caravan.station.journal.head().seq
    const fault = failAt(files, code, nth, onStick)
    const written = await caravan.write()
    files.onCall = () => undefined
    if (!fault.wasReached()) {
      must(written)
      break
    }
    refused += 1
    expect(because(written), `call ${nth}`).toBe(meaning)
    expect(finished(files), `call ${nth}`).toEqual([])
    expect(caravan.station.journal.head().seq).toBe(head)
    expect(must(await caravan.station.handlers['stick:state']({})).last).toBe(null)
    must(await caravan.write())
    expect(stickOf(files)).toHaveLength(1)
  }
  expect(refused).toBeGreaterThan(8)
})

test('F51: pulled out for good at any call: nothing is noted as carried, and what has a final name is whole', async () => {
  for (let nth = 1; ; nth += 1) {
    const { files, caravan, counter } = await meet()
    let calls = 0
    files.onCall = (call, path) => {
      if (onStick(path) && (calls += 1) >= nth) throw new SystemError('EIO', call)
    }
    const written = await caravan.write()
    files.onCall = () => undefined
    if (written.ok) break
    expect(must(await caravan.station.handlers['stick:state']({})).last).toBe(null)
    if (finished(files).length > 0) must(await counter.take())
  }
})

test.each(['ENOSPC', 'EIO'])('%s at any call while reading and taking in: said, and the next try ends with everything, once', async (code) => {
  let refused = 0
  for (let nth = 1; ; nth += 1) {
    const { files, caravan, counter, caseId } = await meet()
    must(await caravan.write())
    const fault = failAt(files, code, nth, (path) => onStick(path) || path.startsWith('/other'))
    const taken = await counter.take()
    files.onCall = () => undefined
    if (!taken.ok) refused += 1
    must(await counter.take())
    expect(await counter.notesOf(caseId), `call ${nth}`).toEqual(['第一次到工地'])
    if (!fault.wasReached()) break
  }
  expect(refused).toBeGreaterThan(10)
})
