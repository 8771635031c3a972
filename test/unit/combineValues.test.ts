import { expect, test } from 'vitest'
import { combineValues } from '../../shared/domain/combineValues.ts'

const received = (originals: number, copies: number) => ({ kind: 'received', originals, copies }) as const

test('two addresses are joined to be edited; what one of them says already is not said twice', () => {
  expect(combineValues('project.address', ['集美北路 1 号', '浔江路口'])).toEqual({ kind: 'words', text: '集美北路 1 号；浔江路口' })
  expect(combineValues('applicant.agent', ['林海', '林海（13800000000）', '林浩'])).toEqual({ kind: 'words', text: '林海（13800000000）；林浩' })
  expect(combineValues('applicant.agent', ['林海', ' 林海'])).toEqual({ kind: 'words', text: '林海' })
  expect(combineValues('constructionPermit.remark', ['一期', '二期'])).toEqual({ kind: 'words', text: '一期；二期' })
})

test('an emptied text has nothing to add, and a text that no field would take is not offered', () => {
  expect(combineValues('project.address', ['浔江路口', null])).toBeNull()
  expect(combineValues('project.name', ['甲'.repeat(200), '乙'.repeat(199)])).toMatchObject({ kind: 'words' })
  expect(combineValues('project.name', ['甲'.repeat(200), '乙'.repeat(200)])).toBeNull()
})

test('codes, areas, days, answers and themes are one or the other', () => {
  expect(combineValues('applicant.uscc', ['91350200MA00000001', '91350200MA00000002'])).toBeNull()
  expect(combineValues('planningPermit.floorAreaM2', ['9800', '10200'])).toBeNull()
  expect(combineValues('constructionPermit.issuedOn', ['2026-03-02', '2026-03-03'])).toBeNull()
  expect(combineValues('facts.totalFloorArea', [9_800, 10_200])).toBeNull()
  expect(combineValues('theme', ['decoration', 'municipal'])).toBeNull()
})

test('papers handed in at two counters all count; beside another way there is nothing to add', () => {
  expect(combineValues('materials.planning-permit/survey-results', [received(1, 2), received(1, 0)])).toEqual({ kind: 'material', value: received(2, 2) })
  expect(combineValues('materials.planning-permit/survey-results', [received(1, 2), { kind: 'original-seen' }])).toBeNull()
  expect(combineValues('materials.planning-permit/survey-results', [received(1, 2), null])).toBeNull()
  expect(combineValues('materials.planning-permit/survey-results', [received(60, 0), received(60, 0)])).toBeNull()
})
