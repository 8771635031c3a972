import { beforeAll, describe, expect, test } from 'vitest'
import { compilePack, tryCompilePack } from '../../shared/domain/compilePack.ts'
import type { Item, Pack, Rule } from '../../shared/domain/pack.ts'
import { findFailingExamples, findPackProblems, type PackProblem } from '../../shared/domain/packCheck.ts'
import { findRuleProblems } from '../../shared/domain/packReach.ts'
import { readXiamenPack } from '../builders/pack.ts'

let pack: Pack
beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const ref = { id: 'test', version: '0.0.1', digest: 'test' }
const changeRule = (id: string, change: (rule: Rule) => Rule): Pack => ({ ...pack, rules: pack.rules.map((rule) => (rule.id === id ? change(rule) : rule)) })
const changeItem = (id: string, change: (item: Item) => Item): Pack => ({ ...pack, items: pack.items.map((item) => (item.id === id ? change(item) : item)) })
const first = (problems: readonly PackProblem[]): string => problems.map(({ file, id, problem }) => `${file} ${id}：${problem}`)[0] ?? 'nothing'

function checkRules(changed: Pack): string {
  return first(findRuleProblems(compilePack(changed, ref)))
}

test('the pack that ships has nothing wrong with it', () => {
  const compiled = compilePack(pack, ref)
  expect([...findPackProblems(pack, ref), ...findRuleProblems(compiled), ...findFailingExamples(compiled)]).toEqual([])
})

