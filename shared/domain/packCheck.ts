import { assess } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { type CompiledPack, coversItem, tryCompilePack } from './compilePack.ts'
import { checkFacts } from './facts.ts'
import { type FeelProblem, freeNames } from './feel.ts'
import { type ExampleCase, type Facts, itemStatuses, type Pack, type PackRef, type PartialCase } from './pack.ts'

/** One thing wrong with a pack: the file, the id of the entry, and a sentence for the officer who edits it. */
export interface PackProblem {
  readonly file: string
  readonly id: string
  readonly problem: string
}

/** What stands outside a pack and is named by it. */
export interface PackSurroundings {
  /** Placeholders that the papers can fill, by kind of paper; `undefined`: not checked here. */
  readonly placeholders?: Readonly<Record<string, readonly string[]>>
}

/** References, expressions and wording. Whether rules can fire at all is checked by `packReach.ts`. */
export function findPackProblems(pack: Pack, ref: PackRef, surroundings: PackSurroundings = {}): readonly PackProblem[] {
  const wiring = [...findDuplicates(pack), ...findBrokenReferences(pack), ...findWordingProblems(pack, surroundings)]
  const compiled = tryCompilePack(pack, ref)
  if (!compiled.ok) {
    const expressions = compiled.failure.problems.map((problem): PackProblem => {
      if (problem.kind === 'cycle') return { file: 'facts.json', id: problem.names[0] ?? '', problem: `互相依赖，无法先后求值：${problem.names.join(' → ')}` }
      return { file: fileOfPart[problem.part], id: problem.id, problem: `${problem.field} ${describeFeelProblem(problem.problem)}` }
    })
    return [...wiring, ...expressions]
  }
  return [...wiring, ...findOrderProblems(pack, compiled.value)]
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

const fileOfPart = { facts: 'facts.json', derivedFacts: 'facts.json', rules: 'policy-rules.json', items: 'items.json' } as const

export function describeFeelProblem(problem: FeelProblem): string {
  switch (problem.kind) {
    case 'syntax':
      return `表达式写得不完整或有错：${problem.text}`
    case 'construct-not-allowed':
      return `不允许的写法 ${problem.construct}：${problem.text}（循环、区间、正则、函数和 != 都不能用）`
    case 'misparse':
      return `读出来的意思与写的不同：${problem.text}；${problem.hint}`
    case 'unknown-name':
      return `没有名为 ${problem.name} 的事实`
    case 'type-mismatch':
      return `类型不符，应为${problem.expected}：${problem.text}`
    case 'unguarded-null':
      return `没有回答时会被当成“否”，请写成 if x = null then null else …：${problem.text}`
    case 'too-long':
      return `表达式太长（${problem.length} 个字符）`
  }
}

function findDuplicates(pack: Pack): PackProblem[] {
  const within = (file: string, ids: readonly (string | number)[]): PackProblem[] =>
    [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))].map((id) => ({ file, id: String(id), problem: '编号重复' }))
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id)
  return [
    ...within('facts.json', [...pack.facts.map(({ name }) => name), ...pack.derivedFacts.map(({ name }) => name)]),
    ...within('facts.json', ids(pack.questionGroups)),
    ...within('policy-rules.json', ids(pack.rules)),
    ...within('policy-rules.json', ids(pack.flows)),
    ...within('items.json', ids(pack.stages)),
    ...within('items.json', ids(pack.items)),
    ...within('items.json', ids(pack.materials)),
    ...within('plan-tasks.json', pack.tasks.map(({ no }) => no)),
    ...within('units.json', ids(pack.units)),
    ...within('sources.json', ids(pack.sources)),
    ...within('themes.json', ids(pack.themes)),
    ...within('papers.json', pack.papers.map(({ kind }) => kind)),
    ...within('scenarios.json', ids(pack.examples)),
    ...within('partial-cases.json', ids(pack.partialExamples)),
    ...within('facts.json', pack.questionGroups.flatMap(({ lines }) => lines.map(({ fact }) => fact))),
    ...within('facts.json', pack.facts.flatMap((fact) => (fact.type === 'enum' ? fact.options.map(({ value }) => `${fact.name}=${value}`) : []))),
    ...within('facts.json', pack.derivedFacts.map(({ order }) => `order ${order}`)),
    ...within('items.json', pack.items.flatMap((item) => item.materials.map((material) => `${item.id}/${material}`))),
    ...within('policy-rules.json', [...pack.precedence.statusOrder, ...pack.precedence.classificationOrder]),
    ...(pack.effectiveTo !== null && pack.effectiveTo < pack.effectiveFrom ? [{ file: 'pack.json', id: pack.id, problem: '失效日早于施行日' }] : []),
    ...(pack.calendarYears.from > pack.calendarYears.to ? [{ file: 'pack.json', id: pack.id, problem: '日历年份颠倒' }] : []),
  ]
}

