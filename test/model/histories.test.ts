import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findUnsettled } from '../../shared/domain/caseActions.ts'
import { markKey, markNames } from '../../shared/domain/caseMarks.ts'
import { foldBefore } from '../../shared/domain/compareMoments.ts'
import type { CaseEvent, CaseState, EventName, Named } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { beginCase, growCase } from '../../shared/domain/growCase.ts'
import { aForcedSet, caseId } from '../builders/events.ts'
import { Oracle } from './oracle.ts'
import { aWorld, ModelStation, putInOrder, type World } from './world.ts'

/**
 * Generated histories of four stations. `MODEL_RUNS=50` runs fifty times as many, `MODEL_SEED=7` others than usual:
 * `MODEL_RUNS=50 MODEL_SEED=$RANDOM npx vitest run test/model`. A failure prints the seed and the shortest history.
 */
const times = Number(process.env.MODEL_RUNS ?? 1)
const seed = process.env.MODEL_SEED === undefined ? 20260302 : Number(process.env.MODEL_SEED)
const runs = (count: number): fc.Parameters<unknown> => ({ numRuns: count * times, seed, ...(times > 1 ? { interruptAfterTimeLimit: 3_000_000 } : {}) })
const patience = 30_000 * Math.max(times * 4, 2)

const fold = (events: readonly Named<CaseEvent>[]): CaseState => foldCase(caseId, events)
const shuffled = <T>(list: readonly T[]): fc.Arbitrary<readonly T[]> => fc.shuffledSubarray([...list], { minLength: list.length })
const keysOf = ({ marks }: CaseState, late: boolean): readonly string[] => marks.filter((mark) => (mark.kind === 'late') === late).map((mark) => markKey(markNames(mark))).sort()

/** A world, and everything in it in some order and cut into some batches. */
const aDelivery = aWorld().chain((world) => shuffled(world.union()).chain((events) => fc.array(fc.nat(events.length), { maxLength: 6 }).map((cuts) => ({ world, events, cuts: [...cuts, 0, events.length].sort((a, b) => a - b) }))))

