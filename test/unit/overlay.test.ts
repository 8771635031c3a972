import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { LoadedPack } from '../../electron/station/knownPack.ts'
import { loadOverlay } from '../../electron/station/packs.ts'
import { assess } from '../../shared/domain/assess.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import { changesTo, type LayerChange } from '../../shared/domain/layers.ts'
import { applyOverlay, type Overlay } from '../../shared/domain/overlay.ts'
import type { Item, Material, Pack, Rule } from '../../shared/domain/pack.ts'
import { findRuleProblems } from '../../shared/domain/packReach.ts'
import { overlayEffect } from '../../shared/output/overlayEffect.ts'
import { anOverlay, anOverlayFolder } from '../builders/overlay.ts'
import { anExample, jimeiOverlayDir, readJimeiPack } from '../builders/pack.ts'

let city: LoadedPack
let jimei: LoadedPack
let compiled: CompiledPack
beforeAll(async () => {
  ;({ city, layered: jimei, compiled } = await readJimeiPack())
})

function laid(overlay: Overlay, below: Pack = city.pack, digest = overlay.head.id): Pack {
  const applied = applyOverlay(below, overlay, digest)
  if (!applied.ok) throw new Error(applied.failure.problems.map(({ id, problem }) => `${id} ${problem}`).join('\n'))
  return applied.value
}

/** The content without the names of its layers. */
function own(pack: Pack): Pack {
  return { ...pack, overlays: [] }
}
const byOverlay = (changes: readonly LayerChange[]): unknown => changes.map(({ layer, fields }) => [layer.id, fields])

function first<T>(list: readonly T[], matches: (entry: T) => boolean): T {
  const found = list.find(matches)
  if (found === undefined) throw new Error('not in the pack')
  return found
}
const itemOf = (id: string): Item => first(city.pack.items, (item) => item.id === id)
const ruleOf = (id: string): Rule => first(city.pack.rules, (rule) => rule.id === id)

describe('what is laid on the city pack', () => {
  test('an item replaced by id stands where it stood, and says which fields are the district’s', () => {
    const before = itemOf('eia')
    const pack = laid(anOverlay({}, { items: [{ ...before, department: '湖里生态环境局', timeLimit: { ...before.timeLimit, workingDays: 10 } }] }))
    expect(pack.items.map(({ id }) => id)).toEqual(city.pack.items.map(({ id }) => id))
    expect(pack.items.find(({ id }) => id === 'eia')).toMatchObject({ department: '湖里生态环境局', timeLimit: { workingDays: 10 } })
    expect(byOverlay(changesTo(pack.overlays, 'items', 'eia'))).toEqual([['huli-test', ['department', 'timeLimit']]])
    expect(changesTo(pack.overlays, 'items', 'planning-permit')).toEqual([])
  })

  test('a paper that a district puts on an item’s own list is the district’s, the others stay the city’s', () => {
    const before = itemOf('eia')
    const paper: Material = { id: 'noise-report', name_zh: '噪声说明', kind: 'report', original: 1, copies: 0, sample: true }
    const { overlays } = laid(anOverlay({}, { items: [{ ...before, materials: [...before.materials, paper.id] }], materials: [paper] }))
    expect(byOverlay(changesTo(overlays, 'materials', 'noise-report'))).toEqual([['huli-test', null]])
    expect(byOverlay(changesTo(overlays, 'itemMaterials', 'eia/noise-report'))).toEqual([['huli-test', null]])
    expect(changesTo(overlays, 'itemMaterials', `eia/${before.materials[0]}`)).toEqual([])
  })

  test('of two overlays the later one wins, and both are named', () => {
    const before = itemOf('eia')
    const one = laid(anOverlay({ id: 'one' }, { items: [{ ...before, department: '甲局' }] }))
    const two = laid(anOverlay({ id: 'two' }, { items: [{ ...before, department: '乙局' }] }), one)
    expect(two.items.find(({ id }) => id === 'eia')?.department).toBe('乙局')
    expect(changesTo(two.overlays, 'items', 'eia').map(({ layer }) => layer.id)).toEqual(['one', 'two'])
    expect(two.overlays.map(({ id }) => id)).toEqual(['one', 'two'])
  })

  test('precedence is joined, never taken away', () => {
    const override = { scope: 'item:eia', higher: 'eia-commitment', lower: 'eia-exempt-building', reason: '区里从严' }
    const pack = laid(anOverlay({}, {}, { overrides: [override, ...city.pack.precedence.overrides.slice(0, 1)] }))
    expect(pack.precedence.overrides).toEqual([...city.pack.precedence.overrides, override])
  })

  test('a rule is switched off by a condition that never holds', async () => {
    const off = { ...ruleOf('bim-submission'), when: 'false' }
    const example = { ...first(city.pack.examples, ({ id }) => id === 's23') }
    const { ruleIds = [] } = example.expect
    const folder = anOverlayFolder({ 'policy-rules.json': { rules: [off] }, 'scenarios.json': withoutRule('bim-submission') })
    const loaded = await loadOverlay(city, folder)
    if (!loaded.ok) throw new Error(loaded.failure.problems.join('\n'))
    const switchedOff = compilePack(loaded.value.pack, loaded.value.ref)
    expect(ruleIds).toContain('bim-submission')
    expect(assess(switchedOff, example.facts).firedRules).not.toContain('bim-submission')
    expect(findRuleProblems(switchedOff)).toEqual([])
    rmSync(folder, { recursive: true })
  })

  function withoutRule(rule: string): unknown {
    return city.pack.examples.filter(({ expect: { ruleIds } }) => ruleIds?.includes(rule)).map((example) => ({ ...example, expect: { ...example.expect, ruleIds: example.expect.ruleIds?.filter((id) => id !== rule) } }))
  }
})

