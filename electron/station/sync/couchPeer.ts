import * as z from 'zod'
import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { askForBytes, askForJson, type BytesAnswer, type Fetch, type JsonAnswer, type RequestContent, type RequestLimits, type Room, usualLimits } from './boundedRequest.ts'
import type { StoredPart } from './parts.ts'
import type { Asked, Peer, WriteRefusal } from './peer.ts'
import { readBatch } from './readBatch.ts'

export interface CouchPeerPorts {
  readonly fetch: Fetch
  /** Ends with a slash. */
  readonly url: string
  readonly account: string
  readonly password: string
  /** As in `usualLimits`, or less in a test. */
  readonly limits?: RequestLimits
  /** Ends every request. */
  readonly signal: AbortSignal
  /** Where pages are laid down. */
  readonly room?: Room
}

/** A wait for changes is kept alive by the server every so often, and given up when that stops. */
const heartbeatMs = 30_000
const pollSilenceMs = 75_000
/** Of a document with its attachments, as base64. */
const mostAttachedBytes = 16 << 20
/** It comes in one piece: ten minutes, as long as something comes. */
const timesForAnEdition = 10
const longestPollMs = 24 * 60 * 60_000
/** For a part of a file over a slow line: 512 KB in this time are 40 kbit/s. */
const partMs = 150_000

// CouchDB says it under its own name, and so do the others that speak its protocol.
const welcomeShape = z.looseObject({ uuid: z.string().min(8).max(80).regex(/^[\w-]+$/) }).refine((welcome) => Object.values(welcome).some((value) => typeof value === 'string' && /^Welcome!?$/.test(value)))
const sessionShape = z.object({ userCtx: z.object({ name: z.string().nullable(), roles: z.array(z.string()) }) })
const sequence = z.union([z.string().max(8192), z.number()]).transform(String)
const changesShape = z.object({
  results: z.array(z.object({ id: z.string(), deleted: z.boolean().optional(), changes: z.array(z.unknown()) })),
  last_seq: sequence,
  pending: z.int().min(0).optional().catch(undefined),
})
const leavesShape = z.array(z.object({ ok: z.unknown().optional() }))
const rowsShape = z.object({ rows: z.array(z.object({ key: z.unknown().optional(), id: z.string().optional(), doc: z.unknown().optional() })) })
const countedShape = z.object({ rows: z.array(z.object({ key: z.string(), value: z.number() })) })
const partShape = z.object({ _attachments: z.object({ part: z.object({ data: z.string() }) }) })
const writtenShape = z.array(z.object({ id: z.string(), rev: z.string().optional(), error: z.string().optional(), reason: z.unknown().optional() }))

