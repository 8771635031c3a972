import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readBatch } from '../../../electron/station/sync/readBatch.ts'
import { aBatch } from '../../builders/batches.ts'
import type { JsonObject } from '../../fakes/couch/document.ts'
import { documentAt, fieldOf, listIn } from './call.ts'
import type { Office } from './peers.ts'
import { runStockClient } from './stockClient.ts'

/** Follows `last_seq` from a place to the end, as a station does: sequences are handed back as they came. */
async function readFeed(office: Office, since: string, limit = 100): Promise<{ readonly rows: readonly JsonObject[]; readonly last: string }> {
  const rows: JsonObject[] = []
  let last = since
  for (;;) {
    const { body } = await office.station('GET', `${office.cases}/_changes?since=${encodeURIComponent(last)}&limit=${limit}&include_docs=true&style=all_docs`)
    const page = listIn(body, 'results')
    rows.push(...page)
    last = String(fieldOf(body, 'last_seq'))
    if (page.length < limit) return { rows, last }
  }
}

/**
 * Everything that a station relies on. What is not here it must not use: `pending`, `timeout` of a long poll, the order
 * of rows, which of 401 and 403 refuses someone, whether a
 * document that stands already is refused as `conflict` or as `forbidden`, sequences as numbers, multipart, ranges, selectors.
 */
