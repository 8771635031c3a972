import { join } from 'node:path'
import { readPack } from '../../../electron/station/packs.ts'
import { batchDocument, type BatchDocument, cutBatches, eventText } from '../../../electron/station/sync/batch.ts'
import { createDraws } from '../../../scripts/seed/draws.ts'
import { sampleCase, type SampleCase } from '../../../scripts/seed/sampleCase.ts'
import { sampleOffice, type StationStream } from '../../../scripts/seed/sampleOffice.ts'
import { samplePlans } from '../../../scripts/seed/samplePlans.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { compilePack } from '../../../shared/domain/compilePack.ts'
import { startOfficeServer } from '../../builders/preparedServer.ts'
import { type JsonObject, nextRev } from '../../fakes/couch/document.ts'

/**
 * The office's server in a process of its own, filled with the cases of `npm run seed`. argv: their number.
 * Says where it listens; told a moment, it gives each of a hundred cases another note of that moment.
 */
export interface Office {
  readonly url: string
  readonly documents: number
  readonly events: number
  readonly bytes: number
}
const database = 'cases-jimei-2026'
const sender = 'jimei-2'

const count = Number(process.argv[2])
const read = await readPack(join(process.cwd(), 'resources', 'packs', 'xiamen-2021'))
if (!read.ok) throw new Error(read.failure.problems.join('\n'))
const compiled = compilePack(read.value.pack, read.value.ref)
const draws = createDraws(1)
const { office, stationStreams } = sampleOffice(compiled, samplePlans(compiled), draws, { district: '集美区', year: 2026, stations: 4 })
const server = await startOfficeServer([2026], { isZipping: false })

/** The newest event of each case that may be changed. */
const newest: { stream: string; text: string }[] = []
const mostChanged = 100
let [documents, events, bytes] = [0, 0, 0]
// As an operator restores a server: with its documents as they are, judged when they were first sent.
const empty = server.backUp()
server.restore(
  {
    uuid: empty.uuid,
    databases: empty.databases.map((each) => ({ ...each, documents: each.name === database ? [...allCases(), ...each.documents] : each.name === 'stations' ? [...stationStreams.flatMap(documentsOf), ...each.documents] : each.documents })),
  },
  'same',
)

function allCases(): readonly JsonObject[] {
  return Array.from({ length: count }, (_, index) => sampleCase(office, draws, index)).flatMap((sample) => {
    const last = sample.sessions.at(-1)?.at(-1)
    if (last && newest.length < mostChanged) newest.push({ stream: sample.stream, text: last.text })
    const made = documentsOf(sample)
    documents += made.length
    events += sample.sessions.reduce((sum, session) => sum + session.length, 0)
    bytes += sample.sessions.flat().reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    return made
  })
}

function documentsOf({ stream, sessions, hint }: SampleCase | StationStream): readonly JsonObject[] {
  return sessions.flatMap((session, at) => cutBatches(stream, session).batches.map((batch) => asStored(batchDocument(batch, sender, at === sessions.length - 1 ? hint : 'open'))))
}

function asStored(document: BatchDocument): JsonObject {
  const { _id, ...body } = document
  return { _id, _rev: nextRev(null, body, false, new Map()), ...body }
}

function change(at: string): readonly JsonObject[] {
  return newest.flatMap((last) => {
    const { over: _over, ...event } = JSON.parse(last.text)
    const text = canonicalJson({ ...event, at, salt: draws.hex(32), parents: [eventText(last.text).name], kind: 'note.added', payload: { text: '补充材料已收到（样例）' } })
    last.text = text
    return cutBatches(last.stream, [eventText(text)]).batches.map((batch) => asStored(batchDocument(batch, sender, 'open')))
  })
}

process.on('message', (asked) => {
  if (typeof asked !== 'string') return
  for (const document of change(asked)) server.database(database).replicate(document, { name: sender, roles: ['_admin'] })
  process.send?.('changed')
})
// A server has built its views long before anyone asks.
server.database(database).view('desk', 'streams')
process.on('disconnect', () => process.exit(0))
process.send?.({ url: server.url, documents, events, bytes } satisfies Office)
