import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { ChangeRow } from './peer.ts'
import { scanJson } from './scanJson.ts'

/** An answer of a server that brings documents, changes or rows of a view, as it is known before they are read. */
export interface PageHead {
  readonly rows: readonly Pick<ChangeRow, 'id' | 'isDeleted'>[]
  /** Of changes: the place to go on from; opaque. Empty for rows of a view. */
  readonly last: string
  /** Of changes: what comes after these rows, where the server says so. */
  readonly pending: number | null
}
/** A row whose document nobody has read yet. */
export interface PageRow extends Omit<ChangeRow, 'document'> {
  /** The id of its document up to the last colon: that of a batch names its stream. */
  readonly stream: string
  /** Where its document stands in the answer, as far as that was seen. */
  readonly stands: DocumentBytes | null
}
interface DocumentBytes {
  readonly start: number
  readonly end: number
}
export interface ParsedPage {
  readonly head: PageHead
  readonly rows: readonly PageRow[]
  /** Its document as JSON whose texts are bytes (`ByteText`), so that nothing is decoded; `undefined` where it can't be read like that. */
  bytesOf(row: PageRow): unknown
  /** Its document as JSON; one that is none says so. */
  textOf(row: PageRow): unknown
}
export type Unreadable = Extract<ServerFailure, { kind: 'unreadable' }>

/** Nesting of an answer, looked at before parsing, so that nothing deep is ever built. */
const deepest = 64
const sequence = z.union([z.string().max(8192), z.number()]).transform(String)
const endShape = z.object({ last_seq: sequence, pending: z.int().min(0).optional().catch(undefined) })

/** A document stands in the object of its row, that in the list of rows, that in the answer. */
const documentDepth = 4
const beforeDocument = /"doc"\s*:\s*$/
/** As much as is looked at for that. */
const beforeBytes = 64

/**
 * Reads everything but the documents, which are read one by one: one case is read, kept and forgotten before the next.
 * Never throws.
 */
export function parsePage(bytes: Uint8Array): Result<ParsedPage, Unreadable> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { depth, hasUnicodeEscapes, ranges } = scanJson(view, documentDepth)
  if (depth > deepest) return unreadable('too-deep')
  const documents: DocumentBytes[] = []
  for (let at = 0; at < ranges.length; at += 2) {
    const [start = 0, end = 0] = [ranges[at], ranges[at + 1]]
    if (beforeDocument.test(view.toString('latin1', Math.max(0, start - beforeBytes), start))) documents.push({ start, end })
  }
  const json = findJson(besides(view, documents))
  if (json === undefined) return unreadable('not-json')
  const read = typeof json === 'object' && json !== null ? readAnswer(json, documents) : null
  if (!read) return unreadable('shape')
  // What is escaped as a number may be any character, and would stand among the bytes as one.
  const isBytes = !hasUnicodeEscapes && isUtf8(view)
  return ok({
    ...read,
    bytesOf: ({ stands }) => (isBytes && stands ? findJson(view.toString('latin1', stands.start, stands.end)) : undefined),
    textOf: ({ id, stands }) => (stands ? (findJson(view.toString('utf8', stands.start, stands.end)) ?? { _id: id, problem: 'not-json' }) : null),
  })
}
const unreadable = (because: Unreadable['because']): Result<never, Unreadable> => fail({ kind: 'unreadable', because })

/** The answer with the number of each document in its place. */
function besides(view: Buffer, documents: readonly DocumentBytes[]): string {
  let text = ''
  let from = 0
  for (const [at, { start, end }] of documents.entries()) {
    text += `${view.toString('utf8', from, start)}${at}`
    from = end
  }
  return text + view.toString('utf8', from)
}

function readAnswer(answer: object, documents: readonly DocumentBytes[]): Pick<ParsedPage, 'head' | 'rows'> | null {
  const { results, rows: viewed }: { readonly results?: unknown; readonly rows?: unknown } = answer
  const isView = results === undefined
  const end = isView ? { last_seq: '', pending: undefined } : endShape.safeParse(answer).data
  const listed = isView ? viewed : results
  if (!end || !Array.isArray(listed)) return null
  const rows: PageRow[] = []
  for (const [at, one] of listed.entries()) {
    const row = typeof one === 'object' && one !== null ? (isView ? readViewRow(one, at, documents) : readChange(one, documents)) : null
    if (!row) return null
    rows.push(row)
  }
  return { rows, head: { rows: rows.map(({ id, isDeleted }) => ({ id, isDeleted })), last: end.last_seq, pending: end.pending ?? null } }
}

function readChange(row: object, documents: readonly DocumentBytes[]): PageRow | null {
  const { id, changes, deleted, doc }: { readonly [key in 'id' | 'changes' | 'deleted' | 'doc']?: unknown } = row
  if (typeof id !== 'string' || !Array.isArray(changes) || (deleted !== undefined && typeof deleted !== 'boolean')) return null
  return { id, leaves: changes.length, isDeleted: deleted === true, stream: streamOf(id), stands: placeOf(doc, documents) }
}

function readViewRow({ id, doc }: { readonly id?: unknown; readonly doc?: unknown }, at: number, documents: readonly DocumentBytes[]): PageRow {
  return { id: `row:${at}`, leaves: 1, isDeleted: false, stream: typeof id === 'string' ? streamOf(id) : `row:${at}`, stands: placeOf(doc, documents) }
}

const placeOf = (doc: unknown, documents: readonly DocumentBytes[]): DocumentBytes | null => (typeof doc === 'number' ? (documents[doc] ?? null) : null)
const streamOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf(':')))

function findJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
