import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../../scripts/server/couch.ts'
import { prepareServer } from '../../../scripts/server/prepare.ts'
import { aBatch } from '../../builders/batches.ts'
import { type FakeCouch, startFakeCouch } from '../../fakes/couch/fakeCouch.ts'
import { type Call, callAs, documentAt, fieldOf, listIn } from './call.ts'

/** What only the fake can do: sequences that say nothing, and everything that goes wrong on the way. */
const admin = { name: 'admin', password: 'for the tests only' }
const cases = 'cases-jimei-2026'
const batches = Array.from({ length: 5 }, (_, index) => aBatch(`case:faulty-${index}`, { sender: 'admin' }))

let fake: FakeCouch
let call: Call
beforeEach(async () => {
  fake = await startFakeCouch({ admin, largestDocumentBytes: 200_000 })
  await prepareServer(connect(fake.url, admin), { districts: ['jimei'], years: [2026] })
  call = callAs(fake.url, admin)
  await call('POST', `${cases}/_bulk_docs`, { docs: batches })
})
afterEach(() => fake.stop())

const feed = async (since: string, more = ''): Promise<{ ids: readonly unknown[]; seqs: readonly string[]; last: string; pending: unknown; status: number }> => {
  const { status, body } = await call('GET', `${cases}/_changes?since=${encodeURIComponent(since)}${more}`)
  const rows = listIn(body, 'results').filter(({ id }) => String(id).startsWith('case:'))
  return { ids: rows.map(({ id }) => id), seqs: rows.map(({ seq }) => String(seq)), last: String(fieldOf(body, 'last_seq')), pending: fieldOf(body, 'pending'), status }
}
const allIds = batches.map(({ _id }) => _id)

test('sequences are no numbers, differ each time, and lead on from where they stand', async () => {
  const [one, other] = [await feed('0'), await feed('0')]
  expect(one.ids).toEqual(allIds)
  for (const seq of one.seqs) expect(seq).toMatch(/^\d+-[\w-]{20,}$/)
  expect(new Set([...one.seqs, ...other.seqs]).size).toBe(10)
  expect((await feed(one.seqs[2] ?? '')).ids).toEqual(allIds.slice(3))
  expect((await feed('0', '&limit=3')).pending).toBe(3)
  expect((await feed(one.last)).ids).toEqual([])
})

test('a sequence of another life is answered from the beginning, one that is none is refused', async () => {
  const { last } = await feed('0')
  await call('DELETE', cases)
  await prepareServer(connect(fake.url, admin), { districts: ['jimei'], years: [2026] })
  await call('POST', `${cases}/_bulk_docs`, { docs: batches.slice(0, 2) })
  expect((await feed(last)).ids).toEqual(allIds.slice(0, 2))
  expect((await feed('soon')).status).toBe(400)
})

test('rows come twice, in another order, or again from before', async () => {
  const { seqs } = await feed('0')
  fake.fault = () => ({ kind: 'changes', rows: 'twice' })
  expect((await feed(seqs[2] ?? '')).ids).toEqual([allIds[3], allIds[3], allIds[4], allIds[4]])
  fake.fault = () => ({ kind: 'changes', rows: 'shuffled' })
  expect((await feed(seqs[2] ?? '')).ids).toEqual([allIds[4], allIds[3]])
  fake.fault = () => ({ kind: 'changes', rows: { again: 2 } })
  expect((await feed(seqs[2] ?? '')).ids).toEqual(allIds.slice(1))
})

test('a long poll ends at its time-out with nothing, and beats meanwhile', async () => {
  const { last } = await feed('0')
  const answer = await call('GET', `${cases}/_changes?feed=longpoll&timeout=120&heartbeat=30&since=${last}`)
  expect(fieldOf(answer.body, 'results')).toEqual([])
  expect(answer.bytes.toString().startsWith('\n')).toBe(true)
})

test.each(['before', 'after', 'half-way'] as const)('a connection that is reset %s', async (when) => {
  const batch = aBatch('case:lost-answer', { sender: 'admin' })
  fake.fault = ({ method }) => (method === 'PUT' ? { kind: 'reset', when } : null)
  await expect(call('PUT', documentAt(cases, batch._id), batch)).rejects.toThrow(/fetch failed|terminated/)
  expect((await call('GET', documentAt(cases, batch._id))).status).toBe(when === 'before' ? 404 : 200)
})

