import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { assessFlow } from '../../shared/domain/assess.ts'
import { findUnsettled, type ShownStatus, shownStatus } from '../../shared/domain/caseActions.ts'
import { caseClock } from '../../shared/domain/caseClock.ts'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CaseState, OperatorId } from '../../shared/domain/events.ts'
import { textOf } from './accept.ts'
import { createBreath } from './breath.ts'
import type { Cases } from './cases.ts'
import type { BegunCase } from './eventStore.ts'
import { rowRestsOn } from './feed.ts'
import type { MadeRows } from './madeRows.ts'

export interface RowMaker {
  /** A row as it was made before where nothing has changed since. Rejects where a case can't be read: leaving its row out would move the watermark past it. */
  makeRow(caseId: string, restsOn: string): Promise<CaseRow>
  /** Status as a list would show it, without folding where the row was made before; `null` for a case that can't be read. */
  statusOf(caseId: string, restsOn: string): Promise<ShownStatus | null>
  /** Nobody asks for many rows any more: they need not stay in memory. */
  forget(): void
  /** Events of these cases came in. Those that have just come whole have their rows from what was folded while they were read. */
  imported(caseIds: readonly string[], begun: readonly BegunCase[]): Promise<void>
}

type CasesOfRows = Pick<Cases, 'state' | 'packOf' | 'forget'>

export function createRowMaker(cases: CasesOfRows, made: MadeRows, nameOf: (operator: OperatorId) => string): RowMaker {
  async function makeFrom(state: CaseState, restsOn: string): Promise<CaseRow> {
    const row = await rowOf(state, cases, nameOf)
    // Without its pack a row says less than it will once the pack is back.
    if (row.flow !== null || (await cases.packOf(state)).ok) made.put(state.id, restsOn, row)
    return row
  }
  return {
    makeRow: async (caseId, restsOn) => {
      const known = await made.find(caseId, restsOn)
      if (known) return known
      const state = await cases.state(caseId)
      if (!state.ok) throw new Error(`feed: case ${caseId} can't be read: ${state.failure.kind}`)
      return makeFrom(state.value, restsOn)
    },
    statusOf: async (caseId, restsOn) => {
      const known = await made.find(caseId, restsOn)
      if (known) return known.status
      const state = await cases.state(caseId)
      return state.ok ? shownStatus(state.value) : null
    },
    forget: made.forget,
    imported: async (caseIds, begun) => {
      await cases.forget(caseIds)
      const breathe = createBreath()
      for (const { state, lastSeq } of begun) {
        await breathe()
        await makeFrom(state, rowRestsOn(0, lastSeq))
      }
    },
  }
}

/** A row ready for lists. */
async function rowOf(state: CaseState, cases: CasesOfRows, nameOf: (operator: OperatorId) => string): Promise<CaseRow> {
  const compiled = await cases.packOf(state)
  const theme = textOf(state, 'theme')
  // The day of the last change: none of the days in a row depends on it.
  const clock = compiled.ok ? caseClock(state, compiled.value.pack, state.updatedAt.slice(0, 10)) : null
  return {
    id: state.id,
    status: shownStatus(state),
    theme: theme === '' ? null : theme,
    updatedAt: state.updatedAt,
    openedAt: state.opened?.at ?? '',
    projectName: textOf(state, 'project.name'),
    projectCode: textOf(state, 'project.code'),
    applicantName: textOf(state, 'applicant.name'),
    operatorName: state.opened ? nameOf(state.opened.operator) : '',
    papers: state.papers.map(({ number, kind, stage }) => ({ number, kind, stage: stage.kind })),
    acceptedOn: findAcceptance(state)?.acceptedOn ?? null,
    promisedOn: clock?.kind === 'running' || clock?.kind === 'ended' ? clock.promisedOn : null,
    supplementUntil: clock?.kind === 'awaiting-supplements' ? clock.until : null,
    flow: compiled.ok ? assessFlow(compiled.value, caseFacts(state, compiled.value.pack)) : null,
    isUnsettled: findUnsettled(state) !== null,
  }
}
