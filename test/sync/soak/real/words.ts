import * as z from 'zod'
import { stepNames } from '../../../../electron/station/sync/steps.ts'

/** What is said to a station in a process of its own, a line of JSON each, and what it answers. */

export const wish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set up'), url: z.string(), account: z.string(), password: z.string() }),
  z.object({ kind: z.literal('open'), name: z.string() }),
  z.object({ kind: z.literal('note'), caseId: z.string(), text: z.string() }),
  z.object({ kind: z.literal('scan'), caseId: z.string(), text: z.string() }),
  /** The SHA-256 of a file as it is shown. */
  z.object({ kind: z.literal('look'), caseId: z.string(), digest: z.string() }),
  z.object({ kind: z.literal('sync') }),
  /** Every event of these cases. */
  z.object({ kind: z.literal('texts'), caseIds: z.array(z.string()) }),
  z.object({ kind: z.literal('write stick') }),
  z.object({ kind: z.literal('take stick') }),
  z.object({ kind: z.literal('end') }),
])
export type Wish = z.infer<typeof wish>

/** A place in what the program does, chosen before: it is killed there, or waits until something else was. `disk`: any call that changes the disk. */
export const point = z.object({ at: z.enum(['disk', ...stepNames]), nth: z.int().min(1), does: z.enum(['die', 'wait']) })
export type Point = z.infer<typeof point>

/** What a line holds: what is wished, and what befalls the program meanwhile; `null`: the wait is over. */
export const order = z.object({ wish, point: point.nullable() }).nullable()
export type Order = z.infer<typeof order>

export const answer = z.discriminatedUnion('kind', [
  /** What was done is on record. `value`: the id of a case, the digest of a file, or nothing. */
  z.object({ kind: z.literal('done'), value: z.string() }),
  /** It waits at its point. */
  z.object({ kind: z.literal('reached') }),
  z.object({ kind: z.literal('refused'), because: z.string() }),
  z.object({ kind: z.literal('synced'), contact: z.string(), because: z.string().nullable(), waiting: z.int(), files: z.int(), setAside: z.int() }),
  z.object({ kind: z.literal('texts'), texts: z.record(z.string(), z.array(z.string())) }),
])
export type Answer = z.infer<typeof answer>
