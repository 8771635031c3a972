import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { type ShownStatus, shownStatus } from '../../shared/domain/caseActions.ts'
import type { OperatorId } from '../../shared/domain/events.ts'
import type { Cases } from './cases.ts'
import { rowRestsOn } from './feed.ts'
import type { BegunCase } from './kept.ts'
import { listedRow } from './listedRow.ts'
import type { MadeRows } from './madeRows.ts'

export interface RowMaker {
  /** A row as it was made before where nothing has changed since. Rejects where a case can't be read: leaving its row out would move the watermark past it. */
  makeRow(caseId: string, restsOn: string): Promise<CaseRow>
  /** Status as a list would show it, without folding where the row was made before; `null` for a case that can't be read. */
  statusOf(caseId: string, restsOn: string): Promise<ShownStatus | null>
  /** Nobody asks for many rows any more: they need not stay in memory. */
  forget(): void
  /** Events of these cases came in, or they were erased: then no row of theirs is left on the disk. Those that have just come whole have the rows that were made where they were read. */
  changed(caseIds: readonly string[], begun: readonly BegunCase[]): Promise<void>
}

type CasesOfRows = Pick<Cases, 'state' | 'packOf' | 'forget'>

export function createRowMaker(cases: CasesOfRows, made: MadeRows, nameOf: (operator: OperatorId) => string, isErased: (caseId: string) => boolean): RowMaker {
  return {
    makeRow: async (caseId, restsOn) => {
      const known = await made.find(caseId, restsOn)
      if (known) return known
      const found = await cases.state(caseId)
      if (!found.ok) throw new Error(`feed: case ${caseId} can't be read: ${found.failure.kind}`)
      const { value: state } = found
      const compiled = await cases.packOf(state)
      const row = listedRow(state, compiled.ok ? compiled.value : null, state.opened ? nameOf(state.opened.operator) : '')
      // Without its pack a row says less than it will once the pack is back.
      if (compiled.ok) made.put(state.id, restsOn, row)
      return row
    },
    statusOf: async (caseId, restsOn) => {
      const known = await made.find(caseId, restsOn)
      if (known) return known.status
      const state = await cases.state(caseId)
      return state.ok ? shownStatus(state.value) : null
    },
    forget: made.forget,
    changed: async (caseIds, begun) => {
      await cases.forget(caseIds)
      const erased = caseIds.filter(isErased)
      if (erased.length > 0) await made.drop(erased)
      for (const { listed, lastSeq } of begun) made.put(listed.id, rowRestsOn(0, lastSeq), { ...listed, operatorName: listed.openedBy === null ? '' : nameOf(listed.openedBy) })
    },
  }
}