describe('broken references are named with file and id', () => {
  test.each<[string, () => Pack, string]>([
    ['an unknown item', () => changeRule('eia-commitment', (rule) => ({ ...rule, effect: { ...rule.effect, target: ['item:castle'] } })), 'policy-rules.json eia-commitment：没有这个事项：castle'],
    ['an unknown material', () => changeRule('low-risk-one-form', (rule) => ({ ...rule, effect: { ...rule.effect, materials: { waive: ['scroll'] } } })), 'policy-rules.json low-risk-one-form：没有这个材料：scroll'],
    ['an unknown task', () => changeRule('eia-commitment', (rule) => ({ ...rule, basis: { clause: 1, tasks: [66] } })), 'policy-rules.json eia-commitment：没有这个任务：66'],
    ['an unknown stage', () => changeItem('eia', (item) => ({ ...item, stage: 'afterlife' })), 'items.json eia：没有这个阶段：afterlife'],
    ['an item merged into nothing', () => changeRule('tender-filing-merge', (rule) => ({ ...rule, effect: { ...rule.effect, into: 'item:castle' } })), 'policy-rules.json tender-filing-merge：没有这个事项：castle'],
    ['an unknown rule in precedence', () => ({ ...pack, precedence: { ...pack.precedence, overrides: [{ scope: '*', higher: 'nobody', lower: '*', reason: '' }] } }), 'policy-rules.json precedence：没有这个规则：nobody'],
    ['an unknown unit of a task', () => ({ ...pack, tasks: pack.tasks.map((task) => (task.no === 3 ? { ...task, leadIds: ['nobody'] } : task)) }), 'plan-tasks.json 3：没有这个单位：nobody'],
    ['an unknown fact in a tick list', () => ({ ...pack, questionGroups: [{ id: 'odd', question_zh: '？', lines: [{ fact: 'nothing', label_zh: '无' }] }] }), 'facts.json odd：没有这个事实：nothing'],
    ['a number in a tick list', () => ({ ...pack, questionGroups: [{ id: 'odd', question_zh: '？', lines: [{ fact: 'maxHeight', label_zh: '高' }] }] }), 'facts.json odd：勾选清单里只能放是否题：maxHeight'],
    ['an id twice', () => ({ ...pack, items: [...pack.items, ...pack.items.slice(0, 1)] }), 'items.json project-code：编号重复'],
    ['a flow that no rule leads to', () => ({ ...pack, flows: [...pack.flows, { id: 'nowhere', name_zh: '无', basic: false }] }), 'policy-rules.json nowhere：没有规则通向这个流程'],
    ['a preset of the wrong type', () => ({ ...pack, themes: pack.themes.map((theme) => ({ ...theme, presets: { projectKind: 'castle' } })) }), 'themes.json low-risk：$.projectKind 不合规定：not-an-option'],
  ])('%s', (_, broken, expected) => {
    expect(first(findPackProblems(broken(), ref))).toBe(expected)
  })

  test.each<[string, () => Pack, string]>([
    ['a scope without its kind', () => ({ ...pack, precedence: { ...pack.precedence, overrides: [{ scope: 'planning-permit', higher: 'eia-commitment', lower: '*', reason: '' }] } }), 'scope 只能是'],
    ['rules that override each other', () => ({ ...pack, precedence: { ...pack.precedence, overrides: [...pack.precedence.overrides, { scope: 'item:planning-permit', higher: 'old-planning-exempt-public', lower: 'old-planning-commitment', reason: '' }] } }), '互相压过'],
    ['a flow outside the order of classification', () => ({ ...pack, precedence: { ...pack.precedence, classificationOrder: pack.precedence.classificationOrder.filter((value) => value !== 'rural') } }), 'classificationOrder 里没有 rural'],
    ['an order of classification that names nothing', () => ({ ...pack, precedence: { ...pack.precedence, classificationOrder: [...pack.precedence.classificationOrder, 'castle'] } }), 'castle 没有规则给出'],
    ['a material twice on an item', () => changeItem('eia', (item) => ({ ...item, materials: [...item.materials, ...item.materials] })), '编号重复'],
    ['a fact in two tick lists', () => ({ ...pack, questionGroups: [...pack.questionGroups, { id: 'again', question_zh: '？', lines: pack.questionGroups[0]?.lines ?? [] }] }), '编号重复'],
    ['an end before the beginning', () => ({ ...pack, effectiveTo: '2020-01-01' }), '失效日早于施行日'],
  ])('%s', (_, broken, expected) => {
    expect(first(findPackProblems(broken(), ref))).toContain(expected)
  })

  test('a placeholder that no paper fills', () => {
    const papers = pack.papers.map((paper) => ({ ...paper, body: ['{{salary}}'] }))
    expect(first(findPackProblems({ ...pack, papers }, ref, { placeholders: { 'acceptance-notice': [] } }))).toContain('没有这个占位符：{{salary}}')
  })

  test('a paper of this version that has no wording', () => {
    const papers = pack.papers.filter(({ kind }) => kind !== 'exemption-slip')
    const placeholders = Object.fromEntries(pack.papers.map(({ kind, body, footer }) => [kind, [...[...body, ...footer].join('').matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name)]))
    expect(findPackProblems({ ...pack, papers }, ref, { placeholders })).toEqual([{ file: 'papers.json', id: 'exemption-slip', problem: '缺这种文书的文字' }])
  })
})

describe('expressions that must not be are named with file and id', () => {
  test.each([
    ['lowRisk and', '写得不完整'],
    ['lowRisk and nobody', '没有名为 nobody 的事实'],
    ['for x in [1] return x', '不允许的写法 ForExpression'],
    ['matches(investmentKind, "(a+)+")', '不允许的写法 matches()'],
    ['totalFloorArea in [0..10000]', '不允许的写法'],
    ['projectKind = "building"', '没有回答时会被当成“否”'],
    ['if projectKind = null then null else projectKind in ["building"] and lowRisk', '读出来的意思与写的不同'],
  ])('%s', (when, expected) => {
    const problem = first(findPackProblems(changeRule('eia-commitment', (rule) => ({ ...rule, when })), ref))
    expect(problem).toMatch(/^policy-rules\.json eia-commitment：/)
    expect(problem).toContain(expected)
  })

  test('questions that wait for each other', () => {
    const facts = pack.facts.map((fact) => (fact.name === 'needsWater' ? { ...fact, askWhen: 'needsPower' } : fact.name === 'needsPower' ? { ...fact, askWhen: 'needsWater' } : fact))
    expect(first(findPackProblems({ ...pack, facts }, ref))).toContain('互相依赖')
    expect(tryCompilePack({ ...pack, facts }, ref)).toMatchObject({ ok: false, failure: { kind: 'uncompilable-pack' } })
  })

  test('a derived fact that uses a later one', () => {
    const derivedFacts = pack.derivedFacts.map((derived) => (derived.name === 'lowRiskType' ? { ...derived, order: 99 } : derived))
    expect(first(findPackProblems({ ...pack, derivedFacts }, ref))).toBe('facts.json lowRisk：用到了次序不在它前面的 lowRiskType')
  })
})

