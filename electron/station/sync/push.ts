import type { ServerFailure, WaitingReason } from '../../../shared/contracts/sync.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import { batchDocument, type Cut, cutBatches, type EventText, type StreamHint } from './batch.ts'
import { databaseOf } from './databaseOf.ts'
import type { Peer, WriteRefusal } from './peer.ts'
import { findStanding } from './standing.ts'
import type { Receipts } from './receipts.ts'
import type { Step } from './steps.ts'
import type { Unsent, UnsentRecords } from './unsent.ts'

export interface PushPorts {
  readonly peer: Peer
  readonly unsent: Unsent
  readonly receipts: Receipts
  /** Every event of a stream that is here, for its opening. */
  readonly readStream: (stream: string) => Promise<Result<readonly EventText[], DiskFailure>>
  /** Of a stream that was erased, its erasures: nothing else of it is passed on. `null` for all others. */
  readonly erasuresOf: (stream: string) => ReadonlySet<EventName> | null
  /** Whether the stream is closed, as far as this station knows. */
  readonly hintOf: (stream: string) => Promise<StreamHint>
  /** A whole database refuses this account, though it is let in. */
  readonly isShutOut: (failure: ServerFailure) => Promise<Result<boolean, ServerFailure>>
  readonly onProgress: (doneBatches: number, totalBatches: number) => void
  readonly step: Step
}
/** Streams that were not sent, each with the reason; all others are confirmed. */
export type Refusals = ReadonlyMap<string, WaitingReason>

type Batch = Cut['batches'][number]
/** One stream on its way. */
interface Sending {
  readonly stream: string
  readonly records: UnsentRecords
  readonly hint: StreamHint
  /** Batches that are not confirmed. */
  readonly left: Set<string>
}
interface Piece {
  readonly of: Sending
  readonly batch: Batch
  /** How often this or what it was cut from has been sent. */
  readonly tries: number
}

const mostDocuments = 100
const mostBytes = 1 << 20
/** Each try is answered by reading what stands there: more of them would be a quarrel. */
const mostTries = 4

/**
 * Sends what a server has not confirmed of these streams, and writes down what it then has. One refused stream stops no
 * other; a failure of the server ends it, and what was confirmed until then stays confirmed.
 */
export async function pushStreams(ports: PushPorts, streams: readonly string[]): Promise<Result<Refusals, ServerFailure | DiskFailure>> {
  const { unsent, readStream, hintOf } = ports
  const refusals = new Map<string, WaitingReason>()
  const byDatabase = new Map<string, Piece[]>()
  const empty: Sending[] = []
  let total = 0
  for (const stream of streams) {
    const records = unsent.streams.get(stream)
    if (!records) continue
    const events = await unsent.read(stream, records)
    if (!events.ok) return events
    const database = databaseOf(stream, events.value) ?? (await findDatabase(readStream, stream)) ?? unsent.feedOf(stream)
    if (database === null) {
      refusals.set(stream, { kind: 'not-opened' })
      continue
    }
    const erasures = ports.erasuresOf(stream)
    const { batches, tooLarge } = cutBatches(stream, erasures ? events.value.filter(({ name }) => erasures.has(name)) : events.value)
    // No event that this program wrote or kept is as large.
    if (tooLarge.length > 0) refusals.set(stream, { kind: 'refused', reason: 'event too large' })
    const of: Sending = { stream, records, hint: await hintOf(stream), left: new Set([...batches.map(({ id }) => id), ...tooLarge]) }
    if (of.left.size === 0) empty.push(of)
    byDatabase.set(database, [...(byDatabase.get(database) ?? []), ...batches.map((batch) => ({ of, batch, tries: 0 }))])
    total += batches.length
  }
  // Nothing of them is to be sent, and so nothing waits.
  const noted = await confirm(ports, empty, new Map())
  if (!noted.ok) return noted
  let done = 0
  ports.onProgress(done, total)
  for (const [database, pieces] of byDatabase) {
    const pushed = await pushPieces({ ...ports, onProgress: (more) => ports.onProgress((done += more), Math.max(done, total)) }, database, pieces, refusals)
    if (!pushed.ok) return pushed
  }
  return ok(refusals)
}

async function findDatabase(readStream: PushPorts['readStream'], stream: string): Promise<string | null> {
  const whole = await readStream(stream)
  return whole.ok ? databaseOf(stream, whole.value) : null
}

