import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseState, EventName, Field, FieldPath, FieldValue } from '../../shared/domain/events.ts'
import { beginCase, growCase } from '../../shared/domain/growCase.ts'
import { findUndoable, undoWrites } from '../../shared/domain/undo.ts'
import { caseId } from '../builders/events.ts'
import { aWorld, ModelStation, type World, write } from './world.ts'

/** A choice among values in conflict, taken back: in generated histories of four stations, and apart. */
const runs = (count: number): fc.Parameters<unknown> => ({ numRuns: count, seed: 20260302 })
const patience = 60_000

const valuesOf = (field: Field | undefined): readonly string[] => [...new Set((field?.heads ?? []).map(({ value }) => canonicalJson(value)))].sort()
/** Who gave each value, through whatever was chosen and taken back since. */
const givenBy = (field: Field | undefined): readonly string[] =>
  [...new Set((field?.heads ?? []).flatMap(({ event, value, again }) => (again ?? [{ event }]).map((origin) => `${canonicalJson(value)} ${origin.event}`)))].sort()

function personWith(number: number, world: World): ModelStation {
  const person = new ModelStation(number)
  person.keep(world.union().map(({ name, event }) => [name, event] as const))
  return person
}
function choose(person: ModelStation, path: FieldPath, value: number): EventName {
  const made = write(person, person.state, path, value, person.state)
  if (!made.ok) throw new Error(made.failure.kind)
  const [body] = made.value
  if (!body) throw new Error('nothing was chosen')
  return person.append(body).name
}
function undo(person: ModelStation, names: readonly EventName[]): readonly EventName[] {
  const undone = undoWrites(person.state, person.events, names)
  if (typeof undone === 'string') throw new Error(undone)
  return undone.map((body) => person.append(body).name)
}
/** Fields in conflict whose choice may be taken back: what was written over and has not come makes it impossible to say what stood there. */
const conflictsOf = ({ fields }: CaseState): readonly FieldPath[] => Object.values(fields).flatMap(({ path, conflict }) => (conflict ? [path] : []))

describe('a choice among values in conflict, taken back', () => {
  test('every value stands again with whoever gave it, in any status; made again, the choice stands again', () => {
    let undone = 0
    fc.assert(
      fc.property(aWorld(60), (world) => {
        const person = personWith(9, world)
        for (const path of conflictsOf(person.state)) {
          const before = person.state.fields[path]
          const choice = choose(person, path, 7)
          expect(person.state.fields[path]).toMatchObject({ conflict: false, heads: [{ value: 7 }] })
          expect(findUndoable(person.state, person.events).has(choice)).toBe(true)
          const reopened = undo(person, [choice])
          const after = person.state.fields[path]
          expect(after?.conflict).toBe(true)
          expect(valuesOf(after)).toEqual(valuesOf(before))
          expect(givenBy(after)).toEqual(givenBy(before))
          // Laid on top one by one.
          const known = world.union().length
          expect(growCase(beginCase(caseId, person.events.slice(0, known)), person.events.slice(known)).state).toEqual(person.state)
          const [again, ...others] = undo(person, reopened)
          expect(others).toEqual([])
          expect(person.state.fields[path]).toMatchObject({ conflict: false, heads: [{ value: 7 }] })
          undo(person, [again ?? ''])
          expect(givenBy(person.state.fields[path])).toEqual(givenBy(before))
          undone += 1
        }
      }),
      runs(40),
    )
    // The histories are worth something.
    expect(undone).toBeGreaterThan(30)
  }, patience)

  test('taken back here while something else is done there: any order gives the same, and nothing goes out of sight', () => {
    const elsewhere = ['undo', 'write', 'undo and choose', 'nothing'] as const
    let met = 0
    fc.assert(
      fc.property(aWorld(60), fc.constantFrom(...elsewhere), (world, what) => {
        const [one, other] = [personWith(8, world), personWith(9, world)]
        const path = conflictsOf(one.state)[0]
        if (path === undefined) return
        met += 1
        const before = valuesOf(one.state.fields[path])
        const choice = choose(one, path, 7)
        other.receive(one)
        undo(one, [choice])
        const added: FieldValue[] = []
        if (what === 'undo') undo(other, [choice])
        if (what === 'undo and choose') {
          undo(other, [choice])
          added.push(8)
          choose(other, path, 8)
        }
        // A person who had the choice before their eyes goes on from it, also where the status would not list the field.
        if (what === 'write') {
          added.push(9)
          other.write(path, 9)
        }
        const alone = new ModelStation(7)
        alone.receive(other)
        alone.receive(one)
        one.receive(other)
        other.receive(one)
        expect(other.state).toEqual(one.state)
        expect(alone.state).toEqual(one.state)
        expect(valuesOf(one.state.fields[path])).toEqual([...new Set([...before, ...added.map((value) => canonicalJson(value))])].sort())
      }),
      runs(60),
    )
    expect(met).toBeGreaterThan(20)
  }, patience)
})
