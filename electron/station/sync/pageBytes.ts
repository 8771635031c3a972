import { isUtf8 } from 'node:buffer'
import * as z from 'zod'
import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { ChangeRow } from './peer.ts'
import { type ByteText, decoded } from './plainJson.ts'
import { scanJson } from './scanJson.ts'

/** An answer of a server that brings documents, changes or rows of a view, as it is known before they are read. */
export interface PageHead {
  readonly rows: readonly Pick<ChangeRow, 'id' | 'isDeleted'>[]
  /** Of changes: the place to go on from; opaque. Empty for rows of a view. */
  readonly last: string
  /** Of changes: what comes after these rows, where the server says so. */
  readonly pending: number | null
}
export interface ParsedPage {
  readonly head: PageHead
  /** Their documents as JSON whose texts are bytes (`ByteText`), or text where `isBytes` is not so. */
  readonly rows: readonly ChangeRow[]
  readonly isBytes: boolean
}
export type Unreadable = Extract<ServerFailure, { kind: 'unreadable' }>

/** Nesting of an answer, looked at before parsing, so that nothing deep is ever built. */
const deepest = 64
const sequence = z.union([z.string().max(8192), z.number()]).transform(String)
const endShape = z.object({ last_seq: sequence, pending: z.int().min(0).optional().catch(undefined) })

/** Pure; never throws. */
export function parsePage(bytes: Uint8Array): Result<ParsedPage, Unreadable> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { depth, hasUnicodeEscapes } = scanJson(view)
  if (depth > deepest) return unreadable('too-deep')
  // What is escaped as a number may be any character, and would stand among the bytes as one.
  const isBytes = !hasUnicodeEscapes && isUtf8(view)
  const json = findJson(isBytes ? view.toString('latin1') : view.toString('utf8'))
  if (json === undefined) return unreadable('not-json')
  const read = typeof json === 'object' && json !== null ? readAnswer(json, isBytes ? decoded : (text) => text) : null
  return read ? ok({ ...read, isBytes }) : unreadable('shape')
}
const unreadable = (because: Unreadable['because']): Result<never, Unreadable> => fail({ kind: 'unreadable', because })

function readAnswer(answer: object, decode: (text: ByteText) => string): Omit<ParsedPage, 'isBytes'> | null {
  const { results, rows: viewed }: { readonly results?: unknown; readonly rows?: unknown } = answer
  const isView = results === undefined
  const end = isView ? { last_seq: '', pending: undefined } : endShape.safeParse(answer).data
  const listed = isView ? viewed : results
  if (!end || !Array.isArray(listed)) return null
  const rows: ChangeRow[] = []
  for (const [at, one] of listed.entries()) {
    const row = typeof one === 'object' && one !== null ? (isView ? readViewRow(one, at) : readChange(one, decode)) : null
    if (!row) return null
    rows.push(row)
  }
  return { rows, head: { rows: rows.map(({ id, isDeleted }) => ({ id, isDeleted })), last: decode(end.last_seq), pending: end.pending ?? null } }
}

function readChange(row: object, decode: (text: ByteText) => string): ChangeRow | null {
  const { id, changes, deleted, doc }: { readonly [key in 'id' | 'changes' | 'deleted' | 'doc']?: unknown } = row
  if (typeof id !== 'string' || !Array.isArray(changes) || (deleted !== undefined && typeof deleted !== 'boolean')) return null
  return { id: decode(id), leaves: changes.length, isDeleted: deleted === true, document: doc ?? null }
}

function readViewRow({ doc }: { readonly doc?: unknown }, at: number): ChangeRow {
  return { id: `row:${at}`, leaves: 1, isDeleted: false, document: doc ?? null }
}

/** Of bytes as the text that they stand for. */
export function decodedJson(json: unknown): unknown {
  const read: unknown = JSON.parse(Buffer.from(JSON.stringify(json), 'latin1').toString('utf8'))
  return read
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
