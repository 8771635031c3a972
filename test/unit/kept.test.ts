import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diskFiles } from '../../electron/station/files.ts'
import type { ArrivedEvent } from '../../electron/station/kept.ts'
import { openPackShelf, type PackShelf } from '../../electron/station/packShelf.ts'
import { openStation, type Station } from '../../electron/station/station.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { nameEvent } from '../../electron/station/identity.ts'
import { must, sampleProject } from '../builders/counter.ts'
import { aPlace, builtInPack, countedBytes, type TestPlace } from '../builders/desk.ts'

let here: TestPlace
let elsewhere: TestPlace
let shelf: PackShelf
const open: Station[] = []
beforeEach(async () => {
  here = await aPlace()
  elsewhere = await aPlace()
  const opened = await openPackShelf(diskFiles, here.root, { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.kind)
  shelf = opened.value
})
afterEach(async () => {
  for (const station of open.splice(0)) await station.close()
  await here.remove()
  await elsewhere.remove()
})

async function start(place: TestPlace, changed: Parameters<TestPlace['ports']>[0] = {}): Promise<Station> {
  const station = await openStation('office', place.ports(changed), shelf)
  if (!station.ok) throw new Error(station.failure.kind)
  open.push(station.value)
  return station.value
}
async function atWork(place: TestPlace, changed: Parameters<TestPlace['ports']>[0] = {}): Promise<Station> {
  const station = await start(place, changed)
  must(await station.handlers['station:setUp']({ district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] }))
  return station
}
const openCase = async (station: Station): Promise<string> => must(await station.handlers['case:open']({ fields: Object.entries(sampleProject).map(([path, value]) => ({ path, value, over: [] })) })).state.id
const note = async (station: Station, caseId: string, text: string): Promise<unknown> => must(await station.handlers['case:do']({ caseId, command: { kind: 'note', text } }))
const stateOf = async (station: Station, caseId: string): Promise<unknown> => must(await station.handlers['case:state']({ caseId }))
const aStick = { source: 'stick', checkpoint: null }

