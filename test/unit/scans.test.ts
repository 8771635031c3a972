import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import type { RequestOf } from '../../shared/contracts/ipc.ts'
import { judgeScanBytes, largestScanBytes, type ScanSubject } from '../../shared/domain/scans.ts'
import { must } from '../builders/counter.ts'
import { aBackground, aPlace, atTheCounter, type TestPlace } from '../builders/desk.ts'
import { aStation } from '../builders/officeServer.ts'
import { addScan, aJpeg, aLargePdf, aPdf, aPng, asPhotograph, digestOf } from '../builders/scans.ts'
import { Counter } from '../builders/twoStations.ts'

async function atWork(work: (desk: DeskService, place: TestPlace, caseId: string) => Promise<void>): Promise<void> {
  const place = await aPlace()
  const desk = await atTheCounter(await place.open())
  const { state } = must(await desk.handle('case:open', { fields: [] }))
  try {
    await work(desk, place, state.id)
  } finally {
    await desk.close()
    await place.remove()
  }
}
const adding = (desk: DeskService) => (request: RequestOf<'scan:add'>) => desk.handle('scan:add', request)
const withoutVersion = ({ v: _v, ...rest }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => rest
const stored = (place: TestPlace): Promise<string[]> => readdir(join(place.root, 'profile', 'office', 'scans')).catch(() => [])

test('what a file is, is said by its bytes, and 10 MB is the most', () => {
  expect(judgeScanBytes(aPdf())).toEqual({ kind: 'taken', mediaType: 'application/pdf' })
  expect(judgeScanBytes(aPng(2480, 3508))).toEqual({ kind: 'taken', mediaType: 'image/png' })
  expect(judgeScanBytes(aJpeg(2480, 3508))).toEqual({ kind: 'taken', mediaType: 'image/jpeg' })
  expect(judgeScanBytes(aLargePdf(largestScanBytes))).toEqual({ kind: 'taken', mediaType: 'application/pdf' })
  expect(judgeScanBytes(aLargePdf(largestScanBytes + 1))).toEqual({ kind: 'refused', because: 'too-large' })
  expect(judgeScanBytes(new Uint8Array())).toEqual({ kind: 'refused', because: 'empty' })
  expect(judgeScanBytes(aPng(60_000, 60_000))).toEqual({ kind: 'refused', because: 'too-many-pixels' })
  expect(judgeScanBytes(aJpeg(60_000, 60_000))).toEqual({ kind: 'refused', because: 'too-many-pixels' })
  for (const text of ['<svg onload="x()">', 'II*\0', 'PK\u0003\u0004', '%PDX', '\u0089PNG\r\n\u001a\nIH']) expect(judgeScanBytes(Buffer.from(text, 'latin1')), text).toEqual({ kind: 'refused', because: 'unknown-kind' })
  expect(judgeScanBytes(Buffer.from('ffd8ffe0ffff00', 'hex'))).toEqual({ kind: 'refused', because: 'unknown-kind' })
})

test('a scan is kept as it was, under a name that tells of nobody, and is written down in the case', () =>
  atWork(async (desk, place, caseId) => {
    const bytes = aLargePdf(2_000_000)
    const { digest } = await addScan(adding(desk), caseId, bytes)
    expect(await stored(place)).toEqual([`${caseId}.${digest}`])
    expect(must(await desk.handle('case:state', { caseId })).scans).toMatchObject([{ digest, bytes: 2_000_000, mediaType: 'application/pdf', label: '张三身份证.pdf', of: { kind: 'case' }, retracted: null }])
    const opened = must(await desk.handle('scan:open', { caseId, digest }))
    expect(opened.mediaType).toBe('application/pdf')
    expect(digestOf(opened.bytes)).toBe(digest)
    expect(must(await desk.handle('scan:places', { caseId }))).toEqual([{ digest, place: { kind: 'here-only' } }])
  }))

test('a photograph is kept without what the camera wrote about it, and is the same one each time it is added', () =>
  atWork(async (desk, place, caseId) => {
    const photograph = asPhotograph(aJpeg(2480, 3508), 6)
    const { state } = must(await desk.handle('scan:add', { caseId, label: 'IMG.jpg', of: { kind: 'case' }, bytes: photograph }))
    must(await desk.handle('scan:add', { caseId, label: 'IMG (2).jpg', of: { kind: 'case' }, bytes: photograph }))
    const [name = '', ...others] = await stored(place)
    expect(others).toEqual([])
    expect(Buffer.from(must(await desk.handle('scan:open', { caseId, digest: state.scans[0]?.digest ?? '' })).bytes).toString('latin1')).not.toContain('24.4798N')
    expect(name).toBe(`${caseId}.${state.scans[0]?.digest}`)
  }))

test('what is no scan leaves no trace', () =>
  atWork(async (desk, place, caseId) => {
    const { eventCount } = must(await desk.handle('case:state', { caseId }))
    for (const bytes of [new Uint8Array(), Buffer.from('MZ'), aPng(60_000, 60_000)]) {
      expect(await desk.handle('scan:add', { caseId, label: 'a.pdf', of: { kind: 'case' }, bytes })).toMatchObject({ ok: false, failure: { kind: 'scan-refused' } })
    }
    // Of a paper that was never given out.
    expect(await desk.handle('scan:add', { caseId, label: 'a.pdf', of: { kind: 'paper', number: 'AAAAA-AAAAAA-0001' }, bytes: aPdf() })).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
    expect(await stored(place)).toEqual([])
    expect(must(await desk.handle('case:state', { caseId })).eventCount).toBe(eventCount)
  }))

test('the same file for the same thing is one scan, for another thing or another case one more', () =>
  atWork(async (desk, place, caseId) => {
    const of: ScanSubject = { kind: 'material', item: 'planning-permit', material: 'land-ownership-proof' }
    const first = await addScan(adding(desk), caseId, aPdf(), of)
    expect(await addScan(adding(desk), caseId, aPdf(), of)).toEqual(first)
    await addScan(adding(desk), caseId, aPdf())
    expect(must(await desk.handle('case:state', { caseId })).scans).toHaveLength(2)
    const other = must(await desk.handle('case:open', { fields: [] })).state.id
    await addScan(adding(desk), other, aPdf())
    expect(await stored(place)).toEqual([`${caseId}.${first.digest}`, `${other}.${first.digest}`].toSorted())
  }))

test('a scan is retracted for good, and the same file can be added again', () =>
  atWork(async (desk, place, caseId) => {
    const { event, digest } = await addScan(adding(desk), caseId, aPdf())
    must(await desk.handle('scan:retract', { caseId, scan: event }))
    expect(must(await desk.handle('scan:places', { caseId }))).toEqual([])
    expect(await desk.handle('scan:open', { caseId, digest })).toMatchObject({ ok: false })
    const { state } = must(await desk.handle('scan:addAgain', { caseId, scan: event }))
    expect(state.scans.map(({ retracted }) => retracted === null)).toEqual([false, true])
    expect(digestOf(must(await desk.handle('scan:open', { caseId, digest })).bytes)).toBe(digest)
    expect(await stored(place)).toHaveLength(1)
  }))

test('a file that was damaged on the disk is not shown, and is put right by adding it once more', () =>
  atWork(async (desk, place, caseId) => {
    const { digest } = await addScan(adding(desk), caseId, aPdf())
    await writeFile(join(place.root, 'profile', 'office', 'scans', `${caseId}.${digest}`), '%PDF-1.4 other')
    expect(await desk.handle('scan:open', { caseId, digest })).toEqual({ ok: false, failure: { kind: 'scan-absent', because: { kind: 'no-server' } } })
    await addScan(adding(desk), caseId, aPdf())
    expect(digestOf(must(await desk.handle('scan:open', { caseId, digest })).bytes)).toBe(digest)
  }))

test('a file whose event was never written is gone after the next start; one that events name, or may name, stays', async () => {
  const place = await aPlace()
  const desk = await atTheCounter(await place.open())
  const caseId = must(await desk.handle('case:open', { fields: [] })).state.id
  const kept = await addScan(adding(desk), caseId, aPdf())
  const retracted = await addScan(adding(desk), caseId, aPdf('retracted'))
  must(await desk.handle('scan:retract', { caseId, scan: retracted.event }))
  await desk.close()
  const scans = join(place.root, 'profile', 'office', 'scans')
  const unknown = '00000000-0000-4000-8000-000000000000'
  const names = [`${caseId}.${kept.digest}`, `${caseId}.${retracted.digest}`, `${unknown}.${'ab'.repeat(32)}`, 'foreign.txt'].toSorted()
  for (const name of [`${caseId}.${'cd'.repeat(32)}`, `${unknown}.${'ab'.repeat(32)}`, 'foreign.txt']) await writeFile(join(scans, name), '%PDF-')

  const background = aBackground()
  const again = await place.open({ runInBackground: background.run })
  await background.untilIdle()
  expect(await stored(place)).toEqual(names)
  await again.close()
  await place.remove()
})

test('where a record of the case is missing, a file that nothing names stays', async () => {
  const background = aBackground()
  const here = await aStation(null, 'jimei-1', { runInBackground: background.run })
  const [lacking, whole] = [await here.openCase('一'), await here.openCase('二')]
  for (const id of [lacking, whole]) await addScan(here.station.handlers['scan:add'], id, aPdf())
  const counter = new Counter(here.station)
  const { name, ...envelope } = await counter.newest(lacking)
  await counter.receiveMade({ ...withoutVersion(envelope), v: 1, parents: [name, 'ef'.repeat(16)], kind: 'note.added', payload: { text: '别处写的' } })
  for (const id of [lacking, whole]) await writeFile(join(here.place.root, 'profile', 'office', 'scans', `${id}.${'cd'.repeat(32)}`), '%PDF-')
  await background.untilIdle()
  expect((await stored(here.place)).filter((one) => one.endsWith('cd'.repeat(32)))).toEqual([`${lacking}.${'cd'.repeat(32)}`])
  await here.remove()
})

test('the scans of an erased case are shown no more and are destroyed, those of other cases stay', async () => {
  const here = await aStation(null, 'jimei-1')
  const { place, station } = here
  const [erased, other] = [await here.openCase('一'), await here.openCase('二')]
  const { digest } = await addScan(station.handlers['scan:add'], erased, aPdf())
  await addScan(station.handlers['scan:add'], other, aPdf())
  const counter = new Counter(station)
  const { name, ...envelope } = await counter.newest(erased)
  await counter.receiveMade({ ...envelope, parents: [name], kind: 'case.erased', payload: { because: 'request', reference: '厦资规信〔2026〕7号（样例）' } })
  expect(must(await station.handlers['scan:places']({ caseId: erased }))).toHaveLength(1)

  const [erasure] = must(await station.handlers['case:state']({ caseId: erased })).unconfirmedErasures
  must(await station.handlers['erasure:confirm']({ erasures: [{ caseId: erased, erasure: erasure?.event ?? '' }] }))
  expect(must(await station.handlers['scan:places']({ caseId: erased }))).toEqual([])
  expect(await station.handlers['scan:open']({ caseId: erased, digest })).toMatchObject({ ok: false })
  expect(await stored(place)).toEqual([`${other}.${digest}`])
  await here.remove()
})
