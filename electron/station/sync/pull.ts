import * as z from 'zod'
import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import type { PackRef } from '../../../shared/domain/pack.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import { findJson } from '../journal/opening.ts'
import type { ImportReport, Origin, ReceivedEvent } from '../kept.ts'
import { type Arrivals, readArrivals } from './arrivals.ts'
import type { PageHead } from './pageBytes.ts'
import type { Asked, Peer } from './peer.ts'
import { type Edition, nothingPlain, type PageContent, type PageReader, type PlainPage } from './plainPage.ts'
import type { Step } from './steps.ts'

export interface PullPorts {
  readonly peer: Peer
  readonly reader: PageReader
  /** An edition that is kept here: rows of cases are made by it while they are read. */
  readonly findEdition: (ref: PackRef) => Promise<CompiledPack | null>
  /** The one that most cases go by. */
  readonly currentEdition: () => Edition
  readonly importEvents: (received: readonly ReceivedEvent[], from: Origin, plain: PlainPage) => Promise<Result<ImportReport, DiskFailure>>
  readonly checkpointOf: (source: string) => Promise<Result<string | null, DiskFailure>>
  /** A new one means that records may be lost here: every feed is read from its beginning. */
  readonly incarnation: () => string
  /** Of the program: another one may understand what was set aside. */
  readonly version: string
  readonly countAside: () => Promise<Result<number, DiskFailure>>
  /** Somebody deleted documents of these streams at the server. */
  readonly onDeleted: (streams: readonly string[]) => Promise<Result<null, DiskFailure>>
  readonly onProgress: (done: number, total: number | null) => void
  /** Asked between pages; `true` ends the reading where it is. */
  readonly isStopped: () => boolean
  readonly step: Step
}

/** How far a feed was read; stands with what was kept. Sequences are opaque. */
export interface Checkpoint {
  readonly seq: string
  readonly incarnation: string
  readonly version: string
  /** Some documents of the newest page: where one is gone, the server has been put back. */
  readonly last: readonly string[]
}
const checkpointShape = z.object({ seq: z.string(), incarnation: z.string(), version: z.string(), last: z.array(z.string()) })

export async function findCheckpoint({ checkpointOf }: Pick<PullPorts, 'checkpointOf'>, source: string): Promise<Result<Checkpoint | null, DiskFailure>> {
  const found = await checkpointOf(source)
  return found.ok ? ok(found.value === null ? null : (checkpointShape.safeParse(findJson(Buffer.from(found.value))).data ?? null)) : found
}

/** Documents: small at first, so that something is there at once; the largest are some megabytes, kept in one flush. */
const pageSizes = { first: 50, largest: 400 } as const
const rememberedDocuments = 4
/** Pages in which every document has been seen in this very reading: a server that goes round in circles. */
const mostRepeatedPages = 3

/**
 * Reads a feed to its end, each page kept together with the place it leads to: while one is kept the next is read, and
 * the one behind it fetched. Gives where it ended. `begun`: the first page of a feed that was never read, on its way;
 * without it pages begin small, because somebody waits for the first of many.
 */
