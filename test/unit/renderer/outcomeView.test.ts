import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadPack } from '../../../electron/station/packs.ts'
import { viewOutcome } from '../../../renderer/words/outcomeView.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { askedQuestion, factsOf, readAnswer, whyAsked } from '../../../renderer/words/questionView.ts'
import { limitSentence } from '../../../renderer/words/limitText.ts'
import { materialCountText } from '../../../renderer/words/materialCountText.ts'
import { groupMaterials, itemsForNow, suggestSource } from '../../../renderer/words/materialView.ts'
import { countMaterials } from '../../../shared/domain/materialCount.ts'
import { viewReason } from '../../../renderer/words/reasonView.ts'
import { assess } from '../../../shared/domain/assess.ts'
import { compilePack, type CompiledPack } from '../../../shared/domain/compilePack.ts'
import { findLimits } from '../../../shared/domain/limits.ts'
import type { MaterialState } from '../../../shared/domain/events.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { nextQuestions } from '../../../shared/domain/questions.ts'

let lookup: PackLookup
let compiled: CompiledPack
let workshop: Facts

beforeAll(async () => {
  const loaded = await loadPack(join(import.meta.dirname, '../../../resources/packs/xiamen-2021'))
  if (!loaded.ok) throw new Error('the built-in pack does not load')
  lookup = lookUpPack(loaded.value.pack)
  compiled = compilePack(loaded.value.pack, loaded.value.ref)
  const example = loaded.value.pack.examples.find(({ expect: wanted }) => wanted.flow === 'low-risk')
  if (!example) throw new Error('no low-risk example')
  workshop = example.facts
})

test('every line of an outcome has its word and stands under one heading only', () => {
  const assessment = assess(compiled, workshop)
  const view = viewOutcome(lookup, assessment)
  const lines = view.groups.flatMap(({ lines: certain, possible }) => [...certain, ...possible])
  expect(lines.map(({ id }) => id).toSorted()).toEqual(assessment.items.map(({ id }) => id).toSorted())
  expect(lines.every(({ word }) => word !== '')).toBe(true)
  expect(view.groups.at(-1)?.title).toBe('并行推进')
})

test('an open item says which answer it lacks', () => {
  const view = viewOutcome(lookup, assess(compiled, { projectKind: 'building', investmentKind: 'social' }))
  const open = view.groups.flatMap(({ lines }) => lines).filter(({ tone }) => tone === 'open')
  expect(open.length).toBeGreaterThan(0)
  expect(open.every(({ word, note }) => word === '待定' && note.startsWith('缺：'))).toBe(true)
})

test('10 200 m² says how far it is from low risk and what would follow at 10 000 m²', () => {
  const facts = { ...workshop, totalFloorArea: 10_200 }
  const flowNow = assess(compiled, facts).flow
  const sentences = findLimits(compiled, facts).flatMap((limit) => (limit.fact === 'totalFloorArea' ? (limitSentence(lookup, limit, flowNow) ?? []) : []))
  expect(sentences[0]?.distance).toBe('超过 10\u202f000 平方米 200 平方米，不属于社会投资简易低风险工程建设项目。')
  expect(sentences[0]?.gain).toMatch(/^若能调整到 10\u202f000 平方米以内：.+。$/u)
})

test('a question says how much it decides and where that stands in the plan', () => {
  const [first] = nextQuestions(compiled, {})
  expect(first && whyAsked(lookup, first)).toMatch(/^这一问决定 \d+ 个事项 · 方案第/u)
})

test('every question the assessment asks can be shown', () => {
  const questions = nextQuestions(compiled, { projectKind: 'building' })
  expect(questions.length).toBeGreaterThan(3)
  for (const question of questions) {
    const asked = askedQuestion(lookup, question)
    expect(asked && factsOf(asked)).toEqual(question.kind === 'fact' ? [question.fact] : question.lines)
  }
})

