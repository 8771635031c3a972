import { batchDocument, type BatchDocument, cutBatches } from '../../electron/station/sync/batch.ts'
import type { Couch } from '../server/couch.ts'
import type { SampleCase } from './sampleCase.ts'
import type { StationStream } from './sampleOffice.ts'

/** What went over the wire. */
export interface Filled {
  readonly documents: number
  readonly events: number
  readonly bytes: number
  /** Documents that the server had already. */
  readonly alreadyThere: number
}

/** Documents and bytes of one request. */
const largestRequest = { documents: 500, bytes: 4 * 1024 * 1024 } as const

/** Sends streams as their stations would, in requests of many batches. Throws when one is refused that is not there. */
export async function fillServer(couch: Couch, database: string, streams: Iterable<SampleCase | StationStream>, sender: string, told: (filled: Filled) => void = () => undefined): Promise<Filled> {
  let filled: Filled = { documents: 0, events: 0, bytes: 0, alreadyThere: 0 }
  let waiting: BatchDocument[] = []
  let waitingBytes = 0
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return
    const { body } = await couch.ask('POST', `${database}/_bulk_docs`, { docs: waiting })
    const refused = refusedIds(body)
    const missing = refused.length === 0 ? [] : await findMissing(couch, database, refused)
    if (missing.length > 0) throw new Error(`${database} refused ${missing.length} of ${waiting.length} documents, the first is ${missing[0]}: ${JSON.stringify(body).slice(0, 300)}`)
    filled = {
      documents: filled.documents + waiting.length,
      events: filled.events + waiting.reduce((sum, { events }) => sum + events.length, 0),
      bytes: filled.bytes + waitingBytes,
      alreadyThere: filled.alreadyThere + refused.length,
    }
    waiting = []
    waitingBytes = 0
    told(filled)
  }
  for (const { stream, sessions, hint } of streams) {
    for (const [index, session] of sessions.entries()) {
      for (const batch of cutBatches(stream, session).batches) {
        // Only the last of a case knows that it is closed.
        const document = batchDocument(batch, sender, index === sessions.length - 1 ? hint : 'open')
        waiting.push(document)
        waitingBytes += batch.events.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
        if (waiting.length >= largestRequest.documents || waitingBytes >= largestRequest.bytes) await flush()
      }
    }
  }
  await flush()
  return filled
}

function refusedIds(body: unknown): readonly string[] {
  if (!Array.isArray(body)) throw new Error('the server did not answer with a row for each document')
  return body.flatMap((row: unknown) => (typeof row === 'object' && row !== null && 'error' in row && 'id' in row ? [String(row.id)] : []))
}

async function findMissing(couch: Couch, database: string, ids: readonly string[]): Promise<readonly string[]> {
  const { body } = await couch.ask('POST', `${database}/_all_docs`, { keys: ids })
  const rows: unknown = typeof body === 'object' && body !== null && 'rows' in body ? body.rows : []
  return Array.isArray(rows) ? rows.flatMap((row: unknown) => (typeof row === 'object' && row !== null && 'error' in row && 'key' in row ? [String(row.key)] : [])) : ids
}