function findBrokenReferences(pack: Pack): PackProblem[] {
  const problems: PackProblem[] = []
  const known = {
    fact: new Set(pack.facts.map(({ name }) => name)),
    item: new Set(pack.items.map(({ id }) => id)),
    stage: new Set(pack.stages.map(({ id }) => id)),
    flow: new Set(pack.flows.map(({ id }) => id)),
    material: new Set(pack.materials.map(({ id }) => id)),
    rule: new Set(pack.rules.map(({ id }) => id)),
    task: new Set(pack.tasks.map(({ no }) => String(no))),
    unit: new Set(pack.units.map(({ id }) => id)),
    source: new Set(pack.sources.map(({ id }) => id)),
  } as const
  const names = { fact: '事实', item: '事项', stage: '阶段', flow: '流程', material: '材料', rule: '规则', task: '任务', unit: '单位', source: '文件' } as const
  const need = (file: string, id: string, what: keyof typeof known, name: string | number): void => {
    if (!known[what].has(String(name))) problems.push({ file, id, problem: `没有这个${names[what]}：${name}` })
  }
  const needTarget = (file: string, id: string, target: string): void => {
    const [kind = '', name = ''] = splitOnce(target, ':')
    if (kind === 'item' || kind === 'stage' || kind === 'flow') need(file, id, kind, name)
  }

  for (const group of pack.questionGroups) {
    for (const { fact } of group.lines) {
      need('facts.json', group.id, 'fact', fact)
      if (pack.facts.some(({ name, type }) => name === fact && type !== 'boolean')) problems.push({ file: 'facts.json', id: group.id, problem: `勾选清单里只能放是否题：${fact}` })
    }
  }
  for (const { id, effect, basis } of pack.rules) {
    effect.target.forEach((target) => needTarget('policy-rules.json', id, target))
    if (effect.into !== undefined) needTarget('policy-rules.json', id, effect.into)
    const { add = [], waive = [], keepOnly = [], replacedBy } = effect.materials ?? {}
    for (const material of [...add, ...waive, ...keepOnly, ...(replacedBy === undefined ? [] : [replacedBy])]) need('policy-rules.json', id, 'material', material)
    basis.tasks?.forEach((task) => need('policy-rules.json', id, 'task', task))
    const setsStatus = itemStatuses.some((status) => status === effect.value)
    if (setsStatus && !effect.target.some((target) => pack.items.some((item) => coversItem(target, item)))) {
      problems.push({ file: 'policy-rules.json', id, problem: '规则给出状态，但没有任何事项在它的范围内' })
    }
    const flows = effect.target.filter((target) => target.startsWith('flow:'))
    if (flows.length > 1) problems.push({ file: 'policy-rules.json', id, problem: `一条规则只能通向一个流程：${flows.join('、')}` })
    if (flows.length > 0 && !pack.precedence.classificationOrder.includes(effect.value)) {
      problems.push({ file: 'policy-rules.json', id, problem: `classificationOrder 里没有 ${effect.value}` })
    }
  }
  const { statusOrder, overrides, exclusive, combine } = pack.precedence
  for (const value of pack.precedence.classificationOrder) {
    if (!pack.rules.some(({ effect }) => effect.value === value && effect.target.some((target) => target.startsWith('flow:')))) problems.push({ file: 'policy-rules.json', id: 'precedence', problem: `classificationOrder 里的 ${value} 没有规则给出` })
  }
  for (const status of itemStatuses) if (!statusOrder.includes(status)) problems.push({ file: 'policy-rules.json', id: 'precedence', problem: `statusOrder 里没有 ${status}` })
  for (const { higher, lower, scope } of overrides) {
    need('policy-rules.json', 'precedence', 'rule', higher)
    if (lower !== '*') need('policy-rules.json', 'precedence', 'rule', lower)
    if (/^(item|stage):/.test(scope)) needTarget('policy-rules.json', 'precedence', scope)
    else if (scope !== '*') problems.push({ file: 'policy-rules.json', id: 'precedence', problem: `overrides 的 scope 只能是 *、item:… 或 stage:…：${scope}` })
    const turned = overrides.some((other) => other.higher === lower && (other.lower === higher || other.lower === '*') && (other.scope === scope || other.scope === '*' || scope === '*'))
    if (higher === lower || turned) problems.push({ file: 'policy-rules.json', id: 'precedence', problem: `overrides 互相压过：${higher}、${lower}` })
  }
  for (const { rules } of [...exclusive, ...combine]) rules.forEach((rule) => need('policy-rules.json', 'precedence', 'rule', rule))
  for (const item of pack.items) {
    need('items.json', item.id, 'stage', item.stage)
    item.materials.forEach((material) => need('items.json', item.id, 'material', material))
    item.basis.tasks?.forEach((task) => need('items.json', item.id, 'task', task))
  }
  for (const material of pack.materials) if (material.resultOf !== undefined) need('items.json', material.id, 'item', material.resultOf)
  for (const task of pack.tasks) {
    for (const unit of [...task.leadIds, ...task.responsibleIds]) need('plan-tasks.json', String(task.no), 'unit', unit)
    for (const source of task.sources) need('plan-tasks.json', String(task.no), 'source', source)
  }
  for (const { id, issuer } of pack.sources) if (issuer !== undefined && issuer !== null) need('sources.json', id, 'unit', issuer)
  for (const { id, flow, presets } of pack.themes) {
    need('themes.json', id, 'flow', flow)
    problems.push(...findFactProblems(pack, 'themes.json', id, presets))
  }
  for (const flow of pack.flows) {
    if (!pack.rules.some(({ effect }) => effect.target.includes(`flow:${flow.id}`))) problems.push({ file: 'policy-rules.json', id: flow.id, problem: '没有规则通向这个流程' })
  }
  for (const { id, facts, expect } of pack.examples) {
    problems.push(...findFactProblems(pack, 'scenarios.json', id, facts))
    if (expect.flow !== undefined) need('scenarios.json', id, 'flow', expect.flow)
    expect.ruleIds?.forEach((rule) => need('scenarios.json', id, 'rule', rule))
    Object.keys(expect.items ?? {}).forEach((item) => need('scenarios.json', id, 'item', item))
  }
  for (const { id, facts, expect } of pack.partialExamples) {
    problems.push(...findFactProblems(pack, 'partial-cases.json', id, facts))
    Object.keys(expect).forEach((rule) => need('partial-cases.json', id, 'rule', rule))
  }
  return problems
}

