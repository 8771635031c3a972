import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { openPackShelf } from '../../electron/station/packShelf.ts'
import type { StationStatus } from '../../shared/contracts/ipc.ts'
import { changesTo } from '../../shared/domain/layers.ts'
import { openCase } from '../builders/counter.ts'
import { aClock, aPlace, atTheCounter, builtInPack, packOf, type TestPlace } from '../builders/desk.ts'
import { anOverlayFolder } from '../builders/overlay.ts'
import { jimeiOverlayDir } from '../builders/pack.ts'

let place: TestPlace
beforeEach(async () => {
  place = await aPlace({ neverStarted: true })
})
afterEach(() => place.remove())

const brokenJimei = async (change: (folder: string) => Promise<void>): Promise<string> => {
  const folder = join(place.root, 'jimei')
  await cp(jimeiOverlayDir, folder, { recursive: true })
  await change(folder)
  return folder
}
const half = (folder: string): Promise<void> => writeFile(join(folder, 'items.json'), '{"items": [')
const statusOf = (desk: DeskService): Promise<StationStatus> => desk.handle('station:status', {})

test('the pack in use, the status and every new case name the overlay', async () => {
  const desk = await atTheCounter(await place.open({ overlayDirs: [jimeiOverlayDir] }))
  const { pack, ref } = await packOf(desk)
  expect(pack.rules.map(({ id }) => id)).toContain('jimei-elevator-notice')
  expect(changesTo(pack.overlays, 'rules', 'jimei-elevator-notice')).toMatchObject([{ layer: { id: 'jimei-sample' }, fields: null }])
  const status = await statusOf(desk)
  expect(status.pack.overlays).toEqual([{ id: 'jimei-sample', version: '1.0.0', name_zh: '集美区补充规定', short_zh: '集美区补充', sample: true }])
  expect(status.notices).toEqual([])
  expect((await openCase(desk)).opened?.pack).toEqual(ref)
  await desk.close()
})

test('a broken overlay at the first start: the city pack alone, said with name and problem', async () => {
  const desk = await place.open({ overlayDirs: [await brokenJimei(half)] })
  const { pack, ref } = await packOf(desk)
  expect([pack.overlays, ref.version]).toEqual([[], '1.0.0'])
  expect((await statusOf(desk)).notices).toEqual([{ kind: 'overlay-refused', overlay: '集美区补充规定', problems: ['items.json：不是完整的 JSON（可能只写了一半）'], using: ref, keptEarlier: false }])
  await desk.close()
})

test('an overlay that broke since the last start: its last good state stays in use', async () => {
  const first = await place.open({ overlayDirs: [jimeiOverlayDir] })
  const { ref } = await first.handle('pack:get', {})
  await first.close()
  const desk = await place.open({ overlayDirs: [await brokenJimei(half)] })
  expect((await desk.handle('pack:get', {})).ref).toEqual(ref)
  const { notices, pack } = await statusOf(desk)
  expect(notices).toMatchObject([{ kind: 'overlay-refused', overlay: '集美区补充规定', using: ref, keptEarlier: true }])
  expect(pack.overlays).toHaveLength(1)
  await desk.close()
  const once = await place.open({ overlayDirs: [join(place.root, 'jimei')] })
  expect((await once.handle('pack:get', {})).ref).toEqual(ref)
  await once.close()
})

