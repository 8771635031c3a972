import { test } from 'vitest'
import { type Call, callAs } from '../contract/server/call.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { closeInTime } from './closeInTime.ts'
import { aStation, type OfficeStation, password, startOfficeServer } from './officeServer.ts'

interface Office {
  readonly server: FakeCouch
  readonly here: OfficeStation
  readonly there: OfficeStation
  /** The server asked by hand, under the account of `there` and under that of retention. */
  readonly colleague: Call
  readonly retention: Call
}

/** A test in an office: a server and two of its counters, as far as the test asks for them; all are gone afterwards. */
export const officeTest = test.extend<Office>({
  server: async ({}, lend) => {
    const server = await startOfficeServer()
    await lend(server)
    await closeInTime('the server', () => server.stop())
  },
  here: async ({ server }, lend) => {
    const here = await aStation(server, 'jimei-1')
    await lend(here)
    await closeInTime('the station here', () => here.remove())
  },
  there: async ({ server }, lend) => {
    const there = await aStation(server, 'jimei-2')
    await lend(there)
    await closeInTime('the station there', () => there.remove())
  },
  colleague: ({ server }, lend) => lend(callAs(server.url, { name: 'jimei-2', password })),
  retention: ({ server }, lend) => lend(callAs(server.url, { name: 'retention', password })),
})