describe('laws of layering', () => {
  const someEntries = (): fc.Arbitrary<Overlay['entries']> =>
    fc.record({ items: fc.subarray([...city.pack.items]), rules: fc.subarray([...city.pack.rules]), materials: fc.subarray([...city.pack.materials]), bent: fc.boolean() }).map(({ items, rules, materials, bent }) => {
      const { entries } = anOverlay()
      const changed = bent ? items.map((item) => ({ ...item, department: `${item.department}（区）` })) : items
      return { ...entries, items: changed, rules: bent ? rules.map((rule) => ({ ...rule, id: `${rule.id}-district` })) : rules, materials }
    })

  test('an overlay of nothing changes nothing, and neither does one that repeats what stands there', () => {
    expect(own(laid(anOverlay()))).toEqual(own(city.pack))
    expect(laid(anOverlay()).overlays[0]?.changes).toEqual({})
    const { rules, items, materials, facts } = city.pack
    const repeated = laid(anOverlay({}, { rules, items, materials, facts }))
    expect([own(repeated), repeated.overlays[0]?.changes]).toEqual([own(city.pack), {}])
  })

  test('laid twice is laid once, under its own name and under another', () => {
    fc.assert(
      fc.property(someEntries(), (entries) => {
        const once = laid(anOverlay({}, entries))
        expect(laid(anOverlay({}, entries), once)).toEqual(once)
        const again = laid(anOverlay({ id: 'again' }, entries), once)
        expect([own(again), again.overlays[1]?.changes]).toEqual([own(once), {}])
      }),
      { numRuns: 40 },
    )
  })

  test('overlays that touch different entries may be laid in either order', () => {
    fc.assert(
      fc.property(someEntries(), ({ items }) => {
        const [one, two] = [anOverlay({ id: 'one' }, { items }), anOverlay({ id: 'two' }, { rules: [{ ...ruleOf('eia-commitment'), explanation_zh: '区里这样说。' }] })]
        expect(own(laid(two, laid(one)))).toEqual(own(laid(one, laid(two))))
      }),
      { numRuns: 20 },
    )
  })
})