export async function pullDatabase(ports: PullPorts, database: string, source: string, begun: Asked<Uint8Array> | null = null): Promise<Result<{ readonly seq: string; readonly arrived: number }, ServerFailure | DiskFailure>> {
  const { importEvents, step } = ports
  const found = await findCheckpoint(ports, source)
  if (!found.ok) return found
  const aside = await ports.countAside()
  if (!aside.ok) return aside
  const isTriedAgain = aside.value > 0 && found.value?.version !== ports.version
  const before = found.value?.incarnation === ports.incarnation() && !isTriedAgain ? found.value : null
  let since = before?.seq ?? '0'
  let last = before?.last ?? []
  let [done, arrived] = [0, 0]

  async function keep({ head, arrivals: reading }: PageOnItsWay): Promise<Result<null, ServerFailure | DiskFailure>> {
    const arrivals = await reading
    if (!arrivals.ok) return arrivals
    const ids = head.rows.flatMap(({ id, isDeleted }) => (isDeleted || id.startsWith('_') ? [] : [id]))
    last = [...last, ...ids].slice(-rememberedDocuments)
    if (head.rows.length > 0) {
      // First: a place kept in the feed would hide a deletion that is not on record yet.
      const deleted = arrivals.value.deletedStreams.length > 0 ? await ports.onDeleted(arrivals.value.deletedStreams) : ok(null)
      if (!deleted.ok) return deleted
      await step('pull: before a page is kept')
      const checkpoint: Checkpoint = { seq: head.last, incarnation: ports.incarnation(), version: ports.version, last }
      const spoilt = new Set(arrivals.value.events.flatMap((event) => ('problem' in event ? [event.name] : [])))
      const kept = await importEvents(arrivals.value.events, { source, checkpoint: canonicalJson(checkpoint), documents: ids.filter((id) => !spoilt.has(id)) }, arrivals.value.plain)
      if (!kept.ok) return kept
      await step('pull: after a page was kept')
      arrived += kept.value.kept
    }
    done += head.rows.length
    ports.onProgress(done, head.pending === null ? null : done + head.pending)
    since = head.last
    return ok(null)
  }

  let size: number = before === null && begun === null ? pageSizes.first : pageSizes.largest
  /** More at once does not get through a slow line. */
  let most: number = pageSizes.largest
  let fetchedFrom = since
  const fetch = createFetchAhead(ports, database, begun)
  let page = readPage(ports, database, since, size, most, fetch)
  let waiting: PageOnItsWay | null = null
  const seen = new Set<string>()
  let repeated = 0
  for (;;) {
    const read = await page
    if (!read.ok) {
      // What came before it is kept all the same.
      const kept = waiting ? await keep(waiting) : ok(null)
      waiting = null
      if (!kept.ok) return kept
      // A sequence that this server does not take any more.
      if (read.failure.kind !== 'server-error' || read.failure.status !== 400 || fetchedFrom === '0') return read
      fetchedFrom = '0'
      page = readPage(ports, database, fetchedFrom, size, most, fetch)
      continue
    }
    const { head, content, isEnd } = read.value
    most = read.value.most
    const isRepeated = head.rows.length > 0 && head.rows.every(({ id }) => seen.has(id))
    repeated = isRepeated ? repeated + 1 : 0
    const isOver = isEnd || repeated >= mostRepeatedPages || (head.last === fetchedFrom && isRepeated)
    for (const { id } of head.rows) seen.add(id)
    fetchedFrom = head.last
    size = Math.min(size * 2, most)
    if (!isOver) page = readPage(ports, database, fetchedFrom, size, most, fetch)
    const next: PageOnItsWay = { head, arrivals: arrive(ports, database, content) }
    const kept = waiting ? await keep(waiting) : ok(null)
    waiting = next
    if (!kept.ok) return abandon([page, next.arrivals], kept)
    if (ports.isStopped()) return abandon([page, next.arrivals], ok({ seq: since, arrived }))
    if (!isOver) continue
    const ended = await keep(waiting)
    return ended.ok ? ok({ seq: since, arrived }) : ended
  }
}

interface PageOnItsWay {
  readonly head: PageHead
  readonly arrivals: Promise<Result<Arrivals, ServerFailure>>
}

async function arrive({ peer, reader, findEdition }: Pick<PullPorts, 'peer' | 'reader' | 'findEdition'>, database: string, reading: Promise<PageContent>, wanted?: 'what-reads'): Promise<Result<Arrivals, ServerFailure>> {
  const content = await reading
  for (const ref of content.lacking) {
    const edition = await findEdition(ref)
    if (edition) reader.learn(edition)
  }
  return readArrivals(peer, database, content, wanted)
}

async function fetchPage({ peer, step }: Pick<PullPorts, 'peer' | 'step'>, database: string, since: string, limit: number): Asked<Uint8Array> {
  await step('pull: before a page is asked for')
  return peer.page(database, since, limit)
}

function beginFeed(ports: Pick<PullPorts, 'peer' | 'step'>, database: string): Asked<Uint8Array> {
  const bytes = fetchPage(ports, database, '0', pageSizes.largest)
  // Nobody asks for it where what comes before it fails.
  bytes.catch(() => undefined)
  return bytes
}

/** `most`: as much at once as the line has carried. */
type FetchPage = (since: string, limit: number, most: number) => Asked<Uint8Array>

interface PageAhead {
  readonly since: string
  readonly limit: number
  readonly bytes: Asked<Uint8Array>
}

/**
 * Asks for the pages behind a large one as soon as its bytes are there: where it ends stands at its end. What it takes
 * for that is a guess, and what was fetched for a wrong one is left. Over a slow line one page has it for itself.
 */
