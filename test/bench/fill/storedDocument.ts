import type { BatchDocument } from '../../../electron/station/sync/batch.ts'
import { type JsonObject, nextRev } from '../../fakes/couch/document.ts'

/** Account of the station that wrote the sample. */
export const sender = 'jimei-2'

/** A batch as it stands at a server. */
export function asStored(document: BatchDocument): JsonObject {
  const { _id, ...body } = document
  return { _id, _rev: nextRev(null, body, false, new Map()), ...body }
}
