import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readBatch } from '../../electron/station/sync/readBatch.ts'
import { must } from '../builders/counter.ts'
import { aStation, cases, type OfficeStation, startOfficeServer } from '../builders/officeServer.ts'
import type { Backup, FakeCouch } from '../fakes/couch/fakeCouch.ts'
import type { Fault } from '../fakes/couch/faults.ts'

/** Three stations, one server, and whatever may happen between them, by chance and from a seed. */
const stationCount = 3
const deeds = ['open', 'open', 'note', 'note', 'note', 'write', 'sync', 'sync', 'sync', 'sync', 'restart', 'stick', 'back-up', 'restore', 'restore-unnoticed', 'crash'] as const
interface Step {
  readonly who: number
  readonly other: number
  readonly what: (typeof deeds)[number]
  /** Of the requests of this step, one in so many goes wrong; 0: none. */
  readonly trouble: number
  readonly pick: number
}
const aStep: fc.Arbitrary<Step> = fc.record({ who: fc.nat(stationCount - 1), other: fc.nat(stationCount - 1), what: fc.constantFrom(...deeds), trouble: fc.constantFrom(0, 0, 2, 3, 6), pick: fc.nat(996) })

const faults: readonly Fault[] = [
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'reset', when: 'half-way' },
  { kind: 'half-json' },
  { kind: 'html' },
  { kind: 'redirect', to: 'http://portal.example/' },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 413 },
  { kind: 'status', status: 429, retryAfterSeconds: 9 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'deep-json', depth: 5000 },
  { kind: 'changes', rows: 'twice' },
  { kind: 'changes', rows: 'shuffled' },
  { kind: 'changes', rows: { again: 7 } },
]

class Office {
  readonly server: FakeCouch
  readonly stations: OfficeStation[]
  readonly ids: string[] = []
  backup: Backup | null = null
  /** What was acknowledged anywhere: texts of notes by case. */
  readonly promised = new Map<string, string[]>()
  #count = 0

  constructor(server: FakeCouch, stations: OfficeStation[]) {
    this.server = server
    this.stations = stations
  }
  at(who: number): OfficeStation {
    const station = this.stations[who]
    if (!station) throw new Error('no such station')
    return station
  }
  async take({ who, other, what, trouble, pick }: Step): Promise<void> {
    this.#count += 1
    let asked = pick
    this.server.fault = () => ((asked += 1), trouble > 0 && asked % trouble === 0 ? (faults[(asked * 7 + this.#count) % faults.length] ?? null) : null)
    const station = this.at(who)
    const id = this.ids[pick % Math.max(1, this.ids.length)]
    const isHere = id !== undefined && (await station.notesOf(id)) !== null
    if (what === 'open') {
      const opened = await station.openCase(`第 ${this.#count} 件`)
      this.ids.push(opened)
      this.promised.set(opened, [])
    } else if (what === 'note' && isHere) {
      await station.note(id, `第 ${this.#count} 步`)
      this.promised.get(id)?.push(`第 ${this.#count} 步`)
    } else if (what === 'write' && isHere) {
      const { fields } = must(await station.station.handlers['case:state']({ caseId: id }))
      must(await station.station.handlers['case:do']({ caseId: id, command: { kind: 'write', fields: [{ path: 'project.address', value: `${this.#count} 号`, over: (fields['project.address']?.heads ?? []).map(({ event }) => event) }] } }))
    } else if (what === 'sync') await station.sync()
    else if (what === 'restart' || what === 'crash') {
      if (what === 'crash') await station.station.handlers['sync:pause']({ paused: true })
      this.stations[who] = await station.reopen()
    } else if (what === 'stick' && id !== undefined && who !== other && (await this.at(other).notesOf(id)) !== null) must(await station.station.importEvents(must(await this.at(other).station.exportCase(id)), { source: 'stick', checkpoint: null }))
    else if (what === 'back-up') this.backup = this.server.backUp()
    else if ((what === 'restore' || what === 'restore-unnoticed') && this.backup) {
      this.server.restore(this.backup, what === 'restore' ? 'new' : 'same')
      // A server does not come back without having been away.
      this.server.fault = () => ({ kind: 'reset', when: 'before' })
      for (const each of this.stations) await each.sync()
    }
  }
  /** All texts of a stream at the server. */
  textsAtServer(stream: string): readonly string[] {
    const database = this.server.database(stream.startsWith('case:') ? cases : 'stations')
    const read = database.ids().filter((id) => id.startsWith(`${stream}:`)).map((id) => readBatch(database.read(id, null)))
    return [...new Set(read.flatMap((batch) => (batch.ok && batch.value.kind === 'batch' ? batch.value.events.map(({ text }) => text) : [])))].sort()
  }
  async close(): Promise<void> {
    for (const station of this.stations) {
      await station.close()
      await station.place.remove()
    }
    await this.server.stop()
  }
}

test('however work, faults, restarts, sticks and restored servers fall: in the end all stations and the server hold the same events, each once, and everything that was promised', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 30, maxLength: 60 }), async (steps) => {
      const server = await startOfficeServer()
      const office = new Office(server, await Promise.all(Array.from({ length: stationCount }, (_, index) => aStation(server, `jimei-${index + 1}`))))
      try {
        for (const step of steps) await office.take(step)
        server.fault = () => null
        // Sent by the last is read by the first in the second round; a third changes nothing.
        for (let round = 0; round < 2; round += 1) for (const station of office.stations) await station.sync()
        const [documents, requests] = [server.database(cases).ids().length, server.requests.filter((request) => request.endsWith('_bulk_docs')).length]
        for (const station of office.stations) expect(await station.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0, held: 0, deleted: 0 } })
        expect([server.database(cases).ids().length, server.requests.filter((request) => request.endsWith('_bulk_docs')).length]).toEqual([documents, requests])
        for (const id of office.ids) {
          const atServer = office.textsAtServer(`case:${id}`)
          for (const station of office.stations) {
            expect(must(await station.station.readStream(`case:${id}`)).toSorted()).toEqual(atServer)
            expect(await station.notesOf(id)).toEqual(office.promised.get(id)?.toSorted())
          }
        }
        for (const { station } of office.stations) {
          const own = `station:${station.journal.station}`
          for (const other of office.stations) expect(must(await other.station.readStream(own)).toSorted()).toEqual(office.textsAtServer(own))
        }
      } finally {
        await office.close()
      }
    }),
    { numRuns: Number(process.env['SYNC_RUNS'] ?? 4), seed: Number(process.env['SYNC_SEED'] ?? 6), endOnFailure: true },
  )
})