function createFetchAhead(ports: Pick<PullPorts, 'peer' | 'step'>, database: string, begun: Asked<Uint8Array> | null): FetchPage {
  const ahead: PageAhead[] = []
  /** The one behind which the next is looked for. */
  let last: PageAhead | null = null
  /** Where it ends, once that is seen. */
  let end: string | null = null

  function expect(since: string, limit: number, coming: Asked<Uint8Array>): PageAhead {
    const page: PageAhead = {
      since,
      limit,
      bytes: coming.then((bytes) => {
        if (last !== page) return bytes
        end = bytes.ok && bytes.value.length >= worthLookingAhead ? guessEnd(bytes.value) : null
        goOn()
        return bytes
      }),
    }
    last = page
    end = null
    return page
  }
  function goOn(): void {
    if (last === null || end === null || ahead.length >= mostAhead) return
    const limit = Math.min(last.limit * 2, pageSizes.largest)
    const page = expect(end, limit, fetchPage(ports, database, end, limit))
    page.bytes.catch(() => undefined)
    ahead.push(page)
  }

  if (begun) ahead.push(expect('0', pageSizes.largest, begun))
  return (since, limit, most) => {
    if (most < pageSizes.largest) return fetchPage(ports, database, since, limit)
    const next = ahead.shift()
    if (next?.since === since && next.limit === limit) {
      goOn()
      return next.bytes
    }
    ahead.length = 0
    return expect(since, limit, fetchPage(ports, database, since, limit)).bytes
  }
}
/** Pages that wait to be read: a few megabytes each. */
const mostAhead = 2
const worthLookingAhead = 256 << 10
const endShape = z.object({ last_seq: z.union([z.string(), z.number()]).transform(String), pending: z.int().min(1) })

/** `null`: nothing comes behind it, or that is not to be seen. */
function guessEnd(bytes: Uint8Array): string | null {
  const end = Buffer.from(bytes.subarray(-16_384)).toString('latin1')
  const at = end.lastIndexOf('"last_seq"')
  return at < 0 ? null : (endShape.safeParse(findJson(Buffer.from(`{${end.slice(at)}`))).data?.last_seq ?? null)
}

interface Page {
  readonly head: PageHead
  readonly content: Promise<PageContent>
  readonly isEnd: boolean
  /** As many rows as the line carries at once, by what is known now. */
  readonly most: number
}

/**
 * As many rows as the server can send, and the line can carry, at once; a document that is too long by itself is told by its id alone.
 * `fetch`: asks for the bytes of a page, unless they are on their way.
 */
export async function readPage({ peer, reader, step }: Pick<PullPorts, 'peer' | 'reader' | 'step'>, database: string, since: string, size: number, mostBefore = size, fetch: FetchPage = (from, limit) => fetchPage({ peer, step }, database, from, limit)): Asked<Page> {
  let most = mostBefore
  for (let limit = size; ; ) {
    const bytes = await fetch(since, limit, most)
    const read = bytes.ok ? await reader.read(bytes.value) : bytes
    if (read.ok) return ok({ ...read.value, isEnd: read.value.head.rows.length < limit, most })
    const isTooLong = read.failure.kind === 'too-large' || (read.failure.kind === 'unreadable' && (read.failure.because === 'too-long' || read.failure.because === 'too-deep'))
    if (isSlow(read.failure) && limit > 1) {
      limit = Math.ceil(limit / 4)
      most = limit
      continue
    }
    if (!isTooLong) return read
    if (limit > 1) {
      limit = Math.ceil(limit / 10)
      continue
    }
    const ids = await peer.changedIds(database, since, 1)
    if (!ids.ok) return ids
    const { rows, ...place } = ids.value
    const others = rows.filter(({ id }) => !id.startsWith('_')).map((row) => ({ ...row, leaves: 1, document: { _id: row.id, problem: 'too-large' } }))
    return ok({ head: { rows, ...place }, content: Promise.resolve({ ...nothingPlain, documents: rows.length, others, lacking: [] }), isEnd: rows.length < 1, most })
  }
}

const isSlow = (failure: ServerFailure): boolean => failure.kind === 'offline' && failure.wasSlow === true

/** What was fetched ahead is not wanted any more. */
function abandon<T>(ahead: readonly Promise<unknown>[], outcome: T): T {
  for (const one of ahead) one.catch(() => undefined)
  return outcome
}