async function pushPieces(ports: PushPorts, database: string, pieces: readonly Piece[], refusals: Map<string, WaitingReason>): Promise<Result<null, ServerFailure | DiskFailure>> {
  const { peer, step } = ports
  const queue = [...pieces]
  let room = mostDocuments
  const refuse = (of: Sending, because: WaitingReason): void => {
    if (!refusals.has(of.stream)) refusals.set(of.stream, because)
  }
  /** Where the database is the trouble, its streams wait and others go on; anything else ends the sending. */
  async function leave(failure: ServerFailure, bulk: readonly Piece[]): Promise<Result<null, ServerFailure>> {
    const shutOut = await ports.isShutOut(failure)
    if (!shutOut.ok) return shutOut
    if (!shutOut.value) return fail(failure)
    for (const { of } of [...bulk, ...queue]) refuse(of, failure.kind === 'gone' ? { kind: 'no-database', database } : { kind: 'no-access', database })
    return ok(null)
  }
  while (queue.length > 0) {
    const bulk = takeBulk(queue, room)
    await step('push: before a batch is sent')
    const written = await peer.write(database, bulk.map(({ of, batch }) => batchDocument(batch, peer.account, of.hint)))
    await step('push: after a batch was sent')
    if (!written.ok) {
      const { failure } = written
      if (failure.kind === 'offline' && failure.wasSlow === true && bulk.length > 1) {
        room = Math.ceil(bulk.length / 4)
        queue.unshift(...bulk)
        continue
      }
      if (failure.kind === 'too-large') {
        const [only, ...others] = bulk
        if (only && others.length === 0) {
          const halves = halve(only)
          if (halves.length === 0) refuse(only.of, { kind: 'refused', reason: 'too large' })
          queue.unshift(...halves)
        } else {
          room = Math.ceil(bulk.length / 2)
          queue.unshift(...bulk)
        }
        continue
      }
      return leave(failure, bulk)
    }
    const refused = bulk.flatMap((piece) => {
      const refusal = written.value.get(piece.batch.id)
      return refusal ? [{ piece, refusal }] : []
    })
    const settled = await settle(ports, database, refused)
    // Of several documents a server may refuse each by itself, and then all reading.
    if (!settled.ok) return leave(settled.failure, bulk)
    for (const { piece, refusal } of settled.value.refused) refuse(piece.of, refusal)
    queue.push(...settled.value.again)
    const confirmed = bulk.filter(({ batch }) => written.value.get(batch.id) === null || settled.value.confirmed.has(batch.id))
    const noted = await noteReceipt(ports, database, bulk, confirmed)
    if (!noted.ok) return noted
    ports.onProgress(confirmed.length, 0)
  }
  return ok(null)
}

function takeBulk(queue: Piece[], room: number): readonly Piece[] {
  const bulk: Piece[] = []
  let bytes = 0
  while (queue.length > 0 && bulk.length < room) {
    const [next] = queue
    if (!next) break
    bytes += next.batch.events.reduce((sum, { text }) => sum + text.length, 0)
    if (bulk.length > 0 && bytes > mostBytes) break
    bulk.push(next)
    queue.shift()
  }
  return bulk
}

/** Smaller batches of the same events; none for a batch of one. */
function halve({ of, batch, tries }: Piece): readonly Piece[] {
  const { events } = batch
  if (events.length < 2) return []
  const middle = Math.ceil(events.length / 2)
  return recut(of, batch, [events.slice(0, middle), events.slice(middle)], tries + 1)
}
function recut(of: Sending, before: Batch, parts: readonly (readonly EventText[])[], tries: number): readonly Piece[] {
  const batches = parts.flatMap((part) => cutBatches(of.stream, part).batches)
  of.left.delete(before.id)
  for (const { id } of batches) of.left.add(id)
  return batches.map((batch) => ({ of, batch, tries }))
}

interface Settled {
  readonly confirmed: ReadonlySet<string>
  readonly again: readonly Piece[]
  readonly refused: readonly { readonly piece: Piece; readonly refusal: WaitingReason }[]
}

/** Any refusal is answered by reading the document: what stands there is confirmed, the rest goes in another cut. */
async function settle({ peer }: PushPorts, database: string, refused: readonly { readonly piece: Piece; readonly refusal: WriteRefusal }[]): Promise<Result<Settled, ServerFailure>> {
  const confirmed = new Set<string>()
  const again: Piece[] = []
  const parked: Settled['refused'][number][] = []
  const standing = await findStanding(peer, database, refused.map(({ piece }) => piece.batch.id))
  if (!standing.ok) return standing
  for (const { piece, refusal } of refused) {
    const there = standing.value.get(piece.batch.id) ?? { kind: 'nothing' }
    const lacking = there.kind === 'events' ? piece.batch.events.filter(({ name }) => !there.names.has(name)) : there.kind === 'erased' ? [] : piece.batch.events
    if (lacking.length === 0) {
      confirmed.add(piece.batch.id)
      continue
    }
    const because: WaitingReason = { kind: 'refused', reason: refusal.reason }
    if (piece.tries + 1 >= mostTries) parked.push({ piece, refusal: because })
    else if (lacking.length < piece.batch.events.length) again.push(...recut(piece.of, piece.batch, [lacking], piece.tries + 1))
    // Nothing stands there, and it was not refused for what it says: an answer that was lost, or a storm.
    else if (there.kind === 'nothing' && refusal.error !== 'forbidden') again.push({ ...piece, tries: piece.tries + 1 })
    else {
      // The place is taken by something else, or by what was deleted: the same events under another id.
      const halves = there.kind === 'other' || there.kind === 'deleted' ? halve(piece) : []
      again.push(...halves)
      if (halves.length === 0) parked.push({ piece, refusal: because })
    }
  }
  return ok({ confirmed, again, refused: parked })
}

/** Streams of which nothing is left are confirmed up to the records that were read. */
async function noteReceipt(ports: PushPorts, database: string, bulk: readonly Piece[], confirmed: readonly Piece[]): Promise<Result<null, DiskFailure>> {
  if (confirmed.length === 0) return ok(null)
  for (const { of, batch } of confirmed) of.left.delete(batch.id)
  const whole = [...new Set(bulk.map(({ of }) => of))].filter(({ left }) => left.size === 0)
  await ports.step('push: before a receipt is written')
  const noted = await confirm(ports, whole, new Map([[database, confirmed.map(({ batch }) => batch.id)]]))
  await ports.step('push: after a receipt was written')
  return noted
}

async function confirm({ receipts, unsent }: PushPorts, whole: readonly Sending[], last: ReadonlyMap<string, readonly string[]>): Promise<Result<null, DiskFailure>> {
  if (whole.length === 0 && last.size === 0) return ok(null)
  const noted = await receipts.note(
    whole.map(({ stream, records }) => ({ stream, journal: records.journal.at(-1) ?? 0, kept: records.kept.at(-1) ?? 0 })),
    last,
  )
  if (noted.ok) for (const { stream } of whole) unsent.review(stream)
  return noted
}
