import { expect } from 'vitest'
import { diskFiles } from '../../electron/station/files.ts'
import type { ScanPlace } from '../../shared/contracts/scans.ts'
import { largestScanBytes } from '../../shared/domain/scans.ts'
import { must } from '../builders/counter.ts'
import { add, filesIn, isPart, open, partsOf, placeOf, threeParts } from '../builders/officeScans.ts'
import { aStation, cases } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { aLargePdf, aPdf, digestOf } from '../builders/scans.ts'
import { SystemError } from '../faults/memoryFiles.ts'

test('a scan follows its case, and is fetched elsewhere when it is opened', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const bytes = aLargePdf(threeParts)
  const { digest } = await add(here, id, bytes)
  expect(await placeOf(here, id, digest)).toEqual({ kind: 'here-only' })
  expect(await here.station.handlers['sync:state']({})).toMatchObject({ files: { waiting: 1, bytes: threeParts, refused: 0 } })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0, bytes: 0 } })
  expect(await placeOf(here, id, digest)).toEqual({ kind: 'here-and-at-server' })
  expect(partsOf(server, id, digest)).toHaveLength(3)

  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 0 }, files: { waiting: 0 } })
  expect(await filesIn(there)).toEqual([])
  expect(await placeOf(there, id, digest)).toEqual({ kind: 'at-server' })
  // Being listed is no reason to fetch it, however long it takes until it is opened.
  await there.sync()
  expect(await filesIn(there)).toEqual([])
  expect(server.requests.filter((request) => request.startsWith('GET') && request.includes(digest))).toEqual([])
  const seen: ScanPlace[] = []
  server.fault = ({ path }) => {
    if (path.includes(digest)) void placeOf(there, id, digest).then((place) => place && seen.push(place))
    return null
  }
  const opened = must(await open(there, id, digest))
  expect(digestOf(opened.bytes)).toBe(digest)
  expect(seen).toContainEqual(expect.objectContaining({ kind: 'fetching', total: threeParts }))
  expect(await placeOf(there, id, digest)).toEqual({ kind: 'here-and-at-server' })
  // From the disk now, and not sent back.
  const { length } = server.requests
  expect(must(await open(there, id, digest)).bytes).toHaveLength(threeParts)
  expect(server.requests).toHaveLength(length)
  expect(await there.sync()).toMatchObject({ files: { waiting: 0 } })
})

test('the largest scan there may be, over a line that breaks twice: how far it is is shown, nothing of it is sent twice, and it comes back whole', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(largestScanBytes))
  const shown: Promise<unknown>[] = []
  let sent = 0
  server.fault = ({ body }) => {
    if (!isPart(body)) return null
    sent += 1
    shown.push(here.station.handlers['sync:state']({}).then((state) => state.kind === 'on' && state.contact))
    return sent === 4 || sent === 12 ? { kind: 'reset', when: 'before' } : null
  }
  for (let time = 0; time < 2; time += 1) expect(await here.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'offline' } }, files: { waiting: 1 } })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0 } })
  const parts = partsOf(server, id, digest)
  expect(parts).toHaveLength(Math.ceil(largestScanBytes / (512 << 10)))
  expect(sent).toBe(parts.length + 2)
  const progress = (await Promise.all(shown)).flatMap((contact) => (isSendingFiles(contact) ? [contact] : []))
  expect(progress.length).toBeGreaterThan(parts.length / 2)
  for (const { totalBytes } of progress) expect(totalBytes).toBe(largestScanBytes)
  const done = progress.map(({ doneBytes }) => doneBytes)
  expect(done).toEqual(done.toSorted((one, other) => one - other))
  expect(done.at(-1)).toBeGreaterThan(largestScanBytes / 2)
  server.fault = () => null
  await there.sync()
  expect(digestOf(must(await open(there, id, digest)).bytes)).toBe(digest)
})
const isSendingFiles = (contact: unknown): contact is { readonly doneBytes: number; readonly totalBytes: number } => typeof contact === 'object' && contact !== null && 'kind' in contact && contact.kind === 'sending-files'