describe('rules that cannot be meant', () => {
  test('one that no answers make fire', () => {
    expect(checkRules(changeRule('eia-commitment', (rule) => ({ ...rule, when: 'lowRisk and totalFloorArea > 10000' })))).toBe('policy-rules.json eia-commitment：没有任何回答能使这条规则命中')
  })

  test('one that fires at a single value is reachable', () => {
    const exact = 'isBuilding and (if undergroundFloors = null then null else undergroundFloors = 5)'
    const facts = pack.facts.map((fact) => (fact.name === 'undergroundFloors' ? { ...fact, askWhen: 'isBuilding' } : fact))
    expect(first(findRuleProblems(compilePack({ ...changeRule('river-fill-online', (rule) => ({ ...rule, when: exact })), facts }, ref)))).toBe('nothing')
  })

  test('one that only an answer nobody is asked for would make fire', () => {
    expect(checkRules(changeRule('eia-commitment', (rule) => ({ ...rule, when: 'isTransport and needsWater' })))).toBe('policy-rules.json eia-commitment：没有任何回答能使这条规则命中')
  })

  test('two of an exclusive set that can fire together', () => {
    const changed = { ...pack, precedence: { ...pack.precedence, exclusive: [{ rules: ['low-risk-one-form', 'low-risk-survey-upload'], reason: '' }] } }
    expect(checkRules(changed)).toMatch(/^policy-rules\.json low-risk-one-form：与 low-risk-survey-upload 矛盾（互斥）/)
  })

  test('two flows for one case', () => {
    expect(checkRules(changeRule('government-basic-class', (rule) => ({ ...rule, when: 'isBuildingOrMunicipal' })))).toContain('（两个流程）')
  })

  test('required and exempt at once, with no precedence between them', () => {
    const strict = changeRule('low-risk-survey-upload', (rule) => ({ ...rule, effect: { ...rule.effect, target: ['item:traffic-impact'], value: 'required' } }))
    expect(checkRules(strict)).toContain('既要办又放宽，没有优先关系')
  })
})

describe('the pack speaks for itself', () => {
  test('a worked case that comes out differently is named with what differs', () => {
    const moved = changeRule('low-risk-definition', (rule) => rule)
    const derivedFacts = moved.derivedFacts.map((derived) => (derived.name === 'lowRisk' ? { ...derived, expression: derived.expression.replace('<= 10000', '< 10000') } : derived))
    const problems = findFailingExamples(compilePack({ ...moved, derivedFacts }, ref)).map(({ id, problem }) => `${id} ${problem}`)
    expect(problems).toContain('s01 流程应为 low-risk，算得 未定')
  })

  test('a half-answered case that decides too early is named', () => {
    const partialExamples = [{ id: 'p99', note: '', facts: { projectKind: 'building' }, expect: { 'low-risk-definition': false } }]
    const problems = findFailingExamples(compilePack({ ...pack, partialExamples }, ref))
    expect(first(problems)).toBe('partial-cases.json p99：规则 low-risk-definition 应为不命中，算得未定')
  })
})
