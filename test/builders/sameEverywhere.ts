import { expect } from 'vitest'
import { readBatch } from '../../electron/station/sync/readBatch.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { must } from './counter.ts'
import { cases, type OfficeStation } from './officeServer.ts'

/** These cases stand at the server and at every station with the same events, each of them once. */
export async function expectSameEverywhere(server: FakeCouch, stations: readonly OfficeStation[], caseIds: readonly string[]): Promise<void> {
  const database = server.database(cases)
  const documents = database.ids().map((id) => readBatch(database.read(id, null)))
  for (const id of caseIds) {
    const stream = `case:${id}`
    const atServer = documents.flatMap((read) => (read.ok && read.value.kind === 'batch' && read.value.stream === stream ? read.value.events.map(({ text }) => text) : []))
    expect(atServer, 'at the server').not.toEqual([])
    for (const { station } of stations) {
      const here = must(await station.readStream(stream))
      expect(new Set(here).size, 'none is here twice').toBe(here.length)
      // Another cut may bring an event to the server a second time; nobody counts it twice.
      expect(here.toSorted(), 'here, and at the server').toEqual([...new Set(atServer)].toSorted())
    }
  }
}
