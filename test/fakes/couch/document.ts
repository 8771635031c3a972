import { createHash } from 'node:crypto'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)
export const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

export interface Attachment {
  readonly contentType: string
  readonly bytes: Buffer
  /** `md5-…`, as CouchDB names them. */
  readonly digest: string
  readonly revpos: number
}

/** One revision; a revision that is only known as an ancestor has no body here. */
export interface Revision {
  readonly rev: string
  readonly parent: string | null
  readonly stored: { readonly body: JsonObject; readonly isDeleted: boolean; readonly attachments: ReadonlyMap<string, Attachment> } | null
}

export const generationOf = (rev: string): number => Number.parseInt(rev, 10)

/** The revisions of one document, as a tree that branches where replication brought another history. */
export class RevisionTree {
  readonly #revisions = new Map<string, Revision>()

  has(rev: string): boolean {
    return (this.#revisions.get(rev)?.stored ?? null) !== null
  }
  get(rev: string): Revision | null {
    return this.#revisions.get(rev) ?? null
  }
  add(revision: Revision): void {
    if (!this.has(revision.rev)) this.#revisions.set(revision.rev, revision)
  }
  /** The winner first: not deleted, then the longer history, then the greater hash. */
  leaves(): readonly Revision[] {
    const parents = new Set([...this.#revisions.values()].map(({ parent }) => parent))
    const isDeleted = (revision: Revision): boolean => revision.stored?.isDeleted !== false
    return [...this.#revisions.values()]
      .filter(({ rev, stored }) => stored !== null && !parents.has(rev))
      .sort((one, other) => Number(isDeleted(one)) - Number(isDeleted(other)) || generationOf(other.rev) - generationOf(one.rev) || (one.rev < other.rev ? 1 : -1))
  }
  winner(): Revision | null {
    return this.leaves()[0] ?? null
  }
  /** Hashes from this revision down to the first. */
  history(rev: string): readonly string[] {
    const ids: string[] = []
    for (let at = this.get(rev); at !== null; at = at.parent === null ? null : this.get(at.parent)) ids.push(at.rev.slice(at.rev.indexOf('-') + 1))
    return ids
  }
}

export function nextRev(parent: string | null, body: JsonObject, isDeleted: boolean, attachments: ReadonlyMap<string, Attachment>): string {
  const digests = [...attachments].map(([name, { digest }]) => [name, digest])
  const hash = createHash('md5').update(JSON.stringify([parent, body, isDeleted, digests])).digest('hex')
  return `${parent === null ? 1 : generationOf(parent) + 1}-${hash}`
}

export const attachmentDigest = (bytes: Uint8Array): string => `md5-${createHash('md5').update(bytes).digest('base64')}`

/** A refusal by status, as CouchDB words it. */
export class Refusal extends Error {
  readonly status: number
  readonly error: string
  constructor(status: number, error: string, reason: string) {
    super(reason)
    this.status = status
    this.error = error
  }
  get body(): JsonObject {
    return { error: this.error, reason: this.message }
  }
}

/** Fields of a document that are its own, without those of CouchDB. */
export function splitBody(document: JsonObject): JsonObject {
  for (const key of Object.keys(document)) if (key.startsWith('_') && !couchFields.has(key)) throw new Refusal(400, 'doc_validation', `Bad special document member: ${key}`)
  return Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')))
}
const couchFields = new Set(['_id', '_rev', '_revisions', '_deleted', '_attachments', '_conflicts', '_deleted_conflicts', '_local_seq', '_revs_info'])

/** Attachments that were sent with a document; a stub keeps what its parent has. */
export function readAttachments(sent: Json | undefined, before: ReadonlyMap<string, Attachment>, generation: number): ReadonlyMap<string, Attachment> {
  if (!isObject(sent)) return new Map()
  return new Map(
    Object.entries(sent).map(([name, given]): [string, Attachment] => {
      if (!isObject(given)) throw new Refusal(400, 'bad_request', 'Invalid attachment')
      const data = textOf(given['data'])
      if (data !== null) {
        const bytes = Buffer.from(data, 'base64')
        return [name, { bytes, contentType: textOf(given['content_type']) ?? 'application/octet-stream', digest: attachmentDigest(bytes), revpos: generation }]
      }
      const kept = before.get(name)
      if (!kept) throw new Refusal(412, 'missing_stub', `Invalid attachment stub for ${name}`)
      return [name, kept]
    }),
  )
}

export function attachmentsJson(attachments: ReadonlyMap<string, Attachment>, withBytes: boolean): JsonObject {
  return Object.fromEntries(
    [...attachments].map(([name, { bytes, contentType, digest, revpos }]) => {
      const about = { content_type: contentType, revpos, digest }
      return [name, withBytes ? { ...about, data: bytes.toString('base64') } : { ...about, length: bytes.length, stub: true }]
    }),
  )
}