test('typed answers are read in the unit of the question, and refused in words', () => {
  const area = lookup.facts.get('totalFloorArea')
  const floors = lookup.facts.get('undergroundFloors')
  if (!area || !floors) throw new Error('the pack has lost its facts')
  expect(readAnswer(area, '10 200.456', '2026-11-24')).toEqual({ kind: 'value', value: 10_200.46 })
  expect(readAnswer(area, '', '2026-11-24')).toEqual({ kind: 'none' })
  expect(readAnswer(area, '-1', '2026-11-24')).toMatchObject({ kind: 'problem', sentence: expect.stringContaining('不小于 0 平方米') })
  expect(readAnswer(floors, '1.5', '2026-11-24')).toMatchObject({ kind: 'problem', sentence: expect.stringContaining('整数') })
})

test('a material that several items want is missing once, and received for all at once', () => {
  const assessment = assess(compiled, workshop)
  const nothing = countMaterials(assessment.items, () => null)
  expect(nothing.missing).toBe(nothing.wanted)
  const shared = groupMaterials(lookup, assessment, () => null).flatMap(({ lines }) => lines).find(({ sharedWith }) => sharedWith.length > 0)
  if (!shared) throw new Error('no material is shared in this example')
  const one = countMaterials(assessment.items, (_item, material) => (material === shared.material.id ? { kind: 'received', originals: 1, copies: 0 } : null))
  expect(one).toMatchObject({ missing: nothing.wanted - 1, received: 1 })
})

test('a shared material needs its number and one waived at the counter its reason; till then they are missing', () => {
  const { items } = assess(compiled, workshop)
  const wanted = countMaterials(items, () => null).wanted
  const all = (state: MaterialState) => countMaterials(items, () => state)
  expect(all({ kind: 'shared', from: 'department', source: '电子证照库', number: ' ' })).toMatchObject({ shared: 0, missing: wanted })
  expect(all({ kind: 'shared', from: 'department', source: '电子证照库', number: '1' })).toMatchObject({ shared: wanted, received: 0, missing: 0 })
  expect(all({ kind: 'waived', reason: '' })).toMatchObject({ waivedHere: 0, missing: wanted })
  expect(all({ kind: 'waived', reason: '证照库已核验' })).toMatchObject({ waivedHere: wanted, missing: 0 })
  expect(materialCountText({ wanted: 11, received: 6, shared: 2, waivedHere: 1, toFollow: 1, missing: 1, waived: 0, open: 0 })).toBe('共 11 份 · 已收 6 · 共享 2 · 窗口免收 1 · 容缺 1 · 还差 1')
})

test('a material is suggested from the item of the case that issues it, with the number of its licence, else from where it can be fetched', () => {
  const permit = lookup.materials.get('planning-permit-copy')
  if (!permit) throw new Error('the pack has lost its material')
  const assessment = assess(compiled, workshop)
  expect(suggestSource(lookup, assessment, permit, (path) => (path === 'planningPermit.certNo' ? '建字第 1 号' : ''))).toEqual({ from: 'earlier-stage', source: '建设工程规划许可证核发', number: '建字第 1 号' })
  const without = { ...assessment, items: assessment.items.filter(({ id }) => id !== 'planning-permit') }
  expect(suggestSource(lookup, without, permit, () => '')).toEqual({ from: 'department', source: '电子证照库', number: '' })
})

test('materials for when the works are done do not count as missing now', () => {
  const assessment = assess(compiled, workshop)
  const now = countMaterials(itemsForNow(lookup, assessment), () => null)
  const all = countMaterials(assessment.items, () => null)
  expect(now.missing).toBeLessThan(all.missing)
  const later = groupMaterials(lookup, assessment, () => null).filter(({ isLater }) => isLater)
  expect(later.map(({ item }) => item.id)).toContain('completion-filing')
  expect(later.map(({ item }) => item.id)).not.toContain('construction-permit')
})

test('a reason names rule, sentence, place in the plan and the answers it rests on', () => {
  const assessment = assess(compiled, workshop)
  const reason = viewReason(lookup, compiled, assessment, workshop, 'planning-permit')
  const [rule] = reason?.deciding ?? []
  expect(rule?.sentence).not.toBe('')
  expect(rule?.tasks.length).toBeGreaterThan(0)
  expect(rule?.facts.some(({ label, answer }) => label === '总建筑面积' && answer !== null)).toBe(true)
  expect(viewReason(lookup, compiled, assessment, workshop, 'no-such-item')).toBeNull()
})
