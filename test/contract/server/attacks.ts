import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readBatch } from '../../../electron/station/sync/readBatch.ts'
import { aBatch } from '../../builders/batches.ts'
import { documentAt, fieldOf, listIn } from './call.ts'
import type { Office } from './peers.ts'

/** What someone with an account, or with none, may try. Servers word it differently: 401 and 403 are one refusal. */
const isRefused = (status: number): boolean => status === 401 || status === 403

const isRefusal = (error: unknown): boolean => error === 'forbidden' || error === 'unauthorized'

/** The error of the only row; `null` when it was taken, as it is for rows that replication leaves out. */
const errorOf = (body: Parameters<typeof listIn>[0]): unknown => listIn(body)[0]?.['error'] ?? null

export function attackTests(office: () => Office): void {
  test('who is not of the district can neither read nor write its cases', async () => {
    const { cases, station, stranger, nobody, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.station })
    await station('POST', `${cases}/_bulk_docs`, { docs: [batch] })
    const foreign = aBatch(newStream(), { sender: names.stranger })
    for (const call of [stranger, nobody]) {
      const answers = [
        await call('GET', documentAt(cases, batch._id)),
        await call('GET', `${cases}/_changes?include_docs=true`),
        await call('GET', `${cases}/_all_docs?include_docs=true`),
        await call('POST', `${cases}/_bulk_get`, { docs: [{ id: batch._id }] }),
        await call('GET', `${cases}/_design/desk/_view/streams?group=true`),
        await call('PUT', documentAt(cases, foreign._id), foreign),
        await call('POST', `${cases}/_bulk_docs`, { docs: [foreign] }),
        await call('PUT', `${cases}/_local/checkpoint`, { at: 1 }),
      ]
      // Of several documents at once a server may refuse each by itself.
      expect(answers.map(({ status, body }) => isRefused(status) || isRefusal(errorOf(body)))).toEqual(answers.map(() => true))
      for (const { bytes } of answers) expect(bytes.includes(batch.events[0] ?? '')).toBe(false)
    }
    expect((await station('GET', documentAt(cases, foreign._id))).status).toBe(404)
  })

  test('each shared database is closed to whoever has no business there, and takes its own kind of stream from its sender alone, once and for good', async () => {
    const { station, colleague, outsider, nobody, admin, names, newStream } = office()
    const kinds = { stations: 'station', ledger: 'task' } as const
    for (const database of ['stations', 'ledger', 'content', 'licences']) {
      for (const call of [outsider, nobody]) {
        const answers = [
          await call('GET', `${database}/_changes?include_docs=true`),
          await call('GET', `${database}/_all_docs`),
          await call('POST', `${database}/_bulk_docs`, { docs: [{ _id: 'anything', sender: names.outsider }] }),
          await call('PUT', `${database}/_local/checkpoint`, { at: 1 }),
          await call('PUT', `${database}/_security`, { members: { names: [], roles: [] } }),
        ]
        expect(answers.map(({ status, body }) => [database, isRefused(status) || isRefusal(errorOf(body))])).toEqual(answers.map(() => [database, true]))
      }
      expect(isRefused((await station('PUT', `${database}/_security`, { members: { names: [], roles: [] } })).status)).toBe(true)
      expect(isRefused((await station('PUT', `${database}/_design/open`, { _id: '_design/open', validate_doc_update: 'function () {}' })).status)).toBe(true)
      expect(isRefused((await station('DELETE', database)).status)).toBe(true)
    }
    for (const [database, kind] of Object.entries(kinds)) {
      const name = newStream().slice('case:'.length)
      const batch = aBatch(`${kind}:${name}`, { sender: names.station })
      const put = async (call: typeof station, document: object) => errorOf((await call('POST', `${database}/_bulk_docs`, { docs: [document] })).body)
      expect(await put(station, aBatch(`case:${name}`, { sender: names.station }))).toBe('forbidden')
      expect(await put(colleague, batch)).toBe('forbidden')
      expect(await put(station, { ...batch, events: ['x'.repeat(40_000)] })).toBe('forbidden')
      expect(await put(station, batch)).toBeNull()
      const { _rev } = { _rev: String(fieldOf((await station('GET', documentAt(database, batch._id))).body, '_rev')) }
      for (const [call, sender] of [[station, names.station], [colleague, names.colleague], [admin, 'admin']] as const) {
        expect(await put(call, { ...batch, sender, _rev, hint: 'closed' })).toBe('forbidden')
        expect(await put(call, { ...batch, sender, _rev, _deleted: true })).toBe('forbidden')
      }
      expect((await station('GET', documentAt(database, batch._id))).body).toEqual({ ...batch, _rev })
    }
  })

  test('a station can change no security object and no design document, and make or drop no database', async () => {
    const { cases, station, admin } = office()
    const security = (await admin('GET', `${cases}/_security`)).body
    const answers = [
      await station('PUT', `${cases}/_security`, { members: { names: [], roles: [] } }),
      await station('PUT', `${cases}/_design/open`, { _id: '_design/open', validate_doc_update: 'function () {}' }),
      await station('POST', `${cases}/_bulk_docs`, { docs: [{ _id: '_design/open', validate_doc_update: 'function () {}' }] }),
      await station('PUT', 'cases-mine-2026'),
      await station('DELETE', cases),
    ]
    expect(answers.map(({ status, body }) => isRefused(status) || isRefusal(errorOf(body)))).toEqual(answers.map(() => true))
    expect((await admin('GET', `${cases}/_security`)).body).toEqual(security)
    expect((await admin('GET', `${cases}/_design/open`)).status).toBe(404)
  })

  test('nobody sends in the name of another', async () => {
    const { cases, station, admin, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.colleague })
    expect((await station('PUT', documentAt(cases, batch._id), batch)).status).toBe(403)
    // Not even who runs the server.
    expect((await admin('PUT', documentAt(cases, batch._id), batch)).status).toBe(403)
  })

  test('a batch is neither changed nor deleted, by its sender or by others', async () => {
    const { cases, station, colleague, admin, retention, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.station })
    const rev = String(listIn((await station('POST', `${cases}/_bulk_docs`, { docs: [batch] })).body)[0]?.['rev'])
    const changed = { ...batch, _rev: rev, hint: 'closed' }
    expect((await station('PUT', documentAt(cases, batch._id), changed)).status).toBe(403)
    expect((await colleague('PUT', documentAt(cases, batch._id), { ...changed, sender: names.colleague })).status).toBe(403)
    for (const [call, sender] of [[station, names.station], [colleague, names.colleague], [admin, 'admin'], [retention, names.retention]] as const) {
      expect(isRefused((await call('DELETE', `${documentAt(cases, batch._id)}?rev=${rev}`)).status)).toBe(true)
      for (const more of [{}, { new_edits: false }]) {
        // Whole in everything else, so that nothing but the deletion can be refused.
        const deletion = { ...(call === retention ? { _id: batch._id, v: 1, as: 'retention', erased: true } : batch), sender, _rev: more.new_edits === false ? `9-${'f'.repeat(32)}` : rev, _deleted: true }
        const { body } = await call('POST', `${cases}/_bulk_docs`, { docs: [deletion], ...more })
        expect(listIn(body)[0]).toEqual(expect.objectContaining({ error: 'forbidden', reason: 'nothing is deleted; retention writes a stub' }))
      }
    }
    expect((await station('GET', documentAt(cases, batch._id))).body).toEqual({ ...batch, _rev: rev })
  })

  test('a forged history neither replaces a batch nor hides it', async () => {
    const { cases, station, colleague, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.station })
    const [made] = listIn((await station('POST', `${cases}/_bulk_docs`, { docs: [batch] })).body)
    const forged = { ...aBatch(newStream(), { sender: names.colleague }), _id: batch._id }
    const hash = 'f'.repeat(32)
    const histories = [
      { _rev: `9-${hash}` },
      { _rev: `2-${hash}`, _revisions: { start: 2, ids: [hash, String(made?.['rev']).slice(2)] } },
      { _rev: `3-${hash}`, _revisions: { start: 3, ids: [hash, 'e'.repeat(32), 'd'.repeat(32)] } },
    ]
    for (const history of histories) {
      expect(errorOf((await colleague('POST', `${cases}/_bulk_docs`, { docs: [{ ...forged, ...history }], new_edits: false })).body)).toBe('forbidden')
    }
    // A first revision beside the first one: CouchDB has no old document to show to the function, and lets it in.
    await colleague('POST', `${cases}/_bulk_docs`, { docs: [{ ...forged, _rev: `1-${hash}` }], new_edits: false })
    const leaves = listIn((await station('GET', `${documentAt(cases, batch._id)}?open_revs=all`)).body).map((leaf) => fieldOf(leaf, 'ok'))
    const read = leaves.map(readBatch)
    expect(read.flatMap((leaf) => (leaf.ok && leaf.value.kind === 'batch' ? [leaf.value.events.map(({ text }) => text)] : []))).toEqual([batch.events])
    expect(read.flatMap((leaf) => (leaf.ok ? [] : [leaf.failure]))).toEqual(leaves.length === 1 ? [] : [{ kind: 'forged-id' }])
    // The feed must name every leaf, or the forged one could stand before the true one unseen.
    const { body } = await station('GET', `${cases}/_changes?style=all_docs`)
    const row = listIn(body, 'results').find(({ id }) => id === batch._id) ?? null
    expect(listIn(row, 'changes')).toHaveLength(leaves.length)
  })

  test('a name that does not follow from the events is taken by the server and refused by the reader', async () => {
    const { cases, station, names, newStream } = office()
    const stream = newStream()
    const forged = { ...aBatch(stream, { sender: names.station }), _id: `${stream}:${'0'.repeat(32)}` }
    expect(errorOf((await station('POST', `${cases}/_bulk_docs`, { docs: [forged] })).body)).toBeNull()
    expect(readBatch((await station('GET', documentAt(cases, forged._id))).body)).toEqual({ ok: false, failure: { kind: 'forged-id' } })
  })

  test('nothing else is let in among the batches', async () => {
    const { cases, station, names, newStream } = office()
    const stream = newStream()
    const good = aBatch(stream, { sender: names.station })
    const task = aBatch('task:17', { sender: names.station })
    const event = '字'.repeat(10_000)
    const attachment = { content_type: 'text/plain', data: 'YQ==' }
    const partId = `${stream}:${createHash('sha256').update('a').digest('hex')}`
    const part = { v: 1, sender: names.station, _attachments: { part: attachment } }
    const refused: readonly (readonly [string, object])[] = [
      ['not an id of a batch or of a part of a file', { ...good, _id: 'note' }],
      ['not an id of a batch or of a part of a file', { ...good, _id: `${stream}:abc` }],
      ['not an id of a batch or of a part of a file', { ...good, _id: `../${good._id}` }],
      ['not an id of a batch or of a part of a file', task],
      ['unknown field', { ...good, note: '' }],
      ['unknown field', { ...good, constructor: {} }],
      ['unknown field', { ...good, _attachments: { a: attachment } }],
      ['unknown version', { ...good, v: 2 }],
      ['hint is open or closed', { ...good, hint: 'shut' }],
      ['not retention', { ...good, as: 'retention' }],
      ['only retention writes stubs', { _id: good._id, v: 1, sender: names.station, erased: true }],
      ['no events', { ...good, events: [] }],
      ['no events', { ...good, events: { length: 1 } }],
      ['an event is its canonical text', { ...good, events: [{}] }],
      ['too many events', { ...good, events: Array.from({ length: 201 }, () => '{}') }],
      ['event too large', { ...good, events: [`${event}${event}`] }],
      ['event too large', { ...good, events: ['x'.repeat(5_000_000)] }],
      ['batch too large', { ...good, events: [event, event, event] }],
      ['a part has one attachment', { ...part, _id: `${partId}:0-1`, _attachments: {} }],
      ['a part has one attachment', { ...part, _id: `${partId}:0-1`, _attachments: { part: attachment, more: attachment } }],
      ['part of another length', { ...part, _id: `${partId}:0-2` }],
      ['part too large', { ...part, _id: `${partId}:0-2000000` }],
      ['part too large', { ...part, _id: `${partId}:5-5` }],
    ]
    for (const [reason, document] of refused) {
      const { body } = await station('POST', `${cases}/_bulk_docs`, { docs: [document] })
      expect(listIn(body)[0]).toEqual(expect.objectContaining({ error: 'forbidden', reason }))
    }
    expect(errorOf((await station('POST', `${cases}/_bulk_docs`, { docs: [good] })).body)).toBeNull()
  })

  test('a key that would reach into a prototype changes nothing', async () => {
    const { cases, station, names, newStream } = office()
    const good = aBatch(newStream(), { sender: names.station })
    const text = JSON.stringify({ docs: [good] }).replace('"v":1', '"__proto__":{"sender":"other","isAdmin":true},"v":1')
    await station('POST', `${cases}/_bulk_docs`, undefined, { bytes: Buffer.from(text), headers: { 'content-type': 'application/json' } })
    const { status, body } = await station('GET', documentAt(cases, good._id))
    // Refused, or let in without the key.
    expect(status === 404 || readBatch(body).ok).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false)
  })

  test('content is written by the publisher, licences by the authority, and a pack never changes', async () => {
    const { station, publisher, authority, names } = office()
    const pack = { _id: `pack:${createHash('sha256').update(names.publisher).digest('hex')}`, sender: names.publisher }
    const licence = { _id: `licence:${names.authority}`, sender: names.authority }
    expect(isRefused((await station('PUT', `content/${encodeURIComponent(pack._id)}`, { ...pack, sender: names.station })).status)).toBe(true)
    expect(isRefused((await station('PUT', `licences/${encodeURIComponent(licence._id)}`, { ...licence, sender: names.station })).status)).toBe(true)
    expect(isRefused((await publisher('PUT', `licences/${encodeURIComponent(licence._id)}`, { ...licence, sender: names.publisher })).status)).toBe(true)
    const made = await publisher('PUT', `content/${encodeURIComponent(pack._id)}`, pack)
    expect([made.status, (await authority('PUT', `licences/${encodeURIComponent(licence._id)}`, licence)).status]).toEqual([201, 201])
    expect((await publisher('PUT', `content/${encodeURIComponent(pack._id)}`, { ...pack, _rev: fieldOf(made.body, 'rev') })).status).toBe(403)
    expect((await publisher('PUT', 'content/else', { _id: 'else', sender: names.publisher })).status).toBe(403)
    expect((await station('GET', `content/${encodeURIComponent(pack._id)}`)).status).toBe(200)
    expect(isRefused((await station('DELETE', `content/${encodeURIComponent(pack._id)}?rev=${String(fieldOf(made.body, 'rev'))}`)).status)).toBe(true)
  })
}
