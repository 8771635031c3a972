import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { fail } from '../../shared/domain/result.ts'
import { aStrangeBatch } from '../builders/batches.ts'
import { closeInTime } from '../builders/closeInTime.ts'
import { must } from '../builders/counter.ts'
import { builtInPack } from '../builders/desk.ts'
import { aStation, cases } from '../builders/officeServer.ts'
import { officeTest } from '../builders/officeTest.ts'
import { aSafety } from '../builders/safety.ts'
import { addScan, aPdf } from '../builders/scans.ts'
import { carriedBy, quickCipher, rewrite } from '../builders/sticks.ts'

/** A server, a counter that reaches it, a caravan that never does, and a stick between the two. */
const test = officeTest.extend<{ readonly stick: string; readonly counter: Awaited<ReturnType<typeof aStation>>; readonly caravan: Awaited<ReturnType<typeof aStation>> }>({
  stick: async ({}, lend) => {
    const stick = await mkdtemp(join(tmpdir(), 'stick-'))
    await lend(stick)
    await rm(stick, { recursive: true })
  },
  counter: async ({ server, stick }, lend) => {
    const counter = await aStation(server, 'jimei-1', { ...carrying(stick, 'counter'), packDir: builtInPack })
    await lend(counter)
    await closeInTime('the counter', () => counter.remove())
  },
  caravan: async ({ stick }, lend) => {
    const caravan = await aStation(null, 'caravan', carrying(stick, 'caravan'))
    await lend(caravan)
    await closeInTime('the caravan', () => caravan.remove())
  },
})
const carrying = (stick: string, who: string) => ({ stickCipher: quickCipher, safety: aSafety({ witnessDir: join(stick, 'witness', who), chooseFolder: () => Promise.resolve(stick) }) })

test('what the caravan did reaches the server by the counter, and what the counter did reaches the caravan; all three end the same', async ({ counter, caravan, there }) => {
  const [byCounter, byCaravan] = [carriedBy(counter.station), carriedBy(caravan.station)]
  const atCounter = await counter.openCase('窗口办的（样例）')
  await counter.sync()
  must(await byCounter.write({ kind: 'open' }))
  must(await byCaravan.take())
  await caravan.note(atCounter, '大篷车上补了一句')
  const atCaravan = await caravan.openCase('工地上办的（样例）')
  const { digest } = await addScan(caravan.station.handlers['scan:add'], atCaravan, aPdf())
  const carried = must(await byCaravan.write())
  expect(carried).toMatchObject({ cases: 2, scans: 1 })

  must(await byCounter.take(carried.name))
  expect(await counter.notesOf(atCounter)).toEqual(['大篷车上补了一句'])
  // It waits at the counter now, and goes on from there.
  expect(await counter.sync()).toMatchObject({ counts: { waiting: 0, refused: 0 } })
  await there.sync()
  expect(await there.notesOf(atCounter)).toEqual(['大篷车上补了一句'])
  expect(await there.notesOf(atCaravan)).toEqual([])
  expect(must(await counter.station.handlers['scan:open']({ caseId: atCaravan, digest })).mediaType).toBe('application/pdf')
  const names = async (station: typeof counter, id: string): Promise<readonly string[]> => must(await station.station.exportCase(id)).map(({ name }) => name).sort()
  for (const id of [atCounter, atCaravan]) expect(await names(there, id)).toEqual(await names(caravan, id))

  // Read once more, and the other way round: nothing is new anywhere.
  expect(must(await byCounter.take(carried.name)).counts).toMatchObject({ fresh: 0, scans: 0 })
  must(await byCounter.write({ kind: 'chosen', cases: [atCounter, atCaravan] }))
  expect(must(await byCaravan.take()).counts.fresh).toBe(0)
})

test('whoever leaves breaks off the writing of a stick and the check of the records, and begins no other', async ({ stick, caravan }) => {
  const hands = carriedBy(caravan.station)
  await caravan.openCase('一')
  const underway = [hands.write({ kind: 'open' }), caravan.station.handlers['records:check']({})]
  caravan.station.leave()
  const cancelled = { ok: false, failure: { kind: 'cancelled' } }
  expect(await Promise.all(underway)).toEqual([cancelled, cancelled])
  expect(await hands.write({ kind: 'open' })).toEqual(cancelled)
  expect((await readdir(stick)).filter((name) => name !== 'witness')).toEqual([])
})

