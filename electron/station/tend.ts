import { ok } from '../../shared/domain/result.ts'
import type { Journal } from './journal/journal.ts'
import type { Kept } from './kept.ts'
import type { StationScans } from './scans/stationScans.ts'

/** One piece of what is done while nobody waits; whether there is more of it. None while room on the disk is short. */
export function tend({ journal, kept, scans, tidyRows, isShort }: { readonly journal: Journal; readonly kept: Kept; readonly scans: StationScans; readonly tidyRows: () => Promise<void>; readonly isShort: () => boolean }): () => Promise<boolean> {
  let isBegun = false
  return async () => {
    if (isShort()) return false
    if (!isBegun) await tidyRows()
    isBegun = true
    const done = await journal.tender.step()
    const doneKept = (await kept.log?.tender.step()) ?? ok(false)
    const doneScans = await scans.tidy()
    return [done, doneKept, doneScans].some((piece) => piece.ok && piece.value)
  }
}