function findFactProblems(pack: Pack, file: string, id: string, facts: unknown): PackProblem[] {
  const checked = checkFacts(pack, facts)
  return checked.ok ? [] : checked.failure.problems.map(({ path, problem }) => ({ file, id, problem: `${path} 不合规定：${problem.kind}` }))
}

function findWordingProblems(pack: Pack, { placeholders }: PackSurroundings): PackProblem[] {
  if (placeholders === undefined) return []
  const missing = Object.keys(placeholders).filter((kind) => !pack.papers.some((paper) => paper.kind === kind))
  const unworded = missing.map((kind) => ({ file: 'papers.json', id: kind, problem: '缺这种文书的文字' }))
  const misworded = pack.papers.flatMap(({ kind, title_zh, body, footer }) => {
    const known = placeholders[kind]
    if (known === undefined) return [{ file: 'papers.json', id: kind, problem: '程序不出具这种文书' }]
    const used = [title_zh, ...body, ...footer].flatMap((text) => [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map((match) => match[1] ?? ''))
    return used.filter((name) => !known.includes(name)).map((name) => ({ file: 'papers.json', id: kind, problem: `没有这个占位符：{{${name}}}` }))
  })
  return [...unworded, ...misworded]
}

/** README of the domain: derived facts are evaluated in their order, each may use earlier ones only. */
function findOrderProblems(pack: Pack, compiled: CompiledPack): PackProblem[] {
  const orderOf = new Map(pack.derivedFacts.map(({ name, order }) => [name, order]))
  const expressionOf = new Map(compiled.steps.flatMap((step) => (step.kind === 'derived' ? [[step.slot, step.expression] as const] : [])))
  return pack.derivedFacts.flatMap(({ name, order }, index) => {
    const expression = expressionOf.get(pack.facts.length + index)
    const later = expression === undefined ? [] : [...freeNames(expression)].filter((used) => (orderOf.get(used) ?? -1) >= order)
    return later.map((used) => ({ file: 'facts.json', id: name, problem: `用到了次序不在它前面的 ${used}` }))
  })
}

/** The pack's own worked and half-answered cases, run on this engine. */
export function findFailingExamples(compiled: CompiledPack): readonly PackProblem[] {
  const { pack } = compiled
  // As the program takes answers: rounded.
  const outcomeOf = (facts: Facts): Assessment => {
    const checked = checkFacts(pack, facts)
    return assess(compiled, checked.ok ? checked.value : facts)
  }
  return [
    ...pack.examples.flatMap((example) => explainExample(example, outcomeOf(example.facts)).map((problem) => ({ file: 'scenarios.json', id: example.id, problem }))),
    ...pack.partialExamples.flatMap((example) => explainPartial(example, outcomeOf(example.facts)).map((problem) => ({ file: 'partial-cases.json', id: example.id, problem }))),
  ]
}

/** Where an outcome differs from what a worked case expects. */
export function explainExample({ expect }: ExampleCase, outcome: Assessment): readonly string[] {
  const items = new Map<string, string>(outcome.items.map(({ id, disposition }) => [id, disposition]))
  const expected = Object.entries(expect.items ?? {})
  return [
    ...(expect.flow !== undefined && expect.flow !== outcome.flow ? [`流程应为 ${expect.flow}，算得 ${outcome.flow ?? '未定'}`] : []),
    ...(expect.classification !== undefined && expect.classification !== outcome.classification ? [`类别应为 ${expect.classification}，算得 ${outcome.classification ?? '未定'}`] : []),
    ...expected.flatMap(([id, status]) => (items.get(id) === status ? [] : [`事项 ${id} 应为 ${status}，算得 ${items.get(id) ?? '不适用'}`])),
    ...(expect.items === undefined ? [] : [...items.keys()].filter((id) => !Object.hasOwn(expect.items ?? {}, id)).map((id) => `事项 ${id} 不应出现`)),
    ...(expect.ruleIds === undefined ? [] : explainSets('规则', expect.ruleIds, outcome.firedRules)),
    ...(expect.materialsWaived === undefined ? [] : explainSets('免交材料', expect.materialsWaived, outcome.materialsWaived)),
  ]
}

function explainSets(what: string, expected: readonly string[], found: readonly string[]): string[] {
  return [
    ...expected.filter((id) => !found.includes(id)).map((id) => `${what} 缺 ${id}`),
    ...found.filter((id) => !expected.includes(id)).map((id) => `${what} 多 ${id}`),
  ]
}

/** The same for a half-answered case: true, false or undecided per rule. */
export function explainPartial({ expect }: PartialCase, outcome: Assessment): readonly string[] {
  const truthOf = (rule: string): boolean | null => (outcome.firedRules.includes(rule) ? true : outcome.undecidedRules.includes(rule) ? null : false)
  const words = (truth: boolean | null): string => (truth === null ? '未定' : truth ? '命中' : '不命中')
  return Object.entries(expect).flatMap(([rule, truth]) => (truthOf(rule) === truth ? [] : [`规则 ${rule} 应为${words(truth)}，算得${words(truthOf(rule))}`]))
}
