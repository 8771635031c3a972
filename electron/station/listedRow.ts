import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { assessFlow } from '../../shared/domain/assess.ts'
import { findUnsettled, shownStatus } from '../../shared/domain/caseActions.ts'
import { caseClock } from '../../shared/domain/caseClock.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { textOf } from './accept.ts'

/** A row ready for lists; `compiled`: the edition that the case goes by, `null` where it is not here. */
export function listedRow(state: CaseState, compiled: CompiledPack | null, operatorName: string): CaseRow {
  const theme = textOf(state, 'theme')
  // The day of the last change: none of the days in a row depends on it.
  const clock = compiled ? caseClock(state, compiled.pack, state.updatedAt.slice(0, 10)) : null
  return {
    id: state.id,
    status: shownStatus(state),
    theme: theme === '' ? null : theme,
    updatedAt: state.updatedAt,
    openedAt: state.opened?.at ?? '',
    projectName: textOf(state, 'project.name'),
    projectCode: textOf(state, 'project.code'),
    applicantName: textOf(state, 'applicant.name'),
    openedBy: state.opened?.operator ?? null,
    operatorName,
    papers: state.papers.map(({ number, kind, stage }) => ({ number, kind, stage: stage.kind })),
    acceptedOn: findAcceptance(state)?.acceptedOn ?? null,
    promisedOn: clock?.kind === 'running' || clock?.kind === 'ended' ? clock.promisedOn : null,
    supplementUntil: clock?.kind === 'awaiting-supplements' ? clock.until : null,
    flow: compiled ? assessFlow(compiled, caseFacts(state, compiled.pack)) : null,
    isUnsettled: findUnsettled(state) !== null,
  }
}
