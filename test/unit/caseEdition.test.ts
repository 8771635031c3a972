import * as fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { canMove, findUnsettled } from '../../shared/domain/caseActions.ts'
import { editionChoices, editionOf } from '../../shared/domain/caseEdition.ts'
import { judgeMove } from '../../shared/domain/caseJudgement.ts'
import { compareMoments, foldMoment } from '../../shared/domain/compareMoments.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { aCase, aHistory, anEdition, aPackRef, AStation, caseId } from '../builders/events.ts'

let here: AStation
let there: AStation
beforeEach(() => {
  here = aCase()
  there = new AStation(2)
  there.receive(here)
})
function meet(): void {
  there.receive(here)
  here.receive(there)
}
const version = (): string | undefined => editionOf(here.state)?.version

describe('the edition that a case goes by', () => {
  test('is the one it was opened with, until it is moved, and the former one again when it is moved back', () => {
    expect(editionOf(here.state)).toEqual(aPackRef)
    here.move('1.1.0')
    expect(editionOf(here.state)).toEqual(anEdition('1.1.0'))
    const { heads } = here.state
    here.move('1.2.0')
    expect(version()).toBe('1.2.0')
    expect(compareMoments(foldMoment(caseId, here.events, heads), here.state).edition).toEqual({ before: anEdition('1.1.0'), after: anEdition('1.2.0') })
  })

  test('two that were chosen apart stand side by side until a person has chosen; the same one chosen twice is no conflict', () => {
    here.move('1.1.0')
    there.move('1.1.0')
    meet()
    expect(here.state.edition).toMatchObject({ conflict: false, heads: [{}, {}] })
    here.move('1.2.0')
    there.move('1.3.0')
    meet()
    expect(here.state.edition.conflict).toBe(true)
    // Meanwhile every station goes by the same one: the last as they are shown.
    expect(editionOf(here.state)).toEqual(here.state.edition.heads.at(-1)?.move.to)
    expect(editionOf(there.state)).toEqual(editionOf(here.state))
    expect(findUnsettled(here.state)).toMatchObject({ edition: true, conflicts: [], marks: 0 })
    expect(judgeMove(here.state, here.state.heads)).toEqual({ ok: true, value: null })
    here.move('1.3.0')
    expect(findUnsettled(here.state)).toBeNull()
    expect(version()).toBe('1.3.0')
  })

  test('an acceptance that had not seen the move stands on its own edition, and asks for a person’s eye', () => {
    here.accept()
    there.move('1.1.0')
    meet()
    expect(editionOf(here.state)).toEqual(aPackRef)
    expect(here.state.marks).toMatchObject([{ kind: 'out-of-order', isAcknowledged: false }])
  })

  test('a paper that had not seen the move asks for a person’s eye, a note does not', () => {
    here.append({ kind: 'paper.reserved', payload: { paperKind: 'process-guide', number: 'AAAAA-AAAAAA-0001' } })
    here.append({ kind: 'note.added', payload: { text: '来电' } })
    there.move('1.1.0')
    meet()
    expect(here.state.marks).toMatchObject([{ kind: 'out-of-order' }])
  })
})

describe('a choice between two editions', () => {
  const choices = (): readonly string[] => editionChoices(here.state).map(({ move }) => move.to.version)
  const chooseBetween = (ours: string, theirs: string, choice: string): void => {
    here.move(ours)
    there.move(theirs)
    meet()
    here.move(choice)
  }

  test('can be changed for the other one, and back, as often as it takes', () => {
    expect(choices()).toEqual([])
    chooseBetween('1.1.0', '1.2.0', '1.2.0')
    expect(choices().toSorted()).toEqual(['1.1.0', '1.2.0'])
    here.move('1.1.0')
    expect(choices().toSorted()).toEqual(['1.1.0', '1.2.0'])
    here.move('1.2.0')
    expect(choices().toSorted()).toEqual(['1.1.0', '1.2.0'])
    expect(version()).toBe('1.2.0')
  })

  test('is none where there was nothing to choose, or once something else was chosen on purpose', () => {
    here.move('1.1.0')
    here.move('1.2.0')
    expect(choices()).toEqual([])
    there.receive(here)
    chooseBetween('1.3.0', '1.3.0', '1.3.0')
    expect(choices()).toEqual([])
    there.receive(here)
    chooseBetween('1.4.0', '1.5.0', '1.5.0')
    here.move('1.6.0')
    expect(choices()).toEqual([])
  })

  test('may be of a third one', () => {
    chooseBetween('1.1.0', '1.2.0', '1.3.0')
    expect(choices().toSorted()).toEqual(['1.1.0', '1.2.0', '1.3.0'])
  })

  test('is over with the acceptance, which stands on its edition', () => {
    chooseBetween('1.1.0', '1.2.0', '1.2.0')
    here.accept()
    expect(choices()).toEqual([])
  })

  test('shows what stands side by side until it is made', () => {
    here.move('1.1.0')
    there.move('1.2.0')
    meet()
    expect(choices().toSorted()).toEqual(['1.1.0', '1.2.0'])
  })
})

describe('a case is moved', () => {
  test('while its answers can be given, and not afterwards', () => {
    expect(canMove(here.state)).toBe(true)
    here.accept()
    expect(canMove(here.state)).toBe(false)
    expect(judgeMove(here.state, here.state.heads)).toMatchObject({ failure: { kind: 'not-allowed', action: 'move', status: 'accepted' } })
  })

  test('not on a screen that is old, and not while something else has to be put in order', () => {
    const { heads } = here.state
    here.write('facts.maxHeight', 24)
    expect(judgeMove(here.state, heads)).toMatchObject({ failure: { kind: 'stale' } })
    there.write('facts.maxHeight', 30)
    meet()
    expect(judgeMove(here.state, here.state.heads)).toMatchObject({ failure: { kind: 'unsettled', conflicts: ['facts.maxHeight'] } })
  })
})

test('whatever happened, the edition is the same on every station, and it stands alone or asks for a choice', () => {
  fc.assert(
    fc.property(aHistory, fc.infiniteStream(fc.nat()), (events, draws) => {
      const shuffled = events.map((event) => ({ event, at: draws.next().value })).toSorted((one, other) => one.at - other.at).map(({ event }) => event)
      const [one, other] = [foldCase(caseId, events), foldCase(caseId, [...shuffled, ...events.slice(0, 3)])]
      expect(editionOf(other)).toEqual(editionOf(one))
      expect(other.edition).toEqual(one.edition)
      expect(new Set(one.edition.heads.map(({ move }) => move.to.digest)).size > 1).toBe(findUnsettled(one)?.edition ?? false)
    }),
    { numRuns: 200 },
  )
})