test('with a server, what it has confirmed stays at home; what was carried still waits for it, and is shown as carried', async ({ server, counter }) => {
  const hands = carriedBy(counter.station)
  const confirmed = await counter.openCase('已上传（样例）')
  await counter.sync()
  expect((await hands.write()).ok).toBe(false)
  server.fault = () => ({ kind: 'reset', when: 'before' })
  const waiting = await counter.openCase('没上传（样例）')
  expect(must(await hands.write())).toMatchObject({ cases: 1 })
  expect((await counter.sync()).counts.waiting).toBe(1)
  const state = must(await counter.station.handlers['stick:state']({}))
  expect(state.cases).toMatchObject([{ caseId: waiting, isWhole: true }])
  expect(state.cases.some(({ caseId }) => caseId === confirmed)).toBe(false)
  await counter.note(waiting, '又写了一句')
  expect(must(await counter.station.handlers['stick:state']({})).cases).toMatchObject([{ caseId: waiting, isWhole: false }])
  server.fault = () => null
  expect((await counter.sync()).counts.waiting).toBe(0)
})

test('the edition of the pack goes along for cases that were opened with it, is checked, and does not become the one in use', async ({ counter, caravan }) => {
  const hands = carriedBy(caravan.station)
  await caravan.openCase('带政策包（样例）')
  const { digest } = (await caravan.station.handlers['station:status']({})).pack
  expect(must(await caravan.station.handlers['stick:write']({ content: { kind: 'unconfirmed' }, withPack: true, passphrase: '7kq2-m4xw-9d0h-c3ta' })).packs).toBe(1)
  expect(must(await carriedBy(counter.station).look()).counts).toMatchObject({ packs: 1, freshPacks: 0 })
  await rm(join(counter.place.root, 'profile', 'packs', digest), { recursive: true })
  expect(must(await carriedBy(counter.station).look()).counts).toMatchObject({ packs: 1, freshPacks: 1 })
  expect(must(await carriedBy(counter.station).take()).counts.packs).toBe(1)
  expect(must(await carriedBy(counter.station).look()).counts.freshPacks).toBe(0)
  expect(must(await hands.look()).notes).toEqual(['own'])
})

test('an edition that does not pass the check is not kept, and that is said; the cases come in all the same', async ({ stick, caravan }) => {
  const strict = await aStation(null, 'strict', { ...carrying(stick, 'strict'), packDir: builtInPack, checkEdition: () => Promise.resolve(fail({ kind: 'faulty', problems: ['样例：s01'] })) })
  const caseId = await caravan.openCase('带错的政策包（样例）')
  const { digest } = (await caravan.station.handlers['station:status']({})).pack
  must(await caravan.station.handlers['stick:write']({ content: { kind: 'unconfirmed' }, withPack: true, passphrase: '7kq2-m4xw-9d0h-c3ta' }))
  await rm(join(strict.place.root, 'profile', 'packs', digest), { recursive: true })
  must(await carriedBy(strict.station).look())
  expect(must(await carriedBy(strict.station).take())).toMatchObject({ cases: [{ caseId }], counts: { packs: 0, refusedPacks: 1 } })
  expect(must(await carriedBy(strict.station).look()).counts).toMatchObject({ packs: 1, freshPacks: 1 })
  await strict.remove()
})

test('an edition that brings files of other names than an edition has is refused whole', async ({ stick, counter, caravan }) => {
  await caravan.openCase('带政策包（样例）')
  const { digest } = (await caravan.station.handlers['station:status']({})).pack
  const { name } = must(await caravan.station.handlers['stick:write']({ content: { kind: 'unconfirmed' }, withPack: true, passphrase: '7kq2-m4xw-9d0h-c3ta' }))
  const path = join(stick, name)
  await writeFile(path, await rewrite(await readFile(path), (entries) => entries.map((entry) => (entry['kind'] === 'pack' && Array.isArray(entry['files']) ? { ...entry, files: [...entry['files'], { path: '../../format.json', bytes: 'e30=' }] } : entry))))
  await rm(join(counter.place.root, 'profile', 'packs', digest), { recursive: true })
  expect(must(await carriedBy(counter.station).take()).counts).toMatchObject({ packs: 0, refusedPacks: 1 })
})

