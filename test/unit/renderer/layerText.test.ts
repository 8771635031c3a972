import { beforeAll, expect, test } from 'vitest'
import { viewGuide } from '../../../renderer/words/guideView.ts'
import { groupMaterials } from '../../../renderer/words/materialView.ts'
import { noticeText } from '../../../renderer/words/noticeText.ts'
import { viewOutcome } from '../../../renderer/words/outcomeView.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { viewReason } from '../../../renderer/words/reasonView.ts'
import { assess } from '../../../shared/domain/assess.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { anExample, readJimeiPack } from '../../builders/pack.ts'

let lookup: PackLookup
let compiled: CompiledPack
let lift: Facts
beforeAll(async () => {
  ;({ compiled } = await readJimeiPack())
  lookup = lookUpPack(compiled.pack)
  lift = anExample(compiled.pack, 'jimei-02')
})

const tagsByItem = (facts: Facts): Record<string, string | undefined> =>
  Object.fromEntries(viewOutcome(lookup, assess(compiled, facts)).groups.flatMap(({ lines }) => lines.map(({ id, layer }) => [id, layer?.tag] as const)))

test('a line that the district changed, or gave a rule, carries its tag; the others carry none', () => {
  const tags = tagsByItem(lift)
  expect(tags['district-project-approval']).toBe('集美区补充 样例')
  expect(Object.values(tags).filter((tag) => tag !== undefined)).toHaveLength(1)
  expect(tagsByItem(anExample(compiled.pack, 's12'))['old-joint-review']).toBe('集美区补充 样例')
})

test('the paper that the district asks for carries its tag, the city’s papers of the same item do not', () => {
  const group = groupMaterials(lookup, assess(compiled, lift), () => null).find(({ item }) => item.id === 'district-project-approval')
  expect(group?.lines.map(({ material, layer }) => [material.id, layer?.title ?? null])).toEqual([
    ['old-plan', null],
    ['old-joint-review-opinion', null],
    ['project-proposal-doc', null],
    ['feasibility-report', null],
    ['jimei-elevator-notice', '出自：集美区补充规定（样例）'],
  ])
})

test('a paper of the city that the district changed, or a rule of the district waived, carries its tag too', () => {
  const [jimei] = compiled.pack.overlays
  if (!jimei) throw new Error('no overlay')
  const tagsWith = (place: string): (string | undefined)[] => {
    const changed = lookUpPack({ ...compiled.pack, overlays: [{ ...jimei, changes: { [place]: ['copies'] } }] })
    const groups = groupMaterials(changed, assess(compiled, lift), () => null)
    return groups.flatMap(({ lines }) => lines.filter(({ layer }) => layer !== null).map(({ item, material }) => `${item}/${material.id}`))
  }
  expect(tagsWith('materials/old-plan')).toEqual(['district-project-approval/old-plan'])
  expect(tagsWith('itemMaterials/district-project-approval/old-plan')).toEqual(['district-project-approval/old-plan'])
  expect(tagsWith('rules/old-direct-initiation')).toEqual(['district-project-approval/project-proposal-doc', 'district-project-approval/feasibility-report'])
})

test('every rule of a reason says where it stands, and an item what the district changed of it', () => {
  const approval = viewReason(lookup, compiled, assess(compiled, lift), lift, 'district-project-approval')
  expect(approval?.origin).toBe('厦门2021办理建筑许可改革方案')
  expect(approval?.deciding.map(({ id, origin, law }) => [id, origin, law])).toEqual([
    ['old-direct-initiation', '厦门2021办理建筑许可改革方案', ''],
    ['jimei-elevator-notice', '集美区补充规定（样例）', '集美区补充规定（样例）第三条'],
  ])
  const s12 = anExample(compiled.pack, 's12')
  expect(viewReason(lookup, compiled, assess(compiled, s12), s12, 'old-joint-review')?.origin).toBe('厦门2021办理建筑许可改革方案；集美区补充规定（样例）改了承办部门、办理时限、备注')
})

test('a guide says of item, theme, paper and rule where they stand', () => {
  const approval = viewGuide(lookup, compiled, { kind: 'item', id: 'district-project-approval' })
  if (approval?.kind !== 'item') throw new Error('no such guide')
  expect([approval.layer, approval.place.origin]).toEqual([null, '厦门2021办理建筑许可改革方案'])
  expect(approval.hints.map(({ id, layer, place }) => [id, layer?.tag ?? null, place.origin])).toContainEqual(['jimei-elevator-notice', '集美区补充 样例', '集美区补充规定（样例）'])
  expect(approval.materials.filter(({ link }) => link.layer !== null).map(({ link }) => link.name)).toEqual(['小区公示情况说明'])
  for (const guide of [{ kind: 'item', id: 'old-joint-review' }, { kind: 'theme', id: 'jimei-elevator' }, { kind: 'material', id: 'jimei-elevator-notice' }] as const) {
    expect(viewGuide(lookup, compiled, guide)?.layer?.tag, guide.id).toBe('集美区补充 样例')
  }
})

test('with the city’s pack alone nothing is said of layers', () => {
  const alone = lookUpPack({ ...compiled.pack, overlays: [] })
  expect(viewReason(alone, compiled, assess(compiled, lift), lift, 'district-project-approval')?.origin).toBeNull()
  expect(viewOutcome(alone, assess(compiled, lift)).groups.flatMap(({ lines }) => lines.map(({ layer }) => layer)).every((layer) => layer === null)).toBe(true)
})

test('a refused overlay is named, with what is in use instead and the problem', () => {
  const refused = { kind: 'overlay-refused', overlay: '集美区补充规定', problems: ['items.json eia：没有这个材料：scroll'], using: { id: 'xiamen-2021', version: '1.0.0', digest: '' } } as const
  expect(noticeText({ ...refused, keptEarlier: false })).toEqual({
    title: '“集美区补充规定”有问题，没有采用',
    detail: '没有用它，现在按市级政策包和其余没有问题的补充办理，可以照常受理。请告诉维护人员。问题：items.json eia：没有这个材料：scroll。',
  })
  expect(noticeText({ ...refused, keptEarlier: true }).detail).toContain('仍用上次那份补充')
  expect(noticeText({ kind: 'overlay-elsewhere', overlay: '集美区补充规定', district: '集美区', stationDistrict: '思明区' }).detail).toContain('思明区')
  expect(noticeText({ kind: 'overlay-early', overlay: '集美区补充规定', effectiveFrom: '2021-05-01' }).detail).toContain('2021')
})