test('what this version has checked once, overlay and all, it takes as it is at the next start', async () => {
  const shelfDir = join(place.root, 'packs')
  const folders = { packDir: builtInPack, overlayDirs: [jimeiOverlayDir] }
  const first = await openPackShelf(diskFiles, shelfDir, folders, '0.1.0')
  if (!first.ok) throw new Error(first.failure.problems.join())
  const pointer = await readFile(join(shelfDir, 'last-good.json'), 'utf8')
  expect(JSON.parse(pointer)).toEqual({ digest: first.value.current.ref.digest, checkedBy: '0.1.0' })
  const again = await openPackShelf(diskFiles, shelfDir, folders, '0.1.0')
  expect(again.ok && again.value.current).toEqual(first.value.current)
  const twice = await openPackShelf(diskFiles, shelfDir, { ...folders, overlayDirs: [jimeiOverlayDir, jimeiOverlayDir] }, '0.2.0')
  expect(twice.ok && twice.value.current.ref).toEqual(first.value.current.ref)
  expect(await readdir(join(shelfDir, first.value.current.ref.digest, 'overlays'))).toEqual(['01'])
})

test('a newer city pack does not wait for an overlay that is broken', async () => {
  await (await place.open({ overlayDirs: [jimeiOverlayDir] })).close()
  const packDir = join(place.root, 'newer')
  await cp(builtInPack, packDir, { recursive: true })
  const head = JSON.parse(await readFile(join(packDir, 'pack.json'), 'utf8')) as object
  await writeFile(join(packDir, 'pack.json'), JSON.stringify({ ...head, version: '2.0.0' }))
  const desk = await place.open({ packDir, overlayDirs: [jimeiOverlayDir] })
  expect((await desk.handle('pack:get', {})).ref.version).toBe('2.0.0')
  const { notices } = await statusOf(desk)
  expect(notices).toMatchObject([{ kind: 'overlay-refused', keptEarlier: false, problems: [expect.stringContaining('写给政策包 xiamen-2021 1.0.0 至 2.0.0 以前，现在用的是 xiamen-2021 2.0.0')] }])
  await desk.close()
})

test('one broken overlay does not take the others with it', async () => {
  const other = anOverlayFolder({ 'themes.json': '[' })
  const desk = await place.open({ overlayDirs: [other, jimeiOverlayDir] })
  const { pack, notices } = await statusOf(desk)
  expect(pack.overlays.map(({ id }) => id)).toEqual(['jimei-sample'])
  expect(notices).toMatchObject([{ kind: 'overlay-refused', overlay: '湖里区补充规定' }])
  await desk.close()
  await rm(other, { recursive: true })
})

test('a case keeps the overlay that it was opened with, from the copy on the shelf', async () => {
  const overlay = await brokenJimei(() => Promise.resolve())
  const first = await atTheCounter(await place.open({ overlayDirs: [overlay] }))
  const { ref } = await first.handle('pack:get', {})
  const old = await openCase(first)
  await first.close()
  await rm(overlay, { recursive: true })
  const shelf = await openPackShelf(diskFiles, join(place.ports().profileRoot, 'packs'), { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!shelf.ok) throw new Error(shelf.failure.problems.join())
  expect(shelf.value.current.pack.overlays).toEqual([])
  expect(old.opened?.pack).toEqual(ref)
  const found = await shelf.value.find(ref)
  expect(found?.ref).toEqual(ref)
  expect(found?.pack.overlays.map(({ id }) => id)).toEqual(['jimei-sample'])
  await writeFile(join(place.ports().profileRoot, 'packs', ref.digest, 'overlays', '01', 'themes.json'), '[]')
  const again = await openPackShelf(diskFiles, join(place.ports().profileRoot, 'packs'), { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  expect(again.ok && (await again.value.find(ref))).toBeNull()
})

test('an overlay of another district, or before its day, is used and said', async () => {
  const huli = anOverlayFolder({})
  const desk = await atTheCounter(await place.open({ overlayDirs: [huli], clock: aClock('2021-04-20T09:00:00+08:00') }))
  expect((await statusOf(desk)).notices).toEqual([
    { kind: 'overlay-elsewhere', overlay: '湖里区补充规定', district: '湖里区', stationDistrict: '集美区' },
    { kind: 'overlay-early', overlay: '湖里区补充规定', effectiveFrom: '2021-05-01' },
  ])
  await desk.close()
  await rm(huli, { recursive: true })
})
