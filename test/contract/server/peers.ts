import { randomBytes } from 'node:crypto'
import { connect } from '../../../scripts/server/couch.ts'
import { prepareServer } from '../../../scripts/server/prepare.ts'
import { startPeer } from '../../../scripts/server/startPeer.ts'
import { casesDatabase, districtRole } from '../../../shared/domain/databases.ts'
import { startFakeCouch } from '../../fakes/couch/fakeCouch.ts'
import { type Call, callAs } from './call.ts'

interface StartedServer {
  readonly url: string
  readonly admin: { readonly name: string; readonly password: string }
  stop(): Promise<void>
}
/** A server that the contract must hold for. */
export interface ServerKind {
  readonly name: string
  start(): Promise<StartedServer>
}

const admin = { name: 'admin', password: 'for the tests only' }
const couchUrl = process.env['COUCHDB_URL']

/** `COUCHDB_URL=http://admin:password@host:5984/` adds a real CouchDB 3. */
export const serverKinds: readonly ServerKind[] = [
  {
    name: 'the fake',
    start: async () => {
      const fake = await startFakeCouch({ admin })
      return { url: fake.url, admin, stop: () => fake.stop() }
    },
  },
  {
    name: 'express-pouchdb',
    start: async () => {
      const peer = await startPeer({ port: 0, dataFolder: null, admin })
      return { url: peer.url, admin, stop: () => peer.stop() }
    },
  },
  ...(couchUrl === undefined ? [] : [{ name: 'CouchDB', start: () => Promise.resolve(givenServer(new URL(couchUrl))) }]),
]

function givenServer(url: URL): StartedServer {
  const account = { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  url.username = ''
  url.password = ''
  return { url: url.href, admin: account, stop: () => Promise.resolve() }
}

/** An office's server with its databases and accounts. */
export interface Office {
  readonly url: string
  readonly cases: string
  /** Two stations of this district, one of another, and the roles of the office. */
  readonly station: Call
  readonly colleague: Call
  readonly stranger: Call
  /** Has an account, and none of the roles. */
  readonly outsider: Call
  readonly retention: Call
  readonly publisher: Call
  readonly authority: Call
  readonly admin: Call
  readonly nobody: Call
  /** Names of the accounts, as `sender` has them. */
  readonly names: Readonly<Record<'station' | 'colleague' | 'stranger' | 'outsider' | 'retention' | 'publisher' | 'authority', string>>
  /** The station's account, for clients that sign in by themselves. */
  readonly stationAccount: { readonly name: string; readonly password: string }
  /** A stream of its own for every test. */
  newStream(): string
  close(): Promise<void>
}

export async function openOffice(kind: ServerKind): Promise<Office> {
  const server = await kind.start()
  // A given server may have been used before.
  const run = randomBytes(4).toString('hex')
  const district = `contract${run}`
  await prepareServer(connect(server.url, server.admin), { districts: [district], years: [2026] })
  const call = callAs(server.url, server.admin)
  const password = randomBytes(9).toString('base64url')
  const account = async (role: string, roles: readonly string[]): Promise<string> => {
    const name = `${role}-${run}`
    const made = await call('PUT', `_users/org.couchdb.user:${name}`, { _id: `org.couchdb.user:${name}`, type: 'user', name, password, roles })
    if (made.status !== 201) throw new Error(`account ${role}: ${made.status} ${JSON.stringify(made.body)}`)
    return name
  }
  const inDistrict = ['station', districtRole(district)]
  const names = {
    station: await account('station', inDistrict),
    colleague: await account('colleague', inDistrict),
    stranger: await account('stranger', ['station', districtRole('elsewhere')]),
    outsider: await account('outsider', []),
    retention: await account('retention', ['retention']),
    publisher: await account('publisher', ['publisher']),
    authority: await account('authority', ['authority']),
  }
  let streams = 0
  return {
    url: server.url,
    cases: casesDatabase(district, 2026),
    station: callAs(server.url, { name: names.station, password }),
    colleague: callAs(server.url, { name: names.colleague, password }),
    stranger: callAs(server.url, { name: names.stranger, password }),
    outsider: callAs(server.url, { name: names.outsider, password }),
    retention: callAs(server.url, { name: names.retention, password }),
    publisher: callAs(server.url, { name: names.publisher, password }),
    authority: callAs(server.url, { name: names.authority, password }),
    admin: call,
    nobody: callAs(server.url, null),
    names,
    stationAccount: { name: names.station, password },
    newStream: () => {
      streams += 1
      return `case:${run}-${String(streams).padStart(6, '0')}`
    },
    close: async () => {
      await call('DELETE', casesDatabase(district, 2026))
      await server.stop()
    },
  }
}
