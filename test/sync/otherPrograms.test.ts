import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPeer } from '../../scripts/server/startPeer.ts'
import { must } from '../builders/counter.ts'
import { aStation, admin, cases, type OfficeStation, password } from '../builders/officeServer.ts'
import { prepareOffice, startOfficeServer } from '../builders/preparedServer.ts'
import { callAs, listIn } from '../contract/server/call.ts'
import { runStockClient } from '../contract/server/stockClient.ts'

/** Programs that somebody else has written, on both ends of the wire. */
const textsOf = async ({ station }: OfficeStation, id: string): Promise<readonly string[]> => must(await station.readStream(`case:${id}`)).toSorted()
const inStep = { contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } }

async function startExpress(dataFolder: string | null = null, port = 0) {
  return startPeer({ port, dataFolder, admin })
}

test.each([
  ['express-pouchdb', 'the fake'],
  ['the fake', 'express-pouchdb'],
] as const)('a stock PouchDB carries what a station sent to %s on to %s: the same documents at all three, and a station reads them there', async (from, _to) => {
  const express = await startExpress()
  await prepareOffice(express.url, [2026, new Date().getFullYear()])
  const fake = await startOfficeServer()
  const [first, second] = from === 'the fake' ? [fake, express] : [express, fake]
  const here = await aStation(first, 'jimei-1')
  const id = await here.openCase('集美大道办公楼（样例）')
  for (let count = 0; count < 30; count += 1) await here.note(id, '很长的备注'.repeat(150))
  await here.sync()
  await here.note(id, '后来')
  expect(await here.sync()).toMatchObject(inStep)
  const databaseAt = ({ url }: { readonly url: string }): URL => new URL(cases, url)
  const carried = await runStockClient({ name: 'jimei-1', password }, databaseAt(first), databaseAt(second))
  const documentsAt = async ({ url }: { readonly url: string }) => listIn((await callAs(url, { name: 'jimei-1', password })('GET', `${cases}/_all_docs?include_docs=true`)).body, 'rows').map(({ doc }) => doc).filter((doc) => JSON.stringify(doc).includes('"events"'))
  const batches = carried.filter((document) => 'events' in document)
  expect(batches.length).toBeGreaterThan(1)
  for (const server of [first, second]) expect(await documentsAt(server)).toEqual(batches)
  const there = await aStation(second, 'jimei-2')
  expect(await there.sync()).toMatchObject(inStep)
  expect(await textsOf(there, id)).toEqual(await textsOf(here, id))
  // It goes the way of any other case from here.
  await there.note(id, '在另一台服务器')
  expect(await there.sync()).toMatchObject(inStep)
  for (const station of [here, there]) await station.remove()
  await express.stop()
  await fake.stop()
})

test('a real server killed in the middle of an exchange and started again: said meanwhile, and then everything is there once', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'killed-server-'))
  let peer = await startExpress(dataFolder)
  await prepareOffice(peer.url, [2026, new Date().getFullYear()])
  const port = Number(new URL(peer.url).port)
  const there = await aStation(peer, 'jimei-2')
  const here = await aStation(peer, 'jimei-1')
  const id = await here.openCase('一')
  await here.sync()
  await there.sync()
  const notes: string[] = []
  for (const [text, asks] of [['在问候时', /:\d+\/$/], ['在上传时', /cases-jimei-2026\/_bulk_docs$/], ['在读取时', /cases-jimei-2026\/_changes/]] as const) {
    notes.push(text)
    await here.note(id, text)
    await there.note(id, `那边：${text}`)
    notes.push(`那边：${text}`)
    await there.sync()
    await here.station.handlers['sync:pause']({ paused: true })
    let isKilled = false
    await here.reopen({
      network: {
        fetch: async (input, init) => {
          if (isKilled || !asks.test(String(input))) return fetch(input, init)
          isKilled = true
          await peer.stop('SIGKILL')
          return fetch(input, init)
        },
        timers: here.timers,
        random: () => 0.5,
        report: (error) => {
          throw error
        },
      },
    })
    expect(await here.sync(), text).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'offline' }, tryAgainAt: expect.any(String) } })
    expect(isKilled, text).toBe(true)
    peer = await startExpress(dataFolder, port)
    for (const station of [here, there]) expect(await station.sync(), text).toMatchObject(inStep)
  }
  await here.sync()
  for (const station of [here, there]) expect(await station.notesOf(id)).toEqual(notes.toSorted())
  expect(await textsOf(here, id)).toEqual(await textsOf(there, id))
  for (const station of [here, there]) await station.remove()
  await peer.stop()
  await rm(dataFolder, { recursive: true })
})