/** Speaks the protocol of CouchDB over `fetch`. */
export function createCouchPeer({ fetch: fetchIt, url, account, password, limits = usualLimits, signal: ending, room }: CouchPeerPorts): Peer {
  const base = new URL(url)
  const headers = { authorization: `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`, accept: 'application/json', 'cache-control': 'no-cache' }

  type How = { readonly limits?: RequestLimits; readonly signal?: AbortSignal | undefined }
  type Request = readonly [path: string, body?: unknown, how?: How]
  function requestOf([path, body, how = {}]: Request): Parameters<typeof askForJson> {
    const content: RequestContent = body === undefined ? { headers } : { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return [fetchIt, new URL(path, base), content, how.limits ?? limits, how.signal ? AbortSignal.any([ending, how.signal]) : ending]
  }
  const send = (...request: Request): Promise<Result<JsonAnswer, ServerFailure>> => askForJson(...requestOf(request))
  async function fetchBytes(...request: Request): Asked<Uint8Array> {
    const answer: Result<BytesAnswer, ServerFailure> = await askForBytes(...requestOf(request), room)
    return answer.ok ? ok(answer.value.bytes) : answer
  }
  async function ask<T>(shape: z.ZodType<T>, ...request: Request): Promise<Result<T, ServerFailure>> {
    const answer = await send(...request)
    if (!answer.ok) return answer
    const read = shape.safeParse(answer.value.json)
    return read.success ? ok(read.data) : fail({ kind: 'unreadable', because: 'shape' })
  }

  /** A request that may be large: where the line was too slow for it, that is said. */
  async function heedPace<T>(asking: () => Asked<T>): Asked<T> {
    const begunAtMs = performance.now()
    const answer = await asking()
    const isLate = performance.now() - begunAtMs >= Math.min(limits.silenceMs, limits.totalMs)
    return !answer.ok && answer.failure.kind === 'offline' && isLate ? fail({ kind: 'offline', wasSlow: true }) : answer
  }

  async function rowsOf(...request: Request): Promise<Result<readonly { readonly key: unknown; readonly document: unknown }[], ServerFailure>> {
    const answer = await ask(rowsShape, ...request)
    return answer.ok ? ok(answer.value.rows.map(({ key, doc }) => ({ key, document: doc ?? null }))) : answer
  }

  async function documentsUnder(database: string, prefix: string, how: How): Asked<readonly unknown[]> {
    const range = `startkey=${encodeURIComponent(JSON.stringify(prefix))}&endkey=${encodeURIComponent(JSON.stringify(`${prefix}\ufff0`))}`
    const answer = await rowsOf(`${database}/_all_docs?include_docs=true&${range}`, undefined, how)
    return answer.ok ? ok(answer.value.map(({ document }) => document)) : answer
  }

  async function writeAll(database: string, documents: readonly { readonly _id: string }[], how: How = {}): Asked<ReadonlyMap<string, WriteRefusal | null>> {
    const answer = await send(`${database}/_bulk_docs`, { docs: documents }, how)
    // The request as a whole, as a storm would have it: each document is asked for by itself.
    if (!answer.ok) return answer.failure.kind === 'server-error' && answer.failure.status === 409 ? ok(refuseAll(documents, 'conflict')) : answer
    // 202: not enough nodes have it yet to be sure.
    if (answer.value.status === 202) return ok(refuseAll(documents, 'unsaid'))
    const written = writtenShape.safeParse(answer.value.json)
    if (!written.success) return fail({ kind: 'unreadable', because: 'shape' })
    const rows = new Map(written.data.map((row) => [row.id, row]))
    return ok(new Map(documents.map(({ _id }) => [_id, refusalOf(rows.get(_id))])))
  }

  return {
    account,
    identify: async () => {
      const answer = await send('')
      // The welcome is for everybody; a server that keeps it to its accounts says so.
      if (!answer.ok) return answer.failure.kind === 'gone' || answer.failure.kind === 'forbidden' ? fail({ kind: 'not-our-server', because: 'no-couchdb' }) : answer
      const welcome = welcomeShape.safeParse(answer.value.json)
      return welcome.success ? ok({ uuid: welcome.data.uuid, dateMs: answer.value.dateMs }) : fail({ kind: 'not-our-server', because: 'no-couchdb' })
    },
    roles: async () => {
      const answer = await ask(sessionShape, '_session')
      if (!answer.ok) return answer
      return answer.value.userCtx.name === account ? ok(answer.value.userCtx.roles) : fail({ kind: 'unauthorised' })
    },
    page: (database, since, limit) => heedPace(() => fetchBytes(`${database}/_changes?since=${encodeURIComponent(since)}&limit=${limit}&style=all_docs&include_docs=true`)),
    changedIds: async (database, since, limit) => {
      const answer = await ask(changesShape, `${database}/_changes?since=${encodeURIComponent(since)}&limit=${limit}&style=all_docs`)
      if (!answer.ok) return answer
      const rows = answer.value.results.map(({ id, deleted, changes: leaves }) => ({ id, leaves: leaves.length, isDeleted: deleted === true, document: null }))
      return ok({ rows, last: answer.value.last_seq, pending: answer.value.pending ?? null })
    },
    waitForChange: async (database, since, signal) => {
      const path = `${database}/_changes?feed=longpoll&heartbeat=${heartbeatMs}&limit=1&since=${encodeURIComponent(since)}`
      const answer = await ask(changesShape, path, undefined, { signal, limits: { ...limits, totalMs: longestPollMs, silenceMs: pollSilenceMs } })
      return answer.ok ? ok(answer.value.results.length > 0) : answer
    },
    leaves: async (database, id) => {
      const answer = await ask(leavesShape, `${database}/${encodeURIComponent(id)}?open_revs=all`)
      if (!answer.ok) return answer.failure.kind === 'gone' ? ok([]) : answer
      return ok(answer.value.flatMap(({ ok: document }) => (document === undefined ? [] : [document])))
    },
    documents: async (database, ids) => {
      const answer = await rowsOf(`${database}/_all_docs?include_docs=true`, { keys: ids })
      return answer.ok ? ok(new Map(answer.value.flatMap(({ key, document }): [string, unknown][] => (typeof key === 'string' && document !== null ? [[key, document]] : [])))) : answer
    },
    batchesOf: (database, streams) => heedPace(() => fetchBytes(`${database}/_design/desk/_view/streams?reduce=false&include_docs=true`, { keys: streams })),
    parts: async (database, stream, sha256, signal) => {
      const under = await documentsUnder(database, `${stream}:${sha256}:`, { signal })
      return under.ok ? ok(under.value.flatMap(storedPart)) : under
    },
    writePart: async (database, part) => {
      const written = await writeAll(database, [part], { limits: { ...limits, totalMs: partMs, silenceMs: partMs } })
      return written.ok ? ok(written.value.get(part._id) ?? null) : written
    },
    readPart: async (database, id, signal) => {
      const answer = await ask(partShape, `${database}/${encodeURIComponent(id)}?attachments=true`, undefined, { signal, limits: { ...limits, totalMs: partMs } })
      return answer.ok ? ok(new Uint8Array(Buffer.from(answer.value._attachments.part.data, 'base64'))) : answer
    },
    withAttachments: async (database, id, revision) => {
      const answer = await send(`${database}/${encodeURIComponent(id)}?attachments=true&rev=${encodeURIComponent(revision)}`, undefined, { limits: { ...limits, totalMs: limits.totalMs * timesForAnEdition, bytes: Math.min(limits.bytes, mostAttachedBytes) } })
      return answer.ok ? ok(answer.value.json) : answer
    },
    openStreams: async (database, among) => {
      const answer = await ask(countedShape, `${database}/_design/desk/_view/streams?group=true${among === undefined ? '' : `&limit=${among}`}`)
      return answer.ok ? ok(answer.value.rows.flatMap(({ key, value }) => (value === 0 ? [key] : []))) : answer
    },
    // Nothing is heard while it goes up the line.
    write: (database, documents) => heedPace(() => writeAll(database, documents, { limits: { ...limits, silenceMs: limits.totalMs } })),
  }
}

function storedPart(document: unknown): readonly StoredPart[] {
  const read = readBatch(document)
  if (!read.ok || read.value.kind !== 'part') return []
  const { stream, sha256, first, end, md5 } = read.value.part
  return [{ id: `${stream}:${sha256}:${first}-${end}`, first, end, digest: md5 }]
}

function refusalOf(row: z.infer<typeof writtenShape>[number] | undefined): WriteRefusal | null {
  if (row === undefined || (row.error === undefined && row.rev === undefined)) return { error: 'unsaid', reason: '' }
  if (row.error === undefined) return null
  const reason = `${row.error}: ${typeof row.reason === 'string' ? row.reason : ''}`.replaceAll(/\s+/g, ' ').slice(0, 200)
  return { error: row.error === 'conflict' || row.error === 'forbidden' ? row.error : 'other', reason }
}
const refuseAll = (documents: readonly { readonly _id: string }[], error: WriteRefusal['error']): ReadonlyMap<string, WriteRefusal> => new Map(documents.map(({ _id }) => [_id, { error, reason: error }]))