describe('what came from others', () => {
  test('is one case with what was done here, and the same from both sides, now and after a restart', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const id = await openCase(theirs)
    expect(must(await ours.importEvents(must(await theirs.exportCase(id)), aStick))).toMatchObject({ known: 0, aside: [], streams: [`case:${id}`] })
    await note(ours, id, '本窗口')
    await note(theirs, id, '对方')
    must(await ours.importEvents(must(await theirs.exportCase(id)), aStick))
    must(await theirs.importEvents(must(await ours.exportCase(id)), aStick))
    expect(await stateOf(ours, id)).toEqual(await stateOf(theirs, id))
    expect(await stateOf(ours, id)).toMatchObject({ notes: [{}, {}] })
    const before = await stateOf(ours, id)
    for (const station of open.splice(0)) await station.close()
    expect(await stateOf(await start(here), id)).toEqual(before)
  })

  test('comes in once, however often it arrives, and own events that come back are not kept again', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const id = await openCase(theirs)
    const events = must(await theirs.exportCase(id))
    const first = must(await ours.importEvents([...events, ...events], aStick))
    expect(first.kept).toBe(events.length)
    expect(must(await ours.importEvents(events.toReversed(), aStick))).toMatchObject({ kept: 0, known: events.length, streams: [] })
    const own = await openCase(ours)
    expect(must(await ours.importEvents(must(await ours.exportCase(own)), aStick))).toMatchObject({ kept: 0, streams: [] })
  })

  test('a command that was under way when events came in loses none of them', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const id = await openCase(theirs)
    must(await ours.importEvents(must(await theirs.exportCase(id)), aStick))
    await note(theirs, id, '对方')
    const events = must(await theirs.exportCase(id))
    await Promise.all([note(ours, id, '一'), ours.importEvents(events, aStick), note(ours, id, '二')])
    expect(await stateOf(ours, id)).toMatchObject({ notes: [{}, {}, {}] })
  })

  test('what does not match is set aside with its reason, byte for byte, once, and the rest counts', async () => {
    const files = diskFiles
    const ours = await atWork(here, { files })
    const theirs = await atWork(elsewhere)
    const id = await openCase(theirs)
    const events = must(await theirs.exportCase(id))
    const [one] = events
    if (!one) throw new Error('no event')
    const text = Buffer.from(one.bytes).toString()
    const named = (json: unknown): ArrivedEvent => ({ name: nameEvent(canonicalJson(json)), bytes: Buffer.from(canonicalJson(json)) })
    const bad: readonly (readonly [ArrivedEvent, string])[] = [
      [{ name: 'f'.repeat(32), bytes: one.bytes }, 'wrong-name'],
      [{ name: one.name, bytes: Buffer.from(` ${text}`) }, 'not-canonical'],
      [{ name: one.name, bytes: Buffer.from('{"stream"') }, 'not-canonical'],
      [{ name: one.name, bytes: Buffer.from([0xff, 0xfe]) }, 'not-canonical'],
      [{ name: one.name, bytes: Buffer.alloc(40_000, 0x20) }, 'too-large'],
      [named({ ...JSON.parse(text), kind: 'case.burned' }), 'unknown-shape'],
      [named({ ...JSON.parse(text), stream: 'task:1' }), 'unknown-shape'],
    ]
    const report = must(await ours.importEvents([...bad.map(([event]) => event), ...events], aStick))
    expect(report.kept).toBe(events.length)
    expect(report.aside.map(({ reason }) => reason)).toEqual(bad.map(([, reason]) => reason))
    expect(must(await ours.importEvents(bad.map(([event]) => event), aStick)).aside).toEqual([])
    await ours.close()
    open.splice(open.indexOf(ours), 1)
    const again = await start(here)
    expect(must(await again.setAside()).map(({ name, bytes }) => ({ name, bytes: Buffer.from(bytes).toString('hex') }))).toEqual(bad.map(([{ name, bytes }]) => ({ name, bytes: Buffer.from(bytes).toString('hex') })))
  })

  test('an event of a newer version is passed on byte for byte', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const id = await openCase(theirs)
    const events = must(await theirs.exportCase(id))
    const newer = Buffer.from(canonicalJson({ ...JSON.parse(Buffer.from(events[0]?.bytes ?? []).toString()), v: 7, hereafter: '样例' }))
    const name = nameEvent(newer.toString())
    must(await ours.importEvents([...events, { name, bytes: newer }], aStick))
    const passedOn = must(await ours.exportCase(id)).find((event) => event.name === name)
    expect(Buffer.from(passedOn?.bytes ?? []).equals(newer)).toBe(true)
  })

  test('reaches the lists as a change, also the very first of it', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const own = await openCase(ours)
    const id = await openCase(theirs)
    const before = await ours.handlers['feed:pull']({ from: null, scope: 'all' })
    expect(before.rows.map((row) => row.id)).toEqual([own])
    must(await ours.importEvents(must(await theirs.exportCase(id)), aStick))
    const after = await ours.handlers['feed:pull']({ from: before.watermark, scope: 'all' })
    expect(after).toMatchObject({ fresh: false, rows: [{ id }], done: 2, total: 2, more: false })
    expect((await ours.handlers['feed:pull']({ from: null, scope: 'all' })).rows.map((row) => row.id).toSorted()).toEqual([own, id].toSorted())
  })

  test('a byte that goes bad is found by a check, told apart from what was done here, and comes in once more', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const [first, second] = [await openCase(theirs), await openCase(theirs)]
    const events = must(await theirs.exportCase(first))
    must(await ours.importEvents(events, { source: 'office', checkpoint: '1-a' }))
    must(await ours.importEvents(must(await theirs.exportCase(second)), { source: 'office', checkpoint: '2-b' }))
    const { records } = must(await ours.handlers['records:check']({}))
    expect((await ours.handlers['records:status']({})).lastCheck).toMatchObject({ records, newlyMissing: [], fromOthers: { records: 5, newlyMissing: [] } })

    const segment = join(here.root, 'profile', 'office', 'kept', 'segment-000001.log')
    const bytes = await readFile(segment)
    const at = bytes.indexOf(first)
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
    await writeFile(segment, bytes)
    expect(must(await ours.handlers['records:check']({}))).toMatchObject({ records, newlyMissing: [], fromOthers: { newlyMissing: [2] } })
    expect(await ours.handlers['records:status']({})).toMatchObject({ missing: [], missingFromOthers: 1 })
    expect(must(await ours.checkpointOf('office'))).toBeNull()
    const troubles = async (station: Station) => (await station.handlers['station:status']({})).troubles
    expect(await troubles(ours)).toEqual([{ kind: 'others-lost', records: 1 }])

    // Also for a start after it; and once the source was asked anew, it goes on from there and nobody is told any more.
    await ours.close()
    open.splice(open.indexOf(ours), 1)
    const again = await start(here)
    expect(await troubles(again)).toEqual([{ kind: 'others-lost', records: 1 }])
    expect(must(await again.checkpointOf('office'))).toBeNull()
    expect(must(await again.importEvents(events, { source: 'office', checkpoint: '1-a' }))).toMatchObject({ kept: events.length })
    expect(must(await again.checkpointOf('office'))).toBe('1-a')
    expect(await troubles(again)).toEqual([])
    await again.close()
    open.splice(open.indexOf(again), 1)
    const third = await start(here)
    expect(must(await third.checkpointOf('office'))).toBe('1-a')
    expect(await troubles(third)).toEqual([])
  })

  test('a checkpoint is kept with its batch, for its source alone', async () => {
    const ours = await atWork(here)
    const theirs = await atWork(elsewhere)
    const events = must(await theirs.exportCase(await openCase(theirs)))
    must(await ours.importEvents(events, { source: 'office', checkpoint: '17-a' }))
    must(await ours.importEvents([], { source: 'office', checkpoint: '18-b' }))
    must(await ours.importEvents([], { source: 'stick', checkpoint: 'x' }))
    await ours.close()
    open.splice(open.indexOf(ours), 1)
    const again = await start(here)
    expect(must(await again.checkpointOf('office'))).toBe('18-b')
    expect(must(await again.checkpointOf('stick'))).toBe('x')
    expect(must(await again.checkpointOf('nobody'))).toBeNull()
  })

  test('a disk that refuses an import: nothing of it counts, and the next try brings all of it', async () => {
    const theirs = await atWork(elsewhere)
    const events = must(await theirs.exportCase(await openCase(theirs)))
    let isFull = false
    const refuse = (): void => {
      if (isFull) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' })
    }
    const ours = await atWork(here, { files: { ...diskFiles, create: async (path) => (refuse(), diskFiles.create(path)) }, randomBytes: countedBytes('ours') })
    isFull = true
    expect(await ours.importEvents(events, aStick)).toMatchObject({ ok: false, failure: { kind: 'disk', problem: 'full' } })
    isFull = false
    expect(must(await ours.importEvents(events, aStick)).kept).toBe(events.length)
  })
})
