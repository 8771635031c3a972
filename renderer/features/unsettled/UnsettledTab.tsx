import type { Assessment } from '../../../shared/domain/assessment.ts'
import { settleChoices } from '../../../shared/domain/caseActions.ts'
import { editionChoices } from '../../../shared/domain/caseEdition.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { Blank } from '../../ui/Blank.tsx'
import { Chosen, findChosen } from './Chosen.tsx'
import { Conflicts } from './Conflicts.tsx'
import { Contested } from './Contested.tsx'
import { type Entries, useEntries } from './entries.ts'
import { Editions } from './Editions.tsx'
import { Erasures } from './Erasures.tsx'
import { Gaps } from './Gaps.tsx'
import { Marks } from './Marks.tsx'
import './unsettled.css'

export interface UnsettledProps {
  readonly openCase: OpenCase
  readonly view: CaseView
  readonly state: CaseState
  readonly assessment: Assessment
  readonly entries: Entries
  readonly today: string
}

/** Where histories met: everything that a person has to look at, with what it means and the ways to put it in order. */
export function UnsettledTab(given: Omit<UnsettledProps, 'entries'>) {
  const { state } = given
  const props = { ...given, entries: useEntries(state.id, state.eventCount) }
  const isQuiet =
    settleChoices(state).length === 0 &&
    state.marks.length === 0 &&
    state.gaps.length === 0 &&
    state.writeOffs.length === 0 &&
    state.unconfirmedErasures.length === 0 &&
    editionChoices(state).length === 0 &&
    !Object.values(state.fields).some(({ conflict }) => conflict) &&
    findChosen(state, props.entries).length === 0
  if (isQuiet) return <Blank title="没有要理清的" detail="两处各自办过、后来合到一起的办件，内容对不上时会列在这里。" />
  return (
    <div className="unsettled">
      <Erasures {...props} />
      <Contested {...props} />
      <Editions {...props} />
      <Conflicts {...props} />
      <Gaps {...props} />
      <Marks {...props} />
      <Chosen {...props} />
    </div>
  )
}
