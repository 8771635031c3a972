import { join } from 'node:path'
import * as z from 'zod'
import type { Notice } from '../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk } from './files.ts'
import type { Journal } from './journal/journal.ts'
import { findJson, type RenewalReason } from './journal/opening.ts'
import { restoredName } from './restore.ts'
import type { Witness } from './witness.ts'

/**
 * Whether the records here are this station's own and its newest. Where they are not, or nobody can tell, the journal
 * goes on under a new incarnation, so that no paper number given out elsewhere or before is given out again.
 */
export interface Belonging {
  /** What people are told about it, since this start. */
  notices(): readonly Notice[]
  /** A witness that was found later, the screen's cache or the second copy, knows `behind` more records, or (0) others. */
  ahead(behind: number): Promise<void>
  /** Events of the present incarnation came that are not here: whatever was found before, another one goes by it now. */
  metItself(): Promise<void>
  /** Writes down how far the journal goes. */
  note(): Promise<void>
}
export interface BelongingPorts {
  readonly files: Files
  readonly profileDir: string
  readonly journal: Journal
  readonly witness: Witness
  /** A notice came after the start. */
  readonly changed: () => void
}

const restoredShape = z.strictObject({ records: z.int().min(0), aside: z.string().nullable() })

export async function openBelonging({ files, profileDir, journal, witness, changed }: BelongingPorts): Promise<Result<Belonging, DiskFailure>> {
  const notices: Notice[] = []
  // Damage has begun a new incarnation at this start already.
  let isRenewed = journal.damage !== null
  const restoredPath = join(profileDir, restoredName)

  async function renew(because: RenewalReason): Promise<Result<null, DiskFailure>> {
    const renewed = await journal.renew(because)
    if (renewed.ok) isRenewed = true
    return renewed
  }

  const judged = await judge()
  if (!judged.ok) return judged
  const { because, notice } = judged.value
  if (because) {
    const renewed = await renew(because)
    if (!renewed.ok) return renewed
    if (notice) notices.push(notice)
  }
  await witness.note(journal)
  // Last: a start that was interrupted is a start after the restore once more.
  if (because === 'restored') await onDisk('restore', () => files.remove(restoredPath))

  async function judge(): Promise<Result<{ readonly because: RenewalReason | null; readonly notice: Notice | null }, DiskFailure>> {
    const found = await onDisk('restore', () => findFile(files, restoredPath))
    if (!found.ok) return found
    if (found.value) {
      const restored = restoredShape.safeParse(findJson(found.value)).data
      return ok({ because: 'restored', notice: { kind: 'restored', records: restored?.records ?? journal.head().seq, aside: restored?.aside ?? null } })
    }
    if (isRenewed) return ok({ because: null, notice: null })
    const verdict = await witness.judge(journal)
    switch (verdict.kind) {
      case 'same':
        return ok({ because: null, notice: null })
      case 'put-back':
      case 'copied':
        return ok({ because: verdict.kind, notice: verdict })
      case 'first-witness':
        return ok({ because: 'copied', notice: null })
    }
  }

  async function goOnAnew(behind: number): Promise<void> {
    // At once: whoever asks meanwhile is answered by the same renewal.
    isRenewed = true
    const renewed = await renew('put-back')
    isRenewed = renewed.ok
    if (!renewed.ok) return
    if (!notices.some(({ kind }) => kind === 'put-back')) notices.push({ kind: 'put-back', behind })
    await witness.note(journal)
    changed()
  }

  return ok({
    notices: () => notices,
    ahead: async (behind) => {
      if (!isRenewed) await goOnAnew(behind)
    },
    metItself: () => goOnAnew(0),
    note: () => witness.note(journal),
  })
}