describe('an overlay that breaks the pack is refused whole, with file and id', () => {
  let folder: string
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const refusal = async (files: Readonly<Record<string, unknown>>, below: LoadedPack = city): Promise<{ name: string; lines: string }> => {
    folder = anOverlayFolder(files)
    const loaded = await loadOverlay(below, folder)
    if (loaded.ok) throw new Error('it was taken')
    return { name: loaded.failure.name, lines: loaded.failure.problems.join('\n') }
  }
  const anItem = (change: object): unknown => ({ items: [{ ...itemOf('eia'), ...change }] })
  const aRule = (change: object): unknown => ({ rules: [{ ...ruleOf('eia-commitment'), id: 'huli-eia', ...change }] })
  const head = anOverlay().head

  test.each<[string, () => Readonly<Record<string, unknown>>, string]>([
    ['half a file', () => ({ 'items.json': '{"items": [' }), 'items.json：不是完整的 JSON'],
    ['a file that is no part of an overlay', () => ({ 'policy_rules.json': {} }), 'policy_rules.json：补充里没有这种文件'],
    ['the head of a pack', () => ({ 'pack.json': {} }), 'pack.json：补充里没有这种文件'],
    ['an entry of the wrong shape', () => ({ 'items.json': anItem({ timeLimit: 7 }) }), 'items.json items/eia/timeLimit：'],
    ['an item with a paper that nobody knows', () => ({ 'items.json': anItem({ materials: ['scroll'] }) }), 'items.json eia：没有这个材料：scroll'],
    ['a rule about an item that is not there', () => ({ 'policy-rules.json': aRule({ effect: { kind: 'exempt', target: ['item:castle'], value: 'exempt' } }) }), 'policy-rules.json huli-eia：没有这个事项：castle'],
    ['a condition that is no FEEL', () => ({ 'policy-rules.json': aRule({ when: 'eiaCommitment and' }) }), 'policy-rules.json huli-eia：when 表达式写得不完整'],
    ['an id twice', () => ({ 'items.json': { items: [itemOf('eia'), itemOf('eia')] } }), 'items.json eia：编号重复'],
    ['a placeholder that no paper fills', () => ({ 'papers.json': [{ ...city.pack.papers[0], body: ['{{salary}}'] }] }), '没有这个占位符：{{salary}}'],
    ['an overlay for another pack', () => ({ 'overlay.json': { ...head, on: { id: 'fuzhou-2021', version: '1.0.0' } } }), 'overlay.json huli-test：写给政策包 fuzhou-2021 1.0.0，现在用的是 xiamen-2021 1.0.0'],
    ['an overlay for a later version', () => ({ 'overlay.json': { ...head, on: { id: 'xiamen-2021', from: '1.0.1', below: '2.0.0' } } }), '写给政策包 xiamen-2021 1.0.1 至 2.0.0 以前'],
    ['an overlay for an earlier version', () => ({ 'overlay.json': { ...head, on: { id: 'xiamen-2021', from: '0.9.0', below: '1.0.0' } } }), '写给政策包 xiamen-2021 0.9.0 至 1.0.0 以前'],
    ['a district that the city does not have', () => ({ 'overlay.json': { ...head, district: '鼓浪屿区' } }), 'overlay.json huli-test：政策包里没有这个区：鼓浪屿区'],
    ['a worked case whose answers are bent', () => ({ 'scenarios.json': [{ ...city.pack.examples[0], facts: { ...city.pack.examples[0]?.facts, maxHeight: 30 } }] }), 'scenarios.json s01：下层已有这个样例，回答要一样（可以多答）：maxHeight'],
    ['a worked case that expects less', () => ({ 'scenarios.json': [{ ...city.pack.examples[0], expect: { flow: 'low-risk' } }] }), 'scenarios.json s01：下层样例核对的内容不能少：'],
    ['its own worked case that comes out otherwise', () => ({ 'scenarios.json': [{ ...city.pack.examples[0], id: 'huli-01', expect: { flow: 'rural' } }] }), 'scenarios.json huli-01：流程应为 rural，算得 low-risk'],
    ['a worked case of the city that it changes without saying so', () => ({ 'policy-rules.json': aRule({ when: 'lowRisk', effect: { kind: 'exempt', target: ['item:drawing-review'], value: 'exempt' } }) }), 'scenarios.json s01：事项 drawing-review 应为 commitment，算得 exempt（补充改变了下层的这个样例'],
  ])('%s', async (_, files, expected) => {
    const { name, lines } = await refusal(files())
    expect(lines).toContain(expected)
    expect(name).toBe('湖里区补充规定')
  })

  test('without its head it goes by the name of its folder', async () => {
    const { name, lines } = await refusal({ 'overlay.json': '' })
    expect(folder.endsWith(name)).toBe(true)
    expect(lines).toContain('overlay.json：不是完整的 JSON')
    rmSync(folder, { recursive: true })
    expect((await refusal({ 'overlay.json': { ...head, on: '1.0.0' } })).lines).toContain('overlay.json on：应为 { id, version } 或 { id, from, below }')
  })

  test('another edition of an overlay that is in use', async () => {
    const { lines } = await refusal({ 'overlay.json': { ...head, id: 'jimei-sample', version: '1.1.0' } }, jimei)
    expect(lines).toContain('overlay.json jimei-sample：同一个补充已按另一个版本 1.0.0 采用')
  })
})

