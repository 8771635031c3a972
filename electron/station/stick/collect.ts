import type { StickContent } from '../../../shared/contracts/stick.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { RowMaker } from '../caseRow.ts'
import type { EventStore } from '../eventStore.ts'
import type { DiskFailure } from '../files.ts'
import type { Journal } from '../journal/journal.ts'
import type { Kept } from '../kept.ts'
import type { Clock } from '../ports.ts'
import type { ScanCarrier } from '../scans/scanCarrier.ts'
import { caseOfStream } from '../recordEvents.ts'
import { batchDocument, cutBatches, eventText, type EventText } from '../sync/batch.ts'
import { openReceipts } from '../sync/receipts.ts'
import { createUnsent, type Unsent, type UnsentRecords } from '../sync/unsent.ts'
import type { StickEntry } from './container.ts'
import { findOpen } from './openCases.ts'
import { type Indexes, lastRecords, readIndexes } from './stickNotes.ts'
import { CollectionFailed } from './writeStick.ts'

export interface CollectPorts {
  readonly journal: Pick<Journal, 'append' | 'index' | 'read' | 'station'>
  readonly kept: Pick<Kept, 'log' | 'origins' | 'asideRecords' | 'asideOf'>
  readonly store: Pick<EventStore, 'readTexts' | 'confirmedErasures'>
  readonly rows: Pick<RowMaker, 'statusOf' | 'forget'>
  readonly scans: ScanCarrier
  readonly clock: Clock
  /** `uuid` of the server of the last contact; `null` before any. */
  readonly lastServer: () => Promise<string | null>
}

/** What goes into a file: known by its streams at once, read one by one when it is written. */
export interface Collection {
  /** The last records of each, as of the collection. */
  readonly streams: readonly { readonly stream: string; readonly journal: number; readonly kept: number }[]
  readonly counts: () => { readonly cases: number; readonly events: number; readonly scans: number }
  entries(): AsyncGenerator<StickEntry>
}

export async function collect(ports: CollectPorts, content: StickContent, isStopped: () => boolean, tell: (done: number, total: number) => void): Promise<Result<Collection, Failure>> {
  const indexes = await readIndexes(ports)
  if (!indexes.ok) return indexes
  if (content.kind === 'unconfirmed') {
    const unsent = await findUnsent(ports)
    if (!unsent.ok) return unsent
    const records = new Map(unsent.value.streams)
    return ok(collectionOf(ports, indexes.value, [...records.keys()], (stream) => readUnsent(unsent.value, stream, records.get(stream))))
  }
  const all = [...new Set([...indexes.value.journal.streams(), ...(indexes.value.kept?.streams() ?? [])])]
  const chosen = content.kind === 'chosen' ? content.cases.map((id) => `case:${id}`).filter((stream) => all.includes(stream)) : await findOpen(ports.rows, all.map((stream) => lastRecords(indexes.value, stream)), isStopped, tell)
  if (isStopped()) return fail({ kind: 'cancelled' })
  // Who wrote it, by name.
  const stations = chosen.length === 0 ? [] : all.filter((stream) => stream.startsWith('station:'))
  return ok(collectionOf(ports, indexes.value, [...stations, ...chosen], (stream) => readWhole(ports, stream)))
}

async function findUnsent(ports: CollectPorts): Promise<Result<Unsent, DiskFailure>> {
  const receipts = await openReceipts(ports, (await ports.lastServer()) ?? '')
  if (!receipts.ok) return receipts
  const unsent = createUnsent({ ...ports, receipts: receipts.value })
  const looked = await unsent.look()
  return looked.ok ? ok(unsent) : looked
}

type ReadStream = (stream: string) => Promise<Result<readonly EventText[], DiskFailure>>
const readUnsent = (unsent: Unsent, stream: string, records: UnsentRecords | undefined): ReturnType<ReadStream> => (records ? unsent.read(stream, records) : Promise.resolve(ok([])))
async function readWhole({ store, kept }: CollectPorts, stream: string): ReturnType<ReadStream> {
  const [texts, aside] = [await store.readTexts(stream), await kept.asideOf(stream)]
  if (!aside.ok) return aside
  return texts.ok ? ok([...texts.value, ...aside.value.texts].map(eventText)) : texts
}

function collectionOf({ journal, kept, store, scans }: CollectPorts, indexes: Indexes, streams: readonly string[], read: ReadStream): Collection {
  const counts = { cases: 0, events: 0, scans: 0 }
  return {
    streams: streams.map((stream) => lastRecords(indexes, stream)),
    counts: () => counts,
    entries: async function* () {
      for (const stream of streams) {
        const texts = await read(stream)
        if (!texts.ok) throw new CollectionFailed(texts.failure)
        const id = caseOfStream(stream)
        // Of an erased case nothing but its erasures leaves the station.
        const erasures = id === null ? null : store.confirmedErasures(id)
        const events = erasures && erasures.size > 0 ? texts.value.filter(({ name }) => erasures.has(name)) : texts.value
        if (id !== null && events.length > 0) counts.cases += 1
        for (const batch of cutBatches(stream, events).batches) {
          counts.events += batch.events.length
          yield { kind: 'batch', document: batchDocument(batch, `station ${journal.station}`, 'open') }
        }
        // A newer program's documents go as they came, beside what is understood of the case.
        const aside = events.length === 0 || (erasures && erasures.size > 0) ? ok({ documents: [] }) : await kept.asideOf(stream)
        if (!aside.ok) throw new CollectionFailed(aside.failure)
        for (const document of aside.value.documents) yield { kind: 'batch', document }
        const files = events.length === 0 ? ok([]) : await scans.digestsOf(stream)
        if (!files.ok) throw new CollectionFailed(files.failure)
        for (const { digest } of files.value) {
          const bytes = await scans.read(stream, digest)
          if (!bytes.ok) throw new CollectionFailed(bytes.failure)
          if (bytes.value === null) continue
          counts.scans += 1
          yield { kind: 'scan', stream, digest, bytes: Buffer.from(bytes.value).toString('base64') }
        }
      }
    },
  }
}
