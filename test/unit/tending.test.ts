import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { diskFiles, type Files } from '../../electron/station/files.ts'
import { must, openCase, sampleProject } from '../builders/counter.ts'
import { aBackground, aPlace, atTheCounter, type TestPlace } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'

let place: TestPlace
beforeEach(async () => {
  place = await aPlace()
})
afterEach(() => place.remove())

test('closed segments are compressed in the background, and a damaged one is told like at a start', async () => {
  const background = aBackground()
  const told: string[] = []
  const desk = await atTheCounter(await place.open({ segmentBytes: 4000, runInBackground: background.run, announce: (announcement) => told.push(announcement) }))
  for (let count = 0; count < 8; count += 1) await openCase(desk, sampleProject)
  await background.untilIdle()
  const journal = join(place.root, 'profile', 'office', 'journal')
  const names = await readdir(journal)
  expect(names.filter((name) => name.endsWith('.log'))).toHaveLength(1)
  const [, second = ''] = names.filter((name) => name.endsWith('.log.gz'))
  const before = await desk.handle('station:status', {})
  expect(before.recovery).toBeNull()

  const bytes = await readFile(join(journal, second))
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1
  await writeFile(join(journal, second), bytes)
  told.length = 0
  const checked = must(await desk.handle('records:check', {}))
  expect(checked.newlyMissing.length).toBeGreaterThan(0)
  const after = await desk.handle('station:status', {})
  expect(after.recovery?.findings).toEqual([{ kind: 'records-skipped', seqs: checked.newlyMissing, copy: join(journal, 'aside') }])
  expect(after.notices).toContainEqual({ kind: 'records-skipped', seqs: checked.newlyMissing, copy: join(journal, 'aside') })
  expect(told).toContain('station:changed')
  expect((await desk.handle('records:status', {})).identity.incarnation).toBe(after.recovery?.id)
  await openCase(desk, sampleProject)
  await desk.close()

  const again = await place.open({ segmentBytes: 4000 })
  const later = await again.handle('station:status', {})
  expect(later.notices).toEqual([])
  expect(later.recovery?.id).toBe(after.recovery?.id)
  await again.close()
})

test('a start after a kill asks for an earlier record without the indexes of closed segments', async () => {
  const background = aBackground()
  const safety = aSafety({ witnessDir: join(place.root, 'beside') })
  const desk = await atTheCounter(await place.open({ segmentBytes: 4000, runInBackground: background.run, safety }))
  for (let count = 0; count < 4; count += 1) await openCase(desk, sampleProject)
  await background.untilIdle()
  const { seq } = (await desk.handle('feed:pull', { from: null, scope: 'all' })).watermark.journal
  safety.passTime()
  await expect.poll(async () => JSON.parse(await readFile(join(place.root, 'beside', 'office.json'), 'utf8'))).toMatchObject({ seq })
  await openCase(desk, sampleProject)

  // Killed: nothing was released, and the witness knows less than the journal.
  const read: string[] = []
  const files: Files = {
    ...diskFiles,
    read: (path) => {
      read.push(path)
      return diskFiles.read(path)
    },
  }
  const again = await place.open({ segmentBytes: 4000, safety, files })
  expect((await again.handle('station:status', {})).recovery).toBeNull()
  expect(read.filter((path) => path.endsWith('.idx'))).toEqual([])
  await again.close()
  await desk.close().catch(() => undefined)
})

test('what was compressed before anybody asked for the index is read by its members, not whole', async () => {
  const desk = await atTheCounter(await place.open({ segmentBytes: 4000 }))
  const { id } = await openCase(desk, sampleProject)
  for (let count = 0; count < 3; count += 1) await openCase(desk, sampleProject)
  await desk.close()

  const background = aBackground()
  const wholeFiles: string[] = []
  const files: Files = {
    ...diskFiles,
    read: (path) => {
      wholeFiles.push(path)
      return diskFiles.read(path)
    },
  }
  const again = await place.open({ segmentBytes: 4000, runInBackground: background.run, files })
  await background.untilIdle()
  expect((await readdir(join(place.root, 'profile', 'office', 'journal'))).filter((name) => name.endsWith('.log.gz'))).not.toEqual([])
  wholeFiles.length = 0
  expect(must(await again.handle('case:state', { caseId: id })).id).toBe(id)
  expect(wholeFiles.filter((path) => path.endsWith('.log.gz'))).toEqual([])
  await again.close()
})
