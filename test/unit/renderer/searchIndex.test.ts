import { expect, test } from 'vitest'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { SearchIndex } from '../../../renderer/data/searchIndex.ts'

const aRow = (change: Partial<CaseRow>): CaseRow => ({
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  status: 'intake',
  theme: null,
  updatedAt: '2026-11-24T02:00:00Z',
  openedAt: '2026-11-24T02:00:00Z',
  projectName: '',
  projectCode: '',
  applicantName: '',
  operatorName: '李敏',
  papers: [],
  acceptedOn: null, promisedOn: null, supplementUntil: null,
  flow: null,
  ...change,
})
const workshop = aRow({ id: 'a0000000-0000-4000-8000-000000000000', projectName: '集美三号厂房', applicantName: '厦门样例机械有限公司', projectCode: '2101-350211-04-01', papers: [{ number: 'JM03-K7Q2XA-0001', kind: 'acceptance-notice', stage: 'delivered' }] })
const school = aRow({ id: 'b0000000-0000-4000-8000-000000000000', projectName: '第七小学\u200b综合楼', applicantName: '某教育局' })
const rows = [workshop, school]
const find = (typed: string): readonly CaseRow[] => new SearchIndex().find(rows, typed)

test.each(['集美', '厂房', 'jimei', 'jmsh', 'JMSHCF', 'xmyljx', '2101-350211', 'jm03-k7q2xa-0001', '机械 集美', 'sanhao'])('"%s" finds the workshop and nothing else', (typed) => {
  expect(find(typed)).toEqual([workshop])
})

test('invisible characters in a name do not hide it', () => {
  expect(find('小学综合')).toEqual([school])
})

test('initials go on over figures', () => {
  const numbered = aRow({ projectName: '集美区第4321号厂房' })
  expect(new SearchIndex().find([workshop, numbered], 'jmqd4321hcf')).toEqual([numbered])
})

test('nothing typed shows everything, in the order given', () => {
  expect(find('  ')).toEqual(rows)
})

test('a few letters of a case id are no hit, its beginning is', () => {
  expect(find('a00')).toEqual([])
  expect(find('a0000000-0000')).toEqual([workshop])
})

test('a renamed project is found by its new name and no longer by the old one', () => {
  const index = new SearchIndex()
  expect(index.find(rows, 'jmsh')).toEqual([workshop])
  const renamed = { ...workshop, projectName: '海沧仓库' }
  expect(index.find([renamed, school], 'hcck')).toEqual([renamed])
  expect(index.find([renamed, school], 'jmsh')).toEqual([])
})
