import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createOwnFiles } from '../../electron/station/scans/ownFiles.ts'
import { createTurns } from '../../electron/station/turns.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { ok } from '../../shared/domain/result.ts'
import { must } from '../builders/counter.ts'
import { add, filesIn, isPart, open, partsOf, placeOf, threeParts } from '../builders/officeScans.ts'
import { asRetention, erasureOf } from '../builders/batches.ts'
import { admin, aStation, cases, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { aLargePdf, aPdf, digestOf } from '../builders/scans.ts'
import { callAs, documentAt, fieldOf } from '../contract/server/call.ts'

test('a receipt is written when the server was seen to have all of it, not when it has said so', async ({ server }) => {
  const lost: string[] = []
  const here = await aStation(server, 'jimei-1', {
    syncStep: (step) => {
      const [part] = step === 'files: after a part was sent' && lost.length === 0 ? server.database(cases).ids().filter((name) => /:\d+-\d+$/.test(name)) : []
      if (part === undefined) return
      lost.push(part)
      server.database(cases).documents.delete(part)
    },
  })
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(threeParts))
  await here.sync()
  expect(lost).toHaveLength(1)
  expect(partsOf(server, id, digest)).toHaveLength(3)
  expect(await placeOf(here, id, digest)).toEqual({ kind: 'here-and-at-server' })
  await here.remove()
})

test('a server that was put back, or lost documents, gets the files again; a retracted scan is not sent', async ({ server, here }) => {
  const id = await here.openCase('一')
  await here.sync()
  const empty = server.backUp()
  const { digest } = await add(here, id, aPdf())
  const mistaken = await add(here, id, aPdf('别人的'))
  must(await here.station.handlers['scan:retract']({ caseId: id, scan: mistaken.event }))
  await here.sync()
  expect(partsOf(server, id, digest)).toHaveLength(1)
  expect(partsOf(server, id, mistaken.digest)).toEqual([])
  for (const identity of ['same', 'new'] as const) {
    server.restore(empty, identity)
    await here.reopen()
    expect(await here.sync(), identity).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0 } })
    expect(partsOf(server, id, digest), identity).toHaveLength(1)
  }
  // Put back, and the program ended before the file was sent again: what it confirmed in its other life is no receipt.
  server.restore(empty, 'same')
  await here.reopen()
  server.fault = ({ body }) => (isPart(body) ? { kind: 'status', status: 413 } : null)
  expect(await here.sync()).toMatchObject({ files: { waiting: 1 } })
  server.fault = () => null
  await here.reopen()
  expect(await here.sync()).toMatchObject({ files: { waiting: 0 } })
  expect(partsOf(server, id, digest)).toHaveLength(1)
})

test('a server that was put back to between a case and its files is recognised by the files', async ({ server, here }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aPdf())
  server.fault = ({ body }) => (isPart(body) ? { kind: 'status', status: 503 } : null)
  await here.sync()
  server.fault = () => null
  const between = server.backUp()
  expect(await here.sync()).toMatchObject({ files: { waiting: 0 } })
  await here.close()
  server.restore(between, 'same')
  await here.reopen()
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0 } })
  expect(partsOf(server, id, digest)).toHaveLength(1)
})

test('an erased case leaves no file behind, not even one whose writing broke off', async ({ server, here }) => {
  const id = await here.openCase('一')
  await add(here, id, aPdf())
  await here.sync()
  const folder = join(here.place.root, 'profile', 'office', 'scans')
  await writeFile(join(folder, `${id}.${digestOf(aPdf('断'))}.part`), aPdf('断').subarray(0, 9))
  await callAs(server.url, { name: 'retention', password })('POST', `${cases}/_bulk_docs`, { docs: [asRetention(erasureOf(id))] })
  await here.sync()
  expect(await readdir(folder)).toEqual([])
})

