import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import type { Result } from '../../../shared/domain/result.ts'
import type { BatchDocument } from './batch.ts'
import type { PartDocument, StoredPart } from './parts.ts'

/** One server, as one account sees it. What may be asked of it is in `test/contract/server/protocol.ts`; nothing throws. */
export interface Peer {
  /** Of the account; its own as `sender`. */
  readonly account: string
  identify(): Asked<ServerIdentity>
  /** Roles of the account; `unauthorised` where it is not let in at all. */
  roles(): Asked<readonly string[]>
  /** What changed after `since`, at most `limit` documents, with a place to go on from: as it came (`pageBytes.ts`). */
  page(database: string, since: string, limit: number): Asked<Uint8Array>
  /** The same without the documents. */
  changedIds(database: string, since: string, limit: number): Asked<Changes>
  /** `true` once something has changed after `since`, `false` when the server ended the wait. */
  waitForChange(database: string, since: string, signal: AbortSignal): Asked<boolean>
  /** Every leaf of a document, also those that lost against another. */
  leaves(database: string, id: string): Asked<readonly unknown[]>
  /** `null` for one that is not there. */
  documents(database: string, ids: readonly string[]): Asked<ReadonlyMap<string, unknown>>
  /** A document with the bytes of its attachments, as base64; `revision`: of that leaf. */
  withAttachments(database: string, id: string, revision: string): Asked<unknown>
  /** The batches of these streams, as they came. */
  batchesOf(database: string, streams: readonly string[]): Asked<Uint8Array>
  /** Streams that nobody called closed; `among`: of so many, which a large server tells sooner. */
  openStreams(database: string, among?: number): Asked<readonly string[]>
  /** `null` for each id that was taken, otherwise the refusal. Ids that the answer does not name are refused as `unsaid`. */
  write(database: string, documents: readonly BatchDocument[]): Asked<ReadonlyMap<string, WriteRefusal | null>>
  /** What of a file stands there, in whatever cut. */
  parts(database: string, stream: string, sha256: string, signal?: AbortSignal): Asked<readonly StoredPart[]>
  /** `null` when it was taken. */
  writePart(database: string, part: PartDocument): Asked<WriteRefusal | null>
  readPart(database: string, id: string, signal: AbortSignal): Asked<Uint8Array>
}
export type Asked<T> = Promise<Result<T, ServerFailure>>

export interface ServerIdentity {
  readonly uuid: string
  /** What time the server takes it to be; `null` where it does not say. */
  readonly dateMs: number | null
}
export interface Changes {
  readonly rows: readonly ChangeRow[]
  /** Opaque. */
  readonly last: string
  /** What comes after these rows, where the server says so. */
  readonly pending: number | null
}
export interface ChangeRow {
  readonly id: string
  readonly leaves: number
  readonly isDeleted: boolean
  /** The winner, as it came; `null` where only ids were asked for. */
  readonly document: unknown
}
/** What the server says of one document. Any of them is answered by reading the document. */
export interface WriteRefusal {
  readonly error: 'conflict' | 'forbidden' | 'unsaid' | 'other'
  /** In the server's words, cut to a line. */
  readonly reason: string
}