describe('the name of a pack with overlays', () => {
  test('the version says which, the digest is another even where nothing is changed', async () => {
    expect(jimei.ref).toMatchObject({ id: 'xiamen-2021', version: '1.0.0+jimei-sample.1.0.0' })
    expect(jimei.base).toEqual(city.ref)
    const folder = anOverlayFolder({})
    const loaded = await loadOverlay(city, folder)
    rmSync(folder, { recursive: true })
    expect(loaded.ok && own(loaded.value.pack)).toEqual(own(city.pack))
    expect(loaded.ok && loaded.value.ref.digest).not.toBe(city.ref.digest)
  })

  test('an overlay that is given twice is laid once', async () => {
    expect(await loadOverlay(jimei, jimeiOverlayDir)).toEqual({ ok: true, value: jimei })
    expect(await loadOverlay(jimei, join(jimeiOverlayDir, '.'))).toEqual({ ok: true, value: jimei })
  })
})

describe('the sample of 集美区', () => {
  test('says 样例 in its head and wherever it brings something', () => {
    const [overlay] = jimei.pack.overlays
    expect(overlay).toMatchObject({ id: 'jimei-sample', sample: true, district: '集美区' })
    const brought = jimei.pack.materials.filter(({ id }) => changesTo(jimei.pack.overlays, 'materials', id).length > 0)
    expect(brought.map(({ sample }) => sample)).toEqual([true])
  })

  test('a lift asks for one paper more in the district, and the city’s own outcome stays', () => {
    const before = compilePack(city.pack, city.ref)
    expect(overlayEffect(before, compiled, anExample(city.pack, 's14'))).toEqual([
      '材料“老旧小区改造项目立项 · 小区公示情况说明”：不要 → 另加要交',
      '规则“集美区加装电梯先公示（样例）”：不命中 → 命中',
    ])
    expect(overlayEffect(before, compiled, anExample(city.pack, 's01'))).toEqual([])
  })

  test('a joint review is the district’s in seven days, said before and after', () => {
    expect(overlayEffect(compilePack(city.pack, city.ref), compiled, anExample(city.pack, 's12'))).toEqual([
      '事项“老旧小区改造实施方案联合审查”：承办部门 各区政府 → 集美区建设局（牵头）',
      '事项“老旧小区改造实施方案联合审查”：办理时限 10 个工作日 → 7 个工作日',
      '事项“老旧小区改造实施方案联合审查”：改了备注',
    ])
  })
})
