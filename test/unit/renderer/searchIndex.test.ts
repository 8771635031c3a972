import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { findMarks, searchable, SearchIndex } from '../../../renderer/data/searchIndex.ts'
import { allGuides, type GuideEntry } from '../../../renderer/words/guideIndex.ts'
import { lookUpPack } from '../../../renderer/words/packLookup.ts'
import { readXiamenPack } from '../../builders/pack.ts'
import { aRow } from '../../builders/rows.ts'

const aNamelessRow = (change: Partial<CaseRow>): CaseRow => aRow({ id: '0f8fad5b-d9cb-469f-a165-70867728950e', projectName: '', applicantName: '', ...change })
const workshop = aNamelessRow({ id: 'a0000000-0000-4000-8000-000000000000', projectName: '集美三号厂房', applicantName: '厦门样例机械有限公司', projectCode: '2101-350211-04-01', papers: [{ number: 'JM03-K7Q2XA-0001', kind: 'acceptance-notice', stage: 'delivered' }] })
const school = aNamelessRow({ id: 'b0000000-0000-4000-8000-000000000000', projectName: '第七小学\u200b综合楼', applicantName: '某教育局' })
const rows = [workshop, school]
const find = (typed: string): readonly CaseRow[] => new SearchIndex().find(rows, typed)

test.each(['集美', '厂房', 'jimei', 'jmsh', 'JMSHCF', 'xmyljx', '2101-350211', 'jm03-k7q2xa-0001', '机械 集美', 'sanhao', "ji'mei", 'jimshcf'])('"%s" finds the workshop and nothing else', (typed) => {
  expect(find(typed)).toEqual([workshop])
})

test('invisible characters in a name do not hide it', () => {
  expect(find('小学综合')).toEqual([school])
})

test('initials go on over figures', () => {
  const numbered = aNamelessRow({ projectName: '集美区第4321号厂房' })
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

test('a figure, a letter or a sign in another width or case is the same', () => {
  const hall = aNamelessRow({ projectName: '第７小学 Ａ栋（㎡）' })
  for (const typed of ['第7', 'a栋', 'Ａ栋', 'm2']) expect(new SearchIndex().find([workshop, hall], typed)).toEqual([hall])
})

test.each([
  ['单丽华自建房', 'shanlihua'],
  ['仇小明住宅', 'qiuxm'],
  ['区建国商铺', 'oujianguo'],
  ['尉迟家宅', 'yuchi'],
  ['单位食堂', 'danwei'],
  ['重庆路管网', 'zhongqinglu'],
  ['重庆路管网', 'chongqinglu'],
  ['绿化工程', 'lvhua'],
  ['女子学校', 'nüzi'],
  ['𠮷堃广场', 'kungc'],
])('%s is found by %s, whichever way it is read', (projectName, typed) => {
  const row = aNamelessRow({ projectName })
  expect(new SearchIndex().find([workshop, school, row], typed)).toEqual([row])
})

test('what begins with it comes first, then what holds it, then what sounds like it', () => {
  const named = (projectName: string): CaseRow => aNamelessRow({ id: projectName, projectName })
  const sounding = named('新集美园')
  const [inside, begins, body] = [named('厦门 jm 仓库'), named('JM 厂房'), named('集美厂')]
  expect(new SearchIndex().find([sounding, inside, body, begins], 'jm')).toEqual([begins, inside, body, sounding])
})

test('what stands in a name is always found by any part of it', () => {
  const name = fc.string({ unit: fc.oneof(fc.constantFrom(...'集美三号厂房重庆 单ａＡ1，（）𠮷İΣς㎡é'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), minLength: 1, maxLength: 24 })
  fc.assert(
    fc.property(name, fc.nat(), fc.nat(), (projectName, from, length) => {
      const characters = [...projectName]
      const start = from % characters.length
      const typed = characters.slice(start, start + 1 + (length % characters.length)).join('')
      const row = aNamelessRow({ projectName })
      const found = new SearchIndex().find([workshop, row], typed)
      const marked = findMarks(projectName, typed).map(([begin, end]) => searchable(projectName.slice(begin, end))).join('')
      return found.includes(row) && typed.split(/\s+/u).map(searchable).every((word) => word === '' || marked.includes(word))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['建筑工程施工许可证核发', '许可证', ['许可证']],
  ['建筑工程施工许可证核发', 'sgxkz', ['施工许可证']],
  ['建筑工程施工许可证核发', 'jian 核发', ['建', '核发']],
  ['第７小学（𠮷）楼', '7xx', ['７小学']],
  ['集\u200b美厂房', 'jmcf', ['集\u200b美厂房']],
  ['建筑工程施工许可证核发', '消防', []],
])('in %s, %s stands for %j', (name, typed, pieces) => {
  expect(findMarks(name, typed).map(([from, to]) => name.slice(from, to))).toEqual(pieces)
})

describe('guides', async () => {
  const guides = allGuides(lookUpPack((await readXiamenPack()).pack))
  const find = (typed: string): readonly GuideEntry[] => new SearchIndex().findGuides(guides, typed)

  test.each([
    ['sgxkz', '建筑工程施工许可证核发'],
    ['shigongxuke', '建筑工程施工许可证核发'],
    ['shigongxkz', '建筑工程施工许可证核发'],
    ['jgysba', '竣工验收备案'],
    ['jungongyanshou', '竣工验收备案'],
    ['工许可', '建筑工程施工许可证核发'],
    ['gzcn', '告知承诺书'],
    ['yyzz', '营业执照'],
    ['电子证照库', '营业执照'],
    ['jzdt', '老旧小区改造、加装电梯'],
    ['xfang', '消防验收（备案）'],
  ])('%s leads to %s', (typed, title) => {
    expect(find(typed).map((entry) => entry.title)).toContain(title)
  })

  test('every page is found first of all by its own name', () => {
    for (const entry of guides) expect(find(entry.title).find(({ title }) => title.startsWith(entry.title))).toBeDefined()
  })

  test('nothing is found by nonsense', () => {
    expect(find('qqzzxx')).toEqual([])
    expect(find('不存在的事项')).toEqual([])
  })
})
