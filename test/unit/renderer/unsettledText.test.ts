import { beforeAll, describe, expect, test } from 'vitest'
import { differenceRows } from '../../../renderer/words/differenceText.ts'
import { outcomeDifferences } from '../../../renderer/words/outcomeDifference.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { conflictHint, countUnsettled, personText, unsettledSentence } from '../../../renderer/words/unsettledText.ts'
import { assess } from '../../../shared/domain/assess.ts'
import { compareMoments } from '../../../shared/domain/compareMoments.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import { aCase, AStation } from '../../builders/events.ts'
import { anExample, readXiamenPack } from '../../builders/pack.ts'

let lookup: PackLookup
let compiled: CompiledPack
beforeAll(async () => {
  const read = await readXiamenPack()
  lookup = lookUpPack(read.pack)
  compiled = read.compiled
})

/** Two stations that worked apart on one case. */
function apart(): { readonly here: AStation; readonly there: AStation } {
  const here = aCase()
  here.write('project.name', '先锋厂房')
  const there = new AStation(2)
  there.receive(here)
  return { here, there }
}

describe('what is to be put in order', () => {
  test('is nothing where one station worked alone', () => {
    const { here } = apart()
    expect(unsettledSentence(here.state)).toBeNull()
    expect(countUnsettled(here.state)).toBe(0)
  })

  test('is a value that differs, and a status that went two ways', () => {
    const { here, there } = apart()
    here.write('applicant.agent', '林浩')
    there.write('applicant.agent', '林海')
    here.receive(there)
    expect(unsettledSentence(here.state)).toBe('1 处两样填法。')
    here.withdraw()
    there.accept()
    here.receive(there)
    expect(unsettledSentence(here.state)).toMatch(/^状态有两种走法，1 处两样填法，\d 处标记没有看过。$/)
  })

  test('is a record that has not come', () => {
    const { here, there } = apart()
    const lost = there.write('project.address', '杏林')
    there.append({ kind: 'note.added', payload: { text: '来电' } })
    here.receive(there)
    here.has.delete(lost.name)
    expect(unsettledSentence(here.state)).toBe('还缺 1 条记录。')
  })
})

test('where a field is asked for, both answers are said before a third one is given', () => {
  const { here, there } = apart()
  here.write('facts.maxHeight', 20)
  there.write('facts.maxHeight', 24)
  expect(conflictHint(here.state, 'facts.maxHeight', lookup)).toBeNull()
  here.receive(there)
  expect(conflictHint(here.state, 'facts.maxHeight', lookup)).toMatch(/^两处填得不一样：(20.米 ／ 24.米|24.米 ／ 20.米)。在这里填，就以这次填的为准/)
  expect(conflictHint(null, 'facts.maxHeight', lookup)).toBeNull()
})

test('someone of another station has no name here', () => {
  expect(personText('a', [{ id: 'a', name: '李敏', role: 'clerk' }])).toBe('李敏')
  expect(personText('b', [{ id: 'a', name: '李敏', role: 'clerk' }])).toBe('别处的人员')
})

test('two floor areas lead to two flows, and only what differs is said', () => {
  const outcomes = [9_800, 10_200].map((totalFloorArea) => assess(compiled, anExample(lookup.pack, 's01', { buildingType: 'workshop', totalFloorArea, industrialProject: true, onCommitmentNegativeList: false })))
  const [small, large] = [outcomeDifferences(outcomes, 0, lookup), outcomeDifferences(outcomes, 1, lookup)]
  expect(small[0]).toMatch(/^流程：.*低风险/)
  expect(large).toHaveLength(small.length)
  for (const [index, line] of small.entries()) expect(large[index]).not.toBe(line)
  expect(outcomeDifferences([outcomes[0], outcomes[0]].flatMap((outcome) => outcome ?? []), 0, lookup)).toEqual([])
})

test('what differs between two moments is said in the words of the screen', () => {
  const { here } = apart()
  const before = here.state
  here.write('facts.totalFloorArea', 10_200)
  here.withdraw()
  expect(differenceRows(compareMoments(before, here.state), lookup)).toEqual([
    { key: 'status', what: '状态', before: '受理中', after: '已撤回' },
    { key: 'facts.totalFloorArea', what: '总建筑面积', before: '—', after: expect.stringMatching(/10.200.㎡/) },
  ])
})
