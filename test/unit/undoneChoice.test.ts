import { describe, expect } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import type { CaseState, Field } from '../../shared/domain/events.ts'
import { beginCase, growCase } from '../../shared/domain/growCase.ts'
import { undoWrites } from '../../shared/domain/undo.ts'
import { acceptCommand, answeredCase, must, openCase, order, write } from '../builders/counter.ts'
import { counterTest as test } from '../builders/counterTest.ts'
import { aCase, AStation, caseId } from '../builders/events.ts'

const height = 'facts.maxHeight'
const namesOf = (field: Field | undefined): string[] => (field?.heads ?? []).map(({ event }) => event)
const valuesOf = (field: Field | undefined): readonly unknown[] => (field?.heads ?? []).map(({ value }) => value)

/** A screen that showed an older state makes a conflict: 20 and 24 metres. */
async function inConflict(desk: DeskService, state: CaseState): Promise<CaseState> {
  const first = must(await write(desk, state, { [height]: 20 })).state
  return must(await order(desk, first, { kind: 'write', fields: [{ path: height, value: 24, over: namesOf(state.fields[height]) }] })).state
}
const undo = (desk: DeskService, state: CaseState, events: string[]) => order(desk, state, { kind: 'undo', events })

describe('a choice among values in conflict', () => {
  test('is taken back: both values stand again, with whoever gave them; nothing may be decided until one is chosen', async ({ desk }) => {
    const conflict = await inConflict(desk, await answeredCase(desk))
    const chosen = must(await write(desk, conflict, { [height]: 24 })).state
    expect(chosen.fields[height]).toMatchObject({ conflict: false })
    const undone = must(await undo(desk, chosen, namesOf(chosen.fields[height]))).state
    expect(undone.fields[height]?.conflict).toBe(true)
    expect(valuesOf(undone.fields[height]).toSorted()).toEqual([20, 24])
    const given = (field: Field | undefined) => (field?.heads ?? []).map(({ value, event, again }) => [value, (again ?? [{ event }]).map((origin) => origin.event)]).toSorted()
    expect(given(undone.fields[height])).toEqual(given(conflict.fields[height]))
    expect(await order(desk, undone, await acceptCommand(desk, undone))).toMatchObject({ failure: { kind: 'unsettled', conflicts: [height] } })
    expect(must(await desk.handle('case:timeline', { caseId: undone.id })).slice(-3).map(({ choice, undoable }) => [choice, undoable])).toEqual([['made', false], ['taken-back', false], ['taken-back', false]])
  })

  test('also where a third value was given, and where the first choice was between the same values before', async ({ desk }) => {
    const conflict = await inConflict(desk, await openCase(desk))
    let state = must(await write(desk, conflict, { [height]: 30 })).state
    state = must(await undo(desk, state, namesOf(state.fields[height]))).state
    state = must(await write(desk, state, { [height]: 20 })).state
    expect(must(await desk.handle('case:timeline', { caseId: state.id })).at(-1)).toMatchObject({ choice: 'made', undoable: true })
    const undone = must(await undo(desk, state, namesOf(state.fields[height]))).state
    expect(valuesOf(undone.fields[height]).toSorted()).toEqual([20, 24])
    const origins = (undone.fields[height]?.heads ?? []).flatMap(({ again }) => (again ?? []).map(({ event }) => event))
    expect(origins.toSorted()).toEqual(namesOf(conflict.fields[height]).toSorted())
  })

  test('what took it back is taken back together, and never one of it alone', async ({ desk }) => {
    const conflict = await inConflict(desk, await openCase(desk))
    const chosen = must(await write(desk, conflict, { [height]: 24 })).state
    const undone = must(await undo(desk, chosen, namesOf(chosen.fields[height]))).state
    const [one = '', other = ''] = namesOf(undone.fields[height])
    expect(await undo(desk, undone, [one])).toMatchObject({ failure: { kind: 'not-undoable', because: 'overtaken' } })
    const again = must(await undo(desk, undone, [one, other])).state
    expect(again.fields[height]).toMatchObject({ conflict: false, heads: [{ value: 24 }] })
    // And so on, as often as it takes.
    expect(valuesOf(must(await undo(desk, again, namesOf(again.fields[height]))).state.fields[height]).toSorted()).toEqual([20, 24])
  })

  test('two values that a conflict only happens to hold are no choice that could be taken up again', async ({ desk }) => {
    const conflict = await inConflict(desk, await openCase(desk))
    expect(await undo(desk, conflict, namesOf(conflict.fields[height]))).toMatchObject({ failure: { kind: 'not-undoable', because: 'overtaken' } })
    // Two people who each corrected the same choice.
    const [counter, caravan] = [aCase(), new AStation(2)]
    counter.write(height, 20)
    counter.write(height, 24, [])
    const choice = counter.write(height, 24)
    caravan.receive(counter)
    const corrections = [counter.write(height, 20).name, caravan.write(height, 30).name]
    counter.receive(caravan)
    expect(namesOf(counter.state.fields[height]).toSorted()).toEqual(corrections.toSorted())
    expect(counter.state.fields[height]?.heads.map(({ again }) => again)).toEqual([undefined, undefined])
    expect(undoWrites(counter.state, counter.events, corrections)).toBe('overtaken')
    expect(undoWrites(caravan.state, caravan.events, [choice.name])).toBe('overtaken')
  })

  test('stays while one of the values it was chosen among has not come', () => {
    const [counter, caravan] = [aCase(), new AStation(2)]
    const lost = counter.write(height, 20)
    counter.write(height, 24, [])
    const choice = counter.write(height, 24)
    caravan.receive(counter)
    caravan.has.delete(lost.name)
    expect(undoWrites(caravan.state, caravan.events, [choice.name])).toBe('not-here')
    expect(undoWrites(counter.state, counter.events, [choice.name])).toHaveLength(2)
  })

  test('who gave a value is known also where the conflict comes with the next record, laid on top', () => {
    const counter = aCase()
    const first = counter.write(height, 20)
    counter.write(height, 24, [])
    const choice = counter.write(height, 24)
    const undone = undoWrites(counter.state, counter.events, [choice.name])
    const [, other] = typeof undone === 'string' ? [] : undone.map((body) => counter.append(body))
    counter.write(height, 20, [other?.name ?? ''])
    expect(counter.state.fields[height]?.conflict).toBe(false)
    const known = counter.events.length
    counter.write(height, 30, [])
    expect(counter.state.fields[height]?.heads.flatMap(({ again }) => again ?? [])).toMatchObject([{ event: first.name }])
    expect(growCase(beginCase(caseId, counter.events.slice(0, known)), counter.events.slice(known)).state).toEqual(counter.state)
  })

  test('one value corrected to the other is a correction, and no choice taken back', async ({ desk }) => {
    const conflict = await inConflict(desk, await openCase(desk))
    const chosen = must(await write(desk, conflict, { [height]: 24 })).state
    const corrected = must(await write(desk, chosen, { [height]: 20 })).state
    expect(must(await desk.handle('case:timeline', { caseId: corrected.id })).at(-1)).toMatchObject({ choice: null, undoable: true })
    expect(valuesOf(must(await undo(desk, corrected, namesOf(corrected.fields[height]))).state.fields[height])).toEqual([24])
  })

  test('stays where a decision rests on it and the status lets the field be written no more', async ({ desk }) => {
    const answered = await answeredCase(desk)
    const before = answered.fields[height]
    const conflict = await inConflict(desk, answered)
    const [value] = valuesOf(before)
    const settled = must(await order(desk, conflict, { kind: 'write', fields: [{ path: height, value: typeof value === 'number' ? value : 20, over: namesOf(conflict.fields[height]) }] })).state
    const accepted = must(await order(desk, settled, await acceptCommand(desk, settled))).state
    expect(await undo(desk, accepted, namesOf(accepted.fields[height]))).toMatchObject({ failure: { kind: 'not-undoable', because: 'not-writable' } })
  })
})