test.each([
  [{ kind: 'html' } as const, 200, 'text/html'],
  [{ kind: 'half-json' } as const, 200, 'application/json'],
  [{ kind: 'redirect', to: 'http://portal.example/' } as const, 302, 'text/plain'],
  [{ kind: 'deep-json', depth: 100_000 } as const, 200, 'application/json'],
])('an answer that is no answer of this server: %j', async (fault, status, type) => {
  fake.fault = () => fault
  const answer = await call('GET', `${cases}/_changes`)
  expect([answer.status, answer.headers.get('content-type'), fieldOf(answer.body, 'results')]).toEqual([status, type, null])
})

test.each([401, 403, 404, 409, 413, 429, 500, 502, 503] as const)('status %i, once, with Retry-After where there is one', async (status) => {
  let left = 1
  fake.fault = () => ((left -= 1) >= 0 ? { kind: 'status', status, retryAfterSeconds: 7 } : null)
  const answer = await call('GET', `${cases}/_changes`)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7'])
  expect((await call('GET', `${cases}/_changes`)).status).toBe(200)
})

test('an answer that never comes can be given up, and one that comes late comes', async () => {
  fake.fault = () => ({ kind: 'stall' })
  const giveUp = new AbortController()
  const answer = call('GET', cases, undefined, { signal: giveUp.signal }).catch((error: unknown) => error)
  giveUp.abort()
  expect(await answer).toBeInstanceOf(Error)
  fake.fault = () => ({ kind: 'latency', ms: 60 })
  const startedAt = performance.now()
  expect((await call('GET', cases)).status).toBe(200)
  expect(performance.now() - startedAt).toBeGreaterThan(55)
})

test('a few bytes unfold to many', async () => {
  fake.fault = () => ({ kind: 'gzip-bomb', bytes: 3_000_000 })
  const answer = await call('GET', cases)
  expect([answer.bytes.length, Number(answer.headers.get('content-length') ?? 0) < 10_000]).toEqual([3_000_000, true])
})

test('one document that is too large refuses all of its request', async () => {
  const large = { ...aBatch('case:large', { sender: 'admin' }), events: ['x'.repeat(250_000)] }
  const answer = await call('POST', `${cases}/_bulk_docs`, { docs: [aBatch('case:small', { sender: 'admin' }), large] })
  expect([answer.status, fieldOf(answer.body, 'error')]).toEqual([413, 'document_too_large'])
})

test('a server that was restored has another name and lacks what came later', async () => {
  const { last } = await feed('0')
  const before = fieldOf((await call('GET', '')).body, 'uuid')
  const backup = fake.backUp()
  const later = aBatch('case:later', { sender: 'admin' })
  await call('POST', `${cases}/_bulk_docs`, { docs: [later] })
  fake.restore(backup)
  expect(fieldOf((await call('GET', '')).body, 'uuid')).not.toBe(before)
  expect((await feed(last)).ids).toEqual(allIds)
  expect((await call('GET', documentAt(cases, later._id))).status).toBe(404)
  fake.restore(backup, 'same')
  expect(fieldOf((await call('GET', '')).body, 'uuid')).toBe(before)
  // Its functions still stand guard.
  expect((await call('PUT', documentAt(cases, later._id), { ...later, sender: 'someone' })).status).toBe(403)
})

test('a cookie runs out', async () => {
  const cookie = (await call('POST', '_session', admin)).headers.get('set-cookie')?.split(';')[0] ?? ''
  const nobody = callAs(fake.url, null)
  expect((await nobody('GET', cases, undefined, { headers: { cookie } })).status).toBe(200)
  fake.accounts.expireSessions()
  expect((await nobody('GET', cases, undefined, { headers: { cookie } })).status).toBe(401)
})

test('what it has as bytes it sends as it was', async () => {
  const plain = await startFakeCouch({ admin, isZipping: false })
  try {
    plain.restore(fake.backUp())
    const ask = callAs(plain.url, admin)
    const id = String(batches[0]?._id)
    const rev = plain.database(cases).read(id, null)['_rev']
    const all = async (): Promise<readonly string[]> => {
      const answers = [
        await ask('GET', `${cases}/_all_docs?include_docs=true`),
        await ask('POST', `${cases}/_bulk_get?revs=true`, { docs: [{ id, rev }] }),
        await ask('POST', `${cases}/_design/desk/_view/streams?reduce=false&include_docs=true`, { keys: ['case:faulty-1'] }),
        await ask('GET', documentAt(cases, id)),
      ]
      return answers.map(({ bytes }) => bytes.toString('utf8'))
    }
    const before = await all()
    expect(before.join('')).toContain('case:faulty-1')
    plain.database(cases).makeReady()
    expect(await all()).toEqual(before)
  } finally {
    await plain.stop()
  }
})