export function protocolTests(office: () => Office): void {
  test('a server says who it is, the same each time, and what time it takes it to be', async () => {
    const [one, other] = [await office().station('GET', ''), await office().station('GET', '')]
    expect(fieldOf(one.body, 'uuid')).toEqual(expect.stringMatching(/^[0-9a-f-]{32,36}$/))
    expect(fieldOf(other.body, 'uuid')).toBe(fieldOf(one.body, 'uuid'))
    expect(Date.parse(one.headers.get('date') ?? '')).toBeGreaterThan(Date.parse('2020-01-01'))
  })

  test('wrong credentials and none are 401, in JSON; a database that is not there is 404', async () => {
    const { cases, nobody, admin, stationAccount } = office()
    const wrong = { authorization: `Basic ${Buffer.from(`${stationAccount.name}:wrong`).toString('base64')}` }
    for (const answer of [await nobody('GET', `${cases}/_changes`), await nobody('GET', `${cases}/_changes`, undefined, { headers: wrong })]) {
      expect(answer.status).toBe(401)
      expect(fieldOf(answer.body, 'error')).toBe('unauthorized')
    }
    expect((await admin('GET', 'cases-nowhere-1999/_changes')).status).toBe(404)
  })

  test('an account is told its name and its roles, and a wrong password is told so at the same place', async () => {
    const { station, nobody, stationAccount, cases } = office()
    const { body } = await station('GET', '_session')
    const user = fieldOf(body, 'userCtx')
    expect([fieldOf(user, 'name'), fieldOf(user, 'roles')]).toEqual([stationAccount.name, expect.arrayContaining(['station', `district:${cases.split('-')[1]}`])])
    const wrong = { authorization: `Basic ${Buffer.from(`${stationAccount.name}:wrong`).toString('base64')}` }
    const refused = await nobody('GET', '_session', undefined, { headers: wrong })
    // Some refuse, some answer that it is nobody.
    expect(refused.status === 401 || fieldOf(fieldOf(refused.body, 'userCtx'), 'name') === null).toBe(true)
  })

  test('every leaf of a document that is there, and none of one that is not', async () => {
    const { cases, station, names, newStream } = office()
    const [there, gone] = [aBatch(newStream(), { sender: names.station }), aBatch(newStream(), { sender: names.station })]
    await station('POST', `${cases}/_bulk_docs`, { docs: [there] })
    const leaves = listIn((await station('GET', `${documentAt(cases, there._id)}?open_revs=all`)).body)
    expect(leaves.map(({ ok }) => fieldOf(ok, 'events'))).toEqual([there.events])
    const none = await station('GET', `${documentAt(cases, gone._id)}?open_revs=all`)
    expect(none.status === 404 || listIn(none.body).every(({ ok }) => ok === undefined)).toBe(true)
  })

  test('a cookie from _session is as good as a password', async () => {
    const { cases, nobody, stationAccount } = office()
    const signedIn = await nobody('POST', '_session', stationAccount)
    expect(signedIn.status).toBe(200)
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(cookie).toMatch(/^AuthSession=./)
    expect((await nobody('GET', `${cases}/_changes?limit=1`, undefined, { headers: { cookie } })).status).toBe(200)
    expect((await nobody('POST', '_session', { ...stationAccount, password: 'wrong' })).status).toBe(401)
  })

  test('a batch sent twice stands once; the second answer refuses it and the document confirms it', async () => {
    const { cases, station, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.station })
    const first = await station('POST', `${cases}/_bulk_docs`, { docs: [batch] })
    const second = await station('POST', `${cases}/_bulk_docs`, { docs: [batch] })
    expect([first.status, listIn(first.body)[0]]).toEqual([201, expect.objectContaining({ id: batch._id, rev: expect.stringMatching(/^1-/) })])
    // CouchDB looks for the conflict first, express-pouchdb asks the function first.
    expect([second.status, listIn(second.body)[0]]).toEqual([201, expect.objectContaining({ id: batch._id, error: expect.stringMatching(/^(conflict|forbidden)$/) })])
    expect([409, 403]).toContain((await station('PUT', documentAt(cases, batch._id), batch)).status)
    const there = readBatch((await station('GET', documentAt(cases, batch._id))).body)
    expect(there.ok && there.value.kind === 'batch' ? there.value.events.map(({ text }) => text) : there).toEqual(batch.events)
  })

  test('one refused document stops no other of the same request', async () => {
    const { cases, station, names, newStream } = office()
    const good = [aBatch(newStream(), { sender: names.station }), aBatch(newStream(), { sender: names.station })]
    const bad = aBatch(newStream(), { sender: names.colleague })
    const answer = await station('POST', `${cases}/_bulk_docs`, { docs: [good[0], bad, good[1]] })
    const rows = new Map(listIn(answer.body).map((row) => [row['id'], row]))
    expect(answer.status).toBe(201)
    expect(rows.get(bad._id)).toEqual(expect.objectContaining({ error: 'forbidden', reason: 'sender is not the user' }))
    for (const { _id } of good) expect((await station('GET', documentAt(cases, _id))).status).toBe(200)
    expect((await station('GET', documentAt(cases, bad._id))).status).toBe(404)
  })

  test('the feed read in pages has every batch, and from its end only what came later', async () => {
    const { cases, station, names, newStream } = office()
    const batches = Array.from({ length: 7 }, () => aBatch(newStream(), { sender: names.station }))
    await station('POST', `${cases}/_bulk_docs`, { docs: batches })
    const whole = await readFeed(office(), '0', 3)
    const documents = new Map(whole.rows.map((row) => [row['id'], row['doc']]))
    for (const batch of batches) expect(documents.get(batch._id)).toEqual(expect.objectContaining({ events: batch.events }))
    const later = aBatch(newStream(), { sender: names.station })
    await station('POST', `${cases}/_bulk_docs`, { docs: [later] })
    expect((await readFeed(office(), whole.last)).rows.map(({ id }) => id)).toContain(later._id)
  })

  test('a long poll ends with the change, and heartbeats before it are white space', async () => {
    const { cases, station, colleague, names, newStream } = office()
    const { last } = await readFeed(office(), '0')
    const poll = station('GET', `${cases}/_changes?feed=longpoll&heartbeat=100&since=${encodeURIComponent(last)}&include_docs=true`)
    const batch = aBatch(newStream(), { sender: names.colleague })
    // Whichever comes first at the server, the poll must end.
    await colleague('POST', `${cases}/_bulk_docs`, { docs: [batch] })
    const { body } = await poll
    expect(listIn(body, 'results').map(({ id }) => id)).toContain(batch._id)
    expect((await readFeed(office(), String(fieldOf(body, 'last_seq')))).rows.map(({ id }) => id)).not.toContain(batch._id)
  })

  test('a long poll that is given up loses nothing', async () => {
    const { cases, station, colleague, names, newStream } = office()
    const { last } = await readFeed(office(), '0')
    const giveUp = new AbortController()
    const poll = station('GET', `${cases}/_changes?feed=longpoll&heartbeat=10000&since=${encodeURIComponent(last)}`, undefined, { signal: giveUp.signal }).catch((error: unknown) => error)
    giveUp.abort()
    expect(await poll).toBeInstanceOf(Error)
    const batch = aBatch(newStream(), { sender: names.colleague })
    await colleague('POST', `${cases}/_bulk_docs`, { docs: [batch] })
    expect((await readFeed(office(), last)).rows.map(({ id }) => id)).toContain(batch._id)
  })

  test('documents by id: those that are there, and which are not', async () => {
    const { cases, station, names, newStream } = office()
    const [there, gone] = [aBatch(newStream(), { sender: names.station }), aBatch(newStream(), { sender: names.station })]
    await station('POST', `${cases}/_bulk_docs`, { docs: [there] })
    const byKeys = listIn((await station('POST', `${cases}/_all_docs?include_docs=true`, { keys: [there._id, gone._id] })).body, 'rows')
    expect(byKeys[0]?.['doc']).toEqual(expect.objectContaining({ events: there.events }))
    expect(byKeys[1]).toEqual(expect.objectContaining({ key: gone._id, error: 'not_found' }))
    const bulk = listIn((await station('POST', `${cases}/_bulk_get`, { docs: [{ id: there._id }, { id: gone._id }] })).body, 'results')
    // How a missing one is said differs from server to server; it is never `ok`.
    expect(bulk.map((result) => fieldOf(fieldOf(listIn(result, 'docs')[0], 'ok'), 'events'))).toEqual([there.events, null])
  })

  test('the batches of one stream, by the beginning of their ids', async () => {
    const { cases, station, names, newStream } = office()
    const [stream, other] = [newStream(), newStream()]
    const mine = [aBatch(stream, { sender: names.station, events: 2 }), aBatch(stream, { sender: names.station, events: 4 })]
    await station('POST', `${cases}/_bulk_docs`, { docs: [...mine, aBatch(other, { sender: names.station })] })
    const range = `startkey=${encodeURIComponent(JSON.stringify(`${stream}:`))}&endkey=${encodeURIComponent(JSON.stringify(`${stream}:\ufff0`))}`
    const { body } = await station('GET', `${cases}/_all_docs?${range}`)
    expect(listIn(body, 'rows').map(({ id }) => id).sort()).toEqual(mine.map(({ _id }) => _id).sort())
  })

  test('which of many revisions a server lacks', async () => {
    const { cases, station, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.station })
    const [made] = listIn((await station('POST', `${cases}/_bulk_docs`, { docs: [batch] })).body)
    const lacking = `1-${'0'.repeat(32)}`
    const { body } = await station('POST', `${cases}/_revs_diff`, { [batch._id]: [made?.['rev'], lacking], 'case:nobody:x': [lacking] })
    expect([fieldOf(fieldOf(body, batch._id), 'missing'), fieldOf(fieldOf(body, 'case:nobody:x'), 'missing')]).toEqual([[lacking], [lacking]])
  })

  test('a local document is kept, is refused when stale, and is in no feed', async () => {
    const { cases, station } = office()
    const path = `${cases}/_local/receipts-contract`
    expect((await station('GET', path)).status).toBe(404)
    const first = await station('PUT', path, { _id: '_local/receipts-contract', upTo: 7 })
    expect(first.status).toBe(201)
    expect((await station('GET', path)).body).toEqual(expect.objectContaining({ upTo: 7, _rev: '0-1' }))
    expect((await station('PUT', path, { _id: '_local/receipts-contract', upTo: 8 })).status).toBe(409)
    expect((await station('PUT', path, { _id: '_local/receipts-contract', _rev: '0-1', upTo: 8 })).status).toBe(201)
    expect((await readFeed(office(), '0')).rows.filter(({ id }) => String(id).startsWith('_local'))).toEqual([])
  })

  test('a part of a file comes as a stub with its length, and whole when it is asked for', async () => {
    const { cases, station, names, newStream } = office()
    const bytes = Buffer.from('扫描件的一部分'.repeat(400))
    const id = `${newStream()}:${createHash('sha256').update(bytes).digest('hex')}:0-${bytes.length}`
    const part = { _id: id, v: 1, sender: names.station, _attachments: { part: { content_type: 'application/octet-stream', data: bytes.toString('base64') } } }
    const [made] = listIn((await station('POST', `${cases}/_bulk_docs`, { docs: [part] })).body)
    expect(made).toEqual(expect.objectContaining({ id, rev: expect.stringMatching(/^1-/) }))
    const row = (await readFeed(office(), '0')).rows.find((each) => each['id'] === id)
    expect(fieldOf(fieldOf(fieldOf(row, 'doc'), '_attachments'), 'part')).toEqual(expect.objectContaining({ stub: true, length: bytes.length, digest: expect.stringMatching(/^md5-/) }))
    expect(readBatch(row?.['doc'])).toEqual({ ok: true, value: { kind: 'part', part: expect.objectContaining({ first: 0, end: bytes.length }) } })
    const fetched = await station('GET', `${documentAt(cases, id)}/part`)
    expect([fetched.status, fetched.bytes.equals(bytes)]).toEqual([200, true])
    // In the document, as text, for whoever asks for JSON alone.
    const whole = await station('GET', `${documentAt(cases, id)}?attachments=true`)
    expect(fieldOf(fieldOf(fieldOf(whole.body, '_attachments'), 'part'), 'data')).toBe(bytes.toString('base64'))
  })

  test('the parts of one file are listed with the MD5 of their bytes, and a place that is taken is refused by itself', async () => {
    const { cases, station, colleague, names, newStream } = office()
    const bytes = Buffer.from('扫描件'.repeat(300))
    const under = `${newStream()}:${createHash('sha256').update(bytes).digest('hex')}:`
    const partOf = (first: number, end: number, sender: string) => ({ _id: `${under}${first}-${end}`, v: 1, sender, _attachments: { part: { content_type: 'application/octet-stream', data: bytes.subarray(first, end).toString('base64') } } })
    await station('POST', `${cases}/_bulk_docs`, { docs: [partOf(0, 1000, names.station), partOf(1000, 2000, names.station)] })
    const range = `startkey=${encodeURIComponent(JSON.stringify(under))}&endkey=${encodeURIComponent(JSON.stringify(`${under}\ufff0`))}`
    const { body } = await station('GET', `${cases}/_all_docs?include_docs=true&${range}`)
    const listed = listIn(body, 'rows').map(({ doc }) => fieldOf(fieldOf(doc, '_attachments'), 'part'))
    expect(listed).toEqual([[0, 1000], [1000, 2000]].map(([first, end]) => expect.objectContaining({ length: 1000, digest: `md5-${createHash('md5').update(bytes.subarray(first, end)).digest('base64')}` })))
    const again = await colleague('POST', `${cases}/_bulk_docs`, { docs: [partOf(0, 1000, names.colleague), partOf(2000, 2500, names.colleague)] })
    const [refused, taken] = listIn(again.body)
    expect(refused).toEqual(expect.objectContaining({ id: `${under}0-1000`, error: expect.stringMatching(/^(conflict|forbidden)$/) }))
    expect(taken).toEqual(expect.objectContaining({ id: `${under}2000-2500`, rev: expect.stringMatching(/^1-/) }))
  })

  test('the hint behind the view tells streams that nobody called closed', async () => {
    const { cases, station, names, newStream } = office()
    const [open, closed] = [newStream(), newStream()]
    await station('POST', `${cases}/_bulk_docs`, { docs: [aBatch(open, { sender: names.station }), aBatch(closed, { sender: names.station, events: 2 }), aBatch(closed, { sender: names.station, events: 4, hint: 'closed' })] })
    const { body } = await station('GET', `${cases}/_design/desk/_view/streams?group=true`)
    const rows = new Map(listIn(body, 'rows').map(({ key, value }) => [key, value]))
    expect([rows.get(open), rows.get(closed)]).toEqual([0, 1])
    const whole = await station('POST', `${cases}/_design/desk/_view/streams?reduce=false&include_docs=true`, { keys: [closed, newStream()] })
    expect(listIn(whole.body, 'rows').map(({ key, doc }) => [key, fieldOf(doc, 'hint')]).sort()).toEqual([[closed, 'closed'], [closed, 'open']])
  })

  test('gzip both ways', async () => {
    const { cases, station, names, newStream } = office()
    const batch = aBatch(newStream(), { sender: names.station, events: 60 })
    const sent = await station('POST', `${cases}/_bulk_docs`, undefined, { bytes: gzipSync(JSON.stringify({ docs: [batch] })), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } })
    expect(sent.status).toBe(201)
    const read = await station('GET', documentAt(cases, batch._id), undefined, { headers: { 'accept-encoding': 'gzip' } })
    expect(fieldOf(read.body, 'events')).toEqual(batch.events)
  })

  test('a stub of retention takes the place of a batch, and the feed brings it', async () => {
    const { cases, station, retention, names, newStream } = office()
    const [erased, moved] = [newStream(), newStream()]
    const whole = aBatch(moved, { sender: names.station, events: 5 })
    const batches = [aBatch(erased, { sender: names.station }), aBatch(moved, { sender: names.station })]
    const rows = listIn((await station('POST', `${cases}/_bulk_docs`, { docs: batches })).body)
    const stub = { v: 1, sender: names.retention, as: 'retention' }
    const answer = await retention('POST', `${cases}/_bulk_docs`, {
      docs: [{ ...whole, ...stub }, { _id: batches[0]?._id, _rev: rows[0]?.['rev'], ...stub, erased: true }, { _id: batches[1]?._id, _rev: rows[1]?.['rev'], ...stub, into: whole._id }],
    })
    expect(listIn(answer.body).map(({ error }) => error ?? null)).toEqual([null, null, null])
    const documents = new Map((await readFeed(office(), '0')).rows.map((row) => [row['id'], readBatch(row['doc'])]))
    expect(documents.get(batches[0]?._id ?? '')).toEqual({ ok: true, value: { kind: 'erased', stream: erased } })
    expect(documents.get(batches[1]?._id ?? '')).toEqual({ ok: true, value: { kind: 'moved', stream: moved, into: whole._id } })
    expect(documents.get(whole._id)).toEqual({ ok: true, value: expect.objectContaining({ kind: 'batch', isRetention: true }) })
  })

  test('a stock PouchDB client replicates from here and ends with the same documents', async () => {
    const { url, cases, stationAccount } = office()
    const said = await runStockClient(stationAccount, new URL(cases, url))
    const here = new Map((await readFeed(office(), '0')).rows.map(({ doc }) => [fieldOf(doc ?? null, '_id'), fieldOf(doc ?? null, 'events')]))
    const there = new Map(said.map((document) => [document['_id'], document['events'] ?? null]))
    expect(there.size).toBeGreaterThan(5)
    expect(Object.fromEntries(there)).toEqual(Object.fromEntries(here))
  })
}
