import { join } from 'node:path'
import * as z from 'zod'
import type { Recovery, RecoveryFinding } from '../../shared/contracts/records.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { findJson } from './journal/opening.ts'

/**
 * Times that the records had to be put in order, kept until and after someone has read them: a start finds damage once,
 * and the program may be closed before anybody has looked. Nothing personal is in it.
 */
export interface Recoveries {
  /** The newest first. */
  list(): readonly Recovery[]
  /** The oldest that nobody has read. */
  unread(): Recovery | null
  note(recovery: Omit<Recovery, 'read'>): Promise<void>
  dismiss(id: string, by: NonNullable<Recovery['read']>): Promise<void>
}

const finding: z.ZodType<RecoveryFinding> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tail-cut'), bytes: z.int().min(0) }),
  z.strictObject({ kind: z.literal('records-skipped'), seqs: z.array(z.int().min(1)), copy: z.string() }),
  z.strictObject({ kind: z.literal('put-back'), behind: z.int().min(0) }),
  z.strictObject({ kind: z.literal('copied'), from: z.enum(['other-machine', 'other-folder', 'unknown']) }),
  z.strictObject({ kind: z.literal('restored'), records: z.int().min(0), aside: z.string().nullable() }),
])
const recovery = z.strictObject({
  id: z.string(),
  at: z.string(),
  findings: z.array(finding),
  records: z.int().min(0),
  read: z.strictObject({ at: z.string(), operator: z.string() }).nullable(),
})
const shape = z.strictObject({ recoveries: z.array(recovery) })

export async function openRecoveries(files: Files, profileDir: string): Promise<Recoveries> {
  const path = join(profileDir, 'recoveries.json')
  const found = await onDisk('recoveries', () => findFile(files, path))
  // Damaged or of another version: what it told is still to be seen in the journal, and nothing else rests on it.
  const parsed = shape.safeParse(found.ok && found.value ? findJson(found.value) : null)
  let recoveries: readonly Recovery[] = parsed.success ? parsed.data.recoveries : []

  const keep = async (next: readonly Recovery[]): Promise<void> => {
    recoveries = next
    // A disk that refuses it has it shown once more at the next start, or shown now and not again: nobody is locked out by it.
    await onDisk('recoveries', () => replaceFile(files, path, Buffer.from(`${canonicalJson({ recoveries: next })}\n`)))
  }
  return {
    list: () => recoveries.toReversed(),
    unread: () => recoveries.find(({ read }) => read === null) ?? null,
    note: async (entry) => {
      if (!recoveries.some(({ id }) => id === entry.id)) await keep([...recoveries, { ...entry, read: null }])
    },
    dismiss: (id, read) => keep(recoveries.map((entry) => (entry.id === id && entry.read === null ? { ...entry, read } : entry))),
  }
}
