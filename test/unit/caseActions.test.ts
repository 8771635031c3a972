import { describe, expect, test } from 'vitest'
import { actionTable, allowedActions, canIssue, canWrite, findUnsettled, isInIntake } from '../../shared/domain/caseActions.ts'
import { caseStatuses, type CaseState } from '../../shared/domain/events.ts'
import { aCase, AStation } from '../builders/events.ts'

const fact = 'facts.maxHeight'
const contact = 'applicant.phone'
const material = 'materials.planning-permit/land-ownership-proof'

function states(): Record<'intake' | 'accepted' | 'withdrawn' | 'contested' | 'conflicting' | 'gapped', CaseState> {
  const intake = aCase()
  const accepted = aCase()
  accepted.accept()
  const withdrawn = aCase()
  withdrawn.withdraw()
  const contested = aCase()
  const other = new AStation(2)
  other.receive(contested)
  contested.accept()
  other.withdraw()
  contested.receive(other)
  const conflicting = aCase()
  conflicting.write(fact, 20, [])
  conflicting.write(fact, 24, [])
  const gapped = aCase()
  gapped.write(fact, 20, ['0'.repeat(32)])
  return { intake: intake.state, accepted: accepted.state, withdrawn: withdrawn.state, contested: contested.state, conflicting: conflicting.state, gapped: gapped.state }
}

describe('what may happen to a case', () => {
  test('only where answers can be given is a case opened on its intake', () => {
    expect(caseStatuses.filter(isInIntake)).toEqual(['intake', 'resubmitted'])
    expect(isInIntake('contested')).toBe(false)
  })

  test('every status has its line in the table', () => {
    expect(Object.keys(actionTable).sort()).toEqual([...caseStatuses].sort())
  })

  test.each([
    ['intake', ['accept', 'supplement', 'refuse', 'withdraw']],
    ['accepted', ['withdraw', 'suspend', 'hand-over', 'close']],
    ['withdrawn', []],
    ['contested', []],
    ['conflicting', []],
    ['gapped', []],
  ] as const)('%s: %j', (which, actions) => {
    expect(allowedActions(states()[which]).map(({ action }) => action)).toEqual(actions)
  })

  test.each([
    ['intake', true, true, true],
    ['accepted', false, true, true],
    ['withdrawn', false, false, false],
    ['contested', false, false, false],
    ['gapped', true, true, true],
  ] as const)('%s: answers %s, contact %s, materials %s may be written', (which, facts, contacts, materials) => {
    const state = states()[which]
    expect([canWrite(state, fact), canWrite(state, contact), canWrite(state, material)]).toEqual([facts, contacts, materials])
  })

  test('a conflict can be put in order in any status, its neighbours can not', () => {
    const station = aCase()
    station.write(fact, 20, [])
    station.write(fact, 24, [])
    station.accept()
    expect(canWrite(station.state, fact)).toBe(true)
    expect(canWrite(station.state, 'facts.totalFloorArea')).toBe(false)
  })

  test('a notice of acceptance is issued on an accepted case that is settled, and only there', () => {
    const may = Object.entries(states()).flatMap(([which, state]) => (canIssue(state, 'acceptance-notice') ? [which] : []))
    expect(may).toEqual(['accepted'])
    const accepted = aCase()
    accepted.accept()
    accepted.write(contact, '1', [])
    accepted.write(contact, '2', [])
    expect(canIssue(accepted.state, 'acceptance-notice')).toBe(false)
  })

  test('says what has to be settled', () => {
    expect(findUnsettled(states().intake)).toBeNull()
    expect(findUnsettled(states().conflicting)).toEqual({ contested: false, conflicts: [fact], edition: false, gaps: 0, marks: 0 })
    expect(findUnsettled(states().gapped)).toEqual({ contested: false, conflicts: [], edition: false, gaps: 1, marks: 0 })
    expect(findUnsettled(states().contested)).toEqual({ contested: true, conflicts: [], edition: false, gaps: 0, marks: 1 })
  })
})