describe('histories of four stations', () => {
  test('any order, any batches, anything twice: the same state', () => {
    fc.assert(
      fc.property(aDelivery, ({ world, events, cuts }) => {
        const whole = fold(world.union())
        expect(fold(events)).toEqual(whole)
        let grown = beginCase(caseId, [])
        for (const [at, cut] of cuts.entries()) grown = growCase(grown, events.slice(Math.max((cuts[at - 1] ?? 0) - 2, 0), cut))
        expect(grown.state).toEqual(whole)
      }),
      runs(60),
    )
  }, patience)

  test('what a station has grown event by event is what the fold makes of it', () => {
    fc.assert(
      fc.property(aWorld(30), (world) => {
        for (const station of world.stations) {
          let grown = beginCase(caseId, [])
          for (const event of station.events) grown = growCase(grown, [event])
          expect(grown.state).toEqual(station.state)
        }
      }),
      runs(40),
    )
  }, patience)

  test('a conflict stands exactly where a value was overwritten unseen, a mark exactly where the contract wants one', () => {
    fc.assert(
      fc.property(aWorld(), (world) => {
        for (const events of [world.union(), ...world.stations.map((station) => station.events)]) {
          const state = fold(events)
          const oracle = new Oracle(events)
          const conflicts = Object.values(state.fields).flatMap(({ path, conflict }) => (conflict ? [path] : []))
          expect([...conflicts, ...(state.status.kind === 'contested' ? ['status'] : []), ...(state.edition.conflict ? ['edition'] : [])].sort()).toEqual([...oracle.conflicts()].sort())
          for (const { path, heads } of Object.values(state.fields)) expect(heads.map(({ event }) => event).sort()).toEqual([...oracle.standing(path)].sort())
          expect(keysOf(state, false)).toEqual(oracle.pairs())
          expect(keysOf(state, true)).toEqual(oracle.late())
          expect(state.missing).toEqual(oracle.missing())
        }
      }),
      runs(40),
    )
  }, patience)

  test('one person can put every case in order, with nothing but what is never refused', () => {
    fc.assert(
      fc.property(aWorld(), (world) => {
        for (const events of [world.union(), ...world.stations.map((station) => station.events)]) {
          const person = new ModelStation(9)
          person.keep(events.map(({ name, event }) => [name, event] as const))
          putInOrder(person)
          expect(findUnsettled(person.state)).toBeNull()
        }
      }),
      runs(50),
    )
  }, patience)

  test('two people who put a case in order apart may disagree once more, and then one of them ends it', () => {
    fc.assert(
      fc.property(aWorld(), (world) => {
        const [one, other] = [new ModelStation(8), new ModelStation(9)]
        for (const person of [one, other]) {
          person.keep(world.union().map(({ name, event }) => [name, event] as const))
          putInOrder(person)
        }
        one.receive(other)
        putInOrder(one)
        other.receive(one)
        expect(other.state).toEqual(one.state)
        expect(findUnsettled(other.state)).toBeNull()
      }),
      runs(30),
    )
  }, patience)

  test('a number once given out never vanishes, and never becomes another paper', () => {
    fc.assert(
      fc.property(aWorld(), (world) => {
        const papers = new Map(fold(world.union()).papers.map((paper) => [paper.reservation, paper]))
        for (const [name, event] of world.everFlushed) {
          if (event.kind === 'paper.reserved') expect(papers.get(name)).toMatchObject({ number: event.payload.number, kind: event.payload.paperKind })
        }
        const voided = new Set(world.union().flatMap(({ event }) => (event.kind === 'paper.voided' ? [event.payload.number] : [])))
        for (const { number, stage } of papers.values()) expect(stage.kind === 'voided').toBe(voided.has(number))
        for (const station of world.stations) {
          for (const paper of station.state.papers) {
            expect(papers.has(paper.reservation)).toBe(true)
            // Voided is for good.
            if (paper.stage.kind === 'voided') expect(papers.get(paper.reservation)?.stage.kind).toBe('voided')
          }
        }
      }),
      runs(40),
    )
  }, patience)

  test('an acknowledged mark never opens again, a retracted note never comes back', () => {
    fc.assert(
      fc.property(aWorld(), (world) => {
        const whole = fold(world.union())
        const open = new Set(whole.marks.filter(({ isAcknowledged }) => !isAcknowledged).map((mark) => markKey(markNames(mark))))
        for (const station of world.stations) {
          const { marks, notes } = station.state
          for (const mark of marks) if (mark.isAcknowledged) expect(open.has(markKey(markNames(mark)))).toBe(false)
          for (const note of notes) if (note.retracted) expect(whole.notes.find(({ event }) => event === note.event)?.retracted).not.toBeNull()
        }
      }),
      runs(40),
    )
  }, patience)

  test('the fold of the ancestors of an event is the case as its author had it', () => {
    fc.assert(
      fc.property(aWorld(30), (world) => {
        const events = world.union()
        const known = new Set(events.map(({ name }) => name))
        for (const [name, before] of world.before) if (known.has(name) && hasAllOf(world, before)) expect(foldBefore(caseId, events, name)).toEqual(before)
      }),
      runs(25),
    )
  }, patience)

  test('any set of well-shaped events folds, forced cycles included', () => {
    fc.assert(
      fc.property(aForcedSet.chain((events) => fc.tuple(fc.constant(events), shuffled(events))), ([events, mixed]) => {
        const state = fold(events)
        expect(fold(mixed)).toEqual(state)
        expect(growCase(beginCase(caseId, []), mixed).state).toEqual(state)
        for (const { heads } of Object.values(state.fields)) expect(heads.length).toBeGreaterThan(0)
      }),
      runs(300),
    )
  }, patience)
})

/** Events that only ever were in the memory of a machine that crashed are nowhere any more. */
function hasAllOf(world: World, state: CaseState): boolean {
  const names = new Set(world.union().map(({ name }) => name))
  return state.heads.every((head: EventName) => names.has(head))
}
