import { expect } from 'vitest'
import { createCouchPeer } from '../../electron/station/sync/couchPeer.ts'
import { createReader } from '../../electron/station/sync/plainPage.ts'
import { pullDatabase, type PullPorts } from '../../electron/station/sync/pull.ts'
import { ok } from '../../shared/domain/result.ts'
import { aBatch } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { cases, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'

const documents = 200
const eventsEach = 30

test('of many large pages the next one is asked for while the last one is read: each once, and all arrives', async ({ server, colleague }) => {
  await colleague('POST', `${cases}/_bulk_docs`, { docs: Array.from({ length: documents }, (_, number) => aBatch(`case:large-${String(number).padStart(6, '0')}`, { sender: 'jimei-2', events: eventsEach })) })
  const told: string[] = []
  const asked: string[] = []
  server.fault = ({ path, query }) => {
    if (path === `/${cases}/_changes`) asked.push(query.get('since') ?? '')
    return null
  }
  const ending = new AbortController()
  let kept = 0
  const reader = createReader()
  const ports: PullPorts = {
    peer: createCouchPeer({ fetch, url: server.url, account: 'jimei-1', password, signal: ending.signal }),
    reader: {
      ...reader,
      read: (bytes) => {
        told.push('read')
        return reader.read(bytes)
      },
    },
    findEdition: () => Promise.resolve(null),
    currentEdition: () => Promise.reject(new Error('nobody asks for it')),
    importEvents: (_events, _from, { streams }) => {
      kept += streams.length
      return Promise.resolve(ok({ kept: streams.length * eventsEach, known: 0, aside: [], streams: [], begun: [], ownUnknown: 0 }))
    },
    checkpointOf: () => Promise.resolve(ok(null)),
    incarnation: () => 'A1B2C3',
    version: '0.1.0',
    countAside: () => Promise.resolve(ok(0)),
    onDeleted: () => Promise.resolve(ok(null)),
    onProgress: () => undefined,
    isStopped: () => false,
    step: (name) => void (name === 'pull: before a page is asked for' && told.push('asked')),
  }
  must(await pullDatabase(ports, cases, 'office'))
  expect(kept).toBe(documents)
  expect(asked.length).toBe(3)
  expect(new Set(asked).size).toBe(3)
  // Of three pages there is none behind the last.
  expect(told.filter((what) => what === 'asked' || what === 'read')).toEqual(['asked', 'asked', 'read', 'asked', 'read', 'read'])
})
