import * as z from 'zod'

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

export const answer = z.discriminatedUnion('kind', [
  /** What was done is on record. `value`: the id of a case, the digest of a file, or nothing. */
  z.object({ kind: z.literal('done'), value: z.string() }),
  z.object({ kind: z.literal('refused'), because: z.string() }),
  z.object({ kind: z.literal('synced'), contact: z.string(), because: z.string().nullable(), waiting: z.int(), files: z.int(), setAside: z.int() }),
  z.object({ kind: z.literal('texts'), texts: z.record(z.string(), z.array(z.string())) }),
])
export type Answer = z.infer<typeof answer>
