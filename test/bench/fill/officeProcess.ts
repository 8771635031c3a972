import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { batchDocument, cutBatches, eventText } from '../../../electron/station/sync/batch.ts'
import { createDraws } from '../../../scripts/seed/draws.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { startOfficeServer } from '../../builders/preparedServer.ts'
import type { JsonObject } from '../../fakes/couch/document.ts'
import { asStored, sender } from './storedDocument.ts'

/**
 * The office's server in a process of its own, with the documents of a file that `officeSample.ts` wrote. argv: its path.
 * Says where it listens; told a moment, it gives each of a hundred cases another note of that moment.
 */
export interface Office {
  readonly url: string
  readonly documents: number
  readonly events: number
  readonly bytes: number
}
/** The last line of the file. */
export interface SampleHeader extends Omit<Office, 'url'> {
  /** Documents of the stations that wrote the cases, as JSON. */
  readonly stations: readonly string[]
  /** The newest event of each case that is changed. */
  readonly newest: readonly { readonly stream: string; readonly text: string }[]
}
const database = 'cases-jimei-2026'

const cases: JsonObject[] = []
let lastLine = ''
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? '') })) {
  if (lastLine !== '') cases.push(JSON.parse(lastLine))
  lastLine = line
}
const { documents, events, bytes, stations, newest: newestOfFile }: SampleHeader = JSON.parse(lastLine)
const newest = newestOfFile.map((each) => ({ ...each }))
const draws = createDraws(2)
const server = await startOfficeServer([2026], { isZipping: false })
// As an operator restores a server: with its documents as they are, judged when they were first sent.
const empty = server.backUp()
const documentsOf = (name: string): readonly JsonObject[] => (name === database ? cases : name === 'stations' ? stations.map((text): JsonObject => JSON.parse(text)) : [])
server.restore({ uuid: empty.uuid, databases: empty.databases.map((each) => ({ ...each, documents: [...documentsOf(each.name), ...each.documents] })) }, 'same')
cases.length = 0

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
// A server has built its views long before anyone asks, and its documents are bytes on its disk.
server.database(database).view('desk', 'streams')
server.database(database).makeReady()
process.on('disconnect', () => process.exit(0))
process.send?.({ url: server.url, documents, events, bytes } satisfies Office)
