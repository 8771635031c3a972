import { checkMember } from './accounts.ts'
import type { Database } from './database.ts'
import { isObject, type Json, type JsonObject, Refusal, textOf } from './document.ts'
import { disturbRows, type Fault } from './faults.ts'
import type { UserContext } from './functions.ts'

/** One request to a database, parsed. */
export interface Asked {
  readonly method: string
  /** Path below the database, unescaped. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly body: Json
  readonly user: UserContext
  readonly fault: Fault | null
}
export interface Answer {
  readonly status: number
  readonly body: Json | Buffer
  readonly headers?: Readonly<Record<string, string>>
}
const answer = (body: Json, status = 200): Answer => ({ status, body })

export interface Limits {
  readonly largestDocumentBytes: number
}

/** Everything but the feed of changes. */
export function answerAsked(database: Database, asked: Asked, limits: Limits): Answer {
  const { method, path, query, body, user } = asked
  const [first = '', second = ''] = path
  const isAdmin = user.roles.includes('_admin')
  if (first === '_security') {
    if (method === 'GET') return answer(database.security)
    if (!isAdmin) throw new Refusal(401, 'unauthorized', 'You are not a db or server admin.')
    database.security = objectOf(body)
    return answer({ ok: true })
  }
  checkMember(user, database.security)
  switch (first) {
    case '':
      if (method === 'GET') return answer({ db_name: database.name, doc_count: database.ids().length, update_seq: database.token(database.seq) })
      return write(database, objectOf(body), user, limits)
    case '_bulk_docs':
      return bulkDocs(database, objectOf(body), user, limits)
    case '_bulk_get':
      return bulkGet(database, objectOf(body), query)
    case '_all_docs':
      return allDocs(database, isObject(body) ? body : {}, query)
    case '_revs_diff':
      return revsDiff(database, objectOf(body))
    case '_ensure_full_commit':
      return answer({ ok: true }, 201)
    case '_local':
      return local(database, `_local/${second}`, method, body, query)
    case '_design':
      if (path[2] === '_view') return view(database, second, path[3] ?? '', isObject(body) ? body : {}, query)
      return single(database, `_design/${second}`, path.slice(2), asked, limits)
    default:
      return single(database, first, path.slice(1), asked, limits)
  }
}

function write(database: Database, document: JsonObject, user: UserContext, { largestDocumentBytes }: Limits): Answer {
  const { _attachments: _bytes, ...own } = document
  if (Buffer.byteLength(JSON.stringify(own)) > largestDocumentBytes) throw new Refusal(413, 'document_too_large', textOf(document['_id']) ?? '')
  const { rev } = database.edit(document, user)
  return answer({ ok: true, id: document['_id'] ?? '', rev }, 201)
}

function bulkDocs(database: Database, body: JsonObject, user: UserContext, limits: Limits): Answer {
  const documents = Array.isArray(body['docs']) ? body['docs'].map(objectOf) : null
  if (!documents) throw new Refusal(400, 'bad_request', "Missing JSON list of 'docs'")
  const isReplicated = body['new_edits'] === false
  const rows = documents.flatMap((document): Json[] => {
    try {
      if (!isReplicated) return [objectOf(bodyOf(write(database, document, user, limits)))]
      database.replicate(document, user)
      return []
    } catch (refusal) {
      // A document that is too large refuses the whole request.
      if (!(refusal instanceof Refusal) || refusal.status === 413 || refusal.status === 400) throw refusal
      return [{ id: document['_id'] ?? '', ...refusal.body }]
    }
  })
  return answer(rows, 201)
}

function bulkGet(database: Database, body: JsonObject, query: URLSearchParams): Answer {
  const wanted = Array.isArray(body['docs']) ? body['docs'].map(objectOf) : []
  const results = wanted.map((one): JsonObject => {
    const id = textOf(one['id']) ?? ''
    const rev = textOf(one['rev'])
    try {
      const revs = rev === null ? (database.documents.get(id)?.leaves().map((leaf) => leaf.rev) ?? []) : [rev]
      if (revs.length === 0) throw new Refusal(404, 'not_found', 'missing')
      return { id, docs: revs.map((each) => ({ ok: database.read(id, each, { withRevisions: query.get('revs') === 'true', withAttachments: query.get('attachments') === 'true' }) })) }
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      return { id, docs: [{ error: { id, rev: rev ?? 'undefined', ...refusal.body } }] }
    }
  })
  return answer({ results })
}

function allDocs(database: Database, body: JsonObject, query: URLSearchParams): Answer {
  const withDocuments = query.get('include_docs') === 'true' || body['include_docs'] === true
  const row = (id: string): JsonObject => {
    const winner = database.documents.get(id)?.winner()
    if (!winner) return { key: id, error: 'not_found' }
    const isDeleted = winner.stored?.isDeleted === true
    return { id, key: id, value: { rev: winner.rev, ...(isDeleted ? { deleted: true } : {}) }, ...(withDocuments ? { doc: isDeleted ? null : database.read(id, null) } : {}) }
  }
  const keys = body['keys'] ?? jsonOf(query.get('keys'))
  if (Array.isArray(keys)) return answer({ total_rows: database.ids().length, offset: 0, rows: keys.map((key) => row(String(key))) })
  const [from, to] = [jsonOf(query.get('startkey')), jsonOf(query.get('endkey'))]
  const skip = Number(query.get('skip') ?? 0)
  const ids = database.ids().filter((id) => (typeof from !== 'string' || id >= from) && (typeof to !== 'string' || id <= to))
  return answer({ total_rows: database.ids().length, offset: 0, rows: ids.slice(skip, skip + limitOf(query)).map(row) })
}

function revsDiff(database: Database, body: JsonObject): Answer {
  const lacking = Object.entries(body).flatMap(([id, revs]): [string, Json][] => {
    const tree = database.documents.get(id)
    const missing = Array.isArray(revs) ? revs.map(String).filter((rev) => !tree?.has(rev)) : []
    return missing.length === 0 ? [] : [[id, { missing }]]
  })
  return answer(Object.fromEntries(lacking))
}

function local(database: Database, id: string, method: string, body: Json, query: URLSearchParams): Answer {
  const there = database.locals.get(id)
  if (method === 'GET') {
    if (!there) throw new Refusal(404, 'not_found', 'missing')
    return answer({ ...there.body, _id: id, _rev: `0-${there.n}` })
  }
  const given = (isObject(body) ? textOf(body['_rev']) : null) ?? query.get('rev')
  if ((there ? `0-${there.n}` : null) !== given) throw new Refusal(409, 'conflict', 'Document update conflict.')
  if (method === 'DELETE') {
    database.locals.delete(id)
    return answer({ ok: true, id, rev: '0-0' })
  }
  const { _id: _ownId, _rev: _ownRev, ...kept } = objectOf(body)
  const n = (there?.n ?? 0) + 1
  database.locals.set(id, { n, body: kept })
  return answer({ ok: true, id, rev: `0-${n}` }, 201)
}

function view(database: Database, design: string, name: string, body: JsonObject, query: URLSearchParams): Answer {
  const { rows, byKey, reduce } = database.view(design, name)
  const { keys } = body
  if (Array.isArray(keys) && query.get('reduce') === 'false') {
    const found = keys.flatMap((key) => byKey.get(JSON.stringify(key)) ?? [])
    return answer({ total_rows: rows.length, offset: 0, rows: found.map((row) => ({ ...row, ...(query.get('include_docs') === 'true' ? { doc: database.read(row.id, null) } : {}) })) })
  }
  const [from, to] = [jsonOf(query.get('startkey')), jsonOf(query.get('endkey'))]
  const isChosen = (key: Json): boolean => typeof key !== 'string' || ((typeof from !== 'string' || key >= from) && (typeof to !== 'string' || key <= to))
  const limit = limitOf(query)
  const isReduced = reduce === '_sum' && query.get('reduce') !== 'false'
  const chosen = isReduced && query.get('group') === 'true' ? [] : rows.filter(({ key }) => isChosen(key))
  if (!isReduced) return answer({ total_rows: rows.length, offset: 0, rows: chosen.slice(0, limit) })
  const sumOf = (some: readonly { readonly value: Json }[]): number => some.reduce((sum, { value }) => sum + Number(value), 0)
  if (query.get('group') !== 'true') return answer({ rows: chosen.length === 0 ? [] : [{ key: null, value: sumOf(chosen) }].slice(0, limit) })
  const groups: Json[] = []
  for (const some of byKey.values()) {
    if (groups.length >= limit) break
    const [{ key } = { key: null }] = some
    if (isChosen(key)) groups.push({ key, value: sumOf(some) })
  }
  return answer({ rows: groups })
}

function single(database: Database, id: string, [name]: readonly string[], { method, query, body, user }: Asked, limits: Limits): Answer {
  if (name !== undefined) return attachment(database, id, name, method, query)
  if (method === 'PUT') return write(database, { ...objectOf(body), _id: id, ...(query.has('rev') ? { _rev: query.get('rev') } : {}) }, user, limits)
  if (method === 'DELETE') return write(database, { _id: id, _rev: query.get('rev'), _deleted: true }, user, limits)
  const options = { withRevisions: query.get('revs') === 'true', withAttachments: query.get('attachments') === 'true', withConflicts: query.get('conflicts') === 'true' }
  if (query.get('open_revs') === 'all') return answer((database.documents.get(id)?.leaves() ?? []).map(({ rev }) => ({ ok: database.read(id, rev, options) })))
  const document = database.read(id, query.get('rev'), options)
  return { status: 200, body: document, headers: { etag: `"${textOf(document['_rev']) ?? ''}"` } }
}

function attachment(database: Database, id: string, name: string, method: string, query: URLSearchParams): Answer {
  if (method !== 'GET') throw new Refusal(405, 'method_not_allowed', 'attachments come with their document here')
  const tree = database.documents.get(id)
  const rev = query.get('rev')
  const found = (rev === null ? tree?.winner() : tree?.get(rev))?.stored?.attachments.get(name)
  if (!found) throw new Refusal(404, 'not_found', 'Document is missing attachment')
  return { status: 200, body: found.bytes, headers: { 'content-type': found.contentType, etag: `"${found.digest}"` } }
}

/** Rows of `_changes` after a place. */
export function changesAnswer(database: Database, place: number, { query, fault }: Asked): { readonly rows: number; readonly body: JsonObject } {
  const from = fault?.kind === 'changes' && typeof fault.rows === 'object' ? Math.max(0, place - fault.rows.again) : place
  const all = database.changesAfter(from)
  const rows = all.slice(0, limitOf(query))
  const last = rows.at(-1)?.seq ?? Math.max(from, place)
  const results = rows.map(({ id, seq }): JsonObject => {
    const leaves = database.documents.get(id)?.leaves() ?? []
    const [winner] = leaves
    const shown = query.get('style') === 'all_docs' ? leaves : leaves.slice(0, 1)
    return {
      seq: database.token(seq),
      id,
      changes: shown.map(({ rev }) => ({ rev })),
      ...(winner?.stored?.isDeleted === true ? { deleted: true } : {}),
      ...(query.get('include_docs') === 'true' && winner ? { doc: database.read(id, winner.rev, { withConflicts: query.get('conflicts') === 'true' }) } : {}),
    }
  })
  return { rows: results.length, body: { results: disturbRows(results, fault), last_seq: database.token(last), pending: all.length - rows.length } }
}

const bodyOf = ({ body }: Answer): Json => (Buffer.isBuffer(body) ? null : body)
const limitOf = (query: URLSearchParams): number => Number(query.get('limit') ?? Number.POSITIVE_INFINITY)
const jsonOf = (text: string | null): Json => (text === null ? null : JSON.parse(text))
function objectOf(body: Json): JsonObject {
  if (!isObject(body)) throw new Refusal(400, 'bad_request', 'Request body must be a JSON object')
  return body
}