test('what stands at the server already is not sent again: an answer that was lost, a colleague who has the file', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(threeParts))
  let [sent, lost] = [0, 0]
  server.fault = ({ body }) => {
    if (!isPart(body)) return null
    sent += 1
    return (lost += 1) === 2 ? { kind: 'reset', when: 'after' } : null
  }
  expect(await here.sync()).toMatchObject({ contact: { kind: 'out-of-contact' }, counts: { waiting: 0 }, files: { waiting: 1 } })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0 } })
  expect(sent).toBe(3)
  await there.sync()
  await add(there, id, aLargePdf(threeParts))
  expect(await there.sync()).toMatchObject({ files: { waiting: 0 } })
  expect(sent).toBe(3)
  expect(partsOf(server, id, digest)).toHaveLength(3)
})

test('nothing of a file is sent before the events that name it', async ({ server, here }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aPdf())
  server.fault = ({ method, body }) => (method === 'POST' && body.includes('"events"') && body.includes(id) ? { kind: 'status', status: 413 } : null)
  expect(await here.sync()).toMatchObject({ counts: { refused: 1 }, files: { waiting: 1 } })
  expect(partsOf(server, id, digest)).toEqual([])
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0 }, files: { waiting: 0 } })
  expect(partsOf(server, id, digest)).toHaveLength(1)
})

test('a server that takes only small requests gets small parts', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const bytes = aLargePdf(threeParts)
  const { digest } = await add(here, id, bytes)
  server.fault = ({ body }) => (isPart(body) && body.length > 200_000 ? { kind: 'status', status: 413 } : null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0, refused: 0 } })
  // Halved until they pass, and no further.
  expect(partsOf(server, id, digest).length).toBeGreaterThan(8)
  expect(partsOf(server, id, digest).length).toBeLessThan(13)
  await there.sync()
  expect(digestOf(must(await open(there, id, digest)).bytes)).toBe(digest)
})

test('a file that the server will not have waits with its reason, stays here, and stops nothing else', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const refused = await add(here, id, aPdf('不收'))
  const taken = await add(here, id, aPdf('收'))
  server.fault = ({ body }) => (isPart(body) && body.includes(refused.digest) ? { kind: 'status', status: 413 } : null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 }, files: { waiting: 1, refused: 1, because: { kind: 'refused', reason: 'too large' } } })
  expect(await placeOf(here, id, taken.digest)).toEqual({ kind: 'here-and-at-server' })
  expect(await placeOf(here, id, refused.digest)).toEqual({ kind: 'here-only' })
  await there.sync()
  expect(await open(there, id, refused.digest)).toEqual({ ok: false, failure: { kind: 'scan-absent', because: { kind: 'not-sent-yet' } } })
  server.fault = () => null
  expect(await here.sync()).toMatchObject({ files: { waiting: 0, refused: 0 } })
  expect(must(await open(there, id, refused.digest)).bytes).toHaveLength(aPdf('不收').length)
})

test('a file that was refused is not tried at every contact, but after an hour', async ({ server, here }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aPdf('不收'))
  let tries = 0
  server.fault = ({ body }) => {
    if (!isPart(body)) return null
    tries += 1
    return { kind: 'status', status: 413 }
  }
  await here.sync()
  const before = tries
  for (const text of ['第一句', '第二句']) {
    await here.note(id, text)
    here.timers.pass(30_000)
    await expect.poll(async () => here.station.handlers['sync:state']({})).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  }
  expect(tries).toBe(before)
  server.fault = () => null
  here.timers.pass(3_600_000)
  await expect.poll(() => partsOf(server, id, digest)).toHaveLength(1)
})

