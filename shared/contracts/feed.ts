import * as z from 'zod'
import type { CaseRow } from './ipc.ts'

/** How the screen's cache follows the records. */

const storeMark = z.strictObject({
  /** Every change up to this record is in the cache. */
  seq: z.int().min(0),
  /** Chain value of that record: a watermark of another journal is recognised. */
  head: z.string().max(64),
  /** Cases last touched before this record are not in the cache yet, because a fill begins with the newest; 0: all are. */
  below: z.int().min(0),
})
export const watermark = z.strictObject({
  journal: storeMark,
  /** What came from others. */
  kept: storeMark,
})
/** `changes` leaves out what a broken-off fill has still to bring. */
export const feedScope = z.enum(['all', 'changes'])

/** How far the cache has followed one store of the main process. */
export type StoreMark = z.infer<typeof storeMark>
export type Watermark = z.infer<typeof watermark>
export type FeedScope = z.infer<typeof feedScope>

export interface FeedBatch {
  /** true: the watermark given was not of this journal, or none was given; the cache starts afresh. */
  readonly fresh: boolean
  readonly rows: readonly CaseRow[]
  /** Where the cache is once it has taken the rows over. */
  readonly watermark: Watermark
  /** Cases that the cache then has as they are, of all there are. */
  readonly done: number
  readonly total: number
  /** Asking again from the new watermark brings more. */
  readonly more: boolean
}
