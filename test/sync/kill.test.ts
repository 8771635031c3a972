import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentStepNames, stepNames } from '../../electron/station/sync/steps.ts'
import { builtInPack } from '../builders/desk.ts'
import { aStation, cases, type OfficeStation, packsOf, startOfficeServer } from '../builders/officeServer.ts'
import { aNextEdition, putInto } from '../builders/published.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { addScan, aLargePdf, digestOf } from '../builders/scans.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { bundleProgram } from '../faults/nodeProgram.ts'

let server: FakeCouch
let program: string
let here: OfficeStation
let there: OfficeStation
beforeAll(async () => {
  server = await startOfficeServer()
  program = await bundleProgram('killedStation', import.meta.dirname)
  here = await aStation(server, 'jimei-1')
  there = await aStation(server, 'jimei-2')
}, 300_000)
afterAll(async () => {
  for (const station of [here, there]) await station.remove()
  await server.stop()
})

async function run(point: string, nth: number): Promise<string | null> {
  const child = spawn(process.execPath, ['--enable-source-maps', program, join(here.place.root, 'profile'), packsOf(here.place), builtInPack, point, String(nth)])
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (child.exitCode !== 0 && child.signalCode !== 'SIGKILL') throw new Error(complaint)
  return child.signalCode ?? said
}

const pages = (database: string): readonly string[] => server.database(database).ids()

/** A contact reads several databases: killed between them as well. */
const twice: readonly string[] = ['pull: before a page is asked for']

test('killed at every named point of sending and of reading: nothing is lost, nothing doubled', async () => {
  const notes: string[] = []
  const id = await here.openCase('一')
  await here.sync()
  await there.sync()
  for (const point of stepNames.filter((name) => !name.startsWith('files:'))) {
    for (const nth of twice.includes(point) ? [1, 2] : [1]) {
      const word = `${point}, ${nth}`
      await here.note(id, `这边：${word}`)
      // A case each, so that there is more than one batch and more than one database.
      const mine = await here.openCase(word)
      // Paused, because it would send what waits before it ends.
      await here.station.handlers['sync:pause']({ paused: true })
      await here.close()
      await there.note(id, `那边：${word}`)
      const theirs = await there.openCase(word)
      await there.sync()
      notes.push(`这边：${word}`, `那边：${word}`)
      expect(await run(point, nth), word).toBe('SIGKILL')
      const sent = pages(cases).length
      await here.reopen()
      expect(await here.sync(), word).toMatchObject({ contact: { kind: 'in-step' } })
      expect(await here.notesOf(id), word).toEqual(notes.toSorted())
      expect(await here.notesOf(theirs), word).toEqual([])
      expect(await here.station.handlers['sync:state']({}), word).toMatchObject({ counts: { waiting: 0, setAside: 0, refused: 0 } })
      expect(pages(cases).length - sent, word).toBeLessThanOrEqual(2)
      await there.sync()
      expect(await there.notesOf(id), word).toEqual(notes.toSorted())
      expect(await there.notesOf(mine), word).toEqual([])
    }
  }
  await here.sync()
  await expectSameEverywhere(server, [here, there], [id])
  // Every event stands in the records of this station once.
  const texts = await here.station.readStream(`case:${id}`)
  expect(texts.ok && texts.value.length).toBe(2 + notes.length)
}, 300_000)

test('killed at every part of a scan: it goes on where it was, and no part is sent twice', async () => {
  const id = await here.openCase('扫描')
  await here.sync()
  const after = [1, 2, 3].map((nth) => ['files: after a part was sent', nth] as const)
  for (const [point, nth] of [['files: before a part is sent', 1] as const, ...after, ['files: before a receipt is written', 1] as const]) {
    const word = `${point}, ${nth}`
    const { digest } = await addScan(here.station.handlers['scan:add'], id, aLargePdf(1_200_000, word))
    await here.station.handlers['sync:pause']({ paused: true })
    await here.close()
    let parts = 0
    server.fault = ({ body }) => {
      if (body.includes('"_attachments"')) parts += 1
      return null
    }
    expect(await run(point, nth), word).toBe('SIGKILL')
    await here.reopen()
    expect(await here.sync(), word).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0 } })
    expect(parts, word).toBe(3)
    await there.sync()
    const opened = await there.station.handlers['scan:open']({ caseId: id, digest })
    expect(opened.ok && digestOf(opened.value.bytes), word).toBe(digest)
  }
  server.fault = () => null
}, 300_000)

test('killed while an edition comes: it is here whole or not at all, and it comes once more', async () => {
  const versions = ['1.0.0']
  for (const point of ['content: while an edition is checked', ...contentStepNames]) {
    await here.station.handlers['sync:pause']({ paused: true })
    await here.close()
    const version = `1.${versions.length}.0`
    await putInto(server.url, await aNextEdition(version))
    expect(await run(point, 1), point).toBe('SIGKILL')
    await here.reopen({ packDir: builtInPack })
    const { editions, refused } = await here.station.handlers['edition:list']({})
    expect(editions.map(({ ref }) => ref.version).toSorted(), point).toEqual(point === 'content: after an edition was kept' ? [...versions, version] : versions)
    await here.sync()
    versions.push(version)
    const later = await here.station.handlers['edition:list']({})
    expect(later.editions.map(({ ref }) => ref.version).toSorted(), point).toEqual(versions)
    expect([...refused, ...later.refused], point).toEqual([])
    for (const { ref } of later.editions) expect(await here.station.handlers['pack:find']({ pack: ref }), point).toMatchObject({ ok: true })
  }
}, 300_000)