/** The first open streams of a feed that was never read, and their documents. */
interface FirstStreams {
  readonly streams: readonly string[]
  readonly documents: Asked<Uint8Array>
}

/** Asked for as soon as a server is known: they are kept in their turn, and what comes before that waits for none of it. */
export async function askForFirstStreams({ peer }: Pick<PullPorts, 'peer'>, database: string, own: ReadonlySet<string>): Asked<FirstStreams | null> {
  // Own ones come first, and may stand anywhere.
  if ([...own].some((stream) => stream.startsWith('case:'))) return ok(null)
  const open = await peer.openStreams(database, lookedAtFirst)
  if (!open.ok) return open
  const streams = open.value.slice(0, fewStreams)
  if (streams.length === 0) return ok(null)
  return ok({ streams, documents: peer.batchesOf(database, streams) })
}

/**
 * Before a first reading: what is open, so that the work in hand is there at once. The feed brings it all again. A view
 * that is slow or missing is no reason to wait. Gives the first page of the
 * feed, asked for while they were kept; `null` where nothing is there yet.
 */
export async function pullOpenStreams(ports: PullPorts, database: string, source: string, own: ReadonlySet<string>, asked = askForFirstStreams(ports, database, own)): Promise<Result<Asked<Uint8Array> | null, ServerFailure | DiskFailure>> {
  const { peer, importEvents } = ports
  let feed: Asked<Uint8Array> | null = null
  const begun = await asked
  if (!begun.ok) return ok(feed)
  async function read(documents: Asked<Uint8Array>): Promise<Result<Arrivals | null, ServerFailure>> {
    const bytes = await documents
    const page = bytes.ok ? await ports.reader.read(bytes.value) : bytes
    // Only what reads: the feed looks closer at the rest, and brings what was too much at once for the line.
    return page.ok ? arrive(ports, database, page.value.content, 'what-reads') : page.failure.kind === 'unreadable' || isSlow(page.failure) ? ok(null) : page
  }
  async function keep({ events, plain }: Arrivals, done: number, total: number | null): Promise<Result<null, DiskFailure>> {
    const kept = await importEvents(events.filter((event) => !('bytes' in event) && event.byRetention === undefined), { source, checkpoint: null }, plain)
    if (!kept.ok) return kept
    feed ??= beginFeed(ports, database)
    ports.onProgress(done, total)
    return ok(null)
  }
  const first = begun.value?.streams ?? []
  const some = begun.value ? await read(begun.value.documents) : ok(null)
  if (!some.ok) return some
  if (begun.value && !some.value) return ok(feed)
  const listing = peer.openStreams(database)
  const keptFirst = some.value ? await keep(some.value, first.length, null) : ok(null)
  if (!keptFirst.ok) return abandon([listing], keptFirst)
  if (ports.isStopped()) return abandon([listing], ok(feed))
  const open = await listing
  if (!open.ok) return ok(feed)
  const others = open.value.filter((stream) => !first.includes(stream))
  // Own ones first.
  const streams = [...first, ...others.toSorted((one, other) => Number(own.has(other)) - Number(own.has(one)))].slice(0, mostOpenStreams)
  /** The next ones are read while these are kept. */
  const readFrom = (from: number): ReturnType<typeof read> => (from < streams.length ? read(peer.batchesOf(database, streams.slice(from, upToOf(from)))) : Promise.resolve(ok(null)))
  const upToOf = (from: number): number => (from === 0 ? fewStreams : from + streamsTogether)
  let reading = readFrom(first.length)
  for (let from = first.length; from < streams.length; from = upToOf(from)) {
    const arrivals = await reading
    if (!arrivals.ok) return arrivals
    if (!arrivals.value) return ok(feed)
    reading = readFrom(upToOf(from))
    const kept = await keep(arrivals.value, Math.min(upToOf(from), streams.length), streams.length)
    if (!kept.ok) return abandon([reading], kept)
    if (ports.isStopped()) return abandon([reading], ok(feed))
  }
  return ok(feed)
}
/** The feed brings them again: of more than these it is quicker. */
const mostOpenStreams = 200
/** The first of them come alone, so that something is there at once. */
const fewStreams = 10
/** Of a district's streams some twentieth is open. */
const lookedAtFirst = 400
const streamsTogether = 60