test('what was set aside and may mean something to a newer program goes on with its case: to the server, and on the next stick', async ({ server, stick, counter, caravan, there }) => {
  const [byCounter, byCaravan] = [carriedBy(counter.station), carriedBy(caravan.station)]
  const caseId = await caravan.openCase('带着新花样的（样例）')
  const [strange, lonely, newer] = [aStrangeBatch(`case:${caseId}`), aStrangeBatch(`case:00000000-0000-4000-8000-000000000000`), { ...aStrangeBatch(`case:${caseId}`, '2'), v: 2, more: [1] }]
  const path = join(stick, must(await byCaravan.write()).name)
  await writeFile(path, await rewrite(await readFile(path), (entries) => [...entries, ...[strange, lonely, newer, { v: 1, nothing: 'at all' }].map((document) => ({ kind: 'batch', document }))]))
  const aside = [{ reason: 'unknown-shape', count: 2 }, { reason: 'newer-version', count: 1 }, { reason: 'malformed', count: 1 }]
  expect(must(await byCounter.take()).counts.aside).toEqual(aside)

  // To the server goes what it takes from anyone, once; of a case that nobody here knows, nothing.
  expect(await counter.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 4 } })
  const { length } = server.database(cases).ids()
  expect(server.database(cases).ids().filter((id) => id === lonely._id || id === newer._id)).toEqual([])
  await counter.reopen({ ...carrying(stick, 'counter'), packDir: builtInPack })
  await counter.sync()
  expect(server.database(cases).ids()).toHaveLength(length)
  expect(await there.sync()).toMatchObject({ counts: { setAside: 1, waiting: 0 } })

  const next = must(await carriedBy(counter.station).write({ kind: 'open' }))
  const other = await aStation(null, 'other', carrying(stick, 'other'))
  expect(must(await carriedBy(other.station).look(next.name)).counts.aside).toEqual([{ reason: 'unknown-shape', count: 1 }, { reason: 'newer-version', count: 1 }])
  await other.remove()
})

test('without a server it goes on the next stick as well, and along with its opening where that came later', async ({ stick, caravan }) => {
  const byCaravan = carriedBy(caravan.station)
  const caseId = await caravan.openCase('两次带来的（样例）')
  const strange = aStrangeBatch(`case:${caseId}`)
  const first = must(await byCaravan.write()).name
  const path = join(stick, first)
  const whole = await readFile(path)
  await writeFile(path, await rewrite(whole, () => [{ kind: 'batch', document: strange }]))
  const alone = await aStation(null, 'alone', carrying(stick, 'alone'))
  const hands = carriedBy(alone.station)
  must(await hands.take(first))
  const own = must(await hands.write())
  expect(own).toMatchObject({ cases: 0 })
  await writeFile(path, whole)
  must(await hands.take(first))
  must(await hands.write())
  expect(must(await byCaravan.look()).counts.aside).toEqual([{ reason: 'unknown-shape', count: 1 }])
  await alone.remove()
})

test('a document that an older program set aside counts once its file is read again, and is on the list no longer', async ({ stick, counter, caravan }) => {
  const caseId = await caravan.openCase('从前读不懂的（样例）')
  const { name } = must(await carriedBy(caravan.station).write())
  const documents: { readonly _id: string }[] = []
  const path = join(stick, name)
  await rewrite(await readFile(path), (entries) => {
    for (const entry of entries) if (isBatch(entry)) documents.push(entry.document)
    return entries
  })
  expect(documents.length).toBeGreaterThan(1)
  must(await counter.station.importEvents(documents.map((document) => ({ name: document._id, bytes: Buffer.from(JSON.stringify(document)), problem: 'newer-version' })), { source: 'as it was read before', checkpoint: null }))
  expect(must(await counter.station.setAside())).toHaveLength(documents.length)
  must(await carriedBy(counter.station).take(name))
  expect(must(await counter.station.setAside())).toEqual([])
  expect(await counter.notesOf(caseId)).toEqual([])
})
const isBatch = (entry: unknown): entry is { readonly document: { readonly _id: string } } => typeof entry === 'object' && entry !== null && 'kind' in entry && entry.kind === 'batch'
