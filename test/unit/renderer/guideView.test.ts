import { beforeAll, expect, test } from 'vitest'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import { allGuides, listGuides } from '../../../renderer/words/guideIndex.ts'
import { viewCourse, viewGuide, type GuideView, type ItemGuide, type MaterialGuide, type ThemeGuide } from '../../../renderer/words/guideView.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { packWith, readXiamenPack } from '../../builders/pack.ts'

let lookup: PackLookup
let compiled: CompiledPack
beforeAll(async () => {
  const read = await readXiamenPack()
  lookup = lookUpPack(read.pack)
  compiled = read.compiled
})

function page<K extends GuideView['kind']>(kind: K, id: string): Extract<GuideView, { kind: K }> {
  const view = viewGuide(lookup, compiled, { kind, id })
  if (view?.kind !== kind) throw new Error(`no page ${kind}/${id}`)
  return view as Extract<GuideView, { kind: K }>
}
const item = (id: string): ItemGuide => page('item', id)
const material = (id: string): MaterialGuide => page('material', id)
const theme = (id: string): ThemeGuide => page('theme', id)

/** Every text a page shows; ids, which only name things, left out. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]) => (['id', 'kind', 'guide', 'status', 'join', 'tone', 'facts', 'expect'].includes(key) ? [] : textsOf(part)))
}
// BIM and CIM are the plan's own words.
const foreign = (texts: readonly string[]): readonly string[] => texts.filter((text) => /[A-Za-z]{2,}/u.test(text.replaceAll(/[BC]IM/gu, '')))

test('every item, theme and material has its page, all of it in Chinese and without ids', () => {
  const guides = allGuides(lookup)
  expect(guides).toHaveLength(lookup.pack.items.length + lookup.pack.themes.length + lookup.pack.materials.length)
  for (const { guide, title, detail } of guides) {
    const view = page(guide.kind, guide.id)
    expect(view.name).toBe(title)
    expect(foreign([detail, ...textsOf(view)])).toEqual([])
    expect(textsOf(view).every((text) => !text.includes('undefined'))).toBe(true)
  }
})

test('items are listed by stage, materials by kind, none is left out', () => {
  expect(listGuides(lookup, 'item').map(({ title }) => title)).toEqual(['立项用地规划许可', '工程建设许可', '施工许可', '竣工验收'])
  expect(listGuides(lookup, 'material').map(({ title }) => title)).toEqual(['证照和批文', '申请表单', '报告和文书', '图纸', '承诺书'])
})

test('a page that the pack does not have is said to be none', () => {
  expect(viewGuide(lookup, compiled, { kind: 'item', id: 'no-such-item' })).toBeNull()
})

test('an item says what it can become, by which rule, and where that stands', () => {
  const permit = item('construction-permit')
  expect(permit).toMatchObject({ stage: '施工许可', certificate: '建筑工程施工许可证', timeLimit: '2 个工作日' })
  expect(permit.becomes.map(({ word }) => word)).toEqual(['免办', '告知承诺'])
  const [exempt] = permit.becomes
  const lift = exempt?.rules.find(({ id }) => id === 'old-construction-exempt-public')
  expect(lift).toMatchObject({ title: '公共配套和加装电梯免施工许可证', place: { clause: '第9条' } })
  expect(lift?.place.tasks.map(({ no }) => no)).toEqual([32])
  expect(lift?.sentence).not.toBe('')
  expect(permit.hints.map(({ title }) => title)).toContain('低风险项目一表申请两证')
  expect(permit.first).toEqual(['方案施行前的申请不适用'])
})

test('when something applies is said in the labels of the questions, with the terms explained', () => {
  const upload = item('survey-file-upload').applies
  expect(upload.lines).toEqual(['社会投资简易低风险工程建设项目', '申请日期在2021年4月6日或以后'])
  expect(upload.terms[0]?.meaning).toContain('总建筑面积不超过 10\u202f000 平方米，且建筑高度不超过 24 米')
  expect(upload.terms[1]).toEqual({ term: '属于低风险建筑类型', meaning: '建筑类型为办公、公共服务设施或厂房，或（建筑类型为仓库，且仓库类别为小型普通仓库）' })
  expect(item('project-code').applies.lines).toEqual(['已赋项目代码：否'])
  expect(item('enterprise-filing').applies.lines).toEqual(['不属于城镇老旧小区改造', '不属于政府投资', '本次需办立项'])
  expect(item('design-scheme').applies).toMatchObject({ join: 'any', lines: ['房屋建筑', '市政基础设施'], terms: [] })
})

test.each([
  ['not(totalFloorArea <= 10000)', 'all', ['总建筑面积超过 10\u202f000 平方米']],
  ['24 < maxHeight', 'all', ['建筑高度超过 24 米']],
  ['not(date(applicationDate) < date("2021-04-06"))', 'all', ['申请日期在2021年4月6日或以后']],
  ['not(isRural or landObtained)', 'all', ['不属于乡村建设项目', '已取得用地：否']],
  ['not(isRural and not(landObtained))', 'any', ['不属于乡村建设项目', '已取得用地']],
  ['isRural or (landObtained and (needsWater or needsGas))', 'any', ['乡村建设项目', '已取得用地，且（报装供水，或报装燃气）']],
  ['if tenderMode = null then null else not(tenderMode in ["public", "invited"])', 'all', ['施工发包方式不是公开招标或邀请招标']],
  ['if buildingType = null then null else not(buildingType = "warehouse")', 'all', ['建筑类型不是仓库']],
  ['true', 'all', []],
  ['not(true)', 'any', []],
])('%s is said as it stands', (appliesWhen, join, lines) => {
  const { pack } = lookup
  const changed = packWith(pack, { items: pack.items.map((entry) => (entry.id === 'eia' ? { ...entry, appliesWhen } : entry)) })
  const view = viewGuide(lookUpPack(changed.pack), changed, { kind: 'item', id: 'eia' })
  expect(view).toMatchObject({ applies: { join, lines } })
})

test('a rule says which other ones go before it here; what goes before all is said once', () => {
  const rules = item('planning-permit').becomes.flatMap(({ rules: members }) => members)
  const beaten = rules.find(({ id }) => id === 'old-planning-exempt-public')
  expect(beaten?.yieldsTo).toEqual(['新增用地或非公共配套规划许可告知承诺'])
  expect(rules.flatMap(({ yieldsTo }) => yieldsTo)).not.toContain('方案施行前的申请不适用')
})

test('items done together know each other', () => {
  expect(item('joint-acceptance').takesIn.map(({ name }) => name)).toEqual(['不动产首次登记'])
  expect(item('property-registration').becomes.flatMap(({ rules }) => rules).map(({ into }) => into?.name)).toContain('联合验收')
})

test('an item and its materials link to each other, added ones too', () => {
  expect(item('construction-permit').materials.find(({ link }) => link.name === '告知承诺书')?.addedBy).toContain('低风险项目施工许可阶段告知承诺')
  for (const { item: entry } of compiled.items) {
    for (const { link, addedBy } of item(entry.id).materials) {
      const back = material(link.guide.id)
      const names = addedBy.length > 0 ? back.addedBy.flatMap(({ items }) => items) : back.wantedBy.map(({ link: asking }) => asking)
      expect(names.map(({ guide }) => guide.id)).toContain(entry.id)
    }
  }
})

test('a material says where it comes from, who asks for it and when it need not be handed in', () => {
  const permit = material('planning-permit-copy')
  expect(permit).toMatchObject({ copies: '复印件 1 份', shareableFrom: '电子证照库', resultOf: { name: '建设工程规划许可证核发' } })
  expect(permit.wantedBy.map(({ link }) => link.name)).toContain('建筑工程施工许可证核发')
  const oneForm = permit.waivedBy.find(({ rule }) => rule.id === 'low-risk-one-form')
  expect(oneForm?.instead.map(({ name }) => name)).toEqual(['建筑许可“一表”申请表（规划许可证、施工许可证）'])
  expect(oneForm?.rule.place.tasks.map(({ no }) => no)).toEqual([22])
  expect(material('building-permit-one-form').addedBy[0]?.instead.map(({ name }) => name)).toContain('建设工程规划许可证申请表')
})

test('a theme shows what it answers in advance and a worked case of its flow', () => {
  const small = theme('low-risk')
  expect(small.presets).toEqual([{ label: '工程类型', answer: '房屋建筑' }, { label: '投资性质', answer: '社会投资' }])
  for (const { id } of lookup.pack.themes) {
    const { examples, flow } = theme(id)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) expect(viewCourse(lookup, compiled, example).flow).toBe(flow)
  }
})
