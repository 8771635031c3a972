import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillServer } from '../../../scripts/seed/fillServer.ts'
import { connect } from '../../../scripts/server/couch.ts'
import { prepareAccounts, prepareServer } from '../../../scripts/server/prepare.ts'
import { publishPack } from '../../../scripts/server/publishPack.ts'
import { startPeer } from '../../../scripts/server/startPeer.ts'
import { readBatch } from '../../../electron/station/sync/readBatch.ts'
import { aBatch, caseTexts, inStream } from '../../builders/batches.ts'
import { jimeiOverlayDir, readJimeiPack, xiamenPackDir } from '../../builders/pack.ts'
import { type FakeCouch, startFakeCouch } from '../../fakes/couch/fakeCouch.ts'
import { callAs, documentAt, fieldOf, listIn } from './call.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const admin = { name: 'admin', password: 'for the tests only' }
const publisher = { name: 'publisher', password: admin.password }
const scope = { districts: ['jimei'], years: [2026] }

let fake: FakeCouch
beforeAll(async () => {
  fake = await startFakeCouch({ admin })
  await prepareServer(connect(fake.url, admin), scope)
  await prepareAccounts(connect(fake.url, admin), { publisher: ['publisher', 'station'] }, admin.password)
})
afterAll(() => fake.stop())

/** A command as npm runs it, with an account in its environment. */
async function run(script: string, args: readonly string[], account: { readonly name: string; readonly password: string }): Promise<{ code: number | null; said: string; complained: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts', script), ...args, '--url', fake.url], { cwd: root, env: { ...process.env, CARAVAN_SERVER_USER: account.name, CARAVAN_SERVER_PASSWORD: account.password } })
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, said, complained }
}

test('seed fills the cases and says how fast', { timeout: 120_000 }, async () => {
  const { code, said, complained } = await run('seed/seed.ts', ['--cases', '6', '--year', '2026'], admin)
  expect([complained, code]).toEqual(['', 0])
  expect(said).toMatch(/^6 cases: \d+ batches, \d+ events \(.* cases and \d+ events a second\n$/)
  const { body } = await callAs(fake.url, admin)('GET', 'cases-jimei-2026/_all_docs?include_docs=true')
  const read = listIn(body, 'rows').filter(({ id }) => String(id).startsWith('case:')).map(({ doc }) => readBatch(doc))
  expect(read.every((batch) => batch.ok && batch.value.kind === 'batch' && batch.value.setAside.length === 0)).toBe(true)
  expect(new Set(read.map((batch) => (batch.ok && batch.value.kind === 'batch' ? batch.value.stream : null))).size).toBe(6)
})

test('filling a server twice changes nothing, and a refusal of what is not there is an error', async () => {
  const stream = 'case:filled-twice' as const
  const filling = [{ stream, sessions: [inStream(stream, caseTexts(4)), inStream(stream, caseTexts(6)).slice(4)], hint: 'closed' as const }]
  const couch = connect(fake.url, admin)
  expect(await fillServer(couch, 'cases-jimei-2026', filling, 'admin')).toEqual(expect.objectContaining({ documents: 2, events: 6, alreadyThere: 0 }))
  expect(await fillServer(couch, 'cases-jimei-2026', filling, 'admin')).toEqual(expect.objectContaining({ documents: 2, alreadyThere: 2 }))
  await expect(fillServer(couch, 'ledger', filling, 'admin')).rejects.toThrow('refused 2 of 2')
})

test('a pack is published whole, once, with its files as a station keeps them', { timeout: 120_000 }, async () => {
  const { layered, city } = await readJimeiPack()
  const source = { dir: xiamenPackDir, overlayDirs: [jimeiOverlayDir] }
  const couch = connect(fake.url, publisher)
  expect(await publishPack(couch, source, publisher.name, null)).toEqual({ id: `pack:${layered.ref.digest}`, inForce: 'inForce:xiamen-2021:jimei', isNew: true })
  expect(await publishPack(couch, source, publisher.name, null)).toEqual(expect.objectContaining({ isNew: false }))
  const station = callAs(fake.url, publisher)
  const document = (await station('GET', documentAt('content', `pack:${layered.ref.digest}`))).body
  const files = listIn(document, 'files')
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['pack.json', 'policy-rules.json', 'overlays/01/overlay.json']))
  for (const { name, sha256, bytes } of files) {
    const fetched = await station('GET', `${documentAt('content', `pack:${layered.ref.digest}`)}/${encodeURIComponent(String(name))}`)
    expect([createHash('sha256').update(fetched.bytes).digest('hex'), fetched.bytes.length]).toEqual([sha256, bytes])
  }
  const byCommand = await run('publishPack.ts', [xiamenPackDir, '--from', '2026-05-01'], publisher)
  expect([byCommand.complained, byCommand.said]).toEqual(['', `pack:${city.ref.digest}: published; inForce:xiamen-2021\n`])
  expect((await station('GET', documentAt('content', 'inForce:xiamen-2021'))).body).toEqual(expect.objectContaining({ pack: city.ref, from: '2026-05-01' }))
})

test('what is no pack, and who is no publisher, is said in a line', { timeout: 120_000 }, async () => {
  await expect(publishPack(connect(fake.url, publisher), { dir: jimeiOverlayDir, overlayDirs: [] }, publisher.name, null)).rejects.toThrow('pack.json')
  const refused = await run('publishPack.ts', [xiamenPackDir], admin)
  expect([refused.code, refused.said]).toEqual([1, ''])
  expect(refused.complained).toContain('only the role publisher writes here')
  expect(refused.complained).not.toContain('\n    at ')
})

test('the peer from npm keeps its data in a folder, killed or not, and preparing it again changes nothing', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'peer-'))
  const batch = aBatch('case:kept-over-night', { sender: 'admin' })
  const revisions: unknown[] = []
  const uuids = new Set<unknown>()
  try {
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const peer = await startPeer({ port: 0, dataFolder: folder, admin })
      try {
        await prepareServer(connect(peer.url, admin), scope)
        const call = callAs(peer.url, admin)
        await call('POST', 'cases-jimei-2026/_bulk_docs', { docs: [batch] })
        expect(fieldOf((await call('GET', documentAt('cases-jimei-2026', batch._id))).body, 'events')).toEqual(batch.events)
        revisions.push(fieldOf((await call('GET', 'cases-jimei-2026/_design/desk')).body, '_rev'))
        uuids.add(fieldOf((await call('GET', '')).body, 'uuid'))
      } finally {
        await peer.stop(signal)
      }
    }
    expect(revisions).toEqual([expect.stringMatching(/^1-/), revisions[0]])
    expect(uuids.size).toBe(1)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