test('where documents of a case were deleted at the server, its files are looked at and sent again', async ({ server, here }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aPdf())
  await here.sync()
  const database = server.database(cases)
  for (const name of partsOf(server, id, digest)) database.documents.delete(name)
  const owner = callAs(server.url, admin)
  const revOf = async (path: string): Promise<string> => String(fieldOf((await owner('GET', path)).body, '_rev'))
  await owner('DELETE', `${cases}/_design/desk?rev=${await revOf(`${cases}/_design/desk`)}`)
  const [batch = ''] = database.ids().filter((name) => name.startsWith(`case:${id}:`))
  const path = documentAt(cases, batch)
  await owner('DELETE', `${path}?rev=${await revOf(path)}`)
  await here.sync()
  expect(await here.sync()).toMatchObject({ files: { waiting: 0 } })
  expect(partsOf(server, id, digest)).toHaveLength(1)
})

test('of what is confirmed, closed cases give up their files first, and no more than there has to be', async () => {
  const removed: string[] = []
  let most = 150
  const closed = new Set(['closed-late', 'closed-early'])
  const at: Readonly<Record<string, string>> = { open: '2026-01-01T00:00:00+08:00', 'closed-late': '2026-03-01T00:00:00+08:00', 'closed-early': '2026-02-01T00:00:00+08:00', unconfirmed: '2025-01-01T00:00:00+08:00' }
  const stored = Object.keys(at).map((caseId) => ({ caseId, digest: 'ab'.repeat(32) }))
  const files = createOwnFiles({
    folder: {
      list: () => Promise.resolve(ok(stored)),
      read: () => Promise.resolve(ok(aPdf())),
      remove: (gone) => {
        removed.push(...gone.map(({ caseId }) => caseId))
        return Promise.resolve(ok(null))
      },
    },
    named: { of: () => Promise.resolve(ok([{ digest: 'ab'.repeat(32), bytes: 100 }])), forget: () => undefined },
    cases: { state: (id) => Promise.resolve(ok({ ...foldCase(id, []), updatedAt: at[id] ?? '', status: { kind: 'settled', status: closed.has(id) ? 'closed' : 'accepted', heads: [] } })) },
    inTurn: createTurns(),
    mostBytes: () => most,
    changed: () => undefined,
  })
  const isConfirmed = ({ stream }: { readonly stream: string }): boolean => stream !== 'case:unconfirmed'
  await files.makeRoom(isConfirmed, () => Promise.resolve(ok(false)))
  expect(removed).toEqual([])
  most = 250
  await files.makeRoom(isConfirmed, () => Promise.resolve(ok(true)))
  expect(removed.splice(0)).toEqual(['closed-early', 'closed-late'])
  most = 150
  await files.makeRoom(isConfirmed, () => Promise.resolve(ok(true)))
  expect(removed).toEqual(['closed-early', 'closed-late', 'open'])
})

test('only what the server has, and says so again, is given up when room is short', async ({ server }) => {
  let level: 'ample' | 'stop' = 'ample'
  const here = await aStation(server, 'jimei-1', { troublesOfDesk: () => (level === 'stop' ? [{ kind: 'low-space', level, freeBytes: 0 }] : []) })
  const [open1, unsent] = [await here.openCase('一'), await here.openCase('二')]
  const kept = await add(here, open1, aLargePdf(threeParts))
  await here.sync()
  const alone = await add(here, unsent, aPdf('二'))
  server.fault = ({ body }) => (isPart(body) ? { kind: 'status', status: 413 } : null)
  level = 'stop'
  await here.sync()
  // The confirmed one is gone from here, the other is nowhere else.
  expect(await filesIn(here)).toEqual([`${unsent}.${alone.digest}`])
  expect(await placeOf(here, open1, kept.digest)).toEqual({ kind: 'at-server' })
  expect(digestOf(must(await open(here, open1, kept.digest)).bytes)).toBe(kept.digest)

  // A receipt alone is not enough: the server is asked.
  const database = server.database(cases)
  const [part = ''] = partsOf(server, open1, kept.digest)
  database.documents.delete(part)
  expect(partsOf(server, open1, kept.digest)).toHaveLength(2)
  await here.sync()
  expect(await filesIn(here)).toHaveLength(2)
  await here.remove()
})