test('wrong bytes at the server are not shown and not kept; whoever has the file puts it right in another cut', async ({ server, here, there, colleague }) => {
  const id = await here.openCase('一')
  const bytes = aLargePdf(threeParts)
  const { digest } = await add(here, id, bytes)
  // A colleague's program that was there first, and broken.
  const wrong = Buffer.alloc(512 << 10, 'x').toString('base64')
  await colleague('POST', `${cases}/_bulk_docs`, {
    docs: [{ _id: `case:${id}:${digest}:0-${512 << 10}`, v: 1, sender: 'jimei-2', _attachments: { part: { content_type: 'application/octet-stream', data: wrong } } }],
  })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0, refused: 0 } })
  await there.sync()
  expect(digestOf(must(await open(there, id, digest)).bytes)).toBe(digest)

  // Nothing right in the place of one part.
  const other = await add(here, id, aLargePdf(600_000, 'another'))
  await here.sync()
  await there.sync()
  const database = server.database(cases)
  const read = database.read.bind(database)
  database.read = (name, rev, options) => {
    const document = read(name, rev, options)
    return name.includes(other.digest) && options?.withAttachments === true ? { ...document, _attachments: { part: { data: Buffer.alloc(600_000 - (512 << 10), 'y').toString('base64') } } } : document
  }
  expect(await open(there, id, other.digest)).toEqual({ ok: false, failure: { kind: 'scan-absent', because: { kind: 'wrong-bytes' } } })
  expect(await filesIn(there)).toEqual([`${id}.${digest}`])
})

test('without the server a scan from elsewhere is told to be there; fetching can be stopped', async ({ server, here, there }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(threeParts))
  await here.sync()
  await there.sync()
  server.fault = () => ({ kind: 'reset', when: 'before' })
  expect(await open(there, id, digest)).toEqual({ ok: false, failure: { kind: 'scan-absent', because: { kind: 'server', failure: { kind: 'offline' } } } })
  let parts = 0
  server.fault = ({ method, path }) => {
    if (method === 'GET' && path.includes(digest) && (parts += 1) === 2) void there.station.handlers['scan:stop']({ caseId: id, digest })
    return null
  }
  expect(await open(there, id, digest)).toEqual({ ok: false, failure: { kind: 'scan-absent', because: { kind: 'stopped' } } })
  expect(await filesIn(there)).toEqual([])
  server.fault = () => null
  expect(digestOf(must(await open(there, id, digest)).bytes)).toBe(digest)
})

test('files give way after a while, and go on where they were', async ({ server, here }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(threeParts))
  let sent = 0
  server.fault = ({ body }) => {
    if (isPart(body) && (sent += 1) === 2) here.timers.pass(25_000)
    return null
  }
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 1 } })
  expect(here.timers.untilNext()).toBe(0)
  expect(partsOf(server, id, digest)).toHaveLength(2)
  expect(await here.sync()).toMatchObject({ files: { waiting: 0 } })
  expect(sent).toBe(3)
})

test('a file that the disk has no room for is shown, said not to be kept, and fetched again the next time', async ({ server, here }) => {
  let isFull = true
  const there = await aStation(server, 'jimei-2', {
    files: {
      ...diskFiles,
      create: (path) => (isFull && path.includes('/scans/') ? Promise.reject(new SystemError('ENOSPC', 'create')) : diskFiles.create(path)),
    },
  })
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aPdf())
  await here.sync()
  await there.sync()
  expect(must(await open(there, id, digest))).toMatchObject({ isKept: false })
  expect(await placeOf(there, id, digest)).toEqual({ kind: 'at-server' })
  isFull = false
  expect(must(await open(there, id, digest))).toMatchObject({ isKept: true })
  expect(await placeOf(there, id, digest)).toEqual({ kind: 'here-and-at-server' })
  await there.remove()
})

test('whoever leaves while files are sent does not wait for them, and what was written meanwhile is sent first', async ({ server, there }) => {
  let leave: (() => Promise<void>) | null = null
  const here = await aStation(server, 'jimei-1', { syncStep: (step) => (step === 'files: before a part is sent' ? leave?.() : undefined) })
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(threeParts))
  let closed: Promise<void> | null = null
  leave = async () => {
    leave = null
    await here.note(id, '临走写的一句')
    closed = here.close()
  }
  await here.station.syncNow()
  await closed
  expect(partsOf(server, id, digest)).toHaveLength(1)
  await there.sync()
  expect(await there.notesOf(id)).toEqual(['临走写的一句'])
  expect(await open(there, id, digest)).toMatchObject({ failure: { because: { kind: 'not-sent-yet' } } })
  await here.reopen()
  expect(await here.sync()).toMatchObject({ files: { waiting: 0 } })
  expect(partsOf(server, id, digest)).toHaveLength(3)
  await here.remove()
})
